//! Reading one service.

use super::keys::{self, service_keys};
use super::lower::labels;
use super::values::Reader;
use super::{
    Dependency, EnvFile, FaultKind, Format, Link, Mount, MountKind, NetworkModeRef, PortFault,
    Service, ServiceNetwork, Shape, VolumesFrom, durations, env_file, mounts, ports,
};
use crate::op::{BuildSpec, Condition, EnvArg, ExtraHost, Healthcheck, RestartPolicy};
use crate::port::{HostPort, Port, PortBinding};
use crate::profile::Dialect;
use crate::syntax::{Entry, Mapping, Node, NodeValue, TextRange};
use crate::text::{FileId, FileRange, Spanned, TextSize};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Reads the service of `entry`.
pub(super) fn service(reader: &mut Reader<'_>, entry: &Entry, mapping: &Mapping) -> Service {
    let name = &entry.key.text;
    let mut res = Service {
        name: Spanned::new(name.clone(), reader.at(entry.key.range)),
        range: reader.at(entry.range),
        image: None,
        build: None,
        command: None,
        entrypoint: None,
        environment: Vec::new(),
        env_files: Vec::new(),
        links: Vec::new(),
        external_links: Vec::new(),
        depends_on: Vec::new(),
        mounts: Vec::new(),
        volumes_from: Vec::new(),
        ports: Vec::new(),
        expose: Vec::new(),
        network_mode: None,
        networks: Vec::new(),
        hostname: None,
        domainname: None,
        extra_hosts: Vec::new(),
        container_name: None,
        user: None,
        working_dir: None,
        restart: None,
        labels: BTreeMap::new(),
        healthcheck: None,
        scale: None,
        replicas: None,
        tty: false,
        stdin_open: false,
        privileged: None,
        profiles: Vec::new(),
    };
    let known = service_keys(reader.format);
    reader.check_keys(&mapping.entries, known, Some(name), None);
    let mut environment = None;
    for it in &mapping.entries {
        let (key, node) = (it.key.text.as_str(), &it.value);
        match key {
            "image" => res.image = reader.string(key, node),
            "build" => res.build = build(reader, node),
            "command" => res.command = reader.words(key, node),
            "entrypoint" => res.entrypoint = reader.words(key, node),
            "environment" => environment = Some(node),
            "env_file" => res.env_files = env_files(reader, node),
            "links" => res.links = links(reader, "links", node),
            "external_links" => res.external_links = links(reader, "external_links", node),
            "depends_on" if reader.format == Format::Compose => {
                res.depends_on = depends_on(reader, node)
            }
            "volumes" => res.mounts = volumes(reader, node),
            "volumes_from" => res.volumes_from = volumes_from(reader, node),
            "ports" => res.ports = published_ports(reader, node),
            "expose" => res.expose = expose(reader, node),
            "net" if reader.format == Format::V1 => {
                res.network_mode = network_mode(reader, key, node)
            }
            "network_mode" if reader.format == Format::Compose => {
                res.network_mode = network_mode(reader, key, node)
            }
            "networks" if reader.format == Format::Compose => res.networks = networks(reader, node),
            "hostname" => res.hostname = reader.string(key, node),
            "domainname" => res.domainname = reader.string(key, node),
            "extra_hosts" => res.extra_hosts = extra_hosts(reader, node),
            "container_name" => res.container_name = reader.string(key, node),
            "user" => res.user = reader.string(key, node),
            "working_dir" => res.working_dir = reader.string(key, node),
            "restart" => res.restart = restart(reader, node),
            "labels" => res.labels = labels(reader, "labels", node),
            "healthcheck" if reader.format == Format::Compose => {
                res.healthcheck = healthcheck(reader, node)
            }
            "scale" if reader.format == Format::Compose => {
                res.scale = reader.whole_number(key, node)
            }
            "deploy" if reader.format == Format::Compose => res.replicas = replicas(reader, node),
            "tty" => res.tty = reader.bool(key, node).is_some_and(|it| it.value),
            "stdin_open" => res.stdin_open = reader.bool(key, node).is_some_and(|it| it.value),
            "privileged" => res.privileged = reader.bool(key, node),
            "profiles" if reader.format == Format::Compose => {
                res.profiles = reader.unique_strings(key, node)
            }
            // Read together with `build`, below.
            "dockerfile" => {}
            _ if known.contains(&key) && !keys::is_applied(key) => {
                reader.fault(
                    it.key.range,
                    FaultKind::NotApplied {
                        key: key.to_owned(),
                    },
                );
            }
            _ => {}
        }
    }
    if let (Some(build), Some(it)) = (
        &mut res.build,
        mapping
            .get("dockerfile")
            .filter(|_| reader.format == Format::V1),
    ) {
        build.value.dockerfile = reader.string("dockerfile", &it.value).map(|it| it.value);
    }
    res.environment = variables(reader, &res.env_files, environment);
    res
}

