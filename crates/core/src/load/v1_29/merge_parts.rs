//! The rules by which single keys of a service are merged.
//!
//! Source: config.py, the functions that `merge_service_dicts` names.

use super::merge::{Merge, items, labels, mapping, sorted_texts};
use super::paths::split_mapping;
use super::python;
use crate::document::{Entry, Kind, Map, Node, Value};
use crate::load::Loader;
use crate::schema::is_equal;
use crate::sort::SortOnce;
use std::collections::BTreeMap;

/// Links by their alias, sorted.
pub(super) fn links(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut by_alias = BTreeMap::new();
    for it in items(base, over) {
        let text = it.as_str().unwrap_or_default();
        let (source, alias) = text.split_once(':').unwrap_or((text, ""));
        let alias = if alias.is_empty() { source } else { alias };
        by_alias.insert(alias, (source, it.range));
    }
    let mut all: Vec<_> = by_alias
        .into_iter()
        .map(|(alias, (source, range))| (source, alias, range))
        .collect();
    all.order();
    let texts = all.into_iter().map(|(source, alias, range)| {
        let text = if source == alias {
            source.to_owned()
        } else {
            format!("{source}:{alias}")
        };
        Node::new(Value::str(&text), range)
    });
    Value::List(texts.collect())
}

/// Secrets and configs by their source, sorted, in long form.
pub(super) fn file_mounts(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut by_source = BTreeMap::new();
    for it in items(base, over) {
        let long = long_file_mount(it);
        let source = long.get("source").map(python::text).unwrap_or_default();
        by_source.insert(source, long);
    }
    Value::List(by_source.into_values().collect())
}

/// A secret or config in its long form. Source: `ServiceConfigBase` of types.py.
pub(super) fn long_file_mount(item: &Node) -> Node {
    let mut res = Map::new();
    match &item.value {
        Value::Map(map) => {
            for key in ["source", "target", "uid", "gid", "mode"] {
                if let Some(node) = map.get(key).filter(|it| !it.is_null()) {
                    res.set(key, node.clone());
                }
            }
        }
        other => res.set("source", Node::new(other.clone(), item.range)),
    }
    Node::new(Value::Map(res), item.range)
}

/// Security options, each once. A profile is sorted by the form that the engine gets.
pub(super) fn security(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut by_value = BTreeMap::new();
    for it in items(base, over) {
        let text = it.as_str().unwrap_or_default();
        let key = match text.strip_prefix("seccomp:") {
            Some(path) if path != "unconfined" => format!("seccomp={{{path}"),
            _ => text.to_owned(),
        };
        by_value.insert(key, it.clone());
    }
    Value::List(by_value.into_values().collect())
}

/// Networks by name, each with what the tool knows of.
pub(super) fn networks(base: Option<&Node>, over: Option<&Node>) -> Value {
    let as_map = |node: Option<&Node>| -> Map {
        match node.map(|it| &it.value) {
            Some(Value::Map(map)) => map.clone(),
            Some(Value::List(list)) => {
                let entries = list.iter().map(|it| Entry {
                    key: it.as_str().unwrap_or_default().into(),
                    key_range: it.range,
                    key_kind: Kind::Str,
                    value: Node::new(Value::Map(Map::new()), it.range),
                });
                entries.collect()
            }
            _ => Map::new(),
        }
    };
    let (base, over) = (as_map(base), as_map(over));
    let mut res = Map::new();
    for entry in base.iter().chain(&over) {
        let (old, new) = (base.get(&entry.key), over.get(&entry.key));
        let mut merge = Merge::new(mapping(old), mapping(new));
        merge.join("aliases", unique_texts);
        merge.join("link_local_ips", unique_texts);
        for key in ["priority", "ipv4_address", "ipv6_address"] {
            merge.replace(key);
        }
        let value = Node::new(Value::Map(merge.res), entry.value.range);
        res.put(Entry {
            value,
            ..entry.clone()
        });
    }
    Value::Map(res)
}

/// Mounts and devices by their place in the container, sorted by it.
pub(super) fn path_mappings(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut by_path = BTreeMap::new();
    for it in items(base, over) {
        match &it.value {
            Value::Map(map) => {
                let target = map.get("target").map(python::text);
                by_path.insert(target.unwrap_or_default(), it.clone());
            }
            _ => {
                let text = it.as_str().unwrap_or_default();
                let (path, host) = split_mapping(text);
                let text = match host {
                    None => path.to_owned(),
                    Some((host, mode)) => {
                        let mode = mode.filter(|it| !it.is_empty());
                        let mode = mode.map(|it| format!(":{it}")).unwrap_or_default();
                        format!("{host}:{path}{mode}")
                    }
                };
                by_path.insert(path.to_owned(), Node::new(Value::str(&text), it.range));
            }
        }
    }
    Value::List(by_path.into_values().collect())
}

/// Both lists as texts, each once, sorted.
pub(super) fn unique_texts(base: Option<&Node>, over: Option<&Node>) -> Value {
    sorted_texts(&items(base, over))
}

