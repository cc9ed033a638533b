//! From the syntax tree to the model: the top level of the file.

use super::values::Reader;
use super::{
    Fault, FaultKind, Files, Format, NetworkModeRef, Project, ProjectNetwork, ProjectVolume,
    Service, Shape, keys, names, services,
};
use crate::analysis::Settings;
use crate::profile::Profile;
use crate::syntax::{Entry, Node, NodeValue, SyntaxTree};
use crate::text::TextRange;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// What the model is read from.
pub struct LowerInput<'a> {
    /// The tree.
    pub tree: &'a SyntaxTree,
    /// Family of the file, as [`detect_format`] says.
    pub format: Format,
    /// Engine and compose tool in force.
    pub profile: Profile,
    /// The user's choices.
    pub settings: &'a Settings,
    /// Where env files come from.
    pub files: &'a dyn Files,
}

/// The family of a file: v1 if it has neither `version` nor a filled `services`, `networks` or `volumes`.
///
/// Source: `get_version` of docker-compose 1.29. A `version` that is a mapping is a service of a v1 file.
pub fn detect_format(root: Option<&Node>) -> Format {
    let Some(mapping) = root.and_then(Node::as_mapping) else {
        return Format::Compose;
    };
    let is_filled = |key: &str| {
        mapping.get(key).is_some_and(|it| match &it.value.value {
            NodeValue::Null => false,
            NodeValue::Mapping(it) => !it.entries.is_empty(),
            NodeValue::Sequence(it) => !it.is_empty(),
            NodeValue::Scalar(_) => true,
        })
    };
    let has_version = mapping
        .get("version")
        .is_some_and(|it| it.value.as_mapping().is_none());
    let has_only_own_keys = mapping
        .entries
        .iter()
        .all(|it| it.key.text.starts_with("x-") || it.key.text == "name");
    let is_compose = has_version
        || ["services", "networks", "volumes", "include", "configs", "secrets"].iter().any(|it| is_filled(it))
        || has_only_own_keys
        // A `services:` that is still empty is somebody beginning to type.
        || mapping.entries.iter().all(|it| keys::TOP_LEVEL_KEYS.contains(&it.key.text.as_str()));
    if is_compose {
        Format::Compose
    } else {
        Format::V1
    }
}

/// Reads the model. Never fails: see [`Project::faults`].
pub fn lower(input: LowerInput<'_>) -> Project {
    let LowerInput {
        tree,
        format,
        profile,
        settings,
        files,
    } = input;
    let mut reader = Reader {
        profile,
        format,
        settings,
        files,
        file_names: vec![settings.file_name.clone()],
        faults: Vec::new(),
        unset: BTreeSet::new(),
    };
    let mut project = Project {
        name: names::project_name(&settings.project, profile.dialect),
        format,
        version: None,
        services: IndexMap::new(),
        networks: IndexMap::new(),
        volumes: IndexMap::new(),
        faults: Vec::new(),
        files: Vec::new(),
    };
    match tree.root.as_ref().map(|it| (it, &it.value)) {
        None | Some((_, NodeValue::Null)) => {
            reader.fault(TextRange::empty(0.into()), FaultKind::EmptyFile)
        }
        Some((_, NodeValue::Mapping(mapping))) => match format {
            Format::V1 => project.services = services_of(&mut reader, &mapping.entries),
            Format::Compose => top_level(&mut reader, &mapping.entries, &mut project),
        },
        Some((node, _)) => reader.fault(
            node.range,
            FaultKind::NotAMapping {
                found: node.kind_name(),
            },
        ),
    }
    join_service_networks(&mut project);
    drop_inactive(&mut project, &settings.profiles);
    // The tool reports each file top to bottom, and so do we.
    reader.faults.sort_by_key(|it: &Fault| it.range);
    project.faults = reader.faults;
    project.files = reader.file_names;
    project
}

