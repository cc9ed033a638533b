//! What runs, and lets more in or out than it should.

mod credentials_in_url;
mod dangerous_capability;
mod default_capabilities;
mod default_password;
mod docker_socket;
mod host_device;
mod host_namespace;
mod host_network;
mod host_path;
mod logging_disabled;
mod new_privileges;
mod no_authentication;
mod oom_kill_disabled;
mod port_on_all_interfaces;
mod privileged;
mod privileged_build;
mod root_user;
mod secret_in_build_args;
mod secret_in_command;
mod secret_in_environment;
mod secret_through_link;
mod secrets;
mod shared_propagation;
mod tls_check_off;
mod unconfined;
mod unpinned_remote;
mod writable_root;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[
    &privileged::RULE,
    &docker_socket::RULE,
    &host_network::RULE,
    &host_namespace::RULE,
    &dangerous_capability::RULE,
    &host_path::RULE,
    &unconfined::RULE,
    &host_device::RULE,
    &secret_in_environment::RULE,
    &secret_through_link::RULE,
    &secret_in_build_args::RULE,
    &secret_in_command::RULE,
    &default_password::RULE,
    &port_on_all_interfaces::RULE,
    &root_user::RULE,
    &shared_propagation::RULE,
    &credentials_in_url::RULE,
    &unpinned_remote::RULE,
    &logging_disabled::RULE,
    &oom_kill_disabled::RULE,
    &privileged_build::RULE,
    &no_authentication::RULE,
    &tls_check_off::RULE,
    &new_privileges::RULE,
    &default_capabilities::RULE,
    &writable_root::RULE,
];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[
    &privileged::PAGE,
    &docker_socket::PAGE,
    &host_network::PAGE,
    &host_namespace::PAGE,
    &dangerous_capability::PAGE,
    &host_path::PAGE,
    &unconfined::PAGE,
    &host_device::PAGE,
    &secret_in_environment::PAGE,
    &secret_through_link::PAGE,
    &secret_in_build_args::PAGE,
    &secret_in_command::PAGE,
    &default_password::PAGE,
    &port_on_all_interfaces::PAGE,
    &root_user::PAGE,
    &shared_propagation::PAGE,
    &credentials_in_url::PAGE,
    &unpinned_remote::PAGE,
    &logging_disabled::PAGE,
    &oom_kill_disabled::PAGE,
    &privileged_build::PAGE,
    &no_authentication::PAGE,
    &tls_check_off::PAGE,
    &new_privileges::PAGE,
    &default_capabilities::PAGE,
    &writable_root::PAGE,
];
