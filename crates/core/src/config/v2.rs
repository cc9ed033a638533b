//! The document of Docker Compose 2.

use super::{
    ConfigInput, Section, build_context, condition, container_path, environment, host_path, links,
    restart, sorted_dependencies, sorted_services, text, text_map, texts,
};
use crate::op::{BuildSpec, Condition, ExtraHost, Healthcheck};
use crate::port::{Port, PortBinding, Protocol};
use crate::project::{Mount, MountKind, NetworkModeRef, ProjectNetwork, Service, VolumesFrom};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Key of the network that a service is on when it says nothing.
const DEFAULT: &str = "default";

pub(super) fn document(input: &ConfigInput<'_>) -> Value {
    let project = input.project;
    let mut services = Section::default();
    for it in sorted_services(project) {
        services.put(&it.name.value, service(it, input));
    }
    let mut res = Section::default();
    res.put("name", project.name.as_str());
    res.put("services", services);
    res.put_filled("networks", networks(input));
    res.put_filled("volumes", volumes(input));
    res.into()
}

fn service(it: &Service, input: &ConfigInput<'_>) -> Section {
    let mut res = Section::default();
    res.put_filled("profiles", texts(it.profiles.iter().map(|it| &it.value)));
    res.put_some("build", it.build.as_ref().map(|it| build(it, input)));
    res.put_some("command", it.command.as_ref().map(|it| texts(&it.value)));
    res.put_some(
        "container_name",
        it.container_name.as_ref().map(|it| text(it)),
    );
    res.put_filled("depends_on", depends_on(it));
    if let Some(replicas) = &it.replicas {
        let mut deploy = Section::default();
        deploy.put("replicas", replicas.value);
        res.put("deploy", deploy);
    }
    res.put_some("domainname", it.domainname.as_ref().map(|it| text(it)));
    res.put_some(
        "entrypoint",
        it.entrypoint.as_ref().map(|it| texts(&it.value)),
    );
    res.put_filled("environment", environment(&it.environment));
    res.put_filled(
        "expose",
        it.expose
            .iter()
            .map(|it| exposed(it.value))
            .collect::<Value>(),
    );
    res.put_filled("external_links", links(&it.external_links));
    res.put_filled("extra_hosts", extra_hosts(&it.extra_hosts));
    res.put_some(
        "healthcheck",
        it.healthcheck.as_ref().map(|it| healthcheck(it)),
    );
    res.put_some("hostname", it.hostname.as_ref().map(|it| text(it)));
    res.put_some("image", it.image.as_ref().map(|it| text(it)));
    res.put_filled("labels", text_map(&it.labels));
    res.put_filled("links", links(&it.links));
    res.put_some(
        "network_mode",
        it.network_mode.as_ref().map(|it| network_mode(&it.value)),
    );
    res.put_filled("networks", networks_of(it));
    res.put_filled(
        "ports",
        it.ports.iter().map(|it| port(&it.value)).collect::<Value>(),
    );
    if it.privileged.as_ref().is_some_and(|it| it.value) {
        res.put("privileged", true);
    }
    res.put_some("restart", it.restart.as_ref().map(|it| restart(it.value)));
    res.put_some("scale", it.scale.as_ref().map(|it| it.value));
    if it.stdin_open {
        res.put("stdin_open", true);
    }
    if it.tty {
        res.put("tty", true);
    }
    res.put_some("user", it.user.as_ref().map(|it| text(it)));
    res.put_filled(
        "volumes",
        it.mounts
            .iter()
            .map(|it| mount(it, input))
            .collect::<Value>(),
    );
    res.put_filled(
        "volumes_from",
        it.volumes_from.iter().map(volumes_from).collect::<Value>(),
    );
    res.put_some("working_dir", it.working_dir.as_ref().map(|it| text(it)));
    res
}

fn build(it: &BuildSpec, input: &ConfigInput<'_>) -> Section {
    let mut res = Section::default();
    res.put("context", build_context(&it.context, input));
    res.put(
        "dockerfile",
        text(it.dockerfile.as_deref().unwrap_or("Dockerfile")),
    );
    let args: BTreeMap<&String, Value> = it
        .args
        .iter()
        .map(|(name, value)| (name, value.as_deref().map_or(Value::Null, text)))
        .collect();
    res.put_filled(
        "args",
        args.into_iter()
            .map(|(name, value)| (name.clone(), value))
            .collect::<Value>(),
    );
    res.put_some("target", it.target.as_deref().map(text));
    res
}

