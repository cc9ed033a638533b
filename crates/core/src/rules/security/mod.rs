//! What runs, and lets more in or out than it should.

mod privileged;

use super::{Page, Rule};

/// The rules of this family, by code.
pub(super) const RULES: &[&Rule] = &[&privileged::RULE];

/// Their pages.
pub(super) const PAGES: &[&Page] = &[&privileged::PAGE];
