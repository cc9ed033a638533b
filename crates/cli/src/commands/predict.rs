//! `predict`: the world after `up` on an engine with nothing on it.

use super::{note_errors, to_json};
use crate::Outcome;
use crate::args::{PredictArgs, PredictFormat, Shared};
use crate::output;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use crate::render::world_json::predicted_world;

/// Runs the command.
///
/// # Errors
/// The input cannot be read, or has nothing to launch.
pub fn run(args: &PredictArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &args.scale)?;
    let analysis = input.analyse(None)?;
    note_errors(&input, &analysis)?;
    let (plan, prediction) = analysis.predict();
    match args.format {
        PredictFormat::Json => {
            output::print(&to_json(&predicted_world(&analysis, &plan, &prediction))?)?
        }
    }
    if let Some((id, err)) = &prediction.first_error {
        output::eprint(&format!("note: `up` would stop at step {id}: {err}\n"));
    }
    Ok(Outcome::Good)
}
