//! docker-compose 1.29.2 against the prediction for it, and Compose 2 where there is one.

use crate::support::{self, Expectation};
use anyhow::{Context, Result, bail};
use linkyard_core::profile::Dialect;
use linkyard_tests::case::Case;
use linkyard_tests::compare::{Addresses, compare};
use linkyard_tests::engine::{Engine, Isolation, output};
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
    up(name, case, engine, "docker-compose", Dialect::V1_29)
}

/// The program of Compose 2, where `LINKYARD_COMPOSE_2` says that there is one. Debian 12 has none.
pub fn compose_2() -> Option<String> {
    std::env::var("LINKYARD_COMPOSE_2").ok()
}

/// Runs the case with Compose 2, which leaves the order of services that do not wait for each other to chance.
pub fn run_with_compose_2(name: &str, case: &Case, engine: &Engine) -> Result<()> {
    let program = compose_2().context("LINKYARD_COMPOSE_2 is not set")?;
    let case = Case {
        has_ties: true,
        ..case.clone()
    };
    up(name, &case, engine, &program, Dialect::V2)
}

fn up(name: &str, case: &Case, engine: &Engine, program: &str, dialect: Dialect) -> Result<()> {
    let expectation = Expectation::prepare(name, case, engine, dialect)?;
    let compose = |args: &[&str]| {
        let mut res = engine.command(program);
        res.current_dir(&expectation.folder)
            .envs(&case.shell)
            .args(["--project-name", name])
            .args(args);
        res
    };
    // The tools create the containers of one service at the same time, and which of them is the oldest, to which the
    // service's own name then leads, is chance. One by one, it is the first.
    for (service, number) in &case.scale {
        for reached in 1..*number {
            let scale = format!("{service}={reached}");
            output(&mut compose(&[
                "up", "--detach", "--scale", &scale, service,
            ]))
            .with_context(|| format!("{program} up with {reached} of {service}"))?;
        }
    }
    let mut up = compose(&["up", "--detach"]);
    for (service, number) in &case.scale {
        up.args(["--scale", &format!("{service}={number}")]);
    }
    let addresses = match case.has_ties {
        true => Addresses::AsObserved,
        false => support::addresses(engine),
    };
    let outcome = output(&mut up)
        .with_context(|| format!("{program} up"))
        .and_then(|_| probe::observe(engine, &|it| expectation.is_ours(it)))
        .and_then(|observed| {
            compare(&|pins| expectation.world(pins), &observed, addresses)
                .map_err(anyhow::Error::msg)
        });
    if engine.isolation == Isolation::Shared {
        output(&mut compose(&["down", "--volumes", "--timeout", "1"]))
            .context("taking the project down")?;
    }
    outcome.map(|_| ())
}
