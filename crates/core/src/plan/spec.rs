//! What the engine is told about one container: names, links and labels as the compose tool would send them.

use crate::analysis::Settings;
use crate::graph::{EdgeKind, Graph};
use crate::load::Format;
use crate::op::{
    ContainerSpec, EndpointSpec, Healthcheck, LinkArg, NetworkMode, RestartPolicy, labels,
};
use crate::port::{Port, PortBinding};
use crate::profile::{Dialect, Profile};
use crate::project::{
    MountKind, NetworkModeRef, Project, ProjectNetwork, Service, ServiceNetwork, container_name,
    host_path, image_name, network_name, volume_name,
};
use crate::sort::SortOnce;
use crate::text::FileRange;
use indexmap::IndexMap;
use serde::Serialize;
use siphasher::sip128::{Hasher128, SipHasher13};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

/// Key of the network that services are on when they name none.
pub(super) const DEFAULT_NETWORK: &str = "default";

/// What a spec is made from.
pub struct SpecInput<'a> {
    /// The model.
    pub project: &'a Project,
    /// The user's choices.
    pub settings: &'a Settings,
    /// Engine and compose tool in force.
    pub profile: Profile,
    /// Names of each service's containers that exist when this one is created, oldest first.
    pub containers: &'a BTreeMap<&'a str, Vec<String>>,
}

/// Everything the engine is told when it creates container `number` of `service`.
pub fn container_spec(input: &SpecInput<'_>, service: &Service, number: u32) -> ContainerSpec {
    let SpecInput {
        project,
        settings,
        profile,
        containers,
    } = *input;
    let links = link_args(input, service, number);
    let network = network_mode(input, service, number, &links);
    let is_legacy = !matches!(network, NetworkMode::User { .. });
    let mut spec = ContainerSpec {
        service: service.name.value.clone(),
        number,
        image: image_of(project, service, profile),
        command: service.command.as_ref().map(|it| it.value.clone()),
        entrypoint: service.entrypoint.as_ref().map(|it| it.value.clone()),
        env: service.environment.clone(),
        exposed: service.expose.iter().map(|it| it.value).collect(),
        ports: service.ports.iter().map(|it| it.value.clone()).collect(),
        links: if is_legacy { links } else { Vec::new() },
        extra_hosts: service.extra_hosts.clone(),
        network,
        hostname: service.hostname.as_ref().map(|it| it.value.clone()),
        domainname: service.domainname.as_ref().map(|it| it.value.clone()),
        user: service.user.as_ref().map(|it| it.value.clone()),
        working_dir: service.working_dir.as_ref().map(|it| it.value.clone()),
        binds: binds(project, settings, service),
        volumes: service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Anonymous)
            .map(|it| it.target.clone())
            .collect(),
        volumes_from: service
            .volumes_from
            .iter()
            .map(|it| {
                let own = containers
                    .get(it.source.value.as_str())
                    .filter(|_| !it.is_container);
                let name = own.and_then(|it| it.first()).unwrap_or(&it.source.value);
                format!("{name}:{}", it.mode)
            })
            .collect(),
        restart: service
            .restart
            .as_ref()
            .map_or(RestartPolicy::No, |it| it.value),
        healthcheck: service.healthcheck.as_ref().map(|it| it.value.clone()),
        labels: service.labels.clone(),
        tty: service.tty,
        stdin_open: service.stdin_open,
        privileged: service.privileged.as_ref().is_some_and(|it| it.value),
        ..ContainerSpec::default()
    };
    spec.labels.extend(object_labels(project));
    let compose_labels = [
        (labels::SERVICE, service.name.value.clone()),
        (labels::NUMBER, number.to_string()),
        (labels::ONEOFF, "False".to_owned()),
        (labels::WORKING_DIR, settings.working_dir.clone()),
        (labels::CONFIG_FILES, config_file(settings)),
        (labels::CONFIG_HASH, config_hash(&spec, service)),
    ];
    spec.labels
        .extend(compose_labels.map(|(key, value)| (key.to_owned(), value)));
    spec
}

fn config_file(settings: &Settings) -> String {
    host_path(&settings.file_name, &settings.working_dir, "")
}

/// The labels of everything that a project makes.
pub fn object_labels(project: &Project) -> BTreeMap<String, String> {
    [labels::OWNER, labels::PROJECT]
        .into_iter()
        .map(|it| (it.to_owned(), project.name.clone()))
        .collect()
}

/// The image that a service runs: its own, or the one that is built for it.
pub fn image_of(project: &Project, service: &Service, profile: Profile) -> String {
    match &service.image {
        Some(image) => image.value.clone(),
        None => image_name(&project.name, &service.name.value, profile),
    }
}

