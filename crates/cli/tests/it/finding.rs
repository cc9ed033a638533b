//! `check`: what is wrong, and where.

use crate::{Shop, slide};
use expect_test::expect;

#[test]
fn the_slide_has_a_misspelt_key_at_line_4_with_a_fix() {
    slide().check("check", expect![[r#"
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

        error[M001]: unknown key `enviroment` in service `web`
         --> docker-compose.yml:4:5
          |
        4 |     enviroment:
          |     ^^^^^^^^^^
          |
          = help: did you mean `environment`?
        help: Rename `enviroment` to `environment`
          |
        4 |     environment:
          |           +

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

        docker-compose.yml: 1 error, 4 warnings, 6 hints; `linkyard check --fix` repairs 1 of them
        --- exit code 1
    "#]]);
}

#[test]
fn programs_get_the_same_findings_as_json() {
    slide().check("check --format json", expect![[r#"
        {
          "file": "docker-compose.yml",
          "errors": 1,
          "warnings": 4,
          "hints": 6,
          "fixed": [],
          "diagnostics": [
            {
              "code": "D001",
              "name": "v1-format",
              "severity": "hint",
              "file": "docker-compose.yml",
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
              "code": "R002",
              "name": "missing-dockerfile",
              "severity": "warning",
              "file": "docker-compose.yml",
              "start": {
                "line": 2,
                "column": 12,
                "offset": 16
              },
              "end": {
                "line": 2,
                "column": 13,
                "offset": 17
              },
              "message": "`web` cannot be built: `Dockerfile` does not exist",
              "help": "create it, or correct `context` and `dockerfile`; the second starts from the first",
              "labels": [],
              "fixes": [],
              "tool": null
            },
            {
              "code": "M001",
              "name": "unknown-key",
              "severity": "error",
              "file": "docker-compose.yml",
              "start": {
                "line": 4,
                "column": 5,
                "offset": 49
              },
              "end": {
                "line": 4,
                "column": 15,
                "offset": 59
              },
              "message": "unknown key `enviroment` in service `web`",
              "help": "did you mean `environment`?",
              "labels": [],
              "fixes": [
                {
                  "title": "Rename `enviroment` to `environment`",
                  "applicability": "safe",
                  "edits": [
                    {
                      "start": {
                        "line": 4,
                        "column": 5,
                        "offset": 49
                      },
                      "end": {
                        "line": 4,
                        "column": 15,
                        "offset": 59
                      },
                      "insert": "environment"
                    }
                  ]
                }
              ],
              "tool": {
                "text": "The Compose file './docker-compose.yml' is invalid because:\nUnsupported config option for web: 'enviroment'",
                "is_refusal": true
              }
            },
            {
              "code": "D002",
              "name": "legacy-links",
              "severity": "hint",
              "file": "docker-compose.yml",
              "start": {
                "line": 7,
                "column": 7,
                "offset": 91
              },
              "end": {
                "line": 7,
                "column": 9,
                "offset": 93
              },
              "message": "`web` loses the variables of its links with Engine 29",
              "help": "on a network of the file the name of a service is enough; pass on what else is needed with `environment`",
              "labels": [],
              "fixes": [],
              "tool": null
            },
            {
              "code": "S010",
              "name": "secret-through-link",
              "severity": "warning",
              "file": "docker-compose.yml",
              "start": {
                "line": 7,
                "column": 7,
                "offset": 91
              },
              "end": {
                "line": 7,
                "column": 9,
                "offset": 93
              },
              "message": "this link copies a secret of `db` into `web`, as `DB_ENV_POSTGRES_PASSWORD`",
              "help": "let `db` read it from a file that is mounted",
              "labels": [
                {
                  "file": ".env",
                  "start": {
                    "line": 1,
                    "column": 1,
                    "offset": 0
                  },
                  "end": {
                    "line": 1,
                    "column": 30,
                    "offset": 29
                  },
                  "message": "set here"
                }
              ],
              "fixes": [],
              "tool": null
            },
            {
              "code": "S014",
              "name": "port-on-all-interfaces",
              "severity": "hint",
              "file": "docker-compose.yml",
              "start": {
                "line": 9,
                "column": 7,
                "offset": 111
              },
              "end": {
                "line": 9,
                "column": 18,
                "offset": 122
              },
              "message": "port 8000 of `web` is open to every network of the host",
              "help": "put `127.0.0.1:` before what only this machine needs",
              "labels": [],
              "fixes": [
                {
                  "title": "Publish on 127.0.0.1 only",
                  "applicability": "unsafe",
                  "edits": [
                    {
                      "start": {
                        "line": 9,
                        "column": 8,
                        "offset": 112
                      },
                      "end": {
                        "line": 9,
                        "column": 8,
                        "offset": 112
                      },
                      "insert": "127.0.0.1:"
                    }
                  ]
                }
              ],
              "tool": null
            },
            {
              "code": "R002",
              "name": "missing-dockerfile",
              "severity": "warning",
              "file": "docker-compose.yml",
              "start": {
                "line": 11,
                "column": 12,
                "offset": 147
              },
              "end": {
                "line": 11,
                "column": 18,
                "offset": 153
              },
              "message": "`mycontainer` cannot be built: `path/Dockerfile` does not exist",
              "help": "create it, or correct `context` and `dockerfile`; the second starts from the first",
              "labels": [],
              "fixes": [],
              "tool": null
            },
            {
              "code": "N003",
              "name": "unreachable-port",
              "severity": "warning",
              "file": "docker-compose.yml",
              "start": {
                "line": 13,
                "column": 7,
                "offset": 172
              },
              "end": {
                "line": 13,
                "column": 13,
                "offset": 178
              },
              "message": "nobody can reach port 3000/tcp of `mycontainer`, which has no network",
              "help": "take the port out, or give the service a network",
              "labels": [
                {
                  "file": "docker-compose.yml",
                  "start": {
                    "line": 16,
                    "column": 10,
                    "offset": 234
                  },
                  "end": {
                    "line": 16,
                    "column": 16,
                    "offset": 240
                  },
                  "message": "the network is switched off here"
                }
              ],
              "fixes": [],
              "tool": null
            },
            {
              "code": "V002",
              "name": "home-in-bind",
              "severity": "hint",
              "file": "docker-compose.yml",
              "start": {
                "line": 15,
                "column": 7,
                "offset": 198
              },
              "end": {
                "line": 15,
                "column": 33,
                "offset": 224
              },
              "message": "`~/configs` depends on who runs this",
              "help": "the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody",
              "labels": [],
              "fixes": [],
              "tool": null
            },
            {
              "code": "I001",
              "name": "image-without-tag",
              "severity": "hint",
              "file": "docker-compose.yml",
              "start": {
                "line": 19,
                "column": 12,
                "offset": 269
              },
              "end": {
                "line": 19,
                "column": 20,
                "offset": 277
              },
              "message": "which version of `postgres` runs depends on the day it is pulled",
              "help": "name a version: `postgres:VERSION`",
              "labels": [],
              "fixes": [],
              "tool": null
            },
            {
              "code": "V012",
              "name": "database-without-volume",
              "severity": "hint",
              "file": "docker-compose.yml",
              "start": {
                "line": 19,
                "column": 12,
                "offset": 269
              },
              "end": {
                "line": 19,
                "column": 20,
                "offset": 277
              },
              "message": "the data of `db` is lost with its container",
              "help": "mount a volume there: `db-data:/var/lib/postgresql/data`",
              "labels": [],
              "fixes": [],
              "tool": null
            }
          ]
        }
        --- exit code 1
    "#]]);
}

#[test]
fn a_good_file_says_so_in_one_line() {
    Shop::new(&[("compose.yaml", "services:\n  web:\n    image: nginx\n")]).check(
        "check",
        expect![[r#"
            hint[I001]: which version of `nginx` runs depends on the day it is pulled
             --> compose.yaml:3:12
              |
            3 |     image: nginx
              |            ^^^^^
              |
              = help: name a version: `nginx:VERSION`

            compose.yaml: 1 hint
            --- exit code 0
        "#]],
    );
}

#[test]
fn a_cycle_is_shown_with_its_path() {
    let text = "a:\n  image: x\n  links: [b]\nb:\n  image: x\n  links: [c]\nc:\n  image: x\n  links: [a]\n";
    Shop::new(&[("fig.yml", text)]).check(
        "check",
        expect![[r#"
            hint[D001]: current Compose refuses this file: its services stand at the top level
             --> fig.yml:1:1
              |
            1 | a:
              | ^
              |
              = help: put them under `services:`, with `network_mode: bridge` where the variables of links are needed

            hint[I001]: which version of `x` runs depends on the day it is pulled
             --> fig.yml:2:10
              |
            2 |   image: x
              |          ^
              |
              = help: name a version: `x:VERSION`

            hint[D002]: `a` loses the variables of its links with Engine 29
             --> fig.yml:3:11
              |
            3 |   links: [b]
              |           ^
              |
              = help: on a network of the file the name of a service is enough; pass on what else is needed with `environment`

            error[G002]: services wait for each other: a → b → c → a
             --> fig.yml:3:11
              |
            3 |   links: [b]
              |           ^ `a` links to `b`
            ...
            6 |   links: [c]
              |           - `b` links to `c`
            ...
            9 |   links: [a]
              |           - `c` links to `a`
              |
              = help: take one of these edges out

            hint[I001]: which version of `x` runs depends on the day it is pulled
             --> fig.yml:5:10
              |
            5 |   image: x
              |          ^
              |
              = help: name a version: `x:VERSION`

            hint[D002]: `b` loses the variables of its links with Engine 29
             --> fig.yml:6:11
              |
            6 |   links: [c]
              |           ^
              |
              = help: on a network of the file the name of a service is enough; pass on what else is needed with `environment`

            hint[I001]: which version of `x` runs depends on the day it is pulled
             --> fig.yml:8:10
              |
            8 |   image: x
              |          ^
              |
              = help: name a version: `x:VERSION`

            hint[D002]: `c` loses the variables of its links with Engine 29
             --> fig.yml:9:11
              |
            9 |   links: [a]
              |           ^
              |
              = help: on a network of the file the name of a service is enough; pass on what else is needed with `environment`

            fig.yml: 1 error, 7 hints
            --- exit code 1
        "#]],
    );
}

#[test]
fn broken_yaml_is_shown_where_it_breaks() {
    Shop::new(&[(
        "compose.yaml",
        "services:\n  web:\n    image: 'nginx\n    ports: [80\n",
    )])
    .check(
        "check",
        expect![[r#"
        error[Y001]: this quote is never closed
         --> compose.yaml:3:12
          |
        3 |     image: 'nginx
          |            ^
          |
          = help: write the same quote at the end of the value

        error[Y001]: this bracket is never closed
         --> compose.yaml:4:12
          |
        4 |     ports: [80
          |            ^
          |
          = help: write the closing bracket at the end of the value

        compose.yaml: 2 errors
        --- exit code 1
    "#]],
    );
}

#[test]
fn a_finding_in_an_env_file_shows_that_file_and_who_asked_for_it() {
    let text = "services:\n  web:\n    image: nginx\n    env_file: web.env\n";
    Shop::new(&[
        ("compose.yaml", text),
        ("web.env", "A=1\nnot a statement\n"),
    ])
    .check(
        "check",
        expect![[r#"
            hint[I001]: which version of `nginx` runs depends on the day it is pulled
             --> compose.yaml:3:12
              |
            3 |     image: nginx
              |            ^^^^^
              |
              = help: name a version: `nginx:VERSION`

            error[M011]: this line is no `NAME=VALUE`
             --> web.env:2:1
              |
            2 | not a statement
              | ^^^^^^^^^^^^^^^
              |
             ::: compose.yaml:4:15
              |
            4 |     env_file: web.env
              |               ------- the file is named here
              |
              = help: close its quotes, or write `NAME=VALUE`

            compose.yaml: 1 error, 1 hint
            --- exit code 1
        "#]],
    );
}

#[test]
fn colours_are_there_when_they_are_asked_for_and_only_then() {
    let shop = slide();
    assert!(shop.run("check --color always").contains('\u{1b}'));
    assert!(!shop.run("check --color never").contains('\u{1b}'));
    assert!(!shop.run("check").contains('\u{1b}'));
}
