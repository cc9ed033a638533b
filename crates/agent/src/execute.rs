//! Walks a plan: each step when everything it waits for is done, otherwise it is skipped.
//!
//! Pulls, builds, waits, stops and removals run side by side. What the engine hands out in turn (subnets, addresses) is
//! asked for one after another in the plan's order, so that the prediction holds. Nothing of what the compose tools decide
//! stands here; what to do is in the plan.

use crate::context::ProjectFolder;
use crate::engine::{Engine, EngineProblem, EngineResult, Object, Progress};
use crate::observe::{Scope, observe};
use crate::vet::{check_owner, touched};
use futures_util::stream::{FuturesUnordered, StreamExt};
use linkyard_core::drift::{self, Aspect, Drift, DriftRow, Verdict};
use linkyard_core::op::Op;
use linkyard_core::plan::{Plan, Step, StepId, StepOutcome};
use linkyard_core::world::World;
use linkyard_wire::Event;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

/// A plan and where it starts.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The world it was made for, observed before.
    pub start: &'a World,
    /// Where the files of builds lie.
    pub folder: &'a ProjectFolder,
}

/// How a plan went.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// One for each step, in the plan's order.
    pub outcomes: Vec<StepOutcome>,
    /// What is there now.
    pub world: World,
    /// How it differs from the prediction.
    pub drift: Drift,
    /// What is left half made, by name, and what to do about it.
    pub leftovers: Vec<String>,
    /// What could not be read, one sentence each.
    pub notes: Vec<String>,
}

impl Report {
    /// Whether every step was done.
    pub fn is_done(&self) -> bool {
        self.outcomes.iter().all(|it| *it == StepOutcome::Done)
    }
}

/// Breaks a plan off, from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// Not stopped yet.
    pub fn new() -> Stop {
        Stop::default()
    }

    /// Breaks off the step in hand; the rest is skipped, and what is there is read and reported.
    pub fn now(&self) {
        self.0.send_replace(true);
    }

    /// Ends when somebody calls [`Stop::now`].
    async fn asked(&self) {
        // The sender lives in `self`, so waiting ends only when the value is true.
        let _ = self.0.subscribe().wait_for(|it| *it).await;
    }
}

/// Carries a plan out, tells `events` what happens, and compares the engine with the prediction at the end.
///
/// Nobody listening to the events is no fault. A refusal of the engine is the outcome of its step, and a `Report` all the same.
pub async fn execute<E: Engine>(
    engine: &E,
    job: &Job<'_>,
    events: &UnboundedSender<Event>,
    stop: &Stop,
) -> Report {
    let outcomes = Walk::new(engine, job, events).finish(stop).await;
    let report = conclude(engine, job, outcomes).await;
    let _ = events.send(Event::Finished {
        world: Box::new(report.world.clone()),
        drift: report.drift.clone(),
        leftovers: report.leftovers.clone(),
        notes: report.notes.clone(),
    });
    report
}

/// How many calls are under way at most.
const AT_A_TIME: usize = 8;

/// A plan half way.
struct Walk<'a, E> {
    engine: &'a E,
    job: &'a Job<'a>,
    events: &'a UnboundedSender<Event>,
    places: BTreeMap<StepId, usize>,
    /// By place; `None` while a step has no outcome.
    outcomes: Vec<Option<StepOutcome>>,
    is_begun: Vec<bool>,
}

