//! What runs, and what newer tools or engines do without.

mod no_link_variables;
mod obsolete_version;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[&no_link_variables::RULE, &obsolete_version::RULE];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[&no_link_variables::PAGE, &obsolete_version::PAGE];
