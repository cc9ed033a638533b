//! Fixtures: what the tool says of whole files, without an engine.
//!
//! Each fixture is a folder with what is expected; `UPDATE_EXPECT=1` writes it anew, and then it is to be read.

mod limits;

use expect_test::expect_file;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::text::TextSize;
use linkyard_tests::picture;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Checks the compose file of the fixture itself.
fn check(fixture: &str) {
    check_project(&tests_folder().join("fixtures").join(fixture), fixture);
}

/// Checks the compose file of an example.
fn check_example(fixture: &str) {
    check_project(&tests_folder().join("../examples").join(fixture), fixture);
}

fn check_project(folder: &Path, fixture: &str) {
    let file_name = "docker-compose.yml";
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let text = read(file_name).unwrap();
    let mut files = BTreeMap::from([(file_name.to_owned(), text.clone())]);
    files.extend(read(".env").ok().map(|it| (".env".to_owned(), it)));
    let settings = Settings {
        project: fixture.to_owned(),
        ..Settings::default()
    };
    let analysis = Analysis::new(&text, &settings, &files);
    laws(&text, &analysis);
    let (plan, prediction) = analysis.predict();
    let expected = tests_folder().join("fixtures").join(fixture);
    expect_file![expected.join("diagnostics.txt")].assert_eq(&picture::diagnostics(&analysis));
    expect_file![expected.join("plan.txt")].assert_eq(&plan.to_string());
    expect_file![expected.join("world.txt")].assert_eq(&picture::world(&analysis, &prediction));
}

/// What holds for every file: places lie in the text, and a step waits only for earlier ones.
fn laws(text: &str, analysis: &Analysis) {
    let is_in_text = |start: TextSize, end: TextSize| text.get(start.into()..end.into()).is_some();
    for it in &analysis.diagnostics {
        assert!(is_in_text(it.range.start, it.range.end), "{it:?}");
        assert!(
            it.labels
                .iter()
                .all(|it| is_in_text(it.range.start, it.range.end)),
            "{it:?}"
        );
        assert!(!it.message.ends_with('.'), "{it:?}");
    }
    let (plan, prediction) = analysis.predict();
    for step in &plan.steps {
        assert!(step.after.iter().all(|it| *it < step.id), "{step:?}");
    }
    let again = analysis.plan_up(&prediction.world, &[]);
    if prediction.first_error.is_none() {
        assert_eq!(
            again.to_string(),
            "",
            "what is up already needs nothing more"
        );
    }
}

#[test]
fn the_course_file_as_it_stands_on_the_slide() {
    check_example("course-slide");
}

#[test]
fn four_linked_services() {
    check_example("four-tier");
}

#[test]
fn a_file_of_version_3_with_two_networks() {
    check("two-networks");
}

#[test]
fn a_cycle_of_links() {
    check("cycle");
}

#[test]
fn broken_yaml_keeps_what_could_be_read() {
    check("broken-yaml");
}

#[test]
fn replicas_and_a_volume() {
    check("replicas");
}

#[test]
fn links_with_odd_aliases() {
    check("odd-links");
}

#[test]
fn every_fixture_has_a_test() {
    let own_text = include_str!("main.rs");
    for entry in fs::read_dir(tests_folder().join("fixtures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_used = own_text.contains(&format!("check(\"{name}\")"))
            || own_text.contains(&format!("check_example(\"{name}\")"));
        assert!(is_used, "no test checks fixtures/{name}");
    }
}
