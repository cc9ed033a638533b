//! The client by examples: lines in, what they print out.

use crate::Machine;
use expect_test::{Expect, expect};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::{Dialect, Engine, Profile};

/// Facts of an image that exposes a port and sets a variable.
const DB: &str = r#"[{"Id":"sha256:9","RepoTags":["db:latest"],"Config":{"Env":["A=1"],"ExposedPorts":{"5432/tcp":{}},"Cmd":["serve","--forever"]}}]"#;

/// Types lines on an engine of a generation with its client; ids are masked.
fn check_on(engine: Engine, lines: &str, want: Expect) {
    let profile = Profile {
        engine,
        dialect: Dialect::V1_29,
    };
    let mut machine = Machine::new(profile, ImageCatalog::from_inspect(DB).unwrap());
    machine.world.add_image("db");
    let mut res = String::new();
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let words = shlex::split(line).unwrap();
        let output = super::run(&mut machine, words.get(1..).unwrap());
        machine.world.advance(crate::machine::TYPING_MS);
        res.push_str(&format!("$ {line}\n{}", output.text()));
        if output.code != 0 {
            res.push_str(&format!("exit code {}\n", output.code));
        }
    }
    want.assert_eq(&masked(&res));
}

fn check(lines: &str, want: Expect) {
    check_on(Engine::V20_10, lines, want);
}

/// Puts `<id>` where 12 or 64 hexadecimal digits stand.
fn masked(text: &str) -> String {
    let mut res = String::new();
    let mut word = String::new();
    for it in text.chars().chain(['\n']) {
        if it.is_ascii_alphanumeric() {
            word.push(it);
            continue;
        }
        let is_id = matches!(word.len(), 12 | 64) && word.bytes().all(|it| it.is_ascii_hexdigit());
        res.push_str(if is_id { "<id>" } else { &word });
        word.clear();
        res.push(it);
    }
    res.pop();
    res
}

