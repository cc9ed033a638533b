//! A compiler for WebAssembly, by one of two routes: rustup's target where rustup can fetch it, else
//! Debian's `rustc-web`, whose standard library for WebAssembly is built here once.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Need, apt};
use crate::process::{cache, command, on_path, output, run};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// Debian's compiler would look for `rust-lld`, which none of its packages has: it is told of this one.
const DEBIAN_LINKER: (&str, &str) = (
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
    "/usr/bin/wasm-ld-22",
);

/// Beside the built standard library: what the compiler says of its version.
const BUILT_FOR: &str = "built-for";

/// What a build for the browser needs in its environment, whichever compiler makes it.
pub struct WebToolchain {
    /// Folders that go before the rest of `PATH`.
    pub path_prefix: Vec<PathBuf>,
    /// Variables to set, or with `None` to remove.
    pub env: Vec<(&'static str, Option<OsString>)>,
    /// The folder of its build results. Each compiler has its own: in a shared one they would undo each
    /// other's work.
    pub target_folder: PathBuf,
}

impl WebToolchain {
    /// Finds a compiler, or gets one.
    ///
    /// # Errors
    /// Neither route worked; the error tells about both.
    pub fn ensure() -> Result<WebToolchain> {
        // A machine that once had to take Debian's route is not made to wait for rustup's failure again.
        if !has_std("rustc") && debian_is_ready() {
            return Ok(WebToolchain::of_debian());
        }
        let rustup = Need {
            name: format!("the Rust target {TARGET}"),
            found: Box::new(|| has_std("rustc")),
            install: Box::new(|| {
                if on_path("rustup").is_none() {
                    bail!("there is no rustup");
                }
                run(&mut command("rustup", &["target", "add", TARGET]))
            }),
            by_hand: format!("rustup target add {TARGET}"),
        };
        let Err(first) = rustup.ensure() else {
            return Ok(WebToolchain::of_rustup());
        };
        eprintln!("{first:#}\ntrying Debian's compiler instead");
        match ensure_debian() {
            Ok(()) => Ok(WebToolchain::of_debian()),
            Err(second) => bail!("{first:#}\nand Debian's compiler does not do either: {second:#}"),
        }
    }

    fn of_rustup() -> WebToolchain {
        WebToolchain {
            path_prefix: Vec::new(),
            env: Vec::new(),
            target_folder: PathBuf::from("target/web"),
        }
    }

    fn of_debian() -> WebToolchain {
        WebToolchain {
            path_prefix: vec![PathBuf::from("/usr/bin")],
            // A cargo started by rustup has set all three to its own toolchain.
            env: vec![
                ("RUSTC", Some(DEBIAN_RUSTC.into())),
                (DEBIAN_LINKER.0, Some(DEBIAN_LINKER.1.into())),
                ("CARGO", None),
                ("RUSTUP_TOOLCHAIN", None),
                ("LD_LIBRARY_PATH", None),
            ],
            target_folder: PathBuf::from("target/web-debian"),
        }
    }

    /// Puts all of it, and `tools` before the rest of `PATH`, into the command's environment.
    ///
    /// # Errors
    /// A folder's name cannot stand in `PATH`.
    pub fn apply<'a>(
        &self,
        command: &'a mut Command,
        tools: &[PathBuf],
    ) -> Result<&'a mut Command> {
        let old = env::var_os("PATH").unwrap_or_default();
        let folders = tools
            .iter()
            .cloned()
            .chain(self.path_prefix.iter().cloned())
            .chain(env::split_paths(&old));
        command.env("PATH", env::join_paths(folders)?);
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Ok(command.env(
            "CARGO_TARGET_DIR",
            crate::process::root().join(&self.target_folder),
        ))
    }
}

/// Whether this compiler has a standard library for the browser.
fn has_std(rustc: &str) -> bool {
    sysroot(rustc).is_ok_and(|it| holds_std(&libraries(&it)))
}

fn sysroot(rustc: &str) -> Result<PathBuf> {
    Ok(PathBuf::from(output(&mut command(
        rustc,
        &["--print", "sysroot"],
    ))?))
}

