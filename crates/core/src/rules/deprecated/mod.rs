//! What runs, and what newer tools or engines do without.

mod deprecated_image;
mod legacy_links;
mod no_link_variables;
mod obsolete_version;
mod old_external;
mod swarm_only;
mod v1_format;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[
    &v1_format::RULE,
    &legacy_links::RULE,
    &old_external::RULE,
    &swarm_only::RULE,
    &deprecated_image::RULE,
    &no_link_variables::RULE,
    &obsolete_version::RULE,
];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[
    &v1_format::PAGE,
    &legacy_links::PAGE,
    &old_external::PAGE,
    &swarm_only::PAGE,
    &deprecated_image::PAGE,
    &no_link_variables::PAGE,
    &obsolete_version::PAGE,
];
