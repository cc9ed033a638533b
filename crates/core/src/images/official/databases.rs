//! Databases and caches.

use super::{Behaviour, OfficialImage, PATH, PLAIN, READY, Stop, TCP, at, err, out};
use crate::images::What::NeedsVariable;

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "postgres",
        tag: "17",
        repository: "docker-library/postgres",
        taken: "2026-02",
        exposed: &[(5432, TCP)],
        env: &[
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/17/bin",
            "GOSU_VERSION=1.19",
            "LANG=en_US.utf8",
            "PG_MAJOR=17",
            "PG_VERSION=17.9-1.pgdg13+1",
            "PGDATA=/var/lib/postgresql/data",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["postgres"],
        volumes: &["/var/lib/postgresql/data"],
        stop_signal: "SIGINT",
        behaviour: Behaviour {
            moments: &[
                at(
                    300,
                    NeedsVariable {
                        any_of: &[
                            "POSTGRES_PASSWORD",
                            "POSTGRES_PASSWORD_FILE",
                            "POSTGRES_HOST_AUTH_METHOD=trust",
                        ],
                        lines: &[
                            "Error: Database is uninitialized and superuser password is not specified.",
                            "       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.",
                        ],
                        code: 1,
                    },
                ),
                out(900, "PostgreSQL init process complete; ready for start up."),
                err(
                    100,
                    "LOG:  listening on IPv4 address \"0.0.0.0\", port 5432",
                ),
                err(100, "LOG:  database system is ready to accept connections"),
                READY,
            ],
            stop: Stop {
                lines: &[
                    "LOG:  received fast shutdown request",
                    "LOG:  database system is shut down",
                ],
                after_ms: 150,
                code: Some(0),
            },
        },
        ..PLAIN
    },
    OfficialImage {
        name: "redis",
        tag: "7.4",
        repository: "docker-library/redis",
        taken: "2026-05",
        exposed: &[(6379, TCP)],
        env: &[PATH],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["redis-server"],
        working_dir: "/data",
        volumes: &["/data"],
        behaviour: Behaviour {
            moments: &[
                out(20, "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"),
                out(30, "Ready to accept connections tcp"),
                READY,
            ],
            stop: Stop {
                lines: &["Redis is now ready to exit, bye bye..."],
                after_ms: 50,
                code: Some(0),
            },
        },
        ..PLAIN
    },
];
