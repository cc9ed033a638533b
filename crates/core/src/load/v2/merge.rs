//! Laying one document over another, each key by its own rule.
//!
//! Source: `override/merge.go` of compose-go 2.9.1.

use super::{Path, dotted, matches};
use crate::document::{Entry, Kind, Map, Node, Value};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;
use crate::schema;
use crate::sort::SortOnce;
use crate::text::FileRange;
use compact_str::CompactString;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Sequence,
    Replace,
    Build,
    DependsOn,
    KeysOnly,
    ExtraHosts,
    Logging,
    Ipam,
}

const RULES: &[(&[&str], Rule)] = &[
    (&["networks", "*", "ipam", "config"], Rule::Ipam),
    (&["networks", "*", "labels"], Rule::Sequence),
    (&["volumes", "*", "labels"], Rule::Sequence),
    (&["services", "*", "annotations"], Rule::Sequence),
    (&["services", "*", "build"], Rule::Build),
    (&["services", "*", "build", "args"], Rule::Sequence),
    (
        &["services", "*", "build", "additional_contexts"],
        Rule::Sequence,
    ),
    (&["services", "*", "build", "extra_hosts"], Rule::ExtraHosts),
    (&["services", "*", "build", "labels"], Rule::Sequence),
    (&["services", "*", "command"], Rule::Replace),
    (&["services", "*", "depends_on"], Rule::DependsOn),
    (&["services", "*", "deploy", "labels"], Rule::Sequence),
    (&["services", "*", "dns"], Rule::Sequence),
    (&["services", "*", "dns_opt"], Rule::Sequence),
    (&["services", "*", "dns_search"], Rule::Sequence),
    (&["services", "*", "entrypoint"], Rule::Replace),
    (&["services", "*", "env_file"], Rule::Sequence),
    (&["services", "*", "label_file"], Rule::Sequence),
    (&["services", "*", "environment"], Rule::Sequence),
    (&["services", "*", "extra_hosts"], Rule::ExtraHosts),
    (&["services", "*", "healthcheck", "test"], Rule::Replace),
    (&["services", "*", "labels"], Rule::Sequence),
    (&["services", "*", "logging"], Rule::Logging),
    (&["services", "*", "models"], Rule::KeysOnly),
    (&["services", "*", "networks"], Rule::KeysOnly),
    (&["services", "*", "sysctls"], Rule::Sequence),
    (&["services", "*", "tmpfs"], Rule::Sequence),
    (&["services", "*", "ulimits", "*"], Rule::Replace),
];

impl Loader<'_> {
    /// Lays `over` over `base`.
    pub(super) fn merge_documents(&mut self, base: &mut Node, over: Node) {
        self.merge_at(base, over, &mut Path::new());
    }

    /// Lays a service over the one that it extends.
    pub(super) fn merge_service(&mut self, base: &mut Node, over: Node) {
        let mut path: Path = vec!["services".into(), "x".into()];
        self.merge_at(base, over, &mut path);
    }

    fn merge_at(&mut self, base: &mut Node, over: Node, path: &mut Path) {
        let rule = RULES
            .iter()
            .find(|(pattern, _)| matches(path, pattern))
            .map(|(_, rule)| *rule);
        match rule {
            Some(rule) => self.merge_by(rule, base, over, path),
            None => self.merge_plainly(base, over, path),
        }
    }

    fn merge_plainly(&mut self, base: &mut Node, over: Node, path: &mut Path) {
        if over.is_null() {
            return;
        }
        match (&mut base.value, over.value) {
            (Value::Map(map), Value::Map(other)) => self.merge_maps(map, other, path),
            (Value::List(items), Value::List(other)) => items.extend(other),
            (Value::Map(_) | Value::List(_), _) => {
                let path = dotted(path);
                let said = format!("cannot override {path}");
                self.fault(
                    over.range,
                    FaultKind::Refused(Refusal::CannotOverride { path }),
                )
                .said(said);
            }
            (_, value) => {
                *base = Node { value, ..over };
            }
        }
    }

    fn merge_maps(&mut self, base: &mut Map, over: Map, path: &mut Path) {
        for entry in over {
            match base.get_mut(&entry.key) {
                Some(value) => {
                    path.push(entry.key.clone());
                    self.merge_at(value, entry.value, path);
                    path.pop();
                }
                None => {
                    base.put(entry);
                }
            }
        }
    }

    fn merge_by(&mut self, rule: Rule, base: &mut Node, over: Node, path: &mut Path) {
        match rule {
            Rule::Replace => *base = over,
            Rule::Sequence => {
                let mut items = sequence(base);
                items.extend(sequence(&over));
                base.value = Value::List(items);
            }
            Rule::ExtraHosts => {
                let mut items = sequence(base);
                for it in sequence(&over) {
                    if !items
                        .iter()
                        .any(|known| schema::is_equal(&known.value, &it.value))
                    {
                        items.push(it);
                    }
                }
                base.value = Value::List(items);
            }
            Rule::Build => {
                let over_range = over.range;
                let mut over = over;
                to_build(base);
                to_build(&mut over);
                if let (Some(map), Value::Map(other)) = (base.as_map_mut(), over.value) {
                    self.merge_maps(map, other, path);
                }
                base.range = over_range;
            }
            Rule::DependsOn | Rule::KeysOnly => {
                let has_default = rule == Rule::DependsOn;
                let mut map = mapping(base, has_default);
                self.merge_maps(&mut map, mapping(&over, has_default), path);
                base.value = Value::Map(map);
            }
            Rule::Logging => {
                let driver = |it: &Node| it.get("driver").and_then(Node::as_str).map(str::to_owned);
                let (old, new) = (driver(base), driver(&over));
                if old.is_some() && new.is_some() && old != new {
                    *base = over;
                } else if let (Some(map), Value::Map(other)) = (base.as_map_mut(), over.value) {
                    self.merge_maps(map, other, path);
                }
            }
            Rule::Ipam => self.merge_pools(base, over, path),
        }
    }

    /// Pools of a network by their subnet.
    fn merge_pools(&mut self, base: &mut Node, over: Node, path: &mut Path) {
        let (Value::List(old), Value::List(new)) = (&base.value, &over.value) else {
            *base = over;
            return;
        };
        let subnet = |it: &Node| it.get("subnet").and_then(Node::as_str).map(str::to_owned);
        let mut res: Vec<Node> = Vec::new();
        for original in old {
            let mut merged = original.clone();
            // The tool changes one mapping all the time, wherever it has put it already.
            let mut places: Vec<usize> = Vec::new();
            for pool in new {
                let is_known = res.iter().any(|it| subnet(it) == subnet(pool));
                if subnet(pool) != subnet(&merged) && !is_known {
                    res.push(pool.clone());
                    continue;
                }
                if let (Some(map), Some(other)) = (merged.as_map_mut(), pool.as_map()) {
                    self.merge_maps(map, other.clone(), path);
                }
                for place in &places {
                    if let Some(it) = res.get_mut(*place) {
                        *it = merged.clone();
                    }
                }
                let known = res.iter().position(|it| subnet(it) == subnet(&merged));
                let place = known.unwrap_or(res.len());
                match res.get_mut(place) {
                    Some(it) => *it = merged.clone(),
                    None => res.push(merged.clone()),
                }
                places.push(place);
            }
        }
        base.value = Value::List(res);
    }
}

