//! What only the whole model shows: names that nothing has, keys that exclude each other.
//!
//! Source: `loader/validate.go` and `WithProfiles` of compose-go 2.9.1. Circles of dependencies are found by the graph.

use super::circle::cycle;
use crate::document::{Entry, Map, Node, Value, all_differ};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;
use crate::text::FileRange;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

impl Loader<'_> {
    /// Takes services out whose profiles are not active.
    pub(super) fn keep_active(&mut self, model: &mut Node) {
        let active = &self.settings.profiles;
        let is_active = |service: &Node| {
            let profiles = service
                .get("profiles")
                .and_then(Node::as_list)
                .unwrap_or_default();
            // Where none is asked for, the tool asks for the one without a name.
            let is_default = |it: &Node| active.is_empty() && it.as_str() == Some("");
            profiles.is_empty()
                || profiles.iter().any(|profile| {
                    is_default(profile)
                        || active
                            .iter()
                            .any(|it| it == "*" || Some(it.as_str()) == profile.as_str())
                })
        };
        let mut inactive = BTreeSet::new();
        if let Some(services) = model
            .as_map_mut()
            .and_then(|it| it.get_mut("services"))
            .and_then(Node::as_map_mut)
        {
            services.retain(|it| {
                let keeps = is_active(&it.value);
                if !keeps {
                    inactive.insert(it.key.to_string());
                }
                keeps
            });
        }
        self.inactive = inactive;
    }

    pub(super) fn check_consistency(&mut self, model: &mut Node) {
        let Some(root) = model.as_map() else {
            return;
        };
        let empty = Map::EMPTY;
        let services = root
            .get("services")
            .and_then(Node::as_map)
            .unwrap_or(&empty);
        let mut found = Found::default();
        let mut names: BTreeMap<&str, FileRange> = BTreeMap::new();
        for entry in services {
            if let Some(service) = entry.value.as_map() {
                let whole = Whole {
                    root,
                    services,
                    inactive: &self.inactive,
                };
                let is_broken = self.broken.contains(entry.key.as_str());
                check_service(service, entry, is_broken, whole, &mut found);
                if let Some(name) = service.get("container_name")
                    && let Some(text) = name.as_str()
                {
                    if let Some(first) = names.get(text) {
                        let said = format!(
                            "services.{}: container name \"{text}\" is already in use by service {{}}\"",
                            entry.key
                        );
                        let refusal = Refusal::ContainerName {
                            name: text.to_owned(),
                        };
                        found.items.push((name.range, refusal, said, Some(*first)));
                    } else {
                        names.insert(text, name.range);
                    }
                }
            }
        }
        let secrets = root.get("secrets").and_then(Node::as_map);
        for entry in secrets.into_iter().flatten() {
            let secret = &entry.value;
            if ["external", "file", "environment"]
                .into_iter()
                .all(|key| secret.get(key).is_none())
            {
                let said = format!(
                    "secret \"{}\" must declare either `file` or `environment`: {INVALID}",
                    entry.key
                );
                let refusal = Refusal::NoContent {
                    what: "secret",
                    name: entry.key.to_string(),
                };
                found.add(entry.key_range, refusal, said);
            }
        }
        if let Some((path, range)) = cycle(services) {
            let said = format!("dependency cycle detected: {}", path.join(" -> "));
            found.add(range, Refusal::Cycle, said);
        }
        if root.get("name").is_none() {
            let said = "project name must not be empty".to_owned();
            found.add(super::nowhere(), Refusal::NoName, said);
        }
        for (range, refusal, said, related) in found.items {
            let fault = self.fault(range, FaultKind::Refused(refusal));
            fault.said(said);
            if let Some(related) = related {
                fault.related(related);
            }
        }
    }
}

#[derive(Default)]
struct Found {
    items: Vec<(FileRange, Refusal, String, Option<FileRange>)>,
}

impl Found {
    fn add(&mut self, range: FileRange, refusal: Refusal, said: String) {
        self.items.push((range, refusal, said, None));
    }
}

/// What the tool adds to most of these texts.
const INVALID: &str = "invalid compose project";

/// What a service is checked against.
#[derive(Clone, Copy)]
struct Whole<'m> {
    root: &'m Map,
    services: &'m Map,
    inactive: &'m BTreeSet<String>,
}

