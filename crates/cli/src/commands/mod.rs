//! One file per command: reads its input, asks the core or the agent, prints.

pub mod check;
pub mod config;
pub mod down;
pub mod env;
pub mod explain;
pub mod hosts;
pub mod plan;
pub mod predict;
mod predicted;
pub mod ps;
pub mod rules;
pub mod script;
pub mod serve;
pub mod sim;
mod target;
pub mod up;

use crate::output;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use crate::render::diagnostics::{Options, Sources};
use linkyard_core::analysis::Analysis;
use linkyard_core::diagnostics::{Diagnostic, Severity};
use serde::Serialize;

/// `value` as indented JSON with a final line feed.
///
/// # Errors
/// It cannot be written as JSON, which is our fault.
fn to_json(value: &impl Serialize) -> Result<String, Problem> {
    match serde_json::to_string_pretty(value) {
        Ok(json) => Ok(json + "\n"),
        Err(err) => Err(Problem::failed("the result cannot be written as JSON")
            .because(err.to_string())
            .help("this is a fault of linkyard: please report it with the compose file")),
    }
}

/// For commands that look at a project whether or not it could be launched: one line on standard error about the
/// errors it has.
///
/// # Errors
/// Nothing at all could be read of it; then its findings are printed.
fn note_errors(input: &ProjectInput, analysis: &Analysis) -> Result<(), Problem> {
    if analysis.project.services.is_empty() {
        return Err(refusal(input, analysis));
    }
    let n = analysis
        .diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .count();
    if n > 0 {
        let errors = if n == 1 {
            "1 error".to_owned()
        } else {
            format!("{n} errors")
        };
        output::eprint(&format!(
            "note: {} has {errors}, and `up` would refuse it; `linkyard check` shows them\n",
            input.settings.file_name
        ));
    }
    Ok(())
}

/// Prints the errors of the file, and says that nothing can be done with it.
fn refusal(input: &ProjectInput, analysis: &Analysis) -> Problem {
    let errors: Vec<Diagnostic> = analysis
        .diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .cloned()
        .collect();
    output::eprint(&Sources::new(analysis).render(
        &errors,
        Options {
            language: input.settings.language,
            shows_tool: None,
        },
    ));
    let file = &input.settings.file_name;
    match errors.len() {
        0 => Problem::failed(format!("{file} has no services"))
            .help("add one, such as `web: {image: nginx}`"),
        1 => Problem::failed(format!("{file} has an error"))
            .help("repair it; `linkyard check` shows every finding"),
        n => Problem::failed(format!("{file} has {n} errors"))
            .help("repair them; `linkyard check` shows every finding"),
    }
}