impl<'a, E: Engine> Walk<'a, E> {
    fn new(engine: &'a E, job: &'a Job<'a>, events: &'a UnboundedSender<Event>) -> Walk<'a, E> {
        let steps = &job.plan.steps;
        Walk {
            engine,
            job,
            events,
            places: steps
                .iter()
                .enumerate()
                .map(|(place, it)| (it.id, place))
                .collect(),
            outcomes: vec![None; steps.len()],
            is_begun: vec![false; steps.len()],
        }
    }

    async fn finish(mut self, stop: &Stop) -> Vec<StepOutcome> {
        let mut running = FuturesUnordered::new();
        loop {
            self.skip();
            while running.len() < AT_A_TIME
                && let Some(place) = self.next_ready()
            {
                running.push(self.begin(place));
            }
            tokio::select! {
                biased;
                () = stop.asked() => {
                    // What is under way is dropped with its call; the engine may still finish it.
                    drop(running);
                    self.break_off();
                    break;
                }
                ended = running.next() => match ended {
                    Some((place, res)) => self.end(place, match res {
                        Ok(()) => StepOutcome::Done,
                        Err(problem) => StepOutcome::Failed { message: problem.sentence() },
                    }),
                    None => break,
                },
            }
        }
        // Every step has one by now: a step without could only wait for one that comes later, and no plan has such.
        let missing = || StepOutcome::Failed {
            message: "it waits for a step that comes later".to_owned(),
        };
        self.outcomes
            .into_iter()
            .map(|it| it.unwrap_or_else(missing))
            .collect()
    }

    /// Skips whatever waits for a step that was not done. One pass will do, as steps wait for earlier ones.
    fn skip(&mut self) {
        for (place, step) in self.job.plan.steps.iter().enumerate() {
            if self.outcome(place).is_some() || self.has_begun(place) {
                continue;
            }
            let is_lost = |it: &&StepId| match self.places.get(it) {
                Some(&place) => self
                    .outcome(place)
                    .is_some_and(|it| *it != StepOutcome::Done),
                None => true,
            };
            if let Some(&because) = step.after.iter().find(is_lost) {
                self.end(place, StepOutcome::Skipped { because });
            }
        }
    }

    /// The first step that can begin now.
    fn next_ready(&self) -> Option<usize> {
        let mut is_turn = true;
        for (place, step) in self.job.plan.steps.iter().enumerate() {
            if self.outcome(place).is_some() {
                continue;
            }
            let keeps_order = keeps_order(&step.op);
            let is_done = |it: &StepId| {
                self.places
                    .get(it)
                    .is_some_and(|&it| self.outcome(it) == Some(&StepOutcome::Done))
            };
            if !self.has_begun(place) && (is_turn || !keeps_order) && step.after.iter().all(is_done)
            {
                return Some(place);
            }
            is_turn &= !keeps_order;
        }
        None
    }

    fn outcome(&self, place: usize) -> Option<&StepOutcome> {
        self.outcomes.get(place)?.as_ref()
    }

    fn has_begun(&self, place: usize) -> bool {
        self.is_begun.get(place) == Some(&true)
    }

    fn begin(
        &mut self,
        place: usize,
    ) -> impl Future<Output = (usize, EngineResult<()>)> + use<'a, E> {
        if let Some(it) = self.is_begun.get_mut(place) {
            *it = true;
        }
        let (engine, job, events) = (self.engine, self.job, self.events.clone());
        async move {
            let Some(step) = job.plan.steps.get(place) else {
                return (place, Ok(()));
            };
            let _ = events.send(Event::Started { step: step.id });
            (
                place,
                perform(engine, job, step, &Progress::new(step.id, events)).await,
            )
        }
    }

    fn end(&mut self, place: usize, outcome: StepOutcome) {
        if let (Some(it), Some(step)) =
            (self.outcomes.get_mut(place), self.job.plan.steps.get(place))
        {
            *it = Some(outcome.clone());
            let _ = self.events.send(Event::Ended {
                step: step.id,
                outcome,
            });
        }
    }

    /// Fails what is under way and skips the rest because of it. Stopped between two steps, the next one is taken for it.
    fn break_off(&mut self) {
        let steps = &self.job.plan.steps;
        let open: Vec<usize> = (0..steps.len())
            .filter(|&it| self.outcome(it).is_none())
            .collect();
        let (mut hit, rest): (Vec<usize>, Vec<usize>) =
            open.into_iter().partition(|&it| self.has_begun(it));
        let mut rest = rest.into_iter();
        if hit.is_empty() {
            hit.extend(rest.next());
        }
        let because = hit.first().and_then(|&it| steps.get(it)).map(|it| it.id);
        for place in hit {
            self.end(
                place,
                StepOutcome::Failed {
                    message: EngineProblem::BrokenOff.to_string(),
                },
            );
        }
        for place in rest {
            if let Some(because) = because {
                self.end(place, StepOutcome::Skipped { because });
            }
        }
    }
}

/// Calls that keep the plan's order among themselves, because the engine hands something out in that order:
/// subnets to networks, addresses to containers that start, and places in its list to containers.
fn keeps_order(op: &Op) -> bool {
    matches!(
        op,
        Op::CreateNetwork { .. } | Op::CreateContainer { .. } | Op::StartContainer { .. }
    )
}

/// Makes one engine call, after a look at whom the object belongs to.
async fn perform<E: Engine>(
    engine: &E,
    job: &Job<'_>,
    step: &Step,
    progress: &Progress,
) -> EngineResult<()> {
    if let Some(object) = touched(&step.op) {
        match engine.labels(object).await? {
            Some(labels) => check_owner(object, &labels, &job.plan.project)?,
            None => match step.op {
                // What is gone already need be neither stopped nor removed.
                Op::StopContainer { .. }
                | Op::RemoveContainer { .. }
                | Op::RemoveNetwork { .. }
                | Op::RemoveVolume { .. } => return Ok(()),
                Op::CreateNetwork { .. } | Op::CreateVolume { .. } | Op::CreateContainer { .. } => {
                }
                _ => {
                    return Err(EngineProblem::Missing {
                        object: object.to_string(),
                    });
                }
            },
        }
    }
    match &step.op {
        Op::PullImage { image } => engine.pull_image(image, progress).await,
        Op::BuildImage { image, build } => {
            engine.build_image(image, build, job.folder, progress).await
        }
        Op::CreateNetwork { name, spec } => engine.create_network(name, spec).await,
        Op::CreateVolume { name, labels } => engine.create_volume(name, labels).await,
        Op::CreateContainer { name, spec } => engine.create_container(name, spec).await,
        Op::StartContainer { container } => engine.start_container(container).await,
        Op::AwaitContainer { container, until } => engine.await_container(container, *until).await,
        Op::StopContainer { container } => engine.stop_container(container).await,
        Op::RemoveContainer { container } => engine.remove_container(container).await,
        Op::RemoveNetwork { name } => {
            let users = engine
                .inspect_network(name)
                .await?
                .map(|it| it.users)
                .unwrap_or_default();
            if users.is_empty() {
                return engine.remove_network(name).await;
            }
            let users = users
                .into_iter()
                .map(|(container, _)| format!("container `{container}`"))
                .collect();
            Err(EngineProblem::InUse {
                object: Object::Network(name).to_string(),
                users,
            })
        }
        Op::RemoveVolume { name } => engine.remove_volume(name).await,
    }
}

