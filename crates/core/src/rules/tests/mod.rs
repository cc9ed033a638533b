//! What each rule finds, as carets under the text, and the laws that hold for every finding.
//!
//! Each rule is also held to the examples of its page, in [`pages`].

mod levels;
mod pages;

use super::{Family, Level, find_rule, rules};
use crate::analysis::{Analysis, Settings};
use crate::diagnostics::{Applicability, Diagnostic, safe_edits};
use crate::profile::{Dialect, Engine, Profile};
use crate::text::{FileId, apply_edits};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn settings(profile: Option<Profile>) -> Settings {
    Settings {
        profile,
        ..Settings::default()
    }
}

fn files() -> BTreeMap<String, String> {
    BTreeMap::from([("there.env".to_owned(), "A=1\nnot a statement\n".to_owned())])
}

/// Prints what the rules of the families named by `check` find, each below its line with carets under its range, and
/// checks the laws.
fn check_with(profile: Option<Profile>, text: &str, want: Expect) {
    let settings = settings(profile);
    let analysis = Analysis::new(text, &settings, &files());
    check_laws(text, &settings, &analysis.diagnostics);
    // Advice on security and style would stand under nearly every file here.
    let is_advice = |it: &Diagnostic| {
        let family = find_rule(&it.code).map(|it| it.family);
        matches!(family, Some(Family::Security | Family::Practice))
    };
    let found: Vec<Diagnostic> = analysis
        .diagnostics
        .into_iter()
        .filter(|it| !is_advice(it))
        .collect();
    want.assert_eq(&render(text, &found));
}

fn check(text: &str, want: Expect) {
    check_with(None, text, want);
}

/// Prints what one rule finds, whatever its level.
fn check_rule(rule: &str, text: &str, want: Expect) {
    let mut settings = settings(None);
    let rule = find_rule(rule).unwrap();
    if rule.level == Level::Off {
        settings.rule_levels = vec![(rule.code.to_owned(), Level::Hint)];
    }
    let analysis = Analysis::new(text, &settings, &files());
    check_laws(text, &settings, &analysis.diagnostics);
    let mut found = analysis.diagnostics;
    found.retain(|it| it.code == rule.code);
    want.assert_eq(&render(text, &found));
}

fn render(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut res = String::new();
    let mut start = 0u32;
    for line in text.split_inclusive('\n') {
        res.push_str(line.trim_end_matches('\n'));
        res.push('\n');
        let end = start + line.len() as u32;
        let is_last = end as usize == text.len();
        for it in diagnostics
            .iter()
            .filter(|it| it.range.file == FileId::COMPOSE)
        {
            let from = u32::from(it.range.start);
            if from < start || (from >= end && !is_last) || (is_last && from > end) {
                continue;
            }
            let width = (u32::from(it.range.end).min(end) - from).max(1) as usize;
            let carets = format!(
                "{}{}",
                " ".repeat((from - start) as usize),
                "^".repeat(width)
            );
            res.push_str(&format!(
                "{carets} {}[{}]: {}\n",
                it.severity.as_str(),
                it.code,
                it.message
            ));
            for label in &it.labels {
                let line = text[..usize::from(label.range.start)].matches('\n').count() + 1;
                res.push_str(&format!("  label, line {line}: {}\n", label.message));
            }
            if let Some(help) = &it.help {
                res.push_str(&format!("  help: {help}\n"));
            }
            for fix in &it.fixes {
                let kind = if fix.applicability == Applicability::Safe {
                    "fix"
                } else {
                    "unsafe fix"
                };
                res.push_str(&format!("  {kind}: {}\n", fix.title));
            }
        }
        start = end;
    }
    for it in diagnostics
        .iter()
        .filter(|it| it.range.file != FileId::COMPOSE)
    {
        res.push_str(&format!(
            "in another file: {}[{}]: {}\n",
            it.severity.as_str(),
            it.code,
            it.message
        ));
    }
    res
}

/// Ranges lie inside the text on character boundaries, codes are registered, safe fixes come to an end.
fn check_laws(text: &str, settings: &Settings, diagnostics: &[Diagnostic]) {
    for it in diagnostics {
        assert!(
            rules().any(|rule| rule.code == it.code && rule.name == it.name),
            "{} is not registered",
            it.code
        );
        assert!(!it.message.ends_with('.'), "{}", it.message);
        let ranges = std::iter::once(it.range).chain(it.labels.iter().map(|it| it.range));
        for range in ranges.filter(|it| it.file == FileId::COMPOSE) {
            assert!(
                text.get(usize::from(range.start)..usize::from(range.end))
                    .is_some(),
                "{it:?}"
            );
        }
        for edit in it.fixes.iter().flat_map(|it| &it.edits) {
            assert!(
                text.get(usize::from(edit.range.start())..usize::from(edit.range.end()))
                    .is_some(),
                "{it:?}"
            );
        }
    }
    let mut fixed = text.to_owned();
    for _ in 0..8 {
        let analysis = Analysis::new(&fixed, settings, &files());
        let edits = safe_edits(&analysis.diagnostics);
        if edits.is_empty() {
            return;
        }
        fixed = apply_edits(&fixed, &edits).0;
    }
    panic!("safe fixes do not come to an end:\n{text}\n---\n{fixed}");
}

