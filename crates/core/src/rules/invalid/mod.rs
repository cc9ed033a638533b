//! What the compose tool refuses.

mod bad_env_entry;
mod bad_interpolation;
mod bad_port;
mod bad_service_name;
mod bad_value;
mod dependency_cycle;
mod duplicate_entry;
mod duplicate_key;
mod env_file;
mod image_and_build;
mod inactive_dependency;
mod invalid_yaml;
mod missing_key;
mod network_mode_and_networks;
mod no_image_or_build;
mod no_services;
mod refused;
mod self_link;
mod undefined_network;
mod undefined_volume;
mod unknown_dependency;
mod unknown_key;
mod unknown_link_source;
mod v1_refused;
mod wrong_type;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[
    &unknown_dependency::RULE,
    &dependency_cycle::RULE,
    &inactive_dependency::RULE,
    &unknown_link_source::RULE,
    &self_link::RULE,
    &unknown_key::RULE,
    &wrong_type::RULE,
    &no_image_or_build::RULE,
    &image_and_build::RULE,
    &bad_env_entry::RULE,
    &no_services::RULE,
    &bad_service_name::RULE,
    &v1_refused::RULE,
    &env_file::RULE,
    &bad_value::RULE,
    &duplicate_entry::RULE,
    &bad_interpolation::RULE,
    &missing_key::RULE,
    &refused::RULE,
    &undefined_network::RULE,
    &network_mode_and_networks::RULE,
    &bad_port::RULE,
    &undefined_volume::RULE,
    &invalid_yaml::RULE,
    &duplicate_key::RULE,
];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[
    &unknown_dependency::PAGE,
    &dependency_cycle::PAGE,
    &inactive_dependency::PAGE,
    &unknown_link_source::PAGE,
    &self_link::PAGE,
    &unknown_key::PAGE,
    &wrong_type::PAGE,
    &no_image_or_build::PAGE,
    &image_and_build::PAGE,
    &bad_env_entry::PAGE,
    &no_services::PAGE,
    &bad_service_name::PAGE,
    &v1_refused::PAGE,
    &env_file::PAGE,
    &bad_value::PAGE,
    &duplicate_entry::PAGE,
    &bad_interpolation::PAGE,
    &missing_key::PAGE,
    &refused::PAGE,
    &undefined_network::PAGE,
    &network_mode_and_networks::PAGE,
    &bad_port::PAGE,
    &undefined_volume::PAGE,
    &invalid_yaml::PAGE,
    &duplicate_key::PAGE,
];

/// The code of the rule that tells what no other rule knows more of.
pub(super) const REFUSED: &str = refused::RULE.code;
