//! What the tool accepts, and what does not run as the file says.

mod aliases_share_variables;
mod contradictory_limits;
mod data_beside_mount;
mod drive_letter_volume;
mod duplicate_container_name;
mod host_port_clash;
mod limits;
mod link_without_effect;
mod memory_limit_too_small;
mod not_applied;
mod scale;
mod stray_quote;
mod unreachable_port;
mod unset_variable;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[
    &link_without_effect::RULE,
    &aliases_share_variables::RULE,
    &duplicate_container_name::RULE,
    &not_applied::RULE,
    &scale::RULE,
    &unset_variable::RULE,
    &unreachable_port::RULE,
    &host_port_clash::RULE,
    &memory_limit_too_small::RULE,
    &contradictory_limits::RULE,
    &stray_quote::RULE,
    &data_beside_mount::RULE,
    &drive_letter_volume::RULE,
];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[
    &link_without_effect::PAGE,
    &aliases_share_variables::PAGE,
    &duplicate_container_name::PAGE,
    &not_applied::PAGE,
    &scale::PAGE,
    &unset_variable::PAGE,
    &unreachable_port::PAGE,
    &host_port_clash::PAGE,
    &memory_limit_too_small::PAGE,
    &contradictory_limits::PAGE,
    &stray_quote::PAGE,
    &data_beside_mount::PAGE,
    &drive_letter_volume::PAGE,
];
