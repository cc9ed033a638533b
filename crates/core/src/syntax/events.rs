//! From the YAML crate's events to a flat list of nodes with byte ranges.
//!
//! This is the only file that names the YAML crate.
//! The list is in the order of the text, a collection before its children, so that an alias is
//! the index of its target and costs nothing until the tree is built.
//! Anchors, merging and duplicate keys are the work of `build`; describing an error that stopped
//! the reading is the work of `recover`.

use crate::sort::SortOnce;
use std::borrow::Cow;

use granit_parser::{Event, Marker, Parser, Span, StructureStyle};
use text_size::{TextRange, TextSize};

use super::lines;
use super::raw::{Failure, OpenCollection, RawNode, RawValue, Reading, Size};
use super::tree::ScalarStyle;
use super::{MAX_DEPTH, MAX_NODES, SyntaxError, SyntaxErrorKind};

pub(super) use granit_parser::ErrorKind;

/// An open collection.
struct Frame {
    index: u32,
    children: u32,
    flow: bool,
    mapping: bool,
    size: Size,
}

struct Reader<'t> {
    text: &'t str,
    nodes: Vec<RawNode<'t>>,
    /// Values so far; keys are not counted.
    values: usize,
    frames: Vec<Frame>,
    /// Index of the anchored node by the crate's anchor number.
    anchors: Vec<u32>,
    /// The text of each anchor that no alias has named yet, by the same number.
    unused_anchors: Vec<Option<TextRange>>,
    errors: Vec<SyntaxError>,
    /// End of the last thing read; indicators of the next value are looked for from here.
    cursor: usize,
    last_scalar: Option<(usize, usize, ScalarStyle)>,
    /// Number of collections open inside one that was too deep and is skipped.
    skipped: usize,
}

/// So many bytes of a text make a node, or more: the list never moves in a usual text.
const USUAL_BYTES_OF_NODE: usize = 12;

/// Marks an anchor whose node is not in the list.
const NOWHERE: u32 = u32::MAX;

/// Reads the first document of a text that is not larger than the limit.
///
/// `marks_are_text` reads a byte order mark inside the text as a part of a value instead of
/// failing at it.
pub(super) fn read(text: &str, marks_are_text: bool) -> Reading<'_> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        bom_inside_document_as_content: marks_are_text,
        // PyYAML and Go's yaml add no line break that is not in the file.
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: usize::MAX,
        // Our own limit counts both kinds together; these only stop the crate's own stacks.
        flow_nesting_limit: 2 * MAX_DEPTH,
        block_nesting_limit: 2 * MAX_DEPTH,
    };
    let mut reader = Reader {
        text,
        nodes: Vec::with_capacity(text.len() / USUAL_BYTES_OF_NODE),
        values: 0,
        frames: Vec::new(),
        anchors: Vec::new(),
        unused_anchors: Vec::new(),
        errors: Vec::new(),
        cursor: 0,
        last_scalar: None,
        skipped: 0,
    };
    let mut comments = Vec::new();
    let mut failure = None;
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((Event::Comment(..), span)) => comments.push(reader.range(&span)),
            Ok((Event::DocumentStart(explicit, _), span)) => {
                documents += 1;
                if documents > 1 {
                    reader.second_document(&span);
                    break;
                }
                if explicit {
                    reader.cursor = reader.bounds(&span).1;
                }
            }
            Ok((event, span)) => {
                if !reader.event(event, &span) {
                    break;
                }
            }
            Err(error) => {
                let at = offset(text, error.marker());
                if *error.kind() == ErrorKind::RecursionLimitExceeded {
                    reader.too_deep(at);
                } else {
                    failure = Some(reader.failure(error.kind().clone(), at));
                }
                break;
            }
        }
    }
    reader.close_all();
    comments.order_by_key(|comment| comment.start());
    Reading {
        nodes: reader.nodes,
        values: reader.values,
        comments,
        unused_anchors: reader.unused_anchors.into_iter().flatten().collect(),
        errors: reader.errors,
        failure,
    }
}

