//! Which project `down` and `ps` are about: its name is all they need.

use crate::args::Shared;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use linkyard_core::profile::Dialect;
use linkyard_core::project::project_name;
use std::path::PathBuf;

/// A project by name.
pub struct Target {
    /// Its name.
    pub project: String,
    /// The compose tool to imitate.
    pub dialect: Dialect,
    /// The project folder.
    pub folder: PathBuf,
}

impl Target {
    /// From `-p`, which needs no file, or else from the compose file, which may have errors.
    ///
    /// # Errors
    /// There is neither a name nor a file.
    pub fn read(shared: &Shared) -> Result<Target, Problem> {
        if let (Some(name), true) = (&shared.project, shared.files.is_empty()) {
            let folder = std::env::current_dir().map_err(|err| {
                Problem::usage("the current folder cannot be read").because(err.to_string())
            })?;
            let dialect = shared.compose.unwrap_or(Dialect::V1_29);
            return Ok(Target {
                project: project_name(name, dialect),
                dialect,
                folder,
            });
        }
        let mut input = ProjectInput::read(shared, &[])?;
        let analysis = input.analyse(None)?;
        Ok(Target {
            project: analysis.project.name,
            dialect: analysis.profile.dialect,
            folder: input.folder,
        })
    }
}
