//! Relational databases.

use super::{Behaviour, OfficialImage, PLAIN, READY, TCP, at, ends, err, out};
use crate::images::What::NeedsVariable;

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "mariadb",
        tag: "11.8",
        repository: "MariaDB/mariadb-docker",
        taken: "2026-05",
        exposed: &[(3306, TCP)],
        env: &[
            "GOSU_VERSION=1.19",
            "LANG=C.UTF-8",
            "MARIADB_VERSION=1:11.8.8+maria~ubu2404",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["mariadbd"],
        volumes: &["/var/lib/mysql"],
        behaviour: Behaviour {
            moments: &[
                out(
                    50,
                    "[Note] [Entrypoint]: Entrypoint script for MariaDB Server started.",
                ),
                at(
                    250,
                    NeedsVariable {
                        any_of: &[
                            "MARIADB_ROOT_PASSWORD",
                            "MARIADB_ROOT_PASSWORD_FILE",
                            "MARIADB_ROOT_PASSWORD_HASH",
                            "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
                            "MARIADB_RANDOM_ROOT_PASSWORD",
                            "MYSQL_ROOT_PASSWORD",
                            "MYSQL_ROOT_PASSWORD_FILE",
                            "MYSQL_ALLOW_EMPTY_PASSWORD",
                            "MYSQL_RANDOM_ROOT_PASSWORD",
                        ],
                        lines: &[
                            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
                            "    You need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH,",
                            "    MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD",
                        ],
                        code: 1,
                    },
                ),
                out(100, "[Note] [Entrypoint]: Initializing database files"),
                out(
                    3500,
                    "[Note] [Entrypoint]: MariaDB init process done. Ready for start up.",
                ),
                err(
                    700,
                    "[Note] Server socket created on IP: '0.0.0.0', port: '3306'.",
                ),
                err(50, "[Note] mariadbd: ready for connections."),
                READY,
            ],
            stop: ends(500, 0, &["[Note] mariadbd: Shutdown complete"]),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "mysql",
        tag: "8.4",
        repository: "docker-library/mysql",
        taken: "2026-06",
        exposed: &[(3306, TCP), (33060, TCP)],
        env: &[
            "GOSU_VERSION=1.19",
            "MYSQL_MAJOR=8.4",
            "MYSQL_VERSION=8.4.10-1.el9",
            "MYSQL_SHELL_VERSION=8.4.10-1.el9",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["mysqld"],
        volumes: &["/var/lib/mysql"],
        behaviour: Behaviour {
            moments: &[
                out(
                    50,
                    "[Note] [Entrypoint]: Entrypoint script for MySQL Server started.",
                ),
                at(
                    250,
                    NeedsVariable {
                        any_of: &[
                            "MYSQL_ROOT_PASSWORD",
                            "MYSQL_ROOT_PASSWORD_FILE",
                            "MYSQL_ALLOW_EMPTY_PASSWORD",
                            "MYSQL_RANDOM_ROOT_PASSWORD",
                        ],
                        lines: &[
                            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
                            "    You need to specify one of the following as an environment variable:",
                            "    - MYSQL_ROOT_PASSWORD",
                            "    - MYSQL_ALLOW_EMPTY_PASSWORD",
                            "    - MYSQL_RANDOM_ROOT_PASSWORD",
                        ],
                        code: 1,
                    },
                ),
                out(100, "[Note] [Entrypoint]: Initializing database files"),
                out(5000, "[Note] [Entrypoint]: Database files initialized"),
                out(
                    3000,
                    "[Note] [Entrypoint]: MySQL init process done. Ready for start up.",
                ),
                err(
                    1500,
                    "[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306",
                ),
                READY,
            ],
            stop: ends(
                1200,
                0,
                &["[System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete"],
            ),
        },
        ..PLAIN
    },
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
            "PG_VERSION=17.9-1.pgdg12+1",
            "PGDATA=/var/lib/postgresql/data",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["postgres"],
        volumes: &["/var/lib/postgresql/data"],
        stop_signal: "SIGINT",
        behaviour: Behaviour {
            moments: &[
                at(
                    200,
                    NeedsVariable {
                        any_of: &[
                            "POSTGRES_PASSWORD",
                            "POSTGRES_PASSWORD_FILE",
                            "POSTGRES_HOST_AUTH_METHOD=trust",
                        ],
                        lines: &[
                            "Error: Database is uninitialized and superuser password is not specified.",
                            "       You must specify POSTGRES_PASSWORD to a non-empty value for the",
                            "       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".",
                            "       You may also use \"POSTGRES_HOST_AUTH_METHOD=trust\" to allow all",
                            "       connections without a password. This is *not* recommended.",
                        ],
                        code: 1,
                    },
                ),
                out(
                    50,
                    "The files belonging to this database system will be owned by user \"postgres\".",
                ),
                out(900, "Success. You can now start the database server using:"),
                out(700, "PostgreSQL init process complete; ready for start up."),
                err(60, "LOG:  listening on IPv4 address \"0.0.0.0\", port 5432"),
                err(40, "LOG:  database system is ready to accept connections"),
                READY,
            ],
            stop: ends(
                150,
                0,
                &[
                    "LOG:  received fast shutdown request",
                    "LOG:  database system is shut down",
                ],
            ),
        },
        ..PLAIN
    },
];
