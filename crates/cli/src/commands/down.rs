//! `down`: removes what `up` made, and nothing else.

use super::target::Target;
use super::up::failures_in_short;
use crate::Outcome;
use crate::args::{DownArgs, Shared};
use crate::output;
use crate::problem::Problem;
use crate::session::Session;
use linkyard_core::plan::{DownOptions, down};

/// Runs the command.
///
/// # Errors
/// The project is not known, or the engine does not answer.
pub fn run(args: &DownArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let target = Target::read(shared)?;
    let session = Session::connect()?;
    let world = session.observe(&target.project, target.dialect, &[])?;
    let plan = down(
        &target.project,
        &world,
        DownOptions {
            volumes: args.volumes,
        },
    );
    if plan.steps.is_empty() {
        output::print(&format!(
            "nothing of project `{}` is on the engine that linkyard made\n",
            target.project
        ))?;
        return Ok(Outcome::Good);
    }
    if args.dry_run {
        output::print(&format!("{plan}dry run: nothing was done\n"))?;
        return Ok(Outcome::Good);
    }
    let report = session.execute(&plan, &world, &target.folder);
    let mut text = failures_in_short(&plan, &report.outcomes);
    for it in &report.leftovers {
        text.push_str(&format!("left:    {it}\n"));
    }
    if report.is_done() {
        text.push_str(&format!("project `{}` is down\n", target.project));
    }
    output::print(&text)?;
    Ok(if report.is_done() {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}
