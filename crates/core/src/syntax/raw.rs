//! The flat list of nodes that stands between the YAML crate's events and the tree.

use std::borrow::Cow;

use text_size::TextRange;

use super::SyntaxError;
use super::events::ErrorKind;
use super::tree::ScalarStyle;

/// One node of the flat list.
pub(super) struct RawNode<'t> {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Range of the tag before the node.
    pub(super) tag: Option<(u32, u32)>,
    /// Index of the node behind this one and its children.
    pub(super) next: u32,
    pub(super) value: RawValue<'t>,
    pub(super) size: Size,
}

/// The value of a [`RawNode`].
pub(super) enum RawValue<'t> {
    /// Nothing could be read here; a null in the text is a scalar.
    Null,
    Scalar(Cow<'t, str>, ScalarStyle),
    Sequence,
    /// Children are key, value, key, value.
    Mapping,
    /// Index of the anchored node.
    Alias(u32),
    /// An alias that leads nowhere: its name, and whether it stands inside its own target.
    LostAlias(Cow<'t, str>, bool),
}

/// How large a node is once its aliases are expanded.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    /// Values in it, itself included, keys not.
    pub(super) nodes: u32,
    /// Bytes of its scalars and keys.
    pub(super) bytes: u32,
    /// Levels of collections; 0 for a scalar.
    pub(super) height: u32,
}

/// What reading one text gave.
pub(super) struct Reading<'t> {
    pub(super) nodes: Vec<RawNode<'t>>,
    /// How many of the nodes are no keys.
    pub(super) values: usize,
    pub(super) comments: Vec<TextRange>,
    /// The anchors that no alias names, each from its `&` to the end of its name.
    pub(super) unused_anchors: Vec<TextRange>,
    pub(super) errors: Vec<SyntaxError>,
    /// The error that ended the reading before the end of the document.
    pub(super) failure: Option<Failure>,
}

/// An error of the YAML crate, and where reading stood.
pub(super) struct Failure {
    pub(super) kind: ErrorKind,
    /// Where the crate puts the error.
    pub(super) at: usize,
    /// The collections that were open, outermost first.
    pub(super) open: Vec<OpenCollection>,
    /// The last scalar that was read.
    pub(super) last_scalar: Option<(usize, usize, ScalarStyle)>,
    /// End of the last thing that was read.
    pub(super) cursor: usize,
}

/// A collection that was not complete when reading failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenCollection {
    pub(super) start: usize,
    /// Written in brackets.
    pub(super) flow: bool,
    pub(super) mapping: bool,
}

impl Size {
    /// One scalar of so many bytes.
    pub(super) fn one(bytes: usize) -> Self {
        Self {
            nodes: 1,
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            height: 0,
        }
    }

    /// Adds a child; keys are no values of their own.
    pub(super) fn add(&mut self, child: Self, is_key: bool) {
        if !is_key {
            self.nodes = self.nodes.saturating_add(child.nodes);
        }
        self.bytes = self.bytes.saturating_add(child.bytes);
        self.height = self.height.max(child.height);
    }
}
