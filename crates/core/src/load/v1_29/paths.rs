//! Paths as Python makes them absolute.
//!
//! In the page no folder is known: paths then stay relative, as they were written.

use crate::load::{Loader, is_short};
use std::borrow::Cow;

impl Loader<'_> {
    /// The path under which messages name a compose file that was named as `path`.
    pub(super) fn shown_name(&self, path: &str) -> String {
        if path.starts_with(['/', '<']) {
            path.to_owned()
        } else {
            format!("./{path}")
        }
    }

    /// `path` below `folder`, absolute. Source: `expand_path` of config.py.
    pub(super) fn expand_path(&self, folder: &str, path: &str) -> String {
        let path = self.expand_home(path);
        if path.starts_with('/') {
            return normal(&path).into_owned();
        }
        if folder.is_empty() || path.starts_with('~') {
            return path;
        }
        let path = format!("{folder}/{path}");
        let res = normal(&path);
        let is_relative = !res.starts_with(['/', '.']);
        if is_relative {
            format!("./{res}")
        } else {
            res.into_owned()
        }
    }

    /// `~` as the home folder, where that is known; another user's stays.
    pub(super) fn expand_home(&self, path: &str) -> String {
        let home = self.settings.home.trim_end_matches('/');
        match path.strip_prefix('~') {
            Some(rest)
                if !self.settings.home.is_empty() && (rest.is_empty() || rest.starts_with('/')) =>
            {
                let res = format!("{home}{rest}");
                if res.is_empty() { "/".to_owned() } else { res }
            }
            _ => path.to_owned(),
        }
    }

    /// A path as files are asked for: relative to the project folder where it lies below.
    pub(super) fn asked_path<'p>(&self, path: &'p str) -> &'p str {
        let folder = &self.settings.working_dir;
        path.strip_prefix(folder.as_str())
            .filter(|_| !folder.is_empty())
            .and_then(|it| it.strip_prefix('/'))
            .filter(|it| !it.is_empty())
            .unwrap_or(path)
    }
}

/// The folder of a file; empty for one of the project folder in the page.
pub(super) fn folder_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The shortest path that means the same. Source: `os.path.normpath` of Python: two leading slashes stay two.
pub(super) fn normal(path: &str) -> Cow<'_, str> {
    if is_short(path) {
        return Cow::Borrowed(path);
    }
    let slashes = match path.strip_prefix('/') {
        None => "",
        Some(rest) if rest.starts_with('/') && !rest.starts_with("//") => "//",
        Some(_) => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|it| *it != "..") => {
                parts.pop();
            }
            ".." if !slashes.is_empty() => {}
            it => parts.push(it),
        }
    }
    let res = format!("{slashes}{}", parts.join("/"));
    Cow::Owned(if res.is_empty() { ".".to_owned() } else { res })
}

/// A drive letter of Windows, and the rest. Source: `splitdrive` of utils.py.
pub(super) fn split_drive(path: &str) -> (&str, &str) {
    if path.starts_with(['.', '\\', '/', '~']) {
        return ("", path);
    }
    let mut chars = path.char_indices();
    let second = chars.nth(1);
    match second {
        Some((at, ':')) => path.split_at_checked(at + 1).unwrap_or(("", path)),
        _ => ("", path),
    }
}

/// A mount or device in its short form: the path in the container, the one on the host, and the mode.
///
/// Source: `split_path_mapping` of config.py.
pub(super) fn split_mapping(text: &str) -> (&str, Option<(&str, Option<&str>)>) {
    let (drive, rest) = split_drive(text);
    let Some((host, container)) = rest.split_once(':') else {
        return (text, None);
    };
    let (container_drive, path) = split_drive(container);
    let (path, mode) = match path.rsplit_once(':') {
        Some((path, mode)) => (path, Some(mode)),
        None => (path, None),
    };
    // A drive and its path stand next to each other.
    let path = container.get(..container_drive.len() + path.len());
    let host = text.get(..drive.len() + host.len());
    (
        path.unwrap_or_default(),
        Some((host.unwrap_or_default(), mode)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shortened_as_python_does() {
        for (path, want) in [
            ("", "."),
            ("./a/../b/", "b"),
            ("//a//b", "//a/b"),
            ("///a", "/a"),
            ("/../a", "/a"),
            ("../../a", "../../a"),
        ] {
            assert_eq!(normal(path), want, "{path}");
        }
    }

    #[test]
    fn mounts_are_split_at_colons_that_are_no_drive() {
        let split = |text| {
            let (path, host) = split_mapping(text);
            let host = host.map(|(host, mode)| format!("{host} {}", mode.unwrap_or("-")));
            format!("{path} {}", host.unwrap_or_default())
        };
        assert_eq!(split("./a:/b:ro"), "/b ./a ro");
        assert_eq!(split("/b"), "/b ");
        assert_eq!(split(r"c:\x:/b"), r"/b c:\x -");
        assert_eq!(split("a:/b"), "a:/b ");
    }
}
