//! Reading single values: each reader gives what it could read and records what it could not.

use super::{Fault, FaultKind, Files, Format, Shape};
use crate::analysis::Settings;
use crate::interpolate::{self, Note, Syntax};
use crate::profile::{Dialect, Profile};
use crate::syntax::{Entry, Mapping, Node, NodeValue, Resolved, Scalar, ScalarStyle, TextRange};
use crate::text::{FileId, FileRange, Spanned};
use std::collections::BTreeSet;

/// What every reader needs.
pub(super) struct Reader<'a> {
    pub(super) profile: Profile,
    pub(super) format: Format,
    pub(super) settings: &'a Settings,
    pub(super) files: &'a dyn Files,
    pub(super) file_names: Vec<String>,
    pub(super) faults: Vec<Fault>,
    /// Variables already reported as unset: the tools say it once.
    pub(super) unset: BTreeSet<String>,
}

impl Reader<'_> {
    pub(super) fn at(&self, range: TextRange) -> FileRange {
        FileRange::new(FileId::COMPOSE, range)
    }

    pub(super) fn fault(&mut self, range: TextRange, kind: FaultKind) {
        let range = self.at(range);
        self.faults.push(Fault {
            kind,
            range,
            related: None,
        });
    }

    pub(super) fn wrong_type(&mut self, key: &str, node: &Node, expected: &'static [Shape]) {
        let kind = FaultKind::WrongType {
            key: key.to_owned(),
            expected,
            found: node.kind_name(),
        };
        self.fault(node.range, kind);
    }

    pub(super) fn resolve(&self, scalar: &Scalar) -> Resolved {
        scalar.resolve(self.profile.yaml())
    }

    /// The text of a scalar with its variables put in.
    pub(super) fn text(&mut self, node: &Node, scalar: &Scalar) -> String {
        if !scalar.text.contains('$') {
            return scalar.text.clone();
        }
        let syntax = match (self.profile.dialect, self.format) {
            (Dialect::V2, _) => Syntax::Nested,
            (Dialect::V1_29, Format::V1) => Syntax::Plain,
            (Dialect::V1_29, Format::Compose) => Syntax::Defaults,
        };
        let (res, notes) = interpolate::interpolate(&scalar.text, syntax, &self.settings.variables);
        for note in notes {
            match note {
                Note::Unset(name) => {
                    if self.unset.insert(name.clone()) {
                        self.fault(node.range, FaultKind::UnsetVariable { name });
                    }
                }
                Note::Missing { name, message } => {
                    self.fault(node.range, FaultKind::MissingVariable { name, message });
                }
                Note::BadForm => self.fault(node.range, FaultKind::BadInterpolation),
            }
        }
        res
    }

    /// A string. A number or a truth value without quotes is a fault, as in both tools.
    pub(super) fn string(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match &node.value {
            NodeValue::Scalar(scalar)
                if matches!(self.resolve(scalar), Resolved::Str | Resolved::Timestamp)
                    || scalar.text.contains('$') =>
            {
                let text = self.text(node, scalar);
                Some(Spanned::new(text, self.at(node.range)))
            }
            NodeValue::Null => None,
            _ => {
                self.wrong_type(key, node, &[Shape::String]);
                None
            }
        }
    }

    /// A string, or a number as it prints.
    pub(super) fn string_or_number(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match &node.value {
            NodeValue::Scalar(scalar) => match self.resolve(scalar) {
                Resolved::Bool(_) => {}
                Resolved::Int(_) | Resolved::Float(_) => {
                    let text = self.number_text(scalar);
                    return Some(Spanned::new(text, self.at(node.range)));
                }
                _ => {
                    let text = self.text(node, scalar);
                    return Some(Spanned::new(text, self.at(node.range)));
                }
            },
            NodeValue::Null => return None,
            _ => {}
        }
        self.wrong_type(key, node, &[Shape::String, Shape::Number]);
        None
    }

    /// A number as the dialect's tool prints it after reading it: `010` is `8` to PyYAML.
    pub(super) fn number_text(&self, scalar: &Scalar) -> String {
        match (self.resolve(scalar), self.profile.dialect) {
            (Resolved::Int(it), _) => it.to_string(),
            (Resolved::Float(it), Dialect::V2) => it.to_string(),
            // Python prints a point in every float.
            (Resolved::Float(it), Dialect::V1_29) => {
                format!("{it:?}").replace('e', "e+").replace("e+-", "e-")
            }
            _ => scalar.text.clone(),
        }
    }

    pub(super) fn bool(&mut self, key: &str, node: &Node) -> Option<Spanned<bool>> {
        if let NodeValue::Scalar(scalar) = &node.value {
            let text = self.text(node, scalar);
            match (self.resolve(scalar), text.as_str()) {
                (Resolved::Bool(it), _) => return Some(Spanned::new(it, self.at(node.range))),
                // Both tools turn a string that came from a variable into a truth value.
                (_, "true") => return Some(Spanned::new(true, self.at(node.range))),
                (_, "false") => return Some(Spanned::new(false, self.at(node.range))),
                _ => {}
            }
        }
        if !node.is_null() {
            self.wrong_type(key, node, &[Shape::Bool]);
        }
        None
    }

    pub(super) fn whole_number(&mut self, key: &str, node: &Node) -> Option<Spanned<u32>> {
        if let NodeValue::Scalar(scalar) = &node.value {
            let value = match self.resolve(scalar) {
                Resolved::Int(it) => u32::try_from(it).ok(),
                Resolved::Str => self.text(node, scalar).parse().ok(),
                _ => None,
            };
            if let Some(value) = value {
                return Some(Spanned::new(value, self.at(node.range)));
            }
        }
        if !node.is_null() {
            self.wrong_type(key, node, &[Shape::Number]);
        }
        None
    }

    /// The entries of a mapping; a fault if it is none. Nothing at all is an empty mapping.
    pub(super) fn mapping<'n>(&mut self, key: &str, node: &'n Node) -> &'n [Entry] {
        match &node.value {
            NodeValue::Mapping(mapping) => &mapping.entries,
            NodeValue::Null => &[],
            _ => {
                self.wrong_type(key, node, &[Shape::Mapping]);
                &[]
            }
        }
    }

    /// The items of a list; a fault if it is none.
    pub(super) fn list<'n>(&mut self, key: &str, node: &'n Node) -> &'n [Node] {
        match &node.value {
            NodeValue::Sequence(items) => items,
            NodeValue::Null => &[],
            _ => {
                self.wrong_type(key, node, &[Shape::List]);
                &[]
            }
        }
    }

    /// The strings of a list whose entries must differ.
    pub(super) fn unique_strings(&mut self, key: &str, node: &Node) -> Vec<Spanned<String>> {
        let mut res: Vec<Spanned<String>> = Vec::new();
        let mut seen = BTreeSet::new();
        for item in self.list(key, node) {
            let Some(text) = self.string(key, item) else {
                if item.is_null() {
                    self.wrong_type(key, item, &[Shape::String]);
                }
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
    pub(super) fn string_or_list(&mut self, key: &str, node: &Node) -> Vec<Spanned<String>> {
        match &node.value {
            NodeValue::Sequence(items) => {
                items.iter().filter_map(|it| self.string(key, it)).collect()
            }
            NodeValue::Scalar(_) => self.string(key, node).into_iter().collect(),
            NodeValue::Null => Vec::new(),
            NodeValue::Mapping(_) => {
                self.wrong_type(key, node, &[Shape::String, Shape::List]);
                Vec::new()
            }
        }
    }

    /// A command: a list of words, or a string that is split as a shell splits it.
    pub(super) fn words(&mut self, key: &str, node: &Node) -> Option<Spanned<Vec<String>>> {
        match &node.value {
            NodeValue::Null => None,
            NodeValue::Sequence(items) => {
                let words = items
                    .iter()
                    .filter_map(|it| match &it.value {
                        NodeValue::Scalar(scalar) => Some(self.text(it, scalar)),
                        _ => {
                            self.wrong_type(key, it, &[Shape::String]);
                            None
                        }
                    })
                    .collect();
                Some(Spanned::new(words, self.at(node.range)))
            }
            NodeValue::Scalar(_) => {
                let text = self.string(key, node)?;
                match shlex::split(&text.value) {
                    Some(words) => Some(Spanned::new(words, text.range)),
                    None => {
                        self.bad_value(
                            key,
                            node.range,
                            &text.value,
                            "a command whose quotes are closed",
                        );
                        None
                    }
                }
            }
            NodeValue::Mapping(_) => {
                self.wrong_type(key, node, &[Shape::String, Shape::List]);
                None
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
            NodeValue::Sequence(items) => {
                for item in items {
                    let Some(text) = self.string(key, item) else {
                        if item.is_null() {
                            self.wrong_type(key, item, &[Shape::String]);
                        }
                        continue;
                    };
                    let (name, value) = match text.value.split_once('=') {
                        Some((name, value)) => (name, Some(value.to_owned())),
                        None => (text.value.as_str(), None),
                    };
                    res.insert(name.to_owned(), (value, text.range));
                }
            }
            NodeValue::Mapping(mapping) => self.pairs_of_mapping(key, mapping, &mut res),
            NodeValue::Null => {}
            NodeValue::Scalar(_) => self.wrong_type(key, node, &[Shape::Mapping, Shape::List]),
        }
        res.into_iter()
            .map(|(name, (value, range))| (name, value, range))
            .collect()
    }

    fn pairs_of_mapping(
        &mut self,
        key: &'static str,
        mapping: &Mapping,
        res: &mut indexmap::IndexMap<String, (Option<String>, FileRange)>,
    ) {
        for entry in &mapping.entries {
            let range = self.at(entry.range);
            let value = match &entry.value.value {
                NodeValue::Null => None,
                NodeValue::Scalar(scalar)
                    if self.profile.dialect == Dialect::V2
                        && scalar.style == ScalarStyle::Plain
                        && matches!(self.resolve(scalar), Resolved::Bool(_)) =>
                {
                    Some(scalar.text.to_lowercase())
                }
                _ => match self.string_or_number(&entry.key.text, &entry.value) {
                    Some(it) => Some(it.value),
                    None => continue,
                },
            };
            if key == "environment" && entry.key.text.contains(char::is_whitespace) {
                self.fault(
                    entry.key.range,
                    FaultKind::BadEnvName {
                        name: entry.key.text.clone(),
                    },
                );
                continue;
            }
            res.insert(entry.key.text.clone(), (value, range));
        }
    }

    pub(super) fn bad_value(
        &mut self,
        key: &str,
        range: TextRange,
        text: &str,
        expected: &'static str,
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

    /// Records every key of `entries` that is not in `known`. Keys that begin with `x-` are the user's own.
    pub(super) fn check_keys(
        &mut self,
        entries: &[Entry],
        known: &'static [&'static str],
        service: Option<&str>,
        under: Option<&'static str>,
    ) {
        for entry in entries {
            let key = &entry.key.text;
            let is_own = key.starts_with("x-") && self.format == Format::Compose;
            if !is_own && !known.contains(&key.as_str()) {
                let kind = FaultKind::UnknownKey {
                    key: key.clone(),
                    service: service.map(str::to_owned),
                    under,
                    known,
                };
                self.fault(entry.key.range, kind);
            }
        }
    }
}
