//! `script`: the launch as docker commands.

use super::note_errors;
use crate::Outcome;
use crate::args::{ScriptArgs, Shared};
use crate::output;
use crate::problem::Problem;
use crate::project_input::{ProjectInput, require_service};
use linkyard_core::plan;

/// Runs the command.
///
/// # Errors
/// The input cannot be read, or has nothing to plan.
pub fn run(args: &ScriptArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &args.scale)?;
    let analysis = input.analyse(None)?;
    note_errors(&input, &analysis)?;
    for service in &args.only {
        require_service(&analysis, service)?;
    }
    let plan = analysis.plan_up(&analysis.empty_world(), &args.only);
    let folder = input.settings.working_dir.clone();
    output::print(&plan::script(&plan, &folder))?;
    Ok(Outcome::Good)
}
