//! Telling a v1 file from one of a later format.

use crate::syntax::{Node, NodeValue};

/// Which of the two families a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// fig.yml and Compose v1: the whole file is the map of services.
    V1,
    /// Compose v2, v3 and the Compose Specification: services under `services`.
    Compose,
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
        || mapping.entries.iter().all(|it| TOP_LEVEL_KEYS.contains(&it.key.text.as_str()));
    if is_compose {
        Format::Compose
    } else {
        Format::V1
    }
}

/// Top-level keys of the Compose Specification.
const TOP_LEVEL_KEYS: &[&str] = &[
    "configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes",
];
