//! What the rules of good practice find, and where they keep silent.

use super::{check_rule, settings};
use crate::analysis::Analysis;
use crate::diagnostics::safe_edits;
use crate::text::apply_edits;
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

/// The text after the safe fixes of one rule.
fn check_fix(rule: &str, text: &str, want: Expect) {
    let analysis = Analysis::new(text, &settings(None), &BTreeMap::new());
    let mut found = analysis.diagnostics;
    found.retain(|it| it.name == rule);
    want.assert_eq(&apply_edits(text, &safe_edits(&found)).0);
}

#[test]
fn images_need_a_version_unless_they_are_built_or_chosen_elsewhere() {
    check_rule(
        "image-without-tag",
        r#"
services:
  a:
    image: nginx
  b:
    image: docker.io/library/redis:latest
  c:
    image: localhost:5000/team/app
  d:
    image: localhost:5000/team/app:2
  e:
    image: postgres@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  f:
    image: example/app
    build: .
  g:
    image: example/app
  h:
    image: example/tool:${TOOL_TAG:-latest}
  i:
    image: scratch
"#,
        expect![[r#"

            services:
              a:
                image: nginx
                       ^^^^^ hint[I001]: which version of `nginx` runs depends on the day it is pulled
              help: name a version: `nginx:VERSION`
              b:
                image: docker.io/library/redis:latest
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[I001]: which version of `redis` runs depends on the day it is pulled
              help: name a version: `redis:VERSION`
              c:
                image: localhost:5000/team/app
                       ^^^^^^^^^^^^^^^^^^^^^^^ hint[I001]: which version of `localhost:5000/team/app` runs depends on the day it is pulled
              help: name a version: `localhost:5000/team/app:VERSION`
              d:
                image: localhost:5000/team/app:2
              e:
                image: postgres@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
              f:
                image: example/app
                build: .
              g:
                image: example/app
              h:
                image: example/tool:${TOOL_TAG:-latest}
              i:
                image: scratch
        "#]],
    );
}

#[test]
fn a_digest_is_asked_for_where_nothing_is_built() {
    check_rule(
        "image-without-digest",
        "services:\n  a:\n    image: nginx:1.27\n  b:\n    image: app\n    build: .\n  c:\n    image: nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
        expect![[r#"
            services:
              a:
                image: nginx:1.27
                       ^^^^^^^^^^ hint[I002]: `nginx:1.27` can become another image
              help: add its digest: `docker image inspect --format '{{.RepoDigests}}' nginx:1.27` shows it
              b:
                image: app
                build: .
              c:
                image: nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        "#]],
    );
}

#[test]
fn equal_builds_may_share_a_name() {
    check_rule(
        "same-tag-from-two-builds",
        r#"
services:
  a:
    image: app
    build: .
  b:
    image: app:latest
    build: {context: .}
  c:
    image: app
    build:
      context: .
      target: worker
"#,
        expect![[r#"

            services:
              a:
                image: app
                build: .
              b:
                image: app:latest
                build: {context: .}
              c:
                image: app
                       ^^^ warning[I003]: this build takes the name `app` from that of `a`
              label, line 4: the other build
              help: give each image a name of its own, or leave `image` out
                build:
                  context: .
                  target: worker
        "#]],
    );
}

#[test]
fn tags_without_a_number_move() {
    check_rule(
        "moving-tag",
        "services:\n  a:\n    image: nginx:alpine\n  b:\n    image: nginx:1-alpine\n  c:\n    image: nginx\n  d:\n    image: app:dev\n    build: .\n",
        expect![[r#"
            services:
              a:
                image: nginx:alpine
                       ^^^^^^^^^^^^ hint[I004]: `alpine` is another image after each release
              help: name a tag with a number
              b:
                image: nginx:1-alpine
              c:
                image: nginx
              d:
                image: app:dev
                build: .
        "#]],
    );
}

const UNUSED: &str = r#"
services:
  web:
    image: nginx:1.27
    volumes:
      - data:/data
      - type: volume
        source: long
        target: /long
    networks: [front]
    secrets: [short, {source: long}]
    configs: [site]
  later:
    image: alpine:3.20
    profiles: [later]
    volumes: ["for-later:/data"]
    networks:
      inner: {aliases: [x]}
  builder:
    build:
      context: .
      secrets: [for-build]
volumes:
  data:
  long: {}
  for-later:
  old: # kept for nobody
    driver: local

  # the last one
  other:
networks:
  default:
    driver: bridge
  front:
  inner:
  back: {internal: true}
secrets:
  short: {file: ./a}
  long: {file: ./b}
  for-build: {environment: A}
  nobody: {file: ./c}
configs:
  site: {file: ./d}
  nobody: {file: ./e}
x-notes: none
"#;

#[test]
fn what_nobody_uses_is_told_and_services_of_other_profiles_count() {
    check_rule(
        "unused-volume",
        UNUSED,
        expect![[r#"

        services:
          web:
            image: nginx:1.27
            volumes:
              - data:/data
              - type: volume
                source: long
                target: /long
            networks: [front]
            secrets: [short, {source: long}]
            configs: [site]
          later:
            image: alpine:3.20
            profiles: [later]
            volumes: ["for-later:/data"]
            networks:
              inner: {aliases: [x]}
          builder:
            build:
              context: .
              secrets: [for-build]
        volumes:
          data:
          long: {}
          for-later:
          old: # kept for nobody
          ^^^ hint[U001]: no service uses the volume `old`
          help: delete it, or name it under `volumes` of a service
          fix: Delete `old`
            driver: local

          # the last one
          other:
          ^^^^^ hint[U001]: no service uses the volume `other`
          help: delete it, or name it under `volumes` of a service
          fix: Delete `other`
        networks:
          default:
            driver: bridge
          front:
          inner:
          back: {internal: true}
        secrets:
          short: {file: ./a}
          long: {file: ./b}
          for-build: {environment: A}
          nobody: {file: ./c}
        configs:
          site: {file: ./d}
          nobody: {file: ./e}
        x-notes: none
    "#]],
    );
    check_rule(
        "unused-network",
        UNUSED,
        expect![[r#"

        services:
          web:
            image: nginx:1.27
            volumes:
              - data:/data
              - type: volume
                source: long
                target: /long
            networks: [front]
            secrets: [short, {source: long}]
            configs: [site]
          later:
            image: alpine:3.20
            profiles: [later]
            volumes: ["for-later:/data"]
            networks:
              inner: {aliases: [x]}
          builder:
            build:
              context: .
              secrets: [for-build]
        volumes:
          data:
          long: {}
          for-later:
          old: # kept for nobody
            driver: local

          # the last one
          other:
        networks:
          default:
            driver: bridge
          front:
          inner:
          back: {internal: true}
          ^^^^ hint[U002]: no service is on the network `back`
          help: delete it, or name it under `networks` of a service
          fix: Delete `back`
        secrets:
          short: {file: ./a}
          long: {file: ./b}
          for-build: {environment: A}
          nobody: {file: ./c}
        configs:
          site: {file: ./d}
          nobody: {file: ./e}
        x-notes: none
    "#]],
    );
    check_rule(
        "unused-secret",
        UNUSED,
        expect![[r#"

        services:
          web:
            image: nginx:1.27
            volumes:
              - data:/data
              - type: volume
                source: long
                target: /long
            networks: [front]
            secrets: [short, {source: long}]
            configs: [site]
          later:
            image: alpine:3.20
            profiles: [later]
            volumes: ["for-later:/data"]
            networks:
              inner: {aliases: [x]}
          builder:
            build:
              context: .
              secrets: [for-build]
        volumes:
          data:
          long: {}
          for-later:
          old: # kept for nobody
            driver: local

          # the last one
          other:
        networks:
          default:
            driver: bridge
          front:
          inner:
          back: {internal: true}
        secrets:
          short: {file: ./a}
          long: {file: ./b}
          for-build: {environment: A}
          nobody: {file: ./c}
          ^^^^^^ hint[U003]: no service uses the secret `nobody`
          help: delete it, or name it under `secrets` of a service
          fix: Delete `nobody`
        configs:
          site: {file: ./d}
          nobody: {file: ./e}
        x-notes: none
    "#]],
    );
    check_rule(
        "unused-config",
        UNUSED,
        expect![[r#"

        services:
          web:
            image: nginx:1.27
            volumes:
              - data:/data
              - type: volume
                source: long
                target: /long
            networks: [front]
            secrets: [short, {source: long}]
            configs: [site]
          later:
            image: alpine:3.20
            profiles: [later]
            volumes: ["for-later:/data"]
            networks:
              inner: {aliases: [x]}
          builder:
            build:
              context: .
              secrets: [for-build]
        volumes:
          data:
          long: {}
          for-later:
          old: # kept for nobody
            driver: local

          # the last one
          other:
        networks:
          default:
            driver: bridge
          front:
          inner:
          back: {internal: true}
        secrets:
          short: {file: ./a}
          long: {file: ./b}
          for-build: {environment: A}
          nobody: {file: ./c}
        configs:
          site: {file: ./d}
          nobody: {file: ./e}
          ^^^^^^ hint[U004]: no service uses the config `nobody`
          help: delete it, or name it under `configs` of a service
          fix: Delete `nobody`
        x-notes: none
    "#]],
    );
}

#[test]
fn deleting_what_nobody_uses_leaves_the_rest_as_it_is() {
    check_fix(
        "unused-volume",
        UNUSED,
        expect![[r#"

        services:
          web:
            image: nginx:1.27
            volumes:
              - data:/data
              - type: volume
                source: long
                target: /long
            networks: [front]
            secrets: [short, {source: long}]
            configs: [site]
          later:
            image: alpine:3.20
            profiles: [later]
            volumes: ["for-later:/data"]
            networks:
              inner: {aliases: [x]}
          builder:
            build:
              context: .
              secrets: [for-build]
        volumes:
          data:
          long: {}
          for-later:

          # the last one
        networks:
          default:
            driver: bridge
          front:
          inner:
          back: {internal: true}
        secrets:
          short: {file: ./a}
          long: {file: ./b}
          for-build: {environment: A}
          nobody: {file: ./c}
        configs:
          site: {file: ./d}
          nobody: {file: ./e}
        x-notes: none
    "#]],
    );
}

#[test]
fn a_section_of_which_nothing_is_used_goes_as_a_whole() {
    check_fix(
        "unused-volume",
        "services:\n  a:\n    image: alpine:3.20\nvolumes:\n  x:\n  y: {}\nname: n\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
            name: n
        "#]],
    );
    check_fix(
        "unused-network",
        "{\"services\": {\"a\": {\"image\": \"alpine:3.20\"}}, \"networks\": {\"x\": {}}}\n",
        expect![[r#"
            {"services": {"a": {"image": "alpine:3.20"}}, "networks": {"x": {}}}
        "#]],
    );
    check_fix(
        "unused-volume",
        "services:\n  a:\n    image: alpine:3.20\nvolumes:\n  x: &shared\n    driver: local\n  y: *shared\nname: n\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
            volumes:
              x: &shared
                driver: local
              y: *shared
            name: n
        "#]],
    );
}

#[test]
fn a_name_from_a_variable_may_be_any() {
    check_rule(
        "unused-volume",
        "services:\n  a:\n    image: alpine:3.20\n    volumes: [\"${NAME:-x}:/data\"]\nvolumes:\n  x:\n  y:\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
                volumes: ["${NAME:-x}:/data"]
            volumes:
              x:
              y:
        "#]],
    );
}

#[test]
fn ports_without_quotes_are_numbers_to_some() {
    let text = r#"
services:
  a:
    image: alpine:3.20
    ports:
      - 8080:80
      - 2222:22
      - "22:22"
      - 3000
      - 127.0.0.1:53:53
      - 53:53/udp
  b:
    image: alpine:3.20
    ports: [443:443]
"#;
    check_rule(
        "unquoted-port",
        text,
        expect![[r#"

        services:
          a:
            image: alpine:3.20
            ports:
              - 8080:80
                ^^^^^^^ hint[P010]: `8080:80` is a text only thanks to its last number, which is 60 or more
          help: put all ports in quotes: `22:22` would be a number
          fix: Put the ports of the file in quotes
              - 2222:22
                ^^^^^^^ hint[P010]: `2222:22` is the number 133342 to docker-compose 1.29 and to other programs
          help: put it in quotes
          fix: Put it in quotes
              - "22:22"
              - 3000
              - 127.0.0.1:53:53
              - 53:53/udp
          b:
            image: alpine:3.20
            ports: [443:443]
    "#]],
    );
    check_fix(
        "unquoted-port",
        text,
        expect![[r#"

        services:
          a:
            image: alpine:3.20
            ports:
              - "8080:80"
              - "2222:22"
              - "22:22"
              - 3000
              - 127.0.0.1:53:53
              - 53:53/udp
          b:
            image: alpine:3.20
            ports: ["443:443"]
    "#]],
    );
}

#[test]
fn docker_compose_1_29_reads_numbers_there() {
    check_rule(
        "unquoted-port",
        "a:\n  image: alpine:3.20\n  ports:\n    - 22:22\n    - 8080:80\n",
        expect![[r#"
            a:
              image: alpine:3.20
              ports:
                - 22:22
                  ^^^^^ warning[P010]: `22:22` is the number 1342 here: hours and minutes, in base 60
              help: put it in quotes
              unsafe fix: Put it in quotes
                - 8080:80
                  ^^^^^^^ hint[P010]: `8080:80` is a text only thanks to its last number, which is 60 or more
              help: put all ports in quotes: `22:22` would be a number
              fix: Put the ports of the file in quotes
        "#]],
    );
}

#[test]
fn volumes_without_a_name_lose_data_unless_they_cover_a_mount() {
    check_rule(
        "anonymous-volume",
        r#"
services:
  a:
    image: alpine:3.20
    volumes:
      - /data
      - .:/app
      - /app/cache
      - /srv/node_modules
      - type: volume
        target: /long
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                volumes:
                  - /data
                    ^^^^^ hint[V010]: what `a` keeps in `/data` is lost to it after `down`
              help: give the volume a name: `a-data:/data`, and declare it under `volumes`
                  - .:/app
                  - /app/cache
                  - /srv/node_modules
                  - type: volume
                    ^^^^^^^^^^^^^ hint[V010]: what `a` keeps in `/long` is lost to it after `down`
              help: give the volume a name: `a-data:/long`, and declare it under `volumes`
                    target: /long
        "#]],
    );
}

#[test]
fn a_full_path_from_a_home_is_personal() {
    check_rule(
        "personal-path",
        r#"
services:
  a:
    image: alpine:3.20
    volumes:
      - /home/alice/site:/a
      - /Users/alice/site:/b
      - C:\Users\alice\site:/c
      - /home:/d
      - ./home/alice:/e
      - ${DIR:-/srv}:/f
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                volumes:
                  - /home/alice/site:/a
                    ^^^^^^^^^^^^^^^^^^^ hint[V011]: `/home/alice/site` is there on one machine only
              help: use a path in the project, such as `./site`, or a variable of `.env`
                  - /Users/alice/site:/b
                    ^^^^^^^^^^^^^^^^^^^^ hint[V011]: `/Users/alice/site` is there on one machine only
              help: use a path in the project, such as `./site`, or a variable of `.env`
                  - C:\Users\alice\site:/c
                    ^^^^^^^^^^^^^^^^^^^^^^ hint[V011]: `C:\Users\alice\site` is there on one machine only
              help: use a path in the project, such as `./site`, or a variable of `.env`
                  - /home:/d
                  - ./home/alice:/e
                  - ${DIR:-/srv}:/f
        "#]],
    );
}

#[test]
fn databases_need_a_place_for_their_data() {
    check_rule(
        "database-without-volume",
        r#"
services:
  a:
    image: postgres:16
  b:
    image: postgres:18
    volumes: ["b-data:/var/lib/postgresql"]
  c:
    image: mysql:8
    volumes: ["./init:/docker-entrypoint-initdb.d"]
  d:
    image: mongo:7
    tmpfs: /data/db
  e:
    image: influxdb:2.7
    volumes: ["e-data:/var/lib/influxdb2"]
  f:
    image: postgres:16
    environment: {PGDATA: /data/pg}
    volumes: ["f-data:/data"]
  g:
    image: redis:7
  h:
    image: postgres:16
    command: sh -c "pg_dumpall -h a > /backup/all"
  i:
    image: postgres:16
    command: postgres -c fsync=off
volumes:
  b-data:
  e-data:
  f-data:
"#,
        expect![[r#"

            services:
              a:
                image: postgres:16
                       ^^^^^^^^^^^ hint[V012]: the data of `a` is lost with its container
              help: mount a volume there: `a-data:/var/lib/postgresql/data`, and declare it under `volumes`
              b:
                image: postgres:18
                volumes: ["b-data:/var/lib/postgresql"]
              c:
                image: mysql:8
                       ^^^^^^^ hint[V012]: the data of `c` is lost with its container
              help: mount a volume there: `c-data:/var/lib/mysql`, and declare it under `volumes`
                volumes: ["./init:/docker-entrypoint-initdb.d"]
              d:
                image: mongo:7
                tmpfs: /data/db
              e:
                image: influxdb:2.7
                volumes: ["e-data:/var/lib/influxdb2"]
              f:
                image: postgres:16
                environment: {PGDATA: /data/pg}
                volumes: ["f-data:/data"]
              g:
                image: redis:7
              h:
                image: postgres:16
                command: sh -c "pg_dumpall -h a > /backup/all"
              i:
                image: postgres:16
                       ^^^^^^^^^^^ hint[V012]: the data of `i` is lost with its container
              help: mount a volume there: `i-data:/var/lib/postgresql/data`, and declare it under `volumes`
                command: postgres -c fsync=off
            volumes:
              b-data:
              e-data:
              f-data:
        "#]],
    );
}

#[test]
fn two_databases_may_not_share_a_folder() {
    check_rule(
        "shared-database-folder",
        r#"
services:
  a:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
  b:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data/"]
  backup:
    image: alpine:3.20
    volumes: ["data:/var/lib/postgresql/data:ro"]
  many:
    image: mysql:8
    scale: 2
    volumes: ["./mysql:/var/lib/mysql"]
volumes:
  data:
"#,
        expect![[r#"

            services:
              a:
                image: postgres:16
                volumes: ["data:/var/lib/postgresql/data"]
              b:
                image: postgres:16
                volumes: ["data:/var/lib/postgresql/data/"]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[V013]: `b` writes its data in the folder of `a`
              label, line 5: also mounted here
              help: give each its own volume
              backup:
                image: alpine:3.20
                volumes: ["data:/var/lib/postgresql/data:ro"]
              many:
                image: mysql:8
                scale: 2
                volumes: ["./mysql:/var/lib/mysql"]
                          ^^^^^^^^^^^^^^^^^^^^^^^^ warning[V013]: 2 containers of `many` write their data in one folder
              help: run one container of it
            volumes:
              data:
        "#]],
    );
}

#[test]
fn names_and_what_they_hinder() {
    let text = "services:\n  my_api:\n    image: alpine:3.20\n    container_name: api\n";
    check_rule(
        "no-project-name",
        text,
        expect![[r#"
        services:
        ^^^^^^^^ hint[X003]: the project is called after whatever folder the file lies in
          help: write `name: NAME` at the top of the file
          my_api:
            image: alpine:3.20
            container_name: api
    "#]],
    );
    check_rule(
        "fixed-container-name",
        text,
        expect![[r#"
        services:
          my_api:
            image: alpine:3.20
            container_name: api
                            ^^^ hint[X004]: there can be one container of `my_api` on this machine, and no more
          help: leave `container_name` out; others reach it as `my_api`
    "#]],
    );
    check_rule(
        "underscore-in-name",
        text,
        expect![[r#"
        services:
          my_api:
          ^^^^^^ hint[X006]: some programs do not take `my_api` for the name of a host
          help: call it `my-api`, here and wherever it is named
            image: alpine:3.20
            container_name: api
    "#]],
    );
}

#[test]
fn those_who_do_not_wait_are_told_together() {
    check_rule(
        "started-not-healthy",
        r#"
services:
  a:
    image: alpine:3.20
    depends_on: [db, cache]
  b:
    image: alpine:3.20
    depends_on:
      db: {condition: service_healthy}
  c:
    image: alpine:3.20
    links: [db]
  db:
    image: postgres:16
    healthcheck: {test: pg_isready}
  cache:
    image: redis:7
    healthcheck: {disable: true}
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                depends_on: [db, cache]
                             ^^ hint[X005]: `a` starts before `db` is ready
              label, line 15: this tells when it is
              label, line 12: so does `c`
              help: wait for it: `db: {condition: service_healthy}` under `depends_on`
              unsafe fix: Wait until `db` is healthy
              b:
                image: alpine:3.20
                depends_on:
                  db: {condition: service_healthy}
              c:
                image: alpine:3.20
                links: [db]
              db:
                image: postgres:16
                healthcheck: {test: pg_isready}
              cache:
                image: redis:7
                healthcheck: {disable: true}
        "#]],
    );
}

#[test]
fn limits_that_are_asked_for_may_stand_under_deploy() {
    let text = r#"
services:
  a:
    image: alpine:3.20
  b:
    image: alpine:3.20
    restart: "no"
    healthcheck: {disable: true}
    logging: {driver: local}
    deploy:
      resources:
        limits: {memory: 1g, pids: 10}
  c:
    image: alpine:3.20
    mem_limit: 1g
    pids_limit: 10
    deploy: {restart_policy: {condition: any}}
    logging:
      options: {max-size: 10m}
"#;
    check_rule(
        "unlimited-memory",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[Q004]: `a` may take all memory of the host
          help: add `mem_limit`, such as `mem_limit: 256m`
            image: alpine:3.20
          b:
            image: alpine:3.20
            restart: "no"
            healthcheck: {disable: true}
            logging: {driver: local}
            deploy:
              resources:
                limits: {memory: 1g, pids: 10}
          c:
            image: alpine:3.20
            mem_limit: 1g
            pids_limit: 10
            deploy: {restart_policy: {condition: any}}
            logging:
              options: {max-size: 10m}
    "#]],
    );
    check_rule(
        "unlimited-processes",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[Q005]: `a` may start any number of processes
          help: add `pids_limit`, such as `pids_limit: 100`
            image: alpine:3.20
          b:
            image: alpine:3.20
            restart: "no"
            healthcheck: {disable: true}
            logging: {driver: local}
            deploy:
              resources:
                limits: {memory: 1g, pids: 10}
          c:
            image: alpine:3.20
            mem_limit: 1g
            pids_limit: 10
            deploy: {restart_policy: {condition: any}}
            logging:
              options: {max-size: 10m}
    "#]],
    );
    check_rule(
        "no-restart-policy",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[Q006]: `a` stays down when it fails
          help: add `restart: unless-stopped`, or `restart: "no"` if it is to end
            image: alpine:3.20
          b:
            image: alpine:3.20
            restart: "no"
            healthcheck: {disable: true}
            logging: {driver: local}
            deploy:
              resources:
                limits: {memory: 1g, pids: 10}
          c:
            image: alpine:3.20
            mem_limit: 1g
            pids_limit: 10
            deploy: {restart_policy: {condition: any}}
            logging:
              options: {max-size: 10m}
    "#]],
    );
    check_rule(
        "no-healthcheck",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[Q007]: nobody can tell whether `a` works or hangs
          help: add `healthcheck` with a command that asks the program for something
            image: alpine:3.20
          b:
            image: alpine:3.20
            restart: "no"
            healthcheck: {disable: true}
            logging: {driver: local}
            deploy:
              resources:
                limits: {memory: 1g, pids: 10}
          c:
          ^ hint[Q007]: nobody can tell whether `c` works or hangs
          help: add `healthcheck` with a command that asks the program for something
            image: alpine:3.20
            mem_limit: 1g
            pids_limit: 10
            deploy: {restart_policy: {condition: any}}
            logging:
              options: {max-size: 10m}
    "#]],
    );
    check_rule(
        "unlimited-logs",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[Q008]: the log of `a` grows until the disk is full
          help: add `logging: {driver: local}`, or `max-size` to the options of `json-file`
            image: alpine:3.20
          b:
            image: alpine:3.20
            restart: "no"
            healthcheck: {disable: true}
            logging: {driver: local}
            deploy:
              resources:
                limits: {memory: 1g, pids: 10}
          c:
            image: alpine:3.20
            mem_limit: 1g
            pids_limit: 10
            deploy: {restart_policy: {condition: any}}
            logging:
              options: {max-size: 10m}
    "#]],
    );
}

#[test]
fn less_memory_than_the_engine_gives_is_refused() {
    check_rule(
        "memory-limit-too-small",
        r#"
services:
  a:
    image: alpine:3.20
    mem_limit: 512
  b:
    image: alpine:3.20
    deploy:
      resources:
        limits: {memory: 5M}
        reservations: {memory: 4M}
  c:
    image: alpine:3.20
    mem_limit: 0
    mem_reservation: 6m
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                mem_limit: 512
                           ^^^ error[Q002]: `a` gets 512 bytes of memory, and 6 MB is the least
              help: add a unit, such as `m` for megabytes
              b:
                image: alpine:3.20
                deploy:
                  resources:
                    limits: {memory: 5M}
                                     ^^ error[Q002]: `b` gets 5242880 bytes of memory, and 6 MB is the least
              help: add a unit, such as `m` for megabytes
                    reservations: {memory: 4M}
                                           ^^ error[Q002]: `b` gets 4194304 bytes of memory, and 6 MB is the least
              help: add a unit, such as `m` for megabytes
              c:
                image: alpine:3.20
                mem_limit: 0
                mem_reservation: 6m
        "#]],
    );
}

#[test]
fn limits_may_not_contradict_each_other() {
    check_rule(
        "contradictory-limits",
        r#"
services:
  a:
    image: alpine:3.20
    mem_limit: 64m
    mem_reservation: 128m
    memswap_limit: 32m
  b:
    image: alpine:3.20
    memswap_limit: 1g
  c:
    image: alpine:3.20
    mem_limit: 1g
    memswap_limit: -1
  d:
    image: alpine:3.20
    deploy:
      resources:
        limits: {memory: 64M}
        reservations: {memory: 1G}
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                mem_limit: 64m
                mem_reservation: 128m
                                 ^^^^ error[Q003]: `a` reserves more memory than it may have
              label, line 5: the limit
              help: raise the limit, or lower the reservation
                memswap_limit: 32m
                               ^^^ error[Q003]: memory and swap of `a` together are less than its memory
              label, line 5: the limit
              help: `memswap_limit` counts both: the same as `mem_limit` means no swap
              b:
                image: alpine:3.20
                memswap_limit: 1g
                               ^^ error[Q003]: `b` has a limit on memory and swap, and none on memory
              help: add `mem_limit`
              c:
                image: alpine:3.20
                mem_limit: 1g
                memswap_limit: -1
              d:
                image: alpine:3.20
                deploy:
                  resources:
                    limits: {memory: 64M}
                    reservations: {memory: 1G}
                                           ^^ error[Q003]: `d` reserves more memory than it may have
              label, line 19: the limit
              help: raise the limit, or lower the reservation
        "#]],
    );
}

#[test]
fn a_quote_inside_a_path_is_part_of_it() {
    check_rule(
        "stray-quote",
        "services:\n  a:\n    image: alpine:3.20\n    volumes:\n      - data:/data\"\n      - \"data:/other\"\nvolumes:\n  data:\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
                volumes:
                  - data:/data"
                    ^^^^^^^^^^^ warning[V014]: the quote in `/data"` is part of the path
              help: take it out, or put quotes around the whole entry
                  - "data:/other"
            volumes:
              data:
        "#]],
    );
}

#[test]
fn a_volume_of_the_image_takes_the_data_from_a_mount_above_it() {
    check_rule(
        "data-beside-mount",
        r#"
services:
  old:
    image: postgres:17-alpine
    volumes: ["one-data:/var/lib/postgresql"]
  new:
    image: postgres:18
    volumes: ["two-data:/var/lib/postgresql"]
  new-at-the-old-place:
    image: postgres:18
    volumes: ["three-data:/var/lib/postgresql/data"]
  newest:
    image: postgres
    volumes: ["four-data:/var/lib/postgresql/data"]
  own-folder:
    image: postgres:18
    environment: {PGDATA: /var/lib/postgresql/data}
    volumes: ["five-data:/var/lib/postgresql/data"]
  mongo:
    image: mongo:7
    volumes: ["./mongo:/data"]
  both:
    image: mongo:7
    volumes: ["./mongo:/data", "six-data:/data/db"]
volumes:
  one-data:
  two-data:
  three-data:
  four-data:
  five-data:
  six-data:
"#,
        expect![[r#"

            services:
              old:
                image: postgres:17-alpine
                volumes: ["one-data:/var/lib/postgresql"]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[V015]: the data of `old` goes into a volume without a name at `/var/lib/postgresql/data`, not in here
              help: mount it at `/var/lib/postgresql/data` itself
              new:
                image: postgres:18
                volumes: ["two-data:/var/lib/postgresql"]
              new-at-the-old-place:
                image: postgres:18
                volumes: ["three-data:/var/lib/postgresql/data"]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[V015]: PostgreSQL 18 and later do not start in `new-at-the-old-place` with a mount here
              help: mount it at `/var/lib/postgresql`, or name an older version; old data has to be upgraded or restored
              newest:
                image: postgres
                volumes: ["four-data:/var/lib/postgresql/data"]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[V015]: PostgreSQL 18 and later do not start in `newest` with a mount here
              help: mount it at `/var/lib/postgresql`, or name an older version; old data has to be upgraded or restored
              own-folder:
                image: postgres:18
                environment: {PGDATA: /var/lib/postgresql/data}
                volumes: ["five-data:/var/lib/postgresql/data"]
              mongo:
                image: mongo:7
                volumes: ["./mongo:/data"]
                          ^^^^^^^^^^^^^^^ warning[V015]: the data of `mongo` goes into a volume without a name at `/data/db`, not in here
              help: mount it at `/data/db` itself
              both:
                image: mongo:7
                volumes: ["./mongo:/data", "six-data:/data/db"]
            volumes:
              one-data:
              two-data:
              three-data:
              four-data:
              five-data:
              six-data:
        "#]],
    );
}

#[test]
fn a_letter_before_a_path_is_a_drive() {
    let text = "services:\n  a:\n    image: alpine:3.20\n    volumes:\n      - d:/data\n      - dd:/other\n      - C:\\data:/c\nvolumes:\n  d:\n  dd:\n";
    check_rule(
        "drive-letter-volume",
        text,
        expect![[r#"
        services:
          a:
            image: alpine:3.20
            volumes:
              - d:/data
                ^^^^^^^ warning[V016]: `d:` reads as a Windows drive here, not as the volume `d`
          help: give the volume a longer name, or write `type`, `source: d` and `target: /data`
              - dd:/other
              - C:\data:/c
        volumes:
          d:
          dd:
    "#]],
    );
    check_rule(
        "anonymous-volume",
        text,
        expect![[r#"
        services:
          a:
            image: alpine:3.20
            volumes:
              - d:/data
              - dd:/other
              - C:\data:/c
        volumes:
          d:
          dd:
    "#]],
    );
}

#[test]
fn docker_compose_1_29_takes_a_letter_for_a_name() {
    check_rule(
        "drive-letter-volume",
        "a:\n  image: alpine:3.20\n  volumes:\n    - d:/data\n",
        expect![[r#"
            a:
              image: alpine:3.20
              volumes:
                - d:/data
        "#]],
    );
}