/// Where in the compiler's folder the libraries of the target are.
fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn holds_std(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|it| {
        let name = it.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// Installs Debian's compiler and builds its standard library, with bitcode so that link-time optimisation works.
fn ensure_debian() -> Result<()> {
    let packages = apt::packages("Debian's Rust for the web", &DEBIAN_PACKAGES, || {
        let installed = |it: &&str| {
            output(&mut command("dpkg-query", &["-W", "-f", "${Status}", it]))
                .is_ok_and(|it| it.ends_with(" installed"))
        };
        DEBIAN_PACKAGES.iter().all(installed)
    });
    packages.ensure()?;

    let need = Need {
        name: format!("the standard library for {TARGET} (a minute or two, once)"),
        found: Box::new(debian_is_ready),
        install: Box::new(build_std),
        by_hand: "sudo cargo xtask setup".to_owned(),
    };
    need.ensure()
}

/// Whether Debian's compiler is there with a standard library built for this very version of it.
fn debian_is_ready() -> bool {
    let Ok(sysroot) = output(&mut debian(DEBIAN_RUSTC, &["--print", "sysroot"])) else {
        return false;
    };
    let built_for = fs::read_to_string(workshop().join(BUILT_FOR)).unwrap_or_default();
    holds_std(&libraries(Path::new(&sysroot))) && debian_version().is_ok_and(|it| it == built_for)
}

fn debian_version() -> Result<String> {
    output(&mut debian(DEBIAN_RUSTC, &["-vV"]))
}

/// The folder of the crate for which the standard library is built.
fn workshop() -> PathBuf {
    cache().join("wasm-std")
}

/// A command that rustup's variables do not reach.
fn debian(program: &str, args: &[&str]) -> Command {
    let mut res = command(program, args);
    for name in [
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
        "CARGO_TARGET_DIR",
        "RUSTFLAGS",
    ] {
        res.env_remove(name);
    }
    res
}

/// Builds the standard library inside a crate that exists for this only, and puts it where the compiler looks.
fn build_std() -> Result<()> {
    let workshop = workshop();
    // What an older compiler built there would be copied too.
    if workshop.is_dir() {
        fs::remove_dir_all(&workshop)?;
    }
    fs::create_dir_all(workshop.join("src"))?;
    fs::write(
        workshop.join("Cargo.toml"),
        "[package]\nname = \"wasm-std\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n\
         [profile.release]\npanic = \"abort\"\n\n[workspace]\n",
    )?;
    fs::write(
        workshop.join("src/lib.rs"),
        "//! Exists so that cargo builds the standard library for it.\n",
    )?;
    let mut cargo = debian(
        "/usr/bin/cargo",
        &[
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort",
            "--target",
            TARGET,
        ],
    );
    let old = env::var_os("PATH").unwrap_or_default();
    let path =
        env::join_paths(std::iter::once(PathBuf::from("/usr/bin")).chain(env::split_paths(&old)))?;
    cargo
        .current_dir(&workshop)
        .env("PATH", path)
        .env("RUSTC", DEBIAN_RUSTC)
        .env(DEBIAN_LINKER.0, DEBIAN_LINKER.1);
    // `-Zbuild-std` asks for a nightly compiler, or for this.
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    run(&mut cargo)?;

    let destination = libraries(Path::new(&output(&mut debian(
        DEBIAN_RUSTC,
        &["--print", "sysroot"],
    ))?));
    fs::create_dir_all(&destination)
        .with_context(|| format!("cannot make {}", destination.display()))?;
    // What an older compiler left there would be a second copy of every crate.
    for entry in fs::read_dir(&destination)?.flatten() {
        fs::remove_file(entry.path())?;
    }
    let built = workshop.join("target").join(TARGET).join("release/deps");
    for entry in fs::read_dir(&built)?
        .flatten()
        .filter(|it| it.path().extension().is_some_and(|it| it == "rlib"))
    {
        let to = destination.join(entry.file_name());
        fs::copy(entry.path(), &to).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(fs::write(workshop.join(BUILT_FOR), debian_version()?)?)
}