/// What the file says, and what links, `volumes_from` and a shared network imply.
fn depends_on(it: &Service) -> Value {
    let explicit = sorted_dependencies(&it.depends_on);
    let mut all: BTreeMap<&str, Section> = explicit
        .iter()
        .map(|(name, it)| (*name, dependency(it.condition, it.restart, it.required)))
        .collect();
    let of_links = it.links.iter().map(|it| (it.source.value.as_str(), true));
    let of_network = it.network_mode.iter().filter_map(|it| match &it.value {
        NetworkModeRef::Service(name) => Some((name.as_str(), true)),
        _ => None,
    });
    let of_volumes = it
        .volumes_from
        .iter()
        .filter(|it| !it.is_container)
        .map(|it| (it.source.value.as_str(), false));
    for (name, restart) in of_links.chain(of_network).chain(of_volumes) {
        all.entry(name)
            .or_insert_with(|| dependency(Condition::Started, restart, true));
    }
    all.into_iter()
        .map(|(name, it)| (name.to_owned(), Value::from(it)))
        .collect()
}

fn dependency(wait_for: Condition, restart: bool, required: bool) -> Section {
    let mut res = Section::default();
    res.put("condition", condition(wait_for));
    if restart {
        res.put("restart", true);
    }
    res.put("required", required);
    res
}

fn exposed(it: Port) -> Value {
    match it.protocol {
        Protocol::Tcp => it.number.to_string().into(),
        _ => it.to_string().into(),
    }
}

fn extra_hosts(items: &[ExtraHost]) -> Value {
    let mut res: Vec<String> = items
        .iter()
        .map(|it| format!("{}={}", it.host, it.address))
        .collect();
    res.sort();
    texts(&res)
}

fn healthcheck(it: &Healthcheck) -> Section {
    let mut res = Section::default();
    if it.test.first().is_some_and(|it| it == "NONE") {
        res.put("disable", true);
    } else {
        res.put_filled("test", texts(&it.test));
    }
    for (key, nanoseconds) in [("timeout", it.timeout), ("interval", it.interval)] {
        if nanoseconds != 0 {
            res.put(key, duration(nanoseconds));
        }
    }
    if it.retries != 0 {
        res.put("retries", it.retries);
    }
    if it.start_period != 0 {
        res.put("start_period", duration(it.start_period));
    }
    res
}

/// A duration as Go prints it: `1m30s`, `500ms`, `1h0m0s`.
pub(super) fn duration(nanoseconds: i64) -> String {
    let all = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let decimal = |unit: u64| {
        let fraction = format!("{:0width$}", all % unit, width = unit.ilog10() as usize);
        match fraction.trim_end_matches('0') {
            "" => String::new(),
            it => format!(".{it}"),
        }
    };
    match all {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{all}ns"),
        1_000..1_000_000 => format!("{sign}{}{}µs", all / 1_000, decimal(1_000)),
        1_000_000..1_000_000_000 => format!("{sign}{}{}ms", all / 1_000_000, decimal(1_000_000)),
        _ => {
            let seconds = all / 1_000_000_000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            let seconds = format!("{}{}s", seconds % 60, decimal(1_000_000_000));
            match (hours, minutes) {
                (0, 0) => format!("{sign}{seconds}"),
                (0, _) => format!("{sign}{minutes}m{seconds}"),
                _ => format!("{sign}{hours}h{minutes}m{seconds}"),
            }
        }
    }
}

pub(super) fn network_mode(it: &NetworkModeRef) -> Value {
    match it {
        NetworkModeRef::Bridge => "bridge".into(),
        NetworkModeRef::Host => "host".into(),
        NetworkModeRef::None => "none".into(),
        NetworkModeRef::Service(name) => text(&format!("service:{name}")),
        NetworkModeRef::Container(name) => text(&format!("container:{name}")),
        NetworkModeRef::Network(name) => text(name),
    }
}

/// The networks of a service; a service that names none is on the default one.
fn networks_of(it: &Service) -> Value {
    if it.network_mode.is_some() {
        return Value::Object(serde_json::Map::new());
    }
    if it.networks.is_empty() {
        return Value::from_iter([(DEFAULT, Value::Null)]);
    }
    endpoint_settings(it)
}

pub(super) fn endpoint_settings(it: &Service) -> Value {
    let mut sorted: BTreeMap<&str, Value> = BTreeMap::new();
    for network in &it.networks {
        let mut settings = Section::default();
        settings.put_filled("aliases", texts(&network.aliases));
        settings.put_some("ipv4_address", network.ipv4_address.as_deref().map(text));
        let settings = if settings.0.is_empty() {
            Value::Null
        } else {
            settings.into()
        };
        sorted.insert(&network.name, settings);
    }
    sorted
        .into_iter()
        .map(|(name, it)| (name.to_owned(), it))
        .collect()
}

