//! Web servers and proxies.

use super::bases::JAVA_21;
use super::{Behaviour, OfficialImage, PLAIN, READY, TCP, UDP, at, ends, err, out};
use crate::images::What::NeedsFile;

pub(super) static IMAGES: &[OfficialImage] = &[
    OfficialImage {
        name: "caddy",
        tag: "2.11",
        repository: "caddyserver/caddy-docker",
        taken: "2026-03",
        is_same_in_every_release: false,
        exposed: &[(80, TCP), (443, TCP), (443, UDP), (2019, TCP)],
        env: &[
            "CADDY_VERSION=v2.11.2",
            "XDG_CONFIG_HOME=/config",
            "XDG_DATA_HOME=/data",
        ],
        command: &[
            "caddy",
            "run",
            "--config",
            "/etc/caddy/Caddyfile",
            "--adapter",
            "caddyfile",
        ],
        working_dir: "/srv",
        behaviour: Behaviour {
            moments: &[
                err(
                    60,
                    "{\"level\":\"info\",\"msg\":\"using config from file\",\"file\":\"/etc/caddy/Caddyfile\"}",
                ),
                err(
                    20,
                    "{\"level\":\"info\",\"logger\":\"admin\",\"msg\":\"admin endpoint started\",\"address\":\"localhost:2019\"}",
                ),
                err(
                    30,
                    "{\"level\":\"info\",\"msg\":\"serving initial configuration\"}",
                ),
                READY,
            ],
            stop: ends(
                50,
                0,
                &[
                    "{\"level\":\"info\",\"msg\":\"shutting down apps, then terminating\",\"signal\":\"SIGTERM\"}",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "haproxy",
        tag: "3.2",
        repository: "docker-library/haproxy",
        taken: "2026-07",
        is_same_in_every_release: false,
        env: &[
            "HAPROXY_VERSION=3.2.21",
            "HAPROXY_URL=https://www.haproxy.org/download/3.2/src/haproxy-3.2.21.tar.gz",
            "HAPROXY_SHA256=0cb8818a26c5f888e0cb1c40f1b3acb9fb952527d1733f769ce688fedd680339",
        ],
        entrypoint: &["docker-entrypoint.sh"],
        command: &["haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
        user: "haproxy",
        home: "/var/lib/haproxy",
        working_dir: "/var/lib/haproxy",
        stop_signal: "SIGUSR1",
        behaviour: Behaviour {
            moments: &[
                at(
                    40,
                    NeedsFile {
                        path: "/usr/local/etc/haproxy/haproxy.cfg",
                        lines: &[
                            "[ALERT]    (1) : config : Cannot open configuration file/directory /usr/local/etc/haproxy/haproxy.cfg",
                        ],
                        code: 1,
                    },
                ),
                err(60, "[NOTICE]   (1) : New worker (8) forked"),
                err(20, "[NOTICE]   (1) : Loading success."),
                READY,
            ],
            stop: ends(
                60,
                0,
                &[
                    "[NOTICE]   (1) : haproxy version is 3.2.21",
                    "[WARNING]  (1) : All workers exited. Exiting... (0)",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "httpd",
        tag: "2.4",
        repository: "docker-library/httpd",
        taken: "2026-06",
        exposed: &[(80, TCP)],
        env: &[
            "PATH=/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HTTPD_PREFIX=/usr/local/apache2",
            "HTTPD_VERSION=2.4.68",
            "HTTPD_SHA256=68c74d4df38c26bed4dfbdb8f3baf1eb532f3872357becc1bba5d136f6b63c06",
            "HTTPD_PATCHES=",
        ],
        command: &["httpd-foreground"],
        working_dir: "/usr/local/apache2",
        stop_signal: "SIGWINCH",
        behaviour: Behaviour {
            moments: &[
                err(
                    60,
                    "AH00558: httpd: Could not reliably determine the server's fully qualified domain name",
                ),
                err(
                    40,
                    "[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.68 (Unix) configured -- resuming normal operations",
                ),
                err(
                    0,
                    "[core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'",
                ),
                READY,
            ],
            stop: ends(
                100,
                0,
                &[
                    "[mpm_event:notice] [pid 1:tid 1] AH00492: caught SIGWINCH, shutting down gracefully",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "jetty",
        tag: "12.1-jdk21",
        repository: "docker-library/repo-info",
        taken: "2026-08",
        exposed: &[(8080, TCP)],
        inherited: JAVA_21,
        env: &[
            "PATH=/usr/local/jetty/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "JAVA_VERSION=jdk-21.0.11+10",
            "JETTY_VERSION=12.1.11",
            "JETTY_HOME=/usr/local/jetty",
            "JETTY_BASE=/var/lib/jetty",
            "TMPDIR=/tmp/jetty",
            "JETTY_TGZ_URL=https://repo1.maven.org/maven2/org/eclipse/jetty/jetty-home/12.1.11/jetty-home-12.1.11.tar.gz",
            "JETTY_GPG_KEYS=AED5EE6C45D0FE8D5D1B164F27DED4BF6216DB8F \t2A684B57436A81FA8706B53C61C3351A438A3B7D \t5989BAF76217B843D66BE55B2D0E1FB8FE4B68B4 \tB59B67FD7904984367F931800818D9D68FB67BAC \tBFBB21C246D7776836287A48A04E0C74ABB35FEA \t8B096546B1A8F02656B15D3B1677D141BCF3584D \tF254B35617DC255D9344BCFA873A8E86B4372146 \tE22488CC94F63E3FC928536C4241C08270D999C3",
        ],
        entrypoint: &["/docker-entrypoint.sh"],
        command: &["java", "-jar", "/usr/local/jetty/start.jar"],
        user: "jetty",
        home: "/var/lib/jetty",
        working_dir: "/var/lib/jetty",
        behaviour: Behaviour {
            moments: &[
                out(900, "INFO :oejs.Server:main: jetty-12.1.11"),
                out(
                    700,
                    "INFO :oejs.AbstractConnector:main: Started ServerConnector{HTTP/1.1}{0.0.0.0:8080}",
                ),
                out(10, "INFO :oejs.Server:main: Started oejs.Server{STARTING}"),
                READY,
            ],
            stop: ends(
                300,
                143,
                &["INFO :oejs.Server:JettyShutdownThread: Stopped oejs.Server{STOPPING}"],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "nginx",
        tag: "1.29",
        repository: "nginx/docker-nginx",
        taken: "2026-04",
        exposed: &[(80, TCP)],
        env: &[
            "NGINX_VERSION=1.29.8",
            "NJS_VERSION=0.9.6",
            "NJS_RELEASE=1~trixie",
            "ACME_VERSION=0.3.1",
            "PKG_RELEASE=1~trixie",
            "DYNPKG_RELEASE=1~trixie",
        ],
        entrypoint: &["/docker-entrypoint.sh"],
        command: &["nginx", "-g", "daemon off;"],
        stop_signal: "SIGQUIT",
        behaviour: Behaviour {
            moments: &[
                out(
                    20,
                    "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
                ),
                out(
                    60,
                    "/docker-entrypoint.sh: Configuration complete; ready for start up",
                ),
                err(20, "[notice] 1#1: using the \"epoll\" event method"),
                err(0, "[notice] 1#1: nginx/1.29.8"),
                err(5, "[notice] 1#1: start worker processes"),
                READY,
            ],
            stop: ends(
                60,
                0,
                &[
                    "[notice] 1#1: signal 3 (SIGQUIT) received, shutting down",
                    "[notice] 1#1: exit",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "tomcat",
        tag: "10.1",
        repository: "docker-library/tomcat",
        taken: "2026-08",
        exposed: &[(8080, TCP)],
        inherited: JAVA_21,
        env: &[
            "PATH=/usr/local/tomcat/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "CATALINA_HOME=/usr/local/tomcat",
            "TOMCAT_NATIVE_LIBDIR=/usr/local/tomcat/native-jni-lib",
            "LD_LIBRARY_PATH=/usr/local/tomcat/native-jni-lib",
            "TOMCAT_MAJOR=10",
            "TOMCAT_VERSION=10.1.59",
            "TOMCAT_SHA512=992a8e88fc9c0338445f018a1e4a2757c9e71708dba795e2864c9b1613f2b3b9b19c048e787682deae6d6bff9971defc746e31282085d52ef1d32192e09f7a0f",
        ],
        command: &["catalina.sh", "run"],
        working_dir: "/usr/local/tomcat",
        behaviour: Behaviour {
            moments: &[
                err(
                    700,
                    "INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version name: Apache Tomcat/10.1.59",
                ),
                err(
                    600,
                    "INFO [main] org.apache.coyote.AbstractProtocol.start Starting ProtocolHandler [\"http-nio-8080\"]",
                ),
                err(
                    20,
                    "INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [81] milliseconds",
                ),
                READY,
            ],
            stop: ends(
                400,
                143,
                &[
                    "INFO [Thread-1] org.apache.coyote.AbstractProtocol.stop Stopping ProtocolHandler [\"http-nio-8080\"]",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "traefik",
        tag: "v3.7",
        repository: "traefik/traefik-library-image",
        taken: "2026-08",
        exposed: &[(80, TCP)],
        entrypoint: &["/entrypoint.sh"],
        command: &["traefik"],
        behaviour: Behaviour {
            moments: &[
                out(80, "INF Traefik version 3.7 built version=3.7"),
                out(
                    20,
                    "INF Starting provider aggregator *aggregator.ProviderAggregator",
                ),
                READY,
            ],
            stop: ends(
                60,
                0,
                &[
                    "INF I have to go...",
                    "INF Stopping server gracefully",
                    "INF Shutting down",
                ],
            ),
        },
        ..PLAIN
    },
    OfficialImage {
        name: "varnish",
        tag: "stable",
        repository: "varnish/docker-varnish",
        taken: "2026-07",
        is_same_in_every_release: false,
        exposed: &[(80, TCP), (8443, TCP)],
        env: &["VARNISH_SIZE=100M"],
        entrypoint: &["/usr/local/bin/docker-varnish-entrypoint"],
        working_dir: "/etc/varnish",
        behaviour: Behaviour {
            moments: &[
                err(
                    200,
                    "Debug: Platform: Linux,x86_64,-jnone,-smalloc,-sdefault,-hcritbit",
                ),
                err(200, "Debug: Child (21) Started"),
                err(100, "Info: Child (21) said Child starts"),
                READY,
            ],
            stop: ends(
                200,
                0,
                &["Info: manager stopping child", "Info: manager dies"],
            ),
        },
        ..PLAIN
    },
];
