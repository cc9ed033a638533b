//! Env files and label files: their variables go under those of `environment`, their labels under `labels`.
//!
//! Source: `WithServicesEnvironmentResolved` and `WithServicesLabelsResolved` of compose-go 2.9.1.

use super::{FileContext, dotenv};
use crate::document::{Entry, Kind, Map, Node, Value};
use crate::fault::{FaultKind, Refusal};
use crate::files::ReadError;
use crate::load::Loader;
use crate::text::FileRange;
use std::collections::BTreeMap;

/// What a key's files hold.
#[derive(Clone, Copy)]
struct FileKind {
    /// The key that their entries go under.
    key: &'static str,
    /// The tool's word for them.
    what: &'static str,
}

const ENV_FILE: FileKind = FileKind {
    key: "environment",
    what: "env file",
};
const LABEL_FILE: FileKind = FileKind {
    key: "labels",
    what: "label file",
};

impl Loader<'_> {
    /// Reads the files of every service.
    pub(super) fn put_env_files(&mut self, model: &mut Node, context: &FileContext) {
        let services = model
            .as_map_mut()
            .and_then(|it| it.get_mut("services"))
            .and_then(Node::as_map_mut);
        for (_, service) in services.into_iter().flat_map(Map::values_mut) {
            let Some(service) = service.as_map_mut() else {
                continue;
            };
            for (key, kind) in [("env_file", ENV_FILE), ("label_file", LABEL_FILE)] {
                if let Some(files) = service.remove(key) {
                    self.put_files(service, &files.value, kind, context);
                }
            }
        }
    }

    fn put_files(
        &mut self,
        service: &mut Map,
        files: &Node,
        kind: FileKind,
        context: &FileContext,
    ) {
        let own = service.get(kind.key).and_then(Node::as_map).cloned();
        let own = own.unwrap_or_default();
        // In env files the variables of the project count first, then those of the service.
        let mut known = BTreeMap::new();
        if kind.key == ENV_FILE.key {
            let values = own
                .iter()
                .filter_map(|it| Some((it.key.to_string(), it.value.as_str()?.to_owned())));
            known.extend(values);
            known.extend(context.variables.clone());
        }
        let mut res = Map::new();
        for file in files.as_list().unwrap_or_default() {
            self.read_assignments(file, kind, &known, &mut res);
        }
        for entry in own {
            res.put(entry);
        }
        if !res.is_empty() {
            service.set(kind.key, Node::new(Value::Map(res), files.range));
        }
    }

    fn read_assignments(
        &mut self,
        file: &Node,
        kind: FileKind,
        known: &BTreeMap<String, String>,
        res: &mut Map,
    ) {
        let path_node = file.get("path").unwrap_or(file);
        let path = path_node.as_str().unwrap_or_default();
        let is_required = file.get("required").map(|it| &it.value) != Some(&Value::Bool(false));
        let written = self.shown_path(path);
        let opened = if path.is_empty() {
            Err(ReadError::NotFound)
        } else {
            self.open_text(&written)
        };
        let id = match opened {
            Ok(id) => id,
            Err(ReadError::NotFound) if !is_required => return,
            Err(error) => {
                let said = match &error {
                    // Nearly always it is a folder.
                    ReadError::Other(_) => {
                        format!("failed to read {path}: read {path}: is a directory")
                    }
                    _ => format!(
                        "{} {path} not found: stat {path}: no such file or directory",
                        kind.what
                    ),
                };
                let kind = FaultKind::EnvFile {
                    path: written,
                    error,
                };
                self.fault(path_node.range, kind).said(said);
                return;
            }
        };
        let text = self.sources.get(usize::from(id.0));
        let text = text.map(|it| it.text.as_str()).unwrap_or_default();
        let format = file.get("format").and_then(Node::as_str);
        let (entries, bad_lines) = match format {
            Some("raw") => (dotenv::parse_raw(text), Vec::new()),
            None | Some("" | ".env") => {
                let values = res
                    .iter()
                    .filter_map(|it| Some((it.key.to_string(), it.value.as_str()?.to_owned())));
                dotenv::parse(text, known, values.collect())
            }
            Some(other) => {
                let said = format!("unsupported env_file format {other:?}");
                let refusal = Refusal::Other { text: said.clone() };
                let range = file.get("format").map_or(file.range, |it| it.range);
                self.fault(range, FaultKind::Refused(refusal)).said(said);
                return;
            }
        };
        for it in entries {
            let range = FileRange::new(id, it.range);
            let Some(value) = it.value else {
                continue;
            };
            res.put(Entry {
                key: it.name.into(),
                key_range: range,
                key_kind: Kind::Str,
                value: Node::new(Value::str(&value), range),
            });
        }
        for line in bad_lines {
            let said = format!("failed to read {path}: {}", line.said);
            self.fault(FileRange::new(id, line.range), FaultKind::EnvFileLine)
                .said(said)
                .related(path_node.range);
        }
    }

    /// A path below the project folder, relative to it.
    fn shown_path(&self, path: &str) -> String {
        let folder = &self.settings.working_dir;
        let below = path
            .strip_prefix(folder.as_str())
            .filter(|_| !folder.is_empty())
            .and_then(|it| it.strip_prefix('/'));
        below.unwrap_or(path).to_owned()
    }
}
