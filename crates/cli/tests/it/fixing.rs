//! `check --fix`: what is safe to repair is written into the file, in one step.

use crate::{SLIDE, Shop, slide};
use expect_test::expect;

#[test]
fn the_slide_is_repaired_in_its_file() {
    let shop = slide();
    shop.check("check --fix", expect![[r#"
        fixed: line 4: Rename `enviroment` to `environment` (M001)

        hint[D001]: current Compose refuses this file: its services stand at the top level
         --> docker-compose.yml:1:1
          |
        1 | web:
          | ^^^
          |
          = help: put them under `services:`, with `network_mode: bridge` where the variables of links are needed

        warning[R002]: `web` cannot be built: `Dockerfile` does not exist
         --> docker-compose.yml:2:12
          |
        2 |     build: .
          |            ^
          |
          = help: create it, or correct `context` and `dockerfile`; the second starts from the first

        hint[D002]: `web` loses the variables of its links with Engine 29
         --> docker-compose.yml:7:7
          |
        7 |     - db
          |       ^^
          |
          = help: on a network of the file the name of a service is enough; pass on what else is needed with `environment`

        warning[S010]: this link copies a secret of `db` into `web`, as `DB_ENV_POSTGRES_PASSWORD`
         --> docker-compose.yml:7:7
          |
        7 |     - db
          |       ^^
          |
         ::: .env:1:1
          |
        1 | POSTGRES_PASSWORD=open-sesame
          | ----------------------------- set here
          |
          = help: let `db` read it from a file that is mounted

        hint[S014]: port 8000 of `web` is open to every network of the host
         --> docker-compose.yml:9:7
          |
        9 |     - "8000:8000"
          |       ^^^^^^^^^^^
          |
          = help: put `127.0.0.1:` before what only this machine needs
        help: Publish on 127.0.0.1 only (not done by `--fix`: look at it first)
          |
        9 |     - "127.0.0.1:8000:8000"
          |        ++++++++++

        warning[R002]: `mycontainer` cannot be built: `path/Dockerfile` does not exist
          --> docker-compose.yml:11:12
           |
        11 |     build: ./path
           |            ^^^^^^
           |
           = help: create it, or correct `context` and `dockerfile`; the second starts from the first

        warning[N003]: nobody can reach port 3000/tcp of `mycontainer`, which has no network
          --> docker-compose.yml:13:7
           |
        13 |     - "3000"
           |       ^^^^^^
        ...
        16 |     net: "none"
           |          ------ the network is switched off here
           |
           = help: take the port out, or give the service a network

        hint[V002]: `~/configs` depends on who runs this
          --> docker-compose.yml:15:7
           |
        15 |     - ~/configs:/etc/configs/:ro
           |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody

        hint[I001]: which version of `postgres` runs depends on the day it is pulled
          --> docker-compose.yml:19:12
           |
        19 |     image: postgres
           |            ^^^^^^^^
           |
           = help: name a version: `postgres:VERSION`

        hint[V012]: the data of `db` is lost with its container
          --> docker-compose.yml:19:12
           |
        19 |     image: postgres
           |            ^^^^^^^^
           |
           = help: mount a volume there: `db-data:/var/lib/postgresql/data`

        docker-compose.yml: 4 warnings, 6 hints
        --- exit code 0
    "#]]);
    assert_eq!(
        shop.file("docker-compose.yml"),
        SLIDE.replace("enviroment", "environment")
    );
    shop.check("check --fix", expect![[r#"
        hint[D001]: current Compose refuses this file: its services stand at the top level
         --> docker-compose.yml:1:1
          |
        1 | web:
          | ^^^
          |
          = help: put them under `services:`, with `network_mode: bridge` where the variables of links are needed

        warning[R002]: `web` cannot be built: `Dockerfile` does not exist
         --> docker-compose.yml:2:12
          |
        2 |     build: .
          |            ^
          |
          = help: create it, or correct `context` and `dockerfile`; the second starts from the first

        hint[D002]: `web` loses the variables of its links with Engine 29
         --> docker-compose.yml:7:7
          |
        7 |     - db
          |       ^^
          |
          = help: on a network of the file the name of a service is enough; pass on what else is needed with `environment`

        warning[S010]: this link copies a secret of `db` into `web`, as `DB_ENV_POSTGRES_PASSWORD`
         --> docker-compose.yml:7:7
          |
        7 |     - db
          |       ^^
          |
         ::: .env:1:1
          |
        1 | POSTGRES_PASSWORD=open-sesame
          | ----------------------------- set here
          |
          = help: let `db` read it from a file that is mounted

        hint[S014]: port 8000 of `web` is open to every network of the host
         --> docker-compose.yml:9:7
          |
        9 |     - "8000:8000"
          |       ^^^^^^^^^^^
          |
          = help: put `127.0.0.1:` before what only this machine needs
        help: Publish on 127.0.0.1 only (not done by `--fix`: look at it first)
          |
        9 |     - "127.0.0.1:8000:8000"
          |        ++++++++++

        warning[R002]: `mycontainer` cannot be built: `path/Dockerfile` does not exist
          --> docker-compose.yml:11:12
           |
        11 |     build: ./path
           |            ^^^^^^
           |
           = help: create it, or correct `context` and `dockerfile`; the second starts from the first

        warning[N003]: nobody can reach port 3000/tcp of `mycontainer`, which has no network
          --> docker-compose.yml:13:7
           |
        13 |     - "3000"
           |       ^^^^^^
        ...
        16 |     net: "none"
           |          ------ the network is switched off here
           |
           = help: take the port out, or give the service a network

        hint[V002]: `~/configs` depends on who runs this
          --> docker-compose.yml:15:7
           |
        15 |     - ~/configs:/etc/configs/:ro
           |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody

        hint[I001]: which version of `postgres` runs depends on the day it is pulled
          --> docker-compose.yml:19:12
           |
        19 |     image: postgres
           |            ^^^^^^^^
           |
           = help: name a version: `postgres:VERSION`

        hint[V012]: the data of `db` is lost with its container
          --> docker-compose.yml:19:12
           |
        19 |     image: postgres
           |            ^^^^^^^^
           |
           = help: mount a volume there: `db-data:/var/lib/postgresql/data`

        docker-compose.yml: 4 warnings, 6 hints
        --- exit code 0
    "#]]);
}

#[test]
fn standard_input_is_repaired_to_standard_output() {
    Shop::new(&[])
        .stdin("web:\n  image: x\n  enviroment: [A=1]\n")
        .check(
            "check --fix -f -",
            expect![[r#"
                web:
                  image: x
                  environment: [A=1]
                --- standard error
                fixed: line 3: Rename `enviroment` to `environment` (M001)

                hint[D001]: current Compose refuses this file: its services stand at the top level
                 --> <standard input>:1:1
                  |
                1 | web:
                  | ^^^
                  |
                  = help: put them under `services:`, with `network_mode: bridge` where the variables of links are needed

                hint[I001]: which version of `x` runs depends on the day it is pulled
                 --> <standard input>:2:10
                  |
                2 |   image: x
                  |          ^
                  |
                  = help: name a version: `x:VERSION`

                <standard input>: 2 hints
                --- exit code 0
            "#]],
        );
}

#[test]
fn what_was_repaired_is_in_the_json_too() {
    Shop::new(&[("fig.yml", "web:\n  image: x\n  comand: [a]\n")]).check(
        "check --fix --format json",
        expect![[r#"
            {
              "file": "fig.yml",
              "errors": 0,
              "warnings": 0,
              "hints": 2,
              "fixed": [
                "line 3: Rename `comand` to `command` (M001)"
              ],
              "diagnostics": [
                {
                  "code": "D001",
                  "name": "v1-format",
                  "severity": "hint",
                  "file": "fig.yml",
                  "start": {
                    "line": 1,
                    "column": 1,
                    "offset": 0
                  },
                  "end": {
                    "line": 1,
                    "column": 4,
                    "offset": 3
                  },
                  "message": "current Compose refuses this file: its services stand at the top level",
                  "help": "put them under `services:`, with `network_mode: bridge` where the variables of links are needed",
                  "labels": [],
                  "fixes": [],
                  "tool": null
                },
                {
                  "code": "I001",
                  "name": "image-without-tag",
                  "severity": "hint",
                  "file": "fig.yml",
                  "start": {
                    "line": 2,
                    "column": 10,
                    "offset": 14
                  },
                  "end": {
                    "line": 2,
                    "column": 11,
                    "offset": 15
                  },
                  "message": "which version of `x` runs depends on the day it is pulled",
                  "help": "name a version: `x:VERSION`",
                  "labels": [],
                  "fixes": [],
                  "tool": null
                }
              ]
            }
            --- exit code 0
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn permissions_and_symbolic_links_survive() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let shop = Shop::new(&[("real/fig.yml", "web:\n  image: x\n  comand: [a]\n")]);
    let real = shop.folder().join("real/fig.yml");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/fig.yml", shop.folder().join("fig.yml")).unwrap();
    shop.run("check --fix");
    assert!(shop.file("real/fig.yml").contains("command"));
    assert!(shop.folder().join("fig.yml").is_symlink());
    assert_eq!(
        std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    let names: Vec<_> = std::fs::read_dir(shop.folder().join("real"))
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(names, ["fig.yml"], "no temporary file is left");
}
