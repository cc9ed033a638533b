//! What each rule finds, as carets under the text, and the laws that hold for every finding.

use super::RULES;
use crate::analysis::{Analysis, Settings};
use crate::diagnostics::{Applicability, Diagnostic, safe_edits};
use crate::profile::{Dialect, Engine, Profile};
use crate::text::{FileId, apply_edits};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn settings(profile: Option<Profile>) -> Settings {
    Settings { profile, ..Settings::default() }
}

fn files() -> BTreeMap<String, String> {
    BTreeMap::from([("there.env".to_owned(), "A=1\nnot a statement\n".to_owned())])
}

/// Prints each finding below its line, with carets under its range, and checks the laws.
fn check_with(profile: Option<Profile>, text: &str, want: Expect) {
    let settings = settings(profile);
    let analysis = Analysis::new(text, &settings, &files());
    check_laws(text, &settings, &analysis.diagnostics);
    want.assert_eq(&render(text, &analysis.diagnostics));
}

fn check(text: &str, want: Expect) {
    check_with(None, text, want);
}

fn render(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut res = String::new();
    let mut start = 0u32;
    for line in text.split_inclusive('\n') {
        res.push_str(line.trim_end_matches('\n'));
        res.push('\n');
        let end = start + line.len() as u32;
        let is_last = end as usize == text.len();
        for it in diagnostics.iter().filter(|it| it.range.file == FileId::COMPOSE) {
            let from = u32::from(it.range.start);
            if from < start || (from >= end && !is_last) || (is_last && from > end) {
                continue;
            }
            let width = (u32::from(it.range.end).min(end) - from).max(1) as usize;
            let carets = format!("{}{}", " ".repeat((from - start) as usize), "^".repeat(width));
            res.push_str(&format!("{carets} {}[{}]: {}\n", it.severity.as_str(), it.code, it.message));
            for label in &it.labels {
                let line = text[..usize::from(label.range.start)].matches('\n').count() + 1;
                res.push_str(&format!("  label, line {line}: {}\n", label.message));
            }
            if let Some(help) = &it.help {
                res.push_str(&format!("  help: {help}\n"));
            }
            for fix in &it.fixes {
                let kind = if fix.applicability == Applicability::Safe { "fix" } else { "unsafe fix" };
                res.push_str(&format!("  {kind}: {}\n", fix.title));
            }
        }
        start = end;
    }
    for it in diagnostics.iter().filter(|it| it.range.file != FileId::COMPOSE) {
        res.push_str(&format!("in another file: {}[{}]: {}\n", it.severity.as_str(), it.code, it.message));
    }
    res
}

