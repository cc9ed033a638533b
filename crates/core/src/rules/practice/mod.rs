//! What runs, and could be clearer or more robust.

mod anonymous_volume;
mod bad_allow;
mod database_without_volume;
pub(super) mod databases;
mod fixed_container_name;
mod home_in_bind;
mod image_without_digest;
mod image_without_tag;
mod moving_tag;
mod no_healthcheck;
mod no_project_name;
mod no_restart_policy;
mod personal_path;
mod same_tag_from_two_builds;
mod shared_database_folder;
mod started_not_healthy;
mod underscore_in_name;
mod unlimited_logs;
mod unlimited_memory;
mod unlimited_processes;
mod unquoted_port;
mod unready_dependency;
mod unused;
mod unused_allow;
mod unused_anchor;
mod unused_config;
mod unused_network;
mod unused_secret;
mod unused_volume;
mod yaml_versions;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[
    &unready_dependency::RULE,
    &image_without_tag::RULE,
    &image_without_digest::RULE,
    &same_tag_from_two_builds::RULE,
    &moving_tag::RULE,
    &unquoted_port::RULE,
    &unlimited_memory::RULE,
    &unlimited_processes::RULE,
    &no_restart_policy::RULE,
    &no_healthcheck::RULE,
    &unlimited_logs::RULE,
    &unused_volume::RULE,
    &unused_network::RULE,
    &unused_secret::RULE,
    &unused_config::RULE,
    &home_in_bind::RULE,
    &anonymous_volume::RULE,
    &personal_path::RULE,
    &database_without_volume::RULE,
    &shared_database_folder::RULE,
    &bad_allow::RULE,
    &unused_allow::RULE,
    &no_project_name::RULE,
    &fixed_container_name::RULE,
    &started_not_healthy::RULE,
    &underscore_in_name::RULE,
    &yaml_versions::RULE,
    &unused_anchor::RULE,
];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[
    &unready_dependency::PAGE,
    &image_without_tag::PAGE,
    &image_without_digest::PAGE,
    &same_tag_from_two_builds::PAGE,
    &moving_tag::PAGE,
    &unquoted_port::PAGE,
    &unlimited_memory::PAGE,
    &unlimited_processes::PAGE,
    &no_restart_policy::PAGE,
    &no_healthcheck::PAGE,
    &unlimited_logs::PAGE,
    &unused_volume::PAGE,
    &unused_network::PAGE,
    &unused_secret::PAGE,
    &unused_config::PAGE,
    &home_in_bind::PAGE,
    &anonymous_volume::PAGE,
    &personal_path::PAGE,
    &database_without_volume::PAGE,
    &shared_database_folder::PAGE,
    &bad_allow::PAGE,
    &unused_allow::PAGE,
    &no_project_name::PAGE,
    &fixed_container_name::PAGE,
    &started_not_healthy::PAGE,
    &underscore_in_name::PAGE,
    &yaml_versions::PAGE,
    &unused_anchor::PAGE,
];

/// The rule of comments and settings that name nothing.
pub(super) const BAD_ALLOW: &Rule = &bad_allow::RULE;

/// The rule of comments that allow nothing.
pub(super) const UNUSED_ALLOW: &Rule = &unused_allow::RULE;
