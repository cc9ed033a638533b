//! Walking a document along a schema.

use super::messages_1_29::repr;
use super::table::{Additional, Format, Schema, Table, Type};
use crate::document::{Entry, Map, Node, Value, all_differ};
use crate::sort::SortOnce;
use crate::text::FileRange;
use compact_str::CompactString;
use std::borrow::Cow;

/// One step from the top of a document downwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(CompactString),
    Index(usize),
}

/// What a value violates.
#[derive(Clone, Debug)]
pub(crate) enum Keyword {
    /// Another type is wanted.
    Type(Vec<Type>),
    /// Keys that may not stand here.
    Additional {
        keys: Vec<(CompactString, FileRange)>,
        known: &'static [String],
    },
    /// Keys that must stand here.
    Required(Vec<String>),
    /// A key needs another one.
    Dependency { key: String, needs: Vec<String> },
    /// None of several forms fits; why, for each.
    OneOf,
    /// One of these is wanted.
    Enum(&'static [String]),
    /// The string must match this.
    Pattern(&'static str),
    /// Too small a number.
    Minimum(i64),
    /// Too large a number.
    Maximum(i64),
    /// Two items are equal.
    Unique(usize, usize),
    /// Not of the format, and why as docker-compose 1.29 says it.
    Format(&'static str, String),
}

/// A place where a document violates a schema.
#[derive(Clone, Debug)]
pub(crate) struct Violation<'d> {
    pub(crate) path: Vec<Step>,
    pub(crate) node: &'d Node,
    pub(crate) keyword: Keyword,
    pub(crate) schema: &'static Schema,
    /// Of each form that might fit, what violates it; by form.
    pub(crate) causes: Vec<Vec<Violation<'d>>>,
}

/// Every violation below `node`, in the order of the text.
pub(crate) fn check<'d>(
    table: &'static Table,
    schema: &'static Schema,
    node: &'d Node,
    path: &[Step],
) -> Vec<Violation<'d>> {
    let mut checker = Checker {
        table,
        above: path,
        path: Vec::new(),
        found: Vec::new(),
    };
    checker.node(schema, node);
    checker.found
}

struct Checker<'c, 'd> {
    table: &'static Table,
    /// The way to where the check began.
    above: &'c [Step],
    /// The way from there on.
    path: Vec<Way<'d>>,
    found: Vec<Violation<'d>>,
}

/// A [`Step`] that is not copied yet.
#[derive(Clone, Copy)]
enum Way<'d> {
    Key(&'d CompactString),
    Index(usize),
}

fn has_type(value: &Value, wanted: Type, takes_whole_floats: bool) -> bool {
    match (value, wanted) {
        (Value::Null, Type::Null)
        | (Value::Bool(_), Type::Boolean)
        | (Value::Int(_), Type::Integer | Type::Number)
        | (Value::Float(_), Type::Number)
        | (Value::Str(_), Type::String)
        | (Value::List(_), Type::Array)
        | (Value::Map(_), Type::Object) => true,
        // Too large for 64 bits: still a whole number to both tools.
        (Value::Float(it), Type::Integer) => {
            it.abs() > 9e18 || (takes_whole_floats && it.fract() == 0.0)
        }
        _ => false,
    }
}