#[test]
fn containers_are_run_listed_and_stopped() {
    check(
        "docker run -d --name db -p 8080:80 db
         docker run -d --name web --link db:store db
         docker ps
         docker exec web env
         docker stop db
         docker exec web env
         docker rm db
         docker ps -a",
        expect![[r#"
            $ docker run -d --name db -p 8080:80 db
            <id>
            $ docker run -d --name web --link db:store db
            <id>
            $ docker ps
            CONTAINER ID   IMAGE     COMMAND             CREATED                  STATUS                  PORTS                                             NAMES
            <id>   db        "serve --forever"   Less than a second ago   Up Less than a second   5432/tcp                                          web
            <id>   db        "serve --forever"   1 second ago             Up 1 second             5432/tcp, 0.0.0.0:8080->80/tcp, :::8080->80/tcp   db
            $ docker exec web env
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<id>
            STORE_PORT=tcp://172.17.0.2:80
            STORE_PORT_80_TCP=tcp://172.17.0.2:80
            STORE_PORT_80_TCP_ADDR=172.17.0.2
            STORE_PORT_80_TCP_PORT=80
            STORE_PORT_80_TCP_PROTO=tcp
            STORE_PORT_5432_TCP=tcp://172.17.0.2:5432
            STORE_PORT_5432_TCP_ADDR=172.17.0.2
            STORE_PORT_5432_TCP_PORT=5432
            STORE_PORT_5432_TCP_PROTO=tcp
            STORE_NAME=/web/store
            STORE_ENV_A=1
            A=1
            HOME=/root
            $ docker stop db
            db
            $ docker exec web env
            Error response from daemon: Cannot link to a non running container: /db AS /web/store
            exit code 1
            $ docker rm db
            db
            $ docker ps -a
            CONTAINER ID   IMAGE     COMMAND             CREATED         STATUS         PORTS      NAMES
            <id>   db        "serve --forever"   3 seconds ago   Up 3 seconds   5432/tcp   web
        "#]],
    );
}

#[test]
fn refusals_are_those_of_the_engine_and_its_client() {
    let lines = "docker run -d --name aa db
         docker run -d --name aa db
         docker rm aa
         docker stop nope
         docker rm nope
         docker start nope
         docker kill -s FOO aa
         docker pause aa
         docker start aa
         docker rm aa
         docker exec aa env
         docker unpause aa
         docker unpause aa
         docker rename aa 'a b'
         docker port aa 80
         docker stop
         docker bogus
         docker run --bogus
         docker network rm nope
         docker inspect nope";
    check_on(
        Engine::V20_10,
        lines,
        expect![[r#"
            $ docker run -d --name aa db
            <id>
            $ docker run -d --name aa db
            docker: Error response from daemon: Conflict. The container name "/aa" is already in use by container "<id>". You have to remove (or rename) that container to be able to reuse that name.
            See 'docker run --help'.
            exit code 125
            $ docker rm aa
            Error response from daemon: You cannot remove a running container <id>. Stop the container before attempting removal or force remove
            exit code 1
            $ docker stop nope
            Error response from daemon: No such container: nope
            exit code 1
            $ docker rm nope
            Error: No such container: nope
            exit code 1
            $ docker start nope
            Error response from daemon: No such container: nope
            Error: failed to start containers: nope
            exit code 1
            $ docker kill -s FOO aa
            Error response from daemon: Invalid signal: FOO
            exit code 1
            $ docker pause aa
            aa
            $ docker start aa
            Error response from daemon: cannot start a paused container, try unpause instead
            Error: failed to start containers: aa
            exit code 1
            $ docker rm aa
            Error response from daemon: You cannot remove a paused container <id>. Unpause and then stop the container before attempting removal or force remove
            exit code 1
            $ docker exec aa env
            Error response from daemon: Container <id> is paused, unpause the container before exec
            exit code 1
            $ docker unpause aa
            aa
            $ docker unpause aa
            Error response from daemon: Container <id> is not paused
            exit code 1
            $ docker rename aa 'a b'
            Error response from daemon: Error when allocating new name: Invalid container name (/a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed
            Error: failed to rename container named aa
            exit code 1
            $ docker port aa 80
            Error: No public port '80/tcp' published for aa
            exit code 1
            $ docker stop
            "docker stop" requires at least 1 argument.
            See 'docker stop --help'.

            Usage:  docker stop [OPTIONS] CONTAINER [CONTAINER...]

            Stop one or more running containers
            exit code 1
            $ docker bogus
            docker: 'bogus' is not a docker command.
            See 'docker --help'
            exit code 1
            $ docker run --bogus
            unknown flag: --bogus
            See 'docker run --help'.
            exit code 125
            $ docker network rm nope
            Error: No such network: nope
            exit code 1
            $ docker inspect nope
            []
            Error: No such object: nope
            exit code 1
        "#]],
    );
    check_on(
        Engine::V28,
        lines,
        expect![[r#"
            $ docker run -d --name aa db
            <id>
            $ docker run -d --name aa db
            docker: Error response from daemon: Conflict. The container name "/aa" is already in use by container "<id>". You have to remove (or rename) that container to be able to reuse that name.

            Run 'docker run --help' for more information
            exit code 125
            $ docker rm aa
            Error response from daemon: cannot remove container "aa": container is running: stop the container before removing or force remove
            exit code 1
            $ docker stop nope
            Error response from daemon: No such container: nope
            exit code 1
            $ docker rm nope
            Error response from daemon: No such container: nope
            exit code 1
            $ docker start nope
            Error response from daemon: No such container: nope
            Error: failed to start containers: nope
            exit code 1
            $ docker kill -s FOO aa
            Error response from daemon: cannot kill container: aa: invalid signal: FOO
            exit code 1
            $ docker pause aa
            aa
            $ docker start aa
            Error response from daemon: cannot start a paused container, try unpause instead
            Error: failed to start containers: aa
            exit code 1
            $ docker rm aa
            Error response from daemon: cannot remove container "aa": container is paused and must be unpaused first
            exit code 1
            $ docker exec aa env
            Error response from daemon: container <id> is paused, unpause the container before exec
            exit code 1
            $ docker unpause aa
            aa
            $ docker unpause aa
            Error response from daemon: Container <id> is not paused
            exit code 1
            $ docker rename aa 'a b'
            Error response from daemon: Error when allocating new name: Invalid container name (/a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed
            Error: failed to rename container named aa
            exit code 1
            $ docker port aa 80
            Error: No public port '80' published for aa
            exit code 1
            $ docker stop
            docker: 'docker stop' requires at least 1 argument

            Usage:  docker stop [OPTIONS] CONTAINER [CONTAINER...]

            See 'docker stop --help' for more information
            exit code 1
            $ docker bogus
            docker: unknown command: docker bogus

            Run 'docker --help' for more information
            exit code 1
            $ docker run --bogus
            unknown flag: --bogus

            Usage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]

            Run 'docker run --help' for more information
            exit code 125
            $ docker network rm nope
            Error response from daemon: network nope not found
            exit status 1
            exit code 1
            $ docker inspect nope
            []
            Error: No such object: nope
            exit code 1
        "#]],
    );
}

#[test]
fn a_variable_without_a_value_takes_the_images_away() {
    check(
        "docker run -d --name db -e A -e B=2 db
         docker exec db env
         docker run --rm --entrypoint env -e A=3 db
         docker exec -e B -e C=4 db env
         docker exec -t -e HOME=/x db env",
        expect![[r#"
            $ docker run -d --name db -e A -e B=2 db
            <id>
            $ docker exec db env
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<id>
            B=2
            HOME=/root
            $ docker run --rm --entrypoint env -e A=3 db
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<id>
            A=3
            HOME=/root
            $ docker exec -e B -e C=4 db env
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<id>
            C=4
            HOME=/root
            $ docker exec -t -e HOME=/x db env
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<id>
            TERM=xterm
            B=2
            HOME=/x
        "#]],
    );
}
