//! Values in the types of Compose 2's model: sizes in bytes, durations as Go prints them, commands in words.
//!
//! Source: `types` and `loader/mapstructure.go` of compose-go 2.9.1. A key that a table names comes in the table's
//! order, as the tool prints it.

use super::decode::{self, Wrong};
use super::key_order::put_in_order;
use super::merge::go_text;
use super::model::{CONFIG, ROOT, Type, Whole};
use super::shellwords;
use crate::config::duration_text;
use crate::document::{Entry, Map, Node, Value};
use crate::fault::{Expected, FaultKind};
use crate::load::Loader;
use crate::sort::SortOnce;
use crate::text::FileRange;
use std::fmt::Write as _;

use Type::*;

/// What the tool puts before the values that it cannot decode.
const CANNOT_DECODE: &str = "decoding failed due to the following error(s):\n\n";

impl Loader<'_> {
    /// Gives every value its type.
    pub(super) fn bind(&mut self, model: &mut Node) {
        if let Value::Map(map) = std::mem::take(&mut model.value) {
            model.value = Value::Map(self.bind_section(map, ROOT, model.range, &mut String::new()));
        }
    }

    /// `place` is the way to the section, as the tool writes it.
    fn bind_section(
        &mut self,
        mut map: Map,
        table: &'static [(&'static str, Type)],
        range: FileRange,
        place: &mut String,
    ) -> Map {
        let order = put_in_order(&mut map, table);
        let rest = map.split_off(order.n_known);
        let mut ranks = order.ranks.iter();
        map.retain(|entry| {
            let Some((key, kind)) = ranks.next().and_then(|it| table.get(usize::from(*it))) else {
                return false;
            };
            let length = place.len();
            if length > 0 {
                place.push('.');
            }
            match kind {
                // Of these the tool knows the names of Go's fields only.
                WrittenBytes | Number(Whole::U16) => {
                    let mut chars = key.chars();
                    place.extend(chars.next().map(|it| it.to_ascii_uppercase()));
                    place.push_str(chars.as_str());
                }
                _ => place.push_str(key),
            }
            let is_kept = self.bind_in_place(&mut entry.value, *kind, key, place);
            place.truncate(length);
            is_kept
        });
        for (key, kind) in table {
            let value = match kind {
                WrittenText => Value::str(""),
                WrittenBytes => Value::str("0"),
                Number(Whole::U16 | Whole::I64) => Value::Int(0),
                _ => continue,
            };
            if !map.contains_key(key) {
                map.set(key, Node::new(value, range));
            }
        }
        // What was read for a config is not shown.
        if std::ptr::eq(table, CONFIG) && map.contains_key("environment") {
            map.remove("content");
        }
        // Extensions stay as they are.
        for entry in rest {
            if entry.key.starts_with("x-") {
                map.put(entry);
            }
        }
        map
    }

    fn bind_value(
        &mut self,
        mut node: Node,
        kind: Type,
        key: &str,
        place: &mut String,
    ) -> Option<Node> {
        let range = node.range;
        // What has its type already stays as it is.
        node.mark = None;
        match (&node.value, kind) {
            (Value::Str(_), Text) => return Some(node).filter(|it| it.as_str() != Some("")),
            (Value::Str(_), WrittenText) => return Some(node),
            (Value::List(items), Texts) if items.iter().all(is_bound_text) => {
                return Some(node).filter(has_items);
            }
            _ => {}
        }
        let some = |value: Value| Some(Node::new(value, range));
        let texts = |items: Vec<Node>| {
            let items: Vec<Node> = items
                .into_iter()
                .map(|it| {
                    let text = go_text(&it.value).unwrap_or_default();
                    Node::new(Value::str(&text), it.range)
                })
                .collect();
            Some(Node::new(Value::List(items), range)).filter(has_items)
        };
        let text_of = |value: &Value| match value {
            Value::Bool(_) | Value::Float(_) => {
                Err((Expected::Text, decode::unconvertible("string", value)))
            }
            value => Ok(go_text(value)),
        };
        let res = match kind {
            Text => text_of(&node.value)
                .map(|it| it.filter(|it| !it.is_empty()).map(|it| Value::str(&it))),
            WrittenText => text_of(&node.value).map(|it| Some(Value::str(&it.unwrap_or_default()))),
            Flag => decode::truth(&node.value).map(|it| it.filter(|it| *it).map(Value::Bool)),
            Bool => decode::truth(&node.value).map(|it| it.map(Value::Bool)),
            Int(kind) => {
                decode::whole(&node.value, kind).map(|it| it.filter(|it| *it != 0).map(Value::Int))
            }
            Number(kind) => decode::whole(&node.value, kind).map(|it| it.map(Value::Int)),
            Float | Cpus => {
                decode::float(&node.value).map(|it| it.filter(|it| *it != 0.0).map(number_value))
            }
            Bytes => decode::bytes(&node.value).map(|it| {
                it.filter(|it| *it != 0)
                    .map(|it| Value::str(&it.to_string()))
            }),
            WrittenBytes => {
                decode::bytes(&node.value).map(|it| Some(Value::str(&it.unwrap_or(0).to_string())))
            }
            Delay | Duration => match go_text(&node.value) {
                None => return None,
                Some(text) => decode::duration(&text).map(|it| {
                    let is_shown = it != 0 || matches!(kind, Duration);
                    is_shown.then(|| Value::str(&duration_text(it)))
                }),
            },
            FileMode => {
                decode::file_mode(&node.value).map(|it| it.map(|it| Value::str(&octal(it))))
            }
            Count => decode::count(&node.value).map(|it| it.filter(|it| *it != 0).map(Value::Int)),
            Words => match &node.value {
                Value::Null => return None,
                Value::Str(text) => match shellwords::parse(text) {
                    Some(words) => {
                        let words = words.iter().map(|it| Node::new(Value::str(it), range));
                        Ok(Some(Value::List(words.collect())))
                    }
                    None => Err((
                        Expected::ClosedQuotes,
                        "invalid command line string".to_owned(),
                    )),
                },
                _ => return Some(node),
            },
            Test => match &node.value {
                Value::Str(text) => {
                    let words = ["CMD-SHELL", text].map(|it| Node::new(Value::str(it), range));
                    Ok(Some(Value::List(words.to_vec())))
                }
                _ => return Some(node).filter(has_items),
            },
            Texts => match node.value {
                Value::List(items) => return texts(items),
                Value::Null => return None,
                _ => return texts(vec![node]),
            },
            Variables => {
                let node = self.without_spaced_names(node, place);
                return some(Value::Map(pairs(node, false))).filter(is_filled);
            }
            Mapping => return some(Value::Map(pairs(node, true))).filter(is_filled),
            Options => {
                let Value::Map(mut map) = node.value else {
                    return None;
                };
                make_texts(&mut map, true);
                return some(Value::Map(map)).filter(is_filled);
            }
            MultiOptions => {
                let mut map = Map::new();
                for entry in node.as_map().into_iter().flatten() {
                    let items = match &entry.value.value {
                        Value::List(items) => items.clone(),
                        Value::Null => vec![Node::new(Value::str("<nil>"), entry.value.range)],
                        _ => vec![entry.value.clone()],
                    };
                    if let Some(value) = texts(items) {
                        map.put(Entry {
                            value,
                            ..entry.clone()
                        });
                    }
                }
                return some(Value::Map(map)).filter(is_filled);
            }
            Hosts => return self.hosts(&node, place),
            Ulimits => return some(Value::Map(ulimits(node))).filter(is_filled),
            Ssh => return ssh(&node),
            Section(table) | Kept(table) => {
                let Value::Map(map) = node.value else {
                    return None;
                };
                let map = self.bind_section(map, table, range, place);
                let keeps = matches!(kind, Kept(_)) || !map.is_empty();
                return some(Value::Map(map)).filter(|_| keeps);
            }
            List(item) => {
                let Value::List(mut items) = node.value else {
                    return None;
                };
                let length = place.len();
                let mut index = 0;
                items.retain_mut(|it| {
                    // Writing to a string cannot fail.
                    let _ = write!(place, "[{index}]");
                    index += 1;
                    let is_kept = self.bind_in_place(it, *item, key, place);
                    place.truncate(length);
                    is_kept
                });
                return some(Value::List(items)).filter(has_items);
            }
            Dict(item) | Nullable(item) => {
                let Value::Map(mut map) = node.value else {
                    return None;
                };
                let length = place.len();
                map.retain(|entry| {
                    let name = &entry.key;
                    for part in ["[", name, "]"] {
                        place.push_str(part);
                    }
                    let is_kept = match (entry.value.is_null(), kind) {
                        (true, Nullable(_)) => {
                            entry.value.mark = None;
                            true
                        }
                        _ => self.bind_in_place(&mut entry.value, *item, name, place),
                    };
                    place.truncate(length);
                    is_kept
                });
                return some(Value::Map(map)).filter(is_filled);
            }
        };
        match res {
            Ok(value) => value.and_then(some),
            Err(wrong) => {
                self.cannot_bind(&node, key, place, wrong);
                None
            }
        }
    }

    /// Whether anything is left of the value.
    fn bind_in_place(
        &mut self,
        node: &mut Node,
        kind: Type,
        key: &str,
        place: &mut String,
    ) -> bool {
        let hollow = Node::new(Value::Null, node.range);
        match self.bind_value(std::mem::replace(node, hollow), kind, key, place) {
            Some(bound) => {
                *node = bound;
                true
            }
            None => false,
        }
    }

    /// Takes the items out whose name ends in a blank, which the tool refuses.
    fn without_spaced_names(&mut self, mut node: Node, place: &str) -> Node {
        if let Value::List(items) = &mut node.value {
            items.retain(|item| {
                let text = item.as_str().unwrap_or_default();
                let name = text.split_once('=').map_or(text, |(name, _)| name);
                if !name.ends_with(char::is_whitespace) {
                    return true;
                }
                let kind = FaultKind::BadEnvName {
                    name: name.to_owned(),
                };
                self.fault(item.range, kind).said(format!(
                    "{CANNOT_DECODE}'{place}' environment variable {name} is declared with a trailing space"
                ));
                false
            });
        }
        node
    }

    fn cannot_bind(&mut self, node: &Node, key: &str, place: &str, (expected, why): Wrong) {
        let kind = FaultKind::BadValue {
            key: key.to_owned(),
            text: go_text(&node.value).unwrap_or_default(),
            expected,
        };
        self.fault(node.range, kind)
            .said(format!("{CANNOT_DECODE}'{place}' {why}"));
    }

    fn hosts(&mut self, node: &Node, place: &str) -> Option<Node> {
        let mut res: Vec<(String, Node)> = Vec::new();
        let mut put = |host: &str, ip: &str, range| {
            let ip = ip
                .strip_prefix('[')
                .and_then(|it| it.strip_suffix(']'))
                .unwrap_or(ip);
            let text = format!("{host}={ip}");
            res.push((text.clone(), Node::new(Value::str(&text), range)));
        };
        let mut bad: Vec<(Node, String)> = Vec::new();
        match &node.value {
            Value::List(items) => {
                for item in items {
                    let text = go_text(&item.value).unwrap_or_default();
                    match text.split_once('=').or_else(|| text.split_once(':')) {
                        Some((host, _)) if host.is_empty() || host.contains(':') => {
                            bad.push((item.clone(), format!("bad host name '{host}'")));
                        }
                        Some((host, ips)) => {
                            ips.split(',').for_each(|ip| put(host, ip, item.range));
                        }
                        None => {
                            let said = format!("invalid additional host, missing IP: {text}");
                            bad.push((item.clone(), said));
                        }
                    }
                }
            }
            Value::Map(map) => {
                for entry in map {
                    match &entry.value.value {
                        Value::List(items) => {
                            for ip in items {
                                let ip = go_text(&ip.value).unwrap_or_default();
                                put(&entry.key, &ip, entry.range());
                            }
                        }
                        value => {
                            let ip = go_text(value).unwrap_or_default();
                            put(&entry.key, &ip, entry.range());
                        }
                    }
                }
            }
            _ => return None,
        }
        for (node, said) in bad {
            self.cannot_bind(&node, "extra_hosts", place, (Expected::ExtraHost, said));
        }
        res.order_by(|a, b| a.0.cmp(&b.0));
        let items: Vec<Node> = res.into_iter().map(|(_, it)| it).collect();
        let is_shown = !items.is_empty() || is_filled(node);
        is_shown.then(|| Node::new(Value::List(items), node.range))
    }
}

