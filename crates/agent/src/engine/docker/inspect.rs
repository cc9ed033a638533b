//! What the engine says to us: inspected objects as parts of a world.

use crate::engine::{EngineProblem, EngineResult, FoundContainer, FoundNetwork};
use bollard::models::{
    ContainerConfig, ContainerInspectResponse, ContainerState as InspectedState,
    ContainerStateStatusEnum, EndpointSettings, HealthConfig, HealthStatusEnum, HostConfig,
    NetworkInspect, NetworkSettings, PortMap, RestartPolicyNameEnum,
};
use indexmap::IndexMap;
use linkyard_core::op::{
    Condition, ContainerSpec, EndpointSpec, EnvArg, ExtraHost, Healthcheck, LinkArg, NetworkMode,
    NetworkSpec, RestartPolicy, labels,
};
use linkyard_core::port::{HostPort, Port, PortBinding};
use linkyard_core::world::{
    Container, ContainerState, Endpoint, Health, Network, Pool, ProcessEnv, RegisteredLink,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of an inspected container, without its slash.
pub(super) fn container_name(answer: &ContainerInspectResponse) -> &str {
    answer
        .name
        .as_deref()
        .unwrap_or_default()
        .trim_start_matches('/')
}

/// An inspected container.
pub(super) fn container(answer: ContainerInspectResponse) -> FoundContainer {
    let name = container_name(&answer).to_owned();
    let id = answer.id.unwrap_or_default();
    let config = answer.config.unwrap_or_default();
    let host = answer.host_config.unwrap_or_default();
    let state = answer.state.unwrap_or_default();
    let settings = answer.network_settings.unwrap_or_default();
    let endpoints = endpoints(&settings, &host, &id);
    let links = registered_links(&host);
    let spec = spec(&id, &config, &host, &endpoints, &links);
    let started_at = state.started_at.as_deref().and_then(sortable_time);
    let container = Container {
        name,
        state: container_state(&state),
        health: state.health.as_ref().and_then(|it| health(it.status)),
        started: None,
        config_env: spec.env.clone(),
        exposed: spec.exposed.clone(),
        published: published(&spec.ports, settings.ports.unwrap_or_default()),
        endpoints,
        links,
        process_env: ProcessEnv::Observed(Vec::new()),
        hosts: Vec::new(),
        gaps: Vec::new(),
        life: linkyard_core::world::Life::default(),
        spec: Arc::new(spec),
        id,
    };
    FoundContainer {
        container,
        created_at: answer
            .created
            .as_deref()
            .and_then(sortable_time)
            .unwrap_or_default(),
        started_at,
        pid: state.pid.filter(|it| *it > 0),
        shares_processes: host
            .pid_mode
            .is_some_and(|it| !it.is_empty() && it != "private"),
    }
}

/// Rebuilds what the engine was told, as far as it still knows: the user's variables and those of the image are one list.
fn spec(
    id: &str,
    config: &ContainerConfig,
    host: &HostConfig,
    endpoints: &IndexMap<String, Endpoint>,
    links: &[RegisteredLink],
) -> ContainerSpec {
    let labels: BTreeMap<String, String> = config
        .labels
        .clone()
        .unwrap_or_default()
        .into_iter()
        .collect();
    let some = |it: &Option<String>| it.clone().filter(|it| !it.is_empty());
    let hostname = some(&config.hostname).filter(|it| !id.starts_with(it.as_str()));
    ContainerSpec {
        service: labels.get(labels::SERVICE).cloned().unwrap_or_default(),
        number: labels
            .get(labels::NUMBER)
            .and_then(|it| it.parse().ok())
            .unwrap_or(1),
        image: config.image.clone().unwrap_or_default(),
        command: config.cmd.clone(),
        entrypoint: config.entrypoint.clone(),
        env: list(&config.env)
            .into_iter()
            .map(|entry| EnvArg {
                entry,
                origin: None,
            })
            .collect(),
        exposed: list(&config.exposed_ports)
            .iter()
            .filter_map(|it| it.parse().ok())
            .collect(),
        ports: bindings(host.port_bindings.clone().unwrap_or_default()),
        links: links
            .iter()
            .map(|it| LinkArg {
                source: it.source.clone(),
                alias: it.alias.clone(),
                origin: None,
            })
            .collect(),
        extra_hosts: list(&host.extra_hosts)
            .iter()
            .filter_map(|it| extra_host(it))
            .collect(),
        network: network_mode(host.network_mode.as_deref().unwrap_or_default(), endpoints),
        hostname,
        domainname: some(&config.domainname),
        user: some(&config.user),
        working_dir: some(&config.working_dir),
        binds: list(&host.binds),
        volumes: list(&config.volumes),
        volumes_from: list(&host.volumes_from),
        restart: restart_policy(host),
        healthcheck: config.healthcheck.as_ref().map(healthcheck),
        labels,
        tty: config.tty.unwrap_or_default(),
        stdin_open: config.open_stdin.unwrap_or_default(),
        privileged: host.privileged.unwrap_or_default(),
        ..ContainerSpec::default()
    }
}

fn list(it: &Option<Vec<String>>) -> Vec<String> {
    it.clone().unwrap_or_default()
}

fn extra_host(text: &str) -> Option<ExtraHost> {
    let (host, address) = text.split_once([':', '='])?;
    Some(ExtraHost {
        host: host.to_owned(),
        address: address.to_owned(),
        origin: None,
    })
}

fn restart_policy(host: &HostConfig) -> RestartPolicy {
    let Some(policy) = &host.restart_policy else {
        return RestartPolicy::No;
    };
    match policy.name {
        Some(RestartPolicyNameEnum::ALWAYS) => RestartPolicy::Always,
        Some(RestartPolicyNameEnum::UNLESS_STOPPED) => RestartPolicy::UnlessStopped,
        Some(RestartPolicyNameEnum::ON_FAILURE) => {
            let max_retries = policy
                .maximum_retry_count
                .and_then(|it| u32::try_from(it).ok())
                .unwrap_or_default();
            RestartPolicy::OnFailure { max_retries }
        }
        _ => RestartPolicy::No,
    }
}

fn healthcheck(it: &HealthConfig) -> Healthcheck {
    Healthcheck {
        test: list(&it.test),
        interval: it.interval.unwrap_or_default(),
        timeout: it.timeout.unwrap_or_default(),
        retries: it
            .retries
            .and_then(|it| u32::try_from(it).ok())
            .unwrap_or_default(),
        start_period: it.start_period.unwrap_or_default(),
    }
}

fn network_mode(mode: &str, endpoints: &IndexMap<String, Endpoint>) -> NetworkMode {
    match mode {
        "" | "default" | "bridge" => NetworkMode::DefaultBridge,
        "host" => NetworkMode::Host,
        "none" => NetworkMode::None,
        other => match other.strip_prefix("container:") {
            Some(id) => NetworkMode::Container {
                container: id.to_owned(),
            },
            None => NetworkMode::User {
                networks: endpoints
                    .iter()
                    .map(|(name, it)| {
                        let links = it.links.iter().filter_map(|it| it.split_once(':'));
                        let links = links
                            .map(|(source, alias)| LinkArg {
                                source: source.to_owned(),
                                alias: alias.to_owned(),
                                origin: None,
                            })
                            .collect();
                        (
                            name.clone(),
                            EndpointSpec {
                                aliases: it.aliases.clone(),
                                links,
                                ipv4_address: None,
                            },
                        )
                    })
                    .collect(),
            },
        },
    }
}

/// Where the container sits: the network it was created on first, the others by name.
fn endpoints(
    settings: &NetworkSettings,
    host: &HostConfig,
    id: &str,
) -> IndexMap<String, Endpoint> {
    let networks: BTreeMap<String, EndpointSettings> = settings
        .networks
        .clone()
        .unwrap_or_default()
        .into_iter()
        .collect();
    let mode = host.network_mode.as_deref().unwrap_or_default();
    let first = if mode == "default" { "bridge" } else { mode };
    let mut res: Vec<(String, Endpoint)> = networks
        .into_iter()
        // These two are listed like networks, and nobody has an address on them.
        .filter(|(name, _)| name != "host" && name != "none")
        .map(|(name, it)| {
            let endpoint = Endpoint {
                address: it.ip_address.filter(|it| !it.is_empty()),
                // Engines up to 24 add the short id to the names that they were told.
                aliases: list(&it.aliases)
                    .into_iter()
                    .filter(|it| it.len() != 12 || !id.starts_with(it))
                    .collect(),
                links: list(&it.links),
            };
            (name, endpoint)
        })
        .collect();
    res.sort_by_key(|(name, _)| name != first);
    res.into_iter().collect()
}

/// `/SOURCE:/RECIPIENT/ALIAS`; the ids of the sources are filled in by who has inspected them.
fn registered_links(host: &HostConfig) -> Vec<RegisteredLink> {
    list(&host.links)
        .iter()
        .filter_map(|it| {
            let (source, place) = it.split_once(':')?;
            let (_, alias) = place.trim_start_matches('/').split_once('/')?;
            Some(RegisteredLink {
                alias: alias.to_owned(),
                source: source.trim_start_matches('/').to_owned(),
                source_id: String::new(),
                origin: None,
            })
        })
        .collect()
}

fn container_state(state: &InspectedState) -> ContainerState {
    match state.status {
        // While it stops it still runs: only its signal was sent.
        Some(ContainerStateStatusEnum::RUNNING | ContainerStateStatusEnum::STOPPING) => {
            ContainerState::Running
        }
        Some(ContainerStateStatusEnum::PAUSED) => ContainerState::Paused,
        Some(ContainerStateStatusEnum::RESTARTING) => ContainerState::Restarting,
        Some(ContainerStateStatusEnum::EXITED) => ContainerState::Exited {
            code: state.exit_code,
        },
        Some(ContainerStateStatusEnum::DEAD | ContainerStateStatusEnum::REMOVING) => {
            ContainerState::Dead
        }
        Some(ContainerStateStatusEnum::CREATED | ContainerStateStatusEnum::EMPTY) | None => {
            ContainerState::Created
        }
    }
}

fn health(status: Option<HealthStatusEnum>) -> Option<Health> {
    match status? {
        HealthStatusEnum::STARTING => Some(Health::Starting),
        HealthStatusEnum::HEALTHY => Some(Health::Healthy),
        HealthStatusEnum::UNHEALTHY => Some(Health::Unhealthy),
        HealthStatusEnum::EMPTY | HealthStatusEnum::NONE => None,
    }
}

/// Ports as they were asked for, in the order of their numbers: the engine does not keep another.
fn bindings(map: PortMap) -> Vec<PortBinding> {
    let map: BTreeMap<Port, _> = map
        .into_iter()
        .filter_map(|(port, it)| Some((port.parse().ok()?, it)))
        .collect();
    let bindings = map.into_iter().flat_map(|(container, it)| {
        it.unwrap_or_default()
            .into_iter()
            .map(move |it| (container, it))
    });
    bindings
        .map(|(container, it)| PortBinding {
            container,
            host_ip: it.host_ip.unwrap_or_default(),
            host_port: it.host_port.as_deref().and_then(host_port),
        })
        .collect()
}

fn host_port(text: &str) -> Option<HostPort> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first = first.parse().ok().filter(|it| *it != 0)?;
    Some(HostPort {
        first,
        last: last.parse().ok()?,
    })
}

