//! Looks a plan over before its first step: whether it is well formed, makes only what carries the project's label, and
//! touches only what carries it already.

use crate::context::ProjectFolder;
use crate::engine::{Engine, EngineProblem, EngineResult, Object};
use crate::error::Refusal;
use linkyard_core::op::{Op, labels};
use linkyard_core::plan::{Plan, StepId};
use linkyard_core::project::is_valid_project_name;
use std::collections::{BTreeMap, BTreeSet};

/// Checks what can be checked without an engine.
///
/// # Errors
/// A refusal that names the step: its number or what it waits for is wrong, what it makes lacks the project's label,
/// or the files of its build may not be read.
pub fn vet_plan(plan: &Plan, folder: &ProjectFolder) -> Result<(), Refusal> {
    let bad = |message: String| Err(Refusal::bad_request(message));
    if !is_valid_project_name(&plan.project) {
        return bad(format!("`{}` is not a project name", plan.project));
    }
    let mut known: BTreeSet<StepId> = BTreeSet::new();
    for step in &plan.steps {
        if let Some(unknown) = step.after.iter().find(|it| !known.contains(it)) {
            return bad(format!(
                "step {} waits for step {unknown}, which does not come before it",
                step.id
            ));
        }
        if !known.insert(step.id) {
            return bad(format!("there are two steps {}", step.id));
        }
        let made = match &step.op {
            Op::CreateNetwork { spec, .. } => Some(&spec.labels),
            Op::CreateVolume { labels, .. } => Some(labels),
            Op::CreateContainer { spec, .. } => Some(&spec.labels),
            _ => None,
        };
        if let Some(labels) = made
            && [labels::OWNER, labels::PROJECT]
                .iter()
                .any(|it| labels.get(*it) != Some(&plan.project))
        {
            return bad(format!(
                "step {} would make something without the labels of project `{}`, which nobody could find again",
                step.id, plan.project
            ));
        }
        if let Op::BuildImage { image, build } = &step.op
            && let Err(message) = folder.build_files(build)
        {
            return Err(EngineProblem::NotBuilt {
                image: image.clone(),
                message,
            }
            .into());
        }
    }
    Ok(())
}

/// Checks that everything which exists and which the plan would touch is the project's own.
///
/// # Errors
/// [`EngineProblem::NotOurs`] names the first thing that is not; other problems come from asking the engine.
pub async fn vet_objects<E: Engine>(engine: &E, plan: &Plan) -> EngineResult<()> {
    let touched: BTreeSet<Object<'_>> =
        plan.steps.iter().filter_map(|it| touched(&it.op)).collect();
    for object in touched {
        if let Some(labels) = engine.labels(object).await? {
            check_owner(object, &labels, &plan.project)?;
        }
    }
    Ok(())
}

/// Checks one object before it is touched.
pub(crate) fn check_owner(
    object: Object<'_>,
    labels: &BTreeMap<String, String>,
    project: &str,
) -> EngineResult<()> {
    let owner = labels.get(labels::OWNER);
    if owner.is_some_and(|it| it == project) {
        return Ok(());
    }
    Err(EngineProblem::NotOurs {
        object: object.to_string(),
        project: project.to_owned(),
        owner: owner.cloned(),
    })
}

/// What an op makes, changes or removes. Images are nobody's: a pull or a build moves a tag, and nothing is lost.
pub(crate) fn touched(op: &Op) -> Option<Object<'_>> {
    match op {
        Op::PullImage { .. } | Op::BuildImage { .. } => None,
        Op::CreateNetwork { name, .. } | Op::RemoveNetwork { name } => Some(Object::Network(name)),
        Op::CreateVolume { name, .. } | Op::RemoveVolume { name } => Some(Object::Volume(name)),
        Op::CreateContainer { name, .. } => Some(Object::Container(name)),
        Op::StartContainer { container }
        | Op::AwaitContainer { container, .. }
        | Op::StopContainer { container }
        | Op::RemoveContainer { container } => Some(Object::Container(container)),
    }
}
