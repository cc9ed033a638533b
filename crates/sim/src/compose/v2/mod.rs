//! `docker compose` 2.40.3 on the simulated engine.
//!
//! ```text
//! words ─ globals ─> command ─ load / model ─> Model ─ create, start, stop, … ─> calls on `World` + progress lines
//! ```
//! The tool does what does not depend on each other at the same time, so that its lines come in any order; here they
//! come in the start order of the file.

mod attach;
mod commands;
mod config;
mod containers;
mod create;
mod events;
mod exec;
mod flags;
mod globals;
mod graph;
mod ground;
mod hash;
mod help;
mod labels;
mod list;
mod load;
mod logs;
mod model;
mod nearest;
mod progress;
mod ps;
mod read_model;
mod run;
mod spec;
mod start;
mod stop;
#[cfg(test)]
mod tests;
mod text;
mod up;
mod yaml;

use crate::machine::Machine;
use crate::output::Output;
use globals::Globals;
use linkyard_core::world::EngineError;

/// The version that is imitated.
const COMPOSE_VERSION: &str = "2.40.3";

/// Runs `docker compose WORDS…`.
pub fn run(machine: &mut Machine, words: &[String]) -> Output {
    let mut output = Output::new();
    let parsed = match globals::parse(words, &machine.variables) {
        Ok(it) => it,
        Err(failure) => {
            failure.write_to(&mut output);
            return output;
        }
    };
    let world = parsed.globals.dry_run.then(|| machine.world.clone());
    let mut compose = Compose {
        machine,
        output,
        globals: parsed.globals,
        table: None,
    };
    let outcome = commands::dispatch(&mut compose, &parsed.words);
    let mut output = compose.output;
    if let Some(world) = world {
        // Nothing that a dry run does lasts.
        machine.world = world;
    }
    match outcome {
        Ok(code) => output.code = code,
        Err(failure) => failure.write_to(&mut output),
    }
    output
}

/// A command while it runs.
struct Compose<'m> {
    machine: &'m mut Machine,
    output: Output,
    globals: Globals,
    /// What is being told of progress, on a terminal.
    table: Option<progress::Table>,
}

/// How a command ends before its time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failure {
    /// What is said on standard error, without the last line feed; empty says nothing.
    text: String,
    code: i32,
    /// What is written on standard output before: a help text.
    help: String,
    /// Whether a line feed follows even an empty text, as after the exit code of a container.
    is_status: bool,
}

impl Failure {
    fn new(text: impl Into<String>) -> Failure {
        Failure::with_code(text, 1)
    }

    fn with_code(text: impl Into<String>, code: i32) -> Failure {
        Failure {
            text: text.into(),
            code,
            help: String::new(),
            is_status: false,
        }
    }

    /// The exit code of a container, or of an interruption: the tool writes an empty line for it.
    fn status(code: i32) -> Failure {
        Failure {
            is_status: true,
            ..Failure::with_code("", code)
        }
    }

    fn write_to(&self, output: &mut Output) {
        output.out(&self.help);
        if !self.text.is_empty() || self.is_status {
            output.err(format!("{}\n", self.text));
        }
        output.code = self.code;
    }
}

impl From<EngineError> for Failure {
    fn from(err: EngineError) -> Failure {
        Failure::new(format!("Error response from daemon: {err}"))
    }
}
