//! What runs inside the containers of a simulated engine: a small shell, the everyday programs, and the scripts of
//! well-known images.
//!
//! A program is decided when it starts: what it writes, how long it sleeps, how it ends. Only what depends on others at a
//! later moment stays a step of its own, see [`ProgramStep`].

pub mod applets;
mod contents;
mod inside;
mod script;
pub mod shell;

use crate::world::{
    Container, EngineError, EnvVar, ExecSpec, Handler, Program, ProgramStep, World,
};
use inside::Inside;
pub use script::page_of;
use shell::{Call, Ran, ShellHost, Trap};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Entrypoint and command of a container: what it was told, else what its image says.
pub fn command_line(world: &World, container: &Container) -> Vec<String> {
    let facts = world.images.get(&container.spec.image);
    let mut res = match (&container.spec.entrypoint, facts) {
        (Some(it), _) => it.clone(),
        (None, Some(facts)) => facts.entrypoint.clone(),
        (None, None) => Vec::new(),
    };
    match (&container.spec.command, &container.spec.entrypoint, facts) {
        (Some(it), ..) => res.extend(it.iter().cloned()),
        // An entrypoint of one's own takes the image's command away.
        (None, Some(_), _) => {}
        (None, None, Some(facts)) => res.extend(facts.command.iter().cloned()),
        (None, None, None) => {}
    }
    res
}

/// Looks for the program of a container that is about to start.
///
/// # Errors
/// The name of the program that the image certainly does not have.
pub(crate) fn first_program(world: &World, container: &Container) -> Result<(), String> {
    let words = command_line(world, container);
    match words.first() {
        Some(program) if contents::lacks(world, &container.spec.image, program) => {
            Err(program.clone())
        }
        _ => Ok(()),
    }
}

/// The first process of a container that is just starting: its entrypoint and command.
pub fn first_process(world: &World, container: &Container) -> Program {
    let words = command_line(world, container);
    if let Some(program) = script::of_image(world, container, &words) {
        return program;
    }
    let env: BTreeMap<String, String> = variables(&container.env());
    let mut inside = Inside::new(world, container);
    let Some(name) = words.first() else {
        return endless();
    };
    let is_interactive = container.spec.stdin_open || container.spec.tty;
    if is_interactive && applets::bare_shell(&words).is_some() {
        return Program {
            steps: vec![ProgramStep::SleepForever],
            ..Program::default()
        };
    }
    if !applets::is_known(name) {
        return endless();
    }
    let mut traps = Vec::new();
    let ran = inside.run_with_traps(
        &Call {
            argv: &words,
            stdin: Some("").filter(|_| !is_interactive),
            env: &env,
        },
        &mut traps,
    );
    program(ran, traps)
}

/// A program of which nothing is known but that it serves until it is stopped, and obeys the signal.
fn endless() -> Program {
    let handler = Handler {
        text: Arc::from(""),
        after_ms: 100,
        code: 0,
    };
    Program {
        steps: vec![ProgramStep::Ready, ProgramStep::SleepForever],
        handlers: [crate::world::Signal::TERM, crate::world::Signal::INT]
            .into_iter()
            .map(|it| (it, handler.clone()))
            .collect(),
    }
}

fn program(ran: Ran, traps: Vec<Trap>) -> Program {
    let mut steps = ran.steps;
    if steps.last() != Some(&ProgramStep::SleepForever) {
        steps.push(ProgramStep::Exit { code: ran.code });
    } else {
        // Who waits for ever serves, as far as anybody can see.
        let place = steps.len() - 1;
        steps.insert(place, ProgramStep::Ready);
    }
    let handlers = traps
        .into_iter()
        .filter_map(|it| {
            let handler = Handler {
                text: Arc::from(it.text),
                after_ms: it.ms,
                code: it.code?,
            };
            Some((it.signal, handler))
        })
        .collect();
    Program { steps, handlers }
}

fn variables(env: &[EnvVar]) -> BTreeMap<String, String> {
    env.iter()
        .map(|it| (it.name.to_string(), it.value.to_string()))
        .collect()
}

/// A process that `exec` adds, with the environment `env`.
///
/// # Errors
/// The image has no such program.
pub fn further_process(
    world: &World,
    container: &Container,
    spec: &ExecSpec,
    env: &[EnvVar],
) -> Result<Program, EngineError> {
    let program_name = spec.command.first().cloned().unwrap_or_default();
    if contents::lacks(world, &container.spec.image, &program_name) {
        return Err(EngineError::NoSuchProgram {
            program: program_name,
        });
    }
    let mut inside = Inside::new(world, container);
    inside.user.clone_from(&spec.user);
    inside.working_dir.clone_from(&spec.working_dir);
    // `env` prints in the order of the process, which a map does not keep.
    inside.env_order = env.iter().map(|it| it.name.to_string()).collect();
    let env = variables(env);
    let ran = inside.run(&Call {
        argv: &spec.command,
        stdin: Some("").filter(|_| !spec.tty),
        env: &env,
    });
    Ok(program(ran, Vec::new()))
}

/// Whether the container's health check passes now.
pub fn passes_health_check(world: &World, container: &Container) -> bool {
    let is_ready = container
        .life
        .process
        .as_ref()
        .is_some_and(|it| it.is_ready);
    let of_image = world
        .images
        .get(&container.spec.image)
        .and_then(|it| it.healthcheck.clone());
    let test = match &container.spec.healthcheck {
        Some(it) if !it.test.is_empty() => it.test.clone(),
        _ => of_image.map(|it| it.test).unwrap_or_default(),
    };
    let words: Vec<String> = match test.split_first() {
        Some((kind, rest)) if kind == "CMD" => rest.to_vec(),
        Some((kind, rest)) if kind == "CMD-SHELL" => {
            let script = rest.first().cloned().unwrap_or_default();
            vec!["sh".to_owned(), "-c".to_owned(), script]
        }
        _ => return is_ready,
    };
    let env = variables(&container.env());
    let mut inside = Inside::new(world, container);
    // What nobody knows passes when the container is ready.
    inside.unknown_passes = Some(is_ready);
    let ran = inside.run(&Call {
        argv: &words,
        stdin: Some(""),
        env: &env,
    });
    ran.code == 0 && !ran.is_endless()
}
