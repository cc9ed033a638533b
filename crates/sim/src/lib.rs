//! `docker`, `docker-compose` and `docker compose` on the simulated engine: a terminal with no Docker behind it.
//!
//! ```text
//! line ─ host_shell ─> words ─ docker / compose ─> calls on `World` + Output
//! Session: a log of lines, edits and faults; every state is a fold over it
//! ```
//!
//! The engine itself is [`linkyard_core::world`], what runs in containers is [`linkyard_core::programs`].
//! The crate is pure and total as core is: no I/O, no clock, no randomness, and no input makes it panic.

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

pub mod args;
mod building;
pub mod compose;
pub mod docker;
pub mod host_shell;
pub mod machine;
pub mod output;
pub mod session;

pub use machine::{DockerCli, Machine};
pub use output::Output;
pub use session::Session;
