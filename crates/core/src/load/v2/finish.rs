//! What is put in once everything is merged: defaults, names, implied networks and dependencies.
//!
//! Source: `transform.SetDefaultValues` and `loader/normalize.go` of compose-go 2.9.1.

use super::merge::dependency;
use super::{FileContext, clean};
use crate::document::{Map, Node, Value};
use crate::load::Loader;
use compact_str::CompactString;
use std::collections::BTreeMap;

impl Loader<'_> {
    /// The last stages.
    pub(super) fn finish(&mut self, model: &mut Node, context: &FileContext) {
        self.set_defaults(model);
        self.validate(model);
        let folder = self.settings.working_dir.clone();
        self.make_paths_absolute(model, &folder);
        resolve_environment(model, &context.variables);
        self.normalise(model, context);
        self.bind(model);
        self.keep_active(model);
        self.check_consistency(model);
        self.put_env_files(model, context);
    }

    /// Defaults of long forms.
    pub(super) fn set_defaults(&mut self, model: &mut Node) {
        each(model, "services", |_, service| {
            if let Some(build) = service.get_mut("build").filter(|it| it.as_map().is_some()) {
                default(build, "context", Value::str("."));
            }
            items(service, "secrets", |secret| {
                let source = secret.get("source").and_then(Node::as_str);
                let target = format!("/run/secrets/{}", source.unwrap_or_default());
                default(secret, "target", Value::str(&target));
            });
            items(service, "ports", |port| {
                default(port, "protocol", Value::str("tcp"));
                default(port, "mode", Value::str("ingress"));
            });
            items(service, "gpus", default_count);
            let devices = service
                .get_mut("deploy")
                .and_then(Node::as_map_mut)
                .and_then(|it| it.get_mut("resources"))
                .and_then(Node::as_map_mut)
                .and_then(|it| it.get_mut("reservations"))
                .and_then(Node::as_map_mut);
            if let Some(reservations) = devices {
                items(reservations, "devices", default_count);
            }
        });
    }

    fn normalise(&mut self, model: &mut Node, context: &FileContext) {
        let name = context
            .variables
            .get("COMPOSE_PROJECT_NAME")
            .cloned()
            .unwrap_or_default();
        let range = model.range;
        if let Some(root) = model.as_map_mut() {
            root.set("name", Node::new(Value::str(&name), range));
        }
        let mut uses_default = false;
        each(model, "services", |_, service| {
            service.reserve(USUALLY_ADDED);
            uses_default |= normalise_service(service, context);
        });
        let Some(root) = model.as_map_mut() else {
            return;
        };
        if uses_default {
            if !matches!(
                root.get("networks").map(|it| &it.value),
                Some(Value::Map(_))
            ) {
                root.set("networks", Node::new(Value::Map(Map::new()), range));
            }
            if let Some(networks) = root.get_mut("networks").and_then(Node::as_map_mut)
                && !networks.contains_key("default")
            {
                networks.set("default", Node::new(Value::Null, super::nowhere()));
            }
        }
        for section in ["networks", "volumes", "configs", "secrets"] {
            let Some(map) = root.get_mut(section).and_then(Node::as_map_mut) else {
                continue;
            };
            for (key, resource) in map.values_mut() {
                if resource.as_map().is_none() {
                    resource.value = Value::Map(Map::new());
                }
                let range = resource.range;
                let Some(resource) = resource.as_map_mut() else {
                    continue;
                };
                if resource.get("name").is_none_or(Node::is_null) {
                    let is_external =
                        resource.get("external").map(|it| &it.value) == Some(&Value::Bool(true));
                    let full = if is_external {
                        key.to_owned()
                    } else {
                        format!("{name}_{key}")
                    };
                    resource.set("name", Node::new(Value::str(&full), range));
                }
            }
        }
    }
}

/// Networks and dependencies.
const USUALLY_ADDED: usize = 2;

/// Gives whether the service is on the default network.
fn normalise_service(service: &mut Map, context: &FileContext) -> bool {
    let range = service
        .iter()
        .next()
        .map_or(super::nowhere(), |it| it.key_range);
    let is = |node: Option<&Node>, text: &str| node.and_then(Node::as_str) == Some(text);
    if is(service.get("pull_policy"), "if_not_present")
        && let Some(node) = service.get_mut("pull_policy")
    {
        node.value = Value::str("missing");
    }
    if let Some(build) = service.get_mut("build").filter(|it| it.as_map().is_some()) {
        let has_inline = build.get("dockerfile_inline").is_some();
        if !has_inline {
            default(build, "dockerfile", Value::str("Dockerfile"));
        }
        if let Some(args) = build.as_map_mut().and_then(|it| it.get_mut("args")) {
            fill(args, context, false);
        }
    }
    if let Some(environment) = service.get_mut("environment") {
        fill(environment, context, true);
    }
    add_dependencies(service);
    if let Some(volumes) = service.get_mut("volumes")
        && let Value::List(volumes) = &mut volumes.value
    {
        for volume in volumes {
            let target = volume.as_map_mut().and_then(|it| it.get_mut("target"));
            if let Some(target) = target
                && let Some(text) = target.as_str()
            {
                let short = clean(text);
                if short != text {
                    target.value = Value::str(&short);
                }
            }
        }
    }
    if service.contains_key("provider") || service.contains_key("network_mode") {
        return false;
    }
    let networks = service.get("networks").and_then(Node::as_map);
    match networks.filter(|it| !it.is_empty()) {
        Some(networks) => networks.contains_key("default"),
        None => {
            let mut networks = Map::with_capacity(1);
            networks.set("default", Node::new(Value::Null, range));
            service.set("networks", Node::new(Value::Map(networks), range));
            true
        }
    }
}

