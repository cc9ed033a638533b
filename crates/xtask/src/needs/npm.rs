//! Things that come from npm, each folder with its own `package.json` and lock file.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::{Need, apt};
use crate::process::{command, root, run};

/// The folder with what the web build takes from npm: wasm-opt.
pub const WEB: &str = "web";
/// The folder of the browser tests: Playwright and axe-core.
pub const BROWSER_TESTS: &str = "tests/browser";

/// Installs what the lock file in `folder` names, unless that very lock file is installed already, and
/// gives the folder of the programs.
///
/// # Errors
/// Node.js lacks and cannot be installed, or npm failed.
pub fn ensure(folder: &str) -> Result<PathBuf> {
    apt::node().ensure()?;
    let modules = root().join(folder).join("node_modules");
    let lock = root().join(folder).join("package-lock.json");
    // npm's own record in node_modules is written in another form than the lock file: ours is a plain copy.
    let installed = modules.join(".installed-lock.json");
    let need = Need {
        name: format!("the npm packages of {folder}"),
        found: Box::new(
            || matches!((fs::read(&lock), fs::read(&installed)), (Ok(a), Ok(b)) if a == b),
        ),
        install: Box::new(|| {
            // Playwright would fetch browsers of its own; the tests use the system's.
            let mut npm = command("npm", &["ci", "--no-audit", "--no-fund"]);
            run(npm
                .current_dir(root().join(folder))
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
            fs::copy(&lock, &installed)?;
            Ok(())
        }),
        by_hand: format!("cd {folder} && npm ci"),
    };
    need.ensure()?;
    Ok(modules.join(".bin"))
}
