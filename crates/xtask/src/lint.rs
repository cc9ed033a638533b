//! `lint`: formatting, clippy with warnings as errors, and the rules of [`crate::tidy`].

use anyhow::Result;

use crate::process::{cargo, run};
use crate::tidy;

/// Checks all three, in the order of what they cost.
///
/// # Errors
/// One found something.
pub fn lint() -> Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    tidy::tidy()?;
    run(&mut cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}
