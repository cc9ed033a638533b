//! The labels that the tool puts on everything it makes.

pub(super) use linkyard_core::op::labels::{
    CONFIG_FILES, NETWORK, NUMBER, ONEOFF, PROJECT, SERVICE, VOLUME, WORKING_DIR,
};

/// Hash of the settings.
pub(super) const CONFIG_HASH: &str = "com.docker.compose.config-hash";
/// What the service waits for.
pub(super) const DEPENDS_ON: &str = "com.docker.compose.depends_on";
/// Id of the image.
pub(super) const IMAGE: &str = "com.docker.compose.image";
/// Name of the container that this one replaces.
pub(super) const REPLACE: &str = "com.docker.compose.replace";
/// Random part of a one-off container's name.
pub(super) const SLUG: &str = "com.docker.compose.slug";
/// Version of the tool.
pub(super) const VERSION: &str = "com.docker.compose.version";
/// `--env-file`.
pub(super) const ENVIRONMENT_FILE: &str = "com.docker.compose.project.environment_file";
