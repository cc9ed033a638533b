//! Web servers and proxies.

use super::{Behaviour, OfficialImage, PATH, PLAIN, READY, Stop, TCP, err, out};

pub(super) static IMAGES: &[OfficialImage] = &[OfficialImage {
    name: "nginx",
    tag: "1.27",
    repository: "nginxinc/docker-nginx",
    taken: "2025-02",
    exposed: &[(80, TCP)],
    env: &[
        PATH,
        "NGINX_VERSION=1.27.4",
        "NJS_VERSION=0.8.9",
        "NJS_RELEASE=1~bookworm",
        "PKG_RELEASE=1~bookworm",
        "DYNPKG_RELEASE=1~bookworm",
    ],
    entrypoint: &["/docker-entrypoint.sh"],
    command: &["nginx", "-g", "daemon off;"],
    stop_signal: "SIGQUIT",
    behaviour: Behaviour {
        moments: &[
            out(
                50,
                "/docker-entrypoint.sh: Configuration complete; ready for start up",
            ),
            err(50, "[notice] 1#1: start worker processes"),
            READY,
        ],
        stop: Stop {
            lines: &["[notice] 1#1: exit"],
            after_ms: 50,
            code: Some(0),
        },
    },
    ..PLAIN
}];
