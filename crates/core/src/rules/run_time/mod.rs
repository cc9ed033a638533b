//! What the tool accepts, and what does not run as the file says.

mod aliases_share_variables;
mod bad_container_name;
mod colon_for_equals;
mod contradictory_limits;
mod data_beside_mount;
mod drive_letter_volume;
mod duplicate_container_name;
mod external_link_to_own;
mod fixed_address;
mod folder_without_dot;
mod healthcheck_that_fails;
mod healthcheck_times;
mod host_port_clash;
mod host_port_in_container;
mod limits;
mod link_off_the_bridge;
mod link_to_nothing;
mod link_without_effect;
mod localhost_in_container;
mod memory_limit_too_small;
mod missing_dockerfile;
mod missing_file;
mod mount_target;
mod needs_scaled_to_zero;
mod never_completes;
mod no_healthcheck_to_wait_for;
mod not_applied;
mod overridden_link_variable;
mod port_of_host_network;
mod quotes_in_value;
mod refused_by_network_mode;
mod restarted_job;
mod scale;
mod shares_one_of_many;
mod shell_runs_first_word;
mod shell_words;
mod stray_quote;
mod unreachable_port;
mod unset_variable;
mod variable_twice;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[
    &shell_words::RULE,
    &shell_runs_first_word::RULE,
    &localhost_in_container::RULE,
    &host_port_in_container::RULE,
    &quotes_in_value::RULE,
    &colon_for_equals::RULE,
    &overridden_link_variable::RULE,
    &variable_twice::RULE,
    &never_completes::RULE,
    &needs_scaled_to_zero::RULE,
    &shares_one_of_many::RULE,
    &no_healthcheck_to_wait_for::RULE,
    &healthcheck_that_fails::RULE,
    &healthcheck_times::RULE,
    &link_without_effect::RULE,
    &aliases_share_variables::RULE,
    &link_off_the_bridge::RULE,
    &link_to_nothing::RULE,
    &external_link_to_own::RULE,
    &duplicate_container_name::RULE,
    &not_applied::RULE,
    &scale::RULE,
    &unset_variable::RULE,
    &unreachable_port::RULE,
    &refused_by_network_mode::RULE,
    &fixed_address::RULE,
    &host_port_clash::RULE,
    &port_of_host_network::RULE,
    &memory_limit_too_small::RULE,
    &contradictory_limits::RULE,
    &bad_container_name::RULE,
    &missing_dockerfile::RULE,
    &restarted_job::RULE,
    &mount_target::RULE,
    &folder_without_dot::RULE,
    &missing_file::RULE,
    &stray_quote::RULE,
    &data_beside_mount::RULE,
    &drive_letter_volume::RULE,
];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[
    &shell_words::PAGE,
    &shell_runs_first_word::PAGE,
    &localhost_in_container::PAGE,
    &host_port_in_container::PAGE,
    &quotes_in_value::PAGE,
    &colon_for_equals::PAGE,
    &overridden_link_variable::PAGE,
    &variable_twice::PAGE,
    &never_completes::PAGE,
    &needs_scaled_to_zero::PAGE,
    &shares_one_of_many::PAGE,
    &no_healthcheck_to_wait_for::PAGE,
    &healthcheck_that_fails::PAGE,
    &healthcheck_times::PAGE,
    &link_without_effect::PAGE,
    &aliases_share_variables::PAGE,
    &link_off_the_bridge::PAGE,
    &link_to_nothing::PAGE,
    &external_link_to_own::PAGE,
    &duplicate_container_name::PAGE,
    &not_applied::PAGE,
    &scale::PAGE,
    &unset_variable::PAGE,
    &unreachable_port::PAGE,
    &refused_by_network_mode::PAGE,
    &fixed_address::PAGE,
    &host_port_clash::PAGE,
    &port_of_host_network::PAGE,
    &memory_limit_too_small::PAGE,
    &contradictory_limits::PAGE,
    &bad_container_name::PAGE,
    &missing_dockerfile::PAGE,
    &restarted_job::PAGE,
    &mount_target::PAGE,
    &folder_without_dot::PAGE,
    &missing_file::PAGE,
    &stray_quote::PAGE,
    &data_beside_mount::PAGE,
    &drive_letter_volume::PAGE,
];