/// What counts when a container is compared with the file: everything but what its neighbours and its number decide.
/// Links count as written, not as resolved.
#[derive(Serialize)]
struct Fingerprint<'a> {
    image: &'a str,
    command: (&'a Option<Vec<String>>, &'a Option<Vec<String>>),
    env: Vec<&'a str>,
    ports: (&'a BTreeSet<Port>, &'a [PortBinding]),
    links: Vec<(&'a str, &'a str)>,
    extra_hosts: Vec<(&'a str, &'a str)>,
    network: Vec<(&'a str, &'a Option<String>)>,
    names: [&'a Option<String>; 4],
    storage: (&'a [String], &'a [String]),
    volumes_from: Vec<(&'a str, &'a str)>,
    restart: RestartPolicy,
    healthcheck: &'a Option<Healthcheck>,
    labels: &'a BTreeMap<String, String>,
    switches: [bool; 3],
}

/// A number that changes when the settings of a container change.
fn config_hash(spec: &ContainerSpec, service: &Service) -> String {
    let links = service.links.iter().chain(&service.external_links);
    let network = match &spec.network {
        NetworkMode::DefaultBridge => vec![("mode: bridge", &None)],
        NetworkMode::Host => vec![("mode: host", &None)],
        NetworkMode::None => vec![("mode: none", &None)],
        NetworkMode::Container { .. } => vec![("mode: container", &None)],
        NetworkMode::User { networks } => networks
            .iter()
            .map(|(name, it)| (name.as_str(), &it.ipv4_address))
            .collect(),
    };
    let fingerprint = Fingerprint {
        image: &spec.image,
        command: (&spec.command, &spec.entrypoint),
        env: spec.env.iter().map(|it| it.entry.as_str()).collect(),
        ports: (&spec.exposed, &spec.ports),
        links: links
            .map(|it| (it.source.value.as_str(), it.alias()))
            .collect(),
        extra_hosts: spec
            .extra_hosts
            .iter()
            .map(|it| (it.host.as_str(), it.address.as_str()))
            .collect(),
        network,
        names: [
            &spec.hostname,
            &spec.domainname,
            &spec.user,
            &spec.working_dir,
        ],
        storage: (&spec.binds, &spec.volumes),
        volumes_from: service
            .volumes_from
            .iter()
            .map(|it| (it.source.value.as_str(), it.mode.as_str()))
            .collect(),
        restart: spec.restart,
        healthcheck: &spec.healthcheck,
        labels: &service.labels,
        switches: [spec.tty, spec.stdin_open, spec.privileged],
    };
    // JSON, because Rust's own hashing depends on the width of the machine and the page is narrower than the agent.
    let text = serde_json::to_vec(&fingerprint).unwrap_or_default();
    let mut hasher = SipHasher13::new();
    hasher.write(&text);
    format!("{:032x}", hasher.finish128().as_u128())
}

/// The links of a container as the compose tool expands them.
fn link_args(input: &SpecInput<'_>, service: &Service, number: u32) -> Vec<LinkArg> {
    match input.profile.dialect {
        Dialect::V1_29 => link_args_v1(input, service),
        Dialect::V2 => link_args_v2(input, service, number),
    }
}

/// docker-compose 1.29: three aliases for each container of the source, newest first, so that of several the oldest
/// keeps the short alias; sorted by container and alias. Source: `_get_links` in `compose/service.py`.
fn link_args_v1(input: &SpecInput<'_>, service: &Service) -> Vec<LinkArg> {
    let project = &input.project.name;
    let mut by_alias: BTreeMap<String, (String, FileRange)> = BTreeMap::new();
    for link in &service.links {
        let source = link.source.value.as_str();
        for name in input.containers.get(source).into_iter().flatten().rev() {
            let prefix = format!("{project}_{source}");
            let without_project = match name
                .strip_prefix(&prefix)
                .and_then(|it| it.strip_prefix('_'))
            {
                Some(number) => format!("{source}_{number}"),
                None => name.clone(),
            };
            for alias in [link.alias().to_owned(), name.clone(), without_project] {
                by_alias.insert(alias, (name.clone(), link.range));
            }
        }
    }
    for link in &service.external_links {
        by_alias.insert(
            link.alias().to_owned(),
            (link.source.value.clone(), link.range),
        );
    }
    let mut res: Vec<LinkArg> = by_alias
        .into_iter()
        .map(|(alias, (source, range))| LinkArg {
            source,
            alias,
            origin: Some(range),
        })
        .collect();
    res.order_by(|a, b| (&a.source, &a.alias).cmp(&(&b.source, &b.alias)));
    res
}

/// Compose 2: in file order, not sorted; the numbered aliases carry the number of the container being created,
/// not that of the source. Source: `getLinks` in `pkg/compose/convergence.go`.
fn link_args_v2(input: &SpecInput<'_>, service: &Service, number: u32) -> Vec<LinkArg> {
    let separator = input.profile.name_separator();
    let mut res = Vec::new();
    let mut push = |source: &str, alias: String, range| {
        res.push(LinkArg {
            source: source.to_owned(),
            alias,
            origin: Some(range),
        });
    };
    for link in &service.links {
        let source = link.source.value.as_str();
        for name in input.containers.get(source).into_iter().flatten().rev() {
            push(name, link.alias().to_owned(), link.range);
            push(name, format!("{source}{separator}{number}"), link.range);
            push(
                name,
                format!(
                    "{}{separator}{source}{separator}{number}",
                    input.project.name
                ),
                link.range,
            );
        }
    }
    for link in &service.external_links {
        push(&link.source.value, link.alias().to_owned(), link.range);
    }
    res
}

