//! Our own `linkyard up` and `down` against our own prediction.

use crate::support::{self, Expectation};
use anyhow::{Context, Result, bail};
use linkyard_core::profile::Dialect;
use linkyard_tests::case::Case;
use linkyard_tests::compare::compare;
use linkyard_tests::engine::{Engine, output};
use linkyard_tests::probe;
use std::path::PathBuf;
use std::process::Command;

/// Runs the case as docker-compose 1.29 would.
pub fn run_as_compose_1(name: &str, case: &Case, engine: &Engine) -> Result<()> {
    run(name, case, engine, Dialect::V1_29)
}

/// Runs the case as Compose 2 would.
pub fn run_as_compose_2(name: &str, case: &Case, engine: &Engine) -> Result<()> {
    run(name, case, engine, Dialect::V2)
}

/// Containers start one after another, so every address is as predicted.
fn run(name: &str, case: &Case, engine: &Engine, dialect: Dialect) -> Result<()> {
    let expectation = Expectation::prepare(name, case, engine, dialect)?;
    let program = program()?;
    let linkyard = |args: &[&str]| -> Command {
        let mut res = engine.command(&program.to_string_lossy());
        res.current_dir(&expectation.folder)
            .envs(&case.shell)
            .args(["--project", name, "--compose", dialect.as_str()])
            .args(args);
        res
    };
    let mut up = linkyard(&["up", "--yes"]);
    for (service, number) in &case.scale {
        up.args(["--scale", &format!("{service}={number}")]);
    }
    let outcome = launched(&mut up)
        .and_then(|()| probe::observe(engine, &|it| expectation.is_ours(it)))
        .and_then(|observed| {
            compare(
                &|pins| expectation.world(pins),
                &observed,
                support::addresses(engine),
            )
            .map_err(anyhow::Error::msg)
        });
    let down = output(&mut linkyard(&["down", "--volumes"])).context("linkyard down");
    outcome?;
    down?;
    let left = probe::observe(engine, &|it| expectation.is_ours(it))?;
    let containers: Vec<&String> = left
        .containers
        .keys()
        .filter(|it| !expectation.existed_before(it))
        .collect();
    let networks: Vec<&String> = left
        .networks
        .keys()
        .filter(|it| it.starts_with(name))
        .collect();
    let volumes: Vec<&String> = left
        .volumes
        .iter()
        .filter(|it| it.starts_with(name))
        .collect();
    if !(containers.is_empty() && networks.is_empty() && volumes.is_empty()) {
        bail!(
            "linkyard down left containers {containers:?}, networks {networks:?}, volumes {volumes:?}"
        );
    }
    Ok(())
}

/// Runs `linkyard up`, which compares by itself and fails when reality is not as predicted.
fn launched(up: &mut Command) -> Result<()> {
    let out = up.output().context("cannot run linkyard")?;
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    if !out.status.success() {
        bail!("linkyard up failed:\n{said}");
    }
    if !said.contains("as predicted") {
        bail!("linkyard up does not say that all is as predicted:\n{said}");
    }
    Ok(())
}

/// `LINKYARD`, else the binary beside this test's own.
fn program() -> Result<PathBuf> {
    if let Some(it) = std::env::var_os("LINKYARD") {
        return Ok(it.into());
    }
    let own = std::env::current_exe()?;
    let profile_folder = own
        .parent()
        .and_then(|it| it.parent())
        .context("the test's own folder")?;
    let res = profile_folder.join("linkyard");
    if !res.is_file() {
        bail!(
            "{} is missing\n  to get it: cargo build --package linkyard",
            res.display()
        );
    }
    Ok(res)
}
