//! From the loaded document to the model: the top level of the file.

use super::values::Reader;
use super::{NetworkModeRef, Project, ProjectNetwork, ProjectVolume, Service, names, services};
use crate::analysis::Settings;
use crate::document::{Entry, Map, Node, Value};
use crate::fault::{Expected, Fault, FaultKind};
use crate::load::{Format, Loaded};
use crate::profile::Profile;
use crate::sort::SortOnce;
use crate::text::Spanned;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the model. Never fails: see [`Project::faults`].
pub fn lower(loaded: &Loaded, profile: Profile, settings: &Settings) -> Project {
    let format = loaded.format;
    let mut reader = Reader {
        profile,
        format,
        settings,
        faults: loaded.faults.clone(),
    };
    let mut project = Project {
        name: names::project_name(&settings.project, profile.dialect),
        format,
        version: None,
        services: IndexMap::default(),
        networks: IndexMap::new(),
        volumes: IndexMap::new(),
        faults: Vec::new(),
    };
    if let Some(map) = loaded.document.as_map() {
        top_level(&mut reader, map, &mut project);
    }
    join_service_networks(&mut project);
    drop_inactive(&mut project, &settings.profiles);
    // The tool reports each file top to bottom, and so do we.
    reader.faults.order_by_key(|it: &Fault| it.range);
    project.faults = reader.faults;
    project
}

fn top_level(reader: &mut Reader<'_>, entries: &Map, project: &mut Project) {
    for entry in entries {
        let node = &entry.value;
        match entry.key.as_str() {
            "version" => {
                let text = reader.string_or_number(node);
                project.version = text.map(|it| Spanned::new(it.into_owned(), node.range));
            }
            "name" => {
                if let Some(name) = reader.string(node) {
                    // `-p` and `COMPOSE_PROJECT_NAME` beat the file; the caller passes them as the setting.
                    if !reader.settings.project_is_explicit {
                        project.name = names::project_name(&name.value, reader.profile.dialect);
                    }
                }
            }
            "services" => {
                let entries = reader.mapping(node);
                project.services = services_of(reader, entries);
            }
            "networks" => {
                for it in reader.mapping(node) {
                    project
                        .networks
                        .insert(it.key.to_string(), network(reader, it));
                }
            }
            "volumes" => {
                for it in reader.mapping(node) {
                    project
                        .volumes
                        .insert(it.key.to_string(), volume(reader, it));
                }
            }
            key @ ("include" | "configs" | "secrets" | "models") => {
                reader.fault(
                    entry.key_range,
                    FaultKind::NotApplied {
                        key: key.to_owned(),
                    },
                );
            }
            _ => {}
        }
    }
}

/// Services that are read; the rest is left out, and said so.
const MAX_SERVICES: usize = 10_000;

fn services_of(reader: &mut Reader<'_>, entries: &Map) -> IndexMap<String, Service, FxBuildHasher> {
    let mut res = IndexMap::with_capacity_and_hasher(entries.len(), FxBuildHasher);
    if let Some(first_left_out) = entries.iter().nth(MAX_SERVICES) {
        reader.fault(
            first_left_out.key_range,
            FaultKind::TooManyServices {
                limit: MAX_SERVICES,
            },
        );
    }
    let has_own_keys = reader.format == Format::Compose;
    for entry in entries
        .iter()
        .take(MAX_SERVICES)
        .filter(|it| !(has_own_keys && it.key.starts_with("x-")))
    {
        let name = entry.key.as_str();
        let is_valid = !name.is_empty()
            && name
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-'));
        if !is_valid {
            reader.fault(
                entry.key_range,
                FaultKind::BadServiceName {
                    name: name.to_owned(),
                },
            );
        }
        match &entry.value.value {
            Value::Map(mapping) => {
                res.insert(name.to_owned(), services::service(reader, entry, mapping));
            }
            Value::Null => {
                res.insert(
                    name.to_owned(),
                    services::service(reader, entry, &Map::new()),
                );
            }
            _ => {}
        }
    }
    res
}

