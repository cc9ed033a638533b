//! The document of docker-compose 1.29.

use super::{
    ConfigInput, Section, build_context, condition, container_path, environment, host_path, links,
    restart, sorted_dependencies, sorted_services, text, text_map, texts,
};
use crate::load::Format;
use crate::op::{BuildSpec, Healthcheck};
use crate::port::{Port, PortBinding, Protocol};
use crate::project::{Mount, MountKind, NetworkModeRef, ProjectNetwork, Service, VolumesFrom};
use serde_json::Value;
use std::collections::BTreeMap;

/// The version it writes for a file of the Compose Specification.
const NEWEST_VERSION: &str = "3.9";

pub(super) fn document(input: &ConfigInput<'_>) -> Value {
    let project = input.project;
    let mut res = Section::default();
    res.put_filled(
        "networks",
        sorted(project.networks.iter().map(|(key, it)| (key, network(it)))),
    );
    let mut services = Section::default();
    for it in sorted_services(project) {
        services.put(&it.name.value, service(it, input));
    }
    res.put("services", services);
    let version = match (project.format, &project.version) {
        (Format::V1, _) => "1",
        (Format::Compose, Some(version)) => version.value.as_str(),
        (Format::Compose, None) => NEWEST_VERSION,
    };
    res.put("version", version);
    let volumes = project.volumes.iter().map(|(key, it)| {
        let mut res = Section::default();
        if it.external {
            res.put("external", true);
        }
        res.put_filled("labels", text_map(&it.labels));
        res.put_some("name", it.name.as_deref().map(text));
        (key, res)
    });
    res.put_filled("volumes", sorted(volumes));
    res.into()
}

fn sorted<'a>(items: impl Iterator<Item = (&'a String, Section)>) -> Value {
    let sorted: BTreeMap<&String, Section> = items.collect();
    sorted
        .into_iter()
        .map(|(key, it)| (key.clone(), Value::from(it)))
        .collect()
}

fn service(it: &Service, input: &ConfigInput<'_>) -> Section {
    let format = input.project.format;
    let mut res = Section::default();
    res.put_some("build", it.build.as_ref().map(|it| build(it, input)));
    res.put_some("command", it.command.as_ref().map(|it| words(&it.value)));
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
    let hosts: Vec<String> = it
        .extra_hosts
        .iter()
        .map(|it| format!("{}:{}", it.host, it.address))
        .collect();
    res.put_filled("extra_hosts", texts(&hosts));
    res.put_some(
        "healthcheck",
        it.healthcheck.as_ref().map(|it| healthcheck(it)),
    );
    res.put_some("hostname", it.hostname.as_ref().map(|it| text(it)));
    res.put_some("image", it.image.as_ref().map(|it| text(it)));
    res.put_filled("labels", text_map(&it.labels));
    res.put_filled("links", links(&it.links));
    match &it.network_mode {
        Some(mode) => res.put("network_mode", network_mode(&mode.value)),
        // Services of the first format sit on the engine's default bridge, and the tool says so.
        None if format == Format::V1 => {
            res.put("network_mode", network_mode(&NetworkModeRef::Bridge))
        }
        None => res.put_filled("networks", endpoint_settings(it)),
    }
    res.put_filled(
        "ports",
        it.ports
            .iter()
            .map(|it| port(&it.value, format))
            .collect::<Value>(),
    );
    res.put_some("privileged", it.privileged.as_ref().map(|it| it.value));
    res.put_filled("profiles", texts(it.profiles.iter().map(|it| &it.value)));
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

/// A command. The tool prints it as it was written, which the model has forgotten: plain words are most often written as
/// one text, and everything else is as clear only as a list.
fn words(items: &[String]) -> Value {
    let is_plain = |it: &String| {
        !it.is_empty()
            && it
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || "-_./:=,+@%$".contains(it))
    };
    if !items.is_empty() && items.iter().all(is_plain) {
        text(&items.join(" "))
    } else {
        texts(items)
    }
}

fn build(it: &BuildSpec, input: &ConfigInput<'_>) -> Section {
    let mut res = Section::default();
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
    res.put("context", build_context(&it.context, input));
    res.put_some("dockerfile", it.dockerfile.as_deref().map(text));
    res.put_some("target", it.target.as_deref().map(text));
    res
}

