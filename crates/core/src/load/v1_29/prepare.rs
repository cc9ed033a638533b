//! Short forms of a service become long ones, and its paths absolute. Happens before and after a service is extended.
//!
//! Source: `process_service` of config.py.

use super::python::{self, NoDuration};
use crate::document::{Entry, Kind, Map, Node, Value};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::load::Loader;

impl Loader<'_> {
    /// `folder` is where the relative paths of the service start.
    pub(super) fn prepare(&mut self, service: &mut Map, folder: &str) {
        if let Some(node) = service.get_mut("env_file") {
            to_list(node);
            each_item(node, |it| self.expand_node(it, folder));
        }
        if let Some(build) = service.get_mut("build") {
            self.prepare_build(build, folder);
        }
        let has_driver = service.get("volume_driver").is_some_and(|it| !it.is_null());
        if let Some(volumes) = service.get_mut("volumes").filter(|_| !has_driver) {
            each_item(volumes, |it| self.expand_mount(it, folder));
        }
        if let Some(sysctls) = service.get_mut("sysctls") {
            to_labels(sysctls);
            if let Some(map) = sysctls.as_map_mut() {
                to_texts(map);
            }
        }
        if let Some(labels) = service.get_mut("labels") {
            to_labels(labels);
        }
        if let Some(dependencies) = service.get_mut("depends_on") {
            to_dependencies(dependencies);
        }
        for key in ["dns", "dns_search", "tmpfs"] {
            if let Some(node) = service.get_mut(key) {
                to_list(node);
            }
        }
        self.prepare_healthcheck(service);
        if let Some(ports) = service.get_mut("ports") {
            self.prepare_ports(ports);
        }
        self.prepare_limits(service);
        self.check_security(service);
    }

    fn expand_node(&self, node: &mut Node, folder: &str) {
        if let Value::Str(path) = &node.value {
            node.value = Value::str(&self.expand_path(folder, path));
        }
    }

    fn prepare_build(&self, build: &mut Node, folder: &str) {
        let expand = |node: &mut Node| {
            if node.as_str().is_some_and(|it| !is_address(it)) {
                self.expand_node(node, folder);
            }
        };
        match &mut build.value {
            Value::Str(_) => expand(build),
            Value::Map(map) => {
                if let Some(context) = map.get_mut("context") {
                    expand(context);
                }
                if let Some(labels) = map.get_mut("labels") {
                    to_labels(labels);
                }
            }
            _ => {}
        }
    }

    /// Source: `process_healthcheck`: `disable` disables, whatever its value.
    fn prepare_healthcheck(&mut self, service: &mut Map) {
        let Some(check) = service.get_mut("healthcheck").and_then(Node::as_map_mut) else {
            return;
        };
        if let Some(entry) = check.remove("disable") {
            let none = Node::new(Value::str("NONE"), entry.value.range);
            check.set(
                "test",
                Node::new(Value::List(vec![none]), entry.value.range),
            );
        }
        for key in ["interval", "timeout", "start_period"] {
            let Some(node) = check.get_mut(key) else {
                continue;
            };
            let Value::Str(text) = &node.value else {
                continue;
            };
            let (range, text) = (node.range, text.to_string());
            match python::duration(&text) {
                Ok(it) => node.value = Value::Int(it),
                Err(why) => {
                    check.remove(key);
                    let said = match why {
                        NoDuration::Form => {
                            "TypeError: unsupported operand type(s) for /: 'NoneType' and 'float'"
                                .to_owned()
                        }
                        NoDuration::Number(words) => format!("ValueError: {words}"),
                    };
                    let kind = FaultKind::BadValue {
                        key: key.to_owned(),
                        text,
                        expected: Expected::Duration,
                    };
                    self.fault(range, kind).said(said);
                }
            }
        }
    }

    /// Source: `process_blkio_config`.
    fn prepare_limits(&mut self, service: &mut Map) {
        let Some(config) = service.get_mut("blkio_config").and_then(Node::as_map_mut) else {
            return;
        };
        for key in [
            "device_read_bps",
            "device_write_bps",
            "device_read_iops",
            "device_write_iops",
        ] {
            let Some(Value::List(limits)) = config.get_mut(key).map(|it| &mut it.value) else {
                continue;
            };
            let is_count = key.ends_with("iops");
            for limit in limits {
                let range = limit.range;
                let Some(limit) = limit.as_map_mut() else {
                    continue;
                };
                let rate = match limit.get("rate") {
                    Some(rate) => rate.clone(),
                    None => Node::new(Value::Int(0), range),
                };
                let text = python::text(&rate);
                let read = match &rate.value {
                    Value::Str(text) if is_count => python_int(text).map(Value::Int),
                    other if is_count => Some(other.clone()),
                    other => python::bytes(other),
                };
                match read {
                    Some(value) => limit.set("rate", Node::new(value, rate.range)),
                    None => {
                        let (expected, said) = if is_count {
                            let said = format!(
                                "Invalid IOPS value: \"{text}\". Must be a positive integer."
                            );
                            (Expected::WholeNumber, said)
                        } else {
                            let said = format!("Invalid format for bytes value: \"{text}\"");
                            (Expected::ByteSize, said)
                        };
                        limit.remove("rate");
                        let kind = FaultKind::BadValue {
                            key: "rate".to_owned(),
                            text,
                            expected,
                        };
                        self.fault(rate.range, kind).said(said);
                    }
                }
            }
        }
    }

    /// The ports of a service in long form, those without a good one left out.
    pub(super) fn prepare_ports(&mut self, node: &mut Node) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let mut res = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            match super::ports::parse(&item) {
                Ok(found) => res.extend(found),
                Err(said) => {
                    let kind = FaultKind::Refused(Refusal::Other { text: said.clone() });
                    self.fault(item.range, kind).said(said);
                }
            }
        }
        *items = res;
    }
}

