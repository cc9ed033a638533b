//! What runs inside the containers of a simulated engine: a small shell, the everyday programs, and the scripts of
//! well-known images.
//!
//! A program is decided when it starts: what it writes, how long it sleeps, how it ends. Only what depends on others at a
//! later moment stays a step of its own, see [`ProgramStep`].

use crate::world::{Container, EngineError, EnvVar, ExecSpec, Program, ProgramStep, Stream, World};
use std::sync::Arc;

/// The first process of a container that is just starting: its entrypoint and command.
pub fn first_process(world: &World, container: &Container) -> Program {
    let _ = (world, container);
    Program {
        steps: vec![ProgramStep::Ready, ProgramStep::SleepForever],
        ..Program::default()
    }
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
    let _ = world;
    let words: Vec<&str> = spec.command.iter().map(String::as_str).collect();
    let text = match words.as_slice() {
        ["env"] => env
            .iter()
            .map(|it| format!("{}={}\n", it.name, it.value))
            .collect(),
        ["cat", "/etc/hosts"] => container.hosts_text(),
        _ => {
            return Err(EngineError::NoSuchProgram {
                program: words.first().copied().unwrap_or_default().to_owned(),
            });
        }
    };
    Ok(Program {
        steps: vec![
            ProgramStep::Write {
                stream: Stream::Out,
                text: Arc::from(text),
            },
            ProgramStep::Exit { code: 0 },
        ],
        ..Program::default()
    })
}

/// Whether the container's health check passes now.
pub fn passes_health_check(world: &World, container: &Container) -> bool {
    let _ = world;
    container
        .life
        .process
        .as_ref()
        .is_some_and(|it| it.is_ready)
}
