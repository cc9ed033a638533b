//! Texts that are no YAML, no compose file, or one that the tool does not read.

use super::{check, check_with};
use crate::profile::{Dialect, Engine, Profile};
use expect_test::expect;

#[test]
fn text_that_is_not_yaml() {
    check(
        "web:\n  image: \"a\n  links: [db\ndb:\n  image: b\n",
        expect![[r#"
        web:
          image: "a
                 ^ error[Y001]: this quote is never closed
          help: write the same quote at the end of the value
          links: [db
                 ^ error[Y001]: this bracket is never closed
          help: write the closing bracket at the end of the value
        db:
          image: b
    "#]],
    );
}

#[test]
fn files_with_nothing_to_start() {
    check("", expect![[""]]);
    check(
        "- a\n",
        expect![[r#"
        - a
        ^^^ error[M008]: the file must be a mapping of services, but it is a list
          help: write `NAME:` and put the service's keys below it
    "#]],
    );
    check(
        "db:\n",
        expect![[r#"
        db:
        ^^ error[M003]: service `db` has neither an image nor a build context
          help: add `image: NAME` or `build: FOLDER`
    "#]],
    );
    check(
        "services: {}\n",
        expect![[r#"
            services: {}
            ^ warning[M008]: the file has no services
              help: a smallest file is `services: {web: {image: nginx}}`
        "#]],
    );
}

#[test]
fn compose_2_reads_no_v1_file() {
    let v2 = Profile {
        engine: Engine::V28,
        dialect: Dialect::V2,
    };
    check_with(
        Some(v2),
        "web:\n  image: a\nweb:\n  image: b\n",
        expect![[r#"
        web:
          image: a
        web:
        ^^^ error[M010]: Compose 2 does not read files of format v1, whose services stand at the top level
          help: choose docker-compose 1.29 (`--compose 1.29`), or put everything under `services:`
        ^^^ error[Y002]: key `web` stands twice
          label, line 1: first here
          help: put both under one key, or take one out
          image: b
    "#]],
    );
}
