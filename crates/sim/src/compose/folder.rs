//! The folder of a project among the machine's files.

use crate::machine::Machine;
use linkyard_core::files::{Files, ReadError};
use std::borrow::Cow;

/// A folder of the machine.
#[derive(Clone, Debug)]
pub struct Folder<'a> {
    machine: &'a Machine,
    pub(super) path: String,
}

impl<'a> Folder<'a> {
    /// The folder at an absolute path.
    pub fn of(machine: &'a Machine, path: &str) -> Folder<'a> {
        Folder {
            machine,
            path: normal(path),
        }
    }

    /// `path`, relative to this folder, as an absolute one.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            normal(path)
        } else {
            normal(&format!("{}/{path}", self.path))
        }
    }

    /// An absolute path relative to this folder, if it lies below.
    pub(super) fn below(&self, path: &str) -> Option<String> {
        let rest = path.strip_prefix(self.path.trim_end_matches('/'))?;
        rest.strip_prefix('/').map(str::to_owned)
    }

    /// A file's text.
    pub fn text(&self, path: &str) -> Option<&'a str> {
        let key = self.key(path)?;
        self.machine.files.get(&key).map(String::as_str)
    }

    /// The path under which the machine has a file: relative to where commands are typed.
    fn key(&self, path: &str) -> Option<String> {
        let path = match path.strip_prefix("~/") {
            Some(rest) => format!("{}/{rest}", self.machine.variables.get("HOME")?),
            None => path.to_owned(),
        };
        let path = self.absolute(&path);
        let root = normal(&self.machine.working_dir);
        let mut base = root.trim_end_matches('/');
        let mut way_up = String::new();
        loop {
            if let Some(rest) = path.strip_prefix(base)
                && let Some(rest) = rest.strip_prefix('/')
            {
                return Some(format!("{way_up}{rest}"));
            }
            base = base.rsplit_once('/')?.0;
            way_up.push_str("../");
        }
    }
}

impl Files for Folder<'_> {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        self.text(path)
            .map(Cow::Borrowed)
            .ok_or(ReadError::NotFound)
    }

    fn exists(&self, path: &str) -> Option<bool> {
        let path = self.absolute(path);
        let root = normal(&self.machine.working_dir);
        let is_folder = format!("{root}/").starts_with(&format!("{}/", path.trim_end_matches('/')));
        if is_folder || self.text(&path).is_some() {
            return Some(true);
        }
        let Some(key) = self.key(&path) else {
            return Some(false);
        };
        let folder = format!("{key}/");
        Some(self.machine.files.keys().any(|it| it.starts_with(&folder)))
    }
}

/// The folder of a path; empty for a bare name.
pub(super) fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

pub(super) fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// An absolute path without `.`, `..` and doubled slashes.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
