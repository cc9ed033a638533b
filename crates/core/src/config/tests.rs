//! The canonical model of small files, in each tool's way.

use super::*;
use crate::analysis::{Analysis, Settings};
use crate::profile::{Engine, Profile};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

fn check(dialect: Dialect, text: &str, want: Expect) {
    let settings = Settings {
        project: "shop".to_owned(),
        profile: Some(Profile {
            engine: Engine::V20_10,
            dialect,
        }),
        working_dir: "/srv/shop".to_owned(),
        home: "/home/me".to_owned(),
        variables: BTreeMap::from([("TAG".to_owned(), "16".to_owned())]),
        ..Settings::default()
    };
    let files = BTreeMap::from([(".env".to_owned(), "A=1\nB=two words\n".to_owned())]);
    let analysis = Analysis::new(text, &settings, &files);
    let document = config(&analysis.loaded, dialect);
    want.assert_eq(&serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn a_file_of_the_first_format_as_docker_compose_1_29_prints_it() {
    check(
        Dialect::V1_29,
        "web:\n  build: .\n  command: python app.py\n  environment:\n  - LANG=C\n  - NOT_SET\n  links: [db, 'db:store']\n  \
         ports: ['8000:8000', '127.0.0.1:9000-9001:90-91/udp', '127.0.0.1::5', 99]\n\
         job:\n  image: busybox:$TAG\n  net: container:db\n  volumes_from: [db]\n  restart: on-failure:3\n  \
         volumes: ['~/configs:/etc/configs/:ro', /anon, 'named:/x']\n\
         db:\n  image: postgres\n  env_file: .env\n  command: echo $$HOME\n",
        expect![[r#"
            {
              "services": {
                "db": {
                  "command": "echo $$HOME",
                  "environment": {
                    "A": "1",
                    "B": "two words"
                  },
                  "image": "postgres",
                  "network_mode": "bridge"
                },
                "job": {
                  "image": "busybox:16",
                  "network_mode": "service:db",
                  "restart": "on-failure:3",
                  "volumes": [
                    "/home/me/configs:/etc/configs:ro",
                    "/anon",
                    "named:/x:rw"
                  ],
                  "volumes_from": [
                    "service:db:rw"
                  ]
                },
                "web": {
                  "build": {
                    "context": "/srv/shop"
                  },
                  "command": "python app.py",
                  "environment": {
                    "LANG": "C",
                    "NOT_SET": null
                  },
                  "links": [
                    "db",
                    "db:store"
                  ],
                  "network_mode": "bridge",
                  "ports": [
                    "8000:8000/tcp",
                    "127.0.0.1:9000:90/udp",
                    "127.0.0.1:9001:91/udp",
                    "127.0.0.1::5/tcp",
                    "99/tcp"
                  ]
                }
              },
              "version": "1"
            }"#]],
    );
}

#[test]
fn a_compose_file_as_docker_compose_1_29_prints_it() {
    check(
        Dialect::V1_29,
        COMPOSE,
        expect![[r#"
            {
              "networks": {
                "front": {
                  "driver": "bridge"
                }
              },
              "services": {
                "cache": {
                  "healthcheck": {
                    "interval": "90s",
                    "retries": 3,
                    "start_period": "1500ms",
                    "test": "redis-cli ping"
                  },
                  "image": "redis",
                  "restart": "no",
                  "volumes": [
                    "/home/me/configs:/etc/configs:ro",
                    "/anon",
                    "named:/x:rw",
                    "/srv/shop/app:/app:z"
                  ]
                },
                "db": {
                  "environment": {
                    "A": "yes",
                    "B": "two words",
                    "N": null
                  },
                  "expose": [
                    5432,
                    "53/udp"
                  ],
                  "image": "postgres",
                  "network_mode": "bridge",
                  "volumes_from": [
                    "service:cache:rw"
                  ]
                },
                "web": {
                  "build": {
                    "args": {
                      "X": "1"
                    },
                    "context": "/srv/shop/app",
                    "target": "t"
                  },
                  "depends_on": {
                    "cache": {
                      "condition": "service_healthy"
                    }
                  },
                  "deploy": {
                    "replicas": 2
                  },
                  "extra_hosts": [
                    "a:1.2.3.4"
                  ],
                  "links": [
                    "db"
                  ],
                  "networks": {
                    "default": null,
                    "front": {
                      "aliases": [
                        "w"
                      ]
                    }
                  },
                  "ports": [
                    {
                      "published": 8000,
                      "target": 8000
                    },
                    "127.0.0.1:9000:90/udp",
                    {
                      "published": "10-11",
                      "target": 5
                    },
                    {
                      "target": 99
                    }
                  ]
                }
              },
              "version": "3.9",
              "volumes": {
                "named": {},
                "unused": {}
              }
            }"#]],
    );
}

#[test]
fn a_compose_file_as_compose_2_prints_it() {
    check(
        Dialect::V2,
        COMPOSE,
        expect![[r#"
            {
              "name": "shop",
              "services": {
                "cache": {
                  "healthcheck": {
                    "test": [
                      "CMD-SHELL",
                      "redis-cli ping"
                    ],
                    "interval": "1m30s",
                    "retries": 3,
                    "start_period": "1.5s"
                  },
                  "image": "redis",
                  "networks": {
                    "default": null
                  },
                  "restart": "no",
                  "volumes": [
                    {
                      "type": "bind",
                      "source": "/home/me/configs",
                      "target": "/etc/configs",
                      "read_only": true,
                      "bind": {
                        "create_host_path": true
                      }
                    },
                    {
                      "type": "volume",
                      "target": "/anon",
                      "volume": {}
                    },
                    {
                      "type": "volume",
                      "source": "named",
                      "target": "/x",
                      "volume": {}
                    },
                    {
                      "type": "bind",
                      "source": "/srv/shop/app",
                      "target": "/app",
                      "bind": {
                        "selinux": "z",
                        "create_host_path": true
                      }
                    }
                  ]
                },
                "db": {
                  "depends_on": {
                    "cache": {
                      "condition": "service_started",
                      "required": true
                    }
                  },
                  "environment": {
                    "A": "yes",
                    "B": "two words",
                    "N": null
                  },
                  "expose": [
                    "5432",
                    "53/udp"
                  ],
                  "image": "postgres",
                  "network_mode": "bridge",
                  "volumes_from": [
                    "cache"
                  ]
                },
                "web": {
                  "build": {
                    "context": "/srv/shop/app",
                    "dockerfile": "Dockerfile",
                    "args": {
                      "X": "1"
                    },
                    "target": "t"
                  },
                  "depends_on": {
                    "cache": {
                      "condition": "service_healthy",
                      "required": true
                    },
                    "db": {
                      "condition": "service_started",
                      "restart": true,
                      "required": true
                    }
                  },
                  "deploy": {
                    "replicas": 2
                  },
                  "extra_hosts": [
                    "a=1.2.3.4"
                  ],
                  "links": [
                    "db"
                  ],
                  "networks": {
                    "default": null,
                    "front": {
                      "aliases": [
                        "w"
                      ]
                    }
                  },
                  "ports": [
                    {
                      "mode": "ingress",
                      "target": 8000,
                      "published": "8000",
                      "protocol": "tcp"
                    },
                    {
                      "mode": "ingress",
                      "host_ip": "127.0.0.1",
                      "target": 90,
                      "published": "9000",
                      "protocol": "udp"
                    },
                    {
                      "mode": "ingress",
                      "target": 5,
                      "published": "10-11",
                      "protocol": "tcp"
                    },
                    {
                      "mode": "ingress",
                      "target": 99,
                      "protocol": "tcp"
                    }
                  ]
                }
              },
              "networks": {
                "default": {
                  "name": "shop_default"
                },
                "front": {
                  "name": "shop_front",
                  "driver": "bridge"
                }
              },
              "volumes": {
                "named": {
                  "name": "shop_named"
                }
              }
            }"#]],
    );
}

const COMPOSE: &str = "\
services:
  web:
    build: {context: ./app, args: {X: 1}, target: t}
    links: [db]
    ports: ['8000:8000', '127.0.0.1:9000:90/udp', '10-11:5', 99]
    extra_hosts: ['a:1.2.3.4']
    depends_on: {cache: {condition: service_healthy}}
    deploy: {replicas: 2}
    networks: {front: {aliases: [w]}, default: }
  cache:
    image: redis
    volumes: ['~/configs:/etc/configs/:ro', /anon, 'named:/x', './app:/app:z']
    healthcheck: {test: redis-cli ping, interval: 90s, retries: 3, start_period: 1500ms}
    restart: 'no'
  db:
    image: postgres
    env_file: .env
    environment: {A: 'yes', N: }
    network_mode: bridge
    volumes_from: [cache]
    expose: [5432, 53/udp]
volumes:
  named:
  unused:
networks:
  front: {driver: bridge}
";
