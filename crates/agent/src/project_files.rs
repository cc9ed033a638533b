//! The compose file that the agent was started for, and the files it names, for the page.

use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::files::{Files, ReadError};
use linkyard_wire::ProjectFiles;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Where the page's first text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectSource {
    /// The project folder. No file outside it is shown.
    pub folder: PathBuf,
    /// The compose file.
    pub file: PathBuf,
    /// Name of the project, as given or as the folder is called.
    pub project: String,
}

impl ProjectSource {
    /// Reads the files as they are now.
    ///
    /// # Errors
    /// A sentence: the compose file cannot be read.
    pub fn read(&self) -> Result<ProjectFiles, String> {
        let text = std::fs::read_to_string(&self.file)
            .map_err(|err| format!("`{}` cannot be read: {err}", self.file.display()))?;
        let file_name = self
            .file
            .strip_prefix(&self.folder)
            .unwrap_or(&self.file)
            .display()
            .to_string();
        let disk = Recorder {
            folder: &self.folder,
            read: RefCell::default(),
        };
        // `.env` is nowhere named, and always read. Which other files count, the analysis knows.
        let _ = disk.read(".env");
        let settings = Settings {
            project: self.project.clone(),
            file_name: file_name.clone(),
            working_dir: self.folder.display().to_string(),
            ..Settings::default()
        };
        let project = Analysis::new(&text, &settings, &disk).project.name;
        let mut files = disk.read.into_inner();
        files.insert(file_name.clone(), text);
        Ok(ProjectFiles {
            file_name,
            files,
            project,
        })
    }
}

/// Files of a folder; it remembers which were read.
struct Recorder<'a> {
    folder: &'a Path,
    read: RefCell<BTreeMap<String, String>>,
}

impl Files for Recorder<'_> {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        let to_error = |err: io::Error| match err.kind() {
            io::ErrorKind::NotFound => ReadError::NotFound,
            io::ErrorKind::InvalidData => ReadError::NotText,
            _ => ReadError::Other(err.to_string()),
        };
        let real = self.folder.join(path).canonicalize().map_err(to_error)?;
        if !real.starts_with(self.folder.canonicalize().map_err(to_error)?) {
            return Err(ReadError::NotAllowed);
        }
        let text = std::fs::read_to_string(real).map_err(to_error)?;
        self.read.borrow_mut().insert(
            path.strip_prefix("./").unwrap_or(path).to_owned(),
            text.clone(),
        );
        Ok(Cow::Owned(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_compose_file_comes_with_what_it_names_and_nothing_from_outside() {
        let root = std::env::temp_dir().join(format!("linkyard-files-{}", std::process::id()));
        let folder = root.join("My Shop");
        fs::create_dir_all(folder.join("conf")).unwrap();
        fs::write(root.join("secret.env"), "S=1\n").unwrap();
        fs::write(folder.join(".env"), "TAG=1\n").unwrap();
        fs::write(folder.join("conf/web.env"), "A=1\n").unwrap();
        fs::write(folder.join("unnamed.env"), "B=1\n").unwrap();
        let text = "web:\n  image: app\n  env_file: [./conf/web.env, ../secret.env, missing.env]\n";
        fs::write(folder.join("fig.yml"), text).unwrap();
        let source = ProjectSource {
            file: folder.join("fig.yml"),
            folder,
            project: "My Shop".to_owned(),
        };
        let files = source.read();
        let gone = fs::remove_dir_all(&root).map(|()| source.read());
        let files = files.unwrap();
        assert_eq!(
            files.files.keys().collect::<Vec<_>>(),
            [".env", "conf/web.env", "fig.yml"]
        );
        assert_eq!(
            (files.file_name.as_str(), files.project.as_str()),
            ("fig.yml", "myshop")
        );
        assert!(gone.unwrap().unwrap_err().contains("cannot be read"));
    }
}