fn ulimits(node: Node) -> Map {
    let Value::Map(map) = node.value else {
        return Map::new();
    };
    let mut res = Map::new();
    for entry in map {
        let range = entry.value.range;
        let part = |key: &str| match entry.value.get(key).map(|it| &it.value) {
            Some(Value::Int(it)) => *it,
            _ => 0,
        };
        let value = match &entry.value.value {
            Value::Int(it) if *it != 0 => Value::Int(*it),
            _ => {
                let mut both = Map::new();
                both.set("soft", Node::new(Value::Int(part("soft")), range));
                both.set("hard", Node::new(Value::Int(part("hard")), range));
                Value::Map(both)
            }
        };
        res.put(Entry {
            value: Node::new(value, range),
            ..entry
        });
    }
    res
}

/// Keys by name, as a list.
fn ssh(node: &Node) -> Option<Node> {
    let keys = node.as_map()?.iter().map(|it| {
        let text = match go_text(&it.value.value).filter(|it| !it.is_empty()) {
            Some(path) => format!("{}: {path}", it.key),
            None => it.key.to_string(),
        };
        Node::new(Value::str(&text), it.range())
    });
    Some(Node::new(Value::List(keys.collect()), node.range)).filter(has_items)
}

/// A mode as Go prints it.
fn octal(mode: i64) -> String {
    let sign = if mode < 0 { "-" } else { "" };
    format!("0{sign}{:o}", mode.unsigned_abs())
}