fn to_build(node: &mut Node) {
    if let Value::Str(context) = &node.value {
        let mut map = Map::new();
        map.set(
            "context",
            Node::new(Value::Str(context.clone()), node.range),
        );
        node.value = Value::Map(map);
    }
}

/// A mapping as `KEY=VALUE` strings, sorted; a list as it is; a string alone.
fn sequence(node: &Node) -> Vec<Node> {
    match &node.value {
        Value::List(items) => items.clone(),
        Value::Str(_) => vec![node.clone()],
        Value::Map(map) => {
            let mut res = Vec::new();
            for entry in map {
                let one = |value: &Node| {
                    let text = match go_text(&value.value) {
                        Some(text) => format!("{}={text}", entry.key),
                        None => entry.key.to_string(),
                    };
                    Node::new(Value::str(&text), entry.range())
                };
                match &entry.value.value {
                    Value::List(items) => res.extend(items.iter().map(one)),
                    _ => res.push(one(&entry.value)),
                }
            }
            res.order_by(|a, b| a.as_str().cmp(&b.as_str()));
            res
        }
        _ => Vec::new(),
    }
}

/// A value as Go prints it; `None` for no value.
pub(super) fn go_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Float(it) => go_float(*it),
        Value::Str(it) | Value::Date(it) => it.to_string(),
        Value::List(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|it| go_text(&it.value).unwrap_or_else(|| "<nil>".to_owned()))
                .collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(map) => {
            let mut entries: Vec<String> = map
                .iter()
                .map(|it| {
                    let value = go_text(&it.value.value).unwrap_or_else(|| "<nil>".to_owned());
                    format!("{}:{value}", it.key)
                })
                .collect();
            entries.order();
            format!("map[{}]", entries.join(" "))
        }
    })
}

/// A floating number as Go's `%v` prints it: the shortest digits, with an exponent from 1e21 on and below 1e-4.
fn go_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let size = value.abs();
    if value != 0.0 && !(1e-4..1e21).contains(&size) {
        let text = format!("{value:e}");
        return match text.split_once('e') {
            Some((mantissa, exponent)) => {
                let (sign, digits) = match exponent.strip_prefix('-') {
                    Some(digits) => ('-', digits),
                    None => ('+', exponent),
                };
                format!("{mantissa}e{sign}{digits:0>2}")
            }
            None => text,
        };
    }
    format!("{value}")
}

fn mapping(node: &Node, has_default: bool) -> Map {
    match &node.value {
        Value::Map(map) => map.clone(),
        Value::List(items) => items
            .iter()
            .filter_map(|it| Some(entry(it.as_str()?, it.range, has_default)))
            .collect(),
        _ => Map::new(),
    }
}

/// A name of a list as an entry of a mapping.
pub(super) fn entry(name: &str, range: FileRange, is_dependency: bool) -> Entry {
    let value = if is_dependency {
        dependency("service_started", None, range)
    } else {
        Node::new(Value::Null, range)
    };
    Entry {
        key: CompactString::new(name),
        key_range: range,
        key_kind: Kind::Str,
        value,
    }
}

/// A dependency in its long form.
pub(super) fn dependency(condition: &str, restart: Option<bool>, range: FileRange) -> Node {
    let mut map = Map::with_capacity(3);
    map.set("condition", Node::new(Value::str(condition), range));
    if let Some(restart) = restart {
        map.set("restart", Node::new(Value::Bool(restart), range));
    }
    map.set("required", Node::new(Value::Bool(true), range));
    Node::new(Value::Map(map), range)
}
