//! The tree that reading YAML gives: plain data, a byte range on everything.

use compact_str::CompactString;
use text_size::TextRange;

use super::SyntaxError;
use super::resolve::{Resolved, YamlVersion};

/// Result of reading one YAML text; see [`parse`](super::parse).
#[derive(Clone, Debug, Default)]
pub struct SyntaxTree {
    /// The value of the first document; `None` if the text has no content.
    /// Where the text has errors, what could be read around them is here.
    pub root: Option<Node>,
    /// All errors, sorted by range.
    pub errors: Vec<SyntaxError>,
    /// The comments in the order of the text, each from its `#` to the end of its line.
    pub comments: Vec<TextRange>,
    /// The anchors that no alias names, in the order of the text, each from its `&` to the end of its name.
    /// None where the text has errors: an alias may have been lost.
    pub unused_anchors: Vec<TextRange>,
}

/// A value with its place in the text.
///
/// The range of a plain or quoted value is the value as written, quotes included.
/// The range of a block of text begins at its `|` or `>`.
/// The range of an indented mapping or list runs from its first key or dash to the end of its last
/// child; a tag or an anchor before a value is outside its range.
/// Where an alias stands, the node has the range of the alias and its children those of the
/// definition.
#[derive(Clone, Debug)]
pub struct Node {
    /// Bytes of the value in the text.
    pub range: TextRange,
    /// The tag written before the value.
    pub tag: Option<Box<Tag>>,
    /// The value itself.
    pub value: NodeValue,
}

/// A tag as written, such as `!reset` or `!!str`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The tag with its `!`.
    pub text: String,
    /// Bytes of the tag in the text.
    pub range: TextRange,
}

/// The value of a [`Node`].
#[derive(Clone, Debug)]
pub enum NodeValue {
    /// No value, or a plain `~` or `null`.
    Null,
    /// A text, number, truth value or date: anything that is not a collection.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping.
    Mapping(Mapping),
}

/// A value that is not a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text after quotes are removed, escapes resolved and lines folded.
    pub text: CompactString,
    /// How it is written.
    pub style: ScalarStyle,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// In `'`.
    SingleQuoted,
    /// In `"`.
    DoubleQuoted,
    /// A block of text after `|`.
    Literal,
    /// A block of text after `>`.
    Folded,
}

/// A mapping, with `<<` applied and each key once.
///
/// As in PyYAML, the entries that `<<` brings come first, an own entry of the same key takes the
/// place of the merged one, and of two equal own keys the last value stands at the first place.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The entries in order.
    pub entries: Vec<Entry>,
}

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
    /// From the start of the key to the end of the value.
    pub range: TextRange,
    /// Whether the entry came through `<<`; its ranges are then those of the definition.
    pub merged: bool,
}

/// The key of an [`Entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key as text, without quotes.
    pub text: CompactString,
    /// Bytes of the key in the text, quotes included.
    pub range: TextRange,
    /// How the key is written.
    pub style: ScalarStyle,
}

impl Mapping {
    /// The entry of a key. Looks at one entry after the other.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.text == key)
    }

    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Node {
    /// The text of a scalar; `None` for null, lists and mappings.
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.value {
            NodeValue::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The mapping, if it is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            NodeValue::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            NodeValue::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Whether there is no value, or a plain `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, NodeValue::Null)
    }

    /// How the value reads, its tag considered; `None` for lists and mappings.
    ///
    /// `!!str` and `!` make a text of any scalar. Other tags do not change the reading.
    pub fn resolve(&self, version: YamlVersion) -> Option<Resolved> {
        match &self.value {
            NodeValue::Null => Some(Resolved::Null),
            NodeValue::Scalar(_) if self.tag.as_ref().is_some_and(|it| it.makes_text()) => {
                Some(Resolved::Str)
            }
            NodeValue::Scalar(scalar) => Some(scalar.resolve(version)),
            NodeValue::Sequence(_) | NodeValue::Mapping(_) => None,
        }
    }

    /// What the value is, with an article, for a message such as "`ports` must be a list, not …".
    /// Plain scalars are named as current Compose reads them.
    pub fn kind_name(&self) -> &'static str {
        match &self.value {
            NodeValue::Mapping(_) => "a mapping",
            NodeValue::Sequence(_) => "a list",
            NodeValue::Null | NodeValue::Scalar(_) => match self.resolve(YamlVersion::V1_2) {
                Some(Resolved::Null) | None => "nothing",
                Some(Resolved::Bool(_)) => "true or false",
                Some(Resolved::Int(_) | Resolved::Float(_)) => "a number",
                Some(Resolved::Timestamp | Resolved::Str) => "a string",
            },
        }
    }
}

impl Tag {
    /// Whether the tag says that any scalar is a text.
    pub(super) fn makes_text(&self) -> bool {
        matches!(
            self.text.as_str(),
            "!!str" | "!" | "!<tag:yaml.org,2002:str>"
        )
    }
}
