//! Names that the compose tools give: projects, containers, networks, volumes, images.

use super::Service;
use crate::profile::{Dialect, Profile};

/// The project name that a folder name or `-p` gives: lower case, without characters that are not allowed.
///
/// docker-compose 1.29 keeps leading `-` and `_` for networks; Compose 2 does not.
pub fn project_name(text: &str, dialect: Dialect) -> String {
    let res = normalised_name(text, dialect);
    if res.is_empty() {
        "default".to_owned()
    } else {
        res
    }
}

/// [`project_name`], empty where nothing of the text may be part of a name.
pub(crate) fn normalised_name(text: &str, dialect: Dialect) -> String {
    let kept: String = text
        .to_lowercase()
        .chars()
        .filter(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '-' | '_'))
        .collect();
    match dialect {
        Dialect::V1_29 => kept,
        Dialect::V2 => kept.trim_start_matches(['-', '_']).to_owned(),
    }
}

/// Whether Compose 2 takes `-p NAME` as it is.
pub fn is_valid_project_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_lowercase() || it.is_ascii_digit())
        && name
            .chars()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '-' | '_'))
}

/// The name of container `number` of a service.
pub fn container_name(project: &str, service: &Service, number: u32, profile: Profile) -> String {
    match &service.container_name {
        Some(name) => name.value.clone(),
        None => {
            let separator = profile.name_separator();
            let project = project.trim_start_matches(['-', '_']);
            format!(
                "{project}{separator}{}{separator}{number}",
                service.name.value
            )
        }
    }
}

/// The full name of a network of the file.
pub(crate) fn network_name(project: &str, key: &str) -> String {
    format!("{project}_{key}")
}

/// The full name of a volume of the file.
pub(crate) fn volume_name(project: &str, key: &str) -> String {
    format!("{}_{key}", project.trim_start_matches(['-', '_']))
}

/// The tag that a built image gets when the service names none.
pub(crate) fn image_name(project: &str, service: &str, profile: Profile) -> String {
    format!(
        "{}{}{service}",
        project.trim_start_matches(['-', '_']),
        profile.name_separator()
    )
}