#[expect(
    clippy::too_many_lines,
    reason = "one check after the other, in the order in which the tool makes them"
)]
fn check_service(
    service: &Map,
    entry: &Entry,
    is_broken: bool,
    whole: Whole<'_>,
    found: &mut Found,
) {
    let (name, range) = (entry.key.as_str(), entry.key_range);
    let Whole {
        root,
        services,
        inactive,
    } = whole;
    let declared =
        |section: &str, name: &str| root.get(section).and_then(|it| it.get(name)).is_some();
    let undefined = |what: &'static str, missing: &str| Refusal::Undefined {
        service: name.to_owned(),
        what,
        name: missing.to_owned(),
    };
    let list = |key: &str| service.get(key).and_then(Node::as_list).unwrap_or_default();
    let build = service.get("build");
    let has_origin = ["image", "build", "provider"]
        .into_iter()
        .any(|key| service.contains_key(key));
    if !has_origin && !is_broken {
        let said = format!(
            "service \"{name}\" has neither an image nor a build context specified: {INVALID}"
        );
        found.add(range, Refusal::NoImage, said);
    }
    let networks = service.get("networks").and_then(Node::as_map);
    if let Some(mode) = service.get("network_mode")
        && networks.is_some()
    {
        let refusal = Refusal::Exclusive {
            place: format!("services.{name}"),
            first: "network_mode".to_owned(),
            second: "networks".to_owned(),
        };
        let said = format!(
            "service {name} declares mutually exclusive `network_mode` and `networks`: {INVALID}"
        );
        found.add(mode.range, refusal, said);
    }
    for network in networks.into_iter().flatten() {
        if !declared("networks", &network.key) {
            let said = format!(
                "service \"{name}\" refers to undefined network {}: {INVALID}",
                network.key
            );
            found.add(network.key_range, undefined("network", &network.key), said);
        }
    }
    if let Some(build) = build {
        let both = build.get("dockerfile").is_some();
        if let Some(inline) = build.get("dockerfile_inline").filter(|_| both) {
            let refusal = Refusal::Exclusive {
                place: format!("services.{name}.build"),
                first: "dockerfile".to_owned(),
                second: "dockerfile_inline".to_owned(),
            };
            let said = format!(
                "service \"{name}\" declares mutualy exclusive dockerfile and dockerfile_inline: {INVALID}"
            );
            found.add(inline.range, refusal, said);
        }
        let platforms = build
            .get("platforms")
            .and_then(Node::as_list)
            .unwrap_or_default();
        if let Some(platform) = service.get("platform")
            && let Some(wanted) = platform.as_str()
            && !platforms.is_empty()
            && !platforms.iter().any(|it| it.as_str() == Some(wanted))
        {
            let said = format!(
                "service.build.platforms MUST include service.platform \"{wanted}\": {INVALID}"
            );
            let refusal = Refusal::Other { text: said.clone() };
            found.add(platform.range, refusal, said);
        }
        for entry in build
            .get("additional_contexts")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let Some(target) = entry
                .value
                .as_str()
                .and_then(|it| it.strip_prefix("service:"))
            else {
                continue;
            };
            match services.get(target) {
                None => {
                    let said = format!(
                        "service \"{name}\" declares unknown service \"{target}\" as additional contexts {}",
                        entry.key
                    );
                    found.add(entry.value.range, undefined("service", target), said);
                }
                Some(it) if it.get("build").is_none() => {
                    let said = format!(
                        "service \"{name}\" declares non-buildable service \"{target}\" as additional contexts {}",
                        entry.key
                    );
                    let refusal = Refusal::Other { text: said.clone() };
                    found.add(entry.value.range, refusal, said);
                }
                Some(_) => {}
            }
        }
        for secret in build
            .get("secrets")
            .and_then(Node::as_list)
            .unwrap_or_default()
        {
            let source = secret
                .get("source")
                .and_then(Node::as_str)
                .unwrap_or_default();
            if !declared("secrets", source) {
                let said = format!(
                    "service \"{name}\" refers to undefined build secret {source}: {INVALID}"
                );
                found.add(secret.range, undefined("secret", source), said);
            }
        }
    }
    let test = service
        .get("healthcheck")
        .and_then(|it| it.get("test"))
        .and_then(Node::as_list)
        .and_then(<[Node]>::first);
    if let Some(first) = test
        && !matches!(first.as_str(), Some("CMD" | "CMD-SHELL" | "NONE"))
    {
        let said = "healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\"";
        found.add(first.range, Refusal::HealthcheckTest, said.to_owned());
    }
    for entry in service
        .get("depends_on")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let is_required =
            entry.value.get("required").map(|it| &it.value) != Some(&Value::Bool(false));
        let is_inactive = inactive.contains(entry.key.as_str());
        if services.contains_key(&entry.key) || (is_inactive && !is_required) {
            continue;
        }
        let said = format!(
            "service \"{name}\" depends on undefined service \"{}\": {INVALID}",
            entry.key
        );
        found.add(entry.key_range, undefined("dependency", &entry.key), said);
    }
    for mount in list("volumes") {
        let is_volume = mount.get("type").and_then(Node::as_str) == Some("volume");
        let source = mount
            .get("source")
            .and_then(Node::as_str)
            .unwrap_or_default();
        if is_volume && !source.is_empty() && !declared("volumes", source) {
            let said = format!("service \"{name}\" refers to undefined volume {source}: {INVALID}");
            found.add(mount.range, undefined("volume", source), said);
        }
    }
    for (key, what) in [("configs", "config"), ("secrets", "secret")] {
        for it in list(key) {
            let source = it.get("source").and_then(Node::as_str).unwrap_or_default();
            if !declared(key, source) {
                let said =
                    format!("service \"{name}\" refers to undefined {what} {source}: {INVALID}");
                found.add(it.range, undefined(what, source), said);
            }
        }
    }
    for entry in service
        .get("models")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        if !declared("models", &entry.key) {
            let said = format!(
                "service \"{name}\" refers to undefined model {}: {INVALID}",
                entry.key
            );
            found.add(entry.key_range, undefined("model", &entry.key), said);
        }
    }
    check_amounts(service, name, found);
    let number = |node: Option<&Node>| match node.map(|it| &it.value) {
        Some(Value::Int(it)) => Some(*it),
        _ => None,
    };
    let replicas = service.get("deploy").and_then(|it| it.get("replicas"));
    for (node, place) in [
        (service.get("scale"), "scale"),
        (replicas, "deploy.replicas"),
    ] {
        if let Some(node) = node.filter(|it| number(Some(it)).is_some_and(|it| it < 0)) {
            let said = format!("services.{name}.{place}: must be greater than or equal to 0");
            let refusal = Refusal::Other { text: said.clone() };
            found.add(node.range, refusal, said);
        }
    }
    let (scale, replicas) = (number(service.get("scale")), number(replicas));
    let many = scale.or(replicas).is_some_and(|it| it > 1);
    if let Some(container_name) = service.get("container_name").filter(|_| many) {
        let key = if scale.is_some() {
            "scale"
        } else {
            "deploy.replicas"
        };
        let said = format!(
            "services.{key}: can't set container_name and {name} as container name must be unique: {INVALID}"
        );
        let refusal = Refusal::NameWithScale {
            service: name.to_owned(),
        };
        found.add(container_name.range, refusal, said);
    }
    let watches = service
        .get("develop")
        .and_then(|it| it.get("watch"))
        .and_then(Node::as_list);
    for watch in watches.unwrap_or_default() {
        let action = watch.get("action").and_then(Node::as_str);
        if watch.get("target").is_none() && !matches!(action, Some("rebuild" | "restart")) {
            let said = format!(
                "services.{name}.develop.watch: target is required for non-rebuild actions: {INVALID}"
            );
            let refusal = Refusal::Other { text: said.clone() };
            found.add(watch.range, refusal, said);
        }
    }
    let mut mounts = FxHashMap::default();
    let tmpfs = list("tmpfs").iter().enumerate().map(|(at, it)| {
        let path = it.as_str().unwrap_or_default();
        let path = path.split_once(':').map_or(path, |(path, _)| path);
        (("tmpfs", at), path, it.range)
    });
    let volumes = list("volumes").iter().enumerate().map(|(at, it)| {
        let path = it.get("target").and_then(Node::as_str).unwrap_or_default();
        (("volumes", at), path, it.range)
    });
    let shown = |(key, at): (&str, usize)| format!("services.{name}.{key}[{at}]");
    let all = tmpfs.chain(volumes);
    let targets = all
        .clone()
        .map(|(_, target, _)| Some(Cow::Borrowed(target)));
    if all_differ(list("tmpfs").len() + list("volumes").len(), targets) {
        return;
    }
    for (place, target, range) in all {
        if let Some((first, first_range)) = mounts.get(target) {
            let (place, first) = (shown(place), shown(*first));
            let said = format!("{place}: target {target} already mounted as {first}");
            let refusal = Refusal::MountTwice {
                service: name.to_owned(),
                target: target.to_owned(),
            };
            found.items.push((range, refusal, said, Some(*first_range)));
        }
        mounts.insert(target, (place, range));
    }
}

