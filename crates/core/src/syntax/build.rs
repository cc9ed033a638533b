//! From the flat list of nodes to the tree: aliases expanded, `<<` applied, each key once.
//!
//! The depth of the recursion is the depth of the tree, which is limited.

use crate::sort::SortOnce;
use std::cmp::Ordering;

use compact_str::CompactString;
use text_size::TextRange;

use super::events::size_of;
use super::raw::{RawNode, RawValue, Reading, Size};
use super::resolve::is_null;
use super::tree::{Entry, Key, Mapping, Node, NodeValue, Scalar, ScalarStyle, Tag};
use super::{MAX_ALIAS_BYTES, MAX_DEPTH, MAX_NODES, SyntaxError, SyntaxErrorKind};

/// Mappings up to this size are searched for equal keys pair by pair.
const FEW_ENTRIES: usize = 12;

/// Builds the tree of what was read, and adds what is wrong in it to `errors`.
pub(super) fn build(
    text: &str,
    reading: &Reading<'_>,
    errors: &mut Vec<SyntaxError>,
) -> Option<Node> {
    let mut builder = Builder {
        text,
        nodes: &reading.nodes,
        errors,
        spare_nodes: MAX_NODES.saturating_sub(reading.values),
        spare_bytes: MAX_ALIAS_BYTES,
        spent: false,
    };
    (!reading.nodes.is_empty()).then(|| builder.node(0, 0, true))
}

struct Builder<'b, 't> {
    text: &'b str,
    nodes: &'b [RawNode<'t>],
    errors: &'b mut Vec<SyntaxError>,
    /// How many nodes aliases may still add.
    spare_nodes: usize,
    /// How many bytes of text aliases may still add.
    spare_bytes: usize,
    /// Whether an alias was refused; only the first is reported.
    spent: bool,
}

impl Builder<'_, '_> {
    /// Builds one node. `first` is false inside an expanded alias, where errors are known already.
    fn node(&mut self, index: u32, depth: usize, first: bool) -> Node {
        let nodes = self.nodes;
        let Some(raw) = nodes.get(index as usize) else {
            return Node {
                range: TextRange::default(),
                tag: None,
                value: NodeValue::Null,
            };
        };
        let tag = raw.tag.map(|(start, end)| {
            let text = self.text.get(start as usize..end as usize);
            Box::new(Tag {
                text: text.unwrap_or_default().to_owned(),
                range: TextRange::new(start.into(), end.into()),
            })
        });
        let value = match &raw.value {
            RawValue::Null => NodeValue::Null,
            RawValue::Scalar(text, ScalarStyle::Plain)
                if is_null(text) && !tag.as_ref().is_some_and(|it| it.makes_text()) =>
            {
                NodeValue::Null
            }
            RawValue::Scalar(text, style) => NodeValue::Scalar(Scalar {
                text: CompactString::new(text),
                style: *style,
            }),
            RawValue::Sequence => NodeValue::Sequence(self.sequence(index, raw.next, depth, first)),
            RawValue::Mapping => NodeValue::Mapping(self.mapping(index, raw.next, depth, first)),
            RawValue::Alias(target) => {
                if first && !self.may_expand(raw, raw.size, depth) {
                    NodeValue::Null
                } else {
                    let target = self.node(*target, depth, false);
                    return Node {
                        range: range(raw),
                        ..target
                    };
                }
            }
            RawValue::LostAlias(name, recursive) => {
                if first {
                    let name = name.as_ref().to_owned();
                    let kind = if *recursive {
                        SyntaxErrorKind::RecursiveAlias { name }
                    } else {
                        SyntaxErrorKind::UndefinedAlias { name }
                    };
                    self.error(range(raw), kind, None);
                }
                NodeValue::Null
            }
        };
        Node {
            range: range(raw),
            tag,
            value,
        }
    }

