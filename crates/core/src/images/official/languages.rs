//! Languages and build tools.

use super::bases::{JAVA_21, PHP_8_4_APACHE, PHP_8_4_FPM};
use super::{APACHE, Behaviour, FPM, IGNORES, OfficialImage, PLAIN, SHELL, TCP, at, out};
use crate::images::What::Exit;

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "eclipse-temurin",
        tag: "21",
        repository: "adoptium/containers",
        taken: "2026-08",
        inherited: JAVA_21,
        entrypoint: &["/__cacert_entrypoint.sh"],
        command: &["jshell"],
        behaviour: Behaviour {
            moments: &[
                out(30, "|  Welcome to JShell -- Version 21.0.12"),
                out(30, "|  For an introduction type: /help intro"),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "elixir",
        tag: "1.19",
        repository: "erlef/docker-elixir",
        taken: "2025-11",
        env: &[
            "OTP_VERSION=28.5.0.4",
            "REBAR3_VERSION=3.27.0",
            "REBAR_VERSION=2.6.4",
            "ELIXIR_VERSION=v1.19.3",
            "LANG=C.UTF-8",
        ],
        command: &["iex"],
        behaviour: Behaviour {
            moments: &[
                out(
                    30,
                    "Interactive Elixir (1.19.3) - press Ctrl+C to exit (type h() ENTER for help)",
                ),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "erlang",
        tag: "28",
        repository: "erlang/docker-erlang-otp",
        taken: "2026-07",
        env: &[
            "OTP_VERSION=28.5.0.4",
            "REBAR3_VERSION=3.27.0",
            "REBAR_VERSION=2.6.4",
        ],
        command: &["erl"],
        behaviour: Behaviour {
            moments: &[
                out(
                    30,
                    "Eshell V16 (press Ctrl+G to abort, type help(). for help)",
                ),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "golang",
        tag: "1.26",
        repository: "docker-library/golang",
        taken: "2026-08",
        env: &[
            "PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "GOLANG_VERSION=1.26.7",
            "GOTOOLCHAIN=local",
            "GOPATH=/go",
        ],
        command: &["bash"],
        working_dir: "/go",
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "gradle",
        tag: "jdk21",
        repository: "gradle/docker-gradle",
        taken: "2026-06",
        is_same_in_every_release: false,
        inherited: JAVA_21,
        env: &["GRADLE_HOME=/opt/gradle", "GRADLE_VERSION=9.6.1"],
        entrypoint: &["/__cacert_entrypoint.sh"],
        command: &["gradle"],
        user: "root",
        working_dir: "/home/gradle",
        volumes: &["/home/gradle/.gradle"],
        behaviour: Behaviour {
            moments: &[
                out(30, "Welcome to Gradle 9.6.1!"),
                out(30, "> Task :help"),
                out(30, "BUILD SUCCESSFUL"),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "maven",
        tag: "3.9",
        repository: "carlossg/docker-maven",
        taken: "2026-08",
        inherited: JAVA_21,
        env: &["MAVEN_HOME=/usr/share/maven", "MAVEN_CONFIG=/root/.m2"],
        entrypoint: &["/usr/local/bin/mvn-entrypoint.sh"],
        command: &["mvn"],
        behaviour: Behaviour {
            moments: &[
                out(30, "[INFO] Scanning for projects..."),
                out(30, "[INFO] BUILD FAILURE"),
                out(30, "[ERROR] No goals have been specified for this build."),
                at(30, Exit(1)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "node",
        tag: "22",
        repository: "nodejs/docker-node",
        taken: "2026-08",
        env: &["NODE_VERSION=22.23.2", "YARN_VERSION=1.22.22"],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["node"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "openjdk",
        tag: "27",
        repository: "docker-library/openjdk",
        taken: "2026-08",
        env: &[
            "PATH=/usr/java/openjdk-27/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "JAVA_HOME=/usr/java/openjdk-27",
            "LANG=C.UTF-8",
            "JAVA_VERSION=27",
        ],
        command: &["jshell"],
        behaviour: Behaviour {
            moments: &[
                out(30, "|  Welcome to JShell -- Version 27"),
                out(30, "|  For an introduction type: /help intro"),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "perl",
        tag: "5.40",
        repository: "docker-library/repo-info",
        taken: "2026-09",
        command: &["perl5.40.5", "-de0"],
        working_dir: "/usr/src/app",
        behaviour: Behaviour {
            moments: &[
                out(30, "Loading DB routines from perl5db.pl version 1.80"),
                at(30, Exit(0)),
            ],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "php",
        tag: "8.4",
        repository: "docker-library/php",
        taken: "2026-07",
        inherited: PHP_8_4_FPM,
        entrypoint: &["docker-php-entrypoint"],
        command: &["php", "-a"],
        behaviour: Behaviour {
            moments: &[out(30, "Interactive shell"), at(30, Exit(0))],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "php",
        variant: "apache",
        tag: "8.4-apache",
        repository: "docker-library/php",
        taken: "2026-07",
        exposed: &[(80, TCP)],
        inherited: PHP_8_4_APACHE,
        entrypoint: &["docker-php-entrypoint"],
        command: &["apache2-foreground"],
        working_dir: "/var/www/html",
        stop_signal: "SIGWINCH",
        behaviour: APACHE,
        ..PLAIN
    },
    OfficialImage {
        name: "php",
        variant: "fpm",
        tag: "8.4-fpm",
        repository: "docker-library/php",
        taken: "2026-07",
        exposed: &[(9000, TCP)],
        inherited: PHP_8_4_FPM,
        entrypoint: &["docker-php-entrypoint"],
        command: &["php-fpm"],
        working_dir: "/var/www/html",
        stop_signal: "SIGQUIT",
        behaviour: FPM,
        ..PLAIN
    },
    OfficialImage {
        name: "python",
        tag: "3.13",
        repository: "docker-library/python",
        taken: "2026-06",
        env: &[
            "PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305",
            "PYTHON_VERSION=3.13.14",
            "PYTHON_SHA256=639e43243c620a308f968213df9e00f2f8f62332f7adbaa7a7eeb9783057c690",
        ],
        command: &["python3"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "ruby",
        tag: "3.4",
        repository: "docker-library/ruby",
        taken: "2026-04",
        env: &[
            "PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG=C.UTF-8",
            "RUBY_VERSION=3.4.9",
            "RUBY_DOWNLOAD_URL=https://cache.ruby-lang.org/pub/ruby/3.4/ruby-3.4.9.tar.xz",
            "RUBY_DOWNLOAD_SHA256=4231c54072601a171faed1699f105985e9971c94cd382b78feb4eb44eec2dd1a",
            "GEM_HOME=/usr/local/bundle",
            "BUNDLE_SILENCE_ROOT_WARNING=1",
            "BUNDLE_APP_CONFIG=/usr/local/bundle",
        ],
        command: &["irb"],
        behaviour: Behaviour {
            moments: &[out(30, "Switch to inspect mode."), at(30, Exit(0))],
            stop: IGNORES,
        },
        ..PLAIN
    },
    OfficialImage {
        name: "rust",
        tag: "1.94",
        repository: "rust-lang/docker-rust",
        taken: "2026-04",
        env: &[
            "PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "RUSTUP_HOME=/usr/local/rustup",
            "CARGO_HOME=/usr/local/cargo",
            "RUST_VERSION=1.94.1",
        ],
        command: &["bash"],
        behaviour: SHELL,
        ..PLAIN
    },
    OfficialImage {
        name: "swift",
        tag: "6.3",
        repository: "docker-library/repo-info",
        taken: "2026-07",
        env: &[
            "SWIFT_SIGNING_KEY=52BB7E3DE28A71BE22EC05FFEF80A866B47A981F",
            "SWIFT_PLATFORM=ubuntu24.04",
            "SWIFT_BRANCH=swift-6.3.3-release",
            "SWIFT_VERSION=swift-6.3.3-RELEASE",
            "SWIFT_WEBROOT=https://download.swift.org",
        ],
        command: &["/bin/bash"],
        behaviour: SHELL,
        ..PLAIN
    },
];
