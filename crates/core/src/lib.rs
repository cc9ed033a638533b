//! Compose files in; diagnostics, a graph, a plan and a predicted world out.
//!
//! The crate is pure and total: no I/O, no clock, no randomness, and no input makes it panic.
//! The same text always yields the same bytes.
//!
//! ```text
//! text ─ syntax ─> SyntaxTree ─ project ─> Project ─ graph ─> Graph ─ rules ─> Vec<Diagnostic>
//!                                            └─ plan ─> Plan ─ World::apply, step by step ─> World
//! ```
//!
//! Start at [`analysis::Analysis`], the façade that the page and the command line use.

// Total: what cannot happen has a fallback, not a panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::iter_over_hash_type
    )
)]

pub mod analysis;
pub mod config;
pub mod diagnostics;
pub mod dockerfile;
pub mod document;
pub mod drift;
pub mod fault;
pub mod files;
pub mod graph;
pub mod images;
pub mod interpolate;
pub mod language;
pub mod layout;
pub mod links;
pub mod load;
pub mod op;
pub mod plan;
pub mod port;
pub mod profile;
pub mod programs;
pub mod project;
pub mod rules;
pub(crate) mod schema;
pub(crate) mod sort;
pub mod syntax;
pub mod text;
pub mod world;