fn build(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<BuildSpec>> {
    match &node.value {
        NodeValue::Null => None,
        NodeValue::Scalar(_) => {
            let context = reader.string("build", node)?;
            Some(Spanned::new(
                BuildSpec {
                    context: context.value,
                    ..BuildSpec::default()
                },
                context.range,
            ))
        }
        NodeValue::Mapping(mapping) if reader.format == Format::Compose => {
            let mut res = BuildSpec {
                context: ".".to_owned(),
                ..BuildSpec::default()
            };
            reader.check_keys(&mapping.entries, keys::BUILD_KEYS, None, Some("build"));
            for it in &mapping.entries {
                match it.key.text.as_str() {
                    "context" => {
                        if let Some(context) = reader.string("context", &it.value) {
                            res.context = context.value;
                        }
                    }
                    "dockerfile" => {
                        res.dockerfile = reader.string("dockerfile", &it.value).map(|it| it.value)
                    }
                    "target" => res.target = reader.string("target", &it.value).map(|it| it.value),
                    "args" => {
                        res.args = reader
                            .pairs("args", &it.value)
                            .into_iter()
                            .map(|(name, value, _)| (name, value))
                            .collect();
                    }
                    key if keys::BUILD_KEYS.contains(&key) => {
                        reader.fault(
                            it.key.range,
                            FaultKind::NotApplied {
                                key: format!("build.{key}"),
                            },
                        );
                    }
                    _ => {}
                }
            }
            Some(Spanned::new(res, reader.at(node.range)))
        }
        _ => {
            let expected: &[Shape] = match reader.format {
                Format::V1 => &[Shape::String],
                Format::Compose => &[Shape::String, Shape::Mapping],
            };
            reader.wrong_type("build", node, expected);
            None
        }
    }
}

fn env_files(reader: &mut Reader<'_>, node: &Node) -> Vec<EnvFile> {
    let NodeValue::Sequence(items) = &node.value else {
        return reader
            .string_or_list("env_file", node)
            .into_iter()
            .map(|path| EnvFile {
                path,
                required: true,
            })
            .collect();
    };
    let mut res = Vec::new();
    for item in items {
        let NodeValue::Mapping(mapping) = &item.value else {
            res.extend(reader.string("env_file", item).map(|path| EnvFile {
                path,
                required: true,
            }));
            continue;
        };
        reader.check_keys(
            &mapping.entries,
            keys::ENV_FILE_KEYS,
            None,
            Some("env_file"),
        );
        let required = mapping
            .get("required")
            .and_then(|it| reader.bool("required", &it.value));
        let path = mapping
            .get("path")
            .and_then(|it| reader.string("path", &it.value));
        res.extend(path.map(|path| EnvFile {
            path,
            required: required.is_none_or(|it| it.value),
        }));
    }
    res
}

/// Env files first, in order; `environment` over them: a name that is there keeps its place.
/// A name without a value takes the shell's, and is sent alone if there is none: that takes it away from the container.
///
/// Source: `resolve_environment` of docker-compose 1.29.
fn variables(
    reader: &mut Reader<'_>,
    files: &[EnvFile],
    environment: Option<&Node>,
) -> Vec<EnvArg> {
    let mut res: IndexMap<String, (Option<String>, FileRange)> = IndexMap::new();
    for file in files {
        let text = match reader.files.read(&file.path.value) {
            Ok(text) => text.into_owned(),
            Err(error) => {
                if file.required || error != super::ReadError::NotFound {
                    let kind = FaultKind::EnvFile {
                        path: file.path.value.clone(),
                        error,
                    };
                    reader.fault(file.path.range.range(), kind);
                }
                continue;
            }
        };
        let id = reader
            .file_names
            .iter()
            .position(|it| *it == file.path.value)
            .unwrap_or_else(|| {
                reader.file_names.push(file.path.value.clone());
                reader.file_names.len() - 1
            });
        let id = FileId(u16::try_from(id).unwrap_or(u16::MAX));
        let (entries, bad_lines) = env_file::parse_env_file(&text, &reader.settings.variables);
        for it in entries {
            let value = it
                .value
                .or_else(|| reader.settings.variables.get(&it.name).cloned());
            res.insert(it.name, (value, FileRange::new(id, it.range)));
        }
        for range in bad_lines {
            let fault = super::Fault {
                kind: FaultKind::EnvFileLine,
                range: FileRange::new(id, range),
                related: Some(file.path.range),
            };
            reader.faults.push(fault);
        }
    }
    if let Some(node) = environment {
        for (name, value, range) in reader.pairs("environment", node) {
            if name.contains(char::is_whitespace) || name.is_empty() {
                reader.fault(range.range(), FaultKind::BadEnvName { name });
                continue;
            }
            let value = value.or_else(|| reader.settings.variables.get(&name).cloned());
            res.insert(name, (value, range));
        }
    }
    res.into_iter()
        .map(|(name, (value, range))| EnvArg {
            entry: match value {
                Some(value) => format!("{name}={value}"),
                None => name,
            },
            origin: Some(range),
        })
        .collect()
}

fn links(reader: &mut Reader<'_>, key: &'static str, node: &Node) -> Vec<Link> {
    let mut res = Vec::new();
    for text in reader.unique_strings(key, node) {
        let range = text.range.range();
        let (source, alias) = match text.value.split_once(':') {
            Some((source, alias)) => (source, Some(alias)),
            None => (text.value.as_str(), None),
        };
        if source.is_empty() || alias.is_some_and(|it| it.contains(':')) {
            reader.bad_value(key, range, &text.value, "`NAME` or `NAME:ALIAS`");
            continue;
        }
        res.push(Link {
            source: Spanned::new(
                source.to_owned(),
                reader.at(prefix_range(range, &text.value, source)),
            ),
            alias: alias.map(str::to_owned),
            range: text.range,
        });
    }
    res
}

/// The range of `prefix` inside a scalar of `range`, if the scalar is written as it reads; else all of it.
fn prefix_range(range: TextRange, text: &str, prefix: &str) -> TextRange {
    let quotes = (u32::from(range.len()) as usize).saturating_sub(text.len());
    let start = match quotes {
        0 => range.start(),
        2 => range.start() + TextSize::new(1),
        _ => return range,
    };
    TextRange::at(start, TextSize::new(prefix.len() as u32))
}

fn depends_on(reader: &mut Reader<'_>, node: &Node) -> Vec<Dependency> {
    let NodeValue::Mapping(mapping) = &node.value else {
        return reader
            .unique_strings("depends_on", node)
            .into_iter()
            .map(|service| Dependency {
                service,
                condition: Condition::Started,
                required: true,
                restart: false,
            })
            .collect();
    };
    let mut res = Vec::new();
    for entry in &mapping.entries {
        let service = Spanned::new(entry.key.text.clone(), reader.at(entry.key.range));
        let mut it = Dependency {
            service,
            condition: Condition::Started,
            required: true,
            restart: false,
        };
        let entries = reader.mapping(&entry.key.text, &entry.value);
        reader.check_keys(entries, keys::DEPENDENCY_KEYS, None, Some("depends_on"));
        for part in entries {
            match part.key.text.as_str() {
                "condition" => {
                    it.condition = condition(reader, &part.value).unwrap_or(it.condition)
                }
                "required" => {
                    it.required = reader
                        .bool("required", &part.value)
                        .is_none_or(|it| it.value)
                }
                "restart" => {
                    it.restart = reader
                        .bool("restart", &part.value)
                        .is_some_and(|it| it.value)
                }
                _ => {}
            }
        }
        res.push(it);
    }
    res
}

fn condition(reader: &mut Reader<'_>, node: &Node) -> Option<Condition> {
    let text = reader.string("condition", node)?;
    match text.value.as_str() {
        "service_started" => Some(Condition::Started),
        "service_healthy" => Some(Condition::Healthy),
        "service_completed_successfully" => Some(Condition::CompletedSuccessfully),
        _ => {
            let expected =
                "`service_started`, `service_healthy` or `service_completed_successfully`";
            reader.bad_value("condition", node.range, &text.value, expected);
            None
        }
    }
}

fn volumes(reader: &mut Reader<'_>, node: &Node) -> Vec<Mount> {
    let mut res = Vec::new();
    for item in reader.list("volumes", node) {
        if let NodeValue::Mapping(mapping) = &item.value {
            if reader.format == Format::Compose {
                res.extend(long_mount(reader, item, mapping));
            } else {
                reader.wrong_type("volumes", item, &[Shape::String]);
            }
            continue;
        }
        let Some(text) = reader.string("volumes", item) else {
            continue;
        };
        match mounts::parse(&text.value) {
            Some((kind, source, target, mode)) => res.push(Mount {
                kind,
                source: source.to_owned(),
                target: target.to_owned(),
                mode: mode.to_owned(),
                range: text.range,
            }),
            None => reader.bad_value(
                "volumes",
                item.range,
                &text.value,
                "`[SOURCE:]TARGET[:MODE]`",
            ),
        }
    }
    res
}

fn long_mount(reader: &mut Reader<'_>, node: &Node, mapping: &Mapping) -> Option<Mount> {
    reader.check_keys(&mapping.entries, keys::MOUNT_KEYS, None, Some("volumes"));
    let mut read = |key: &str| {
        mapping
            .get(key)
            .and_then(|it| reader.string(key, &it.value))
            .map(|it| it.value)
    };
    let (kind, source, target) = (
        read("type"),
        read("source").unwrap_or_default(),
        read("target"),
    );
    let read_only = mapping
        .get("read_only")
        .and_then(|it| reader.bool("read_only", &it.value));
    let kind = match kind.as_deref() {
        Some("bind") => MountKind::Bind,
        Some("volume") if source.is_empty() => MountKind::Anonymous,
        Some("volume") => MountKind::Volume,
        Some("tmpfs") => {
            reader.fault(
                node.range,
                FaultKind::NotApplied {
                    key: "volumes.type: tmpfs".to_owned(),
                },
            );
            MountKind::Tmpfs
        }
        other => {
            let text = other.unwrap_or_default().to_owned();
            reader.bad_value("type", node.range, &text, "`bind`, `volume` or `tmpfs`");
            return None;
        }
    };
    for key in ["bind", "volume", "tmpfs", "image"] {
        if let Some(it) = mapping.get(key) {
            reader.fault(
                it.key.range,
                FaultKind::NotApplied {
                    key: format!("volumes.{key}"),
                },
            );
        }
    }
    let mode = if read_only.is_some_and(|it| it.value) {
        "ro"
    } else {
        ""
    };
    Some(Mount {
        kind,
        source,
        target: target?,
        mode: mode.to_owned(),
        range: reader.at(node.range),
    })
}

fn volumes_from(reader: &mut Reader<'_>, node: &Node) -> Vec<VolumesFrom> {
    let mut res = Vec::new();
    for text in reader.unique_strings("volumes_from", node) {
        let range = text.range.range();
        let (is_container, rest) = match text.value.strip_prefix("container:") {
            Some(rest) if reader.format == Format::Compose => (true, rest),
            _ => (false, text.value.as_str()),
        };
        let (source, mode) = rest.split_once(':').unwrap_or((rest, "rw"));
        let skipped = TextSize::new((text.value.len() - rest.len()) as u32);
        let range = prefix_range(range, &text.value, source);
        let range = if is_container { range + skipped } else { range };
        res.push(VolumesFrom {
            source: Spanned::new(source.to_owned(), reader.at(range)),
            is_container,
            mode: mode.to_owned(),
        });
    }
    res
}

fn published_ports(reader: &mut Reader<'_>, node: &Node) -> Vec<Spanned<PortBinding>> {
    let mut res = Vec::new();
    for item in reader.list("ports", node) {
        let range = reader.at(item.range);
        let bindings = match &item.value {
            NodeValue::Mapping(mapping) if reader.format == Format::Compose => {
                long_port(reader, item, mapping)
            }
            _ => {
                let Some(text) = reader.string_or_number("ports", item) else {
                    continue;
                };
                ports::parse_binding(&text.value).map_err(|why| (text.value, why))
            }
        };
        match bindings {
            Ok(bindings) => res.extend(bindings.into_iter().map(|it| Spanned::new(it, range))),
            Err((text, why)) => reader.fault(
                item.range,
                FaultKind::BadPort {
                    key: "ports",
                    text,
                    why,
                },
            ),
        }
    }
    res
}

fn long_port(
    reader: &mut Reader<'_>,
    node: &Node,
    mapping: &Mapping,
) -> Result<Vec<PortBinding>, (String, PortFault)> {
    reader.check_keys(&mapping.entries, keys::PORT_KEYS, None, Some("ports"));
    let mut read = |key: &str| {
        mapping
            .get(key)
            .and_then(|it| reader.string_or_number(key, &it.value))
            .map(|it| it.value)
            .unwrap_or_default()
    };
    let (target, published, protocol, host_ip) = (
        read("target"),
        read("published"),
        read("protocol"),
        read("host_ip"),
    );
    if target.is_empty() {
        reader.bad_value("ports", node.range, "", "a `target`");
        return Ok(Vec::new());
    }
    let protocol = if protocol.is_empty() {
        "tcp"
    } else {
        &protocol
    };
    let target = format!("{target}/{protocol}");
    let container: Port = target
        .parse()
        .map_err(|()| (target.clone(), PortFault::Form))?;
    let host_port = match published.as_str() {
        "" | "0" => None,
        text => {
            let (first, last) = ports::parse_range(text).map_err(|why| (text.to_owned(), why))?;
            Some(HostPort { first, last })
        }
    };
    Ok(vec![PortBinding {
        container,
        host_ip,
        host_port,
    }])
}

fn expose(reader: &mut Reader<'_>, node: &Node) -> Vec<Spanned<Port>> {
    let mut res = Vec::new();
    for item in reader.list("expose", node) {
        let Some(text) = reader.string_or_number("expose", item) else {
            continue;
        };
        match ports::parse_expose(&text.value) {
            Ok(ports) => res.extend(ports.into_iter().map(|it| Spanned::new(it, text.range))),
            Err(why) => {
                let kind = FaultKind::BadPort {
                    key: "expose",
                    text: text.value,
                    why,
                };
                reader.fault(item.range, kind);
            }
        }
    }
    res
}

fn network_mode(
    reader: &mut Reader<'_>,
    key: &str,
    node: &Node,
) -> Option<Spanned<NetworkModeRef>> {
    let text = reader.string(key, node)?;
    let mode = match text.value.as_str() {
        "bridge" | "default" => NetworkModeRef::Bridge,
        "host" => NetworkModeRef::Host,
        "none" => NetworkModeRef::None,
        it => match (it.split_once(':'), reader.format) {
            (Some(("service", name)), Format::Compose) => NetworkModeRef::Service(name.to_owned()),
            // Whether NAME is a service is seen when all services are read.
            (Some(("container", name)), _) => NetworkModeRef::Container(name.to_owned()),
            _ => NetworkModeRef::Network(it.to_owned()),
        },
    };
    Some(Spanned::new(mode, text.range))
}

fn networks(reader: &mut Reader<'_>, node: &Node) -> Vec<ServiceNetwork> {
    let NodeValue::Mapping(mapping) = &node.value else {
        return reader
            .unique_strings("networks", node)
            .into_iter()
            .map(|it| ServiceNetwork {
                name: it.value,
                range: Some(it.range),
                ..ServiceNetwork::default()
            })
            .collect();
    };
    let mut res = Vec::new();
    for entry in &mapping.entries {
        let range = reader.at(entry.key.range);
        let mut it = ServiceNetwork {
            name: entry.key.text.clone(),
            range: Some(range),
            ..ServiceNetwork::default()
        };
        let entries = reader.mapping(&entry.key.text, &entry.value);
        reader.check_keys(entries, keys::SERVICE_NETWORK_KEYS, None, Some("networks"));
        for part in entries {
            match part.key.text.as_str() {
                "aliases" => {
                    it.aliases = reader
                        .unique_strings("aliases", &part.value)
                        .into_iter()
                        .map(|it| it.value)
                        .collect();
                }
                "ipv4_address" => {
                    it.ipv4_address = reader
                        .string("ipv4_address", &part.value)
                        .map(|it| it.value)
                }
                key if keys::SERVICE_NETWORK_KEYS.contains(&key) => {
                    reader.fault(
                        part.key.range,
                        FaultKind::NotApplied {
                            key: format!("networks.{key}"),
                        },
                    );
                }
                _ => {}
            }
        }
        res.push(it);
    }
    res
}

/// A list keeps its order; docker-py sorts a mapping by name.
fn extra_hosts(reader: &mut Reader<'_>, node: &Node) -> Vec<ExtraHost> {
    let mut res = Vec::new();
    if let NodeValue::Mapping(mapping) = &node.value {
        for entry in &mapping.entries {
            for address in reader.string_or_list(&entry.key.text, &entry.value) {
                let origin = Some(reader.at(entry.range));
                res.push(ExtraHost {
                    host: entry.key.text.clone(),
                    address: address.value,
                    origin,
                });
            }
        }
        if reader.profile.dialect == Dialect::V1_29 {
            res.sort_by(|a, b| a.host.cmp(&b.host));
        }
        return res;
    }
    for text in reader.string_or_list("extra_hosts", node) {
        let parts = match text.value.split_once('=') {
            Some(parts) if reader.profile.dialect == Dialect::V2 => Some(parts),
            _ => text.value.split_once(':'),
        };
        match parts {
            Some((host, address)) if !host.is_empty() && !address.is_empty() => {
                let address = address.trim().trim_start_matches('[').trim_end_matches(']');
                let it = ExtraHost {
                    host: host.trim().to_owned(),
                    address: address.to_owned(),
                    origin: Some(text.range),
                };
                res.push(it);
            }
            _ => reader.bad_value(
                "extra_hosts",
                text.range.range(),
                &text.value,
                "`HOST:ADDRESS`",
            ),
        }
    }
    res
}

fn restart(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<RestartPolicy>> {
    let text = reader.string("restart", node)?;
    let (policy, retries) = match text.value.split_once(':') {
        Some((policy, retries)) => (policy, retries.parse().ok()),
        None => (text.value.as_str(), Some(0)),
    };
    let res = match (policy, retries) {
        ("no", Some(0)) => RestartPolicy::No,
        ("always", Some(0)) => RestartPolicy::Always,
        ("unless-stopped", Some(0)) => RestartPolicy::UnlessStopped,
        ("on-failure", Some(max_retries)) => RestartPolicy::OnFailure { max_retries },
        _ => {
            let expected = "`\"no\"`, `always`, `unless-stopped` or `on-failure[:N]`";
            reader.bad_value("restart", node.range, &text.value, expected);
            return None;
        }
    };
    Some(Spanned::new(res, text.range))
}

fn healthcheck(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Healthcheck>> {
    let mut res = Healthcheck::default();
    let entries = reader.mapping("healthcheck", node);
    reader.check_keys(entries, keys::HEALTHCHECK_KEYS, None, Some("healthcheck"));
    for it in entries {
        let key = it.key.text.as_str();
        match key {
            "test" => {
                res.test = match &it.value.value {
                    NodeValue::Scalar(scalar) => {
                        vec!["CMD-SHELL".to_owned(), reader.text(&it.value, scalar)]
                    }
                    _ => reader
                        .words("test", &it.value)
                        .map(|it| it.value)
                        .unwrap_or_default(),
                }
            }
            "disable" => {
                if reader.bool("disable", &it.value).is_some_and(|it| it.value) {
                    res.test = vec!["NONE".to_owned()];
                }
            }
            "interval" => res.interval = duration(reader, key, &it.value),
            "timeout" => res.timeout = duration(reader, key, &it.value),
            "start_period" => res.start_period = duration(reader, key, &it.value),
            "retries" => {
                res.retries = reader
                    .whole_number(key, &it.value)
                    .map(|it| it.value)
                    .unwrap_or_default()
            }
            "start_interval" => {
                reader.fault(
                    it.key.range,
                    FaultKind::NotApplied {
                        key: "healthcheck.start_interval".to_owned(),
                    },
                );
            }
            _ => {}
        }
    }
    (!entries.is_empty()).then(|| Spanned::new(res, reader.at(node.range)))
}

fn duration(reader: &mut Reader<'_>, key: &str, node: &Node) -> i64 {
    let Some(text) = reader.string(key, node) else {
        return 0;
    };
    durations::parse(&text.value).unwrap_or_else(|| {
        reader.bad_value(key, node.range, &text.value, "a duration such as `1m30s`");
        0
    })
}

fn replicas(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<u32>> {
    let mut res = None;
    for it in reader.mapping("deploy", node) {
        match it.key.text.as_str() {
            "replicas" => res = reader.whole_number("replicas", &it.value),
            // What only a swarm reads changes nothing here.
            "mode" | "update_config" | "rollback_config" | "placement" | "labels"
            | "endpoint_mode" => {}
            key => reader.fault(
                it.key.range,
                FaultKind::NotApplied {
                    key: format!("deploy.{key}"),
                },
            ),
        }
    }
    res
}
