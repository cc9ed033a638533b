//! Scripts drawn at random run on the simulated engine and on a real one, and are compared after every command.
//!
//! Each seed of each kind of script is a test of its own name. Variables choose others than the usual ones:
//! `LINKYARD_SEEDS=100..200`, `LINKYARD_COMMANDS=10`, `LINKYARD_SHRINKS=40` (how often a script that differs is run
//! again to make it smaller), and `LINKYARD_COMPOSE_2`, the program of Compose 2. An engine of another version is
//! tested by putting its folder of programs first in `PATH`.

use libtest_mimic::{Arguments, Failed, Trial};
use linkyard_tests::differential::{
    self,
    scripts::{self, Kind},
};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use std::ops::Range;
use std::process::ExitCode;

/// The seeds that run when nobody chooses: each kind of script takes its share of five minutes.
const USUAL_SEEDS: Range<u64> = 0..8;

/// Commands in a script.
const USUAL_COMMANDS: usize = 10;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let seeds = match std::env::var("LINKYARD_SEEDS").map(|it| range(&it)) {
        Ok(Some(it)) => it,
        Ok(None) => {
            eprintln!("LINKYARD_SEEDS is a range such as 0..500");
            return ExitCode::FAILURE;
        }
        Err(_) => USUAL_SEEDS,
    };
    let n_commands = number("LINKYARD_COMMANDS").unwrap_or(USUAL_COMMANDS);
    let n_shrinks = number("LINKYARD_SHRINKS").unwrap_or(0);
    let kinds = Kind::ALL
        .into_iter()
        // Debian 12 has no Compose 2.
        .filter(|it| *it != Kind::Compose2 || std::env::var_os("LINKYARD_COMPOSE_2").is_some());
    let trials = kinds
        .flat_map(|kind| seeds.clone().map(move |seed| (kind, seed)))
        .map(|(kind, seed)| {
            Trial::test(format!("{}::{seed:04}", kind.as_str()), move || {
                check(kind, seed, n_commands, n_shrinks)
            })
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn number<T: std::str::FromStr>(variable: &str) -> Option<T> {
    std::env::var(variable).ok()?.parse().ok()
}

fn range(text: &str) -> Option<Range<u64>> {
    let (first, last) = text.split_once("..")?;
    Some(first.parse().ok()?..last.parse().ok()?)
}

/// Draws one script and runs it; one that differs is made smaller.
fn check(kind: Kind, seed: u64, n_commands: usize, n_shrinks: u32) -> Result<(), Failed> {
    let config = Config {
        cases: 1,
        max_shrink_iters: n_shrinks,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&scripts::script(kind, n_commands), |script| {
        differential::run(&script).map_err(|err| TestCaseError::fail(format!("{err:#}")))
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, script)) => Err(Failed::from(format!(
            "{reason}\n\nthe smallest script that differs:\n{}",
            script.text()
        ))),
        Err(other) => Err(Failed::from(other.to_string())),
    }
}
