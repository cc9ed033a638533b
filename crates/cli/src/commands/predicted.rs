//! Finds one container in the predicted world, for `env` and `hosts`.

use super::note_errors;
use crate::args::{ContainerArgs, ContainerRef, Shared};
use crate::output;
use crate::problem::Problem;
use crate::project_input::{ProjectInput, require_service};
use linkyard_core::op::Op;
use linkyard_core::plan::{Plan, Prediction, StepOutcome};
use linkyard_core::world::{Container, Gap};

/// The predicted world, and which of its containers was asked for.
pub struct PredictedContainer {
    plan: Plan,
    prediction: Prediction,
    wanted: ContainerRef,
    project: String,
    /// Whether uncertain values are to be listed.
    pub wants_notes: bool,
}

impl PredictedContainer {
    /// Predicts.
    ///
    /// # Errors
    /// The input cannot be read, or it has no such service.
    pub fn read(args: &ContainerArgs, shared: &Shared) -> Result<PredictedContainer, Problem> {
        let mut input = ProjectInput::read(shared, &args.scale)?;
        let analysis = input.analyse(None)?;
        require_service(&analysis, &args.container.service)?;
        note_errors(&input, &analysis)?;
        let (plan, prediction) = analysis.predict();
        Ok(PredictedContainer {
            plan,
            prediction,
            wanted: args.container.clone(),
            project: analysis.project.name.clone(),
            wants_notes: args.notes || output::stderr_is_terminal(),
        })
    }

    /// The container, started.
    ///
    /// # Errors
    /// There is none of that number, or it would not start.
    pub fn container(&self) -> Result<&Container, Problem> {
        let ContainerRef { service, number } = &self.wanted;
        let containers = self
            .prediction
            .world
            .service_containers(&self.project, service);
        match containers.iter().find(|it| it.spec.number == *number) {
            Some(container) if container.started.is_some() => Ok(container),
            _ => Err(self.why_not(containers.len())),
        }
    }

    fn why_not(&self, n_containers: usize) -> Problem {
        let ContainerRef { service, number } = &self.wanted;
        let steps = self.plan.steps.iter().zip(&self.prediction.outcomes);
        let failed = steps
            .clone()
            .find(|(step, outcome)| **outcome != StepOutcome::Done && self.is_about(&step.op));
        match failed {
            Some((step, StepOutcome::Failed { message })) => Problem::failed(format!(
                "`{service}` would not run: step {} is refused: {}",
                step.id, step.op
            ))
            .because(message.clone()),
            Some((_, StepOutcome::Skipped { because })) => {
                let problem = Problem::failed(format!(
                    "`{service}` would not run, because step {because} is not done"
                ));
                match steps.into_iter().find(|(step, _)| step.id == *because) {
                    Some((step, StepOutcome::Failed { message })) => {
                        problem.because(format!("{} is refused: {message}", step.op))
                    }
                    _ => problem.help("`linkyard predict` lists what fails"),
                }
            }
            _ if n_containers == 0 => Problem::failed(format!("`{service}` would not run"))
                .because("the plan does not create a container of it")
                .help("`linkyard check` says why; look for its scale and for cycles"),
            _ => Problem::usage(format!("`{service}` has no container {number}"))
                .because(format!("the plan creates {n_containers}"))
                .help(format!("ask for more with `--scale {service}={number}`")),
        }
    }

    fn is_about(&self, op: &Op) -> bool {
        let container = match op {
            Op::CreateContainer { spec, .. } => Some(spec),
            Op::StartContainer { container } => {
                self.plan.steps.iter().find_map(|it| match &it.op {
                    Op::CreateContainer { name, spec } if name == container => Some(spec),
                    _ => None,
                })
            }
            _ => None,
        };
        container
            .is_some_and(|it| it.service == self.wanted.service && it.number == self.wanted.number)
    }
}

/// Whether a gap is one of /etc/hosts; the others are of the environment.
pub fn is_of_hosts(gap: &Gap) -> bool {
    gap.missing.contains("/etc/hosts")
}
