//! Reading single values: each reader gives what it could read and records what it could not.

use crate::analysis::Settings;
use crate::document::{Kind, Map, Node, Value};
use crate::fault::{Expected, Fault, FaultKind};
use crate::load::Format;
use crate::profile::{Dialect, Profile};
use crate::text::{FileRange, Spanned};
use std::collections::BTreeSet;

/// What every reader needs.
pub(super) struct Reader<'a> {
    pub(super) profile: Profile,
    pub(super) format: Format,
    pub(super) settings: &'a Settings,
    pub(super) faults: Vec<Fault>,
}

impl Reader<'_> {
    pub(super) fn fault(&mut self, range: FileRange, kind: FaultKind) {
        self.faults.push(Fault::new(kind, range));
    }

    /// A string.
    pub(super) fn string(&mut self, node: &Node) -> Option<Spanned<String>> {
        match &node.value {
            Value::Str(text) | Value::Date(text) => {
                Some(Spanned::new(text.to_string(), node.range))
            }
            _ => None,
        }
    }

    /// A string, or a number as it prints.
    pub(super) fn string_or_number(&mut self, node: &Node) -> Option<Spanned<String>> {
        if node.is_null() {
            return None;
        }
        match self.scalar_text(&node.value) {
            Some(text) if node.value.kind() != Kind::Bool => Some(Spanned::new(text, node.range)),
            _ => None,
        }
    }

    /// A scalar as the dialect's tool prints it.
    fn scalar_text(&self, value: &Value) -> Option<String> {
        Some(match (value, self.profile.dialect) {
            (Value::Str(it) | Value::Date(it), _) => it.to_string(),
            (Value::Bool(it), _) => it.to_string(),
            (Value::Int(it), _) => it.to_string(),
            (Value::Float(it), Dialect::V2) => it.to_string(),
            (Value::Float(it), Dialect::V1_29) => crate::schema::float_text(*it),
            _ => return None,
        })
    }

    pub(super) fn bool(&mut self, node: &Node) -> Option<Spanned<bool>> {
        match &node.value {
            Value::Bool(it) => return Some(Spanned::new(*it, node.range)),
            // Both tools turn a string that came from a variable into a truth value.
            Value::Str(it) if it == "true" => return Some(Spanned::new(true, node.range)),
            Value::Str(it) if it == "false" => return Some(Spanned::new(false, node.range)),
            _ => {}
        }
        None
    }

    pub(super) fn whole_number(&mut self, node: &Node) -> Option<Spanned<u32>> {
        let value = match &node.value {
            Value::Int(it) => u32::try_from(*it).ok(),
            Value::Str(it) => it.parse().ok(),
            _ => None,
        };
        value.map(|it| Spanned::new(it, node.range))
    }

    /// The entries of a mapping; none if it is something else.
    pub(super) fn mapping<'n>(&mut self, node: &'n Node) -> &'n Map {
        static EMPTY: Map = Map::EMPTY;
        match &node.value {
            Value::Map(map) => map,
            _ => &EMPTY,
        }
    }

    /// The items of a list; none if it is something else.
    pub(super) fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The strings of a list whose entries must differ.
    pub(super) fn unique_strings(&mut self, key: &str, node: &Node) -> Vec<Spanned<String>> {
        let mut res: Vec<Spanned<String>> = Vec::new();
        let mut seen = BTreeSet::new();
        for item in self.list(node) {
            let Some(text) = self.string(item) else {
                continue;
            };
            if seen.insert(text.value.clone()) {
                res.push(text);
            } else {
                self.fault(
                    item.range,
                    FaultKind::DuplicateEntry {
                        key: key.to_owned(),
                        text: text.value,
                    },
                );
            }
        }
        res
    }

    /// A string, or a list of strings.
    pub(super) fn string_or_list(&mut self, node: &Node) -> Vec<Spanned<String>> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|it| self.string(it)).collect(),
            _ => self.string(node).into_iter().collect(),
        }
    }

    /// A command: a list of words, or a string that is split as a shell splits it.
    pub(super) fn words(&mut self, key: &str, node: &Node) -> Option<Spanned<Vec<String>>> {
        match &node.value {
            Value::Null => None,
            Value::List(items) => {
                let mut words = Vec::with_capacity(items.len());
                for it in items {
                    words.extend(self.scalar_text(&it.value));
                }
                Some(Spanned::new(words, node.range))
            }
            Value::Map(_) => None,
            _ => {
                let text = self.string(node)?;
                match shlex::split(&text.value) {
                    Some(words) => Some(Spanned::new(words, text.range)),
                    None => {
                        self.bad_value(key, node.range, &text.value, Expected::ClosedQuotes);
                        None
                    }
                }
            }
        }
    }

    /// `K=V` entries of a list, or a mapping: names with their values, each name once, the last value counting.
    pub(super) fn pairs(
        &mut self,
        key: &'static str,
        node: &Node,
    ) -> Vec<(String, Option<String>, FileRange)> {
        let mut res: indexmap::IndexMap<String, (Option<String>, FileRange)> =
            indexmap::IndexMap::new();
        match &node.value {
            Value::List(items) => {
                for item in items {
                    let Some(text) = self.string(item) else {
                        continue;
                    };
                    let (name, value) = match text.value.split_once('=') {
                        Some((name, value)) => (name, Some(value.to_owned())),
                        None => (text.value.as_str(), None),
                    };
                    res.insert(name.to_owned(), (value, text.range));
                }
            }
            Value::Map(mapping) => self.pairs_of_mapping(key, mapping, &mut res),
            _ => {}
        }
        res.into_iter()
            .map(|(name, (value, range))| (name, value, range))
            .collect()
    }

    fn pairs_of_mapping(
        &mut self,
        key: &'static str,
        mapping: &Map,
        res: &mut indexmap::IndexMap<String, (Option<String>, FileRange)>,
    ) {
        for entry in mapping {
            let value = match &entry.value.value {
                Value::Null => None,
                Value::Bool(it) if self.profile.dialect == Dialect::V2 => Some(it.to_string()),
                _ => match self.string_or_number(&entry.value) {
                    Some(it) => Some(it.value),
                    None => continue,
                },
            };
            if key == "environment"
                && (entry.key.is_empty() || entry.key.contains(char::is_whitespace))
            {
                let name = entry.key.to_string();
                self.fault(entry.key_range, FaultKind::BadEnvName { name });
                continue;
            }
            res.insert(entry.key.to_string(), (value, entry.range()));
        }
    }

    pub(super) fn bad_value(
        &mut self,
        key: &str,
        range: FileRange,
        text: &str,
        expected: Expected,
    ) {
        self.fault(
            range,
            FaultKind::BadValue {
                key: key.to_owned(),
                text: text.to_owned(),
                expected,
            },
        );
    }
}
