//! Reading the mounts and ports of a service, in their short and long forms.

use super::values::{Reader, text};
use super::{Mount, MountKind, mounts, ports};
use crate::document::{Map, Node, Value};
use crate::fault::{Expected, FaultKind, PortFault};
use crate::port::{HostPort, Port, PortBinding};
use crate::text::Spanned;

pub(super) fn volumes(reader: &mut Reader<'_>, node: &Node) -> Vec<Mount> {
    let items = reader.list(node);
    let mut res = Vec::with_capacity(items.len());
    for item in items {
        if let Value::Map(mapping) = &item.value {
            res.extend(long_mount(reader, item, mapping));
            continue;
        }
        let Some(text) = text(item) else {
            continue;
        };
        match mounts::parse(text) {
            Some((kind, source, target, mode)) => res.push(Mount {
                kind,
                source: source.to_owned(),
                target: target.to_owned(),
                mode: mode.to_owned(),
                range: item.range,
            }),
            None => reader.bad_value("volumes", item.range, text, Expected::Mount),
        }
    }
    res
}

fn long_mount(reader: &mut Reader<'_>, node: &Node, mapping: &Map) -> Option<Mount> {
    let (mut kind, mut source, mut target, mut read_only) = (None, "", None, None);
    let mut options = Vec::new();
    for it in mapping {
        match it.key.as_str() {
            "type" => kind = text(&it.value),
            "source" => source = text(&it.value).unwrap_or_default(),
            "target" => target = text(&it.value),
            "read_only" => read_only = reader.bool(&it.value),
            key @ ("bind" | "volume" | "tmpfs" | "image") => {
                let unknown = it.value.as_map().into_iter().flatten();
                let other = { unknown }.find(|it| it.key != "create_host_path");
                options.extend(other.map(|it| (key, it)));
            }
            _ => {}
        }
    }
    let kind = match kind {
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
        Some(kind @ ("image" | "npipe" | "cluster")) => {
            let key = format!("volumes.type: {kind}");
            reader.fault(node.range, FaultKind::NotApplied { key });
            return None;
        }
        other => {
            let text = other.unwrap_or_default();
            reader.bad_value("type", node.range, text, Expected::MountKind);
            return None;
        }
    };
    for (key, it) in options {
        let key = format!("volumes.{key}.{}", it.key);
        reader.fault(it.key_range, FaultKind::NotApplied { key });
    }
    let mode = if read_only.is_some_and(|it| it.value) {
        "ro"
    } else {
        ""
    };
    Some(Mount {
        kind,
        source: source.to_owned(),
        target: target?.to_owned(),
        mode: mode.to_owned(),
        range: node.range,
    })
}

pub(super) fn published_ports(reader: &mut Reader<'_>, node: &Node) -> Vec<Spanned<PortBinding>> {
    let mut res = Vec::new();
    for item in reader.list(node) {
        let range = item.range;
        let bindings = match &item.value {
            Value::Map(mapping) => long_port(reader, item, mapping),
            _ => {
                let Some(text) = reader.string_or_number(item) else {
                    continue;
                };
                ports::parse_binding(&text).map_err(|why| (text.into_owned(), why))
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
    mapping: &Map,
) -> Result<Vec<PortBinding>, (String, PortFault)> {
    let mut read = |key: &str| {
        mapping
            .get(key)
            .and_then(|it| reader.string_or_number(it))
            .unwrap_or_default()
    };
    let (target, published, protocol, host_ip) = (
        read("target"),
        read("published"),
        // Only the short form is read by the case.
        read("protocol").to_lowercase(),
        read("host_ip"),
    );
    if target.is_empty() {
        reader.bad_value("ports", node.range, "", Expected::PortTarget);
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
    let host_port = match published.as_ref() {
        "" | "0" => None,
        text => {
            let (first, last) = ports::parse_range(text).map_err(|why| (text.to_owned(), why))?;
            Some(HostPort { first, last })
        }
    };
    Ok(vec![PortBinding {
        container,
        host_ip: host_ip.into_owned(),
        host_port,
    }])
}

pub(super) fn expose(reader: &mut Reader<'_>, node: &Node) -> Vec<Spanned<Port>> {
    let mut res = Vec::new();
    for item in reader.list(node) {
        let Some(text) = reader.string_or_number(item) else {
            continue;
        };
        match ports::parse_expose(&text) {
            Ok(ports) => res.extend(ports.map(|it| Spanned::new(it, item.range))),
            Err(why) => {
                let kind = FaultKind::BadPort {
                    key: "expose",
                    text: text.into_owned(),
                    why,
                };
                reader.fault(item.range, kind);
            }
        }
    }
    res
}
