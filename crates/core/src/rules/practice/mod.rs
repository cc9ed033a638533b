//! What runs, and could be clearer or more robust.

mod bad_allow;
mod home_in_bind;
mod unused_allow;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[&home_in_bind::RULE, &bad_allow::RULE, &unused_allow::RULE];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[&home_in_bind::PAGE, &bad_allow::PAGE, &unused_allow::PAGE];

/// The rule of comments and settings that name nothing.
pub(super) const BAD_ALLOW: &Rule = &bad_allow::RULE;

/// The rule of comments that allow nothing.
pub(super) const UNUSED_ALLOW: &Rule = &unused_allow::RULE;