fn has_items(node: &Node) -> bool {
    node.as_list().is_some_and(|it| !it.is_empty())
}

fn is_filled(node: &Node) -> bool {
    node.as_map().is_some_and(|it| !it.is_empty())
}

fn number_value(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::Int(number as i64)
    } else {
        Value::Float(number)
    }
}

/// `NAME=VALUE` items or a mapping, as a mapping; an empty value where texts are wanted, null otherwise.
fn pairs(node: Node, wants_text: bool) -> Map {
    match node.value {
        Value::List(items) => {
            let mut res = Map::with_capacity(items.len());
            for item in &items {
                let text = go_text(&item.value).unwrap_or_default();
                let (name, value) = match text.split_once('=') {
                    Some((name, text)) => (name, Value::str(text)),
                    None if wants_text => (text.as_str(), Value::str("")),
                    None => (text.as_str(), Value::Null),
                };
                res.set(name, Node::new(value, item.range));
            }
            res
        }
        Value::Map(mut map) => {
            make_texts(&mut map, wants_text);
            map
        }
        _ => Map::new(),
    }
}

/// Every value as a text; no value as an empty one, where one is wanted.
fn make_texts(map: &mut Map, wants_text: bool) {
    for (_, node) in map.values_mut() {
        let value = match &node.value {
            Value::Str(_) => None,
            Value::Null => wants_text.then(|| Value::str("")),
            other => go_text(other).map(|it| Value::str(&it)),
        };
        *node = Node::new(
            value.unwrap_or_else(|| std::mem::take(&mut node.value)),
            node.range,
        );
    }
}

fn is_bound_text(node: &Node) -> bool {
    node.as_str().is_some() && node.mark.is_none()
}
