//! What each format allows, and the check of a document against it.
//!
//! The tables are the JSON Schemas that the two tools check against, without their prose:
//! the Compose Specification as of compose-go 2.9.1, and docker-compose 1.29.2's two formats.
//! A check finds every violation, each with its place, and can take the broken values out, so that later stages see a
//! document of the right shape.

mod check;
mod messages_1_29;
mod messages_2;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use check::{Keyword, Step, Violation, check, is_equal, prune};
pub(crate) use messages_1_29::{VERSION_EXPLANATION, float_text, refusal as refusal_1_29, repr};
pub(crate) use messages_2::{depth_of as depth_2, refusal as refusal_2};
pub(crate) use table::{Table, Type};

use std::sync::OnceLock;

/// The Compose Specification, as Compose 2 checks it.
pub(crate) fn compose_2() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("compose_2.json")).with_whole_floats())
}

/// Formats 2.x, 3.x and without version, as docker-compose 1.29 checks them.
pub(crate) fn compose_1_29() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("compose_1_29.json")))
}

/// Format v1, as docker-compose 1.29 checks it.
pub(crate) fn format_1() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(include_str!("format_1.json")))
}