fn port(it: &PortBinding) -> Section {
    let mut res = Section::default();
    res.put("mode", "ingress");
    if !it.host_ip.is_empty() {
        res.put("host_ip", text(&it.host_ip));
    }
    res.put("target", it.container.number);
    res.put_some("published", it.host_port.map(host_port));
    res.put("protocol", it.container.protocol.as_str());
    res
}

pub(super) fn host_port(it: crate::port::HostPort) -> String {
    if it.first == it.last {
        it.first.to_string()
    } else {
        format!("{}-{}", it.first, it.last)
    }
}

fn mount(it: &Mount, input: &ConfigInput<'_>) -> Section {
    let mut res = Section::default();
    let options: Vec<&str> = it.mode.split(',').filter(|it| !it.is_empty()).collect();
    let (kind, source) = match it.kind {
        MountKind::Bind => ("bind", Some(host_path(&it.source, input))),
        MountKind::Volume => ("volume", Some(text(&it.source))),
        MountKind::Anonymous => ("volume", None),
        MountKind::Tmpfs => ("tmpfs", None),
    };
    res.put("type", kind);
    res.put_some("source", source);
    res.put("target", container_path(&it.target));
    if options.contains(&"ro") {
        res.put("read_only", true);
    }
    match it.kind {
        MountKind::Bind => {
            let mut bind = Section::default();
            bind.put_some(
                "selinux",
                options.iter().copied().find(|it| matches!(*it, "z" | "Z")),
            );
            bind.put("create_host_path", true);
            res.put("bind", bind);
        }
        MountKind::Volume | MountKind::Anonymous => res.put("volume", Section::default()),
        MountKind::Tmpfs => {}
    }
    res
}

fn volumes_from(it: &VolumesFrom) -> Value {
    let prefix = if it.is_container { "container:" } else { "" };
    let mode = if it.mode == "rw" {
        String::new()
    } else {
        format!(":{}", it.mode)
    };
    text(&format!("{prefix}{}{mode}", it.source.value))
}

/// The networks that services are on, in alphabetical order; what nobody uses is left out.
fn networks(input: &ConfigInput<'_>) -> Value {
    let project = input.project;
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for it in project
        .services
        .values()
        .filter(|it| it.network_mode.is_none())
    {
        used.extend(it.networks.iter().map(|it| it.name.as_str()));
        if it.networks.is_empty() {
            used.insert(DEFAULT);
        }
    }
    let nothing_said = ProjectNetwork::default();
    used.into_iter()
        .filter_map(|key| match project.networks.get(key) {
            Some(it) => Some((key, it)),
            None => (key == DEFAULT).then_some((key, &nothing_said)),
        })
        .map(|(key, it)| (key.to_owned(), Value::from(network(key, it, input))))
        .collect()
}

fn network(key: &str, it: &ProjectNetwork, input: &ConfigInput<'_>) -> Section {
    let mut res = Section::default();
    let own_name = if it.external {
        key.to_owned()
    } else {
        format!("{}_{key}", input.project.name)
    };
    res.put("name", text(it.name.as_deref().unwrap_or(&own_name)));
    network_settings(&mut res, it);
    if it.external {
        res.put("external", true);
    }
    res
}

pub(super) fn network_settings(res: &mut Section, it: &ProjectNetwork) {
    if !it.driver.is_empty() {
        res.put("driver", text(&it.driver));
    }
    res.put_filled("driver_opts", text_map(&it.driver_opts));
    if let Some(subnet) = &it.subnet {
        let pool = Value::from_iter([("subnet", text(subnet))]);
        res.put(
            "ipam",
            Value::from_iter([("config", Value::Array(vec![pool]))]),
        );
    }
    if it.internal {
        res.put("internal", true);
    }
    if it.attachable {
        res.put("attachable", true);
    }
    res.put_filled("labels", text_map(&it.labels));
}

/// The declared volumes that services mount, in alphabetical order.
fn volumes(input: &ConfigInput<'_>) -> Value {
    let project = input.project;
    let mounts = project
        .services
        .values()
        .flat_map(|it| &it.mounts)
        .filter(|it| it.kind == MountKind::Volume);
    let used: BTreeSet<&str> = mounts.map(|it| it.source.as_str()).collect();
    used.into_iter()
        .filter_map(|key| Some((key, project.volumes.get(key)?)))
        .map(|(key, it)| {
            let mut res = Section::default();
            let own_name = if it.external {
                key.to_owned()
            } else {
                format!("{}_{key}", project.name)
            };
            res.put("name", text(it.name.as_deref().unwrap_or(&own_name)));
            res.put_filled("labels", text_map(&it.labels));
            if it.external {
                res.put("external", true);
            }
            (key.to_owned(), Value::from(res))
        })
        .collect()
}
