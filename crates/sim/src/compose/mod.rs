//! `docker-compose` 1.29 and `docker compose` 2.

pub mod project;
pub mod v1_29;

/// Compose 2.
pub mod v2 {
    use crate::{Machine, Output};

    /// Runs `docker compose WORDS…`.
    pub fn run(_: &mut Machine, _: &[String]) -> Output {
        Output::new()
    }
}
