//! Mappings of a document: each key once, in order.

use super::{Kind, Node};
use crate::sort::SortOnce;
use crate::syntax::{self, YamlVersion};
use crate::text::{FileId, FileRange};
use compact_str::CompactString;
use rustc_hash::FxHashMap;

/// A mapping: each key once, in order.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: Vec<Entry>,
    /// The bits of all keys: most of what is looked for is not there, and shows here that it is not.
    bits: u64,
    /// Places of the keys, once there are too many to look through.
    index: Option<Box<FxHashMap<CompactString, usize>>>,
}

/// One bit of 64, by the length and the first, middle and last byte.
#[inline]
fn bit(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let n = bytes.len();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let all = u32::from_le_bytes([byte(0), byte(n / 2), byte(n.wrapping_sub(1)), n as u8]);
    // The upper bits of the product depend on all four bytes.
    1 << (all.wrapping_mul(0x9E37_79B1) >> 26)
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as text.
    pub key: CompactString,
    /// The text of the key.
    pub key_range: FileRange,
    /// What the key would be as a value: both tools want a string.
    pub key_kind: Kind,
    /// The value.
    pub value: Node,
}

/// Mappings with more entries than this get an index.
const INDEXED_FROM: usize = 64;

impl Map {
    /// A mapping without entries.
    pub const EMPTY: Map = Map {
        entries: Vec::new(),
        bits: 0,
        index: None,
    };

    /// A mapping without entries.
    pub fn new() -> Map {
        Map::default()
    }

    /// A mapping without entries, with place for some.
    pub fn with_capacity(n_entries: usize) -> Map {
        Map {
            entries: Vec::with_capacity(n_entries),
            ..Map::EMPTY
        }
    }

    /// Makes place for some more entries, and not for others.
    pub fn reserve(&mut self, n_entries: usize) {
        self.entries.reserve_exact(n_entries);
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    fn position(&self, key: &str) -> Option<usize> {
        if self.bits & bit(key) == 0 {
            return None;
        }
        self.find(key)
    }

    #[inline(never)]
    fn find(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().position(|it| it.key == key),
        }
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|it| &it.value)
    }

    /// The value of a key, to be changed.
    #[inline]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let at = self.position(key)?;
        self.entries.get_mut(at).map(|it| &mut it.value)
    }

    /// The entry of a key.
    #[inline]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(self.position(key)?)
    }

    /// Whether there is such a key.
    #[inline]
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// The entries in order, their values to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.entries
            .iter_mut()
            .map(|it| (it.key.as_str(), &mut it.value))
    }

    /// Puts an entry at the end, or in the place of the one with its key; gives back the one that was there.
    pub fn put(&mut self, entry: Entry) -> Option<Entry> {
        if let Some(at) = self.position(&entry.key) {
            let old = self.entries.get_mut(at)?;
            return Some(std::mem::replace(old, entry));
        }
        if let Some(index) = &mut self.index {
            index.insert(entry.key.clone(), self.entries.len());
        }
        self.bits |= bit(&entry.key);
        self.entries.push(entry);
        if self.index.is_none() && self.entries.len() > INDEXED_FROM {
            self.index_all();
        }
        None
    }

    /// Puts a value that `range` implies under a string key.
    pub fn set(&mut self, key: &str, value: Node) {
        if let Some(old) = self.get_mut(key) {
            *old = value;
            return;
        }
        self.put(Entry {
            key: CompactString::new(key),
            key_range: value.range,
            key_kind: Kind::Str,
            value,
        });
    }

    /// Takes an entry out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.position(key)?;
        let res = self.entries.remove(at);
        self.index_again();
        Some(res)
    }

    /// Keeps the entries that `keep` accepts, which may change their values.
    pub fn retain(&mut self, mut keep: impl FnMut(&mut Entry) -> bool) {
        let n_before = self.entries.len();
        self.entries.retain_mut(|it| keep(it));
        if self.entries.len() < n_before {
            self.index_again();
        }
    }

    /// Sorts the entries by key.
    pub fn sort(&mut self) {
        self.entries.order_by(|a, b| a.key.cmp(&b.key));
        self.index_again();
    }

    /// Puts the entry at `from` at an earlier place; those between move on by one.
    pub fn bring(&mut self, from: usize, to: usize) {
        if let Some(moved) = self.entries.get_mut(to..=from).filter(|_| to < from) {
            moved.rotate_right(1);
            self.index_again();
        }
    }

    /// Takes the entries from `place` on away.
    pub fn split_off(&mut self, place: usize) -> Vec<Entry> {
        let rest = self.entries.split_off(place.min(self.entries.len()));
        self.index_again();
        rest
    }

    /// Does what changed places ask for.
    fn index_again(&mut self) {
        if self.index.is_some() {
            self.index_all();
        }
    }

    fn index_all(&mut self) {
        self.bits = self.entries.iter().fold(0, |bits, it| bits | bit(&it.key));
        self.index = (self.entries.len() > INDEXED_FROM).then(|| {
            let places = self.entries.iter().enumerate();
            Box::new(places.map(|(at, it)| (it.key.clone(), at)).collect())
        });
    }

    /// What a YAML mapping is to the tool that reads by `yaml`.
    pub(super) fn from_syntax(mapping: &syntax::Mapping, file: FileId, yaml: YamlVersion) -> Map {
        // The keys of a syntax tree differ already: nothing has to be looked up.
        let entries = mapping.entries.iter().map(|it| Entry {
            key: it.key.text.clone(),
            key_range: FileRange::new(file, it.key.range),
            key_kind: super::key_kind(&it.key, yaml),
            value: Node::from_syntax(&it.value, file, yaml),
        });
        let mut res = Map {
            entries: entries.collect(),
            ..Map::EMPTY
        };
        res.index_all();
        res
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Map) -> bool {
        self.entries == other.entries
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Map {
        let mut res = Map::new();
        for it in entries {
            res.put(it);
        }
        res
    }
}

impl Entry {
    /// From the start of the key to the end of the value; the key alone if the value comes from elsewhere.
    pub fn range(&self) -> FileRange {
        let is_below = self.value.range.file == self.key_range.file
            && self.value.range.end >= self.key_range.end;
        FileRange {
            end: if is_below {
                self.value.range.end
            } else {
                self.key_range.end
            },
            ..self.key_range
        }
    }
}
