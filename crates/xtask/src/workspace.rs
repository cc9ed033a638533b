//! What cargo knows of the workspace, and the `linkyard` binary.

use std::path::PathBuf;

use anyhow::{Result, bail};
use serde::Deserialize;

use crate::process::{cargo, output, run};

/// The workspace, as `cargo metadata` tells it.
#[derive(Deserialize)]
pub struct Workspace {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Workspace {
    /// Asks cargo.
    ///
    /// # Errors
    /// A manifest is wrong.
    pub fn load() -> Result<Workspace> {
        let json = output(&mut cargo(&[
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
        ]))?;
        Ok(serde_json::from_str(&json)?)
    }

    /// Package and name of every target of a kind: `test`, `bench`, `lib`, `bin`.
    pub fn targets<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.packages.iter().flat_map(move |package| {
            let wanted = package
                .targets
                .iter()
                .filter(move |it| it.kind.iter().any(|it| it == kind));
            wanted.map(|it| (package.name.as_str(), it.name.as_str()))
        })
    }

    /// Builds the `linkyard` binary and gives its file. Built in debug mode it reads the page from `dist` when
    /// it is asked for it, built in release mode it holds a copy: build the page first.
    ///
    /// # Errors
    /// It does not compile.
    pub fn build_linkyard(&self, release: bool) -> Result<PathBuf> {
        let (flags, folder): (&[&str], _) = if release {
            (&["--release"], "release")
        } else {
            (&[], "debug")
        };
        run(cargo(&["build", "--package", "linkyard"]).args(flags))?;
        let binary = self.target_directory.join(folder).join("linkyard");
        if !binary.is_file() {
            bail!("cargo built no {}", binary.display());
        }
        Ok(binary)
    }
}
