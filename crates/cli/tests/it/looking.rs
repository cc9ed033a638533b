//! `plan`, `predict`, `env`, `hosts`: what would happen.

use crate::{Shop, slide};
use expect_test::expect;

/// Two containers of one service behind a link, on the networks of the Compose Specification.
const SPEC: &str = "services:\n  web:\n    image: nginx\n    depends_on: [db]\n  db:\n    image: redis\n    volumes: ['data:/data']\nvolumes:\n  data:\n";

#[test]
fn the_slide_starts_db_before_web() {
    slide().check("plan", expect![[r#"
        1  build image shop_mycontainer from ./path  after -    the engine has no such image and `mycontainer` needs it
        2  create container shop_mycontainer_1       after 1    service `mycontainer`
        3  start container shop_mycontainer_1        after 2    service `mycontainer`
        4  pull image postgres                       after -    the engine has no such image and `db` needs it
        5  create container shop_db_1                after 4    service `db`
        6  start container shop_db_1                 after 5    service `db`
        7  build image shop_web from .               after -    the engine has no such image and `web` needs it
        8  create container shop_web_1               after 6,7  service `web`
        9  start container shop_web_1                after 8    service `web`
        --- standard error
        note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
        --- exit code 0
    "#]]);
    slide().check(
        "plan --services",
        expect![[r#"
            mycontainer
            db
            web
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
}

#[test]
fn one_service_brings_what_it_needs_and_nothing_else() {
    slide().check(
        "plan --services web",
        expect![[r#"
            db
            web
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
    slide().check(
        "plan db",
        expect![[r#"
            1  pull image postgres         after -  the engine has no such image and `db` needs it
            2  create container shop_db_1  after 1  service `db`
            3  start container shop_db_1   after 2  service `db`
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
}

#[test]
fn web_sees_db_in_its_environment_once_the_images_are_known() {
    slide().check(
        "env web --images facts.json",
        expect![[r#"
            PATH=/usr/bin:/bin
            HOSTNAME=<shop_web_1.id>
            DB_PORT=tcp://172.17.0.2:5432
            DB_PORT_5432_TCP=tcp://172.17.0.2:5432
            DB_PORT_5432_TCP_ADDR=172.17.0.2
            DB_PORT_5432_TCP_PORT=5432
            DB_PORT_5432_TCP_PROTO=tcp
            DB_NAME=/shop_web_1/db
            DB_ENV_POSTGRES_PASSWORD=open-sesame
            DB_ENV_PGDATA=/data
            DB_1_PORT=tcp://172.17.0.2:5432
            DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
            DB_1_PORT_5432_TCP_ADDR=172.17.0.2
            DB_1_PORT_5432_TCP_PORT=5432
            DB_1_PORT_5432_TCP_PROTO=tcp
            DB_1_NAME=/shop_web_1/db_1
            DB_1_ENV_POSTGRES_PASSWORD=open-sesame
            DB_1_ENV_PGDATA=/data
            SHOP_DB_1_PORT=tcp://172.17.0.2:5432
            SHOP_DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
            SHOP_DB_1_PORT_5432_TCP_ADDR=172.17.0.2
            SHOP_DB_1_PORT_5432_TCP_PORT=5432
            SHOP_DB_1_PORT_5432_TCP_PROTO=tcp
            SHOP_DB_1_NAME=/shop_web_1/shop_db_1
            SHOP_DB_1_ENV_POSTGRES_PASSWORD=open-sesame
            SHOP_DB_1_ENV_PGDATA=/data
            HOME=/root
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
}

#[test]
fn what_nobody_can_know_yet_is_told_on_standard_error() {
    slide().check("env web", expect![[r#"
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        HOSTNAME=<shop_web_1.id>
        DB_PORT=tcp://172.17.0.2:5432
        DB_PORT_5432_TCP=tcp://172.17.0.2:5432
        DB_PORT_5432_TCP_ADDR=172.17.0.2
        DB_PORT_5432_TCP_PORT=5432
        DB_PORT_5432_TCP_PROTO=tcp
        DB_NAME=/shop_web_1/db
        DB_ENV_POSTGRES_PASSWORD=open-sesame
        DB_1_PORT=tcp://172.17.0.2:5432
        DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
        DB_1_PORT_5432_TCP_ADDR=172.17.0.2
        DB_1_PORT_5432_TCP_PORT=5432
        DB_1_PORT_5432_TCP_PROTO=tcp
        DB_1_NAME=/shop_web_1/db_1
        DB_1_ENV_POSTGRES_PASSWORD=open-sesame
        SHOP_DB_1_PORT=tcp://172.17.0.2:5432
        SHOP_DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
        SHOP_DB_1_PORT_5432_TCP_ADDR=172.17.0.2
        SHOP_DB_1_PORT_5432_TCP_PORT=5432
        SHOP_DB_1_PORT_5432_TCP_PROTO=tcp
        SHOP_DB_1_NAME=/shop_web_1/shop_db_1
        SHOP_DB_1_ENV_POSTGRES_PASSWORD=open-sesame
        HOME=/root
        --- standard error
        note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
        note: missing: DB_ENV_*, DB_1_ENV_*, SHOP_DB_1_ENV_*: image `postgres` has not been inspected
        note: missing: variables of the image: image `shop_web` has not been inspected
        help: add `--images <(docker image inspect postgres shop_web)`
        --- exit code 0
    "#]]);
    slide().check("env web --notes --images facts.json", expect![[r#"
        PATH=/usr/bin:/bin
        HOSTNAME=<shop_web_1.id>
        DB_PORT=tcp://172.17.0.2:5432
        DB_PORT_5432_TCP=tcp://172.17.0.2:5432
        DB_PORT_5432_TCP_ADDR=172.17.0.2
        DB_PORT_5432_TCP_PORT=5432
        DB_PORT_5432_TCP_PROTO=tcp
        DB_NAME=/shop_web_1/db
        DB_ENV_POSTGRES_PASSWORD=open-sesame
        DB_ENV_PGDATA=/data
        DB_1_PORT=tcp://172.17.0.2:5432
        DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
        DB_1_PORT_5432_TCP_ADDR=172.17.0.2
        DB_1_PORT_5432_TCP_PORT=5432
        DB_1_PORT_5432_TCP_PROTO=tcp
        DB_1_NAME=/shop_web_1/db_1
        DB_1_ENV_POSTGRES_PASSWORD=open-sesame
        DB_1_ENV_PGDATA=/data
        SHOP_DB_1_PORT=tcp://172.17.0.2:5432
        SHOP_DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
        SHOP_DB_1_PORT_5432_TCP_ADDR=172.17.0.2
        SHOP_DB_1_PORT_5432_TCP_PORT=5432
        SHOP_DB_1_PORT_5432_TCP_PROTO=tcp
        SHOP_DB_1_NAME=/shop_web_1/shop_db_1
        SHOP_DB_1_ENV_POSTGRES_PASSWORD=open-sesame
        SHOP_DB_1_ENV_PGDATA=/data
        HOME=/root
        --- standard error
        note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
        note: not known yet: HOSTNAME: the engine draws the id at random when the container is created
        note: assumed: DB_PORT, DB_PORT_5432_TCP, DB_PORT_5432_TCP_ADDR, DB_1_PORT, DB_1_PORT_5432_TCP, DB_1_PORT_5432_TCP_ADDR, SHOP_DB_1_PORT, SHOP_DB_1_PORT_5432_TCP, SHOP_DB_1_PORT_5432_TCP_ADDR: the engine hands out the lowest free address when the container starts
        note: assumed: HOME: it stands in the image's /etc/passwd
        --- exit code 0
    "#]]);
}

#[test]
fn a_newer_engine_sets_no_link_variables() {
    slide().check(
        "env web --images facts.json --engine 29",
        expect![[r#"
            PATH=/usr/bin:/bin
            HOSTNAME=<shop_web_1.id>
            HOME=/root
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
}

#[test]
fn web_sees_db_in_its_hosts_file() {
    slide().check(
        "hosts web",
        expect![[r#"
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            ff00::0	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            172.17.0.2	db <shop_db_1.id> shop_db_1
            172.17.0.2	db_1 <shop_db_1.id> shop_db_1
            172.17.0.2	shop_db_1 <shop_db_1.id>
            172.17.0.3	<shop_web_1.id>
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
}

#[test]
fn the_second_container_of_a_scaled_service_has_its_own_address() {
    slide().check(
        "hosts db#2 --scale db=2",
        expect![[r#"
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            ff00::0	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            172.17.0.3	<shop_db_2.id>
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 0
        "#]],
    );
    slide().check(
        "hosts db#3 --scale db=2",
        expect![[r#"
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            error: `db` has no container 3
             |
             = note: the plan creates 2
             = help: ask for more with `--scale db=3`
            --- exit code 2
        "#]],
    );
}

#[test]
fn the_predicted_world_as_json() {
    Shop::new(&[("compose.yaml", SPEC)]).check("predict", expect![[r#"
        {
          "engine": "28",
          "compose": "2",
          "project": "shop",
          "containers": [
            {
              "name": "shop-db-1",
              "service": "db",
              "index": 1,
              "image": "redis",
              "state": "running",
              "env": [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOSTNAME=<shop-db-1.id>",
                "HOME=/root"
              ],
              "hosts": "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n172.18.0.2\t<shop-db-1.id>\n",
              "links": [],
              "networks": {
                "shop_default": {
                  "ip": "172.18.0.2",
                  "aliases": [
                    "shop-db-1",
                    "db"
                  ]
                }
              },
              "ports": [],
              "started": 1,
              "unknown": [
                {
                  "missing": "variables of the image",
                  "why": "image `redis` has not been inspected"
                }
              ]
            },
            {
              "name": "shop-web-1",
              "service": "web",
              "index": 1,
              "image": "nginx",
              "state": "running",
              "env": [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOSTNAME=<shop-web-1.id>",
                "HOME=/root"
              ],
              "hosts": "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n172.18.0.3\t<shop-web-1.id>\n",
              "links": [],
              "networks": {
                "shop_default": {
                  "ip": "172.18.0.3",
                  "aliases": [
                    "shop-web-1",
                    "web"
                  ]
                }
              },
              "ports": [],
              "started": 2,
              "unknown": [
                {
                  "missing": "variables of the image",
                  "why": "image `nginx` has not been inspected"
                }
              ]
            }
          ],
          "networks": [
            {
              "name": "shop_default",
              "driver": "bridge",
              "subnet": "172.18.0.0/16"
            }
          ],
          "volumes": [
            {
              "name": "shop_data"
            }
          ]
        }
        --- exit code 0
    "#]]);
}

#[test]
fn a_container_that_would_not_start_has_no_environment() {
    let text = "a:\n  image: x\n  ports: ['80:80']\nb:\n  image: x\n  ports: ['80:80']\nc:\n  image: x\n  links: [b]\n";
    let shop = Shop::new(&[("fig.yml", text)]);
    shop.check("env b", expect![[r#"
        --- standard error
        note: fig.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
        error: `b` would not run: step 5 is refused: start container shop_b_1
         |
         = note: driver failed programming external connectivity on endpoint shop_b_1: Bind for 0.0.0.0:80 failed: port is already allocated
        --- exit code 1
    "#]]);
    shop.check("env c", expect![[r#"
        --- standard error
        note: fig.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
        error: `c` would not run, because step 5 is not done
         |
         = note: start container shop_b_1 is refused: driver failed programming external connectivity on endpoint shop_b_1: Bind for 0.0.0.0:80 failed: port is already allocated
        --- exit code 1
    "#]]);
    shop.check(
        "up --dry-run",
        expect![[r#"
        --- standard error
        error[P002]: host port 80/tcp is already taken by service `a`
         --> fig.yml:6:11
          |
        3 |   ports: ['80:80']
          |           ------- taken here
        ...
        6 |   ports: ['80:80']
          |           ^^^^^^^
          |
          = help: publish one of them on another host port

        error: fig.yml has an error
         |
         = help: repair it; `linkyard check` shows every finding
        --- exit code 1
    "#]],
    );
}

#[test]
fn a_service_that_does_not_exist_is_named_with_those_that_do() {
    slide().check(
        "env wep",
        expect![[r#"
        --- standard error
        error: no such service: wep
         |
         = help: the file has web, mycontainer, db
        --- exit code 2
    "#]],
    );
    slide().check(
        "plan --scale wep=2",
        expect![[r#"
        --- standard error
        error: no such service: wep
         |
         = help: the file has web, mycontainer, db
        --- exit code 2
    "#]],
    );
}

#[test]
fn the_plan_as_json_is_the_plan_that_the_agent_takes() {
    let out = slide().run("plan --format json db");
    let json = out.split("---").next().unwrap();
    let plan: linkyard_core::plan::Plan = serde_json::from_str(json).unwrap();
    assert_eq!(plan.project, "shop");
    assert_eq!(plan.steps.len(), 3);
}
