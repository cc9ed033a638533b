//! What services share: names, ports, networks, volumes, and the engine that bears them.

use super::{check, check_rule};
use expect_test::expect;

#[test]
fn names_and_ports_that_two_want() {
    check(
        "services:\n  a:\n    image: a\n    container_name: one\n    ports: [\"80:80\", \"127.0.0.1:81:81\"]\n  b:\n    image: a\n    container_name: one\n    scale: 2\n    deploy: {replicas: 3}\n    ports: [\"127.0.0.1:80:1\", \"127.0.0.2:81:1\"]\n  a b:\n    image: a\n",
        expect![[r#"
            services:
              a:
                image: a
                container_name: one
                ports: ["80:80", "127.0.0.1:81:81"]
              b:
                image: a
                container_name: one
                                ^^^ error[M007]: 2 containers of service `b` cannot all be named `one`
              help: take `container_name` out to scale the service
                                ^^^ error[M007]: container name `one` is already that of service `a`
              label, line 4: first used here
              help: give one of them another name, or take `container_name` out
                scale: 2
                       ^ error[M015]: `scale` says 2, `deploy.replicas` says 3
              label, line 10: `deploy.replicas` is here
              help: keep one of the two
                deploy: {replicas: 3}
                ports: ["127.0.0.1:80:1", "127.0.0.2:81:1"]
                        ^^^^^^^^^^^^^^^^ error[P002]: 2 containers of service `b` cannot all have host port 80
              help: leave the host port out, so that the engine picks one for each
                        ^^^^^^^^^^^^^^^^ error[P002]: host port 80/tcp is already taken by service `a`
              label, line 5: taken here
              help: publish one of them on another host port
                                          ^^^^^^^^^^^^^^^^ error[P002]: 2 containers of service `b` cannot all have host port 81
              help: leave the host port out, so that the engine picks one for each
              a b:
              ^^^ error[M009]: `a b` cannot be the name of a service
              help: use letters, digits, `.`, `_` and `-`
                image: a
        "#]],
    );
}

#[test]
fn networks_and_volumes_that_are_not_declared() {
    check(
        "services:\n  a:\n    image: a\n    networks: [fronted, other]\n    network_mode: host\n    volumes: [\"data:/x\", \"./y:/y\"]\nnetworks:\n  frontend: {}\n",
        expect![[r#"
            services:
              a:
                image: a
                networks: [fronted, other]
                           ^^^^^^^ error[N001]: service `a` is on network `fronted`, which is not declared
              help: did you mean `frontend`?
              unsafe fix: Change it to `frontend`
                                    ^^^^^ error[N001]: service `a` is on network `other`, which is not declared
              help: declare it: `networks: {other: {}}` at the top level
                network_mode: host
                              ^^^^ error[N002]: service `a` has both `network_mode` and `networks`
              label, line 4: `networks` is here
              help: keep one of the two
                volumes: ["data:/x", "./y:/y"]
                          ^^^^^^^^^ error[V001]: volume `data` is not declared
              help: declare it: `volumes: {data: {}}` at the top level; for a folder of the host write `./data`
            networks:
              frontend: {}
        "#]],
    );
}

#[test]
fn more_containers_than_an_engine_can_bear() {
    check(
        "services:\n  a:\n    image: a\n    scale: 1500\n",
        expect![[r#"
            services:
              a:
                image: a
                scale: 1500
                       ^^^^ error[M015]: 1500 containers of service `a` are wanted, the most that are planned is 1000
              help: take a smaller number
        "#]],
    );
}

#[test]
fn mounts_from_the_home_folder() {
    check_rule(
        "home-in-bind",
        "services:\n  a:\n    image: a\n    volumes: [\"~/x:/x\", \"./y:/y\", \"z:/z\"]\nvolumes:\n  z: {}\n",
        expect![[r#"
            services:
              a:
                image: a
                volumes: ["~/x:/x", "./y:/y", "z:/z"]
                          ^^^^^^^^ hint[V002]: `~/x` depends on who runs this
              help: the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody
            volumes:
              z: {}
        "#]],
    );
}
