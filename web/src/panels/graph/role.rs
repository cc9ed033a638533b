//! What a service seems to be, for its icon and the colour of its card. A guess from names, for the eye only.

use crate::components::Glyph;
use linkyard_core::project::Service;

/// What a service seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It meets the browser.
    Front,
    /// It computes.
    App,
    /// It works off a queue.
    Worker,
    /// It keeps data.
    Data,
    /// Nobody can tell.
    Other,
}

const DATA: [&str; 13] = [
    "postgres",
    "mysql",
    "mariadb",
    "mongo",
    "redis",
    "memcached",
    "elasticsearch",
    "couchdb",
    "cassandra",
    "influxdb",
    "valkey",
    "minio",
    "sqlite",
];
const FRONT: [&str; 9] = [
    "nginx",
    "httpd",
    "caddy",
    "traefik",
    "haproxy",
    "frontend",
    "apache",
    "wordpress",
    "varnish",
];
const WORKER: [&str; 7] = [
    "worker",
    "celery",
    "sidekiq",
    "cron",
    "scheduler",
    "rabbitmq",
    "kafka",
];
const APP: [&str; 8] = [
    "python", "node", "ruby", "golang", "php", "openjdk", "backend", "api",
];

impl Role {
    /// The role of `service`.
    pub fn of(service: &Service) -> Role {
        let image = service
            .image
            .as_ref()
            .map(|it| it.value.as_str())
            .unwrap_or_default();
        let image = image.rsplit('/').next().unwrap_or_default();
        let name = service.name.value.as_str();
        let is_one_of = |words: &[&str]| {
            words
                .iter()
                .any(|it| image.starts_with(it) || name.contains(it))
        };
        if is_one_of(&WORKER) {
            Role::Worker
        } else if is_one_of(&DATA) || name == "db" {
            Role::Data
        } else if is_one_of(&FRONT) {
            Role::Front
        } else if is_one_of(&APP) {
            Role::App
        } else if service.build.is_some() {
            // Somebody's own program: it is at the front if it has ports on the host.
            if service.ports.is_empty() {
                Role::App
            } else {
                Role::Front
            }
        } else {
            Role::Other
        }
    }

    /// The class of its colour.
    pub fn class(self) -> &'static str {
        match self {
            Role::Front => "role-front",
            Role::App => "role-app",
            Role::Worker => "role-worker",
            Role::Data => "role-data",
            Role::Other => "role-other",
        }
    }

    /// Its icon.
    pub fn glyph(self) -> Glyph {
        match self {
            Role::Front => Glyph::Browser,
            Role::App => Glyph::Gear,
            Role::Worker => Glyph::Queue,
            Role::Data => Glyph::Cylinder,
            Role::Other => Glyph::Box,
        }
    }
}
