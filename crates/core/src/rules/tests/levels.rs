//! Levels of rules, and comments that allow.

use super::files;
use crate::analysis::{Analysis, Settings};
use crate::rules::{CONFIG_FILE, Level};
use expect_test::{Expect, expect};

/// Prints the findings of S001, X001 and X002: place, severity, message.
fn check(config: &str, levels: &[(&str, Level)], text: &str, want: Expect) {
    let mut files = files();
    if !config.is_empty() {
        files.insert(CONFIG_FILE.to_owned(), config.to_owned());
    }
    let settings = Settings {
        rule_levels: levels
            .iter()
            .map(|(name, level)| ((*name).to_owned(), *level))
            .collect(),
        ..Settings::default()
    };
    let analysis = Analysis::new(text, &settings, &files);
    let mut res = String::new();
    for it in analysis
        .diagnostics
        .iter()
        .filter(|it| ["S001", "X001", "X002"].contains(&it.code.as_str()))
    {
        let source = &analysis.loaded.sources[usize::from(it.range.file.0)];
        let line = source.text[..usize::from(it.range.start)]
            .matches('\n')
            .count()
            + 1;
        let (path, severity, code) = (&source.path, it.severity.as_str(), &it.code);
        res.push_str(&format!(
            "{path}:{line}: {severity}[{code}]: {}\n",
            it.message
        ));
    }
    want.assert_eq(&res);
}

const TWO: &str = "services:\n  a:\n    image: x:1\n    privileged: true\n  b:\n    image: x:1\n    privileged: true\n";

#[test]
fn the_project_sets_the_level_of_a_rule_by_name_or_code() {
    check(
        "",
        &[],
        TWO,
        expect![[r#"
        docker-compose.yml:4: warning[S001]: `a` gets every right over the host
        docker-compose.yml:7: warning[S001]: `b` gets every right over the host
    "#]],
    );
    check(
        "rules:\n  privileged: error\n",
        &[],
        TWO,
        expect![[r#"
        docker-compose.yml:4: error[S001]: `a` gets every right over the host
        docker-compose.yml:7: error[S001]: `b` gets every right over the host
    "#]],
    );
    check("rules:\n  s001: off\n", &[], TWO, expect![[""]]);
}

#[test]
fn the_caller_beats_the_project() {
    check(
        "rules:\n  privileged: error\n",
        &[("S001", Level::Hint)],
        TWO,
        expect![[r#"
            docker-compose.yml:4: hint[S001]: `a` gets every right over the host
            docker-compose.yml:7: hint[S001]: `b` gets every right over the host
        "#]],
    );
}

#[test]
fn what_the_project_sets_wrongly_is_told() {
    check(
        "rules:\n  priviledged: off\n  privileged: no\n  unknown-key: off\nother: 1\n",
        &[("S001", Level::Off)],
        TWO,
        expect![[r#"
            .linkyard.yml:2: warning[X001]: no rule is called `priviledged`
            .linkyard.yml:3: warning[X001]: `no` is no level
            .linkyard.yml:4: warning[X001]: `unknown-key` cannot be allowed
            .linkyard.yml:5: warning[X001]: only `rules` is read here, a mapping of rules to levels
        "#]],
    );
    check(
        "- a\n",
        &[("S001", Level::Off)],
        TWO,
        expect![[r#"
        .linkyard.yml:1: warning[X001]: only `rules` is read here, a mapping of rules to levels
    "#]],
    );
}

#[test]
fn a_comment_allows_in_what_begins_on_its_line_or_the_next() {
    check(
        "",
        &[],
        "services:\n  a:\n    image: x:1\n    privileged: true # linkyard: allow S001 -- the VPN needs it\n  b:\n    image: x:1\n    privileged: true\n",
        expect![[r#"
            docker-compose.yml:7: warning[S001]: `b` gets every right over the host
        "#]],
    );
    check(
        "",
        &[],
        "services:\n  # linkyard: allow privileged\n\n  # says the boss\n  a:\n    image: x:1\n    privileged: true\n  b:\n    image: x:1\n    privileged: true\n",
        expect![[r#"
            docker-compose.yml:10: warning[S001]: `b` gets every right over the host
        "#]],
    );
}

#[test]
fn a_comment_allows_in_the_whole_file() {
    check(
        "",
        &[],
        &format!("# linkyard: allow-file privileged\n{TWO}"),
        expect![[""]],
    );
}

#[test]
fn a_comment_that_allows_nothing_is_told() {
    check(
        "",
        &[],
        "services:\n  a: # linkyard: allow privileged\n    image: x:1\n",
        expect![[r#"
            docker-compose.yml:2: hint[X002]: `privileged` finds nothing here that would have to be allowed
        "#]],
    );
    check(
        "",
        &[],
        "# linkyard: allow-file unknown-key\n# linkyard: ignore privileged\n# linkyard: allow\nservices:\n  a:\n    image: x:1\n",
        expect![[r#"
            docker-compose.yml:1: warning[X001]: `unknown-key` cannot be allowed
            docker-compose.yml:2: warning[X001]: `ignore` means nothing here
            docker-compose.yml:3: warning[X001]: this comment names no rule
        "#]],
    );
}
