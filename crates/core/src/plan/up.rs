//! From what is to what the file wants.

use super::spec::{
    SpecInput, awaited, closure, container_spec, full_network_name, full_volume_name,
    service_networks,
};
use super::{Cause, CauseKind, Plan, Step, StepId, n_containers};
use crate::analysis::Settings;
use crate::graph::{Graph, ServiceIndex};
use crate::load::Format;
use crate::op::{Condition, Op, labels};
use crate::profile::{LaunchOrder, Profile};
use crate::project::{MountKind, Project, Service, container_name};
use crate::sort::SortOnce;
use crate::text::FileRange;
use crate::world::{Container, Health, World};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a launch is planned from.
pub struct UpInput<'a> {
    /// The model.
    pub project: &'a Project,
    /// Its graph.
    pub graph: &'a Graph,
    /// What is there now.
    pub world: &'a World,
    /// The user's choices.
    pub settings: &'a Settings,
    /// Only these services and what they need; empty means all.
    pub services: &'a [String],
}

/// The steps of a launch, in an order in which they can be made one after the other.
///
/// Networks and volumes come first, then services in start order.
/// docker-compose 1.29 creates and starts one service after the other; Compose 2 creates all, then starts all.
pub fn up(input: &UpInput<'_>) -> Plan {
    let profile = input.world.profile;
    let wanted = closure(input.graph, input.services);
    let services: Vec<(ServiceIndex, &Service)> = input
        .graph
        .order
        .iter()
        .filter(|it| wanted.get(it.0 as usize).copied().unwrap_or(false))
        .filter_map(|&it| Some((it, input.project.services.get_index(it.0 as usize)?.1)))
        .collect();
    let mut planner = Planner::new(input, profile);
    planner.networks(&services);
    planner.volumes(&services);
    match profile.launch_order() {
        LaunchOrder::ServiceByService => {
            for &(index, service) in &services {
                planner.create(index, service, true);
                planner.start(index, service);
            }
        }
        LaunchOrder::CreateAllThenStart => {
            for &(index, service) in &services {
                planner.create(index, service, false);
            }
            for &(index, service) in &services {
                planner.start(index, service);
            }
        }
    }
    Plan {
        project: input.project.name.clone(),
        profile,
        steps: planner.steps,
    }
}

/// One container that the file wants.
struct Wanted {
    name: String,
    /// The step that creates it; `None` if it is there.
    created: Option<StepId>,
    /// Whether it must be started.
    must_start: Option<CauseKind>,
    /// The step that starts it.
    started: Option<StepId>,
}

pub(super) struct Planner<'a> {
    pub(super) input: &'a UpInput<'a>,
    pub(super) profile: Profile,
    steps: Vec<Step>,
    /// Steps that make networks, volumes and images, by name.
    pub(super) networks: BTreeMap<String, StepId>,
    pub(super) volumes: BTreeMap<String, StepId>,
    pub(super) images: BTreeMap<String, Option<StepId>>,
    /// What is there of each service, lowest number first.
    existing: BTreeMap<&'a str, Vec<&'a Container>>,
    /// What links can see of each service by now, oldest first.
    linkable: BTreeMap<&'a str, Vec<String>>,
    wanted: BTreeMap<ServiceIndex, Vec<Wanted>>,
    awaits: BTreeMap<(ServiceIndex, Condition), Vec<StepId>>,
}

