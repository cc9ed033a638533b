//! Values that mean nothing, and variables in them.

use super::{check, check_with};
use crate::profile::{Dialect, Engine, Profile};
use expect_test::expect;

#[test]
fn values_of_the_wrong_type_or_without_sense() {
    check(
        "services:\n  web:\n    image: 5\n    links: db\n    restart: sometimes\n    expose: [x, 5-4, 70000]\n    ports: [\"80:abc\", \"1-3:1-2\", 1/xyz]\n    environment:\n      A B: 1\n      C: [1]\n    extra_hosts: [nothing]\n    tty: maybe\n  db: text\n",
        expect![[r#"
            services:
              web:
                image: 5
                       ^ error[M002]: `image` must be a string, but this is a number
              help: put it in quotes to make it a string
              fix: Put `5` in quotes
                links: db
                       ^^ error[M002]: `links` must be a list, but this is a string
              help: write each entry as `- ENTRY` on a line of its own, or all as `[ENTRY, ENTRY]`
              fix: Make it a list: `[db]`
                restart: sometimes
                         ^^^^^^^^^ error[M013]: `sometimes` means nothing to `restart`
              help: write `"no"`, `always`, `unless-stopped` or `on-failure[:N]`
                expose: [x, 5-4, 70000]
                         ^ error[P001]: `x` is no port: it is not of the form `PORT[/PROTOCOL]`
              help: write for example `"80"` or `"53/udp"`
                            ^^^ error[P001]: `5-4` is no port: the range ends before it begins
              help: write the lower port first
                                 ^^^^^ error[P001]: `70000` is no port: ports end at 65535
              help: take a smaller number
                ports: ["80:abc", "1-3:1-2", 1/xyz]
                        ^^^^^^^^ error[P001]: `80:abc` is no port: it is not of the form `[[IP:]HOST:]CONTAINER[/PROTOCOL]`
              help: write for example `"8080:80"`
                                  ^^^^^^^^^ error[P001]: `1-3:1-2` is no port: the host range and the container range differ in length
              help: give both the same number of ports
                                             ^^^^^ error[P001]: `1/xyz` is no port: the protocol is not tcp, udp or sctp
              help: write `tcp`, `udp` or `sctp`, in small letters: `53/udp`
                environment:
                  A B: 1
                  ^^^ error[M005]: variable name `A B` has a blank in it
              help: write the name without blanks
                  C: [1]
                     ^^^ error[M002]: `C` must be a string, a number, `true` or `false`, but this is a list
              help: write one value after `C:`
                extra_hosts: [nothing]
                              ^^^^^^^ error[M013]: `nothing` means nothing to `extra_hosts`
              help: write `HOST:ADDRESS`
                tty: maybe
                     ^^^^^ error[M013]: `maybe` means nothing to `tty`
              help: write `true` or `false`
              db: text
                  ^^^^ error[M002]: `db` must be a mapping, but this is a string
              help: write `NAME: VALUE` lines below `db:`, indented
        "#]],
    );
}

#[test]
fn env_files_and_variables() {
    check(
        "services:\n  a:\n    image: \"x:${TAG}\"\n    command: \"${NEED:?say it}\"\n    env_file: [there.env, nowhere.env]\n    environment: [\"B = 1\"]\n",
        expect![[r#"
            services:
              a:
                image: "x:${TAG}"
                       ^^^^^^^^^^ warning[M016]: variable `TAG` is not set; nothing is put in its place
              help: set it in `.env`, or give it a default: `${TAG:-…}`
                command: "${NEED:?say it}"
                         ^^^^^^^^^^^^^^^^^ error[M016]: variable `NEED` must have a value: say it
              help: set it in `.env` or in the shell
                env_file: [there.env, nowhere.env]
                                      ^^^^^^^^^^^ error[M011]: env file `nowhere.env` does not exist
              help: create it, even empty, or take the entry out
                environment: ["B = 1"]
                              ^^^^^^^ error[M005]: variable name `B ` has a blank in it
              help: write `NAME=VALUE` without blanks around the `=`, or `NAME: VALUE` as a mapping
              unsafe fix: Take the blanks around `=` away
            in another file: error[M011]: this line is no `NAME=VALUE`
        "#]],
    );
    check(
        "a:\n  image: \"x${A:-b}\"\n",
        expect![[r#"
            a:
              image: "x${A:-b}"
                     ^^^^^^^^^^ error[M017]: a `${…}` here is of a form that the tool does not know
              help: write `$$` for a `$`; files of format v1 know `$NAME` and `${NAME}` only
              unsafe fix: Double the `$`
        "#]],
    );
}

#[test]
fn dollars_that_begin_no_variable() {
    let v1_29 = Profile {
        engine: Engine::V20_10,
        dialect: Dialect::V1_29,
    };
    check_with(
        Some(v1_29),
        "services:\n  a:\n    image: a\n    command: \"awk '{print $1 $2}' $$x ${HOME:-/}\"\n    entrypoint: \"a$ é$\"\n    user: ${}\n    hostname: ${1}${2}\n",
        expect![[r#"
            services:
              a:
                image: a
                command: "awk '{print $1 $2}' $$x ${HOME:-/}"
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[M017]: a `$` here begins no variable
              help: write `$$` for a `$`, or `${NAME}` for a variable
              fix: Double the `$`
                entrypoint: "a$ é$"
                            ^^^^^^^^ error[M017]: a `$` here begins no variable
              help: write `$$` for a `$`, or `${NAME}` for a variable
              fix: Double the `$`
                user: ${}
                      ^^^ error[M017]: a `${…}` here is of a form that the tool does not know
              help: write `$$` for a `$`, or `${NAME}` for a variable
              unsafe fix: Double the `$`
                hostname: ${1}${2}
                          ^^^^^^^^ error[M017]: a `${…}` here is of a form that the tool does not know
              help: write `$$` for a `$`, or `${NAME}` for a variable
        "#]],
    );
}

#[test]
fn types_that_a_key_does_not_take() {
    check(
        "services:\n  a:\n    image: [a]\n    ports: 80, 90\n    environment: 5\n    command: {a: b}\n    tty: 1\n    build:\n    labels: yes\n    networks: a#b\n    healthcheck: [x]\n    user: *nobody\n",
        expect![[r#"
            services:
              a:
                image: [a]
                       ^^^ error[M002]: `image` must be a string, but this is a list
              help: write one value after `image:`
                ports: 80, 90
                       ^^^^^^ error[M002]: `ports` must be a list, but this is a string
              help: write each entry as `- ENTRY` on a line of its own, or all as `[ENTRY, ENTRY]`
                environment: 5
                             ^ error[M002]: `environment` must be a mapping or a list, but this is a number
              help: write each entry as `- ENTRY` on a line of its own, or all as `[ENTRY, ENTRY]`
                command: {a: b}
                         ^^^^^^ error[M002]: `command` must be a list or a string, but this is a mapping
              help: write one value after `command:`
                tty: 1
                     ^ error[M002]: `tty` must be a string, `true` or `false`, but this is a number
              help: write `true` or `false` without quotes
                build:
                      ^ error[M002]: `build` must be a mapping or a string, but nothing stands here
              help: give `build` a value, or take it out
                labels: yes
                        ^^^ error[M002]: `labels` must be a mapping or a list, but this is a string
              help: write each entry as `- ENTRY` on a line of its own, or all as `[ENTRY, ENTRY]`
                networks: a#b
                          ^^^ error[M002]: `networks` must be a mapping or a list, but this is a string
              help: write each entry as `- ENTRY` on a line of its own, or all as `[ENTRY, ENTRY]`
                healthcheck: [x]
                             ^^^ error[M002]: `healthcheck` must be a mapping, but this is a list
              help: write `NAME: VALUE` lines without `-`
                user: *nobody
                      ^^^^^^^ error[Y001]: no anchor `&nobody` stands before this alias
              help: define the anchor earlier in the file, or put the value in quotes if `*` belongs to it
        "#]],
    );
}