/// A whole number as `int(text)` reads it.
fn python_int(text: &str) -> Option<i64> {
    let digits = text.trim().trim_start_matches(['+', '-']);
    let is_decimal = digits.starts_with(|it: char| it.is_ascii_digit())
        && !digits.contains(|it: char| it.is_ascii_alphabetic());
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let number = python::whole_number(digits.get(zeros..).filter(|it| !it.is_empty())?)
        .filter(|_| is_decimal)?;
    Some(if text.trim().starts_with('-') {
        -number
    } else {
        number
    })
}

/// Whether a build folder is the address of a repository. Source: `DOCKER_VALID_URL_PREFIXES`.
pub(super) fn is_address(text: &str) -> bool {
    ["http://", "https://", "git://", "github.com/", "git@"]
        .into_iter()
        .any(|it| text.starts_with(it))
}

pub(super) fn each_item(node: &mut Node, change: impl FnMut(&mut Node)) {
    if let Value::List(items) = &mut node.value {
        items.iter_mut().for_each(change);
    }
}

/// A single string as a list of it.
pub(super) fn to_list(node: &mut Node) {
    if node.as_str().is_some() {
        let item = Node::new(std::mem::take(&mut node.value), node.range);
        node.value = Value::List(vec![item]);
    }
}

/// A list of `KEY=VALUE` as a mapping; a key alone is empty. Source: `parse_labels`.
pub(super) fn to_labels(node: &mut Node) {
    if let Value::List(items) = &node.value {
        let entries = items.iter().filter_map(|it| assignment(it, true));
        node.value = Value::Map(entries.collect());
    } else if node.is_null() {
        node.value = Value::Map(Map::new());
    }
}

/// An entry `KEY=VALUE` of a list; a key alone is empty or has no value.
pub(super) fn assignment(item: &Node, alone_is_empty: bool) -> Option<Entry> {
    let text = item.as_str()?;
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key, Value::str(value)),
        None if alone_is_empty => (text, Value::str("")),
        None => (text, Value::Null),
    };
    Some(Entry {
        key: key.into(),
        key_range: item.range,
        key_kind: Kind::Str,
        value: Node::new(value, item.range),
    })
}

/// Every value as a string. Source: `build_string_dict`.
pub(super) fn to_texts(map: &mut Map) {
    for (_, node) in map.values_mut() {
        node.value = match &node.value {
            Value::Null => Value::str(""),
            _ => Value::str(&python::text(node)),
        };
    }
}

/// A list of services as a mapping. Source: `process_depends_on`.
pub(super) fn to_dependencies(node: &mut Node) {
    let Value::List(items) = &node.value else {
        return;
    };
    let entries = items.iter().filter_map(|it| {
        let mut condition = Map::new();
        condition.set(
            "condition",
            Node::new(Value::str("service_started"), it.range),
        );
        Some(Entry {
            key: it.as_str()?.into(),
            key_range: it.range,
            key_kind: Kind::Str,
            value: Node::new(Value::Map(condition), it.range),
        })
    });
    node.value = Value::Map(entries.collect());
}