/// Ranges lie inside the text on character boundaries, codes are registered, safe fixes come to an end.
fn check_laws(text: &str, settings: &Settings, diagnostics: &[Diagnostic]) {
    for it in diagnostics {
        assert!(RULES.iter().any(|rule| rule.code == it.code && rule.name == it.name), "{} is not registered", it.code);
        assert!(!it.message.ends_with('.'), "{}", it.message);
        let ranges = std::iter::once(it.range).chain(it.labels.iter().map(|it| it.range));
        for range in ranges.filter(|it| it.file == FileId::COMPOSE) {
            assert!(text.get(usize::from(range.start)..usize::from(range.end)).is_some(), "{it:?}");
        }
        for edit in it.fixes.iter().flat_map(|it| &it.edits) {
            assert!(text.get(usize::from(edit.range.start())..usize::from(edit.range.end())).is_some(), "{it:?}");
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
fn codes_and_names_are_unique() {
    let codes: BTreeSet<&str> = RULES.iter().map(|it| it.code).collect();
    let names: BTreeSet<&str> = RULES.iter().map(|it| it.name).collect();
    assert_eq!((codes.len(), names.len()), (RULES.len(), RULES.len()));
}

#[test]
fn every_rule_is_seen_at_work_in_this_file() {
    let this = include_str!("tests.rs");
    for rule in RULES {
        assert!(this.contains(&format!("[{}]:", rule.code)), "{} has no example", rule.code);
    }
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
        expect![[]],
    );
}

#[test]
fn links_and_dependencies_that_are_not_there() {
    check(
        "services:\n  web:\n    image: a\n    links: [\"dbb:x\", cache]\n    depends_on: [dbb, web]\n    volumes_from: [nope]\n  db:\n    image: b\n",
        expect![[]],
    );
}

#[test]
fn a_cycle_names_its_path_and_every_edge() {
    check(
        "web:\n  image: a\n  links: [db]\ndb:\n  image: a\n  volumes_from: [cache]\ncache:\n  image: a\n  net: \"container:web\"\nself:\n  image: a\n  links: [self]\n",
        expect![[]],
    );
}

#[test]
fn links_that_do_nothing_or_less_than_they_did() {
    let v29 = Profile { engine: Engine::V29, dialect: Dialect::V1_29 };
    check_with(
        Some(v29),
        "web:\n  image: a\n  links: [db]\nalone:\n  image: a\n  net: none\n  links: [db]\nhost:\n  image: a\n  net: host\n  links: [db]\ndb:\n  image: a\n",
        expect![[]],
    );
    check("services:\n  web:\n    image: a\n    links: [db, \"db:x\"]\n  db:\n    image: a\n", expect![[]]);
}

#[test]
fn values_of_the_wrong_type_or_without_sense() {
    check(
        "services:\n  web:\n    image: 5\n    links: db\n    restart: sometimes\n    expose: [x, 5-4, 70000]\n    ports: [\"80:abc\", \"1-3:1-2\", 1/xyz]\n    environment:\n      A B: 1\n      C: [1]\n    extra_hosts: [nothing]\n    tty: maybe\n  db: text\n",
        expect![[]],
    );
}

#[test]
fn names_and_ports_that_two_want() {
    check(
        "services:\n  a:\n    image: a\n    container_name: one\n    ports: [\"80:80\", \"127.0.0.1:81:81\"]\n  b:\n    image: a\n    container_name: one\n    scale: 2\n    deploy: {replicas: 3}\n    ports: [\"127.0.0.1:80:1\", \"127.0.0.2:81:1\"]\n  a b:\n    image: a\n",
        expect![[]],
    );
}

#[test]
fn networks_and_volumes_that_are_not_declared() {
    check(
        "services:\n  a:\n    image: a\n    networks: [fronted, other]\n    network_mode: host\n    volumes: [\"data:/x\", \"./y:/y\"]\nnetworks:\n  frontend: {}\n",
        expect![[]],
    );
}

#[test]
fn keys_unknown_misplaced_or_not_applied() {
    check(
        "version: '3'\nservice:\n  a: {image: a}\nservices:\n  a:\n    image: a\n    net: host\n    mem_limit: 1g\n    imagee: b\n    x-own: 1\n    build: {contxt: .}\n",
        expect![[]],
    );
}

#[test]
fn images_and_entries_that_stand_twice() {
    check("a:\n  image: x\n  build: .\n  links:\n  - b\n  - b\nb:\n  command: x\nb:\n  image: y\n", expect![[]]);
}

#[test]
fn env_files_and_variables() {
    check(
        "services:\n  a:\n    image: \"x:${TAG}\"\n    command: \"${NEED:?say it}\"\n    env_file: [there.env, nowhere.env]\n    environment: [\"B = 1\"]\n",
        expect![[]],
    );
    check("a:\n  image: \"x${A:-b}\"\n", expect![[]]);
}

#[test]
fn files_with_nothing_to_start() {
    check("", expect![[]]);
    check("- a\n", expect![[]]);
    check("services: {}\n", expect![[]]);
}

#[test]
fn compose_2_reads_no_v1_file() {
    let v2 = Profile { engine: Engine::V28, dialect: Dialect::V2 };
    check_with(Some(v2), "web:\n  image: a\nweb:\n  image: b\n", expect![[]]);
}

#[test]
fn text_that_is_not_yaml() {
    check("web:\n  image: \"a\n  links: [db\ndb:\n  image: b\n", expect![[]]);
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
