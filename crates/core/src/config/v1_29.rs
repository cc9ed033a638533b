//! The document of docker-compose 1.29: the loaded one, keys sorted, dollar signs doubled.
//!
//! Source: serialize.py of docker-compose 1.29.2.

use crate::document::{Map, Node, Value as Loaded};
use crate::load::Format;
use crate::sort::SortOnce;
use serde_json::{Number, Value};

/// The version it writes for a file that has none.
const NEWEST_VERSION: &str = "3.9";

pub(super) fn document(document: &Node, format: Format) -> Value {
    let mut res = serde_json::Map::new();
    for section in ["configs", "networks", "secrets", "services", "volumes"] {
        let map = document.get(section).and_then(Node::as_map);
        let Some(map) = map.filter(|it| section == "services" || !it.is_empty()) else {
            continue;
        };
        let value = if section == "services" {
            sorted(map, |it| service(&it.value, format))
        } else {
            mapping(map)
        };
        res.insert(section.to_owned(), value);
    }
    let version = match (format, document.get("version").and_then(Node::as_str)) {
        (Format::V1, _) => "1",
        (Format::Compose, Some(version)) if !version.is_empty() => version,
        (Format::Compose, _) => NEWEST_VERSION,
    };
    // Between `services` and `volumes`, in the order of the keys.
    res.insert("version".to_owned(), Value::String(version.to_owned()));
    if let Some(volumes) = res.shift_remove("volumes") {
        res.insert("volumes".to_owned(), volumes);
    }
    Value::Object(res)
}

fn service(node: &Node, format: Format) -> Value {
    let empty = Map::EMPTY;
    let map = node.as_map().unwrap_or(&empty);
    // Services of the first format sit on the engine's default bridge, and the tool says so.
    if format == Format::V1 && !map.contains_key("network_mode") {
        let mut map = map.clone();
        let bridge = Node::new(Loaded::str("bridge"), node.range);
        map.set("network_mode", bridge);
        return sorted(&map, |it| service_key(&it.key, &it.value));
    }
    sorted(map, |it| service_key(&it.key, &it.value))
}

fn service_key(key: &str, node: &Node) -> Value {
    match (key, &node.value) {
        // Printed by writers of their own, which double nothing.
        ("volumes" | "volumes_from" | "security_opt", Loaded::List(items)) => items
            .iter()
            .map(|it| match it.as_str() {
                Some(text) => Value::String(text.to_owned()),
                None => value(it),
            })
            .collect(),
        _ => value(node),
    }
}

fn value(node: &Node) -> Value {
    match &node.value {
        Loaded::Null => Value::Null,
        Loaded::Bool(it) => Value::Bool(*it),
        Loaded::Int(it) => Value::from(*it),
        Loaded::Float(it) => Number::from_f64(*it).map_or(Value::Null, Value::Number),
        Loaded::Str(it) | Loaded::Date(it) => super::text(it),
        Loaded::List(items) => items.iter().map(value).collect(),
        Loaded::Map(map) => mapping(map),
    }
}

fn mapping(map: &Map) -> Value {
    sorted(map, |it| value(&it.value))
}

fn sorted(map: &Map, value: impl Fn(&crate::document::Entry) -> Value) -> Value {
    let mut entries: Vec<_> = map.iter().collect();
    entries.order_by(|a, b| a.key.cmp(&b.key));
    let entries = entries
        .into_iter()
        .map(|it| (it.key.replace('$', "$$"), value(it)));
    Value::Object(entries.collect())
}
