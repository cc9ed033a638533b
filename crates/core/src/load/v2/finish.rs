//! What is put in once everything is merged: defaults, absolute paths, names, implied networks and dependencies.
//!
//! Source: `transform.SetDefaultValues`, `validation`, `paths` and `loader/normalize.go` of compose-go 2.9.1.

use super::decode::go_type;
use super::merge::{dependency, go_text};
use super::{FileContext, clean, join};
use crate::document::{Map, Node, Value};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::load::Loader;
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

    /// Checks of single values.
    pub(super) fn validate(&mut self, model: &mut Node) {
        let mut found: Vec<(crate::text::FileRange, FaultKind, String)> = Vec::new();
        let mut refuse = |node: &Node, kind: FaultKind, said: String| {
            found.push((node.range, kind, said));
        };
        for (section, keys) in [
            ("configs", &["file", "environment", "content"][..]),
            ("secrets", &["file", "environment"][..]),
        ] {
            let map = model.get(section).and_then(Node::as_map);
            for entry in map.into_iter().flatten() {
                let Some(resource) = entry.value.as_map() else {
                    continue;
                };
                let place = format!("{section}.{}", entry.key);
                let said: Vec<&&str> = keys.iter().filter(|it| resource.contains_key(it)).collect();
                if let [first, second, ..] = said.as_slice() {
                    let refusal = Refusal::Exclusive {
                        place: place.clone(),
                        first: (**first).to_owned(),
                        second: (**second).to_owned(),
                    };
                    let text = format!(
                        "{place}: {} attributes are mutually exclusive",
                        keys.join("|")
                    );
                    refuse(&entry.value, FaultKind::Refused(refusal), text);
                }
                let is_given = resource.contains_key("driver") || resource.contains_key("external");
                if said.is_empty() && !is_given {
                    let refusal = Refusal::NoContent {
                        what: if section == "configs" {
                            "config"
                        } else {
                            "secret"
                        },
                        name: entry.key.to_string(),
                    };
                    let text = format!("{place}: one of {} must be set", keys.join("|"));
                    refuse(&entry.value, FaultKind::Refused(refusal), text);
                }
            }
        }
        for entry in model
            .get("volumes")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let Some(volume) = entry.value.as_map() else {
                continue;
            };
            let is_external =
                volume.get("external").map(|it| &it.value) == Some(&Value::Bool(true));
            let other = volume.iter().find(|it| {
                !matches!(it.key.as_str(), "name" | "external") && !it.key.starts_with("x-")
            });
            if let Some(other) = other.filter(|_| is_external) {
                let refusal = Refusal::ExternalWithSettings {
                    name: entry.key.to_string(),
                    key: other.key.to_string(),
                };
                let text = format!(
                    "volumes.{}: conflicting parameters \"external\" and \"{}\" specified",
                    entry.key, other.key
                );
                refuse(&other.value, FaultKind::Refused(refusal), text);
            }
        }
        for entry in model
            .get("services")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let ports = entry.value.get("ports").and_then(Node::as_list);
            for port in ports.into_iter().flatten() {
                let Some(ip) = port.get("host_ip").and_then(Node::as_str) else {
                    continue;
                };
                if ip.parse::<std::net::IpAddr>().is_err() {
                    let kind = FaultKind::BadValue {
                        key: "host_ip".to_owned(),
                        text: ip.to_owned(),
                        expected: Expected::Address,
                    };
                    let text = format!("services.{}.ports.[]: invalid ip address: {ip}", entry.key);
                    refuse(port, kind, text);
                }
            }
            let mounts = entry.value.get("volumes").and_then(Node::as_list);
            for mount in mounts.into_iter().flatten() {
                let is_bind = mount.get("type").and_then(Node::as_str) == Some("bind");
                if is_bind && mount.get("source").is_none() {
                    let kind = FaultKind::MissingKey {
                        keys: vec!["source".to_owned()],
                        under: "volumes".to_owned(),
                    };
                    let text =
                        "invalid mount config for type \"bind\": field Source must not be empty";
                    refuse(mount, kind, text.to_owned());
                }
            }
            let contexts = entry.value.get("build");
            let contexts = contexts.and_then(|it| it.get("additional_contexts"));
            for context in contexts.and_then(Node::as_map).into_iter().flatten() {
                if context.value.as_str().is_none() {
                    let found = go_type(&context.value.value).trim_matches(['<', '>']);
                    let kind = FaultKind::BadValue {
                        key: context.key.to_string(),
                        text: go_text(&context.value.value).unwrap_or_default(),
                        expected: Expected::Text,
                    };
                    let text = format!(
                        "panic: interface conversion: interface {{}} is {found}, not string"
                    );
                    refuse(&context.value, kind, text);
                }
            }
            let watches = entry.value.get("develop").and_then(|it| it.get("watch"));
            for watch in watches.and_then(Node::as_list).into_iter().flatten() {
                if let Some(path) = watch.get("path").filter(|it| it.as_str() == Some("")) {
                    let text = format!(
                        "services.{}.develop.watch.[].path: value can't be blank",
                        entry.key
                    );
                    let refusal = Refusal::Other { text: text.clone() };
                    refuse(path, FaultKind::Refused(refusal), text);
                }
            }
            let gpus = entry.value.get("gpus").and_then(Node::as_list);
            let devices = entry
                .value
                .get("deploy")
                .and_then(|it| it.get("resources"))
                .and_then(|it| it.get("reservations"))
                .and_then(|it| it.get("devices"))
                .and_then(Node::as_list);
            for (device, key) in gpus.into_iter().flatten().map(|it| (it, "gpus")).chain(
                devices
                    .into_iter()
                    .flatten()
                    .map(|it| (it, "deploy.resources.reservations.devices")),
            ) {
                if device.get("count").is_some() && device.get("device_ids").is_some() {
                    let place = format!("services.{}.{key}.[]", entry.key);
                    let text =
                        format!("{place}: \"count\" and \"device_ids\" attributes are exclusive");
                    let refusal = Refusal::Exclusive {
                        place,
                        first: "count".to_owned(),
                        second: "device_ids".to_owned(),
                    };
                    refuse(device, FaultKind::Refused(refusal), text);
                }
            }
        }
        for (range, kind, said) in found {
            self.fault(range, kind).said(said);
        }
    }

    /// Relative paths start from `folder`; `~` is the user's home.
    pub(super) fn make_paths_absolute(&mut self, model: &mut Node, folder: &str) {
        let home = self.settings.home.clone();
        let resolve = |node: &mut Node| {
            if let Value::Str(text) = &node.value
                && !text.is_empty()
            {
                let text = expand_home(text, &home);
                node.value = Value::str(&join(folder, &text));
            }
        };
        let context = |node: &mut Node| {
            let is_elsewhere = node.as_str().is_none_or(|it| {
                it.contains("://")
                    || ["service:", "github.com/", "git@"]
                        .iter()
                        .any(|prefix| it.starts_with(prefix))
            });
            if !is_elsewhere {
                resolve(node);
            }
        };
        let unix = |node: &mut Node| {
            let is_windows = node.as_str().is_some_and(is_windows_absolute);
            if node.as_str() == Some("") {
                node.value = Value::str(&clean(if folder.is_empty() { "." } else { folder }));
            } else if !is_windows {
                resolve(node);
            }
        };
        each(model, "services", |_, service| {
            if let Some(build) = service.get_mut("build").and_then(Node::as_map_mut) {
                if let Some(node) = build.get_mut("context") {
                    context(node);
                }
                if let Some(map) = build
                    .get_mut("additional_contexts")
                    .and_then(Node::as_map_mut)
                {
                    map.values_mut().for_each(|(_, node)| context(node));
                }
                if let Some(map) = build.get_mut("ssh").and_then(Node::as_map_mut) {
                    map.values_mut()
                        .filter(|(_, node)| !node.is_null())
                        .for_each(|(_, node)| unix(node));
                }
            }
            items(service, "env_file", |it| {
                if let Some(node) = it.as_map_mut().and_then(|it| it.get_mut("path")) {
                    resolve(node);
                }
            });
            items(service, "label_file", resolve);
            if let Some(file) = service
                .get_mut("extends")
                .and_then(Node::as_map_mut)
                .and_then(|it| it.get_mut("file"))
            {
                resolve(file);
            }
            if let Some(develop) = service.get_mut("develop").and_then(Node::as_map_mut) {
                items(develop, "watch", |it| {
                    if let Some(node) = it.as_map_mut().and_then(|it| it.get_mut("path")) {
                        resolve(node);
                    }
                });
            }
            items(service, "volumes", |it| {
                let is_bind = it.get("type").and_then(Node::as_str) == Some("bind");
                if let Some(source) = it
                    .as_map_mut()
                    .filter(|_| is_bind)
                    .and_then(|it| it.get_mut("source"))
                {
                    unix(source);
                }
            });
        });
        for section in ["configs", "secrets"] {
            each(model, section, |_, resource| {
                if let Some(file) = resource.get_mut("file") {
                    unix(file);
                }
            });
        }
        each(model, "volumes", |_, volume| {
            let is_local = volume.get("driver").and_then(Node::as_str) == Some("local");
            let options = volume.get_mut("driver_opts").and_then(Node::as_map_mut);
            let Some(options) = options.filter(|_| is_local) else {
                return;
            };
            let is_bind = options.get("o").and_then(Node::as_str) == Some("bind");
            if let Some(device) = options.get_mut("device").filter(|_| is_bind) {
                unix(device);
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
                target.value = Value::str(&clean(text));
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
            let mut networks = Map::new();
            networks.set("default", Node::new(Value::Null, range));
            service.set("networks", Node::new(Value::Map(networks), range));
            true
        }
    }
}

/// Links, shared namespaces and `volumes_from` imply dependencies.
fn add_dependencies(service: &mut Map) {
    let mut implied: Vec<(String, bool, crate::text::FileRange)> = Vec::new();
    let strings = |key: &str| {
        let items = service.get(key).and_then(Node::as_list);
        items
            .into_iter()
            .flatten()
            .filter_map(|it| Some((it.as_str()?.to_owned(), it.range)))
            .collect::<Vec<_>>()
    };
    for (link, range) in strings("links") {
        let parts: Vec<&str> = link.split(':').collect();
        let source = match parts.as_slice() {
            [source, _] => *source,
            _ => link.as_str(),
        };
        implied.push((source.to_owned(), true, range));
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let node = service.get(key);
        if let Some(name) = node
            .and_then(Node::as_str)
            .and_then(|it| it.strip_prefix("service:"))
            && let Some(node) = node
        {
            implied.push((name.to_owned(), true, node.range));
        }
    }
    for (text, range) in strings("volumes_from") {
        if !text.starts_with("container:") {
            let source = text.split(':').next().unwrap_or_default();
            implied.push((source.to_owned(), false, range));
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

fn items(map: &mut Map, key: &str, change: impl FnMut(&mut Node)) {
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

fn expand_home(text: &str, home: &str) -> String {
    match text.strip_prefix('~') {
        Some(rest) if !home.is_empty() => clean(&format!("{home}/{rest}")),
        _ => text.to_owned(),
    }
}

/// `C:\…` or `\\server\share`.
fn is_windows_absolute(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_drive =
        matches!(bytes, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    has_drive || text.starts_with(r"\\")
}
