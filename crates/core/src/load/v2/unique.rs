//! Lists whose entries have a key: of two with one key the later counts, at the earlier one's place.
//!
//! Source: `override/uncity.go` of compose-go 2.9.1.

use super::merge::go_text;
use super::mounts;
use crate::document::{Map, Node, Value};
use indexmap::IndexMap;

/// Applies the rule to the whole model.
pub(super) fn enforce(model: &mut Node) {
    each(model, "networks", |network| {
        list(network, "labels", key_of_assignment);
        if let Some(Value::Map(ipam)) = network.get_mut("ipam").map(|it| &mut it.value) {
            list(ipam, "options", key_of_assignment);
        }
    });
    each(model, "services", service);
}

fn each(model: &mut Node, section: &str, mut change: impl FnMut(&mut Map)) {
    let entries = model
        .as_map_mut()
        .and_then(|it| it.get_mut(section))
        .and_then(Node::as_map_mut);
    for (_, value) in entries.into_iter().flat_map(Map::values_mut) {
        if let Some(map) = value.as_map_mut() {
            change(map);
        }
    }
}

fn service(service: &mut Map) {
    for key in [
        "annotations",
        "cap_add",
        "cap_drop",
        "dns",
        "dns_opt",
        "dns_search",
        "environment",
        "labels",
        "links",
        "profiles",
        "sysctls",
        "tmpfs",
    ] {
        list(service, key, key_of_assignment);
    }
    list(service, "devices", key_of_device);
    list(service, "configs", |it| key_of_file(it, ""));
    list(service, "secrets", |it| key_of_file(it, "/run/secrets"));
    list(service, "env_file", |it| {
        let path = it.get("path").unwrap_or(it);
        path.as_str().map(str::to_owned)
    });
    list(service, "expose", |it| go_text(&it.value));
    list(service, "ports", key_of_port);
    list(service, "volumes", key_of_mount);
    if let Some(Value::Map(build)) = service.get_mut("build").map(|it| &mut it.value) {
        for key in ["args", "additional_contexts", "platform", "tags", "labels"] {
            list(build, key, key_of_assignment);
        }
    }
    if let Some(Value::Map(deploy)) = service.get_mut("deploy").map(|it| &mut it.value) {
        list(deploy, "labels", key_of_assignment);
    }
    if let Some(Value::Map(networks)) = service.get_mut("networks").map(|it| &mut it.value) {
        for (_, network) in networks.values_mut() {
            if let Some(network) = network.as_map_mut() {
                list(network, "aliases", key_of_assignment);
                list(network, "link_local_ips", key_of_assignment);
            }
        }
    }
}

/// Entries without a key stay where they are.
fn list(map: &mut Map, key: &str, key_of: impl Fn(&Node) -> Option<String>) {
    let Some(Value::List(items)) = map.get_mut(key).map(|it| &mut it.value) else {
        return;
    };
    if items.len() < 2 {
        return;
    }
    let mut places: IndexMap<String, usize> = IndexMap::new();
    let mut res: Vec<Node> = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        let place = key_of(&item).and_then(|key| {
            let next = res.len();
            let place = *places.entry(key).or_insert(next);
            (place < next).then_some(place)
        });
        match place.and_then(|it| res.get_mut(it)) {
            Some(old) => *old = item,
            None => res.push(item),
        }
    }
    *items = res;
}

fn key_of_assignment(item: &Node) -> Option<String> {
    let text = item.as_str()?;
    let key = text.split_once('=').map_or(text, |(key, _)| key);
    Some(key.to_owned())
}

fn key_of_device(item: &Node) -> Option<String> {
    match item.get("target") {
        Some(target) => target.as_str().map(str::to_owned),
        None => {
            let text = item.as_str()?;
            let mut parts = text.split(':');
            let first = parts.next();
            parts.next().or(first).map(str::to_owned)
        }
    }
}

fn key_of_file(item: &Node, folder: &str) -> Option<String> {
    if let Some(text) = item.as_str() {
        return Some(format!("{folder}/{text}"));
    }
    match item.get("target") {
        Some(target) => target.as_str().map(str::to_owned),
        None => {
            let source = item.get("source")?.as_str()?;
            Some(format!("{folder}/{source}"))
        }
    }
}

fn key_of_mount(item: &Node) -> Option<String> {
    match &item.value {
        Value::Map(map) => map.get("target")?.as_str().map(str::to_owned),
        Value::Str(text) => mounts::parse(text).ok().map(|it| it.target),
        _ => None,
    }
}

fn key_of_port(item: &Node) -> Option<String> {
    let Value::Map(map) = &item.value else {
        return go_text(&item.value);
    };
    let part = |key: &str, default: &str| {
        let value = map.get(key).and_then(|it| go_text(&it.value));
        value.unwrap_or_else(|| default.to_owned())
    };
    Some(format!(
        "{}:{}:{}/{}",
        part("host_ip", "0.0.0.0"),
        part("published", "<nil>"),
        part("target", ""),
        part("protocol", "tcp")
    ))
}
