//! What each rule finds, as carets under the text, and the laws that hold for every finding.
//!
//! Each rule is also held to the examples of its page, in [`pages`].

mod keys;
mod levels;
mod links;
mod pages;
mod practice;
mod run_time;
mod security;
mod shared;
mod values;
mod words;
mod yaml;

use super::{Family, Level, find_rule, rules};
use crate::analysis::{Analysis, Settings};
use crate::diagnostics::{Applicability, Diagnostic, Severity, safe_edits};
use crate::language::Language;
use crate::profile::{Dialect, Engine, Profile};
use crate::text::{FileId, apply_edits};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn settings(profile: Option<Profile>) -> Settings {
    Settings {
        profile,
        ..Settings::default()
    }
}

fn files() -> BTreeMap<String, String> {
    BTreeMap::from([
        ("there.env".to_owned(), "A=1\nnot a statement\n".to_owned()),
        ("there.Dockerfile".to_owned(), "FROM alpine\n".to_owned()),
    ])
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
        matches!(family, Some(Family::Security | Family::Practice)) || is_told_of_every_v1_file(it)
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

/// That its format and its links are old.
fn is_told_of_every_v1_file(it: &Diagnostic) -> bool {
    matches!(it.code.as_str(), "D001" | "D002")
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

/// Everything that a finding says.
fn texts(it: &Diagnostic) -> Vec<&String> {
    let labels = it.labels.iter().map(|it| &it.message);
    let fixes = it.fixes.iter().map(|it| &it.title);
    let message = std::iter::once(&it.message);
    message.chain(&it.help).chain(labels).chain(fixes).collect()
}

/// The same is found in French, and every text of it is told in French.
fn check_french(text: &str, settings: &Settings, english: &[Diagnostic]) {
    let settings = Settings {
        language: Language::French,
        ..settings.clone()
    };
    let mut french = Analysis::new(text, &settings, &files()).diagnostics;
    // Two findings at one place are sorted by their words.
    let key = |it: &Diagnostic| {
        (
            it.range,
            it.code.clone(),
            it.help.is_some(),
            it.labels.len(),
        )
    };
    let mut english = english.to_vec();
    english.sort_by_key(key);
    french.sort_by_key(key);
    let places = |all: &[Diagnostic]| all.iter().map(key).collect::<Vec<_>>();
    assert_eq!(places(&english), places(&french));
    for (english, french) in english.iter().zip(&french) {
        for (english, french) in texts(english).iter().zip(texts(french)) {
            assert_ne!(*english, french);
        }
    }
}

/// Ranges lie inside the text on character boundaries, codes are registered, safe fixes come to an end; texts are
/// fragments, every error has a help, and all is told in every language.
fn check_laws(text: &str, settings: &Settings, diagnostics: &[Diagnostic]) {
    for it in diagnostics {
        assert!(
            rules().any(|rule| rule.code == it.code && rule.name == it.name),
            "{} is not registered",
            it.code
        );
        for text in texts(it) {
            assert!(!text.is_empty() && !text.ends_with('.'), "{text:?}");
        }
        assert!(
            it.severity != Severity::Error || it.help.is_some(),
            "{} says what is wrong and not what to do: {}",
            it.code,
            it.message
        );
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
    if settings.language == Language::English {
        check_french(text, settings, diagnostics);
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

/// Texts that the fuzzer found, each of which once broke a law.
#[test]
fn texts_that_once_broke_a_law() {
    let texts = ["a:\n  image: x\n  links: [db\":]\n"];
    for text in texts {
        for dialect in [Dialect::V1_29, Dialect::V2] {
            let settings = settings(Some(Profile {
                engine: Engine::V20_10,
                dialect,
            }));
            let analysis = Analysis::new(text, &settings, &files());
            check_laws(text, &settings, &analysis.diagnostics);
        }
    }
}
