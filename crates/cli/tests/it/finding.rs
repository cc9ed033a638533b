//! `check`: what is wrong, and where.

use crate::{Shop, slide};
use expect_test::expect;

#[test]
fn the_slide_has_a_misspelt_key_at_line_4_with_a_fix() {
    slide().check("check", expect![[r#"
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

        docker-compose.yml: 1 error, 1 warning, 1 hint; `linkyard check --fix` repairs 1 of them
        --- exit code 1
    "#]]);
}

#[test]
fn programs_get_the_same_findings_as_json() {
    slide().check("check --format json", expect![[r#"
        {
          "file": "docker-compose.yml",
          "errors": 1,
          "warnings": 1,
          "hints": 1,
          "fixed": [],
          "diagnostics": [
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
              ]
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
              "fixes": []
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
              "fixes": []
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
        compose.yaml: 1 service, no findings
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

        fig.yml: 1 error
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

        compose.yaml: 1 error
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