/// Limits that are said twice must be equal.
fn check_amounts(service: &Map, name: &str, found: &mut Found) {
    let Some(deploy) = service.get("deploy") else {
        return;
    };
    let resources = deploy.get("resources");
    let limits = resources.and_then(|it| it.get("limits"));
    let reservations = resources.and_then(|it| it.get("reservations"));
    let pairs: [(&'static str, &'static str, Option<&Node>, &str); 4] = [
        ("cpus", "deploy.resources.limits.cpus", limits, "cpus"),
        (
            "mem_limit",
            "deploy.resources.limits.memory",
            limits,
            "memory",
        ),
        (
            "mem_reservation",
            "deploy.resources.reservations.memory",
            reservations,
            "memory",
        ),
        ("pids_limit", "deploy.resources.limits.pids", limits, "pids"),
    ];
    let distinct = |first: &'static str, second: &'static str| Refusal::Distinct {
        service: name.to_owned(),
        first,
        second,
    };
    if let (Some(scale), Some(replicas)) = (service.get("scale"), deploy.get("replicas"))
        && scale.value != replicas.value
    {
        let said = format!(
            "services.{name}: can't set distinct values on 'scale' and 'deploy.replicas': {INVALID}"
        );
        found.add(scale.range, distinct("scale", "deploy.replicas"), said);
    }
    for (first, second, section, key) in pairs {
        let (Some(own), Some(section)) = (service.get(first), section) else {
            continue;
        };
        if section.get(key).map(|it| &it.value) != Some(&own.value) {
            let said = format!(
                "services.{name}: can't set distinct values on '{first}' and '{second}': {INVALID}"
            );
            found.add(own.range, distinct(first, second), said);
        }
    }
}
