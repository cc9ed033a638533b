//! `plan`: the steps of `up` on an engine with nothing on it.

use super::{note_errors, to_json};
use crate::Outcome;
use crate::args::{PlanArgs, PlanFormat, Shared};
use crate::output;
use crate::problem::Problem;
use crate::project_input::{ProjectInput, require_service};
use linkyard_core::op::Op;
use std::collections::BTreeSet;

/// Runs the command.
///
/// # Errors
/// The input cannot be read, or has nothing to plan.
pub fn run(args: &PlanArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &args.scale)?;
    let analysis = input.analyse(None)?;
    note_errors(&input, &analysis)?;
    for service in &args.only {
        require_service(&analysis, service)?;
    }
    let plan = analysis.plan_up(&analysis.empty_world(), &args.only);
    let text = if args.services {
        let planned: BTreeSet<&str> = plan
            .steps
            .iter()
            .filter_map(|it| match &it.op {
                Op::CreateContainer { spec, .. } => Some(spec.service.as_str()),
                _ => None,
            })
            .collect();
        let wanted = |it: &&str| args.only.is_empty() || planned.contains(it);
        analysis
            .start_order()
            .into_iter()
            .filter(wanted)
            .map(|it| format!("{it}\n"))
            .collect()
    } else {
        match args.format {
            PlanFormat::Text => plan.to_string(),
            PlanFormat::Json => to_json(&plan)?,
        }
    };
    output::print(&text)?;
    Ok(Outcome::Good)
}
