use super::*;
use crate::analysis::{Analysis, Settings};
use crate::profile::{Engine, Profile};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

fn check(dialect: Dialect, text: &str, want: Expect) {
    let settings = Settings {
        project: "shop".to_owned(),
        profile: Some(Profile { engine: Engine::V20_10, dialect }),
        working_dir: "/srv/shop".to_owned(),
        home: "/home/me".to_owned(),
        variables: BTreeMap::from([("TAG".to_owned(), "16".to_owned())]),
        ..Settings::default()
    };
    let files = BTreeMap::from([(".env".to_owned(), "A=1\nB=two words\n".to_owned())]);
    let analysis = Analysis::new(text, &settings, &files);
    let document = config(&ConfigInput {
        project: &analysis.project,
        dialect,
        working_dir: &settings.working_dir,
        home: &settings.home,
    });
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
        expect![[""]],
    );
}

#[test]
fn a_compose_file_as_docker_compose_1_29_prints_it() {
    check(Dialect::V1_29, COMPOSE, expect![[""]]);
}

#[test]
fn a_compose_file_as_compose_2_prints_it() {
    check(Dialect::V2, COMPOSE, expect![[""]]);
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