fn network_mode(
    input: &SpecInput<'_>,
    service: &Service,
    number: u32,
    links: &[LinkArg],
) -> NetworkMode {
    let project = input.project;
    let own = |name: String, aliases: &[String], ipv4_address: Option<String>| {
        let mut all = match input.profile.dialect {
            Dialect::V1_29 => vec![service.name.value.clone()],
            Dialect::V2 => {
                vec![
                    container_name(&project.name, service, number, input.profile),
                    service.name.value.clone(),
                ]
            }
        };
        all.extend(
            aliases
                .iter()
                .filter(|it| **it != service.name.value)
                .cloned(),
        );
        (
            name,
            EndpointSpec {
                aliases: all,
                links: links.to_vec(),
                ipv4_address,
            },
        )
    };
    match service.network_mode.as_ref().map(|it| &it.value) {
        Some(NetworkModeRef::Bridge) => NetworkMode::DefaultBridge,
        Some(NetworkModeRef::Host) => NetworkMode::Host,
        Some(NetworkModeRef::None) => NetworkMode::None,
        Some(NetworkModeRef::Service(name)) => {
            let first = input
                .containers
                .get(name.as_str())
                .and_then(|it| it.first());
            NetworkMode::Container {
                container: first.cloned().unwrap_or_else(|| name.clone()),
            }
        }
        Some(NetworkModeRef::Container(name)) => NetworkMode::Container {
            container: name.clone(),
        },
        Some(NetworkModeRef::Network(name)) => NetworkMode::User {
            networks: IndexMap::from([own(name.clone(), &[], None)]),
        },
        None if project.format == Format::V1 => NetworkMode::DefaultBridge,
        None => {
            let networks = service_networks(service);
            let endpoints = networks.iter().map(|it| {
                own(
                    full_network_name(project, &it.name),
                    &it.aliases,
                    it.ipv4_address.clone(),
                )
            });
            NetworkMode::User {
                networks: endpoints.collect(),
            }
        }
    }
}

/// The networks a service sits on: those it lists, else the default one.
pub fn service_networks(service: &Service) -> Vec<ServiceNetwork> {
    if service.networks.is_empty() {
        vec![ServiceNetwork {
            name: DEFAULT_NETWORK.to_owned(),
            ..ServiceNetwork::default()
        }]
    } else {
        service.networks.clone()
    }
}

/// The full name of the network with this key.
pub fn full_network_name(project: &Project, key: &str) -> String {
    match project.networks.get(key) {
        Some(ProjectNetwork {
            name: Some(name), ..
        }) => name.clone(),
        Some(ProjectNetwork { external: true, .. }) => key.to_owned(),
        _ => network_name(&project.name, key),
    }
}

/// The full name of the volume with this key. Format v1 takes names as they are.
pub fn full_volume_name(project: &Project, key: &str) -> String {
    match project.volumes.get(key) {
        Some(it) => match (&it.name, it.external) {
            (Some(name), _) => name.clone(),
            (None, true) => key.to_owned(),
            (None, false) => volume_name(&project.name, key),
        },
        None => key.to_owned(),
    }
}

fn binds(project: &Project, settings: &Settings, service: &Service) -> Vec<String> {
    service
        .mounts
        .iter()
        .filter_map(|it| {
            let source = match it.kind {
                MountKind::Bind => host_path(&it.source, &settings.working_dir, &settings.home),
                MountKind::Volume => full_volume_name(project, &it.source),
                // Anonymous volumes are sent apart, and a rule says that memory is not applied yet.
                MountKind::Anonymous | MountKind::Tmpfs => return None,
            };
            let mode = if it.mode.is_empty() { "rw" } else { &it.mode };
            Some(format!("{source}:{}:{mode}", it.target))
        })
        .collect()
}

/// Whether an edge makes its dependent wait for more than the start.
pub(super) fn awaited(kind: &EdgeKind) -> Option<crate::op::Condition> {
    match kind {
        EdgeKind::DependsOn { condition } if *condition != crate::op::Condition::Started => {
            Some(*condition)
        }
        _ => None,
    }
}

/// The services that a launch of `wanted` takes along: they and what they need. All, if `wanted` is empty.
pub(super) fn closure(graph: &Graph, wanted: &[String]) -> Vec<bool> {
    let mut res = vec![wanted.is_empty(); graph.services.len()];
    let mut open: Vec<usize> = graph
        .services
        .iter()
        .enumerate()
        .filter(|(_, it)| wanted.contains(it))
        .map(|(index, _)| index)
        .collect();
    while let Some(index) = open.pop() {
        if std::mem::replace(res.get_mut(index).unwrap_or(&mut true), true) {
            continue;
        }
        let service = crate::graph::ServiceIndex(index as u32);
        open.extend(
            graph
                .dependencies(service)
                .map(|it| it.dependency.0 as usize),
        );
    }
    res
}
