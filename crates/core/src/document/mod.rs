//! A compose file as its tool holds it: values resolved, aliases expanded, each leaf with the text that wrote it.
//!
//! The tree of [`crate::syntax`] says how a file is written; this one says what the tool makes of it.
//! Merging, checking against the format and lowering to the model all work on it.

mod distinct;
mod map;

#[cfg(test)]
mod tests;

pub(crate) use distinct::all_differ;
pub use map::{Entry, Map};

use crate::syntax::{self, Resolved, YamlVersion};
use crate::text::{FileId, FileRange, TextRange};
use compact_str::CompactString;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// The text that wrote it. A value that no text wrote has the place of what implied it.
    pub range: FileRange,
    /// `!reset` or `!override`, where it was written. Every other tag has done its work.
    pub mark: Option<Mark>,
}

/// A tag that tells how a value is merged over an earlier file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `!reset`: the earlier value goes away.
    Reset,
    /// `!override`: replaced, not merged.
    Override,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A date, as written.
    Date(CompactString),
    /// A string.
    Str(CompactString),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No value.
    Null,
    /// A truth value.
    Bool,
    /// A whole number.
    Int,
    /// Any other number.
    Float,
    /// A date.
    Date,
    /// A string.
    Str,
    /// A list.
    List,
    /// A mapping.
    Map,
}

impl Value {
    /// A string.
    pub fn str(text: &str) -> Value {
        Value::Str(CompactString::new(text))
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Bool,
            Value::Int(_) => Kind::Int,
            Value::Float(_) => Kind::Float,
            Value::Date(_) => Kind::Date,
            Value::Str(_) => Kind::Str,
            Value::List(_) => Kind::List,
            Value::Map(_) => Kind::Map,
        }
    }
}

impl Node {
    /// `value`, written at `range`.
    pub fn new(value: Value, range: FileRange) -> Node {
        Node {
            value,
            range,
            mark: None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(it) => Some(it),
            _ => None,
        }
    }

    /// The mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(it) => Some(it),
            _ => None,
        }
    }

    /// The mapping, if it is one, to be changed.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(it) => Some(it),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(it) => Some(it),
            _ => None,
        }
    }

    /// The value under a key, if it is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// What a YAML value is to the tool that reads by `yaml`.
    pub fn from_syntax(node: &syntax::Node, file: FileId, yaml: YamlVersion) -> Node {
        let value = match &node.value {
            // Go's yaml leaves what follows a tag of somebody else a string.
            syntax::NodeValue::Null if yaml == YamlVersion::V1_2 && has_own_tag(node) => {
                Value::str("")
            }
            syntax::NodeValue::Null => scalar(node, &CompactString::const_new(""), yaml),
            syntax::NodeValue::Scalar(it) => scalar(node, &it.text, yaml),
            syntax::NodeValue::Sequence(items) => Value::List(
                items
                    .iter()
                    .map(|it| Node::from_syntax(it, file, yaml))
                    .collect(),
            ),
            syntax::NodeValue::Mapping(mapping) => {
                Value::Map(Map::from_syntax(mapping, file, yaml))
            }
        };
        let mark = match node.tag.as_ref().map(|it| it.text.as_str()) {
            Some("!reset") => Some(Mark::Reset),
            Some("!override") => Some(Mark::Override),
            _ => None,
        };
        Node {
            value,
            range: FileRange::new(file, node.range),
            mark,
        }
    }
}

/// Whether a tag stands there that is none of YAML's, nor one of those that say how to merge.
fn has_own_tag(node: &syntax::Node) -> bool {
    node.tag.as_ref().is_some_and(|it| {
        !it.text.starts_with("!!") && !matches!(it.text.as_str(), "!reset" | "!override")
    })
}

fn scalar(node: &syntax::Node, text: &CompactString, yaml: YamlVersion) -> Value {
    match node.resolve(yaml) {
        None | Some(Resolved::Null) => Value::Null,
        Some(Resolved::Bool(it)) => Value::Bool(it),
        Some(Resolved::Int(it)) => Value::Int(it),
        Some(Resolved::Float(it)) => Value::Float(it),
        Some(Resolved::Timestamp) => Value::Date(text.clone()),
        Some(Resolved::Str) => Value::Str(text.clone()),
    }
}

fn key_kind(key: &syntax::Key, yaml: YamlVersion) -> Kind {
    match key.resolve(yaml) {
        Resolved::Null => Kind::Null,
        Resolved::Bool(_) => Kind::Bool,
        Resolved::Int(_) => Kind::Int,
        Resolved::Float(_) => Kind::Float,
        Resolved::Timestamp => Kind::Date,
        Resolved::Str => Kind::Str,
    }
}

/// An empty range at the start of the main file: the place of what no text wrote.
pub fn nowhere() -> FileRange {
    FileRange::new(FileId::COMPOSE, TextRange::empty(0.into()))
}
