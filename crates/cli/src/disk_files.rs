//! The project's folder as `linkyard_core` reads it: env files and the like.

use linkyard_core::files::{Files, ReadError};
use std::borrow::Cow;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The most that is read of one file: one byte above what the core accepts, so that it can name its limit.
const MOST_BYTES: u64 = 4 * 1024 * 1024 + 1;

/// Files of a folder. Paths may lead out of it: the user runs this with their own rights.
#[derive(Clone, Debug)]
pub struct DiskFiles {
    folder: PathBuf,
    home: Option<PathBuf>,
}

impl DiskFiles {
    /// Files relative to `folder`; `~` is `home`.
    pub fn new(folder: PathBuf, home: Option<PathBuf>) -> DiskFiles {
        DiskFiles { folder, home }
    }

    /// Where the file lies that the project calls `path`.
    pub fn path(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.folder.join(path),
        }
    }
}

impl Files for DiskFiles {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        match read_text(&self.path(path)) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(err) => Err(match err.kind() {
                ErrorKind::NotFound => ReadError::NotFound,
                ErrorKind::InvalidData => ReadError::NotText,
                _ => ReadError::Other(err.to_string()),
            }),
        }
    }

    fn exists(&self, path: &str) -> Option<bool> {
        Some(self.path(path).exists())
    }
}

/// Reads a file as UTF-8, but never more than the core accepts.
///
/// # Errors
/// It cannot be read, or it is not UTF-8 ([`ErrorKind::InvalidData`]).
pub fn read_text(path: &Path) -> std::io::Result<String> {
    read_limited(std::fs::File::open(path)?)
}

/// Reads a stream as UTF-8, but never more than the core accepts.
///
/// # Errors
/// As for [`read_text`].
pub fn read_limited(reader: impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES).read_to_end(&mut bytes)?;
    // The cut may have split the last character.
    if bytes.len() as u64 == MOST_BYTES
        && let Err(err) = std::str::from_utf8(&bytes)
        && err.error_len().is_none()
    {
        bytes.truncate(err.valid_up_to());
        bytes.resize(MOST_BYTES as usize, b' ');
    }
    String::from_utf8(bytes).map_err(|err| {
        let at = err.utf8_error().valid_up_to();
        std::io::Error::new(
            ErrorKind::InvalidData,
            format!("it is not UTF-8 text: byte {} does not fit", at + 1),
        )
    })
}