impl<'d> Checker<'_, 'd> {
    /// The way to the value at hand.
    fn steps(&self) -> Vec<Step> {
        let below = self.path.iter().map(|it| match it {
            Way::Key(key) => Step::Key((*key).clone()),
            Way::Index(index) => Step::Index(*index),
        });
        self.above.iter().cloned().chain(below).collect()
    }

    fn tell(&mut self, schema: &'static Schema, node: &'d Node, keyword: Keyword) {
        self.found.push(Violation {
            path: self.steps(),
            node,
            keyword,
            schema,
            causes: Vec::new(),
        });
    }

    fn node(&mut self, schema: &'static Schema, node: &'d Node) {
        let Some(schema) = self.table.resolved(schema) else {
            return;
        };
        if !self.is_typed(schema, node) {
            self.tell(schema, node, Keyword::Type(schema.types.clone()));
            return;
        }
        if !schema.one_of.is_empty() {
            self.one_of(schema, node);
        }
        match &node.value {
            Value::Map(map) => self.map(schema, node, map),
            Value::List(items) => self.list(schema, node, items),
            Value::Str(text) => self.string(schema, node, text),
            Value::Float(number) => {
                if let Some(minimum) = schema.minimum.filter(|it| *number < *it as f64) {
                    self.tell(schema, node, Keyword::Minimum(minimum));
                }
                if let Some(maximum) = schema.maximum.filter(|it| *number > *it as f64) {
                    self.tell(schema, node, Keyword::Maximum(maximum));
                }
            }
            Value::Int(number) => {
                if let Some(minimum) = schema.minimum.filter(|it| number < it) {
                    self.tell(schema, node, Keyword::Minimum(minimum));
                }
                if let Some(maximum) = schema.maximum.filter(|it| number > it) {
                    self.tell(schema, node, Keyword::Maximum(maximum));
                }
            }
            _ => {}
        }
        if !schema.values.is_empty()
            && !node
                .as_str()
                .is_some_and(|it| schema.values.iter().any(|value| value == it))
        {
            self.tell(schema, node, Keyword::Enum(&schema.values));
        }
        if let Some(format) = schema.format
            && let Err((name, why)) = check_format(format, node)
        {
            self.tell(schema, node, Keyword::Format(name, why));
        }
    }

    fn is_typed(&self, schema: &Schema, node: &Node) -> bool {
        let mut types = schema.types.iter();
        schema.types.is_empty()
            || types.any(|it| has_type(&node.value, *it, self.table.takes_whole_floats))
    }

    fn one_of(&mut self, schema: &'static Schema, node: &'d Node) {
        let branches = || schema.one_of.iter().filter_map(|it| self.table.get(*it));
        // Mostly the first form of the right type fits.
        if let Some(likely) = branches().find(|it| self.is_typed(it, node)) {
            let n_before = self.found.len();
            self.node(likely, node);
            if self.found.len() == n_before {
                return;
            }
            self.found.truncate(n_before);
        }
        let mut causes = Vec::with_capacity(schema.one_of.len());
        for branch in branches() {
            let n_before = self.found.len();
            self.node(branch, node);
            if self.found.len() == n_before {
                return;
            }
            causes.push(self.found.split_off(n_before));
        }
        self.found.push(Violation {
            path: self.steps(),
            node,
            keyword: Keyword::OneOf,
            schema,
            causes,
        });
    }

    fn map(&mut self, schema: &'static Schema, node: &'d Node, map: &'d Map) {
        let mut unknown = Vec::new();
        for entry in map {
            self.entry(schema, entry, &mut unknown);
        }
        let missing: Vec<String> = schema
            .required
            .iter()
            .filter(|it| !map.contains_key(it))
            .cloned()
            .collect();
        let missing = Some(missing).filter(|it| !it.is_empty());
        let missing = missing.map(Keyword::Required);
        let known = &schema.keys;
        let unknown = Some(unknown).filter(|it| !it.is_empty());
        let unknown = unknown.map(|keys| Keyword::Additional { keys, known });
        // docker-compose 1.29 tells of several mistakes in one form the one that its schema names first.
        let both = if schema.requires_first {
            [missing, unknown]
        } else {
            [unknown, missing]
        };
        for keyword in both.into_iter().flatten() {
            self.tell(schema, node, keyword);
        }
        for (key, needs) in &schema.dependencies {
            if map.contains_key(key) && !needs.iter().all(|it| map.contains_key(it)) {
                let (key, needs) = (key.clone(), needs.clone());
                self.tell(schema, node, Keyword::Dependency { key, needs });
            }
        }
    }

    fn entry(
        &mut self,
        schema: &'static Schema,
        entry: &'d Entry,
        unknown: &mut Vec<(CompactString, FileRange)>,
    ) {
        let mut is_known = false;
        let of_key = schema.properties.get(entry.key.as_str()).copied();
        let of_pattern = schema
            .pattern_properties
            .iter()
            .filter(|(pattern, _)| pattern.matches(&entry.key))
            .map(|(_, at)| *at);
        for at in of_key.into_iter().chain(of_pattern) {
            is_known = true;
            self.below(at, Way::Key(&entry.key), &entry.value);
        }
        match schema.additional {
            _ if is_known => {}
            Some(Additional::Forbidden) => unknown.push((entry.key.clone(), entry.key_range)),
            Some(Additional::Of(at)) => self.below(at, Way::Key(&entry.key), &entry.value),
            None => {}
        }
    }

    fn below(&mut self, at: usize, step: Way<'d>, node: &'d Node) {
        if let Some(schema) = self.table.get(at) {
            self.path.push(step);
            self.node(schema, node);
            self.path.pop();
        }
    }

    fn list(&mut self, schema: &'static Schema, node: &'d Node, items: &'d [Node]) {
        if let Some(at) = schema.items {
            for (index, item) in items.iter().enumerate() {
                self.below(at, Way::Index(index), item);
            }
        }
        if schema.has_unique_items
            && let Some((first, second)) = equal_items(items)
        {
            self.tell(schema, node, Keyword::Unique(first, second));
        }
    }

    fn string(&mut self, schema: &'static Schema, node: &'d Node, text: &str) {
        if let Some((pattern, written)) = &schema.pattern
            && !pattern.matches(text)
        {
            self.tell(schema, node, Keyword::Pattern(written));
        }
    }
}