fn network(reader: &mut Reader<'_>, entry: &Entry) -> ProjectNetwork {
    let mut res = ProjectNetwork {
        range: Some(entry.key_range),
        ..ProjectNetwork::default()
    };
    let entries = reader.mapping(&entry.value);
    for it in entries {
        let node = &it.value;
        match it.key.as_str() {
            "name" => res.name = reader.string(node).map(|it| it.value),
            "external" => (res.external, res.name) = external(reader, node, res.name.take()),
            "driver" => res.driver = reader.string(node).map(|it| it.value).unwrap_or_default(),
            "internal" => res.internal = reader.bool(node).is_some_and(|it| it.value),
            "attachable" => res.attachable = reader.bool(node).is_some_and(|it| it.value),
            "driver_opts" => res.driver_opts = labels(reader, "driver_opts", node),
            "labels" => res.labels = labels(reader, "labels", node),
            "ipam" => res.subnet = subnet(reader, node),
            key @ ("enable_ipv4" | "enable_ipv6") => {
                reader.fault(
                    it.key_range,
                    FaultKind::NotApplied {
                        key: key.to_owned(),
                    },
                );
            }
            _ => {}
        }
    }
    res
}

fn subnet(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let config = reader.mapping(node).iter().find(|it| it.key == "config")?;
    let first = reader.list(&config.value).first()?;
    let subnet = reader.mapping(first).iter().find(|it| it.key == "subnet")?;
    let subnet = reader.string(&subnet.value)?;
    if subnet.value.contains(':') {
        return None;
    }
    if crate::world::Pool::parse(&subnet.value).is_none() {
        reader.bad_value("subnet", subnet.range, &subnet.value, Expected::Subnet);
        return None;
    }
    Some(subnet.value)
}

fn volume(reader: &mut Reader<'_>, entry: &Entry) -> ProjectVolume {
    let mut res = ProjectVolume {
        range: Some(entry.key_range),
        ..ProjectVolume::default()
    };
    let entries = reader.mapping(&entry.value);
    for it in entries {
        match it.key.as_str() {
            "name" => res.name = reader.string(&it.value).map(|it| it.value),
            "external" => (res.external, res.name) = external(reader, &it.value, res.name.take()),
            "labels" => res.labels = labels(reader, "labels", &it.value),
            key @ ("driver" | "driver_opts") => {
                let is_default = it.value.as_str() == Some("local");
                if !is_default {
                    reader.fault(
                        it.key_range,
                        FaultKind::NotApplied {
                            key: key.to_owned(),
                        },
                    );
                }
            }
            _ => {}
        }
    }
    res
}

/// `external: true`, or the old `external: {name: …}`.
fn external(reader: &mut Reader<'_>, node: &Node, name: Option<String>) -> (bool, Option<String>) {
    match &node.value {
        Value::Map(mapping) => {
            let written = mapping.get("name").and_then(|it| reader.string(it));
            (true, written.map(|it| it.value).or(name))
        }
        _ => (reader.bool(node).is_some_and(|it| it.value), name),
    }
}

pub(super) fn labels(
    reader: &mut Reader<'_>,
    key: &'static str,
    node: &Node,
) -> BTreeMap<String, String> {
    let mut res = BTreeMap::new();
    reader.pairs(key, node, &mut |it| {
        res.insert(
            it.name.to_owned(),
            it.value.unwrap_or_default().into_owned(),
        );
    });
    res
}

/// `net: container:NAME` of v1 means the service NAME where there is one.
fn join_service_networks(project: &mut Project) {
    let is_container = |it: &Service| {
        let mode = it.network_mode.as_ref().map(|it| &it.value);
        matches!(mode, Some(NetworkModeRef::Container(_)))
    };
    if project.format != Format::V1 || !project.services.values().any(is_container) {
        return;
    }
    let names: BTreeSet<String> = project.services.keys().cloned().collect();
    for service in project.services.values_mut() {
        if let Some(mode) = &mut service.network_mode
            && let NetworkModeRef::Container(name) = &mode.value
            && names.contains(name)
        {
            mode.value = NetworkModeRef::Service(name.clone());
        }
    }
}

/// Takes away services whose profiles are not active, as long as nobody needs them.
fn drop_inactive(project: &mut Project, active: &[String]) {
    let is_active = |it: &Service| {
        it.profiles.is_empty()
            || it
                .profiles
                .iter()
                .any(|profile| active.iter().any(|it| *it == profile.value || it == "*"))
    };
    project.services.retain(|_, it| is_active(it));
}