/// What each asked port got. The engine lists an IPv6 twin of every port that was asked for without an address.
fn published(asked: &[PortBinding], map: PortMap) -> Vec<PortBinding> {
    let mut actual = bindings(map);
    let mut res = Vec::new();
    for it in asked {
        let fits = |got: &PortBinding| {
            got.container == it.container
                && (got.host_ip == it.host_ip
                    || (it.host_ip.is_empty() && got.host_ip == "0.0.0.0"))
                && match (it.host_port, got.host_port) {
                    (Some(asked), Some(got)) => (asked.first..=asked.last).contains(&got.first),
                    (None, _) => true,
                    (Some(_), None) => false,
                }
        };
        if let Some(place) = actual.iter().position(fits) {
            let got = actual.remove(place);
            res.push(PortBinding {
                host_ip: it.host_ip.clone(),
                ..got
            });
        }
    }
    res
}

/// Whether a container is as a dependent wants it.
///
/// # Errors
/// [`EngineProblem::NeverReady`] when it no longer can be.
pub(super) fn is_ready(container: &Container, until: Condition) -> EngineResult<bool> {
    let never = |why: String| EngineProblem::NeverReady {
        container: container.name.clone(),
        why,
    };
    let ended = |code: Option<i64>| match code {
        Some(code) => format!("has ended with code {code}"),
        None => "has ended".to_owned(),
    };
    match (until, container.state, container.health) {
        (_, ContainerState::Created, _) => Err(never("was never started".to_owned())),
        (_, ContainerState::Dead, _) => Err(never("is being removed".to_owned())),
        (Condition::Started, _, _) => Ok(true),
        (Condition::Healthy, ContainerState::Exited { code }, _) => Err(never(format!(
            "{} before its health check passed",
            ended(code)
        ))),
        (Condition::Healthy, _, Some(Health::Healthy)) => Ok(true),
        (Condition::Healthy, _, Some(Health::Unhealthy)) => Err(never("is unhealthy".to_owned())),
        (Condition::Healthy, _, Some(Health::Starting))
        | (Condition::Healthy, ContainerState::Restarting, _) => Ok(false),
        (Condition::Healthy, _, None) => Err(never(
            "has no health check, so nobody can wait until it is healthy".to_owned(),
        )),
        (Condition::CompletedSuccessfully, ContainerState::Exited { code: Some(0) }, _) => Ok(true),
        (Condition::CompletedSuccessfully, ContainerState::Exited { code }, _) => {
            Err(never(ended(code)))
        }
        (Condition::CompletedSuccessfully, _, _) => Ok(false),
    }
}

