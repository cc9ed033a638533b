//! The rules of this repository that no other tool checks. Each message says how to mend the fault.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, command, output, root};

/// Longest source file, in lines. Test files may be longer: a table of cases is read case by case.
const LINES: usize = 500;
/// Largest file under version control, in bytes.
const BYTES: u64 = 500 * 1024;

/// What may never be among the crates of the page: it talks to the agent, it does not contain it.
const NOT_IN_PAGE: [&str; 6] = [
    "tokio",
    "bollard",
    "axum",
    "clap",
    "regex",
    "linkyard-agent",
];
/// What may never be among the crates of the core, which neither reads nor writes anything outside itself.
const NOT_IN_CORE: [&str; 6] = ["tokio", "bollard", "axum", "clap", "getrandom", "web-sys"];

/// Words that may stand in one place only, so that what they stand for can be exchanged there.
const FENCES: [(&str, &str, &str); 4] = [
    ("granit_parser", "crates/core/src/syntax/", "the YAML crate"),
    (
        "bollard",
        "crates/agent/src/engine/docker",
        "the Docker client",
    ),
    ("gloo::net", "web/src/agent_api.rs", "HTTP in the page"),
    (
        "annotate_snippets",
        "crates/cli/src/",
        "the printer of diagnostics",
    ),
];

/// Checks every file of the repository, and what the pure crates depend on.
///
/// # Errors
/// A rule is broken; the error lists every place.
pub fn tidy() -> Result<()> {
    let mut faults = Vec::new();
    let listed = output(&mut command(
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    ))
    .context("tidy looks at the files that git knows of")?;
    for path in listed.lines() {
        let file = root().join(path);
        // A file deleted and not yet committed is still listed.
        let Ok(meta) = fs::metadata(&file) else {
            continue;
        };
        if meta.len() > BYTES && !path.ends_with(".lock") {
            faults.push(format!(
                "{path}: {} KiB; make it smaller, or let the build fetch or make it",
                meta.len() / 1024
            ));
        }
        if path.ends_with(".rs") {
            faults.extend(source_faults(path, &fs::read_to_string(&file)?));
        }
    }
    faults.extend(dependency_faults(
        "linkyard-web",
        &["--target", "wasm32-unknown-unknown"],
        &NOT_IN_PAGE,
    )?);
    faults.extend(dependency_faults("linkyard-core", &[], &NOT_IN_CORE)?);
    if !faults.is_empty() {
        bail!("tidy found {} faults:\n{}", faults.len(), faults.join("\n"));
    }
    Ok(())
}

/// What is wrong with one Rust file.
fn source_faults(path: &str, text: &str) -> Vec<String> {
    let mut res = Vec::new();
    let is_test = Path::new(path).components().any(|it| {
        matches!(
            it.as_os_str().to_str(),
            Some("tests" | "tests.rs" | "benches")
        )
    });
    let lines = text.lines().count();
    if lines > LINES && !is_test {
        res.push(format!(
            "{path}: {lines} lines; split it so that no file has more than {LINES}"
        ));
    }
    if !text.starts_with("//!") {
        res.push(format!(
            "{path}:1: begin with a `//!` line that says what the file is for"
        ));
    }
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default().trim();
        let number = index + 1;
        for (word, home, what) in FENCES {
            // A benchmark may measure a library by itself.
            let is_outside = !path.starts_with(home)
                && !path.contains("/benches/")
                && path != "crates/xtask/src/tidy.rs";
            if is_outside && code.contains(word) {
                res.push(format!("{path}:{number}: only {home} may know {what}"));
            }
        }
        // The words are put together here, or this file would break its own rules.
        if code.starts_with(concat!("#[", "ignore")) {
            res.push(format!(
                "{path}:{number}: a test that does not run protects nothing; mend it or take it out"
            ));
        }
        if code.starts_with(concat!("#[", "allow(")) || code.starts_with(concat!("#![", "allow(")) {
            res.push(format!("{path}:{number}: use `#[expect(lint, reason = \"…\")]`, which tells when it is no longer needed"));
        }
        if is_test && code.contains(concat!("thread::", "sleep(")) {
            res.push(format!(
                "{path}:{number}: wait for what the test needs, not for a time"
            ));
        }
    }
    res
}

fn dependency_faults(package: &str, flags: &[&str], forbidden: &[&str]) -> Result<Vec<String>> {
    let mut tree = cargo(&[
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let tree = output(tree.args(flags))?;
    let crates: Vec<&str> = tree.lines().filter_map(|it| it.split(' ').next()).collect();
    let found = forbidden.iter().filter(|it| crates.contains(it));
    Ok(found
        .map(|it| {
            format!("{package} depends on {it}; see who brings it: cargo tree -p {package} -i {it}")
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(source_faults(path, text), expected);
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        check("crates/core/src/text.rs", "//! Ranges.\n", &[]);
        check(
            "crates/core/src/text.rs",
            "use std::fmt;\n",
            &["crates/core/src/text.rs:1: begin with a `//!` line that says what the file is for"],
        );
    }

    #[test]
    fn only_test_files_may_be_long() {
        let text = format!("//! Long.\n{}", "//\n".repeat(500));
        check("crates/core/src/project/tests.rs", &text, &[]);
        check(
            "crates/core/src/project.rs",
            &text,
            &["crates/core/src/project.rs: 501 lines; split it so that no file has more than 500"],
        );
    }

    #[test]
    fn what_is_to_be_exchangeable_is_known_in_one_place() {
        let text = "//! A file.\nuse bollard::Docker; // bollard\n";
        check("crates/agent/src/engine/docker/images.rs", text, &[]);
        check(
            "crates/agent/src/observe.rs",
            text,
            &[
                "crates/agent/src/observe.rs:2: only crates/agent/src/engine/docker may know the Docker client",
            ],
        );
    }

    #[test]
    fn no_test_is_switched_off_or_waits_for_a_time() {
        let text = concat!(
            "//! Tests.\n#[",
            "ignore]\nfn a() { std::thread::",
            "sleep(x) }\n// #[",
            "ignore]\n"
        );
        check(
            "tests/it/main.rs",
            text,
            &[
                "tests/it/main.rs:2: a test that does not run protects nothing; mend it or take it out",
                "tests/it/main.rs:3: wait for what the test needs, not for a time",
            ],
        );
    }

    #[test]
    fn a_lint_is_expected_never_allowed() {
        check(
            "web/src/main.rs",
            concat!("//! The page.\n#[", "allow(dead_code)]\nfn a() {}\n"),
            &[
                "web/src/main.rs:2: use `#[expect(lint, reason = \"…\")]`, which tells when it is no longer needed",
            ],
        );
    }
}
