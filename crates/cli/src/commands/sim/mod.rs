//! `sim`: docker and docker-compose commands on a simulated engine.

mod ground;
mod prompt;

use crate::Outcome;
use crate::args::{Shared, SimArgs, SimFormat};
use crate::disk_files::{read_limited, read_text};
use crate::output;
use crate::problem::Problem;
use crate::project_input::cannot_read;
use crate::render::world_json::{WrittenWorld, written_world};
use ground::Ground;
use linkyard_sim::session::{Session, StepId};
use linkyard_sim::{Output, host_shell};
use serde::Serialize;
use std::io::IsTerminal;

/// Runs the command.
///
/// # Errors
/// The script or a file of the project cannot be read.
pub fn run(args: &SimArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let is_prompt = args.script.is_none() && std::io::stdin().is_terminal();
    let reads_stdin = args.script.as_ref().is_none_or(|it| it.as_os_str() == "-");
    if reads_stdin && !is_prompt && shared.images.iter().any(|it| it.as_os_str() == "-") {
        return Err(
            Problem::usage("standard input cannot be both the script and the image facts")
                .help("name a file for one of them"),
        );
    }
    let ground = Ground::read(shared)?;
    if is_prompt {
        return prompt::run(ground, args.format);
    }
    let text = match &args.script {
        Some(path) if path.as_os_str() != "-" => {
            read_text(path).map_err(|err| cannot_read("the script", path, &err))?
        }
        _ => read_limited(std::io::stdin().lock()).map_err(|err| {
            Problem::usage("standard input cannot be read").because(err.to_string())
        })?,
    };
    let mut session = Session::at(ground.start);
    let mut code = 0;
    for line in host_shell::commands(&text) {
        let before = session.current();
        let output = session.run(&line);
        show(
            &session,
            &ground.project,
            &line,
            &output,
            before,
            args.format,
        )?;
        code = output.code;
        if code != 0 && args.exit_on_error {
            break;
        }
    }
    Ok(outcome(code))
}

/// The exit code of a command as one of a process.
fn outcome(code: i32) -> Outcome {
    Outcome::Code(u8::try_from(code).unwrap_or(1))
}

/// One step for programs.
#[derive(Serialize)]
struct WrittenStep<'a> {
    line: &'a str,
    stdout: String,
    stderr: String,
    code: i32,
    /// In words, one for each thing that is different.
    changes: Vec<String>,
    world: WrittenWorld<'a>,
}

/// Prints what a line did.
fn show(
    session: &Session,
    project: &str,
    line: &str,
    output: &Output,
    before: StepId,
    format: SimFormat,
) -> Result<(), Problem> {
    match format {
        SimFormat::Text => {
            let mut text = format!("$ {line}\n{}", output.text());
            if !text.ends_with('\n') {
                text.push('\n');
            }
            if output.code != 0 {
                text.push_str(&format!("exit code {}\n", output.code));
            }
            output::print(&text)
        }
        SimFormat::Json => {
            let world = &session.machine().world;
            // The words of the session itself go to other steps and change nothing.
            let step = session.step(session.current()).filter(|it| it.id > before);
            let written = WrittenStep {
                line,
                stdout: output.stdout(),
                stderr: output.stderr(),
                code: output.code,
                changes: step
                    .into_iter()
                    .flat_map(|it| it.changes.iter().map(ToString::to_string))
                    .collect(),
                world: written_world(world.profile, project, world),
            };
            let json = serde_json::to_string(&written).map_err(|err| {
                Problem::failed("the step cannot be written as JSON").because(err.to_string())
            })?;
            output::print(&(json + "\n"))
        }
    }
}
