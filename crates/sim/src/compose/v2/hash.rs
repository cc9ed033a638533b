//! Numbers that change when settings change.

use super::model::{Model, Svc};
use linkyard_core::document::{Node, Value};

pub(super) use crate::docker::hash_of as digest;

/// The hash of a service: of everything but its build, its number of containers, what it waits for and its profiles.
///
/// Source: `ServiceHash` in `pkg/compose/hash.go`.
pub(super) fn service_hash(service: &Svc, resolved: &Resolved) -> String {
    const LEFT_OUT: &[&str] = &["build", "depends_on", "profiles", "pull_policy", "scale"];
    let mut text = String::new();
    for entry in &service.document {
        let key = entry.key.as_str();
        if LEFT_OUT.contains(&key) {
            continue;
        }
        text.push_str(key);
        text.push('=');
        match key {
            "network_mode" if resolved.network_mode.is_some() => {
                text.push_str(resolved.network_mode.as_deref().unwrap_or_default());
            }
            "volumes_from" if !resolved.volumes_from.is_empty() => {
                text.push_str(&resolved.volumes_from.join(","));
            }
            "deploy" => write_deploy(&entry.value, &mut text),
            _ => write(&entry.value, &mut text),
        }
        text.push('\n');
    }
    digest(&text)
}

/// References to other services, replaced by the containers that they mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolved {
    /// Id of the container whose network is shared.
    pub(super) network_mode: Option<String>,
    /// Ids of the containers whose volumes are mounted.
    pub(super) volumes_from: Vec<String>,
}

fn write_deploy(node: &Node, text: &mut String) {
    for entry in node.as_map().into_iter().flatten() {
        if entry.key != "replicas" {
            text.push_str(&entry.key);
            text.push(':');
            write(&entry.value, text);
        }
    }
}

/// Writes a value so that equal values are equal texts, in whatever order a file has their keys.
pub(super) fn write(node: &Node, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(it) => text.push_str(&it.to_string()),
        Value::Int(it) => text.push_str(&it.to_string()),
        Value::Float(it) => text.push_str(&it.to_string()),
        Value::Date(it) | Value::Str(it) => text.push_str(&super::text::quoted(it)),
        Value::List(items) => {
            text.push('[');
            for it in items {
                write(it, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            text.push('{');
            for it in entries {
                text.push_str(&super::text::quoted(&it.key));
                text.push(':');
                write(&it.value, text);
                text.push(',');
            }
            text.push('}');
        }
    }
}

/// The id of an image that the engine has.
pub(super) fn image_id(model_images: &linkyard_core::world::World, reference: &str) -> String {
    let canonical = linkyard_core::images::canonical_reference(reference);
    let simulation = model_images.simulation.as_ref();
    let tagged = simulation.and_then(|it| it.tags.get(&canonical));
    let name = tagged.unwrap_or(&canonical);
    let facts = model_images.images.get(name);
    format!("sha256:{}", digest(&format!("{name} {facts:?}")))
}

/// The image that a service runs.
pub(super) fn image_name(model: &Model, service: &Svc, separator: char) -> String {
    if service.image.is_empty() {
        format!("{}{separator}{}", model.name, service.name)
    } else {
        service.image.clone()
    }
}
