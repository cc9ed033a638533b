//! Systems, and the smallest images.

use super::{Behaviour, IGNORES, OfficialImage, PLAIN, READY, SHELL, TCP, at, ends, err, out};
use crate::images::What::{Exit, Ready};

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "alpine",
        tag: "3.23",
        repository: "alpinelinux/docker-alpine",
        taken: "2026-08",
        command: &["/bin/sh"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "amazonlinux",
        tag: "2023",
        repository: "docker-library/repo-info",
        taken: "2026-09",
        command: &["/bin/bash"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "bash",
        tag: "5.3",
        repository: "tianon/docker-bash",
        taken: "2026-07",
        env: &[
            "_BASH_VERSION=5.3.15",
            "_BASH_BASELINE=5.3",
            "_BASH_LATEST_PATCH=15",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["bash"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "busybox",
        repository: "docker-library/busybox",
        taken: "2026-08",
        command: &["sh"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "centos",
        tag: "7",
        repository: "docker-library/repo-info",
        taken: "2021-09",
        command: &["/bin/bash"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "crccheck/hello-world",
        repository: "crccheck/docker-hello-world",
        taken: "2021-11",
        is_same_in_every_release: false,
        env: &["PORT=8000"],
        command: &[
            "/bin/sh",
            "-c",
            "echo \"httpd started\" && trap \"exit 0;\" TERM INT; httpd -v -p $PORT -h /www -f & wait",
        ],
        healthcheck: &["CMD-SHELL", "nc -z localhost $PORT"],
        behaviour: Behaviour {
            moments: &[out(20, "httpd started"), at(10, Ready)],
            stop: ends(20, 0, &[]),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "debian",
        tag: "13",
        repository: "debuerreotype/docker-debian-artifacts",
        taken: "2026-08",
        command: &["bash"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "docker",
        tag: "29-dind",
        repository: "docker-library/docker",
        taken: "2026-08",
        is_same_in_every_release: false,
        exposed: &[(2375, TCP), (2376, TCP)],
        env: &[
            "DOCKER_VERSION=29.7.2",
            "DOCKER_BUILDX_VERSION=0.36.1",
            "DOCKER_COMPOSE_VERSION=5.4.0",
            "DOCKER_TLS_CERTDIR=/certs",
            "DIND_COMMIT=8d9e3502aba39127e4d12196dae16d306f76993d",
        ],
        entrypoint: &["dockerd-entrypoint.sh"],
        volumes: &["/var/lib/docker"],
        behaviour: Behaviour {
            moments: &[
                out(
                    400,
                    "Generating RSA private key, 4096 bit long modulus (2 primes)",
                ),
                err(2500, "level=info msg=\"Starting up\""),
                err(
                    900,
                    "level=info msg=\"Daemon has completed initialization\"",
                ),
                err(20, "level=info msg=\"API listen on [::]:2376\""),
                READY,
            ],
            stop: ends(
                400,
                0,
                &["level=info msg=\"Processing signal 'terminated'\""],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "docker",
        variant: "cli",
        tag: "29-cli",
        repository: "docker-library/docker",
        taken: "2026-08",
        env: &[
            "DOCKER_VERSION=29.7.2",
            "DOCKER_BUILDX_VERSION=0.36.1",
            "DOCKER_COMPOSE_VERSION=5.4.0",
            "DOCKER_TLS_CERTDIR=/certs",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["sh"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "dockercloud/hello-world",
        is_same_in_every_release: false,
        exposed: &[(80, TCP)],
        inherited: &[],
        behaviour: Behaviour {
            moments: &[at(150, Ready)],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "fedora",
        tag: "44",
        repository: "docker-library/repo-info",
        taken: "2026-05",
        env: &["DISTTAG=f44container", "FGC=f44", "FBR=f44"],
        command: &["/bin/bash"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "hello-world",
        repository: "docker-library/hello-world",
        taken: "2025-11",
        command: &["/hello"],
        behaviour: Behaviour {
            moments: &[
                out(30, "Hello from Docker!"),
                out(
                    30,
                    "This message shows that your installation appears to be working correctly.",
                ),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "progrium/stress",
        inherited: &[],
        entrypoint: &["/usr/bin/stress", "--verbose"],
        behaviour: Behaviour {
            moments: &[
                out(
                    30,
                    "`stress' imposes certain types of compute stress on your system",
                ),
                out(30, "Usage: stress [OPTION [ARG]] ..."),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "tutum/hello-world",
        is_same_in_every_release: false,
        exposed: &[(80, TCP)],
        inherited: &[],
        behaviour: Behaviour {
            moments: &[at(150, Ready)],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "ubuntu",
        tag: "24.04",
        repository: "docker-library/repo-info",
        taken: "2026-08",
        command: &["/bin/bash"],
        behaviour: SHELL,
        ..PLAIN
    },
];
