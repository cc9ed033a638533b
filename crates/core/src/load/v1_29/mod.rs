//! Loading as docker-compose 1.29 does it: each file is looked through, interpolated and checked against its format;
//! then the files are merged, services extend others, and what only the whole shows is checked.
//!
//! Source: `load` of config.py of docker-compose 1.29.2, in its order.

mod check;
mod environment;
mod extends;
mod files;
mod finish;
mod merge;
mod merge_parts;
mod mounts;
mod order;
mod paths;
mod ports;
mod prepare;
mod python;
mod resources;
mod schema;
mod security;
mod strings;

#[cfg(test)]
mod tests;

use super::{Format, Loader};
use crate::document::{Map, Node, Value, nowhere};
use crate::fault::{FaultKind, Refusal};
use crate::files::ReadError;
use crate::text::{FileId, FileRange};
use compact_str::CompactString;
use files::ComposeFile;
use rustc_hash::FxHashSet;

/// A service on its way.
struct ServiceContext<'a> {
    name: &'a str,
    /// The place of its key.
    range: FileRange,
    is_v1: bool,
    /// The services of all files.
    names: &'a FxHashSet<CompactString>,
}

pub(super) fn load(loader: &mut Loader<'_>) -> Node {
    let mut files = loader.read_files();
    let mut document = Map::new();
    if let Some(first) = files.first() {
        loader.format = if first.is_v1 {
            Format::V1
        } else {
            Format::Compose
        };
        if let Some(version) = first.document.entry("version") {
            document.put(version.clone());
        }
    }
    for (section, entity) in [
        ("volumes", "Volume"),
        ("networks", "Network"),
        ("secrets", "Secret"),
        ("configs", "Config"),
    ] {
        let map = loader.resources(&files, section, entity);
        if !map.is_empty() {
            document.set(section, Node::new(Value::Map(map), nowhere()));
        }
    }
    let services = loader.services(&mut files);
    let empty = Map::EMPTY;
    if loader.format == Format::Compose {
        let volumes = document.get("volumes").and_then(Node::as_map);
        loader.check_named_volumes(&services, volumes.unwrap_or(&empty));
    }
    let range = files
        .first()
        .and_then(|it| it.document.get("services"))
        .map_or_else(nowhere, |it| it.range);
    document.set("services", Node::new(Value::Map(services), range));
    loader.tell_each_once();
    Node::new(Value::Map(document), nowhere())
}

impl Loader<'_> {
    /// The files of the project, each interpolated and of the right shape; those that do not go with the first are left out.
    fn read_files(&mut self) -> Vec<ComposeFile> {
        let tree = self.sources.first().and_then(|it| it.tree.as_ref());
        let root = tree.and_then(|it| it.root.as_ref());
        let yaml = self.profile.yaml();
        let main = match root {
            Some(root) => Node::from_syntax(root, FileId::COMPOSE, yaml),
            None => Node::new(Value::Null, nowhere()),
        };
        let folder = paths::folder_of(&self.settings.file_name).to_owned();
        let name = self.shown_name(&self.settings.file_name);
        let mut files: Vec<ComposeFile> = self.take_file(main, name).into_iter().collect();
        for path in self.settings.more_files.clone() {
            let name = if folder.is_empty() || path.starts_with('/') {
                self.shown_name(&path)
            } else {
                self.shown_name(&format!("{folder}/{path}"))
            };
            match self.open_yaml(&path) {
                Ok((_, document)) => {
                    let Some(file) = self.take_file(document, name) else {
                        continue;
                    };
                    let fits = match files.first() {
                        Some(first) => self.is_mergeable(first, &file),
                        None => true,
                    };
                    if fits {
                        files.push(file);
                    }
                }
                Err(error) => self.unreadable_file(nowhere(), &name, &path, error),
            }
        }
        for file in &mut files {
            self.interpolate_file(file);
            self.check_format(file);
        }
        files
    }

    /// Source: `load_yaml` of config.py.
    fn unreadable_file(&mut self, range: FileRange, name: &str, path: &str, error: ReadError) {
        let said = match &error {
            ReadError::NotFound => {
                format!(".FileNotFoundError: [Errno 2] No such file or directory: '{name}'")
            }
            _ if self.files.exists(path) == Some(true) => {
                format!(".IsADirectoryError: [Errno 21] Is a directory: '{name}'")
            }
            _ => format!(".PermissionError: [Errno 13] Permission denied: '{name}'"),
        };
        let path = path.to_owned();
        self.fault(range, FaultKind::Refused(Refusal::File { path, error }))
            .said(said);
    }

    /// A base of several services is looked through once for each; what is wrong with it is told once.
    fn tell_each_once(&mut self) {
        let mut told = FxHashSet::default();
        self.faults.retain(|it| match &it.said {
            Some(said) => told.insert((it.range, said.text.clone())),
            None => true,
        });
    }
}
