//! Compose files in; diagnostics, a graph, a plan and a predicted world out.
//!
//! The crate is pure and total: no I/O, no clock, no randomness, and no input makes it panic.
//! The same text always yields the same bytes. Each module uses only those listed above it.
//!
//! ```text
//! text ─ syntax ─> SyntaxTree ─ project ─> Project ─ graph ─> Graph ─ rules ─> Vec<Diagnostic>
//!                                            └─ plan ─> Plan ─ World::apply, step by step ─> World
//! ```
//!
//! Start at [`analysis::Analysis`], the façade that the page and the command line use.

pub mod text;
pub mod syntax;
pub mod diagnostics;
pub mod profile;
pub mod port;
pub mod interpolate;
pub mod images;
pub mod project;
pub mod graph;
pub mod rules;
pub mod op;
pub mod links;
pub mod world;
pub mod plan;
pub mod drift;
pub mod analysis;
pub mod config;
pub mod layout;
