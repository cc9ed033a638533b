//! A world for programs: what `predict --format json` prints, and `sim --format json` after every step.

use indexmap::IndexMap;
use linkyard_core::analysis::Analysis;
use linkyard_core::op::NetworkMode;
use linkyard_core::plan::{Plan, Prediction, StepOutcome};
use linkyard_core::port::PortBinding;
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::world::{Container, ContainerState, DEFAULT_BRIDGE, Health, Pool, World};
use serde::Serialize;

/// A world, predicted or simulated.
#[derive(Serialize)]
pub struct WrittenWorld<'a> {
    engine: Engine,
    compose: Dialect,
    project: &'a str,
    /// In the order in which they are created.
    containers: Vec<WrittenContainer<'a>>,
    /// User-defined networks.
    networks: Vec<WrittenNetwork<'a>>,
    /// Named volumes.
    volumes: Vec<WrittenVolume<'a>>,
    /// Steps that the engine would refuse, and those left out because of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<Failure>,
}

#[derive(Serialize)]
struct WrittenContainer<'a> {
    name: &'a str,
    service: &'a str,
    index: u32,
    image: &'a str,
    state: &'static str,
    /// Of one that has ended; a prediction does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i64>,
    /// Of one with a health check.
    #[serde(skip_serializing_if = "Option::is_none")]
    health: Option<Health>,
    env: Vec<String>,
    hosts: String,
    /// `SOURCE:ALIAS`.
    links: Vec<String>,
    networks: IndexMap<&'a str, NetworkOf<'a>>,
    ports: Vec<String>,
    /// 1 for the first container that starts; `null` if it does not.
    started: Option<u32>,
    /// What is missing above because it cannot be known, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<Unknown<'a>>,
}

#[derive(Serialize)]
struct NetworkOf<'a> {
    ip: Option<&'a str>,
    aliases: &'a [String],
}

#[derive(Serialize)]
struct Unknown<'a> {
    missing: &'a str,
    why: String,
}

#[derive(Serialize)]
struct WrittenNetwork<'a> {
    name: &'a str,
    driver: &'a str,
    subnet: Option<String>,
}

#[derive(Serialize)]
struct WrittenVolume<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Failure {
    step: u32,
    op: String,
    reason: String,
}

/// The world that `prediction` ends with.
pub fn predicted_world<'a>(
    analysis: &'a Analysis,
    plan: &Plan,
    prediction: &'a Prediction,
) -> WrittenWorld<'a> {
    WrittenWorld {
        failures: failures(plan, prediction),
        ..written_world(analysis.profile, &analysis.project.name, &prediction.world)
    }
}

/// A world as it is now, seen by a project.
pub fn written_world<'a>(profile: Profile, project: &'a str, world: &'a World) -> WrittenWorld<'a> {
    WrittenWorld {
        engine: profile.engine,
        compose: profile.dialect,
        project,
        containers: world.containers.values().map(container).collect(),
        networks: world
            .networks
            .iter()
            .filter(|(name, _)| name.as_str() != DEFAULT_BRIDGE)
            .map(|(name, it)| WrittenNetwork {
                name,
                driver: if it.spec.driver.is_empty() {
                    "bridge"
                } else {
                    &it.spec.driver
                },
                subnet: it.pool.as_ref().map(Pool::subnet),
            })
            .collect(),
        volumes: world
            .volumes
            .keys()
            .map(|name| WrittenVolume { name })
            .collect(),
        failures: Vec::new(),
    }
}

fn container(it: &Container) -> WrittenContainer<'_> {
    let legacy = it
        .links
        .iter()
        .map(|it| format!("{}:{}", it.source, it.alias));
    let of_endpoints = match &it.spec.network {
        NetworkMode::User { networks } => networks.values().flat_map(|it| &it.links).collect(),
        _ => Vec::new(),
    };
    let mut links: Vec<String> = legacy.collect();
    for link in of_endpoints {
        let link = format!("{}:{}", link.source, link.alias);
        // The tools put the same links on every network of the container.
        if !links.contains(&link) {
            links.push(link);
        }
    }
    WrittenContainer {
        name: &it.name,
        service: &it.spec.service,
        index: it.spec.number,
        image: &it.spec.image,
        state: it.state.as_str(),
        exit_code: match it.state {
            ContainerState::Exited { code } => code,
            _ => None,
        },
        health: it.health,
        env: it
            .env()
            .iter()
            .map(|it| format!("{}={}", it.name, it.value))
            .collect(),
        hosts: it.hosts_text(),
        links,
        networks: it
            .endpoints
            .iter()
            .map(|(name, it)| {
                (
                    name.as_str(),
                    NetworkOf {
                        ip: it.address.as_deref(),
                        aliases: &it.aliases,
                    },
                )
            })
            .collect(),
        ports: it.published.iter().map(PortBinding::to_string).collect(),
        started: it.started,
        unknown: it
            .gaps
            .iter()
            .map(|it| Unknown {
                missing: &it.missing,
                why: it.why.sentence(),
            })
            .collect(),
    }
}

fn failures(plan: &Plan, prediction: &Prediction) -> Vec<Failure> {
    plan.steps
        .iter()
        .zip(&prediction.outcomes)
        .filter_map(|(step, outcome)| {
            let reason = match outcome {
                StepOutcome::Done => return None,
                StepOutcome::Failed { message } => message.clone(),
                StepOutcome::Skipped { because } => format!("step {because} is not done"),
            };
            Some(Failure {
                step: step.id.0,
                op: step.op.to_string(),
                reason,
            })
        })
        .collect()
}
