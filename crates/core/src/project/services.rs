//! Reading one service.

use super::keys;
use super::lower::labels;
use super::service_edges::{depends_on, extra_hosts, links, network_mode, networks, volumes_from};
use super::service_lists::{expose, published_ports, volumes};
use super::values::{Reader, text};
use super::{Service, below, durations};
use crate::analysis::Settings;
use crate::document::{Entry, Map, Node, Value};
use crate::fault::{Expected, FaultKind};
use crate::load::Format;
use crate::op::{BuildSpec, EnvArg, Healthcheck, RestartPolicy};
use crate::text::Spanned;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Reads the service of `entry`.
pub(super) fn service(reader: &mut Reader<'_>, entry: &Entry, mapping: &Map) -> Service {
    let name = entry.key.as_str();
    let mut res = Service {
        name: Spanned::new(name.to_owned(), entry.key_range),
        range: entry.range(),
        image: None,
        build: None,
        command: None,
        entrypoint: None,
        environment: Vec::new(),
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
    for it in mapping {
        let (key, node) = (it.key.as_str(), &it.value);
        match key {
            "image" => res.image = reader.string(node),
            "build" => res.build = build(reader, node),
            "command" => res.command = reader.words(key, node),
            "entrypoint" => res.entrypoint = reader.words(key, node),
            "environment" => res.environment = environment(reader, node),
            "links" => res.links = links(reader, "links", node),
            "external_links" => res.external_links = links(reader, "external_links", node),
            "depends_on" => res.depends_on = depends_on(reader, node),
            "volumes" => res.mounts = volumes(reader, node),
            "volumes_from" => res.volumes_from = volumes_from(reader, node),
            "ports" => res.ports = published_ports(reader, node),
            "expose" => res.expose = expose(reader, node),
            "net" => res.network_mode = network_mode(reader, node),
            "network_mode" => res.network_mode = network_mode(reader, node),
            "networks" => res.networks = networks(reader, node),
            "hostname" => res.hostname = reader.string(node),
            "domainname" => res.domainname = reader.string(node),
            "extra_hosts" => res.extra_hosts = extra_hosts(reader, node),
            "container_name" => res.container_name = reader.string(node),
            "user" => res.user = reader.string(node),
            "working_dir" => res.working_dir = reader.string(node),
            "restart" => res.restart = restart(reader, node),
            "labels" => res.labels = labels(reader, "labels", node),
            "healthcheck" => res.healthcheck = healthcheck(reader, node),
            "scale" => res.scale = reader.whole_number(node),
            "deploy" => res.replicas = replicas(reader, node),
            "tty" => res.tty = reader.bool(node).is_some_and(|it| it.value),
            "stdin_open" => res.stdin_open = reader.bool(node).is_some_and(|it| it.value),
            "privileged" => res.privileged = reader.bool(node),
            "profiles" => res.profiles = reader.unique_strings(key, node),
            // Read together with `build`, below.
            "dockerfile" => {}
            _ if keys::SERVICE_KEYS.contains(&key) && !keys::is_applied(key) => {
                reader.fault(
                    it.key_range,
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
        build.value.dockerfile = reader.string(it).map(|it| it.value);
    }
    res
}

/// A folder of the project as one writes it, whatever the place of the project: loading has made it absolute.
fn written_folder(path: String, settings: &Settings) -> String {
    match below(&path, &settings.working_dir) {
        Some("") => ".".to_owned(),
        Some(below) => format!("./{below}"),
        None => path,
    }
}

fn build(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<BuildSpec>> {
    match &node.value {
        Value::Null => None,
        Value::Str(_) => {
            let context = reader.string(node)?;
            Some(Spanned::new(
                BuildSpec {
                    context: written_folder(context.value, reader.settings),
                    ..BuildSpec::default()
                },
                context.range,
            ))
        }
        Value::Map(mapping) => {
            let mut res = BuildSpec {
                context: ".".to_owned(),
                ..BuildSpec::default()
            };
            for it in mapping {
                match it.key.as_str() {
                    "context" => {
                        if let Some(context) = reader.string(&it.value) {
                            res.context = written_folder(context.value, reader.settings);
                        }
                    }
                    "dockerfile" => res.dockerfile = reader.string(&it.value).map(|it| it.value),
                    "target" => res.target = reader.string(&it.value).map(|it| it.value),
                    "args" => {
                        reader.pairs("args", &it.value, &mut |it| {
                            let value = it.value.map(Cow::into_owned);
                            res.args.insert(it.name.to_owned(), value);
                        });
                    }
                    key if keys::BUILD_KEYS.contains(&key) => {
                        reader.fault(
                            it.key_range,
                            FaultKind::NotApplied {
                                key: format!("build.{key}"),
                            },
                        );
                    }
                    _ => {}
                }
            }
            Some(Spanned::new(res, node.range))
        }
        _ => None,
    }
}

/// Variables in the order of the document; loading has put env files and the shell's values in.
fn environment(reader: &mut Reader<'_>, node: &Node) -> Vec<EnvArg> {
    let mut res = Vec::with_capacity(node.as_map().map_or(0, Map::len));
    reader.pairs("environment", node, &mut |it| {
        res.push(EnvArg {
            entry: match it.value {
                Some(value) => [it.name, "=", &value].concat(),
                None => it.name.to_owned(),
            },
            origin: Some(it.range),
        });
    });
    res
}

fn restart(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<RestartPolicy>> {
    let text = text(node)?;
    let (policy, retries) = match text.split_once(':') {
        Some((policy, retries)) => (policy, retries.parse().ok()),
        None => (text, Some(0)),
    };
    let res = match (policy, retries) {
        ("no", Some(0)) => RestartPolicy::No,
        ("always", Some(0)) => RestartPolicy::Always,
        ("unless-stopped", Some(0)) => RestartPolicy::UnlessStopped,
        ("on-failure", Some(max_retries)) => RestartPolicy::OnFailure { max_retries },
        _ => {
            reader.bad_value("restart", node.range, text, Expected::RestartPolicy);
            return None;
        }
    };
    Some(Spanned::new(res, node.range))
}

fn healthcheck(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Healthcheck>> {
    let mut res = Healthcheck::default();
    let entries = reader.mapping(node);
    for it in entries {
        let key = it.key.as_str();
        match key {
            "test" => {
                res.test = match &it.value.value {
                    Value::Str(text) => {
                        vec!["CMD-SHELL".to_owned(), text.to_string()]
                    }
                    _ => reader
                        .words("test", &it.value)
                        .map(|it| it.value)
                        .unwrap_or_default(),
                }
            }
            "disable" => {
                let is_disabled = reader.bool(&it.value);
                res.test
                    .extend(is_disabled.filter(|it| it.value).map(|_| "NONE".to_owned()));
            }
            "interval" => res.interval = duration(reader, key, &it.value),
            "timeout" => res.timeout = duration(reader, key, &it.value),
            "start_period" => res.start_period = duration(reader, key, &it.value),
            "retries" => {
                res.retries = reader
                    .whole_number(&it.value)
                    .map(|it| it.value)
                    .unwrap_or_default()
            }
            "start_interval" => {
                reader.fault(
                    it.key_range,
                    FaultKind::NotApplied {
                        key: "healthcheck.start_interval".to_owned(),
                    },
                );
            }
            _ => {}
        }
    }
    (!entries.is_empty()).then(|| Spanned::new(res, node.range))
}

fn duration(reader: &mut Reader<'_>, key: &str, node: &Node) -> i64 {
    let Some(text) = text(node) else {
        return 0;
    };
    durations::parse(text).unwrap_or_else(|| {
        reader.bad_value(key, node.range, text, Expected::Duration);
        0
    })
}

fn replicas(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<u32>> {
    let mut res = None;
    for it in reader.mapping(node) {
        match it.key.as_str() {
            "replicas" => res = reader.whole_number(&it.value),
            // What only a swarm reads changes nothing here.
            "mode" | "update_config" | "rollback_config" | "placement" | "labels"
            | "endpoint_mode" => {}
            key => reader.fault(
                it.key_range,
                FaultKind::NotApplied {
                    key: format!("deploy.{key}"),
                },
            ),
        }
    }
    res
}
