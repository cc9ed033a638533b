//! The document of Docker Compose 2: the loaded one as it is, dollar signs doubled.

use crate::document::{Map, Node, Value as Loaded};
use serde_json::{Number, Value};
use std::collections::BTreeSet;

pub(super) fn document(document: &Node) -> Value {
    let mut res = Map::new();
    for entry in document.as_map().into_iter().flatten() {
        let used = match entry.key.as_str() {
            "version" => continue,
            "networks" | "volumes" | "secrets" | "configs" | "models" => used(document, &entry.key),
            _ => {
                res.put(entry.clone());
                continue;
            }
        };
        let kept: Map = entry
            .value
            .as_map()
            .into_iter()
            .flatten()
            .filter(|it| used.contains(it.key.as_str()))
            .cloned()
            .collect();
        if !kept.is_empty() {
            res.set(&entry.key, Node::new(Loaded::Map(kept), entry.value.range));
        }
    }
    // The tool always prints this section.
    if !res.contains_key("services") {
        res.set(
            "services",
            Node::new(Loaded::Map(Map::new()), document.range),
        );
    }
    mapping(&res)
}

/// The networks, volumes and so on that a service uses: the tool prints no others.
fn used<'d>(document: &'d Node, section: &str) -> BTreeSet<&'d str> {
    let mut res = BTreeSet::new();
    let services = document.get("services").and_then(Node::as_map);
    for service in services.into_iter().flatten().map(|it| &it.value) {
        if matches!(section, "networks" | "models") {
            let networks = service.get(section).and_then(Node::as_map);
            res.extend(networks.into_iter().flatten().map(|it| it.key.as_str()));
            continue;
        }
        let build = service.get("build").filter(|_| section == "secrets");
        for owner in [Some(service), build].into_iter().flatten() {
            let items = owner.get(section).and_then(Node::as_list);
            res.extend(
                items
                    .into_iter()
                    .flatten()
                    .filter(|it| {
                        section != "volumes"
                            || it.get("type").and_then(Node::as_str) == Some("volume")
                    })
                    .filter_map(|it| it.get("source")?.as_str()),
            );
        }
    }
    res
}

/// The tool doubles dollar signs in the finished text, keys included.
fn value(node: &Node) -> Value {
    match &node.value {
        Loaded::Null => Value::Null,
        Loaded::Bool(it) => Value::Bool(*it),
        Loaded::Int(it) => Value::from(*it),
        Loaded::Float(it) => Number::from_f64(*it).map_or(Value::Null, Value::Number),
        Loaded::Str(it) => super::text(it),
        // Only what no format knows is still a date here; Go prints its time, too.
        Loaded::Date(it) if it.len() == "2001-01-01".len() => {
            super::text(&format!("{it}T00:00:00Z"))
        }
        Loaded::Date(it) => super::text(it),
        Loaded::List(items) => items.iter().map(value).collect(),
        Loaded::Map(map) => mapping(map),
    }
}

fn mapping(map: &Map) -> Value {
    let entries = map.iter().map(|it| {
        let below = match &it.value.value {
            Loaded::Map(map) if IS_SORTED.contains(&it.key.as_str()) => {
                let mut sorted = map.clone();
                sorted.sort();
                mapping(&sorted)
            }
            _ => value(&it.value),
        };
        (it.key.replace('$', "$$"), below)
    });
    Value::Object(entries.collect())
}

/// Keys whose entries the user names: the tool prints them in the order of their names.
const IS_SORTED: &[&str] = &[
    "additional_contexts",
    "annotations",
    "args",
    "aux_addresses",
    "configs",
    "depends_on",
    "driver_opts",
    "environment",
    "labels",
    "log_opt",
    "models",
    "networks",
    "options",
    "secrets",
    "services",
    "storage_opt",
    "sysctls",
    "ulimits",
    "volumes",
];

/// A duration as Go prints it: `1m30s`, `500ms`, `1h0m0s`.
pub(super) fn duration(nanoseconds: i64) -> String {
    let all = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let decimal = |unit: u64| {
        let fraction = format!("{:0width$}", all % unit, width = unit.ilog10() as usize);
        match fraction.trim_end_matches('0') {
            "" => String::new(),
            it => format!(".{it}"),
        }
    };
    match all {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{all}ns"),
        1_000..1_000_000 => format!("{sign}{}{}µs", all / 1_000, decimal(1_000)),
        1_000_000..1_000_000_000 => format!("{sign}{}{}ms", all / 1_000_000, decimal(1_000_000)),
        _ => {
            let seconds = all / 1_000_000_000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            let seconds = format!("{}{}s", seconds % 60, decimal(1_000_000_000));
            match (hours, minutes) {
                (0, 0) => format!("{sign}{seconds}"),
                (0, _) => format!("{sign}{minutes}m{seconds}"),
                _ => format!("{sign}{hours}h{minutes}m{seconds}"),
            }
        }
    }
}
