//! Reading what ties a service to others: links, dependencies, shared volumes and networks, names of hosts.

use super::values::{Reader, text};
use super::{Dependency, Link, NetworkModeRef, ServiceNetwork, VolumesFrom, keys};
use crate::document::{Node, Value};
use crate::fault::{Expected, FaultKind};
use crate::op::{Condition, ExtraHost};
use crate::profile::Dialect;
use crate::sort::SortOnce;
use crate::text::{FileRange, Spanned, TextSize};

pub(super) fn links(reader: &mut Reader<'_>, key: &'static str, node: &Node) -> Vec<Link> {
    let texts = reader.unique_texts(key, node);
    let mut res = Vec::with_capacity(texts.len());
    for Spanned { value: text, range } in texts {
        let (source, alias) = match text.split_once(':') {
            Some((source, alias)) => (source, Some(alias)),
            None => (text, None),
        };
        if source.is_empty() || alias.is_some_and(|it| it.contains(':')) {
            reader.bad_value(key, range, text, Expected::Link);
            continue;
        }
        res.push(Link {
            source: Spanned::new(source.to_owned(), prefix_range(range, text, source)),
            alias: alias.map(str::to_owned),
            range,
        });
    }
    res
}

/// The range of `prefix` inside a scalar of `range`, if the scalar is written as it reads; else all of it.
fn prefix_range(range: FileRange, text: &str, prefix: &str) -> FileRange {
    // A text that stands for something longer, such as a variable, is not written as it reads.
    let start = match (u32::from(range.range().len()) as usize).checked_sub(text.len()) {
        Some(0) => range.start,
        Some(2) => range.start + TextSize::new(1),
        _ => return range,
    };
    FileRange {
        file: range.file,
        start,
        end: start + TextSize::new(prefix.len() as u32),
    }
}

pub(super) fn depends_on(reader: &mut Reader<'_>, node: &Node) -> Vec<Dependency> {
    let Value::Map(mapping) = &node.value else {
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
    for entry in mapping {
        let service = Spanned::new(entry.key.to_string(), entry.key_range);
        let mut it = Dependency {
            service,
            condition: Condition::Started,
            required: true,
            restart: false,
        };
        let entries = reader.mapping(&entry.value);
        for part in entries {
            match part.key.as_str() {
                "condition" => {
                    it.condition = condition(reader, &part.value).unwrap_or(it.condition)
                }
                "required" => it.required = reader.bool(&part.value).is_none_or(|it| it.value),
                "restart" => it.restart = reader.bool(&part.value).is_some_and(|it| it.value),
                _ => {}
            }
        }
        res.push(it);
    }
    res
}

fn condition(reader: &mut Reader<'_>, node: &Node) -> Option<Condition> {
    let text = text(node)?;
    match text {
        "service_started" => Some(Condition::Started),
        "service_healthy" => Some(Condition::Healthy),
        "service_completed_successfully" => Some(Condition::CompletedSuccessfully),
        _ => {
            reader.bad_value("condition", node.range, text, Expected::Condition);
            None
        }
    }
}

pub(super) fn volumes_from(reader: &mut Reader<'_>, node: &Node) -> Vec<VolumesFrom> {
    let mut res = Vec::new();
    for text in reader.unique_strings("volumes_from", node) {
        let parts: Vec<&str> = text.value.split(':').collect();
        let (kind, source, mode) = match parts.as_slice() {
            [kind @ ("service" | "container"), source, mode] => (*kind, *source, *mode),
            ["container", source] => ("container", *source, "rw"),
            [source, mode] => ("", *source, *mode),
            _ => ("", text.value.as_str(), "rw"),
        };
        res.push(VolumesFrom {
            source: Spanned::new(source.to_owned(), source_range(&text, kind, source)),
            is_container: kind == "container",
            mode: mode.to_owned(),
        });
    }
    res
}

/// The range of `source` in an entry that may be written with or without what `kind` says.
fn source_range(entry: &Spanned<String>, kind: &str, source: &str) -> FileRange {
    let written = u32::from(entry.range.range().len()) as usize;
    let skipped = kind.len() + 1;
    let range = prefix_range(entry.range, &entry.value, source);
    if kind.is_empty() || written < skipped + source.len() {
        return range;
    }
    let skipped = TextSize::new(skipped as u32);
    let end = range.end + skipped;
    if end > entry.range.end {
        return entry.range;
    }
    FileRange {
        start: range.start + skipped,
        end,
        ..range
    }
}

pub(super) fn network_mode(
    reader: &mut Reader<'_>,
    node: &Node,
) -> Option<Spanned<NetworkModeRef>> {
    let text = reader.string(node)?;
    let mode = match text.value.as_str() {
        "bridge" | "default" => NetworkModeRef::Bridge,
        "host" => NetworkModeRef::Host,
        "none" => NetworkModeRef::None,
        it => match it.split_once(':') {
            Some(("service", name)) => NetworkModeRef::Service(name.to_owned()),
            // Whether NAME is a service is seen when all services are read.
            Some(("container", name)) => NetworkModeRef::Container(name.to_owned()),
            _ => NetworkModeRef::Network(it.to_owned()),
        },
    };
    Some(Spanned::new(mode, text.range))
}

pub(super) fn networks(reader: &mut Reader<'_>, node: &Node) -> Vec<ServiceNetwork> {
    let Value::Map(mapping) = &node.value else {
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
    for entry in mapping {
        let range = entry.key_range;
        let mut it = ServiceNetwork {
            name: entry.key.to_string(),
            range: Some(range),
            ..ServiceNetwork::default()
        };
        let entries = reader.mapping(&entry.value);
        for part in entries {
            match part.key.as_str() {
                "aliases" => {
                    it.aliases = reader
                        .unique_strings("aliases", &part.value)
                        .into_iter()
                        .map(|it| it.value)
                        .collect();
                }
                "ipv4_address" => it.ipv4_address = reader.string(&part.value).map(|it| it.value),
                key if keys::SERVICE_NETWORK_KEYS.contains(&key) => {
                    reader.fault(
                        part.key_range,
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
pub(super) fn extra_hosts(reader: &mut Reader<'_>, node: &Node) -> Vec<ExtraHost> {
    let mut res = Vec::new();
    if let Value::Map(mapping) = &node.value {
        for entry in mapping {
            for address in reader.string_or_list(&entry.value) {
                let origin = Some(entry.range());
                res.push(ExtraHost {
                    host: entry.key.to_string(),
                    address: address.value,
                    origin,
                });
            }
        }
        if reader.profile.dialect == Dialect::V1_29 {
            res.order_by(|a, b| a.host.cmp(&b.host));
        }
        return res;
    }
    for text in reader.string_or_list(node) {
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
            _ => reader.bad_value("extra_hosts", text.range, &text.value, Expected::ExtraHost),
        }
    }
    res
}
