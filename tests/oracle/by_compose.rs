//! docker-compose 1.29.2 against the prediction for it.

use crate::support::{self, Expectation};
use anyhow::{Context, Result, bail};
use linkyard_core::profile::Dialect;
use linkyard_tests::case::Case;
use linkyard_tests::compare::{Addresses, compare};
use linkyard_tests::engine::{Engine, output};
use linkyard_tests::probe;

/// Runs the case.
pub fn run(name: &str, case: &Case, engine: &Engine) -> Result<()> {
    let version = output(
        engine
            .command("docker-compose")
            .args(["version", "--short"]),
    )
    .context("docker-compose 1.29.2 is missing\n  to get it: apt-get install docker-compose")?;
    if !version.starts_with("1.29.") {
        bail!(
            "docker-compose is {}, but 1.29.2 is what the prediction is for",
            version.trim()
        );
    }
    let expectation = Expectation::prepare(name, case, engine, Dialect::V1_29)?;
    let mut up = engine.command("docker-compose");
    up.current_dir(&expectation.folder).envs(&case.shell).args([
        "--project-name",
        name,
        "--no-ansi",
        "up",
        "--detach",
    ]);
    for (service, number) in &case.scale {
        up.args(["--scale", &format!("{service}={number}")]);
    }
    output(&mut up).context("docker-compose up")?;
    let observed = probe::observe(engine, &|it| expectation.is_ours(it))?;
    let addresses = if case.has_ties {
        Addresses::AsObserved
    } else {
        support::addresses(engine, case)
    };
    compare(&|pins| expectation.world(pins), &observed, addresses)
        .map_err(anyhow::Error::msg)
        .map(|_| ())
}
