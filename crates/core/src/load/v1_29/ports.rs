//! Published ports in long form.
//!
//! Source: `ServicePort` of types.py, `split_port` and `build_port_bindings` of docker-py.

use super::python;
use crate::document::{Map, Node, Value};
use crate::port::{PortParts, port_parts};

/// The fields of a port, in the order in which they are compared and printed.
const FIELDS: [&str; 4] = ["target", "published", "protocol", "mode"];

/// The host's address. No file can say it in the long form, so it also tells what was read already.
pub(super) const ADDRESS: &str = "host_ip";

/// More ports than a host has: a longer range is cut.
const MOST_PORTS: usize = 65_536;

/// The ports of one entry, in long form.
///
/// # Errors
/// The tool's words.
pub(super) fn parse(item: &Node) -> Result<Vec<Node>, String> {
    match &item.value {
        Value::Map(map) => {
            let mut res = Map::new();
            for key in FIELDS.into_iter().chain([ADDRESS]) {
                if let Some(node) = map.get(key).filter(|it| !it.is_null()) {
                    res.set(key, node.clone());
                }
            }
            Ok(vec![Node::new(Value::Map(res), item.range)])
        }
        _ => {
            let parts = port_parts(&python::text(item))?;
            bindings(&parts)
                .into_iter()
                .map(|it| it.into_node(item))
                .collect()
        }
    }
}

struct Binding {
    target: String,
    published: Option<String>,
    protocol: String,
    address: String,
}

/// One binding for each port of the container. A range of host ports for one of them stays a range.
fn bindings(parts: &PortParts) -> Vec<Binding> {
    let range = |first: &str, last: &str| -> Vec<String> {
        match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) => (first..=last)
                .take(MOST_PORTS)
                .map(|it| it.to_string())
                .collect(),
            _ => Vec::new(),
        }
    };
    let targets = match &parts.last {
        None => vec![parts.first.clone()],
        Some(last) => range(&parts.first, last),
    };
    let published: Vec<String> = match (&parts.host_first, &parts.host_last) {
        (None, _) => Vec::new(),
        (Some(first), None) => vec![first.clone()],
        (Some(first), Some(last)) if targets.len() == 1 => vec![format!("{first}-{last}")],
        (Some(first), Some(last)) => range(first, last),
    };
    let mut published = published.into_iter();
    let bindings = targets.into_iter().map(|target| Binding {
        target,
        published: published.next(),
        protocol: parts.protocol.clone(),
        address: parts.address.clone().unwrap_or_default(),
    });
    bindings.collect()
}

impl Binding {
    fn into_node(self, item: &Node) -> Result<Node, String> {
        let node = |value| Node::new(value, item.range);
        let number = |text: &str| text.parse::<i64>().ok().map(Value::Int);
        let mut res = Map::new();
        let target =
            number(&self.target).ok_or_else(|| format!("Invalid target port: {}", self.target))?;
        res.set("target", node(target));
        if let Some(published) = self.published {
            let value = match number(&published) {
                Some(it) => it,
                None if published.contains('-') => Value::str(&published),
                None => return Err(format!("Invalid published port: {published}")),
            };
            res.set("published", node(value));
        }
        if !self.protocol.is_empty() {
            res.set("protocol", node(Value::str(&self.protocol)));
        }
        if !self.address.is_empty() {
            res.set(ADDRESS, node(Value::str(&self.address)));
        }
        Ok(node(Value::Map(res)))
    }
}

/// A port in the one-line form of old files. Source: `normalize_port_dict` of types.py.
pub(super) fn one_line(port: &Map) -> String {
    let part = |key: &str| port.get(key).map(python::text);
    let (address, published) = (part(ADDRESS), part("published"));
    let mut res = String::new();
    if let Some(address) = &address {
        res.push_str(address);
        res.push(':');
    }
    if let Some(published) = &published {
        res.push_str(published);
    }
    if published.is_some() || address.is_some() {
        res.push(':');
    }
    res.push_str(&part("target").unwrap_or_else(|| "None".to_owned()));
    res.push('/');
    res.push_str(part("protocol").as_deref().unwrap_or("tcp"));
    res
}

/// What tells ports apart when files are merged. Source: `merge_field` of types.py.
pub(super) fn merge_key(port: &Node) -> String {
    let part = |key: &str| port.get(key).map(python::text).unwrap_or_default();
    let parts = ["target", "published", ADDRESS, "protocol"].map(part);
    parts.join("\n")
}
