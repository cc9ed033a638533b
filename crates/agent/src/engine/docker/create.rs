//! What we say to the engine: specs as request bodies. Nothing is added and nothing left out.

use bollard::models::{
    ContainerCreateBody, EndpointIpamConfig, EndpointSettings, HealthConfig, HostConfig, Ipam,
    IpamConfig, NetworkCreateRequest, NetworkingConfig, PortBinding, PortMap, RestartPolicy,
    RestartPolicyNameEnum,
};
use linkyard_core::op::{
    self, ContainerSpec, EndpointSpec, Healthcheck, LinkArg, NetworkMode, NetworkSpec,
};
use linkyard_core::port;
use std::collections::{BTreeMap, HashMap};

/// The body of a container's creation. Engine 20.10 takes one network here: see [`further_networks`].
pub(super) fn container(spec: &ContainerSpec) -> ContainerCreateBody {
    ContainerCreateBody {
        hostname: spec.hostname.clone(),
        domainname: spec.domainname.clone(),
        user: spec.user.clone(),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        tty: Some(spec.tty),
        open_stdin: Some(spec.stdin_open),
        env: Some(spec.env.iter().map(|it| it.entry.clone()).collect()),
        cmd: spec.command.clone(),
        entrypoint: spec.entrypoint.clone(),
        image: Some(spec.image.clone()),
        working_dir: spec.working_dir.clone(),
        labels: Some(map(&spec.labels)),
        exposed_ports: non_empty(
            spec.exposed
                .iter()
                .copied()
                .chain(spec.ports.iter().map(|it| it.container))
                .map(|it| it.to_string()),
        ),
        volumes: non_empty(spec.volumes.iter().cloned()),
        healthcheck: spec.healthcheck.as_ref().map(healthcheck),
        host_config: Some(host_config(spec)),
        networking_config: first_network(spec).map(|(name, it)| NetworkingConfig {
            endpoints_config: Some(HashMap::from([(name.clone(), endpoint(it))])),
        }),
        ..ContainerCreateBody::default()
    }
}

fn host_config(spec: &ContainerSpec) -> HostConfig {
    HostConfig {
        binds: non_empty(spec.binds.iter().cloned()),
        port_bindings: (!spec.ports.is_empty()).then(|| port_bindings(&spec.ports)),
        links: non_empty(spec.links.iter().map(link)),
        extra_hosts: non_empty(
            spec.extra_hosts
                .iter()
                .map(|it| format!("{}:{}", it.host, it.address)),
        ),
        volumes_from: non_empty(spec.volumes_from.iter().cloned()),
        network_mode: Some(match &spec.network {
            NetworkMode::DefaultBridge => "default".to_owned(),
            NetworkMode::Host => "host".to_owned(),
            NetworkMode::None => "none".to_owned(),
            NetworkMode::Container { container } => format!("container:{container}"),
            NetworkMode::User { networks } => networks
                .keys()
                .next()
                .cloned()
                .unwrap_or_else(|| "default".to_owned()),
        }),
        restart_policy: Some(restart_policy(spec.restart)),
        privileged: Some(spec.privileged),
        ..HostConfig::default()
    }
}

fn port_bindings(ports: &[port::PortBinding]) -> PortMap {
    let mut res: BTreeMap<String, Option<Vec<PortBinding>>> = BTreeMap::new();
    for it in ports {
        let host_port = it.host_port.map(|it| match it.first == it.last {
            true => it.first.to_string(),
            false => format!("{}-{}", it.first, it.last),
        });
        let binding = PortBinding {
            host_ip: Some(it.host_ip.clone()),
            host_port: Some(host_port.unwrap_or_default()),
        };
        res.entry(it.container.to_string())
            .or_default()
            .get_or_insert_default()
            .push(binding);
    }
    res.into_iter().collect()
}

fn restart_policy(policy: op::RestartPolicy) -> RestartPolicy {
    let (name, count) = match policy {
        op::RestartPolicy::No => (RestartPolicyNameEnum::NO, None),
        op::RestartPolicy::Always => (RestartPolicyNameEnum::ALWAYS, None),
        op::RestartPolicy::UnlessStopped => (RestartPolicyNameEnum::UNLESS_STOPPED, None),
        op::RestartPolicy::OnFailure { max_retries } => (
            RestartPolicyNameEnum::ON_FAILURE,
            Some(i64::from(max_retries)),
        ),
    };
    RestartPolicy {
        name: Some(name),
        maximum_retry_count: count,
    }
}

fn healthcheck(it: &Healthcheck) -> HealthConfig {
    HealthConfig {
        test: Some(it.test.clone()),
        interval: Some(it.interval),
        timeout: Some(it.timeout),
        retries: Some(i64::from(it.retries)),
        start_period: Some(it.start_period),
        start_interval: None,
    }
}

fn link(it: &LinkArg) -> String {
    format!("{}:{}", it.source, it.alias)
}

fn first_network(spec: &ContainerSpec) -> Option<(&String, &EndpointSpec)> {
    match &spec.network {
        NetworkMode::User { networks } => networks.first(),
        NetworkMode::DefaultBridge
        | NetworkMode::Host
        | NetworkMode::None
        | NetworkMode::Container { .. } => None,
    }
}

/// The networks that a container is connected to after its creation.
pub(super) fn further_networks(
    spec: &ContainerSpec,
) -> impl Iterator<Item = (&str, &EndpointSpec)> {
    let networks = match &spec.network {
        NetworkMode::User { networks } => Some(networks),
        NetworkMode::DefaultBridge
        | NetworkMode::Host
        | NetworkMode::None
        | NetworkMode::Container { .. } => None,
    };
    networks
        .into_iter()
        .flatten()
        .skip(1)
        .map(|(name, it)| (name.as_str(), it))
}

/// A container's place on a network.
pub(super) fn endpoint(it: &EndpointSpec) -> EndpointSettings {
    EndpointSettings {
        aliases: non_empty(it.aliases.iter().cloned()),
        links: non_empty(it.links.iter().map(link)),
        ipam_config: it.ipv4_address.clone().map(|address| EndpointIpamConfig {
            ipv4_address: Some(address),
            ..EndpointIpamConfig::default()
        }),
        ..EndpointSettings::default()
    }
}

/// The body of a network's creation.
pub(super) fn network(name: &str, spec: &NetworkSpec) -> NetworkCreateRequest {
    NetworkCreateRequest {
        name: name.to_owned(),
        driver: (!spec.driver.is_empty()).then(|| spec.driver.clone()),
        internal: Some(spec.internal),
        attachable: Some(spec.attachable),
        ipam: spec.subnet.clone().map(|subnet| Ipam {
            config: Some(vec![IpamConfig {
                subnet: Some(subnet),
                ..IpamConfig::default()
            }]),
            ..Ipam::default()
        }),
        options: (!spec.driver_opts.is_empty()).then(|| map(&spec.driver_opts)),
        labels: Some(map(&spec.labels)),
        ..NetworkCreateRequest::default()
    }
}

/// The kind of map that the library takes.
pub(super) fn map(it: &BTreeMap<String, String>) -> HashMap<String, String> {
    it.iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn non_empty(items: impl Iterator<Item = String>) -> Option<Vec<String>> {
    let res: Vec<String> = items.collect();
    (!res.is_empty()).then_some(res)
}
