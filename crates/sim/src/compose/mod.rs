//! `docker-compose` 1.29 and `docker compose` 2.

mod folder;
pub mod project;
pub mod v1_29;
pub mod v2;