/// The first two items that are equal.
fn equal_items(items: &[Node]) -> Option<(usize, usize)> {
    let texts = items.iter().map(|it| it.as_str().map(Cow::Borrowed));
    if items.len() < 2 || all_differ(items.len(), texts) {
        return None;
    }
    // Seldom: only lists with an equal pair, or with items that are no strings, come here.
    for (second, item) in items.iter().enumerate() {
        let first = items
            .iter()
            .take(second)
            .position(|it| is_equal(&it.value, &item.value));
        if let Some(first) = first {
            return Some((first, second));
        }
    }
    None
}

/// Equal as values, wherever they were written.
pub(crate) fn is_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(&a.value, &b.value))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter().all(|it| {
                    b.get(&it.key)
                        .is_some_and(|other| is_equal(&it.value.value, &other.value))
                })
        }
        (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => *a as f64 == *b,
        (a, b) => a == b,
    }
}

/// Checks the formats that docker-compose 1.29 knows.
pub(super) fn check_format(format: Format, node: &Node) -> Result<(), (&'static str, String)> {
    let (name, is_good, why) = match (format, node.as_str()) {
        (Format::Ports, text) => {
            let text = text.map_or_else(|| repr(node), str::to_owned);
            return match crate::port::port_parts(&text) {
                Ok(_) => Ok(()),
                Err(why) => Err(("ports", why)),
            };
        }
        (_, None) => return Ok(()),
        (Format::Expose, Some(text)) => (
            "expose",
            is_exposed(text),
            "should be of the format 'PORT[/PROTOCOL]'",
        ),
        (Format::Subnet, Some(text)) => (
            "subnet_ip_address",
            is_subnet(text),
            "should use the CIDR format",
        ),
    };
    if is_good {
        Ok(())
    } else {
        Err((name, why.to_owned()))
    }
}

/// `^\d+(\-\d+)?(\/[a-zA-Z]+)?$`
fn is_exposed(text: &str) -> bool {
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (ports, protocol) = match text.split_once('/') {
        Some((ports, protocol)) => (ports, Some(protocol)),
        None => (text, None),
    };
    let is_range = match ports.split_once('-') {
        Some((first, last)) => is_number(first) && is_number(last),
        None => is_number(ports),
    };
    is_range
        && protocol.is_none_or(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphabetic()))
}

fn is_subnet(text: &str) -> bool {
    let Some((address, bits)) = text.rsplit_once('/') else {
        return false;
    };
    let has_zero_first = bits.len() > 1 && bits.starts_with('0');
    let bits: Option<u8> = bits.parse().ok().filter(|_| !has_zero_first);
    let is_v4 = {
        let parts: Vec<&str> = address.split('.').collect();
        parts.len() == 4
            && parts.iter().all(|it| {
                (1..=3).contains(&it.len())
                    && it.bytes().all(|it| it.is_ascii_digit())
                    && (it.len() < 3 || (!it.starts_with('0') && it.parse::<u8>().is_ok()))
            })
    };
    let is_v6 = address.parse::<std::net::Ipv6Addr>().is_ok();
    bits.is_some_and(|bits| (is_v4 && bits <= 32) || (is_v6 && bits <= 128))
}

/// Takes the values at `paths` out of `document`, so that what is left has the right shape.
pub(crate) fn prune(document: &mut Node, mut paths: Vec<Vec<Step>>) {
    // Later items of a list first: the places of the earlier ones stay true.
    paths.order_by(|a, b| compare_paths(b, a));
    paths.dedup();
    for path in paths {
        remove(document, &path);
    }
}

fn compare_paths(a: &[Step], b: &[Step]) -> std::cmp::Ordering {
    let rank = |it: &Step| match it {
        Step::Key(key) => (0, 0, key.clone()),
        Step::Index(index) => (1, *index, CompactString::default()),
    };
    a.iter().map(rank).cmp(b.iter().map(rank))
}

fn remove(node: &mut Node, path: &[Step]) {
    let (Some(step), rest) = (path.first(), path.get(1..).unwrap_or_default()) else {
        return;
    };
    match (&mut node.value, step) {
        (Value::Map(map), Step::Key(key)) if rest.is_empty() => {
            map.remove(key);
        }
        (Value::Map(map), Step::Key(key)) => {
            if let Some(node) = map.get_mut(key) {
                remove(node, rest);
            }
        }
        (Value::List(items), Step::Index(index)) if rest.is_empty() && *index < items.len() => {
            items.remove(*index);
        }
        (Value::List(items), Step::Index(index)) => {
            if let Some(node) = items.get_mut(*index) {
                remove(node, rest);
            }
        }
        _ => {}
    }
}
