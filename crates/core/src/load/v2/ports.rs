//! The short form of a port.
//!
//! Source: `ParsePortConfig` of compose-go 2.9.1 and the port specifications of Docker's go-connections.

use crate::document::{Map, Node, Value};
use crate::fault::PortFault;
use crate::sort::SortOnce;
use crate::text::FileRange;
use std::net::IpAddr;

/// Why a text is no port, and the tool's words for it.
type Wrong = (PortFault, String);

/// Reads `[[IP:]HOST[-HOST]:]CONTAINER[-CONTAINER][/PROTOCOL]` into long forms.
///
/// # Errors
/// Why it is no port.
pub(super) fn parse(text: &str, range: FileRange) -> Result<Vec<Node>, Wrong> {
    let parts: Vec<&str> = text.split(':').collect();
    let (ip, host, container) = match parts.as_slice() {
        [container] => (String::new(), "", *container),
        [host, container] => (String::new(), *host, *container),
        [ip @ .., host, container] => (ip.join(":"), *host, *container),
        [] => (String::new(), "", ""),
    };
    let mut pieces = container.split('/');
    let container = pieces.next().unwrap_or_default();
    let protocol = match pieces.next() {
        _ if container.is_empty() => "",
        None | Some("") => "tcp",
        Some(it) => it,
    };
    let ip = host_of(&ip).map_err(|why| {
        let said = format!("Invalid ip address {ip}: address {ip}:: {why}");
        (PortFault::Form, said)
    })?;
    if !ip.is_empty() && ip.parse::<IpAddr>().is_err() {
        return Err((PortFault::Form, format!("Invalid ip address: {ip}")));
    }
    if container.is_empty() {
        return Err((PortFault::Form, format!("No port specified: {text}<empty>")));
    }
    let (first, last) = port_range(container)
        .map_err(|why| (why, format!("Invalid containerPort: {container}")))?;
    let hosts = if host.is_empty() {
        None
    } else {
        let hosts = port_range(host).map_err(|why| (why, format!("Invalid hostPort: {host}")))?;
        if hosts.1 - hosts.0 != last - first && first != last {
            return Err((
                PortFault::Lengths,
                format!(
                    "Invalid ranges specified for container and host Ports: {container} and {host}"
                ),
            ));
        }
        Some(hosts)
    };
    let lower = protocol.to_lowercase();
    if !matches!(lower.as_str(), "tcp" | "udp" | "sctp") {
        return Err((PortFault::Protocol, format!("Invalid proto: {protocol}")));
    }
    let protocol = lower;
    let mut res: Vec<(String, Node)> = (first..=last)
        .map(|target| {
            let published = hosts.map(|(host_first, host_last)| {
                if first == last && host_first != host_last {
                    format!("{host_first}-{host_last}")
                } else {
                    (u32::from(host_first) + u32::from(target - first)).to_string()
                }
            });
            let node = long(ip, target, published.as_deref(), &protocol, range);
            (target.to_string(), node)
        })
        .collect();
    // As texts: the tool sorts them so.
    res.order_by(|a, b| a.0.cmp(&b.0));
    Ok(res.into_iter().map(|(_, it)| it).collect())
}

/// The address without its brackets. Source: Go's `net.SplitHostPort`.
fn host_of(ip: &str) -> Result<&str, &'static str> {
    let host = match ip.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            None => return Err("missing ']' in address"),
            Some((host, "")) => host,
            Some((_, after)) if after.starts_with(':') => return Err("too many colons in address"),
            Some(_) => return Err("missing port in address"),
        },
        None if ip.contains(':') => return Err("too many colons in address"),
        None => ip,
    };
    if host.contains('[') {
        return Err("unexpected '[' in address");
    }
    if host.contains(']') {
        return Err("unexpected ']' in address");
    }
    Ok(host)
}

fn long(ip: &str, target: u16, published: Option<&str>, protocol: &str, range: FileRange) -> Node {
    let node = |value| Node::new(value, range);
    let mut map = Map::new();
    map.set("mode", node(Value::str("ingress")));
    if !ip.is_empty() {
        map.set("host_ip", node(Value::str(ip)));
    }
    map.set("target", node(Value::Int(i64::from(target))));
    if let Some(published) = published {
        map.set("published", node(Value::str(published)));
    }
    map.set("protocol", node(Value::str(protocol)));
    node(Value::Map(map))
}

fn port_range(text: &str) -> Result<(u16, u16), PortFault> {
    let number = |it: &str| {
        if it.is_empty() || !it.bytes().all(|it| it.is_ascii_digit()) {
            return Err(PortFault::Form);
        }
        it.parse::<u16>().map_err(|_| PortFault::TooLarge)
    };
    // What follows a second `-` does not count.
    let mut parts = text.split('-');
    let first = number(parts.next().unwrap_or_default())?;
    let last = parts.next().map_or(Ok(first), number)?;
    if last < first {
        return Err(PortFault::Backwards);
    }
    Ok((first, last))
}
