//! `docker-compose` 1.29 and `docker compose` 2.

/// Compose 2.
pub mod v2 {
    use crate::{Machine, Output};

    /// Runs `docker compose WORDS…`.
    pub fn run(_: &mut Machine, _: &[String]) -> Output {
        Output::new()
    }
}
