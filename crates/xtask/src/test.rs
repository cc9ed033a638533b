//! `test`: every test of the repository, cheap suites first, with a line a suite at the end.

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::needs::engine::Engine;
use crate::needs::{apt, compose_2, npm};
use crate::process::{cargo, command, on_path, root, run, succeeds};
use crate::workspace::Workspace;
use crate::{images, lint, web};

/// The package of the oracle tests, and their target's name.
const TESTS: &str = "linkyard-tests";
const ORACLE: &str = "oracle";
/// Those of `config`, which compare with the compose tools alone.
const CONFIG: &str = "config";
/// Those that compare the simulated engine with a real one, command by command.
const DIFFERENTIAL: &str = "differential";

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Formatting, clippy, and the rules of the repository.
    Check,
    /// Everything that needs neither an engine nor a browser.
    Unit,
    /// The page builds, and keeps to its size budget.
    Web,
    /// Real engine and real docker-compose against the prediction.
    Oracle,
    /// Random scripts of commands on the simulated engine and on a real one. `LINKYARD_SEEDS=0..500` chooses which.
    Differential,
    /// The page in a real browser, with a real engine behind it.
    Browser,
}

/// Runs the suites, all where none is named. A suite that cannot run has failed: none is ever skipped.
///
/// # Errors
/// A suite failed.
pub fn test(only: &[Suite]) -> Result<()> {
    let mut session = Session { engine: None };
    let mut outcomes = Vec::new();
    for &suite in Suite::value_variants() {
        if !only.is_empty() && !only.contains(&suite) {
            continue;
        }
        eprintln!("== {}", name(suite));
        let start = Instant::now();
        let res = session.run(suite);
        if let Err(error) = &res {
            eprintln!("{}: {error:#}", name(suite));
        }
        outcomes.push(Outcome {
            suite,
            took: start.elapsed(),
            passed: res.is_ok(),
        });
    }
    eprint!("\n{}", summary(&outcomes));
    if outcomes.iter().any(|it| !it.passed) {
        bail!("not every suite passed");
    }
    Ok(())
}

struct Outcome {
    suite: Suite,
    took: Duration,
    passed: bool,
}

fn summary(outcomes: &[Outcome]) -> String {
    let mut res = String::new();
    for Outcome {
        suite,
        took,
        passed,
    } in outcomes
    {
        let word = if *passed { "passed" } else { "FAILED" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            res,
            "{:<12} {word} {:>7.1} s",
            name(*suite),
            took.as_secs_f64()
        );
    }
    res
}

fn name(suite: Suite) -> &'static str {
    match suite {
        Suite::Check => "check",
        Suite::Unit => "unit",
        Suite::Web => "web",
        Suite::Oracle => "oracle",
        Suite::Differential => "differential",
        Suite::Browser => "browser",
    }
}

/// What suites share: the engine, started at most once and stopped at the end.
struct Session {
    engine: Option<Engine>,
}

impl Session {
    fn run(&mut self, suite: Suite) -> Result<()> {
        match suite {
            Suite::Check => lint::lint(),
            Suite::Unit => unit(),
            Suite::Web => web::build(true).and_then(|()| web::weigh()),
            Suite::Oracle => self.oracle(),
            Suite::Differential => differential(),
            Suite::Browser => self.browser(),
        }
    }

    /// An engine that has the images of the examples.
    fn engine(&mut self) -> Result<()> {
        if self.engine.is_none() {
            self.engine = Some(Engine::ensure()?);
        }
        images::ensure()
    }

    fn oracle(&mut self) -> Result<()> {
        for need in [apt::compose_v1(), apt::busybox()] {
            need.ensure()?;
        }
        let tests = |target| cargo(&["test", "--package", TESTS, "--test", target]);
        run(tests(CONFIG).env("LINKYARD_COMPOSE_2", compose_2::ensure()?))?;
        self.engine()?;
        run(with_linkyard(&mut tests(ORACLE))?)
    }

    fn browser(&mut self) -> Result<()> {
        apt::chromium().ensure()?;
        let programs = npm::ensure(npm::BROWSER_TESTS)?;
        self.engine()?;
        web::build(true)?;
        let playwright = programs.join("playwright");
        let mut tests = command(&playwright.to_string_lossy(), &["test"]);
        tests.current_dir(root().join(npm::BROWSER_TESTS));
        tests.env(
            "CHROMIUM",
            on_path("chromium").context("Chromium vanished")?,
        );
        run(with_linkyard(&mut tests)?)
    }
}

/// Each script has an engine of its own, so none needs to answer beforehand.
fn differential() -> Result<()> {
    for need in [apt::compose_v1(), apt::busybox(), apt::docker()] {
        need.ensure()?;
    }
    run(cargo(&["test", "--package", TESTS, "--test", DIFFERENTIAL])
        .env("LINKYARD_COMPOSE_2", compose_2::ensure()?))
}

/// Builds the binary and tells the tests where it is, by the variable `LINKYARD`.
fn with_linkyard(tests: &mut Command) -> Result<&mut Command> {
    Ok(tests.env("LINKYARD", Workspace::load()?.build_linkyard(false)?))
}

/// All but the tests that need an engine, the page's on this machine's own processor too.
fn unit() -> Result<()> {
    let workspace = Workspace::load()?;
    let nextest = succeeds(&mut cargo(&["nextest", "--version"]));
    let runner: &[&str] = if nextest {
        &["nextest", "run", "--no-tests", "pass"]
    } else {
        &["test"]
    };
    run(cargo(runner).args(["--workspace", "--exclude", TESTS]))?;
    let mut rest = cargo(runner);
    rest.args(["--package", TESTS, "--lib"]);
    for (_, target) in workspace.targets("test").filter(|&(package, name)| {
        package == TESTS && ![ORACLE, CONFIG, DIFFERENTIAL].contains(&name)
    }) {
        rest.args(["--test", target]);
    }
    run(&mut rest)?;
    if nextest {
        // nextest leaves the examples in documentation comments to cargo.
        run(&mut cargo(&["test", "--workspace", "--doc"]))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_has_a_line_per_suite_and_shows_failures_in_capitals() {
        let outcome = |suite, seconds, passed| Outcome {
            suite,
            took: Duration::from_millis(seconds),
            passed,
        };
        assert_eq!(
            summary(&[
                outcome(Suite::Check, 1_234, true),
                outcome(Suite::Browser, 123_456, false)
            ]),
            "check        passed     1.2 s\n\
             browser      FAILED   123.5 s\n"
        );
    }
}