#[test]
fn the_file_of_the_course() {
    check(
        r#"web:
    build: .
    command: python app.py
    enviroment:
    - LANG=C
    links:
    - db
    ports:
    - "8000:8000"
mycontainer:
    build: ./path
    expose:
    - "3000"
    volumes:
    - ~/configs:/etc/configs/:ro
    net: "none"
    user: me
db:
    image: postgres
    env_file: .env
"#,
        expect![[r#"
            web:
                build: .
                command: python app.py
                enviroment:
                ^^^^^^^^^^ error[M001]: unknown key `enviroment` in service `web`
              help: did you mean `environment`?
              fix: Rename `enviroment` to `environment`
                - LANG=C
                links:
                - db
                ports:
                - "8000:8000"
            mycontainer:
                build: ./path
                expose:
                - "3000"
                  ^^^^^^ warning[N003]: nobody can reach port 3000/tcp of `mycontainer`, which has no network
              label, line 16: the network is switched off here
              help: take the port out, or give the service a network
                volumes:
                - ~/configs:/etc/configs/:ro
                net: "none"
                user: me
            db:
                image: postgres
                env_file: .env
                          ^^^^ error[M011]: env file `.env` does not exist
              help: create it, even empty, or take the entry out
        "#]],
    );
}

#[test]
fn links_and_dependencies_that_are_not_there() {
    check(
        "services:\n  web:\n    image: a\n    links: [\"dbb:x\", cache]\n    depends_on: [dbb, web]\n    volumes_from: [nope]\n  db:\n    image: b\n",
        expect![[r#"
            services:
              web:
                image: a
                links: ["dbb:x", cache]
                        ^^^^^^^ hint[L003]: this link sets no variables and no hosts line in `web`: it only adds the DNS name `x`
              help: services on one network find each other by name; links with variables need the default bridge (`network_mode: bridge` on both sides)
                         ^^^ error[L001]: service `web` links to `dbb`, which is no service here
              help: did you mean `db`?
              unsafe fix: Link to `db`
                                 ^^^^^ error[G001]: service `web` depends on `cache`, which is no service here
                                 ^^^^^ error[L001]: service `web` links to `cache`, which is no service here
              help: add the service, or use `external_links` for a container from elsewhere
                                 ^^^^^ hint[L003]: this link sets no variables and no hosts line in `web`: it only makes it start after its source
              help: services on one network find each other by name; links with variables need the default bridge (`network_mode: bridge` on both sides)
                depends_on: [dbb, web]
                             ^^^ error[G001]: service `web` depends on `dbb`, which is no service here
              help: did you mean `db`?
              unsafe fix: Change it to `db`
                                  ^^^ error[L002]: service `web` depends on itself
              help: take the entry out
                volumes_from: [nope]
                               ^^^^ error[G001]: service `web` depends on `nope`, which is no service here
                               ^^^^ error[G001]: service `web` takes volumes from `nope`, which is no service here
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
                   ^^^^^^^^^^^^^^^ error[M019]: services wait for each other in a circle
              help: take one of the dependencies out
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
              help: read the address from the name instead, or start the daemon with DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1
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
fn more_containers_than_an_engine_can_bear() {
    check(
        "services:\n  a:\n    image: a\n    scale: 1500\n",
        expect![[r#"
            services:
              a:
                image: a
                scale: 1500
                       ^^^^ error[M015]: 1500 containers of service `a` are wanted, at most 1000 are planned
              help: take a smaller number
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

#[test]
fn values_of_the_wrong_type_or_without_sense() {
    check(
        "services:\n  web:\n    image: 5\n    links: db\n    restart: sometimes\n    expose: [x, 5-4, 70000]\n    ports: [\"80:abc\", \"1-3:1-2\", 1/xyz]\n    environment:\n      A B: 1\n      C: [1]\n    extra_hosts: [nothing]\n    tty: maybe\n  db: text\n",
        expect![[r#"
            services:
              web:
                image: 5
                       ^ error[M002]: `image` must be a string, but this is a number
              fix: Put `5` in quotes
                links: db
                       ^^ error[M002]: `links` must be a list, but this is a string
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
              help: write it in small letters: `53/udp`
                environment:
                  A B: 1
                  ^^^ error[M005]: variable name `A B` has a blank in it
              help: write `NAME=VALUE` without blanks around the `=`, or `NAME: VALUE` as a mapping
                  C: [1]
                     ^^^ error[M002]: `C` must be a string or a number or true or false, but this is a list
                extra_hosts: [nothing]
                              ^^^^^^^ error[M013]: `nothing` means nothing to `extra_hosts`
              help: write `HOST:ADDRESS`
                tty: maybe
                     ^^^^^ error[M013]: `maybe` means nothing to `tty`
              help: write `true` or `false`
              db: text
                  ^^^^ error[M002]: `db` must be a mapping, but this is a string
        "#]],
    );
}

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
                scale: 2
                       ^ error[M019]: `scale` and `deploy.replicas` of `b` say different things
              help: keep one of them
                deploy: {replicas: 3}
                                   ^ error[M015]: `deploy.replicas` says 3, `scale` says 2
              label, line 9: `scale` is here
              help: keep one of the two
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
fn keys_unknown_misplaced_or_not_applied() {
    check(
        "version: '3'\nservice:\n  a: {image: a}\nservices:\n  a:\n    image: a\n    net: host\n    mem_limit: 1g\n    imagee: b\n    x-own: 1\n    build: {contxt: .}\n",
        expect![[r#"
            version: '3'
                     ^^^ warning[M006]: `version` is obsolete and ignored
              help: current Compose reads every file by one specification; take the line out
              fix: Remove the line
            service:
            ^^^^^^^ error[M001]: unknown key `service` at the top level
              help: did you mean `services`?
              a: {image: a}
            services:
              a:
                image: a
                net: host
                ^^^ error[M001]: unknown key `net` in service `a`
              help: did you mean `network_mode`?
              fix: Rename `net` to `network_mode`
                mem_limit: 1g
                ^^^^^^^^^ warning[M012]: `mem_limit` is not applied by Linkyard yet
              help: the file is right; the prediction and a launch from here go without it
                imagee: b
                ^^^^^^ error[M001]: unknown key `imagee` in service `a`
              help: did you mean `image`?
                x-own: 1
                build: {contxt: .}
                        ^^^^^^ error[M001]: unknown key `contxt` under `build`
              help: did you mean `context`?
              unsafe fix: Rename `contxt` to `context`
        "#]],
    );
}

#[test]
fn images_and_entries_that_stand_twice() {
    check(
        "a:\n  image: x\n  build: .\n  links:\n  - b\n  - b\nb:\n  command: x\nb:\n  image: y\n",
        expect![[r#"
            a:
              image: x
              build: .
              ^^^^^ error[M019]: `image` and `build` exclude each other in `a`
              label, line 2: the other one is here
              help: keep one of them
                     ^ error[M004]: service `a` has both an image and a build context
              label, line 2: the image is here
              help: keep one of the two; only files with `services:` may have both
              links:
              - b
              - b
                ^ error[M014]: `b` stands twice in `links`
              fix: Remove the second one
            b:
              command: x
            b:
            ^ warning[Y002]: key `b` stands twice
              label, line 7: first here
              help: docker-compose takes the last one and says nothing
              image: y
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
            in another file: warning[M011]: this line is no `NAME=VALUE` and is skipped
        "#]],
    );
    check(
        "a:\n  image: \"x${A:-b}\"\n",
        expect![[r#"
        a:
          image: "x${A:-b}"
                 ^^^^^^^^^^ error[M017]: a `$` here begins no variable
          help: write `$$` for a `$`, or `${NAME}` for a variable
          unsafe fix: Double the `$`
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

proptest! {
    #[test]
    fn any_text_gives_findings_with_ranges_inside_it(text in "([a-z:$ {}\\[\\]\"'\n\t&*<!#|>-]|links|image|build|services|é|:\n  |\n    - ){0,60}") {
        let settings = settings(None);
        let analysis = Analysis::new(&text, &settings, &files());
        check_laws(&text, &settings, &analysis.diagnostics);
        let (plan, _) = analysis.predict();
        for step in &plan.steps {
            prop_assert!(step.after.iter().all(|it| *it < step.id));
        }
    }
}

#[test]
fn what_the_tool_refuses_for_a_reason_of_its_own() {
    check(
        "services:\n  web:\n    image: nginx\n    ports: [{published: 80}]\n    volumes: ['./a:/x', './b:/x']\n  1:\n    image: a\n  b:\n    image: a\n    extends: nosuch\n",
        expect![[r#"
            services:
              web:
                image: nginx
                ports: [{published: 80}]
                        ^^^^^^^^^^^^^^^ error[M018]: `ports` lacks `target`
              help: add `target`
                volumes: ['./a:/x', './b:/x']
              1:
              ^ error[M018]: the key `1` is not a string
              help: put it in quotes: `"1"`
                image: a
              b:
                image: a
                extends: nosuch
                         ^^^^^^ error[M019]: `b` extends `nosuch`, which is not there
              help: correct the name, or the `file` that it is looked for in
        "#]],
    );
}
