//! Other databases and caches.

use super::bases::JAVA_17;
use super::{Behaviour, OfficialImage, PLAIN, READY, TCP, at, ends, out};
use crate::images::What::{NeedsVariable, Ready};

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "cassandra",
        tag: "5.0",
        repository: "docker-library/cassandra",
        taken: "2026-04",
        exposed: &[
            (7000, TCP),
            (7001, TCP),
            (7199, TCP),
            (9042, TCP),
            (9160, TCP),
        ],
        env: &[
            "PATH=/opt/cassandra/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "GOSU_VERSION=1.19",
            "JAVA_HOME=/opt/java/openjdk",
            "CASSANDRA_HOME=/opt/cassandra",
            "CASSANDRA_CONF=/etc/cassandra",
            "GPG_KEYS=CEC86BB4A0BA9D0F90397CAEF8358FA2F2833C93 \tC4965EE9E3015D192CCCF2B6F758CE318D77295D \t5AED1BF378E9A19DADE1BCB34BD736A82B5C1B00 \t514A2AD631A57A16DD0047EC749D6EEC0353B12C \tA26E528B271F19B9E5D8E19EA278B781FE4B2BDA \tA4C465FEA0C552561A392A61E91335D77E3E87CB \t9E66CEC6106D578D0B1EB9BFF1000962B7F6840C \tC4009872C59B49561310D966D0062876AF30F054 \tB7842CDAF36E6A3214FAE35D5E85B9AE0B84C041 \t3E9C876907A560ACA00964F363E9BAD215BBF5F0 \tF8B7FD00E05C932991A2CD6150EE103D162C5A55 \t7464AAD9068241C50BA6A26232F35CB2F546D93E \tCEC5C50B9C629EF0F5AB2706650B72EB14CCD622",
            "CASSANDRA_VERSION=5.0.8",
            "CASSANDRA_SHA512=06b7af18c8f41dc13dbfdae186d565a5f91e71ea413c3c5373aec8a4e5074c6dee5632a0e5e98c21665f08f7291d7ca384f61a323c02610c6bca51e074b5a0c4",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["cassandra", "-f"],
        volumes: &["/var/lib/cassandra"],
        behaviour: Behaviour {
            moments: &[
                out(3000, "INFO  [main] Cassandra version: 5.0.8"),
                out(
                    9000,
                    "INFO  [main] No host ID found, created new one (Note: This should happen exactly once per node).",
                ),
                out(8000, "INFO  [main] Node /0.0.0.0:7000 state jump to NORMAL"),
                out(
                    2000,
                    "INFO  [main] Starting listening for CQL clients on /0.0.0.0:9042 (unencrypted)...",
                ),
                READY,
                out(100, "INFO  [main] Startup complete"),
            ],
            stop: ends(
                3000,
                143,
                &["INFO  [StorageServiceShutdownHook] Announcing shutdown"],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "couchbase",
        tag: "community",
        repository: "couchbase/docker",
        taken: "2026-07",
        is_same_in_every_release: false,
        exposed: &[
            (8091, TCP),
            (8092, TCP),
            (8093, TCP),
            (8094, TCP),
            (8095, TCP),
            (8096, TCP),
            (8097, TCP),
            (9123, TCP),
            (11207, TCP),
            (11210, TCP),
            (11280, TCP),
            (18091, TCP),
            (18092, TCP),
            (18093, TCP),
            (18094, TCP),
            (18095, TCP),
            (18096, TCP),
            (18097, TCP),
        ],
        env: &[
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/couchbase/bin:/opt/couchbase/bin/tools:/opt/couchbase/bin/install",
        ],
        entrypoint: &["/entrypoint.sh"],
        command: &["couchbase-server"],
        volumes: &["/opt/couchbase/var"],
        behaviour: Behaviour {
            moments: &[
                out(
                    500,
                    "Starting Couchbase Server -- Web UI available at http://<ip>:8091",
                ),
                out(
                    0,
                    "and logs available in /opt/couchbase/var/lib/couchbase/logs",
                ),
                at(6000, Ready),
            ],
            stop: ends(2000, 0, &[]),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "couchdb",
        tag: "3.5",
        repository: "apache/couchdb-docker",
        taken: "2025-11",
        is_same_in_every_release: false,
        exposed: &[(5984, TCP), (4369, TCP), (9100, TCP)],
        env: &[
            "GPG_COUCH_KEY=390EF70BB1EA12B2773962950EE62FB37A00258D",
            "COUCHDB_VERSION=3.5.1",
        ],
        entrypoint: &["tini", "--", "/docker-entrypoint.sh"],
        command: &["/opt/couchdb/bin/couchdb"],
        volumes: &["/opt/couchdb/data"],
        behaviour: Behaviour {
            moments: &[
                at(
                    150,
                    NeedsVariable {
                        any_of: &["COUCHDB_USER"],
                        lines: &[
                            "ERROR: CouchDB 3.0+ will no longer run in \"Admin Party\"",
                            "       mode. You *MUST* specify an admin user and password, for example with",
                            "       \"-e COUCHDB_USER=admin -e COUCHDB_PASSWORD=password\".",
                        ],
                        code: 1,
                    },
                ),
                out(
                    1500,
                    "[info] nonode@nohost <0.249.0> -------- Apache CouchDB 3.5.1 is starting.",
                ),
                out(
                    600,
                    "[info] nonode@nohost <0.253.0> -------- Apache CouchDB has started. Time to relax.",
                ),
                READY,
            ],
            stop: ends(
                500,
                0,
                &["[os_mon] memory supervisor port (memsup): Erlang has closed"],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "elasticsearch",
        aliases: &["docker.elastic.co/elasticsearch/elasticsearch"],
        tag: "8.19.20",
        repository: "docker-library/repo-info",
        taken: "2026-08",
        is_same_in_every_release: false,
        exposed: &[(9200, TCP), (9300, TCP)],
        env: &[
            "PATH=/usr/share/elasticsearch/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "ELASTIC_CONTAINER=true",
            "SHELL=/bin/bash",
        ],
        entrypoint: &["/bin/tini", "--", "/usr/local/bin/docker-entrypoint.sh"],
        command: &["eswrapper"],
        user: "1000:0",
        home: "/usr/share/elasticsearch",
        working_dir: "/usr/share/elasticsearch",
        behaviour: Behaviour {
            moments: &[
                out(
                    5000,
                    "[INFO ][o.e.n.Node] version[8.19.20], pid[7], build[docker]",
                ),
                out(9000, "[INFO ][o.e.n.Node] initialized"),
                out(50, "[INFO ][o.e.n.Node] starting ..."),
                out(
                    1500,
                    "[INFO ][o.e.h.AbstractHttpServerTransport] publish_address {0.0.0.0:9200}, bound_addresses {[::]:9200}",
                ),
                out(100, "[INFO ][o.e.n.Node] started"),
                READY,
            ],
            stop: ends(
                1500,
                143,
                &[
                    "[INFO ][o.e.n.Node] stopping ...",
                    "[INFO ][o.e.n.Node] closed",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "influxdb",
        tag: "2.7",
        repository: "influxdata/influxdata-docker",
        taken: "2026-08",
        is_same_in_every_release: false,
        exposed: &[(8086, TCP)],
        env: &[
            "GOSU_VER=1.16",
            "INFLUXDB_VERSION=2.7.12",
            "INFLUX_CLI_VERSION=2.7.5",
            "INFLUX_CONFIGS_PATH=/etc/influxdb2/influx-configs",
            "INFLUXD_INIT_PORT=9999",
            "INFLUXD_INIT_PING_ATTEMPTS=600",
            "DOCKER_INFLUXDB_INIT_CLI_CONFIG_NAME=default",
        ],
        entrypoint: &["/entrypoint.sh"],
        command: &["influxd"],
        volumes: &["/var/lib/influxdb2", "/etc/influxdb2"],
        behaviour: Behaviour {
            moments: &[
                out(300, "lvl=info msg=\"Welcome to InfluxDB\" version=2.7.12"),
                out(
                    500,
                    "lvl=info msg=Listening service=tcp-listener transport=http addr=:8086 port=8086",
                ),
                READY,
            ],
            stop: ends(
                200,
                0,
                &[
                    "lvl=info msg=\"Terminating precreation service\"",
                    "lvl=info msg=Stopping service=storage-engine",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "memcached",
        tag: "1.6",
        repository: "docker-library/memcached",
        taken: "2026-07",
        exposed: &[(11211, TCP)],
        env: &[
            "MEMCACHED_VERSION=1.6.45",
            "MEMCACHED_URL=https://memcached.org/files/memcached-1.6.45.tar.gz",
            "MEMCACHED_SHA1=45038980ea7045a548b9b5b5125ef7116312a768",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["memcached"],
        user: "memcache",
        home: "/home/memcache",
        behaviour: Behaviour {
            moments: &[at(30, Ready)],
            stop: ends(20, 0, &["Signal handled: Terminated."]),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "mongo",
        tag: "8.0",
        repository: "docker-library/mongo",
        taken: "2026-06",
        exposed: &[(27017, TCP)],
        env: &[
            "GOSU_VERSION=1.19",
            "JSYAML_VERSION=3.13.1",
            "JSYAML_CHECKSUM=662e32319bdd378e91f67578e56a34954b0a2e33aca11d70ab9f4826af24b941",
            "MONGO_PACKAGE=mongodb-org",
            "MONGO_REPO=repo.mongodb.org",
            "MONGO_MAJOR=8.0",
            "MONGO_VERSION=8.0.26",
            "HOME=/data/db",
            "GLIBC_TUNABLES=glibc.pthread.rseq=0",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["mongod"],
        volumes: &["/data/db", "/data/configdb"],
        behaviour: Behaviour {
            moments: &[
                out(
                    400,
                    "{\"s\":\"I\",\"c\":\"CONTROL\",\"id\":23285,\"ctx\":\"main\",\"msg\":\"Automatically disabling TLS 1.0\"}",
                ),
                out(
                    400,
                    "{\"s\":\"I\",\"c\":\"CONTROL\",\"id\":4615611,\"ctx\":\"initandlisten\",\"msg\":\"MongoDB starting\"}",
                ),
                out(
                    900,
                    "{\"s\":\"I\",\"c\":\"NETWORK\",\"id\":23015,\"ctx\":\"listener\",\"msg\":\"Listening on\",\"attr\":{\"address\":\"0.0.0.0\"}}",
                ),
                out(
                    10,
                    "{\"s\":\"I\",\"c\":\"NETWORK\",\"id\":23016,\"ctx\":\"listener\",\"msg\":\"Waiting for connections\",\"attr\":{\"port\":27017}}",
                ),
                READY,
            ],
            stop: ends(
                300,
                0,
                &[
                    "{\"s\":\"I\",\"c\":\"CONTROL\",\"id\":23377,\"ctx\":\"SignalHandler\",\"msg\":\"Received signal\"}",
                    "{\"s\":\"I\",\"c\":\"CONTROL\",\"id\":23138,\"ctx\":\"SignalHandler\",\"msg\":\"Shutting down\"}",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "neo4j",
        tag: "2026.06",
        repository: "neo4j/docker-neo4j-publish",
        taken: "2026-07",
        is_same_in_every_release: false,
        exposed: &[(7474, TCP), (7473, TCP), (7687, TCP)],
        env: &[
            "PATH=/var/lib/neo4j/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "JAVA_HOME=/opt/java/openjdk",
            "NEO4J_SHA256=1dcf62e7e8035e71732b86532b9f8e3219ce8956bd06940d5a0024696727192a",
            "NEO4J_TARBALL=neo4j-community-2026.06.0-unix.tar.gz",
            "NEO4J_EDITION=community",
            "NEO4J_HOME=/var/lib/neo4j",
            "LANG=C.UTF-8",
        ],
        entrypoint: &["tini", "-g", "--", "/startup/docker-entrypoint.sh"],
        command: &["neo4j"],
        working_dir: "/var/lib/neo4j",
        volumes: &["/data", "/logs"],
        behaviour: Behaviour {
            moments: &[
                out(1500, "INFO  Starting..."),
                out(4500, "INFO  ======== Neo4j 2026.06.0 ========"),
                out(3000, "INFO  Bolt enabled on 0.0.0.0:7687."),
                out(400, "INFO  HTTP enabled on 0.0.0.0:7474."),
                out(50, "INFO  Started."),
                READY,
            ],
            stop: ends(
                1500,
                0,
                &[
                    "INFO  Neo4j Server shutdown initiated by request",
                    "INFO  Stopped.",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "redis",
        tag: "7.4",
        repository: "docker-library/repo-info",
        taken: "2026-09",
        exposed: &[(6379, TCP)],
        env: &["REDIS_VERSION=7.4.11"],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["redis-server"],
        working_dir: "/data",
        volumes: &["/data"],
        behaviour: Behaviour {
            moments: &[
                out(20, "1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"),
                out(
                    5,
                    "1:C # Warning: no config file specified, using the default config.",
                ),
                out(10, "1:M * Running mode=standalone, port=6379."),
                out(10, "1:M * Ready to accept connections tcp"),
                READY,
            ],
            stop: ends(
                40,
                0,
                &[
                    "1:signal-handler Received SIGTERM scheduling shutdown...",
                    "1:M # Redis is now ready to exit, bye bye...",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "rethinkdb",
        tag: "2.4",
        repository: "rethinkdb/rethinkdb-dockerfiles",
        taken: "2023-12",
        exposed: &[(28015, TCP), (29015, TCP), (8080, TCP)],
        env: &["RETHINKDB_PACKAGE_VERSION=2.4.4~0bookworm"],
        command: &["rethinkdb", "--bind", "all"],
        working_dir: "/data",
        volumes: &["/data"],
        behaviour: Behaviour {
            moments: &[
                out(200, "Running rethinkdb 2.4.4~0bookworm..."),
                out(300, "Listening for intracluster connections on port 29015"),
                out(10, "Listening for client driver connections on port 28015"),
                out(
                    10,
                    "Listening for administrative HTTP connections on port 8080",
                ),
                out(10, "Server ready"),
                READY,
            ],
            stop: ends(
                200,
                0,
                &[
                    "Server got SIGTERM; shutting down...",
                    "All client connections closed.",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "solr",
        tag: "9.10",
        repository: "apache/solr-docker",
        taken: "2026-03",
        is_same_in_every_release: false,
        exposed: &[(8983, TCP)],
        inherited: JAVA_17,
        env: &[
            "PATH=/opt/solr/bin:/opt/solr/docker/scripts:/opt/solr/prometheus-exporter/bin:/opt/solr/cross-dc-manager/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "SOLR_USER=solr",
            "SOLR_UID=8983",
            "SOLR_GROUP=solr",
            "SOLR_GID=8983",
            "SOLR_INCLUDE=/etc/default/solr.in.sh",
            "SOLR_HOME=/var/solr/data",
            "SOLR_PID_DIR=/var/solr",
            "SOLR_LOGS_DIR=/var/solr/logs",
            "LOG4J_PROPS=/var/solr/log4j2.xml",
            "SOLR_JETTY_HOST=0.0.0.0",
            "SOLR_ZK_EMBEDDED_HOST=0.0.0.0",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["solr-foreground"],
        user: "8983",
        home: "/home/solr",
        working_dir: "/opt/solr",
        volumes: &["/var/solr"],
        behaviour: Behaviour {
            moments: &[
                out(600, "Starting Solr"),
                out(
                    2500,
                    "INFO  (main) [] o.e.j.s.Server jetty-10.0; built: docker",
                ),
                out(
                    1800,
                    "INFO  (main) [] o.e.j.s.AbstractConnector Started ServerConnector{0.0.0.0:8983}",
                ),
                READY,
            ],
            stop: ends(600, 143, &[]),
        },
        ..PLAIN
    },
];
