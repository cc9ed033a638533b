//! Programs that cargo builds: trunk and wasm-bindgen. They are looked for on `PATH`, then in the cache, and
//! built into the cache where neither has the right version.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Need, locked_version};
use crate::process::{cache, command, on_path, output, run};

/// 0.22 wants a newer compiler than the workspace does.
const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.2";

/// A program in one exact version.
struct Tool {
    /// The crate that holds it.
    krate: &'static str,
    /// The program's file name.
    program: &'static str,
    version: String,
    /// Whether the crate's own lock file is to be used.
    locked: bool,
}

/// The folders to put before `PATH`, so that trunk and the wasm-bindgen it wants are found.
///
/// # Errors
/// One is missing and cargo could not build it.
pub fn ensure() -> Result<Vec<PathBuf>> {
    let trunk = Tool {
        krate: "trunk",
        program: "trunk",
        version: TRUNK.to_owned(),
        locked: true,
    };
    // Trunk takes the wasm-bindgen on `PATH` only in the very version of the lock file. The lock file that
    // comes with it names a version of a dependency that not every index has, so it is built without.
    let wasm_bindgen = Tool {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: locked_version("wasm-bindgen")?,
        locked: false,
    };
    let mut res = Vec::new();
    for tool in [trunk, wasm_bindgen] {
        let need = tool.need();
        need.ensure()?;
        res.push(
            tool.folder()
                .with_context(|| format!("{} vanished", need.name))?,
        );
    }
    Ok(res)
}

/// cargo-fuzz, which only `fuzz` needs.
///
/// # Errors
/// It is missing and cargo could not build it.
pub fn cargo_fuzz() -> Result<PathBuf> {
    let tool = Tool {
        krate: "cargo-fuzz",
        program: "cargo-fuzz",
        version: CARGO_FUZZ.to_owned(),
        locked: true,
    };
    let need = tool.need();
    need.ensure()?;
    let folder = tool
        .folder()
        .with_context(|| format!("{} vanished", need.name))?;
    Ok(folder.join(tool.program))
}

impl Tool {
    fn need(&self) -> Need<'_> {
        Need {
            name: format!("{} {} (minutes, once)", self.krate, self.version),
            found: Box::new(|| self.folder().is_some()),
            install: Box::new(|| self.build()),
            by_hand: format!("cargo {}", self.words(None).join(" ")),
        }
    }

    /// Where the program is found in the right version.
    fn folder(&self) -> Option<PathBuf> {
        let right = |program: &PathBuf| {
            let said = output(&mut command(&program.to_string_lossy(), &["--version"]))
                .unwrap_or_default();
            said.split_whitespace().nth(1) == Some(self.version.as_str())
        };
        let candidates = [
            on_path(self.program),
            Some(self.prefix().join("bin").join(self.program)),
        ];
        let program = candidates.into_iter().flatten().find(right)?;
        program.parent().map(PathBuf::from)
    }

    fn prefix(&self) -> PathBuf {
        cache()
            .join("tools")
            .join(format!("{}-{}", self.krate, self.version))
    }

    fn words(&self, prefix: Option<&str>) -> Vec<String> {
        let mut res = vec!["install", self.krate, "--version", &self.version];
        if self.locked {
            res.push("--locked");
        }
        if let Some(prefix) = prefix {
            res.extend(["--root", prefix]);
        }
        res.into_iter().map(str::to_owned).collect()
    }

    fn build(&self) -> Result<()> {
        let prefix = self.prefix();
        // Not the cargo that runs this: its variables would force this workspace's compiler on the tool.
        let mut cargo = command("cargo", &[]);
        cargo.args(self.words(Some(&prefix.to_string_lossy())));
        // The tool runs for seconds a build: compiling it quickly is worth more than a quick tool.
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        cargo
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTUP_TOOLCHAIN")
            .current_dir(std::env::temp_dir());
        let toolchains = output(&mut command("rustup", &["toolchain", "list"])).unwrap_or_default();
        // A toolchain file inside a dependency would otherwise choose a compiler that is not installed.
        if toolchains.lines().any(|it| it.starts_with("stable-")) {
            cargo.env("RUSTUP_TOOLCHAIN", "stable");
        }
        run(&mut cargo)
    }
}
