//! The oracle tests: a real engine decides whether the simulated one is right.
//!
//! Each case is one text under `run/` (docker commands) or `compose/` (a compose file). It runs by up to three routes:
//! the docker client, docker-compose 1.29.2, and our own `linkyard up`. After each, every container's environment and
//! `/etc/hosts` are read from inside and compared with the prediction, byte for byte.

mod by_compose;
mod by_docker;
mod by_linkyard;
mod support;

use anyhow::{Context, Result};
use libtest_mimic::{Arguments, Failed, Trial};
use linkyard_tests::case::Case;
use linkyard_tests::engine::{Engine, Isolation};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// One way to carry a case out.
type Route = fn(&str, &Case, &Engine) -> Result<()>;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    if Engine::isolation_here() == Isolation::Shared {
        // Cases use the same container names.
        arguments.test_threads = Some(1);
    }
    if !arguments.list {
        match Engine::start().and_then(|it| it.version()) {
            Ok(version) => eprintln!("engine {version}"),
            Err(err) => {
                eprintln!("the oracle tests need a Docker Engine: {err:#}");
                return ExitCode::FAILURE;
            }
        }
    }
    match trials() {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(err) => {
            eprintln!("the cases cannot be read: {err:#}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>> {
    let mut res = Vec::new();
    for path in texts("run")? {
        res.push(trial("docker", &path, by_docker::run)?);
    }
    for path in texts("compose")? {
        res.push(trial("compose", &path, by_compose::run)?);
        res.push(trial("linkyard", &path, by_linkyard::run_as_compose_1)?);
        // Compose 2 refuses files of format v1.
        let is_v1 = path
            .file_name()
            .is_some_and(|it| it.to_string_lossy().starts_with("v1-"));
        if !is_v1 {
            res.push(trial(
                "linkyard-as-2",
                &path,
                by_linkyard::run_as_compose_2,
            )?);
        }
        if !is_v1 && by_compose::compose_2().is_some() {
            res.push(trial("compose-2", &path, by_compose::run_with_compose_2)?);
        }
    }
    Ok(res)
}

/// The texts of a folder, by name.
fn texts(folder: &str) -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("oracle")
        .join(folder);
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut res = entries
        .map(|it| Ok(it?.path()))
        .collect::<Result<Vec<_>>>()?;
    res.sort();
    Ok(res)
}

fn trial(route_name: &str, path: &Path, route: Route) -> Result<Trial> {
    let name = path
        .file_stem()
        .context("a case has no name")?
        .to_string_lossy()
        .into_owned();
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let case = Case::parse(&text).with_context(|| format!("case {}", path.display()))?;
    Ok(Trial::test(format!("{route_name}::{name}"), move || {
        let outcome = Engine::start().and_then(|engine| route(&name, &case, &engine));
        outcome.map_err(|err| Failed::from(format!("{}\n\n{err:#}", case.title)))
    }))
}