/// Options of another driver do not go together.
pub(super) fn logging(base: Option<&Node>, over: Option<&Node>) -> Value {
    let (base, over) = (mapping(base), mapping(over));
    let mut merge = Merge::new(base, over);
    merge.replace("driver");
    let driver = |map: &Map| map.get("driver").map(python::text);
    let old = driver(base);
    if old.is_none() || driver(&merge.res) == old {
        merge.update("options", |it| mapping(Some(it)).clone());
    } else if over
        .get("options")
        .is_some_and(|it| python::is_true(&it.value))
    {
        merge.replace("options");
    }
    Value::Map(merge.res)
}

/// Limits by their device, sorted by it.
pub(super) fn blkio_config(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut merge = Merge::new(mapping(base), mapping(over));
    merge.replace("weight");
    for key in [
        "device_read_bps",
        "device_read_iops",
        "device_write_bps",
        "device_write_iops",
        "weight_device",
    ] {
        merge.join(key, |base, over| {
            let mut by_path = BTreeMap::new();
            for it in items(base, over) {
                let path = it.get("path").map(python::text).unwrap_or_default();
                by_path.insert(path, it.clone());
            }
            Value::List(by_path.into_values().collect())
        });
    }
    Value::Map(merge.res)
}

/// The later entries count.
pub(super) fn healthcheck(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut res = mapping(base).clone();
    for entry in mapping(over) {
        res.put(entry.clone());
    }
    Value::Map(res)
}

/// Each object once. The tool puts them in the order of a hash; here they keep that of the files.
fn unique_objects(base: Option<&Node>, over: Option<&Node>) -> Value {
    let mut res: Vec<Node> = Vec::new();
    for it in items(base, over) {
        match res.iter_mut().find(|old| is_equal(&old.value, &it.value)) {
            Some(old) => *old = it.clone(),
            None => res.push(it.clone()),
        }
    }
    Value::List(res)
}

impl Loader<'_> {
    pub(super) fn build(&mut self, base: Option<&Node>, over: Option<&Node>) -> Map {
        let as_map = |node: Option<&Node>| {
            let mut res = mapping(node).clone();
            if let Some(node) = node.filter(|it| it.as_str().is_some()) {
                res.set("context", node.clone());
            }
            res
        };
        let (base, over) = (as_map(base), as_map(over));
        let mut merge = Merge::new(&base, &over);
        for key in [
            "context",
            "dockerfile",
            "network",
            "target",
            "shm_size",
            "isolation",
        ] {
            merge.replace(key);
        }
        merge.update("args", |it| self.environment(it));
        merge.join("cache_from", unique_texts);
        merge.update("labels", labels);
        merge.update("extra_hosts", |it| self.extra_hosts(it));
        merge.res
    }

    pub(super) fn deploy(&mut self, base: Option<&Node>, over: Option<&Node>) -> Map {
        let mut merge = Merge::new(mapping(base), mapping(over));
        for key in ["mode", "endpoint_mode", "replicas"] {
            merge.replace(key);
        }
        merge.update("labels", labels);
        for key in ["update_config", "rollback_config", "restart_policy"] {
            merge.update(key, |it| mapping(Some(it)).clone());
        }
        merge.join("resources", |base, over| {
            let mut merge = Merge::new(mapping(base), mapping(over));
            merge.update("limits", |it| mapping(Some(it)).clone());
            merge.join("reservations", |base, over| {
                Value::Map(self.reservations(base, over))
            });
            Value::Map(merge.res)
        });
        merge.join("placement", |base, over| {
            let mut merge = Merge::new(mapping(base), mapping(over));
            merge.replace("max_replicas_per_node");
            merge.join("constraints", unique_texts);
            merge.join("preferences", unique_objects);
            Value::Map(merge.res)
        });
        merge.res
    }

    fn reservations(&mut self, base: Option<&Node>, over: Option<&Node>) -> Map {
        let mut merge = Merge::new(mapping(base), mapping(over));
        merge.replace("cpus");
        merge.replace("memory");
        if let Some((base, over)) = merge.both("generic_resources") {
            let mut by_kind = BTreeMap::new();
            for it in items(base, over) {
                let wrong = match it.get("discrete_resource_spec") {
                    None => "generic_resource entry must include a discrete_resource_spec key",
                    Some(spec) => match spec.get("kind") {
                        None => {
                            "generic_resource entry must include a discrete_resource_spec.kind subkey"
                        }
                        Some(kind) => {
                            by_kind.insert(python::text(kind), generic_resource(spec));
                            continue;
                        }
                    },
                };
                self.refuse(it.range, wrong.to_owned());
            }
            let value = Value::List(by_kind.into_values().collect());
            merge.put("generic_resources", value);
        }
        merge.join("devices", unique_objects);
        merge.res
    }
}

/// A generic resource with both its parts.
fn generic_resource(spec: &Node) -> Node {
    let mut parts = Map::new();
    for key in ["kind", "value"] {
        let part = spec.get(key).cloned();
        parts.set(
            key,
            part.unwrap_or_else(|| Node::new(Value::Null, spec.range)),
        );
    }
    let mut res = Map::new();
    res.set(
        "discrete_resource_spec",
        Node::new(Value::Map(parts), spec.range),
    );
    Node::new(Value::Map(res), spec.range)
}