    fn sequence(&mut self, index: u32, end: u32, depth: usize, first: bool) -> Vec<Node> {
        let mut items = Vec::with_capacity(self.children(index, end));
        let mut at = index + 1;
        while at < end {
            items.push(self.node(at, depth + 1, first));
            at = self.next(at);
        }
        items
    }

    fn mapping(&mut self, index: u32, end: u32, depth: usize, first: bool) -> Mapping {
        let mut own: Vec<Entry> = Vec::with_capacity(self.children(index, end) / 2);
        let mut merged = Vec::new();
        let mut merge_key: Option<TextRange> = None;
        let mut at = index + 1;
        while at < end {
            let key_index = at;
            let value_index = self.next(key_index);
            at = self.next(value_index);
            let value = self.node(value_index, depth + 1, first);
            let Some(key) = self.key(key_index, depth, first) else {
                continue;
            };
            if key.style == ScalarStyle::Plain && key.text == "<<" {
                if let (Some(earlier), true) = (merge_key, first) {
                    self.error(
                        key.range,
                        SyntaxErrorKind::DuplicateKey {
                            key: key.text.to_string(),
                        },
                        Some(earlier),
                    );
                }
                merge_key = merge_key.or(Some(key.range));
                self.merge(value, &mut merged, first);
                continue;
            }
            // The value of an alias key is where it is written, everything else follows its key.
            let range = key.range.cover(value.range);
            own.push(Entry {
                key,
                value,
                range,
                merged: false,
            });
        }
        let merged_count = merged.len();
        let entries = if merged_count == 0 {
            own
        } else {
            merged.append(&mut own);
            merged
        };
        Mapping {
            entries: self.unique(entries, merged_count, first),
        }
    }

    /// The key of an entry; `None` for a mapping or a list, which is reported.
    fn key(&mut self, index: u32, depth: usize, first: bool) -> Option<Key> {
        let written = self.nodes.get(index as usize)?;
        let (named, is_alias) = match &written.value {
            RawValue::Alias(target) => (self.nodes.get(*target as usize)?, true),
            _ => (written, false),
        };
        match &named.value {
            RawValue::Scalar(text, style) => {
                if is_alias && first && !self.may_expand(written, named.size, depth) {
                    return None;
                }
                Some(Key {
                    text: CompactString::new(text),
                    range: range(written),
                    style: *style,
                })
            }
            RawValue::Null => {
                let text = self
                    .text
                    .get(named.start as usize..named.end as usize)
                    .unwrap_or_default();
                Some(Key {
                    text: CompactString::new(text),
                    range: range(written),
                    style: ScalarStyle::Plain,
                })
            }
            RawValue::LostAlias(..) => {
                self.node(index, depth, first);
                None
            }
            RawValue::Sequence | RawValue::Mapping | RawValue::Alias(_) => {
                if first {
                    self.error(range(written), SyntaxErrorKind::ComplexKey, None);
                }
                None
            }
        }
    }

    /// Takes the entries of the value of `<<`.
    fn merge(&mut self, value: Node, merged: &mut Vec<Entry>, first: bool) {
        let refused = match value.value {
            NodeValue::Mapping(mapping) => {
                merged.extend(mapping.entries);
                None
            }
            NodeValue::Sequence(items) => {
                let mut refused = None;
                // As PyYAML does: of the list the earlier mapping wins, which here comes later.
                for item in items.into_iter().rev() {
                    match item.value {
                        NodeValue::Mapping(mapping) => merged.extend(mapping.entries),
                        _ => refused = Some(item.range),
                    }
                }
                refused
            }
            _ => Some(value.range),
        };
        if let (Some(range), true) = (refused, first) {
            self.error(range, SyntaxErrorKind::InvalidMergeValue, None);
        }
    }

