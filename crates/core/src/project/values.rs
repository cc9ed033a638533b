//! Reading single values: each reader gives what it could read and records what it could not.

use crate::analysis::Settings;
use crate::document::{Kind, Map, Node, Value};
use crate::fault::{Expected, Fault, FaultKind};
use crate::load::Format;
use crate::profile::{Dialect, Profile};
use crate::text::{FileRange, Spanned};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// What every reader needs.
pub(super) struct Reader<'a> {
    pub(super) profile: Profile,
    pub(super) format: Format,
    pub(super) settings: &'a Settings,
    pub(super) faults: Vec<Fault>,
}

/// A name with its value.
pub(super) struct Pair<'n> {
    pub(super) name: &'n str,
    pub(super) value: Option<Cow<'n, str>>,
    pub(super) range: FileRange,
}

/// A string.
pub(super) fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Str(text) | Value::Date(text) => Some(text),
        _ => None,
    }
}

impl Reader<'_> {
    pub(super) fn fault(&mut self, range: FileRange, kind: FaultKind) {
        self.faults.push(Fault::new(kind, range));
    }

    /// A string.
    pub(super) fn string(&mut self, node: &Node) -> Option<Spanned<String>> {
        text(node).map(|it| Spanned::new(it.to_owned(), node.range))
    }

    /// A string, or a number as it prints.
    pub(super) fn string_or_number<'n>(&mut self, node: &'n Node) -> Option<Cow<'n, str>> {
        match node.value.kind() {
            Kind::Bool => None,
            _ => self.scalar_text(&node.value),
        }
    }

    /// A scalar as the dialect's tool prints it.
    fn scalar_text<'n>(&self, value: &'n Value) -> Option<Cow<'n, str>> {
        Some(Cow::Owned(match (value, self.profile.dialect) {
            (Value::Str(it) | Value::Date(it), _) => return Some(Cow::Borrowed(it)),
            (Value::Bool(it), _) => it.to_string(),
            (Value::Int(it), _) => it.to_string(),
            (Value::Float(it), Dialect::V2) => it.to_string(),
            (Value::Float(it), Dialect::V1_29) => crate::schema::float_text(*it),
            _ => return None,
        }))
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
        let unique = self.unique_texts(key, node).into_iter();
        unique
            .map(|it| Spanned::new(it.value.to_owned(), it.range))
            .collect()
    }

    /// The same, not copied.
    pub(super) fn unique_texts<'n>(&mut self, key: &str, node: &'n Node) -> Vec<Spanned<&'n str>> {
        let items = self.list(node);
        let mut res: Vec<Spanned<&str>> = Vec::with_capacity(items.len());
        let mut seen = FxHashSet::default();
        for item in items {
            let Some(text) = text(item) else {
                continue;
            };
            if items.len() == 1 || seen.insert(text) {
                res.push(Spanned::new(text, item.range));
            } else {
                self.fault(
                    item.range,
                    FaultKind::DuplicateEntry {
                        key: key.to_owned(),
                        text: text.to_owned(),
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
                    words.extend(self.scalar_text(&it.value).map(Cow::into_owned));
                }
                Some(Spanned::new(words, node.range))
            }
            Value::Map(_) => None,
            _ => {
                let text = text(node)?;
                match shlex::split(text) {
                    Some(words) => Some(Spanned::new(words, node.range)),
                    None => {
                        self.bad_value(key, node.range, text, Expected::ClosedQuotes);
                        None
                    }
                }
            }
        }
    }

    /// `K=V` entries of a list, or a mapping: names with their values, each name once, the last value counting.
    pub(super) fn pairs<'n>(
        &mut self,
        key: &'static str,
        node: &'n Node,
        take: &mut dyn FnMut(Pair<'n>),
    ) {
        match &node.value {
            Value::List(items) => {
                let mut res: indexmap::IndexMap<&str, Pair<'_>> = indexmap::IndexMap::new();
                for item in items {
                    let Some(text) = text(item) else {
                        continue;
                    };
                    let (name, value) = match text.split_once('=') {
                        Some((name, value)) => (name, Some(Cow::Borrowed(value))),
                        None => (text, None),
                    };
                    let range = item.range;
                    res.insert(name, Pair { name, value, range });
                }
                res.into_values().for_each(take);
            }
            Value::Map(mapping) => self.pairs_of_mapping(key, mapping, take),
            _ => {}
        }
    }

    fn pairs_of_mapping<'n>(
        &mut self,
        key: &'static str,
        mapping: &'n Map,
        take: &mut dyn FnMut(Pair<'n>),
    ) {
        for entry in mapping {
            let value = match &entry.value.value {
                Value::Null => None,
                Value::Bool(it) if self.profile.dialect == Dialect::V2 => {
                    Some(it.to_string().into())
                }
                _ => match self.string_or_number(&entry.value) {
                    Some(it) => Some(it),
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
            take(Pair {
                name: &entry.key,
                value,
                range: entry.range(),
            });
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