/// An inspected network.
pub(super) fn network(answer: NetworkInspect) -> FoundNetwork {
    let subnet = answer
        .ipam
        .and_then(|it| it.config)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|it| it.subnet)
        .find(|it| !it.contains(':'));
    let users: BTreeSet<(String, String)> = answer
        .containers
        .unwrap_or_default()
        .into_iter()
        .map(|(id, it)| {
            let address = it.ipv4_address.unwrap_or_default();
            let address = address.split('/').next().unwrap_or_default().to_owned();
            (it.name.filter(|it| !it.is_empty()).unwrap_or(id), address)
        })
        .collect();
    let network = Network {
        pool: subnet.as_deref().and_then(Pool::parse),
        spec: NetworkSpec {
            driver: answer.driver.unwrap_or_default(),
            driver_opts: answer.options.unwrap_or_default().into_iter().collect(),
            subnet,
            internal: answer.internal.unwrap_or_default(),
            attachable: answer.attachable.unwrap_or_default(),
            labels: answer.labels.unwrap_or_default().into_iter().collect(),
        },
    };
    FoundNetwork {
        network,
        users: users.into_iter().collect(),
    }
}

/// `2026-11-23T12:00:00.5Z` with all nine digits of its fraction, so that text order is time order; `None` for "never".
fn sortable_time(text: &str) -> Option<String> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    (!seconds.starts_with("0001-")).then(|| format!("{seconds}.{fraction:0<9}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_text() {
        let early = sortable_time("2026-11-23T12:00:00.12Z").unwrap();
        let late = sortable_time("2026-11-23T12:00:00.123456789Z").unwrap();
        assert!(early < late, "{early} {late}");
        assert_eq!(sortable_time("0001-01-01T00:00:00Z"), None);
    }

    #[test]
    fn a_link_is_read_as_the_engine_writes_it() {
        let host = HostConfig {
            links: Some(vec!["/p_db_1:/p_web_1/db".to_owned()]),
            ..HostConfig::default()
        };
        let links = registered_links(&host);
        let texts: Vec<String> = links
            .iter()
            .map(|it| format!("{}:{}", it.source, it.alias))
            .collect();
        assert_eq!(texts, ["p_db_1:db"]);
    }

    #[test]
    fn the_ipv6_twin_of_a_published_port_is_not_a_second_port() {
        let actual = |ip: &str| bollard::models::PortBinding {
            host_ip: Some(ip.to_owned()),
            host_port: Some("8000".to_owned()),
        };
        let map = PortMap::from([(
            "80/tcp".to_owned(),
            Some(vec![actual("0.0.0.0"), actual("::")]),
        )]);
        let asked = [PortBinding {
            container: "80".parse().unwrap(),
            host_ip: String::new(),
            host_port: None,
        }];
        let got: Vec<String> = published(&asked, map)
            .iter()
            .map(PortBinding::to_string)
            .collect();
        assert_eq!(got, ["0.0.0.0:8000->80/tcp"]);
    }
}