    /// Leaves each key once: the last value at the place of the first.
    /// The first `merged_count` entries came through `<<` and may be replaced without an error.
    fn unique(&mut self, mut entries: Vec<Entry>, merged_count: usize, first: bool) -> Vec<Entry> {
        for entry in entries.iter_mut().take(merged_count) {
            entry.merged = true;
        }
        let groups = equal_keys(&entries);
        if groups.is_empty() {
            return entries;
        }
        if first {
            for group in &groups {
                let mut own = group.iter().filter(|&&at| at >= merged_count);
                let Some(earliest) = own.next().and_then(|&at| entries.get(at)) else {
                    continue;
                };
                let earliest = earliest.key.range;
                for key in own
                    .filter_map(|&at| entries.get(at))
                    .map(|entry| &entry.key)
                {
                    let kind = SyntaxErrorKind::DuplicateKey {
                        key: key.text.to_string(),
                    };
                    self.errors.push(SyntaxError {
                        range: key.range,
                        kind,
                        related: Some(earliest),
                    });
                }
            }
        }
        let mut slots: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
        for group in &groups {
            let (Some(&place), Some(&winner)) = (group.first(), group.last()) else {
                continue;
            };
            let entry = slots.get_mut(winner).and_then(Option::take);
            for &at in group {
                if let Some(slot) = slots.get_mut(at) {
                    *slot = None;
                }
            }
            if let Some(slot) = slots.get_mut(place) {
                *slot = entry;
            }
        }
        slots.into_iter().flatten().collect()
    }

    /// Takes what an alias adds from the budget; an error if it is too much.
    fn may_expand(&mut self, alias: &RawNode<'_>, size: Size, depth: usize) -> bool {
        // The alias itself is counted already.
        let nodes = (size.nodes as usize).saturating_sub(1);
        let bytes = size.bytes as usize;
        let kind = if depth + size.height as usize > MAX_DEPTH {
            SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }
        } else if nodes > self.spare_nodes {
            SyntaxErrorKind::TooManyNodes { limit: MAX_NODES }
        } else if bytes > self.spare_bytes {
            SyntaxErrorKind::TooMuchRepeatedText {
                limit: MAX_ALIAS_BYTES,
            }
        } else {
            self.spare_nodes -= nodes;
            self.spare_bytes -= bytes;
            return true;
        };
        if !self.spent {
            self.spent = true;
            self.error(range(alias), kind, None);
        }
        false
    }

    /// Number of direct children, so that their place is taken at once.
    fn children(&self, index: u32, end: u32) -> usize {
        let mut count = 0;
        let mut at = index + 1;
        while at < end {
            count += 1;
            at = self.next(at);
        }
        count
    }

    /// Index of the node behind one node and its children.
    fn next(&self, index: u32) -> u32 {
        self.nodes
            .get(index as usize)
            .map_or(u32::MAX, |node| node.next)
    }

    fn error(&mut self, range: TextRange, kind: SyntaxErrorKind, related: Option<TextRange>) {
        self.errors.push(SyntaxError {
            range,
            kind,
            related,
        });
    }
}

/// Groups of entries with equal keys, each in the order of the mapping.
fn equal_keys(entries: &[Entry]) -> Vec<Vec<usize>> {
    if entries.len() <= FEW_ENTRIES {
        let any = entries.iter().enumerate().any(|(at, entry)| {
            entries
                .iter()
                .take(at)
                .any(|other| other.key.text == entry.key.text)
        });
        if !any {
            return Vec::new();
        }
    }
    let mut order: Vec<(usize, &str)> = entries
        .iter()
        .map(|entry| entry.key.text.as_str())
        .enumerate()
        .collect();
    order.order_by(|(at, key), (other_at, other)| match key.cmp(other) {
        Ordering::Equal => at.cmp(other_at),
        unequal => unequal,
    });
    order
        .chunk_by(|(_, key), (_, other)| key == other)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|(at, _)| *at).collect())
        .collect()
}

fn range(node: &RawNode<'_>) -> TextRange {
    TextRange::new(
        size_of(node.start as usize),
        size_of(node.end.max(node.start) as usize),
    )
}
