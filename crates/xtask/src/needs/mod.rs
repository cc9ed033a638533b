//! What this machine must have, one [`Need`] each: how to see that it is there, how to get it, and what to
//! type where that cannot be done from here. A need that is met costs a glance, so all are looked at every time.

pub mod apt;
pub mod compose_2;
pub mod engine;
pub mod npm;
pub mod tools;
pub mod wasm;

use anyhow::{Result, bail};

use crate::process::root;

/// One thing that must be on this machine.
pub struct Need<'a> {
    /// What it is, with its version where that matters.
    pub name: String,
    /// Whether it is there, in a version that will do.
    pub found: Box<dyn Fn() -> bool + 'a>,
    /// Gets it. Called only where `found` says no.
    pub install: Box<dyn Fn() -> Result<()> + 'a>,
    /// The command that a person would type to get it.
    pub by_hand: String,
}

impl Need<'_> {
    /// Gets the thing where it lacks.
    ///
    /// # Errors
    /// It could not be got; the error says why and names the command to type.
    pub fn ensure(&self) -> Result<()> {
        if (self.found)() {
            return Ok(());
        }
        eprintln!("getting {}", self.name);
        let why = match (self.install)() {
            Ok(()) if (self.found)() => return Ok(()),
            Ok(()) => "the installation reported success, but it is still not there".to_owned(),
            Err(error) => format!("{error:#}"),
        };
        bail!(
            "{} is missing and could not be installed: {why}\n  to install it: {}",
            self.name,
            self.by_hand
        )
    }
}

/// The exact version of a crate that `Cargo.lock` chose.
///
/// # Errors
/// There is no lock file, or the crate is not in it.
pub fn locked_version(krate: &str) -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let Some(version) = version_in_lock(&lock, krate) else {
        bail!("Cargo.lock does not name the crate `{krate}`");
    };
    Ok(version.to_owned())
}

fn version_in_lock<'a>(lock: &'a str, krate: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("\nname = \"{krate}\"\nversion = \""))?;
    Some(after.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_tells_the_version_of_the_crate_and_of_no_other() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }

    #[test]
    fn a_need_that_stays_unmet_names_the_command_to_type() {
        let need = Need {
            name: "frobnicator 3".to_owned(),
            found: Box::new(|| false),
            install: Box::new(|| bail!("only root may")),
            by_hand: "sudo apt-get install frobnicator".to_owned(),
        };
        let error = need.ensure().unwrap_err().to_string();
        assert_eq!(
            error,
            "frobnicator 3 is missing and could not be installed: only root may\n  \
             to install it: sudo apt-get install frobnicator"
        );
    }

    #[test]
    fn a_need_that_is_met_installs_nothing() {
        let need = Need {
            name: "cargo".to_owned(),
            found: Box::new(|| true),
            install: Box::new(|| bail!("must not be called")),
            by_hand: String::new(),
        };
        need.ensure().unwrap();
    }
}
