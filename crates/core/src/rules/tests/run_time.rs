//! Corner cases of the rules about what breaks at run time, and of those about dependencies: what they must not say, above all.

use super::{check_rule, files, settings};
use crate::analysis::Analysis;
use crate::profile::{Dialect, Engine, Profile};
use crate::text::apply_edits;
use expect_test::{Expect, expect};

/// Checks that a rule finds nothing.
fn silent(rule: &str, text: &str) {
    let found = found(rule, text);
    assert!(found.is_empty(), "{text}\n{found:?}");
}

fn found(rule: &str, text: &str) -> Vec<crate::diagnostics::Diagnostic> {
    let mut res = Analysis::new(text, &settings(None), &files()).diagnostics;
    res.retain(|it| it.code == rule);
    res
}

/// Prints the text with the first fix of a rule's first finding applied.
fn check_fix(rule: &str, text: &str, want: Expect) {
    let found = found(rule, text);
    let fix = &found[0].fixes[0];
    let (fixed, n) = apply_edits(text, &fix.edits);
    assert_eq!(n, fix.edits.len());
    assert!(self::found(rule, &fixed).len() < found.len(), "{fixed}");
    want.assert_eq(&fixed);
}

#[test]
fn a_link_off_the_bridge_is_told_by_its_reason() {
    check_rule(
        "L006",
        "a:\n  image: a\n  links: [host, none, own, shared, fine]\nhost:\n  image: a\n  net: host\nnone:\n  image: a\n  net: none\nown:\n  image: a\n  net: lan\nshared:\n  image: a\n  net: \"container:host\"\nfine:\n  image: a\n",
        expect![[r#"
            a:
              image: a
              links: [host, none, own, shared, fine]
                      ^^^^ error[L006]: the engine refuses a link to `host`, which uses the host's network
              label, line 6: its network is chosen here
              help: put both on the default bridge, or both on one network of the file, where `host` is found by its name
                            ^^^^ error[L006]: the engine refuses a link to `none`, which has no network
              label, line 9: its network is chosen here
              help: put both on the default bridge, or both on one network of the file, where `none` is found by its name
                                  ^^^ error[L006]: the engine refuses a link to `own`, which is not on the default bridge
              label, line 12: its network is chosen here
              help: put both on the default bridge, or both on one network of the file, where `own` is found by its name
                                       ^^^^^^ error[L006]: the engine refuses a link to `shared`, which uses the host's network
              label, line 6: its network is chosen here
              help: put both on the default bridge, or both on one network of the file, where `shared` is found by its name
            host:
              image: a
              net: host
            none:
              image: a
              net: none
            own:
              image: a
              net: lan
            shared:
              image: a
              net: "container:host"
            fine:
              image: a
        "#]],
    );
    check_rule(
        "L006",
        "services:\n  a:\n    image: a\n    network_mode: bridge\n    links: [b, c]\n  b:\n    image: a\n  c:\n    image: a\n    network_mode: bridge\n",
        expect![[r#"
            services:
              a:
                image: a
                network_mode: bridge
                links: [b, c]
                        ^ error[L006]: the engine refuses a link to `b`, which is not on the default bridge
              label, line 6: without `network_mode` it is on the project's own network
              help: put both on the default bridge, or both on one network of the file, where `b` is found by its name
              b:
                image: a
              c:
                image: a
                network_mode: bridge
        "#]],
    );
    silent(
        "L006",
        "services:\n  a:\n    image: a\n    links: [b]\n  b:\n    image: a\n    network_mode: host\n",
    );
}

#[test]
fn a_container_of_the_project_is_not_external() {
    check_rule(
        "L008",
        "web:\n  image: a\n  external_links: [project_web_1, \"project_db_1:db\", other_db_1]\ndb:\n  image: a\n  volumes_from: [web, project_web_1]\n",
        expect![[r#"
            web:
              image: a
              external_links: [project_web_1, "project_db_1:db", other_db_1]
                               ^^^^^^^^^^^^^ error[L008]: `web` links to its own container `project_web_1`
              help: take the link out: inside, `localhost` is the container itself
                                              ^^^^^^^^^^^^^^^^^ warning[L008]: `project_db_1` is a container of service `db` of this file, and nobody waits for it
              label, line 4: made here
              help: write it under `links`: `db` then starts first
            db:
              image: a
              volumes_from: [web, project_web_1]
                                  ^^^^^^^^^^^^^ error[L008]: `project_web_1` is a container of service `web` of this file: on the first start it is not there yet
              label, line 1: made here
              help: name the service instead: `volumes_from: [web]`
        "#]],
    );
    check_rule(
        "L008",
        "services:\n  web:\n    image: a\n    volumes_from: [\"container:project-db-1\", db]\n  db:\n    image: a\n",
        expect![[r#"
            services:
              web:
                image: a
                volumes_from: ["container:project-db-1", db]
                                          ^^^^^^^^^^^^ error[L008]: `project-db-1` is a container of service `db` of this file: on the first start it is not there yet
              label, line 5: made here
              help: name the service instead: `volumes_from: [db]`
              db:
                image: a
        "#]],
    );
}

#[test]
fn health_that_nobody_checks_is_waited_for() {
    check_rule(
        "H001",
        "services:\n  web:\n    image: a\n    depends_on:\n      off: {condition: service_healthy}\n      none: {condition: service_healthy}\n      unknown: {condition: service_healthy}\n      times: {condition: service_healthy}\n      on: {condition: service_healthy}\n  off:\n    image: a\n    healthcheck: {disable: true}\n  none:\n    image: redis:7\n    healthcheck: {test: [NONE]}\n  unknown:\n    image: a\n  times:\n    image: redis:7\n    healthcheck: {interval: 5s}\n  on:\n    image: redis:7\n    healthcheck: {test: redis-cli ping}\n",
        expect![[r#"
            services:
              web:
                image: a
                depends_on:
                  off: {condition: service_healthy}
                  ^^^ error[H001]: `off` never becomes healthy: its health check is switched off
              label, line 12: switched off here
              help: give `off` one: `healthcheck: {test: "…"}`
                  none: {condition: service_healthy}
                  ^^^^ error[H001]: `none` never becomes healthy: its health check is switched off
              label, line 15: switched off here
              help: give `none` one: `healthcheck: {test: "redis-cli ping"}`
                  unknown: {condition: service_healthy}
                  ^^^^^^^ hint[H001]: `unknown` becomes healthy only if its image brings a health check
              label, line 16: no `healthcheck` here
              help: give `unknown` one: `healthcheck: {test: "…"}`
                  times: {condition: service_healthy}
                  ^^^^^ error[H001]: `times` never becomes healthy: neither the file nor its image has a health check
              label, line 18: no `healthcheck` here
              help: give `times` one: `healthcheck: {test: "redis-cli ping"}`
                  on: {condition: service_healthy}
              off:
                image: a
                healthcheck: {disable: true}
              none:
                image: redis:7
                healthcheck: {test: [NONE]}
              unknown:
                image: a
              times:
                image: redis:7
                healthcheck: {interval: 5s}
              on:
                image: redis:7
                healthcheck: {test: redis-cli ping}
        "#]],
    );
}

#[test]
fn what_never_ends_is_waited_for() {
    check_rule(
        "G003",
        "services:\n  web:\n    image: a\n    depends_on:\n      job: {condition: service_completed_successfully}\n      db: {condition: service_completed_successfully}\n      init: {condition: service_completed_successfully}\n      retry: {condition: service_completed_successfully}\n  job:\n    image: a\n    restart: unless-stopped\n  db:\n    image: docker.io/library/postgres:16\n  init:\n    image: postgres:16\n    command: psql -f /init.sql\n  retry:\n    image: a\n    restart: on-failure:3\n",
        expect![[r#"
            services:
              web:
                image: a
                depends_on:
                  job: {condition: service_completed_successfully}
                  ^^^ error[G003]: `web` never starts: `job` is started again whenever it ends
              label, line 11: started again because of this
              help: give `job` `restart: on-failure`, or no `restart` at all
                  db: {condition: service_completed_successfully}
                  ^^ warning[G003]: `web` waits for the end of `db`, which is a server and does not end
              label, line 13: a server
              help: wait for `service_healthy` instead
                  init: {condition: service_completed_successfully}
                  retry: {condition: service_completed_successfully}
              job:
                image: a
                restart: unless-stopped
              db:
                image: docker.io/library/postgres:16
              init:
                image: postgres:16
                command: psql -f /init.sql
              retry:
                image: a
                restart: on-failure:3
        "#]],
    );
}

#[test]
fn a_service_without_containers_is_needed() {
    check_rule(
        "G004",
        "services:\n  a:\n    image: a\n    depends_on:\n      none: {condition: service_started}\n      maybe: {condition: service_started, required: false}\n      switch: {condition: service_started}\n  b:\n    image: a\n    network_mode: \"service:none\"\n  c:\n    image: a\n    pid: \"service:none\"\n    volumes_from: [none]\n  d:\n    image: a\n    scale: 0\n    depends_on: [none]\n  none:\n    image: a\n    scale: 0\n  maybe:\n    image: a\n    deploy: {replicas: 0}\n  switch:\n    image: a\n    scale: ${N:-0}\n",
        expect![[r#"
            services:
              a:
                image: a
                depends_on:
                  none: {condition: service_started}
                  ^^^^ warning[G004]: `a` starts without `none`, which has no container
              label, line 21: scaled to zero
              help: start at least one container of `none`, or take the dependency out
                  maybe: {condition: service_started, required: false}
                  switch: {condition: service_started}
              b:
                image: a
                network_mode: "service:none"
                              ^^^^^^^^^^^^^^ error[G004]: `b` cannot start: `network_mode` needs a container of `none`, which has none
              label, line 21: scaled to zero
              help: start at least one container of `none`
              c:
                image: a
                pid: "service:none"
                     ^^^^^^^^^^^^^^ error[G004]: `c` cannot start: `pid` needs a container of `none`, which has none
              label, line 21: scaled to zero
              help: start at least one container of `none`
                volumes_from: [none]
                               ^^^^ error[G004]: `c` cannot start: `volumes_from` needs a container of `none`, which has none
              label, line 21: scaled to zero
              help: start at least one container of `none`
              d:
                image: a
                scale: 0
                depends_on: [none]
              none:
                image: a
                scale: 0
              maybe:
                image: a
                deploy: {replicas: 0}
              switch:
                image: a
                scale: ${N:-0}
        "#]],
    );
}

#[test]
fn the_owner_of_a_network_has_its_names_and_ports() {
    check_rule(
        "N004",
        "services:\n  vpn:\n    image: a\n    hostname: vpn\n    ports: [\"80:80\"]\n  web:\n    image: a\n    network_mode: \"service:vpn\"\n    hostname: web\n    domainname: fine.example\n    expose: [80]\n    extra_hosts: [\"a:1.2.3.4\"]\n    dns: 1.1.1.1\n    dns_search: fine.example\n    ports: []\n    mac_address: \"02:42:ac:11:00:99\"\n  host:\n    image: a\n    network_mode: host\n    hostname: fine\n    extra_hosts: [\"a:1.2.3.4\"]\n",
        expect![[r#"
            services:
              vpn:
                image: a
                hostname: vpn
                ports: ["80:80"]
              web:
                image: a
                network_mode: "service:vpn"
                hostname: web
                ^^^^^^^^ error[N004]: the engine refuses `hostname` of `web`, which uses the network of `vpn`
              label, line 8: shared here
              help: write it at `vpn`, whose network it is
                domainname: fine.example
                expose: [80]
                ^^^^^^ error[N004]: the engine refuses `expose` of `web`, which uses the network of `vpn`
              label, line 8: shared here
              help: write it at `vpn`, whose network it is
                extra_hosts: ["a:1.2.3.4"]
                ^^^^^^^^^^^ error[N004]: the engine refuses `extra_hosts` of `web`, which uses the network of `vpn`
              label, line 8: shared here
              help: write it at `vpn`, whose network it is
                dns: 1.1.1.1
                ^^^ error[N004]: the engine refuses `dns` of `web`, which uses the network of `vpn`
              label, line 8: shared here
              help: write it at `vpn`, whose network it is
                dns_search: fine.example
                ports: []
                mac_address: "02:42:ac:11:00:99"
                ^^^^^^^^^^^ error[N004]: the engine refuses `mac_address` of `web`, which uses the network of `vpn`
              label, line 8: shared here
              help: write it at `vpn`, whose network it is
              host:
                image: a
                network_mode: host
                hostname: fine
                extra_hosts: ["a:1.2.3.4"]
        "#]],
    );
}

#[test]
fn addresses_are_asked_for_where_there_are_none() {
    check_rule(
        "N005",
        "services:\n  a:\n    image: a\n    networks:\n      two: {ipv4_address: 10.1.0.5}\n      plain: {ipv4_address: 10.1.0.5}\n      outside: {ipv4_address: 10.1.0.5}\n      bad: {ipv4_address: 10.1.0.500}\n      lan: {ipv4_address: 10.4.0.1}\n      default: {ipv4_address: 10.5.0.5}\n  b:\n    image: a\n    scale: 2\n    networks:\n      two: {ipv4_address: 10.1.0.5}\n      gate: {ipv4_address: 10.3.0.1}\n      own: {ipv4_address: 10.3.1.1}\nnetworks:\n  two:\n    ipam: {config: [{subnet: \"fd00::/64\"}, {subnet: 10.1.0.0/24}]}\n  plain: {}\n  outside: {external: true}\n  bad: {}\n  lan:\n    driver: macvlan\n  gate:\n    ipam: {config: [{subnet: 10.3.0.0/24}]}\n  own:\n    ipam: {config: [{subnet: 10.3.1.0/24, gateway: 10.3.1.254}]}\n",
        expect![[r#"
            services:
              a:
                image: a
                networks:
                  two: {ipv4_address: 10.1.0.5}
                  plain: {ipv4_address: 10.1.0.5}
                                        ^^^^^^^^ error[N005]: network `plain` has no subnet of its own, so 10.1.0.5 cannot be asked for
              label, line 21: the network
              help: give the network one: `ipam: {config: [{subnet: 172.28.0.0/16}]}`; or take the address out
                  outside: {ipv4_address: 10.1.0.5}
                  bad: {ipv4_address: 10.1.0.500}
                                      ^^^^^^^^^^ error[N005]: `10.1.0.500` is no IPv4 address
              help: write four numbers up to 255: `172.28.0.10`
                  lan: {ipv4_address: 10.4.0.1}
                  default: {ipv4_address: 10.5.0.5}
                                          ^^^^^^^^ error[N005]: network `default` has no subnet of its own, so 10.5.0.5 cannot be asked for
              help: give the network one: `ipam: {config: [{subnet: 172.28.0.0/16}]}`; or take the address out
              b:
                image: a
                scale: 2
                networks:
                  two: {ipv4_address: 10.1.0.5}
                                      ^^^^^^^^ error[N005]: 10.1.0.5 on network `two` is already that of `a`
              label, line 5: taken here
              help: choose another address for one of them
                                      ^^^^^^^^ error[N005]: 2 containers of `b` cannot all have the address 10.1.0.5
              label, line 13: 2 containers
              help: take the address out: the name `b` reaches them all
                  gate: {ipv4_address: 10.3.0.1}
                                       ^^^^^^^^ error[N005]: 10.3.0.1 is the gateway of network `gate`
              label, line 27: the subnet
              help: choose an address between them
                                       ^^^^^^^^ error[N005]: 2 containers of `b` cannot all have the address 10.3.0.1
              label, line 13: 2 containers
              help: take the address out: the name `b` reaches them all
                  own: {ipv4_address: 10.3.1.1}
                                      ^^^^^^^^ error[N005]: 2 containers of `b` cannot all have the address 10.3.1.1
              label, line 13: 2 containers
              help: take the address out: the name `b` reaches them all
            networks:
              two:
                ipam: {config: [{subnet: "fd00::/64"}, {subnet: 10.1.0.0/24}]}
              plain: {}
              outside: {external: true}
              bad: {}
              lan:
                driver: macvlan
              gate:
                ipam: {config: [{subnet: 10.3.0.0/24}]}
              own:
                ipam: {config: [{subnet: 10.3.1.0/24, gateway: 10.3.1.254}]}
        "#]],
    );
}

#[test]
fn mounts_stand_at_absolute_places() {
    check_rule(
        "V003",
        "services:\n  a:\n    image: a\n    volumes:\n      - ./x:/\n      - ./y:/y/../\n      - ./z:z\n      - v:/v\n      - data:/data\n      - ./win:C:\\\\data\n      - {type: volume, source: v, target: /fine}\nvolumes: {v: , data: }\n",
        expect![[r#"
            services:
              a:
                image: a
                volumes:
                  - ./x:/
                  - ./y:/y/../
                    ^^^^^^^^^^ error[V003]: nothing can be mounted at the root of a container
              help: choose a folder below it, such as `/app`
                  - ./z:z
                    ^^^^^ error[V003]: `z` is no absolute path in the container
              help: write the whole path, from `/` on
                  - v:/v
                  - data:/data
                  - ./win:C:\\data
                  - {type: volume, source: v, target: /fine}
            volumes: {v: , data: }
        "#]],
    );
}

#[test]
fn health_checks_that_run_something_else() {
    check_rule(
        "H002",
        "services:\n  a:\n    image: a\n    healthcheck: {test: [CMD-SHELL, pg_isready, -U, me]}\n  b:\n    image: a\n    healthcheck: {test: \"CMD curl -f localhost\"}\n  c:\n    image: a\n    healthcheck: {test: [CMD, curl, localhost, \"||\", exit 1]}\n  d:\n    image: a\n    healthcheck: {test: [CMD, redis-cli, -a, \"$$PASSWORD\", ping]}\n  e:\n    image: a\n    healthcheck: {test: [CMD, sh, -c, \"redis-cli -a $$PASSWORD ping || exit 1\"]}\n  f:\n    image: a\n    healthcheck: {test: [CMD-SHELL, \"curl -f localhost || exit 1\"]}\n  g:\n    image: a\n    healthcheck: {test: [CMD, pg_isready]}\n  h:\n    image: a\n    healthcheck: {test: curl -f localhost || exit 1}\n",
        expect![[r#"
            services:
              a:
                image: a
                healthcheck: {test: [CMD-SHELL, pg_isready, -U, me]}
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[H002]: the shell runs `pg_isready` alone: the other items are lost
              help: write the command as one string, or begin with `CMD`
              b:
                image: a
                healthcheck: {test: "CMD curl -f localhost"}
                                    ^^^^^^^^^^^^^^^^^^^^^^^ warning[H002]: the shell looks for a program named `CMD`, and the check never passes
              help: a plain string is for a shell already: take `CMD` out, or write a list
              c:
                image: a
                healthcheck: {test: [CMD, curl, localhost, "||", exit 1]}
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[H002]: `||` is for a shell, and `CMD` starts none: it becomes an argument
              help: begin with `CMD-SHELL`, and write the command as one string
              d:
                image: a
                healthcheck: {test: [CMD, redis-cli, -a, "$$PASSWORD", ping]}
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[H002]: `$PASSWORD` is for a shell, and `CMD` starts none: it stays as it is written
              help: begin with `CMD-SHELL`, and write the command as one string
              e:
                image: a
                healthcheck: {test: [CMD, sh, -c, "redis-cli -a $$PASSWORD ping || exit 1"]}
              f:
                image: a
                healthcheck: {test: [CMD-SHELL, "curl -f localhost || exit 1"]}
              g:
                image: a
                healthcheck: {test: [CMD, pg_isready]}
              h:
                image: a
                healthcheck: {test: curl -f localhost || exit 1}
        "#]],
    );
    check_rule(
        "H003",
        "services:\n  a:\n    image: a\n    healthcheck: {test: x, interval: 0s, timeout: 500us, start_period: 0s, retries: 3}\n",
        expect![[r#"
            services:
              a:
                image: a
                healthcheck: {test: x, interval: 0s, timeout: 500us, start_period: 0s, retries: 3}
                                                 ^^ hint[H003]: `interval` of 0 means the usual 30s to the engine
              help: write what you want, or take the line out
                                                              ^^^^^ error[H003]: the engine refuses a `timeout` of less than a millisecond
              help: write a longer time, such as `5s`
        "#]],
    );
}

#[test]
fn commands_that_want_a_shell() {
    check_rule(
        "C001",
        "services:\n  a:\n    image: a\n    command: cp a b && run \"it\"\n  b:\n    image: a\n    command: [echo, $$HOME]\n  c:\n    image: a\n    command: sh -c \"a && b\"\n  d:\n    image: a\n    entrypoint: [/bin/sh, -ec]\n    command: a && b\n  e:\n    image: a\n    command: find / -exec ls {} \\;\n  f:\n    image: a\n    command: envsubst $$HOST\n  g:\n    image: a\n    command: nginx -g \"daemon off;\"\n  h:\n    image: a\n    command: grep a$$ file\n  i:\n    image: a\n    command: >\n      bash -c \"a\n      && b\"\n",
        expect![[r#"
            services:
              a:
                image: a
                command: cp a b && run "it"
                         ^^^^^^^^^^^^^^^^^^ warning[C001]: Compose 2 stops reading this `command` at `&&`: the rest is lost
              help: start a shell: `command: ["sh", "-c", "…"]`
              unsafe fix: Start a shell
              b:
                image: a
                command: [echo, $$HOME]
                         ^^^^^^^^^^^^^^ hint[C001]: no shell reads this `command`: `$HOME` stays as it is written
              help: start one: `command: ["sh", "-c", "…"]`
              c:
                image: a
                command: sh -c "a && b"
              d:
                image: a
                entrypoint: [/bin/sh, -ec]
                command: a && b
                         ^^^^^^ warning[C001]: Compose 2 stops reading this `command` at `&&`: the rest is lost
              help: give the shell one word: `command: ["…"]`
              e:
                image: a
                command: find / -exec ls {} \;
              f:
                image: a
                command: envsubst $$HOST
              g:
                image: a
                command: nginx -g "daemon off;"
              h:
                image: a
                command: grep a$$ file
              i:
                image: a
                command: >
                  bash -c "a
                  && b"
        "#]],
    );
    check_rule(
        "C002",
        "services:\n  a:\n    image: a\n    command: bash -c npm run dev\n  b:\n    image: a\n    entrypoint: [sh, -c]\n    command: a && b\n  c:\n    image: a\n    command: sh -c 'echo \"$$1\"' sh x\n  d:\n    image: a\n    command: [sh, -c, run]\n  e:\n    image: a\n    command: sh run.sh -c x\n  f:\n    image: a\n    entrypoint: [sh, -c]\n    command: [\"a && b\"]\n  g:\n    image: a\n    entrypoint: bash --login -c\n    command: run it\n",
        expect![[r#"
            services:
              a:
                image: a
                command: bash -c npm run dev
                         ^^^^^^^^^^^^^^^^^^^ warning[C002]: the shell runs `npm` and nothing else: `run dev` are its parameters
              help: put the whole script in quotes, as one word after `-c`
              b:
                image: a
                entrypoint: [sh, -c]
                command: a && b
              c:
                image: a
                command: sh -c 'echo "$$1"' sh x
              d:
                image: a
                command: [sh, -c, run]
              e:
                image: a
                command: sh run.sh -c x
              f:
                image: a
                entrypoint: [sh, -c]
                command: ["a && b"]
              g:
                image: a
                entrypoint: bash --login -c
                command: run it
                         ^^^^^^ warning[C002]: the shell runs `run` and nothing else: `it` are its parameters
              label, line 24: the shell is started here
              help: put the whole script in quotes, as one word after `-c`
        "#]],
    );
    check_fix(
        "C001",
        "services:\n  a:\n    image: a\n    command: cp \"a\" b && run\n",
        expect![[r#"
            services:
              a:
                image: a
                command: ["sh", "-c", "cp \"a\" b && run"]
        "#]],
    );
}

#[test]
fn localhost_of_whom() {
    check_rule(
        "E001",
        "services:\n  app:\n    image: a\n    environment:\n      DATABASE_URL: postgres://me:x@localhost:5432/app\n      CACHE: 127.0.0.1:6379\n      API: http://localhost:3000/\n      WEB: http://localhost:8080/\n      CORS_ORIGIN: http://localhost:3000\n      REDIS_HOST: localhost\n      OWN: http://localhost:9000\n      NOT: notlocalhost:5432\n      OTHER: localhost:1234\n    ports: [\"9000:9000\"]\n  db:\n    image: postgres:16\n    ports: [\"5432:5432\"]\n  redis:\n    image: redis:7\n  api:\n    image: b\n    expose: [3000]\n  front:\n    image: c\n    ports: [\"8080:80\"]\n  host:\n    image: a\n    network_mode: host\n    environment: [\"URL=postgres://localhost:5432\"]\n  side:\n    image: a\n    network_mode: \"service:db\"\n    environment: [\"URL=postgres://localhost:5432\"]\n",
        expect![[r#"
            services:
              app:
                image: a
                environment:
                  DATABASE_URL: postgres://me:x@localhost:5432/app
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[E001]: inside the container, `localhost` is the container itself, not `db`
              label, line 15: this is meant
              help: write `db:5432`: services find each other by name
                  CACHE: 127.0.0.1:6379
                  ^^^^^^^^^^^^^^^^^^^^^ warning[E001]: inside the container, `127.0.0.1` is the container itself, not `redis`
              label, line 18: this is meant
              help: write `redis:6379`: services find each other by name
                  API: http://localhost:3000/
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[E001]: inside the container, `localhost` is the container itself, not `api`
              label, line 20: this is meant
              help: write `api:3000`: services find each other by name
                  WEB: http://localhost:8080/
                  CORS_ORIGIN: http://localhost:3000
                  REDIS_HOST: localhost
                  ^^^^^^^^^^^^^^^^^^^^^ warning[E001]: inside the container, `localhost` is the container itself, not `redis`
              label, line 18: this is meant
              help: write `redis`: services find each other by name
                  OWN: http://localhost:9000
                  NOT: notlocalhost:5432
                  OTHER: localhost:1234
                ports: ["9000:9000"]
              db:
                image: postgres:16
                ports: ["5432:5432"]
              redis:
                image: redis:7
              api:
                image: b
                expose: [3000]
              front:
                image: c
                ports: ["8080:80"]
              host:
                image: a
                network_mode: host
                environment: ["URL=postgres://localhost:5432"]
              side:
                image: a
                network_mode: "service:db"
                environment: ["URL=postgres://localhost:5432"]
        "#]],
    );
    check_rule(
        "E002",
        "services:\n  app:\n    image: a\n    environment:\n      API: http://api:8000/x\n      BOTH: \"api:80,api:8000\"\n      FINE: http://api:80\n      LOGIN: http://api:8000@other/\n      LONGER: http://my-api:8000/\n  api:\n    image: b\n    ports: [\"8000:80\"]\n",
        expect![[r#"
            services:
              app:
                image: a
                environment:
                  API: http://api:8000/x
                  ^^^^^^^^^^^^^^^^^^^^^^ warning[E002]: `api:8000` is closed to containers: 8000 is a port of the host
              label, line 12: `api` listens at 80
              help: write `api:80`
                  BOTH: "api:80,api:8000"
                  ^^^^^^^^^^^^^^^^^^^^^^^ warning[E002]: `api:8000` is closed to containers: 8000 is a port of the host
              label, line 12: `api` listens at 80
              help: write `api:80`
                  FINE: http://api:80
                  LOGIN: http://api:8000@other/
                  LONGER: http://my-api:8000/
              api:
                image: b
                ports: ["8000:80"]
        "#]],
    );
}

#[test]
fn entries_of_environment() {
    check_rule(
        "E003",
        "services:\n  a:\n    image: a\n    environment:\n      - A=\"x y\"\n      - 'B=\"x\"'\n      - C=\"x\"y\n      - D='x'\n      - \"E=x\"\n  b:\n    image: a\n    environment:\n      A: \"x\"\n",
        expect![[r#"
            services:
              a:
                image: a
                environment:
                  - A="x y"
                    ^^^^^^^ warning[E003]: the quotes are part of the value of `A`
              help: take them away, or put them around the whole entry
              unsafe fix: Put the quotes around the whole entry
                  - 'B="x"'
                  - C="x"y
                  - D='x'
                    ^^^^^ warning[E003]: the quotes are part of the value of `D`
              help: take them away, or put them around the whole entry
              unsafe fix: Put the quotes around the whole entry
                  - "E=x"
              b:
                image: a
                environment:
                  A: "x"
        "#]],
    );
    check_fix(
        "E003",
        "services:\n  a:\n    image: a\n    environment:\n      - A=\"x y\"\n",
        expect![[r#"
            services:
              a:
                image: a
                environment:
                  - "A=x y"
        "#]],
    );
    check_rule(
        "E004",
        "services:\n  a:\n    image: a\n    environment:\n      - LEVEL:debug\n      - FROM_SHELL\n      - URL=http://x\n      - http://x\n",
        expect![[r#"
            services:
              a:
                image: a
                environment:
                  - LEVEL:debug
                    ^^^^^^^^^^^ warning[E004]: `LEVEL:debug` is the name of a variable here, and `LEVEL` is not set
              help: write `LEVEL=debug`
              unsafe fix: Write `=`
                  - FROM_SHELL
                  - URL=http://x
                  - http://x
        "#]],
    );
    check_rule(
        "E006",
        "services:\n  a:\n    image: a\n    environment: [A=1, B=1, A=2, A=3]\n  b:\n    image: a\n    environment: [A=1, AB=1]\n",
        expect![[r#"
            services:
              a:
                image: a
                environment: [A=1, B=1, A=2, A=3]
                              ^^^ warning[E006]: `A` is set again below, and this value does not count
              label, line 4: this one counts
              help: keep one of the two
                                        ^^^ warning[E006]: `A` is set again below, and this value does not count
              label, line 4: this one counts
              help: keep one of the two
              b:
                image: a
                environment: [A=1, AB=1]
        "#]],
    );
    check_rule(
        "E005",
        "web:\n  image: a\n  links: [\"db:pg\"]\n  environment: [PG_PORT, PG_ENV_X=1, DB_PORT=1, PG_PORT_5432_TCP_ADDR=1.2.3.4]\ndb:\n  image: postgres\n  environment: [X=2]\n",
        expect![[r#"
            web:
              image: a
              links: ["db:pg"]
              environment: [PG_PORT, PG_ENV_X=1, DB_PORT=1, PG_PORT_5432_TCP_ADDR=1.2.3.4]
                            ^^^^^^^ warning[E005]: `PG_PORT` without a value takes away the variable that the link sets
              label, line 3: the link
              help: give the variable another name, or leave it to the link
                                     ^^^^^^^^^^ warning[E005]: `PG_ENV_X` replaces the variable of that name that the link sets
              label, line 3: the link
              help: give the variable another name, or leave it to the link
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[E005]: `PG_PORT_5432_TCP_ADDR` replaces the variable of that name that the link sets
              label, line 3: the link
              help: give the variable another name, or leave it to the link
            db:
              image: postgres
              environment: [X=2]
        "#]],
    );
}

#[test]
fn jobs_are_not_servers() {
    check_rule(
        "R003",
        "services:\n  a:\n    image: a\n    command: echo hi\n    restart: always\n  b:\n    image: a\n    command: sh -c \"echo hi; sleep 9\"\n    restart: always\n  c:\n    image: a\n    command: python manage.py runserver\n    restart: always\n  d:\n    image: a\n    command: echo hi\n",
        expect![[r#"
            services:
              a:
                image: a
                command: echo hi
                restart: always
                         ^^^^^^ hint[R003]: `echo hi` ends by itself, and is started again each time
              label, line 4: the command
              help: write `restart: on-failure`, or take the line out
              b:
                image: a
                command: sh -c "echo hi; sleep 9"
                restart: always
              c:
                image: a
                command: python manage.py runserver
                restart: always
              d:
                image: a
                command: echo hi
        "#]],
    );
}

#[test]
fn the_old_form_of_external_is_rewritten() {
    let block = "services: {}\nvolumes:\n  data:\n    external:\n      name: \"${X}-data\"\n    labels: {a: b}\n";
    check_fix(
        "D003",
        block,
        expect![[r#"
        services: {}
        volumes:
          data:
            external: true
            name: "${X}-data"
            labels: {a: b}
    "#]],
    );
    check_fix(
        "D003",
        "services: {}\nnetworks: {front: {external: {name: shared}}}\n",
        expect![[r#"
            services: {}
            networks: {front: {external: true, name: shared}}
        "#]],
    );
    silent(
        "D003",
        "services: {}\nvolumes:\n  data:\n    external: true\n    name: x\n",
    );
}

#[test]
fn a_dependency_is_waited_for_in_every_form() {
    let db = "  db:\n    image: a\n    healthcheck: {test: x}\n";
    let form = |it: &str| {
        format!("services:\n  a:\n    image: a\n    depends_on{it}\n{db}  c:\n    image: a\n")
    };
    check_fix(
        "X005",
        &form(":\n      - c\n      - db"),
        expect![[r#"
        services:
          a:
            image: a
            depends_on:
              c:
                condition: service_started
              db:
                condition: service_healthy
          db:
            image: a
            healthcheck: {test: x}
          c:
            image: a
    "#]],
    );
    check_fix(
        "X005",
        &form(":\n    - db\n    - c"),
        expect![[r#"
        services:
          a:
            image: a
            depends_on:
              db:
                condition: service_healthy
              c:
                condition: service_started
          db:
            image: a
            healthcheck: {test: x}
          c:
            image: a
    "#]],
    );
    check_fix(
        "X005",
        &form(": [db, c]"),
        expect![[r#"
        services:
          a:
            image: a
            depends_on: {db: {condition: service_healthy}, c: {condition: service_started}}
          db:
            image: a
            healthcheck: {test: x}
          c:
            image: a
    "#]],
    );
    check_fix(
        "X005",
        &form(":\n      db:\n        condition: service_started"),
        expect![[r#"
            services:
              a:
                image: a
                depends_on:
                  db:
                    condition: service_healthy
              db:
                image: a
                healthcheck: {test: x}
              c:
                image: a
        "#]],
    );
    silent("X005", &form(": [c]"));
    silent(
        "X005",
        &form(": {db: {condition: service_completed_successfully}}"),
    );
}

#[test]
fn the_other_tool_reads_something_else() {
    check_rule(
        "Y003",
        "services:\n  a:\n    image: a\n    restart: no\n    environment:\n      A: on\n      B: \"on\"\n      C: 0o17\n      D: 1_000\n      E: 2024-01-01\n      F: 010\n      G: 1e3\n      H: text\n    labels: {a: 12:30}\n",
        expect![[r#"
            services:
              a:
                image: a
                restart: no
                         ^^ hint[Y003]: docker-compose 1.29 reads `no` as `false`
              help: put it in quotes, so that every tool reads a text
              fix: Put `no` in quotes
                environment:
                  A: on
                     ^^ hint[Y003]: docker-compose 1.29 reads `on` as `true`
              help: put it in quotes, so that every tool reads a text
              fix: Put `on` in quotes
                  B: "on"
                  C: 0o17
                     ^^^^ hint[Y003]: docker-compose 1.29 reads `0o17` as the text `0o17`
              help: put it in quotes, so that every tool reads a text
              unsafe fix: Put `0o17` in quotes
                  D: 1_000
                  E: 2024-01-01
                  F: 010
                  G: 1e3
                     ^^^ hint[Y003]: docker-compose 1.29 reads `1e3` as the text `1e3`
              help: put it in quotes, so that every tool reads a text
              unsafe fix: Put `1e3` in quotes
                  H: text
                labels: {a: 12:30}
                            ^^^^^ hint[Y003]: docker-compose 1.29 reads `12:30` as the number 750
              help: put it in quotes, so that every tool reads a text
              fix: Put `12:30` in quotes
        "#]],
    );
    let v1 = Profile {
        engine: Engine::V20_10,
        dialect: Dialect::V1_29,
    };
    let text = "services:\n  a:\n    image: a\n    environment:\n      A: on\n";
    let found = Analysis::new(text, &settings(Some(v1)), &files()).diagnostics;
    let it = found.iter().find(|it| it.code == "Y003").unwrap();
    assert_eq!(it.message, "Compose 2 reads `on` as the text `on`");
}

#[test]
fn what_a_service_needs_tells_when_it_is_ready() {
    check_rule(
        "H005",
        "services:\n  a:\n    image: a\n    depends_on: [redis, unknown, off, db]\n  redis:\n    image: redis\n  unknown:\n    image: a\n  off:\n    image: redis\n    healthcheck: {disable: true}\n  db:\n    image: bitnami/postgresql:16\n  alone:\n    image: redis\n",
        expect![[r#"
            services:
              a:
                image: a
                depends_on: [redis, unknown, off, db]
              redis:
              ^^^^^ hint[H005]: `a` needs `redis`, and nothing tells when that is ready
              label, line 4: needed here
              help: for this image: `healthcheck: {test: "redis-cli ping"}`, and `condition: service_healthy` in `a`
                image: redis
              unknown:
                image: a
              off:
                image: redis
                healthcheck: {disable: true}
              db:
              ^^ hint[H005]: `a` needs `db`, and nothing tells when that is ready
              label, line 4: needed here
              help: for this image: `healthcheck: {test: "pg_isready -U postgres"}`, and `condition: service_healthy` in `a`
                image: bitnami/postgresql:16
              alone:
                image: redis
        "#]],
    );
}

#[test]
fn anchors_that_nothing_takes() {
    check_rule(
        "Y004",
        "x-a: &used {restart: always}\nx-b: &left # a note\n  restart: always\nx-c: [&one a, &two b, *two]\nservices:\n  &key web:\n    image: !!str &image a\n    <<: *used\n  db: &db\n    image: *image\n",
        expect![[r#"
            x-a: &used {restart: always}
            x-b: &left # a note
                 ^^^^^ hint[Y004]: nothing takes `&left`
              help: take it out, or write `*left` where it is wanted
              fix: Take the anchor out
              restart: always
            x-c: [&one a, &two b, *two]
                  ^^^^ hint[Y004]: nothing takes `&one`
              help: take it out, or write `*one` where it is wanted
              fix: Take the anchor out
            services:
              &key web:
              ^^^^ hint[Y004]: nothing takes `&key`
              help: take it out, or write `*key` where it is wanted
              fix: Take the anchor out
                image: !!str &image a
                <<: *used
              db: &db
                  ^^^ hint[Y004]: nothing takes `&db`
              help: take it out, or write `*db` where it is wanted
              fix: Take the anchor out
                image: *image
        "#]],
    );
    check_fix(
        "Y004",
        "x-b: &left\n  restart: always\nservices: {}\n",
        expect![[r#"
            x-b:
              restart: always
            services: {}
        "#]],
    );
    check_fix(
        "Y004",
        "x-c: [&one a, b]\nservices: {}\n",
        expect![[r#"
        x-c: [a, b]
        services: {}
    "#]],
    );
    // A text with errors may have lost the alias.
    silent("Y004", "x-b: &left\n  restart: always\nservices: {*left\n");
}

const LEFT_OUT: &str = "services:\n  a:\n    image: a\n    links: [\"b:x\"]\n    depends_on:\n      b: {condition: service_started}\n      c: {condition: service_started, required: false}\n  b:\n    image: a\n    profiles: [one, two]\n  c:\n    image: a\n    profiles: [one]\n";

#[test]
fn a_service_that_is_left_out_is_needed() {
    for code in ["G001", "L001"] {
        silent(code, LEFT_OUT);
    }
    check_rule(
        "G006",
        LEFT_OUT,
        expect![[r#"
        services:
          a:
            image: a
            links: ["b:x"]
                     ^ error[G006]: service `a` needs `b`, none of whose profiles is active
          label, line 10: only there with one of these
          help: activate one with `--profile`, or write `profiles: [one, two]` in `a` too
            depends_on:
              b: {condition: service_started}
              ^ error[G006]: service `a` needs `b`, none of whose profiles is active
          label, line 10: only there with one of these
          help: activate one with `--profile`, or write `profiles: [one, two]` in `a` too
              c: {condition: service_started, required: false}
          b:
            image: a
            profiles: [one, two]
          c:
            image: a
            profiles: [one]
    "#]],
    );
}

#[test]
fn docker_compose_1_29_makes_arguments_of_what_is_for_a_shell() {
    check_rule(
        "C001",
        "a:\n  image: a\n  command: x && y\n",
        expect![[r#"
            a:
              image: a
              command: x && y
                       ^^^^^^ warning[C001]: no shell reads this `command`: `&&` becomes an argument
              help: start one: `command: ["sh", "-c", "…"]`
              unsafe fix: Start a shell
        "#]],
    );
    check_rule(
        "C002",
        "a:\n  image: a\n  entrypoint: sh -c\n  command: x && y\n",
        expect![[r#"
            a:
              image: a
              entrypoint: sh -c
              command: x && y
                       ^^^^^^ warning[C002]: the shell runs `x` and nothing else: `&& y` are its parameters
              label, line 3: the shell is started here
              help: put the whole script in quotes, as one word after `-c`
        "#]],
    );
}