impl<'a> Planner<'a> {
    fn new(input: &'a UpInput<'a>, profile: Profile) -> Planner<'a> {
        let mut existing: BTreeMap<&str, Vec<&Container>> = BTreeMap::new();
        for container in input.world.containers.values() {
            let is_ours = container.spec.labels.get(labels::OWNER) == Some(&input.project.name);
            let is_oneoff = container
                .spec
                .labels
                .get(labels::ONEOFF)
                .is_some_and(|it| it == "True");
            if is_ours && !is_oneoff {
                existing
                    .entry(&container.spec.service)
                    .or_default()
                    .push(container);
            }
        }
        for containers in existing.values_mut() {
            containers.order_by_key(|it| it.spec.number);
        }
        Planner {
            input,
            profile,
            steps: Vec::new(),
            networks: BTreeMap::new(),
            volumes: BTreeMap::new(),
            images: BTreeMap::new(),
            existing,
            linkable: BTreeMap::new(),
            wanted: BTreeMap::new(),
            awaits: BTreeMap::new(),
        }
    }

    pub(super) fn push(
        &mut self,
        op: Op,
        mut after: Vec<StepId>,
        kind: CauseKind,
        range: Option<FileRange>,
    ) -> StepId {
        after.order();
        after.dedup();
        let id = StepId(self.steps.len() as u32 + 1);
        self.steps.push(Step {
            id,
            op,
            after,
            cause: Cause { kind, range },
        });
        id
    }

    /// Removes containers that are too many or that the file wants otherwise, and creates those that are missing.
    fn create(&mut self, index: ServiceIndex, service: &'a Service, waits_for_start: bool) {
        let of = n_containers(self.input.project, service, &self.input.settings.scale);
        let existing = self
            .existing
            .remove(service.name.value.as_str())
            .unwrap_or_default();
        let image = self.image(service);
        let mut common = self.needs(index, service, waits_for_start);
        common.extend(image);
        for container in existing.iter().rev().filter(|it| it.spec.number > of) {
            self.remove(
                container,
                CauseKind::TooManyContainers {
                    service: service.name.value.clone(),
                },
                service,
            );
        }
        let mut wanted = Vec::with_capacity(of as usize);
        let mut names = Vec::with_capacity(of as usize);
        for number in 1..=of {
            let name = container_name(&self.input.project.name, service, number, self.profile);
            let there = existing.iter().find(|it| it.spec.number == number);
            let spec = container_spec(
                &SpecInput {
                    project: self.input.project,
                    settings: self.input.settings,
                    profile: self.profile,
                    containers: &self.linkable,
                },
                service,
                number,
            );
            let is_current = there.is_some_and(|it| {
                it.spec.labels.get(labels::CONFIG_HASH) == spec.labels.get(labels::CONFIG_HASH)
            });
            let item = match there {
                Some(there) if is_current => Wanted {
                    name: there.name.clone(),
                    created: None,
                    must_start: (!there.state.is_up()).then(|| CauseKind::ContainerIsStopped {
                        service: service.name.value.clone(),
                    }),
                    started: None,
                },
                there => {
                    let cause = match there {
                        Some(_) => CauseKind::SettingsChanged {
                            service: service.name.value.clone(),
                        },
                        None => CauseKind::ServiceIsWanted {
                            service: service.name.value.clone(),
                            number,
                            of,
                        },
                    };
                    let mut after = common.clone();
                    after.extend(there.map(|it| self.remove(it, cause.clone(), service)));
                    let op = Op::CreateContainer {
                        name: name.clone(),
                        spec: Arc::new(spec),
                    };
                    let created = self.push(op, after, cause.clone(), Some(service.name.range));
                    Wanted {
                        name,
                        created: Some(created),
                        must_start: Some(cause),
                        started: None,
                    }
                }
            };
            names.push(item.name.clone());
            wanted.push(item);
        }
        self.linkable.insert(&service.name.value, names);
        self.wanted.insert(index, wanted);
    }

    fn remove(&mut self, container: &Container, cause: CauseKind, service: &Service) -> StepId {
        let name = container.name.clone();
        let range = Some(service.name.range);
        let stopped = container.state.is_up().then(|| {
            self.push(
                Op::StopContainer {
                    container: name.clone(),
                },
                Vec::new(),
                cause.clone(),
                range,
            )
        });
        self.push(
            Op::RemoveContainer { container: name },
            stopped.into_iter().collect(),
            cause,
            range,
        )
    }

    /// The steps that must be done before a container of `service` is created.
    fn needs(
        &mut self,
        index: ServiceIndex,
        service: &Service,
        waits_for_start: bool,
    ) -> Vec<StepId> {
        let mut res = Vec::new();
        let project = self.input.project;
        if service.network_mode.is_none() && project.format == Format::Compose {
            for network in service_networks(service) {
                res.extend(
                    self.networks
                        .get(&full_network_name(project, &network.name)),
                );
            }
        }
        for mount in service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Volume)
        {
            res.extend(self.volumes.get(&full_volume_name(project, &mount.source)));
        }
        if waits_for_start {
            res.extend(self.started_dependencies(index, service));
        } else {
            for edge in self.input.graph.dependencies(index) {
                res.extend(
                    self.wanted
                        .get(&edge.dependency)
                        .into_iter()
                        .flatten()
                        .filter_map(|it| it.created),
                );
            }
        }
        res
    }

    /// The steps after which everything that `service` needs has started, and is as `service` wants it.
    fn started_dependencies(&mut self, index: ServiceIndex, service: &Service) -> Vec<StepId> {
        let mut res = Vec::new();
        for edge in self.input.graph.dependencies(index) {
            let Some(wanted) = self.wanted.get(&edge.dependency) else {
                continue;
            };
            let Some(condition) = awaited(&edge.kind) else {
                res.extend(wanted.iter().filter_map(|it| it.started));
                continue;
            };
            let key = (edge.dependency, condition);
            if !self.awaits.contains_key(&key) {
                // A container that runs already and is as the dependent wants it needs no waiting for.
                let is_satisfied = |it: &&Wanted| {
                    let health = self
                        .input
                        .world
                        .containers
                        .get(&it.name)
                        .and_then(|it| it.health);
                    it.started.is_none()
                        && condition == Condition::Healthy
                        && health == Some(Health::Healthy)
                };
                let targets: Vec<(String, Option<StepId>)> = wanted
                    .iter()
                    .filter(|it| !is_satisfied(it))
                    .map(|it| (it.name.clone(), it.started))
                    .collect();
                let cause = CauseKind::DependentWaits {
                    dependent: service.name.value.clone(),
                    condition,
                };
                let steps = targets
                    .into_iter()
                    .map(|(container, started)| {
                        let op = Op::AwaitContainer {
                            container,
                            until: condition,
                        };
                        self.push(
                            op,
                            started.into_iter().collect(),
                            cause.clone(),
                            Some(edge.range),
                        )
                    })
                    .collect();
                self.awaits.insert(key, steps);
            }
            res.extend(self.awaits.get(&key).into_iter().flatten());
        }
        res
    }

    fn start(&mut self, index: ServiceIndex, service: &Service) {
        let dependencies = self.started_dependencies(index, service);
        let Some(wanted) = self.wanted.remove(&index) else {
            return;
        };
        let mut res = Vec::with_capacity(wanted.len());
        for mut it in wanted {
            if let Some(cause) = it.must_start.take() {
                let mut after: Vec<StepId> = it.created.into_iter().collect();
                // What was created waits through that step for everything the creation waited for.
                if self.profile.launch_order() == LaunchOrder::CreateAllThenStart
                    || it.created.is_none()
                {
                    after.extend(&dependencies);
                }
                let op = Op::StartContainer {
                    container: it.name.clone(),
                };
                it.started = Some(self.push(op, after, cause, Some(service.name.range)));
            }
            res.push(it);
        }
        self.wanted.insert(index, res);
    }
}
