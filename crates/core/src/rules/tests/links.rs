//! Links, and whom a service waits for.

use super::{check, check_with};
use crate::profile::{Dialect, Engine, Profile};
use expect_test::expect;

#[test]
fn links_and_dependencies_that_are_not_there() {
    check(
        "services:\n  web:\n    image: a\n    links: [\"dbb:x\", cache]\n    depends_on: [dbb, web]\n    volumes_from: [nope]\n  db:\n    image: b\n",
        expect![[r#"
            services:
              web:
                image: a
                links: ["dbb:x", cache]
                         ^^^ error[L001]: service `web` links to `dbb`, which is no service here
              help: did you mean `db`?
              unsafe fix: Link to `db`
                                 ^^^^^ error[L001]: service `web` links to `cache`, which is no service here
              help: add the service, or use `external_links` for a container from elsewhere
                depends_on: [dbb, web]
                             ^^^ error[G001]: service `web` depends on `dbb`, which is no service here
              help: did you mean `db`?
              unsafe fix: Change it to `db`
                                  ^^^ error[L002]: service `web` depends on itself
              help: take the entry out
                volumes_from: [nope]
                               ^^^^ error[G001]: service `web` takes volumes from `nope`, which is no service here
              help: add the service, or take the entry out
              db:
                image: b
        "#]],
    );
}

#[test]
fn a_cycle_names_its_path_and_every_edge() {
    check(
        "web:\n  image: a\n  links: [db]\ndb:\n  image: a\n  volumes_from: [cache]\ncache:\n  image: a\n  net: \"container:web\"\nself:\n  image: a\n  links: [self]\n",
        expect![[r#"
            web:
              image: a
              links: [db]
                      ^^ error[G002]: services wait for each other: web → db → cache → web
              label, line 3: `web` links to `db`
              label, line 6: `db` takes volumes from `cache`
              label, line 9: `cache` uses the network of `web`
              help: take one of these edges out
            db:
              image: a
              volumes_from: [cache]
            cache:
              image: a
              net: "container:web"
            self:
              image: a
              links: [self]
                      ^^^^ error[L002]: service `self` links to itself
              help: take the link out
        "#]],
    );
}

#[test]
fn links_that_do_nothing_or_less_than_they_did() {
    let v29 = Profile {
        engine: Engine::V29,
        dialect: Dialect::V1_29,
    };
    check_with(
        Some(v29),
        "web:\n  image: a\n  links: [db]\nalone:\n  image: a\n  net: none\n  links: [db]\nhost:\n  image: a\n  net: host\n  links: [db]\ndb:\n  image: a\n",
        expect![[r#"
            web:
              image: a
              links: [db]
                      ^^ warning[L004]: Engine 29 sets no link variables in `web`
              help: reach the source by its name instead, or start the daemon with `DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1`
            alone:
              image: a
              net: none
              links: [db]
                      ^^ warning[L003]: `alone` has no network, so the link does nothing
              label, line 6: the network is switched off here
              help: take the link out, or give the service a network
            host:
              image: a
              net: host
              links: [db]
                      ^^ error[L003]: the engine refuses links of `host`, which uses another network stack
              label, line 10: chosen here
              help: take the link out, or the network mode
            db:
              image: a
        "#]],
    );
    check(
        "services:\n  web:\n    image: a\n    links: [db, \"db:x\"]\n  db:\n    image: a\n",
        expect![[r#"
        services:
          web:
            image: a
            links: [db, "db:x"]
                    ^^ hint[L003]: this link sets no variables and no hosts line in `web`: it only makes it start after its source
          help: services on one network find each other by name; links with variables need the default bridge (`network_mode: bridge` on both sides)
                        ^^^^^^ hint[L003]: this link sets no variables and no hosts line in `web`: it only adds the DNS name `x`
          help: services on one network find each other by name; links with variables need the default bridge (`network_mode: bridge` on both sides)
          db:
            image: a
    "#]],
    );
}

#[test]
fn aliases_that_give_the_same_variables() {
    check(
        "web:\n  image: a\n  links: [\"db:my-db\", \"db:MY_DB\", \"db:other\"]\ndb:\n  image: a\n",
        expect![[r#"
            web:
              image: a
              links: ["db:my-db", "db:MY_DB", "db:other"]
                                  ^^^^^^^^^^ warning[L005]: aliases `my-db` and `MY_DB` both give variables that begin with `MY_DB_`
              label, line 3: the other one is here
              help: which of the two wins is the engine's chance; give one another alias
            db:
              image: a
        "#]],
    );
}
