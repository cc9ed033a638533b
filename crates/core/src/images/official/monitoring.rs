//! Metrics and logs.

use super::{Behaviour, OfficialImage, PLAIN, READY, TCP, UDP, at, ends, err, out};
use crate::images::What::NeedsHost;

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "chronograf",
        tag: "1.10",
        repository: "influxdata/influxdata-docker",
        taken: "2026-08",
        exposed: &[(8888, TCP)],
        env: &["CHRONOGRAF_VERSION=1.10.9"],
        entrypoint: &["/entrypoint.sh"],
        command: &["chronograf"],
        volumes: &["/var/lib/chronograf"],
        behaviour: Behaviour {
            moments: &[
                err(
                    200,
                    "level=info msg=\"Serving chronograf at http://[::]:8888\" component=server",
                ),
                err(
                    0,
                    "level=info msg=\"Reporting usage stats\" component=usage freq=24h",
                ),
                READY,
            ],
            stop: ends(50, 0, &[]),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "grafana/grafana",
        aliases: &["grafana/grafana-oss"],
        tag: "12",
        is_same_in_every_release: false,
        exposed: &[(3000, TCP)],
        env: &[
            "PATH=/usr/share/grafana/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "GF_PATHS_CONFIG=/etc/grafana/grafana.ini",
            "GF_PATHS_DATA=/var/lib/grafana",
            "GF_PATHS_HOME=/usr/share/grafana",
            "GF_PATHS_LOGS=/var/log/grafana",
            "GF_PATHS_PLUGINS=/var/lib/grafana/plugins",
            "GF_PATHS_PROVISIONING=/etc/grafana/provisioning",
        ],
        entrypoint: &["/run.sh"],
        user: "472",
        home: "/home/grafana",
        working_dir: "/usr/share/grafana",
        behaviour: Behaviour {
            moments: &[
                out(400, "logger=settings level=info msg=\"Starting Grafana\""),
                out(
                    2500,
                    "logger=migrator level=info msg=\"migrations completed\"",
                ),
                out(
                    600,
                    "logger=http.server level=info msg=\"HTTP Server Listen\" address=[::]:3000 protocol=http",
                ),
                READY,
            ],
            stop: ends(
                200,
                0,
                &[
                    "logger=server level=info msg=\"Shutdown started\" reason=\"System signal: terminated\"",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "kapacitor",
        tag: "1.8",
        repository: "influxdata/influxdata-docker",
        taken: "2026-08",
        is_same_in_every_release: false,
        exposed: &[(9092, TCP)],
        env: &["KAPACITOR_VERSION=1.8.6"],
        entrypoint: &["/entrypoint.sh"],
        command: &["kapacitord"],
        volumes: &["/var/lib/kapacitor"],
        behaviour: Behaviour {
            moments: &[
                err(300, "lvl=info msg=\"listening for signals\" service=run"),
                err(
                    200,
                    "lvl=info msg=\"listening\" service=http addr=[::]:9092",
                ),
                READY,
            ],
            stop: ends(
                200,
                0,
                &["lvl=info msg=\"signal received, initializing clean shutdown\" service=run"],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "kibana",
        aliases: &["docker.elastic.co/kibana/kibana"],
        tag: "8.19.20",
        repository: "docker-library/repo-info",
        taken: "2026-08",
        is_same_in_every_release: false,
        exposed: &[(5601, TCP)],
        env: &[
            "PATH=/usr/share/kibana/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "ELASTIC_CONTAINER=true",
        ],
        entrypoint: &["/bin/tini", "--"],
        command: &["/usr/local/bin/kibana-docker"],
        user: "1000",
        home: "/usr/share/kibana",
        working_dir: "/usr/share/kibana",
        behaviour: Behaviour {
            moments: &[
                out(6000, "[INFO ][root] Kibana is starting"),
                at(
                    5000,
                    NeedsHost {
                        variable: Some("ELASTICSEARCH_HOSTS"),
                        default_host: "elasticsearch",
                        port: 9200,
                        when: &[],
                        tries: 0,
                        every_ms: 2500,
                        waiting: "[ERROR][elasticsearch-service] Unable to retrieve version information. connect ECONNREFUSED {host}:{port}",
                        failed: &[],
                        code: 1,
                    },
                ),
                out(
                    6000,
                    "[INFO ][http.server.Kibana] http server running at http://0.0.0.0:5601",
                ),
                out(9000, "[INFO ][status] Kibana is now available"),
                READY,
            ],
            stop: ends(
                1000,
                0,
                &["[INFO ][plugins-system.standard] Stopping all plugins."],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "logstash",
        aliases: &["docker.elastic.co/logstash/logstash"],
        tag: "8.19.20",
        repository: "elastic/logstash",
        taken: "2026-08",
        is_same_in_every_release: false,
        exposed: &[(9600, TCP), (5044, TCP)],
        env: &[
            "PATH=/usr/share/logstash/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "ELASTIC_CONTAINER=true",
            "LANG=en_US.UTF-8",
            "LC_ALL=en_US.UTF-8",
        ],
        entrypoint: &["/usr/local/bin/docker-entrypoint"],
        user: "1000",
        home: "/usr/share/logstash",
        working_dir: "/usr/share/logstash",
        behaviour: Behaviour {
            moments: &[
                out(
                    12000,
                    "[INFO ][logstash.runner          ] Starting Logstash",
                ),
                out(
                    5000,
                    "[INFO ][logstash.javapipeline    ][main] Pipeline started",
                ),
                out(
                    200,
                    "[INFO ][org.logstash.beats.Server][main] Starting server on port: 5044",
                ),
                out(
                    20,
                    "[INFO ][logstash.agent           ] Successfully started Logstash API endpoint",
                ),
                READY,
            ],
            stop: ends(
                1500,
                0,
                &[
                    "[WARN ][logstash.runner          ] SIGTERM received. Shutting down.",
                    "[INFO ][logstash.runner          ] Logstash shut down.",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "prom/prometheus",
        aliases: &["quay.io/prometheus/prometheus"],
        tag: "v3",
        repository: "prometheus/prometheus",
        taken: "2026-08",
        exposed: &[(9090, TCP)],
        entrypoint: &["/bin/prometheus"],
        command: &[
            "--config.file=/etc/prometheus/prometheus.yml",
            "--storage.tsdb.path=/prometheus",
        ],
        user: "nobody",
        home: "/home",
        working_dir: "/prometheus",
        volumes: &["/prometheus"],
        behaviour: Behaviour {
            moments: &[
                err(
                    100,
                    "level=INFO msg=\"Starting Prometheus Server\" mode=server",
                ),
                err(
                    50,
                    "level=INFO msg=\"Start listening for connections\" component=web address=0.0.0.0:9090",
                ),
                err(
                    300,
                    "level=INFO msg=\"Server is ready to receive web requests.\"",
                ),
                READY,
            ],
            stop: ends(
                200,
                0,
                &[
                    "level=WARN msg=\"Received an OS signal, exiting gracefully...\" signal=terminated",
                    "level=INFO msg=\"See you next time!\"",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "telegraf",
        tag: "1.38",
        repository: "influxdata/influxdata-docker",
        taken: "2026-08",
        exposed: &[(8125, UDP), (8092, UDP), (8094, TCP)],
        env: &["TELEGRAF_VERSION=1.38.4"],
        entrypoint: &["/entrypoint.sh"],
        command: &["telegraf"],
        behaviour: Behaviour {
            moments: &[
                err(200, "I! Loading config: /etc/telegraf/telegraf.conf"),
                err(100, "I! Starting Telegraf 1.38.4"),
                err(
                    10,
                    "I! Loaded inputs: cpu disk diskio kernel mem processes swap system",
                ),
                READY,
            ],
            stop: ends(
                100,
                0,
                &["I! [agent] Hang on, flushing any cached metrics before shutdown"],
            ),
        },
        ..PLAIN
    },
];