/// Links, shared namespaces and `volumes_from` imply dependencies.
fn add_dependencies(service: &mut Map) {
    let mut implied: Vec<(CompactString, bool, crate::text::FileRange)> = Vec::new();
    let strings = |key: &str| {
        let items = service.get(key).and_then(Node::as_list);
        items
            .into_iter()
            .flatten()
            .filter_map(|it| Some((it.as_str()?, it.range)))
    };
    for (link, range) in strings("links") {
        let source = match link.split_once(':') {
            Some((source, alias)) if !alias.contains(':') => source,
            _ => link,
        };
        implied.push((source.into(), true, range));
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let node = service.get(key);
        if let Some(name) = node
            .and_then(Node::as_str)
            .and_then(|it| it.strip_prefix("service:"))
            && let Some(node) = node
        {
            implied.push((name.into(), true, node.range));
        }
    }
    for (text, range) in strings("volumes_from") {
        if !text.starts_with("container:") {
            let source = text.split(':').next().unwrap_or_default();
            implied.push((source.into(), false, range));
        }
    }
    let Some((_, _, first)) = implied.first() else {
        return;
    };
    if !matches!(
        service.get("depends_on").map(|it| &it.value),
        Some(Value::Map(_))
    ) {
        service.set("depends_on", Node::new(Value::Map(Map::new()), *first));
    }
    let Some(map) = service.get_mut("depends_on").and_then(Node::as_map_mut) else {
        return;
    };
    for (name, restart, range) in implied {
        if !map.contains_key(&name) {
            map.set(&name, dependency("service_started", Some(restart), range));
        }
    }
}

/// Names without a value take the project's variables; without one they stay, or go.
fn fill(node: &mut Node, context: &FileContext, keeps_empty: bool) {
    match &mut node.value {
        Value::Map(map) => {
            for (name, value) in map.values_mut().filter(|(_, it)| it.is_null()) {
                if let Some(known) = context.variables.get(name) {
                    value.value = Value::str(known);
                }
            }
            if !keeps_empty {
                map.retain(|it| !it.value.is_null());
            }
        }
        Value::List(items) => items.retain_mut(|item| {
            let Some(name) = item.as_str().filter(|it| !it.contains('=')) else {
                return true;
            };
            match context.variables.get(name) {
                Some(known) => {
                    item.value = Value::str(&format!("{name}={known}"));
                    true
                }
                None => keeps_empty,
            }
        }),
        _ => {}
    }
}

/// Puts the values of variables into lists of `environment` and into configs.
///
/// Source: `ResolveEnvironment` of compose-go 2.9.1.
pub(super) fn resolve_environment(model: &mut Node, variables: &BTreeMap<String, String>) {
    each(model, "services", |_, service| {
        items(service, "environment", |item| {
            let known = item.as_str().and_then(|it| Some((it, variables.get(it)?)));
            if let Some((name, value)) = known {
                item.value = Value::str(&format!("{name}={value}"));
            }
        });
    });
    each(model, "configs", |_, config| {
        let known = config.get("environment").and_then(|it| {
            let value = variables.get(it.as_str()?)?;
            Some(Node::new(Value::str(value), it.range))
        });
        if let Some(content) = known {
            config.set("content", content);
        }
    });
}

pub(super) fn each(model: &mut Node, section: &str, mut change: impl FnMut(&str, &mut Map)) {
    let map = model
        .as_map_mut()
        .and_then(|it| it.get_mut(section))
        .and_then(Node::as_map_mut);
    for (name, value) in map.into_iter().flat_map(Map::values_mut) {
        if let Some(value) = value.as_map_mut() {
            change(name, value);
        }
    }
}

pub(super) fn items(map: &mut Map, key: &str, change: impl FnMut(&mut Node)) {
    if let Some(Value::List(items)) = map.get_mut(key).map(|it| &mut it.value) {
        items.iter_mut().for_each(change);
    }
}

fn default(node: &mut Node, key: &str, value: Value) {
    let range = node.range;
    if let Some(map) = node.as_map_mut()
        && !map.contains_key(key)
    {
        map.set(key, Node::new(value, range));
    }
}

fn default_count(device: &mut Node) {
    if device.get("device_ids").is_none() {
        default(device, "count", Value::str("all"));
    }
}
