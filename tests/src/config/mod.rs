//! `config` of a real compose tool beside ours: both answers about one file, and where they differ.
//!
//! An answer is either the canonical document, or the words of a refusal. Which files are compared is the caller's
//! business: the oracle tests take small ones of their own, `cargo xtask corpus` takes whatever lies in a folder.

mod difference;
mod ours;
mod theirs;

pub use difference::{Difference, difference};
pub use ours::{Ours, ours};
pub use theirs::Tool;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The environment of both sides: nothing of the person who runs this may reach an answer.
const ENVIRONMENT: [(&str, &str); 3] = [
    ("HOME", "/nonexistent"),
    ("LANG", "C.UTF-8"),
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
];

/// What a compose tool says of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// The canonical document.
    Accepted(Value),
    /// Why there is none.
    Refused(String),
}

/// The compose files of one project, as they are given to the tools.
#[derive(Clone, Debug)]
pub struct Files {
    /// The project folder, absolute and without symbolic links.
    pub folder: PathBuf,
    /// Names in that folder; later ones are laid over the first.
    pub names: Vec<String>,
}

impl Files {
    /// The file, and the override file beside it that the tools would find by themselves.
    ///
    /// # Errors
    /// The folder cannot be found.
    pub fn of(path: &Path) -> std::io::Result<Files> {
        let folder = match path.parent() {
            Some(it) if !it.as_os_str().is_empty() => it,
            _ => Path::new("."),
        };
        let folder = folder.canonicalize()?;
        let name = path.file_name().unwrap_or_default();
        let mut names = vec![name.to_string_lossy().into_owned()];
        if let Some((stem @ ("compose" | "docker-compose"), ending)) = names[0].split_once('.') {
            let beside = format!("{stem}.override.{ending}");
            if folder.join(&beside).is_file() {
                names.push(beside);
            }
        }
        Ok(Files { folder, names })
    }
}
