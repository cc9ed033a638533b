//! One compose file: what it must look like before anything else is done with it.
//!
//! Source: `ConfigFile` and `validate_config_version` of config.py, `validate_config_section` of validation.py.

use super::python;
use crate::document::{Entry, Kind, Map, Node, Value, nowhere};
use crate::fault::{FaultKind, Refusal, Shape};
use crate::load::Loader;
use crate::schema::VERSION_EXPLANATION;
use crate::syntax;
use crate::text::FileRange;

/// A compose file, brought into the shape of the Compose Specification.
pub(super) struct ComposeFile {
    /// Its path, as messages name it.
    pub(super) name: String,
    /// Whether it is of format v1: then its services stood at the top.
    pub(super) is_v1: bool,
    /// Its `version`, where it has one.
    version: Option<FileRange>,
    pub(super) document: Map,
}

/// The sections of a file, with the word that messages have for an entry.
pub(super) const SECTIONS: [(&str, &str); 5] = [
    ("services", "service"),
    ("volumes", "volume"),
    ("networks", "network"),
    ("secrets", "secret"),
    ("configs", "config"),
];

impl Loader<'_> {
    /// Takes a document for a compose file; `None` if it is none at all.
    pub(super) fn take_file(&mut self, mut root: Node, name: String) -> Option<ComposeFile> {
        read_keys(&mut root, self.profile.yaml());
        let range = root.range;
        let Value::Map(mut document) = root.value else {
            let said = format!(
                "Top level object in '{name}' needs to be an object not '<class '{}'>'.",
                python::class(&root.value)
            );
            let kind = match root.value.kind() {
                Kind::Null => FaultKind::EmptyFile,
                found => FaultKind::NotAMapping { found },
            };
            self.fault(root.range, kind).said(said);
            return None;
        };
        let version = document.entry("version").map(Entry::range);
        let said_by_version = self.version(&mut document, &name);
        let is_v1 = match said_by_version {
            Some(is_v1) => is_v1,
            None => {
                let is_filled = |key: &&str| {
                    document
                        .get(key)
                        .is_some_and(|it| python::is_true(&it.value))
                };
                let sections = ["services", "networks", "volumes"];
                let is_v1 = !sections.iter().any(is_filled);
                if !is_v1 {
                    for section in sections {
                        self.check_section(&mut document, section, section, &name);
                    }
                }
                is_v1
            }
        };
        if is_v1 {
            let services = Node::new(Value::Map(document), range);
            document = Map::new();
            document.put(Entry {
                key: "services".into(),
                key_range: nowhere(),
                key_kind: Kind::Str,
                value: services,
            });
        }
        let mut file = ComposeFile {
            name,
            is_v1,
            version,
            document,
        };
        for (section, word) in SECTIONS {
            // A file without version is looked through as a map of services, and messages call it so.
            let is_map_of_services = is_v1 && said_by_version.is_none();
            let word = if is_map_of_services { section } else { word };
            self.check_section(&mut file.document, section, word, &file.name);
        }
        Some(file)
    }

    /// Whether the file is of format v1, as far as its `version` says it.
    fn version(&mut self, document: &mut Map, name: &str) -> Option<bool> {
        let node = document
            .get("version")
            .filter(|it| python::is_true(&it.value))?;
        let refusal = |text: &str| {
            FaultKind::Refused(Refusal::Version {
                text: text.to_owned(),
            })
        };
        let text = match &node.value {
            Value::Map(_) => {
                let said = format!(
                    "Unexpected type for \"version\" key in \"{name}\". Assuming \"version\" is the name of a service, and defaulting to Compose file version 1."
                );
                let kind = FaultKind::WrongType {
                    key: "version".to_owned(),
                    expected: vec![Shape::String],
                    found: Kind::Map,
                };
                self.fault(node.range, kind).warned(said);
                return Some(true);
            }
            Value::Str(text) => text.as_str(),
            _ => {
                let said = format!("Version in \"{name}\" is invalid - it should be a string.");
                let kind = refusal(&python::text(node));
                self.fault(node.range, kind).said(said);
                document.remove("version");
                return Some(false);
            }
        };
        if !is_version(text) {
            let said = format!("Version \"{text}\" in \"{name}\" is invalid.");
            self.fault(node.range, refusal(text)).said(said);
        } else if text.starts_with('1') {
            let said = format!("Version in \"{name}\" is invalid. {VERSION_EXPLANATION}");
            self.fault(node.range, refusal(text)).said(said);
        }
        Some(false)
    }

    /// Whether `file` may be merged with the first one: both must be of one family.
    pub(super) fn is_mergeable(&mut self, first: &ComposeFile, file: &ComposeFile) -> bool {
        if first.is_v1 == file.is_v1 {
            return true;
        }
        let version = |it: &ComposeFile| if it.is_v1 { "1" } else { NEWEST_VERSION };
        let said = format!(
            "Version mismatch: file {} specifies version {} but extension file {} uses version {}",
            first.name,
            version(first),
            file.name,
            version(file)
        );
        let start = file.document.iter().next().map(|it| match file.is_v1 {
            true => it.value.range,
            false => it.key_range,
        });
        let range = file.version.or(start).unwrap_or_else(nowhere);
        let fault = self.fault(range, FaultKind::Refused(Refusal::VersionMismatch));
        fault.said(said);
        if let Some(related) = first.version {
            fault.related(related);
        }
        false
    }

    /// A section must be a mapping of strings to mappings; what is not is taken out.
    fn check_section(&mut self, document: &mut Map, section: &str, word: &str, name: &str) {
        let Some(node) = document.get_mut(section) else {
            return;
        };
        let found = node.value.kind();
        let Value::Map(map) = &mut node.value else {
            let said = format!(
                "In file '{name}', {word} must be a mapping, not {}.",
                python::kind(&node.value)
            );
            let range = match document.entry(section) {
                Some(entry) if found == Kind::Null => entry.key_range,
                Some(entry) => entry.value.range,
                None => nowhere(),
            };
            document.remove(section);
            self.fault(range, a_mapping(section, found)).said(said);
            return;
        };
        let mut faults = Vec::new();
        map.retain(|entry| {
            let key = &entry.key;
            if entry.key_kind != Kind::Str {
                let said = format!(
                    "In file '{name}', the {word} name {key} must be a quoted string, i.e. '{key}'."
                );
                let key = key.to_string();
                faults.push((entry.key_range, FaultKind::NotAStringKey { key }, said));
                return false;
            }
            let is_fit = matches!(entry.value.value, Value::Map(_) | Value::Null);
            if !is_fit {
                let said = format!(
                    "In file '{name}', {word} '{key}' must be a mapping not {}.",
                    python::kind(&entry.value.value)
                );
                let kind = a_mapping(key, entry.value.value.kind());
                faults.push((entry.value.range, kind, said));
            }
            is_fit
        });
        for (range, kind, said) in faults {
            self.fault(range, kind).said(said);
        }
    }
}