fn top_level(reader: &mut Reader<'_>, entries: &[Entry], project: &mut Project) {
    reader.check_keys(entries, keys::TOP_LEVEL_KEYS, None, None);
    for entry in entries {
        let node = &entry.value;
        match entry.key.text.as_str() {
            "version" => project.version = reader.string_or_number("version", node),
            "name" => {
                if let Some(name) = reader.string("name", node) {
                    // `-p` and `COMPOSE_PROJECT_NAME` beat the file; the caller passes them as the setting.
                    if !reader.settings.project_is_explicit {
                        project.name = names::project_name(&name.value, reader.profile.dialect);
                    }
                }
            }
            "services" => {
                let entries = reader.mapping("services", node);
                project.services = services_of(reader, entries);
            }
            "networks" => {
                for it in reader.mapping("networks", node) {
                    project
                        .networks
                        .insert(it.key.text.clone(), network(reader, it));
                }
            }
            "volumes" => {
                for it in reader.mapping("volumes", node) {
                    project
                        .volumes
                        .insert(it.key.text.clone(), volume(reader, it));
                }
            }
            key @ ("include" | "configs" | "secrets" | "models") => {
                reader.fault(
                    entry.key.range,
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

fn services_of(reader: &mut Reader<'_>, entries: &[Entry]) -> IndexMap<String, Service> {
    let mut res = IndexMap::with_capacity(entries.len());
    if let Some(first_left_out) = entries.get(MAX_SERVICES) {
        reader.fault(
            first_left_out.key.range,
            FaultKind::TooManyServices {
                limit: MAX_SERVICES,
            },
        );
    }
    let has_own_keys = reader.format == Format::Compose;
    for entry in entries
        .iter()
        .take(MAX_SERVICES)
        .filter(|it| !(has_own_keys && it.key.text.starts_with("x-")))
    {
        let name = &entry.key.text;
        let is_valid = !name.is_empty()
            && name
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-'));
        if !is_valid {
            reader.fault(
                entry.key.range,
                FaultKind::BadServiceName { name: name.clone() },
            );
        }
        match &entry.value.value {
            NodeValue::Mapping(mapping) => {
                res.insert(name.clone(), services::service(reader, entry, mapping));
            }
            NodeValue::Null => {
                res.insert(
                    name.clone(),
                    services::service(reader, entry, &crate::syntax::Mapping::default()),
                );
            }
            _ => reader.wrong_type(name, &entry.value, &[Shape::Mapping]),
        }
    }
    res
}

fn network(reader: &mut Reader<'_>, entry: &Entry) -> ProjectNetwork {
    let mut res = ProjectNetwork {
        range: Some(reader.at(entry.key.range)),
        ..ProjectNetwork::default()
    };
    let entries = reader.mapping(&entry.key.text, &entry.value);
    reader.check_keys(entries, keys::NETWORK_KEYS, None, Some("networks"));
    for it in entries {
        let node = &it.value;
        match it.key.text.as_str() {
            "name" => res.name = reader.string("name", node).map(|it| it.value),
            "external" => (res.external, res.name) = external(reader, node, res.name.take()),
            "driver" => {
                res.driver = reader
                    .string("driver", node)
                    .map(|it| it.value)
                    .unwrap_or_default()
            }
            "internal" => res.internal = reader.bool("internal", node).is_some_and(|it| it.value),
            "attachable" => {
                res.attachable = reader.bool("attachable", node).is_some_and(|it| it.value)
            }
            "driver_opts" => res.driver_opts = labels(reader, "driver_opts", node),
            "labels" => res.labels = labels(reader, "labels", node),
            "ipam" => res.subnet = subnet(reader, node),
            key @ ("enable_ipv4" | "enable_ipv6") => {
                reader.fault(
                    it.key.range,
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
    let config = reader
        .mapping("ipam", node)
        .iter()
        .find(|it| it.key.text == "config")?;
    let first = reader.list("config", &config.value).first()?;
    let subnet = reader
        .mapping("config", first)
        .iter()
        .find(|it| it.key.text == "subnet")?;
    let subnet = reader.string("subnet", &subnet.value)?;
    if subnet.value.contains(':') {
        return None;
    }
    if crate::world::Pool::parse(&subnet.value).is_none() {
        reader.bad_value(
            "subnet",
            subnet.range.range(),
            &subnet.value,
            "a subnet such as `172.28.0.0/16`",
        );
        return None;
    }
    Some(subnet.value)
}

fn volume(reader: &mut Reader<'_>, entry: &Entry) -> ProjectVolume {
    let mut res = ProjectVolume {
        range: Some(reader.at(entry.key.range)),
        ..ProjectVolume::default()
    };
    let entries = reader.mapping(&entry.key.text, &entry.value);
    reader.check_keys(entries, keys::VOLUME_KEYS, None, Some("volumes"));
    for it in entries {
        match it.key.text.as_str() {
            "name" => res.name = reader.string("name", &it.value).map(|it| it.value),
            "external" => (res.external, res.name) = external(reader, &it.value, res.name.take()),
            "labels" => res.labels = labels(reader, "labels", &it.value),
            key @ ("driver" | "driver_opts") => {
                let is_default = it.value.as_str() == Some("local");
                if !is_default {
                    reader.fault(
                        it.key.range,
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
        NodeValue::Mapping(mapping) => {
            let written = mapping
                .get("name")
                .and_then(|it| reader.string("name", &it.value));
            (true, written.map(|it| it.value).or(name))
        }
        _ => (
            reader.bool("external", node).is_some_and(|it| it.value),
            name,
        ),
    }
}

pub(super) fn labels(
    reader: &mut Reader<'_>,
    key: &'static str,
    node: &Node,
) -> BTreeMap<String, String> {
    reader
        .pairs(key, node)
        .into_iter()
        .map(|(name, value, _)| (name, value.unwrap_or_default()))
        .collect()
}

/// `net: container:NAME` of v1 means the service NAME where there is one.
fn join_service_networks(project: &mut Project) {
    let names: BTreeSet<String> = project.services.keys().cloned().collect();
    for service in project.services.values_mut() {
        if let Some(mode) = &mut service.network_mode
            && project.format == Format::V1
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
