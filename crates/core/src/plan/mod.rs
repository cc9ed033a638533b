//! The plan: every engine call of a launch, in order, each with what it waits for and why it is made.
//!
//! A plan holds every decision. Who executes it has none left to take, and needs nothing but the plan.

mod down;
mod ground;
mod risks;
mod script;
mod spec;
#[cfg(test)]
mod tests;
mod up;

pub use down::{DownOptions, down};
pub use risks::{Risk, RiskKind, risks};
pub use script::script;
pub use spec::{
    SpecInput, container_spec, full_network_name, full_volume_name, image_of, object_labels,
    service_networks,
};
pub use up::{UpInput, up};

use crate::op::{Condition, Op};
use crate::profile::Profile;
use crate::project::{Project, Service};
use crate::text::FileRange;
use crate::world::{EngineError, World};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A step's number in its plan, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StepId(pub u32);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a step is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The reason.
    pub kind: CauseKind,
    /// The text behind it.
    pub range: Option<FileRange>,
}

/// The reasons for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// The engine does not have the image.
    ImageIsMissing {
        /// Who needs it.
        service: String,
    },
    /// Services sit on the network.
    NetworkIsUsed {
        /// One of them.
        service: String,
    },
    /// Services mount the volume.
    VolumeIsUsed {
        /// One of them.
        service: String,
    },
    /// The file has the service.
    ServiceIsWanted {
        /// The service.
        service: String,
        /// Which of its containers.
        number: u32,
        /// How many there are.
        of: u32,
    },
    /// It exists and does not run.
    ContainerIsStopped {
        /// The service.
        service: String,
    },
    /// Its settings differ from what the file says now.
    SettingsChanged {
        /// The service.
        service: String,
    },
    /// There are more containers than the file wants.
    TooManyContainers {
        /// The service.
        service: String,
    },
    /// A dependent waits for more than the start.
    DependentWaits {
        /// Who waits.
        dependent: String,
        /// For what.
        condition: Condition,
    },
    /// `down`.
    ProjectGoesDown,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CauseKind::ImageIsMissing { service } => {
                write!(f, "the engine has no such image and `{service}` needs it")
            }
            CauseKind::NetworkIsUsed { service } => write!(f, "`{service}` is on it"),
            CauseKind::VolumeIsUsed { service } => write!(f, "`{service}` mounts it"),
            CauseKind::ServiceIsWanted { service, of: 1, .. } => write!(f, "service `{service}`"),
            CauseKind::ServiceIsWanted {
                service,
                number,
                of,
            } => {
                write!(f, "service `{service}`, container {number} of {of}")
            }
            CauseKind::ContainerIsStopped { service } => {
                write!(f, "service `{service}` exists but does not run")
            }
            CauseKind::SettingsChanged { service } => {
                write!(f, "the file says something else for `{service}` now")
            }
            CauseKind::TooManyContainers { service } => {
                write!(f, "`{service}` has more containers than wanted")
            }
            CauseKind::DependentWaits {
                dependent,
                condition,
            } => write!(f, "`{dependent}` waits until it {condition}"),
            CauseKind::ProjectGoesDown => f.write_str("the project goes down"),
        }
    }
}

/// One engine call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// The call.
    pub op: Op,
    /// The steps that must be done before. All have smaller numbers.
    pub after: Vec<StepId>,
    /// Why.
    pub cause: Cause,
}

/// A list of steps. Executing them in order respects every `after`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The project.
    pub project: String,
    /// What it was made for.
    pub profile: Profile,
    /// The steps.
    pub steps: Vec<Step>,
}

impl fmt::Display for Plan {
    /// One line a step: number, call, what it waits for, cause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ops: Vec<String> = self.steps.iter().map(|it| it.op.to_string()).collect();
        let afters: Vec<String> = self
            .steps
            .iter()
            .map(|it| match it.after.as_slice() {
                [] => "-".to_owned(),
                after => after
                    .iter()
                    .map(StepId::to_string)
                    .collect::<Vec<_>>()
                    .join(","),
            })
            .collect();
        let width = |texts: &[String]| {
            texts
                .iter()
                .map(|it| it.chars().count())
                .max()
                .unwrap_or(0)
                .min(60)
        };
        let (op_width, after_width) = (width(&ops), width(&afters));
        let id_width = self.steps.len().to_string().len();
        for ((step, op), after) in self.steps.iter().zip(&ops).zip(&afters) {
            writeln!(
                f,
                "{:>id_width$}  {op:op_width$}  after {after:after_width$}  {}",
                step.id, step.cause
            )?;
        }
        Ok(())
    }
}

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepOutcome {
    /// Done.
    Done,
    /// The engine refused it.
    Failed {
        /// The engine's words.
        message: String,
    },
    /// Not tried, because a step it waits for was not done.
    Skipped {
        /// That step.
        because: StepId,
    },
}

/// A plan carried out on the simulated engine.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// The world afterwards.
    pub world: World,
    /// How each step went, in the plan's order.
    pub outcomes: Vec<StepOutcome>,
    /// The first refusal of the simulated engine.
    pub first_error: Option<(StepId, EngineError)>,
}

/// Carries `plan` out on the simulated engine, starting from `world`.
pub fn predict(plan: &Plan, mut world: World) -> Prediction {
    let mut outcomes = Vec::with_capacity(plan.steps.len());
    let mut not_done = BTreeSet::new();
    let mut first_error = None;
    for step in &plan.steps {
        let outcome = if let Some(&because) = step.after.iter().find(|it| not_done.contains(*it)) {
            StepOutcome::Skipped { because }
        } else {
            match world.apply(&step.op) {
                Ok(()) => StepOutcome::Done,
                Err(err) => {
                    let message = err.to_string();
                    first_error.get_or_insert((step.id, err));
                    StepOutcome::Failed { message }
                }
            }
        };
        if outcome != StepOutcome::Done {
            not_done.insert(step.id);
        }
        outcomes.push(outcome);
    }
    Prediction {
        world,
        outcomes,
        first_error,
    }
}

/// How many containers a service is to have: `--scale` beats `scale`, which beats `deploy.replicas`.
pub fn n_wanted(service: &Service, scale: &BTreeMap<String, u32>) -> u32 {
    let written = service
        .scale
        .as_ref()
        .or(service.replicas.as_ref())
        .map(|it| it.value);
    scale
        .get(&service.name.value)
        .copied()
        .or(written)
        .unwrap_or(1)
}

/// How many containers of a service are planned: those that are wanted, up to [`most_containers`]. A rule tells of more.
pub fn n_containers(project: &Project, service: &Service, scale: &BTreeMap<String, u32>) -> u32 {
    n_wanted(service, scale).min(most_containers(project, service))
}

/// More containers of a service than this are not planned: it is a slip of the finger.
///
/// The whole project has room for [`MAX_PLANNED`] containers and ports, an equal part for each service.
pub fn most_containers(project: &Project, service: &Service) -> u32 {
    let weight = 1 + service.ports.len() + service.expose.len();
    let room = MAX_PLANNED / (weight * project.services.len().max(1));
    u32::try_from(room).map_or(MAX_CONTAINERS, |it| it.clamp(1, MAX_CONTAINERS))
}

/// The most containers of one service.
const MAX_CONTAINERS: u32 = 1_000;

/// The most containers and ports of a project, together.
const MAX_PLANNED: usize = 100_000;
