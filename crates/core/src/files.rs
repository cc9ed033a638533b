//! Where a project's files come from, and why one cannot be read. Reads nothing itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where the files of a project come from: a folder on disk, or the virtual one of the page.
pub trait Files {
    /// The text of the file at `path`, relative to the project folder.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError>;

    /// Whether a file or folder lies at `path`; `None` where that is not known, as in the page, which has no folders.
    fn exists(&self, path: &str) -> Option<bool> {
        let _ = path;
        None
    }
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is not there.
    NotFound,
    /// It lies outside the folder that may be read.
    NotAllowed,
    /// It is not UTF-8 text.
    NotText,
    /// The operating system's words.
    Other(String),
}

/// Files held in memory.
impl Files for BTreeMap<String, String> {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        let path = path.strip_prefix("./").unwrap_or(path);
        self.get(path)
            .map(|it| Cow::Borrowed(it.as_str()))
            .ok_or(ReadError::NotFound)
    }
}