/// Reads the engine and compares.
async fn conclude<E: Engine>(engine: &E, job: &Job<'_>, outcomes: Vec<StepOutcome>) -> Report {
    let also = names_outside(job);
    let scope = Scope {
        project: &job.plan.project,
        dialect: job.plan.profile.dialect,
        also: &also,
    };
    match observe(engine, &scope).await {
        Ok(answer) => {
            let drift = drift::compare(job.plan, job.start, &answer.world);
            let leftovers = leftovers(job.plan, &outcomes, &answer.world);
            Report {
                outcomes,
                world: answer.world,
                drift,
                leftovers,
                notes: answer.notes,
            }
        }
        Err(problem) => {
            let containers: BTreeSet<&str> = job
                .plan
                .steps
                .iter()
                .filter_map(|it| container_of(&it.op))
                .collect();
            let rows = containers
                .into_iter()
                .map(|it| DriftRow {
                    container: it.to_owned(),
                    aspect: Aspect::State,
                    key: "state".to_owned(),
                    predicted: None,
                    observed: None,
                    verdict: Verdict::NotReadable,
                })
                .collect();
            Report {
                outcomes,
                world: World::new(job.plan.profile, job.start.images.clone()),
                drift: Drift { rows },
                leftovers: Vec::new(),
                notes: vec![format!(
                    "what is there now could not be read: {problem}: {}",
                    problem.help()
                )],
            }
        }
    }
}

fn container_of(op: &Op) -> Option<&str> {
    match touched(op)? {
        Object::Container(name) => Some(name),
        Object::Network(_) | Object::Volume(_) => None,
    }
}

/// Objects that the start world knows and that may belong to others: the comparison needs them again.
fn names_outside(job: &Job<'_>) -> Vec<String> {
    let World {
        containers,
        networks,
        volumes,
        ..
    } = job.start;
    containers
        .keys()
        .chain(networks.keys())
        .chain(volumes.keys())
        .cloned()
        .collect()
}

/// What is half made: after a failure, everything of the project that should run and does not, and everything that was
/// made or was to be removed and is there without use.
fn leftovers(plan: &Plan, outcomes: &[StepOutcome], observed: &World) -> Vec<String> {
    if outcomes.iter().all(|it| *it == StepOutcome::Done) {
        return Vec::new();
    }
    let remedy = format!("`linkyard down --project {}` removes it", plan.project);
    let mut res: BTreeMap<&str, String> = BTreeMap::new();
    let is_used = |name: &str| {
        observed.containers.values().any(|it| {
            it.endpoints.contains_key(name)
                || it
                    .spec
                    .binds
                    .iter()
                    .any(|bind| bind.split(':').next().is_some_and(|source| source == name))
        })
    };
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        match &step.op {
            Op::CreateContainer { name, .. } | Op::StartContainer { container: name } => {
                if let Some(container) = observed.containers.get(name)
                    && !container.state.is_up()
                    && (*outcome != StepOutcome::Done || container.started.is_none())
                {
                    let state = container.state.as_str();
                    res.insert(
                        name,
                        format!("container `{name}` is there and does not run ({state}): {remedy}"),
                    );
                }
            }
            Op::CreateNetwork { name, .. }
                if observed.networks.contains_key(name) && !is_used(name) =>
            {
                res.insert(
                    name,
                    format!("network `{name}` was made and nobody is on it: {remedy}"),
                );
            }
            Op::CreateVolume { name, .. }
                if observed.volumes.contains_key(name) && !is_used(name) =>
            {
                res.insert(name, format!("volume `{name}` was made and nobody uses it: `docker volume rm {name}` removes it"));
            }
            Op::StopContainer { container: name } | Op::RemoveContainer { container: name }
                if *outcome != StepOutcome::Done && observed.containers.contains_key(name) =>
            {
                res.insert(
                    name,
                    format!("container `{name}` is still there: run the same command again"),
                );
            }
            Op::RemoveNetwork { name }
                if *outcome != StepOutcome::Done && observed.networks.contains_key(name) =>
            {
                res.insert(
                    name,
                    format!("network `{name}` is still there: run the same command again"),
                );
            }
            Op::RemoveVolume { name }
                if *outcome != StepOutcome::Done && observed.volumes.contains_key(name) =>
            {
                res.insert(
                    name,
                    format!("volume `{name}` is still there: run the same command again"),
                );
            }
            _ => {}
        }
    }
    res.into_values().collect()
}