impl<'t> Reader<'t> {
    /// Takes one event; `false` ends the reading.
    fn event(&mut self, event: Event<'t>, span: &Span) -> bool {
        match event {
            Event::SequenceStart(style, anchor, _) => {
                self.open(style == StructureStyle::Flow, false, anchor, span)
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(style == StructureStyle::Flow, true, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if self.skipped > 0 {
                    self.skipped -= 1;
                } else {
                    let end = offset(self.text, &span.end);
                    let written = span.start.index() < span.end.index();
                    self.close(written.then_some(end));
                }
                true
            }
            Event::Scalar(text, style, anchor, _) => self.scalar(text, style, anchor, span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(_) if self.skipped > 0 => true,
            Event::UnresolvedAlias(name) => {
                let (start, end) = self.bounds(span);
                self.push(
                    start,
                    end,
                    None,
                    RawValue::LostAlias(name, false),
                    Size::one(0),
                )
            }
            _ => true,
        }
    }

    fn open(&mut self, flow: bool, mapping: bool, anchor: usize, span: &Span) -> bool {
        if self.skipped > 0 {
            self.skipped += 1;
            self.anchor(anchor, NOWHERE);
            return true;
        }
        self.see_anchor(anchor);
        let (mut start, end) = self.bounds(span);
        if !flow && !mapping {
            // The crate gives the first item's content for a list that is indented as its key.
            let lead = lines::lead(self.text.as_bytes(), self.cursor, self.indicator());
            if self.text.as_bytes().get(lead.value_start) == Some(&b'-') {
                start = lead.value_start;
            }
        }
        if self.frames.len() >= MAX_DEPTH {
            self.too_deep(start);
            self.anchor(anchor, NOWHERE);
            self.skipped = 1;
            return self.push(start, start, None, RawValue::Null, Size::one(0));
        }
        let value = if mapping {
            RawValue::Mapping
        } else {
            RawValue::Sequence
        };
        let tag = self.tag(span);
        let index = self.index();
        if !self.push(start, end.max(start), tag, value, Size::default()) {
            return false;
        }
        self.anchor(anchor, index);
        self.frames.push(Frame {
            index,
            children: 0,
            flow,
            mapping,
            size: Size::one(0),
        });
        self.cursor = if flow { end.max(start) } else { start };
        true
    }

    fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: granit_parser::ScalarStyle,
        anchor: usize,
        span: &Span,
    ) -> bool {
        if self.skipped > 0 {
            self.anchor(anchor, NOWHERE);
            return true;
        }
        self.see_anchor(anchor);
        let (mut start, mut end) = self.bounds(span);
        let style = match style {
            granit_parser::ScalarStyle::Plain => ScalarStyle::Plain,
            granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
            granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
            granit_parser::ScalarStyle::Literal => ScalarStyle::Literal,
            granit_parser::ScalarStyle::Folded => ScalarStyle::Folded,
        };
        let tag = self.tag(span);
        let bytes = self.text.as_bytes();
        let mut text = text;
        match style {
            ScalarStyle::Plain if start == end => {
                // Nothing is written; the crate's text is `~` or empty.
                text = Cow::Borrowed("");
                start = match tag {
                    Some((_, tag_end)) => tag_end as usize,
                    None if self.at_key() => start.max(self.cursor),
                    None => lines::lead(bytes, self.cursor, self.indicator()).indicator_end,
                };
                end = start;
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let lead = lines::lead(bytes, self.cursor, self.indicator());
                if matches!(bytes.get(lead.value_start), Some(b'|' | b'>')) {
                    start = lead.value_start;
                }
                end = lines::trim_end(bytes, start, end);
            }
            _ => {}
        }
        let size = Size::one(text.len());
        let value = RawValue::Scalar(text, style);
        let index = self.index();
        self.last_scalar = Some((start, end, style));
        self.anchor(anchor, index);
        self.push(start, end, tag, value, size)
    }

    fn alias(&mut self, id: usize, span: &Span) -> bool {
        if self.skipped > 0 {
            return true;
        }
        let (start, end) = self.bounds(span);
        if let Some(unused) = id
            .checked_sub(1)
            .and_then(|id| self.unused_anchors.get_mut(id))
        {
            *unused = None;
        }
        let target = id
            .checked_sub(1)
            .and_then(|id| self.anchors.get(id))
            .copied()
            .unwrap_or(NOWHERE);
        let Some(node) = self.nodes.get(target as usize) else {
            // The target was too deep, which is reported already.
            return self.push(start, end, None, RawValue::Null, Size::one(0));
        };
        if self.frames.iter().any(|frame| frame.index == target) {
            let name = self.text.get(start + 1..end).unwrap_or_default();
            let value = RawValue::LostAlias(Cow::Borrowed(name), true);
            return self.push(start, end, None, value, Size::one(0));
        }
        let size = node.size;
        self.push(start, end, None, RawValue::Alias(target), size)
    }

    /// Adds a node, and its size to the collection around it; `false` if there are too many.
    fn push(
        &mut self,
        start: usize,
        end: usize,
        tag: Option<(u32, u32)>,
        value: RawValue<'t>,
        size: Size,
    ) -> bool {
        let is_key = self.at_key();
        if !is_key {
            self.values += 1;
            if self.values > MAX_NODES {
                self.values = MAX_NODES;
                self.errors.push(SyntaxError {
                    range: TextRange::empty(size_of(start)),
                    kind: SyntaxErrorKind::TooManyNodes { limit: MAX_NODES },
                    related: None,
                });
                return false;
            }
        }
        let next = self.index() + 1;
        self.nodes.push(RawNode {
            start: start as u32,
            end: end as u32,
            tag,
            next,
            value,
            size,
        });
        self.cursor = end;
        if let Some(frame) = self.frames.last_mut() {
            frame.children += 1;
            frame.size.add(size, is_key);
        }
        true
    }

    /// Completes the innermost collection; without an end it ends where its last child does.
    fn close(&mut self, end: Option<usize>) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        if frame.mapping && frame.children % 2 == 1 {
            // Only where reading failed between a key and its value.
            self.values = self.values.saturating_sub(1);
            self.push(self.cursor, self.cursor, None, RawValue::Null, Size::one(0));
        }
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let next = self.index();
        let end = end.unwrap_or(self.cursor).max(self.cursor);
        let mut size = frame.size;
        size.height = size.height.saturating_add(1);
        if let Some(node) = self.nodes.get_mut(frame.index as usize) {
            node.end = end as u32;
            node.next = next;
            node.size = size;
        }
        self.cursor = end;
        if let Some(outer) = self.frames.last_mut() {
            let is_key = outer.mapping && outer.children % 2 == 1;
            outer.size.add(size, is_key);
        }
    }