/// The version of all files that are not of format v1.
pub(super) const NEWEST_VERSION: &str = "3.9";

fn a_mapping(key: &str, found: Kind) -> FaultKind {
    FaultKind::WrongType {
        key: key.to_owned(),
        expected: vec![Shape::Mapping],
        found,
    }
}

/// `^[1-3]+(\.\d+)?$`
fn is_version(text: &str) -> bool {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (major, minor) = match text.split_once('.') {
        Some((major, minor)) => (major, Some(minor)),
        None => (text, None),
    };
    !major.is_empty()
        && major.bytes().all(|it| matches!(it, b'1'..=b'3'))
        && minor.is_none_or(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// Writes keys that are no strings as Python prints them: that is what becomes of them in every place that takes them.
fn read_keys(node: &mut Node, yaml: syntax::YamlVersion) {
    match &mut node.value {
        Value::List(items) => {
            for it in items {
                read_keys(it, yaml);
            }
        }
        Value::Map(map) => {
            let is_typed = |it: &Entry| !matches!(it.key_kind, Kind::Str | Kind::Date);
            if map.iter().any(is_typed) {
                let entries = std::mem::take(map).into_iter();
                *map = entries
                    .map(|it| {
                        let key = if is_typed(&it) {
                            printed(&it.key, yaml).into()
                        } else {
                            it.key
                        };
                        Entry { key, ..it }
                    })
                    .collect();
            }
            for (_, it) in map.values_mut() {
                read_keys(it, yaml);
            }
        }
        _ => {}
    }
}

fn printed(key: &str, yaml: syntax::YamlVersion) -> String {
    let value = match syntax::resolve_plain(key, yaml) {
        syntax::Resolved::Null => Value::Null,
        syntax::Resolved::Bool(it) => Value::Bool(it),
        syntax::Resolved::Int(it) => Value::Int(it),
        syntax::Resolved::Float(it) => Value::Float(it),
        _ => Value::str(key),
    };
    python::text(&Node::new(value, nowhere()))
}