fn depends_on(it: &Service) -> Value {
    sorted_dependencies(&it.depends_on)
        .into_iter()
        .map(|(name, it)| {
            (
                name.to_owned(),
                Value::from_iter([("condition", condition(it.condition))]),
            )
        })
        .collect()
}

fn exposed(it: Port) -> Value {
    match it.protocol {
        Protocol::Tcp => it.number.to_string().into(),
        _ => it.to_string().into(),
    }
}

fn healthcheck(it: &Healthcheck) -> Section {
    let mut res = Section::default();
    if it.interval != 0 {
        res.put("interval", duration(it.interval));
    }
    if it.retries != 0 {
        res.put("retries", it.retries);
    }
    if it.start_period != 0 {
        res.put("start_period", duration(it.start_period));
    }
    match it.test.as_slice() {
        [kind, command] if kind == "CMD-SHELL" => res.put("test", text(command)),
        _ => res.put_filled("test", texts(&it.test)),
    }
    if it.timeout != 0 {
        res.put("timeout", duration(it.timeout));
    }
    res
}

/// A duration in the largest unit that divides it: `90s`, `2m`, `500ms`.
fn duration(nanoseconds: i64) -> String {
    let mut res = (nanoseconds, "ns");
    for (factor, unit) in [
        (1000, "us"),
        (1000, "ms"),
        (1000, "s"),
        (60, "m"),
        (60, "h"),
    ] {
        if res.0 % factor != 0 {
            break;
        }
        res = (res.0 / factor, unit);
    }
    format!("{}{}", res.0, res.1)
}

/// Files of the first format, and ports of one host address, keep the short form.
fn port(it: &PortBinding, format: Format) -> Value {
    if format == Format::V1 || !it.host_ip.is_empty() {
        let ip = if it.host_ip.is_empty() {
            String::new()
        } else {
            format!("{}:", it.host_ip)
        };
        let host = match it.host_port {
            Some(host) => format!("{}:", host_port(host)),
            None if ip.is_empty() => String::new(),
            None => ":".to_owned(),
        };
        return text(&format!("{ip}{host}{}", it.container));
    }
    let mut res = Section::default();
    if it.container.protocol != Protocol::Tcp {
        res.put("protocol", it.container.protocol.as_str());
    }
    match it.host_port {
        Some(host) if host.first == host.last => res.put("published", host.first),
        Some(host) => res.put("published", host_port(host)),
        None => {}
    }
    res.put("target", it.container.number);
    res.into()
}

fn mount(it: &Mount, input: &ConfigInput<'_>) -> Value {
    let source = match it.kind {
        MountKind::Bind => host_path(&it.source, input),
        MountKind::Volume => text(&it.source),
        MountKind::Anonymous => return container_path(&it.target),
        MountKind::Tmpfs => {
            let mut res = Section::default();
            res.put("target", container_path(&it.target));
            res.put("type", "tmpfs");
            return res.into();
        }
    };
    let mode = if it.mode.is_empty() { "rw" } else { &it.mode };
    let part = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    Value::String(format!(
        "{}:{}:{mode}",
        part(&source),
        part(&container_path(&it.target))
    ))
}

fn volumes_from(it: &VolumesFrom) -> Value {
    let kind = if it.is_container {
        "container"
    } else {
        "service"
    };
    text(&format!("{kind}:{}:{}", it.source.value, it.mode))
}

fn network(it: &ProjectNetwork) -> Section {
    let mut res = Section::default();
    network_settings(&mut res, it);
    if it.external {
        res.put("external", true);
    }
    res.put_some("name", it.name.as_deref().map(text));
    res
}

fn endpoint_settings(it: &Service) -> Value {
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

fn host_port(it: crate::port::HostPort) -> String {
    if it.first == it.last {
        it.first.to_string()
    } else {
        format!("{}-{}", it.first, it.last)
    }
}

fn network_mode(it: &NetworkModeRef) -> Value {
    match it {
        NetworkModeRef::Bridge => "bridge".into(),
        NetworkModeRef::Host => "host".into(),
        NetworkModeRef::None => "none".into(),
        NetworkModeRef::Service(name) => text(&format!("service:{name}")),
        NetworkModeRef::Container(name) => text(&format!("container:{name}")),
        NetworkModeRef::Network(name) => text(name),
    }
}

fn network_settings(res: &mut Section, it: &ProjectNetwork) {
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
