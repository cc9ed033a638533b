//! Systems that publish web sites.

use super::bases::{PHP_8_3_APACHE, PHP_8_3_FPM, PHP_8_4_APACHE, PHP_8_4_FPM};
use super::{
    APACHE, Behaviour, FPM, IGNORES, OfficialImage, PLAIN, READY, TCP, at, ends, err, out,
};
use crate::images::What::{Exit, NeedsHost, NeedsVariable};

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "drupal",
        tag: "11",
        repository: "docker-library/drupal",
        taken: "2026-07",
        exposed: &[(80, TCP)],
        inherited: PHP_8_4_APACHE,
        env: &[
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/drupal/vendor/bin",
            "DRUPAL_VERSION=11.4.4",
            "COMPOSER_ALLOW_SUPERUSER=1",
        ],
        entrypoint: &["docker-php-entrypoint"],
        command: &["apache2-foreground"],
        working_dir: "/opt/drupal",
        stop_signal: "SIGWINCH",
        behaviour: APACHE,
        ..PLAIN
    },
    OfficialImage {
        name: "drupal",
        variant: "fpm",
        tag: "11-fpm",
        repository: "docker-library/drupal",
        taken: "2026-07",
        exposed: &[(9000, TCP)],
        inherited: PHP_8_4_FPM,
        env: &[
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/drupal/vendor/bin",
            "DRUPAL_VERSION=11.4.4",
            "COMPOSER_ALLOW_SUPERUSER=1",
        ],
        entrypoint: &["docker-php-entrypoint"],
        command: &["php-fpm"],
        working_dir: "/opt/drupal",
        stop_signal: "SIGQUIT",
        behaviour: FPM,
        ..PLAIN
    },
    OfficialImage {
        name: "ghost",
        tag: "6",
        repository: "TryGhost/docker-library-ghost",
        taken: "2026-08",
        exposed: &[(2368, TCP)],
        env: &[
            "NODE_VERSION=22.23.2",
            "YARN_VERSION=1.22.22",
            "GOSU_VERSION=1.19",
            "NODE_ENV=production",
            "GHOST_CLI_VERSION=1.30.1",
            "GHOST_INSTALL=/var/lib/ghost",
            "GHOST_CONTENT=/var/lib/ghost/content",
            "GHOST_VERSION=6.57.0",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["node", "current/index.js"],
        working_dir: "/var/lib/ghost",
        volumes: &["/var/lib/ghost/content"],
        behaviour: Behaviour {
            moments: &[
                out(1800, "INFO Ghost is running in production..."),
                out(
                    20,
                    "INFO Your site is now available on http://localhost:2368/",
                ),
                at(
                    50,
                    NeedsHost {
                        variable: Some("database__connection__host"),
                        default_host: "mysql",
                        port: 3306,
                        when: &["!database__client=sqlite3", "!NODE_ENV=development"],
                        tries: 1,
                        every_ms: 0,
                        waiting: "",
                        failed: &[
                            "ERROR connect ECONNREFUSED {host}:{port}",
                            "WARN Ghost is shutting down",
                            "WARN Ghost was running for a few seconds",
                        ],
                        code: 2,
                    },
                ),
                out(1800, "INFO Database is in a ready state."),
                out(900, "INFO Ghost booted in 4.5s"),
                READY,
            ],
            stop: ends(
                200,
                0,
                &["WARN Ghost is shutting down", "WARN Ghost has shut down"],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "joomla",
        tag: "6",
        repository: "joomla-docker/docker-joomla",
        taken: "2026-04",
        exposed: &[(80, TCP)],
        inherited: PHP_8_3_APACHE,
        env: &[
            "JOOMLA_INSTALLATION_DISABLE_LOCALHOST_CHECK=1",
            "JOOMLA_VERSION=6.1.0",
            "JOOMLA_SHA512=dec284382f1a23ab9412292400d94d3037f67923d5e51a1b51a25c63fb0045dfb1f5f5f96538e652f54ea6d28ea7ed9b590ba9016fa051e45393b1ce54da3e1b",
        ],
        entrypoint: &["/entrypoint.sh"],
        command: &["apache2-foreground"],
        working_dir: "/var/www/html",
        volumes: &["/var/www/html"],
        stop_signal: "SIGWINCH",
        behaviour: Behaviour {
            moments: &[
                at(
                    100,
                    NeedsVariable {
                        any_of: &["JOOMLA_DB_HOST", "MYSQL_PORT_3306_TCP"],
                        lines: &[
                            "[ERROR] Missing JOOMLA_DB_HOST and MYSQL_PORT_3306_TCP environment variables.",
                            "Did you forget to --link some_mysql_container:mysql or set an external db",
                            "with -e JOOMLA_DB_HOST=hostname:port?",
                        ],
                        code: 1,
                    },
                ),
                at(
                    0,
                    NeedsVariable {
                        any_of: &[
                            "JOOMLA_DB_PASSWORD",
                            "JOOMLA_DB_PASSWORD_FILE",
                            "MYSQL_ENV_MYSQL_ROOT_PASSWORD",
                            "JOOMLA_DB_PASSWORD_ALLOW_EMPTY=yes",
                        ],
                        lines: &[
                            "[ERROR] Missing required JOOMLA_DB_PASSWORD environment variable.",
                            "Did you forget to -e JOOMLA_DB_PASSWORD=... ?",
                        ],
                        code: 1,
                    },
                ),
                out(
                    900,
                    "Complete! Joomla has been successfully copied to /var/www/html",
                ),
                err(50, "Ensuring Joomla database is present"),
                at(
                    20,
                    NeedsHost {
                        variable: Some("JOOMLA_DB_HOST"),
                        default_host: "mysql",
                        port: 3306,
                        when: &[],
                        tries: 10,
                        every_ms: 3000,
                        waiting: "MySQL Connection Error: (2002) Connection refused",
                        failed: &[],
                        code: 1,
                    },
                ),
                err(
                    300,
                    "[mpm_prefork:notice] [pid 1] AH00163: Apache/2.4 (Debian) PHP configured -- resuming normal operations",
                ),
                err(
                    0,
                    "[core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'",
                ),
                READY,
            ],
            stop: APACHE.stop,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "joomla",
        variant: "fpm",
        tag: "6-fpm",
        repository: "joomla-docker/docker-joomla",
        taken: "2026-04",
        exposed: &[(9000, TCP)],
        inherited: PHP_8_3_FPM,
        env: &[
            "JOOMLA_INSTALLATION_DISABLE_LOCALHOST_CHECK=1",
            "JOOMLA_VERSION=6.1.0",
            "JOOMLA_SHA512=dec284382f1a23ab9412292400d94d3037f67923d5e51a1b51a25c63fb0045dfb1f5f5f96538e652f54ea6d28ea7ed9b590ba9016fa051e45393b1ce54da3e1b",
        ],
        entrypoint: &["/entrypoint.sh"],
        command: &["php-fpm"],
        working_dir: "/var/www/html",
        volumes: &["/var/www/html"],
        stop_signal: "SIGQUIT",
        behaviour: Behaviour {
            moments: &[
                at(
                    100,
                    NeedsVariable {
                        any_of: &["JOOMLA_DB_HOST", "MYSQL_PORT_3306_TCP"],
                        lines: &[
                            "[ERROR] Missing JOOMLA_DB_HOST and MYSQL_PORT_3306_TCP environment variables.",
                            "Did you forget to --link some_mysql_container:mysql or set an external db",
                            "with -e JOOMLA_DB_HOST=hostname:port?",
                        ],
                        code: 1,
                    },
                ),
                at(
                    0,
                    NeedsVariable {
                        any_of: &[
                            "JOOMLA_DB_PASSWORD",
                            "JOOMLA_DB_PASSWORD_FILE",
                            "MYSQL_ENV_MYSQL_ROOT_PASSWORD",
                            "JOOMLA_DB_PASSWORD_ALLOW_EMPTY=yes",
                        ],
                        lines: &[
                            "[ERROR] Missing required JOOMLA_DB_PASSWORD environment variable.",
                            "Did you forget to -e JOOMLA_DB_PASSWORD=... ?",
                        ],
                        code: 1,
                    },
                ),
                out(
                    900,
                    "Complete! Joomla has been successfully copied to /var/www/html",
                ),
                err(50, "Ensuring Joomla database is present"),
                at(
                    20,
                    NeedsHost {
                        variable: Some("JOOMLA_DB_HOST"),
                        default_host: "mysql",
                        port: 3306,
                        when: &[],
                        tries: 10,
                        every_ms: 3000,
                        waiting: "MySQL Connection Error: (2002) Connection refused",
                        failed: &[],
                        code: 1,
                    },
                ),
                err(80, "NOTICE: fpm is running, pid 1"),
                err(10, "NOTICE: ready to handle connections"),
                READY,
            ],
            stop: FPM.stop,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "wordpress",
        tag: "7-php8.3-apache",
        repository: "docker-library/wordpress",
        taken: "2026-08",
        exposed: &[(80, TCP)],
        inherited: PHP_8_3_APACHE,
        entrypoint: &["docker-entrypoint.sh"],
        command: &["apache2-foreground"],
        working_dir: "/var/www/html",
        volumes: &["/var/www/html"],
        stop_signal: "SIGWINCH",
        behaviour: Behaviour {
            moments: &[
                out(60, "WordPress not found in /var/www/html - copying now..."),
                out(
                    900,
                    "Complete! WordPress has been successfully copied to /var/www/html",
                ),
                err(
                    300,
                    "[mpm_prefork:notice] [pid 1] AH00163: Apache/2.4 (Debian) PHP configured -- resuming normal operations",
                ),
                err(
                    0,
                    "[core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'",
                ),
                READY,
            ],
            stop: APACHE.stop,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "wordpress",
        variant: "cli",
        tag: "cli-php8.3",
        repository: "docker-library/wordpress",
        taken: "2026-08",
        inherited: &[],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["wp", "shell"],
        user: "www-data",
        home: "",
        working_dir: "/var/www/html",
        volumes: &["/var/www/html"],
        behaviour: Behaviour {
            moments: &[
                err(
                    300,
                    "Error: This does not seem to be a WordPress installation.",
                ),
                at(10, Exit(1)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "wordpress",
        variant: "fpm",
        tag: "7-php8.3-fpm",
        repository: "docker-library/wordpress",
        taken: "2026-08",
        exposed: &[(9000, TCP)],
        inherited: PHP_8_3_FPM,
        entrypoint: &["docker-entrypoint.sh"],
        command: &["php-fpm"],
        working_dir: "/var/www/html",
        volumes: &["/var/www/html"],
        stop_signal: "SIGQUIT",
        behaviour: Behaviour {
            moments: &[
                out(60, "WordPress not found in /var/www/html - copying now..."),
                out(
                    900,
                    "Complete! WordPress has been successfully copied to /var/www/html",
                ),
                err(80, "NOTICE: fpm is running, pid 1"),
                err(10, "NOTICE: ready to handle connections"),
                READY,
            ],
            stop: FPM.stop,
        },
        ..PLAIN
    },
];
