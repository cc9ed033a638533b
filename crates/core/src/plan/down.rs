//! Removing what a project made, and nothing else.

use super::{Cause, CauseKind, Plan, Step, StepId};
use crate::op::{NetworkMode, Op, labels};
use crate::sort::SortOnce;
use crate::world::{Container, World};
use std::collections::BTreeMap;

/// How far `down` goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DownOptions {
    /// Named volumes of the project go too.
    pub volumes: bool,
}

/// The steps that remove every object of `world` that carries our label of `project`: recipients before their sources.
pub fn down(project: &str, world: &World, options: DownOptions) -> Plan {
    let mut steps: Vec<Step> = Vec::new();
    let mut push = |op: Op, after: Vec<StepId>| {
        let id = StepId(steps.len() as u32 + 1);
        steps.push(Step {
            id,
            op,
            after,
            cause: Cause {
                kind: CauseKind::ProjectGoesDown,
                range: None,
            },
        });
        id
    };
    let is_ours = |labels: &BTreeMap<String, String>| {
        labels.get(labels::OWNER).is_some_and(|it| it == project)
    };
    let mut containers: Vec<&Container> = world
        .containers
        .values()
        .filter(|it| is_ours(&it.spec.labels))
        .collect();
    // What started last needs nobody that started after it.
    containers.order_by_key(|it| std::cmp::Reverse(it.started));
    let stopped: BTreeMap<&str, StepId> = containers
        .iter()
        .filter(|it| it.state.is_up())
        .map(|it| {
            (
                it.name.as_str(),
                push(
                    Op::StopContainer {
                        container: it.name.clone(),
                    },
                    Vec::new(),
                ),
            )
        })
        .collect();
    let removed: Vec<(&Container, StepId)> = containers
        .iter()
        .map(|it| {
            let after = stopped.get(it.name.as_str()).copied().into_iter().collect();
            (
                *it,
                push(
                    Op::RemoveContainer {
                        container: it.name.clone(),
                    },
                    after,
                ),
            )
        })
        .collect();
    for (name, _) in world
        .networks
        .iter()
        .filter(|(_, it)| is_ours(&it.spec.labels))
    {
        let uses = |it: &Container| matches!(&it.spec.network, NetworkMode::User { networks } if networks.contains_key(name));
        let after = removed
            .iter()
            .filter(|(it, _)| uses(it))
            .map(|(_, id)| *id)
            .collect();
        push(Op::RemoveNetwork { name: name.clone() }, after);
    }
    if options.volumes {
        for (name, _) in world.volumes.iter().filter(|(_, it)| is_ours(&it.labels)) {
            let uses = |it: &Container| {
                it.spec
                    .binds
                    .iter()
                    .any(|bind| bind.split(':').next() == Some(name))
            };
            let after = removed
                .iter()
                .filter(|(it, _)| uses(it))
                .map(|(_, id)| *id)
                .collect();
            push(Op::RemoveVolume { name: name.clone() }, after);
        }
    }
    Plan {
        project: project.to_owned(),
        profile: world.profile,
        steps,
    }
}
