//! `env`: the environment that a container will have.

use super::predicted::PredictedContainer;
use crate::Outcome;
use crate::args::{ContainerArgs, Shared};
use crate::output;
use crate::problem::Problem;
use crate::render::notes;

/// Runs the command. Standard output holds the variables and nothing else.
///
/// # Errors
/// The input cannot be read, or the container would not run.
pub fn run(args: &ContainerArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let found = PredictedContainer::read(args, shared)?;
    let container = found.container()?;
    output::print(&container.env_text())?;
    if found.wants_notes {
        output::eprint(&notes::of_values(
            container
                .env()
                .iter()
                .map(|it| (it.name.as_str(), &it.certainty)),
        ));
    }
    output::eprint(&notes::of_gaps(
        container
            .gaps
            .iter()
            .filter(|it| !super::predicted::is_of_hosts(it)),
    ));
    Ok(Outcome::Good)
}
