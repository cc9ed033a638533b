//! `docker` commands, one after another, against the same calls on the simulated engine.

use crate::support::{self, addresses};
use anyhow::{Context, Result, bail};
use linkyard_core::op::Op;
use linkyard_core::profile::{Dialect, Profile};
use linkyard_core::world::{Pin, World};
use linkyard_tests::case::Case;
use linkyard_tests::compare::compare;
use linkyard_tests::engine::{Engine, LABEL};
use linkyard_tests::script::DockerCommand;
use linkyard_tests::{images, probe};
use std::collections::BTreeMap;

/// Runs the case.
pub fn run(_name: &str, case: &Case, engine: &Engine) -> Result<()> {
    let catalog = images::ensure(engine, &case.images)?;
    let profile = Profile {
        engine: engine.generation()?,
        dialect: Dialect::V1_29,
    };
    let mut script = Script::default();
    for line in case
        .text
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
    {
        script.run(line, engine)?;
    }
    let predict = |pins: &BTreeMap<String, Pin>| {
        let mut world = World::new(profile, catalog.clone());
        world.pins = pins.clone();
        script.replay(&mut world);
        world
    };
    let names = script.containers();
    let observed = probe::observe(engine, &|it| names.contains(&it))?;
    compare(&predict, &observed, addresses(engine)).map_err(anyhow::Error::msg)?;
    script.compare_refusals(&mut World::new(profile, catalog.clone()), &observed)
}

/// Commands that were run, and what the real engine said.
#[derive(Default)]
pub struct Script {
    commands: Vec<Ran>,
}

struct Ran {
    line: String,
    made: Option<String>,
    ops: Vec<Op>,
    /// The engine's words, where it refused.
    refusal: Option<String>,
}

impl Script {
    /// Runs one line.
    pub fn run(&mut self, line: &str, engine: &Engine) -> Result<()> {
        let words = shell_words::split(line)?;
        let Some(("docker", rest)) = words
            .split_first()
            .map(|(first, rest)| (first.as_str(), rest))
        else {
            bail!("`{line}` is not a docker command");
        };
        let command = DockerCommand::parse_words(rest)?;
        let made = command.made_container().map(str::to_owned);
        let mut args: Vec<&str> = rest.iter().map(String::as_str).collect();
        // So that what is left on a shared engine can be found.
        match args.as_slice() {
            ["run" | "create", ..] => drop(args.splice(1..1, ["--label", LABEL])),
            ["network" | "volume", "create", ..] => drop(args.splice(2..2, ["--label", LABEL])),
            _ => {}
        }
        let refusal = match engine.docker(&args) {
            Ok(_) => None,
            Err(err) => Some(
                engine_words(&err.to_string())
                    .with_context(|| format!("`{line}` failed: {err:#}"))?,
            ),
        };
        let mut sent_env = Vec::new();
        if let (Some(name), None) = (&made, &refusal) {
            let json = engine.docker(&["inspect", "--format", "{{json .Config.Env}}", name])?;
            sent_env = serde_json::from_str::<Option<Vec<String>>>(&json)?.unwrap_or_default();
        }
        self.commands.push(Ran {
            line: line.to_owned(),
            made,
            ops: command.ops(&sent_env)?,
            refusal,
        });
        Ok(())
    }

    /// Names of the containers that the commands make.
    pub fn containers(&self) -> Vec<&str> {
        self.commands
            .iter()
            .filter_map(|it| it.made.as_deref())
            .collect()
    }

    /// Makes the same calls on the simulated engine; gives what it said to each command.
    pub fn replay(&self, world: &mut World) -> Vec<Option<String>> {
        self.commands
            .iter()
            .map(|it| {
                it.ops
                    .iter()
                    .try_for_each(|op| world.apply(op))
                    .err()
                    .map(|it| it.to_string())
            })
            .collect()
    }

    /// Both engines must refuse the same commands, in the same words.
    fn compare_refusals(&self, world: &mut World, observed: &probe::ObservedEngine) -> Result<()> {
        let simulated = self.replay(world);
        for (ran, simulated) in self.commands.iter().zip(simulated) {
            let simulated = simulated.map(|it| {
                support::with_full_ids(&it, observed)
                    .trim_end_matches('.')
                    .to_owned()
            });
            if simulated != ran.refusal {
                bail!(
                    "{}\n    - predicted: {}\n    + observed:  {}",
                    ran.line,
                    simulated.as_deref().unwrap_or("done"),
                    ran.refusal.as_deref().unwrap_or("done")
                );
            }
        }
        Ok(())
    }
}

/// What stands after `Error response from daemon: `, without the client's advice, the full stop that older clients add,
/// and the random id of an endpoint.
fn engine_words(stderr: &str) -> Option<String> {
    let (_, words) = stderr.split_once("Error response from daemon: ")?;
    let words = words.lines().next()?.trim_end_matches('.');
    Some(match words.split_once(" (").zip(words.split_once(')')) {
        Some(((before, inside), (_, after))) if inside.find(')') == Some(64) => {
            format!("{before}{after}")
        }
        _ => words.to_owned(),
    })
}
