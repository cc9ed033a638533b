//! `setup`: gets everything that any other subcommand may need, so that those run without a network.

use anyhow::{Result, bail};

use crate::needs::wasm::WebToolchain;
use crate::needs::{apt, npm, tools};

/// Goes through all needs. One that cannot be met does not keep the others from being met.
///
/// # Errors
/// Something lacks in the end; the error lists each with the command that would get it.
pub fn setup() -> Result<()> {
    let mut lacking = Vec::new();
    let mut note = |outcome: Result<()>| {
        if let Err(error) = outcome {
            lacking.push(format!("{error:#}"));
        }
    };
    let packages = [
        apt::node(),
        apt::docker(),
        apt::compose_v1(),
        apt::busybox(),
        apt::mmdebstrap(),
        apt::chromium(),
    ];
    for need in packages {
        note(need.ensure());
    }
    note(WebToolchain::ensure().map(drop));
    note(tools::ensure().map(drop));
    for folder in [npm::WEB, npm::BROWSER_TESTS] {
        note(npm::ensure(folder).map(drop));
    }
    if !lacking.is_empty() {
        bail!("{}", lacking.join("\n"));
    }
    println!("everything is in place");
    Ok(())
}