    fn close_all(&mut self) {
        while !self.frames.is_empty() {
            self.close(None);
        }
    }

    fn second_document(&mut self, span: &Span) {
        let (start, end) = self.bounds(span);
        let end = if self.text.get(start..start + 3) == Some("---") {
            start + 3
        } else {
            end.min(start)
        };
        self.errors.push(SyntaxError {
            range: TextRange::new(size_of(start), size_of(end.max(start))),
            kind: SyntaxErrorKind::SecondDocument,
            related: None,
        });
    }

    /// Reports the first place that is too deep.
    fn too_deep(&mut self, at: usize) {
        let known = self
            .errors
            .iter()
            .any(|e| matches!(e.kind, SyntaxErrorKind::TooDeep { .. }));
        if !known {
            self.errors.push(SyntaxError {
                range: TextRange::empty(size_of(at)),
                kind: SyntaxErrorKind::TooDeep { limit: MAX_DEPTH },
                related: None,
            });
        }
    }

    fn failure(&self, kind: ErrorKind, at: usize) -> Failure {
        let open = self.frames.iter().filter_map(|frame| {
            let node = self.nodes.get(frame.index as usize)?;
            Some(OpenCollection {
                start: node.start as usize,
                flow: frame.flow,
                mapping: frame.mapping,
            })
        });
        Failure {
            kind,
            at,
            open: open.collect(),
            last_scalar: self.last_scalar,
            cursor: self.cursor,
        }
    }

    /// Whether the next node is a key.
    fn at_key(&self) -> bool {
        self.frames
            .last()
            .is_some_and(|frame| frame.mapping && frame.children.is_multiple_of(2))
    }

    /// What announces the next node.
    fn indicator(&self) -> Option<u8> {
        let frame = self.frames.last()?;
        match (frame.mapping, frame.flow) {
            (true, _) if frame.children.is_multiple_of(2) => Some(b'?'),
            (true, _) => Some(b':'),
            (false, false) => Some(b'-'),
            (false, true) => Some(b','),
        }
    }

    fn anchor(&mut self, id: usize, index: u32) {
        // The crate numbers anchors from 1 in the order of the text.
        if id > 0 {
            self.anchors.resize(id.max(self.anchors.len()), NOWHERE);
            if let Some(slot) = self.anchors.get_mut(id - 1) {
                *slot = index;
            }
        }
    }

    /// Records the text of the anchor of the value that comes next.
    fn see_anchor(&mut self, id: usize) {
        if id == 0 {
            return;
        }
        let found = lines::anchor(self.text.as_bytes(), self.cursor, self.indicator());
        let range = found.map(|(start, end)| TextRange::new(size_of(start), size_of(end)));
        self.unused_anchors
            .resize(id.max(self.unused_anchors.len()), None);
        if let Some(slot) = self.unused_anchors.get_mut(id - 1) {
            *slot = range;
        }
    }

    fn index(&self) -> u32 {
        self.nodes.len() as u32
    }

    fn tag(&self, span: &Span) -> Option<(u32, u32)> {
        let (start, end) = self.bounds(&span.tag_span()?);
        Some((start as u32, end as u32))
    }

    fn bounds(&self, span: &Span) -> (usize, usize) {
        let start = offset(self.text, &span.start);
        (start, offset(self.text, &span.end).max(start))
    }

    fn range(&self, span: &Span) -> TextRange {
        let (start, end) = self.bounds(span);
        TextRange::new(size_of(start), size_of(end))
    }
}

/// The byte offset of a mark, inside the text and on the boundary of a character.
fn offset(text: &str, mark: &Marker) -> usize {
    text.floor_char_boundary(mark.byte_offset().unwrap_or_default())
}

/// An offset as `TextSize`; texts are far smaller than 4 GiB.
pub(super) fn size_of(at: usize) -> TextSize {
    TextSize::new(u32::try_from(at).unwrap_or(u32::MAX))
}
