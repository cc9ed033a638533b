//! `docker-compose` 1.29 and `docker compose` 2.

pub mod v2;
