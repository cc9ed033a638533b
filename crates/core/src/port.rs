//! Ports as containers expose and publish them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A transport protocol.
///
/// The order is the one in which Engine 28 sorts the ports of a link: tcp first, then by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP, the default everywhere.
    Tcp,
    /// SCTP.
    Sctp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// As in `53/udp`.
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Sctp => "sctp",
            Protocol::Udp => "udp",
        }
    }

    /// As in `DB_PORT_53_UDP`.
    pub fn as_upper_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Sctp => "SCTP",
            Protocol::Udp => "UDP",
        }
    }
}

impl FromStr for Protocol {
    type Err = ();
    fn from_str(text: &str) -> Result<Protocol, ()> {
        match text {
            "tcp" => Ok(Protocol::Tcp),
            "sctp" => Ok(Protocol::Sctp),
            "udp" => Ok(Protocol::Udp),
            _ => Err(()),
        }
    }
}

/// A port inside a container, written `5432/tcp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port {
    /// 0 to 65,535; the engine accepts 0 in `EXPOSE`.
    pub number: u16,
    /// The protocol.
    pub protocol: Protocol,
}

impl Port {
    /// `number` of `protocol`.
    pub fn new(number: u16, protocol: Protocol) -> Port {
        Port { number, protocol }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.protocol.as_str())
    }
}

impl FromStr for Port {
    type Err = ();
    /// Reads `5432`, `5432/tcp`, `53/udp`. Ranges are not ports.
    fn from_str(text: &str) -> Result<Port, ()> {
        let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        if !number.bytes().all(|it| it.is_ascii_digit()) {
            return Err(());
        }
        Ok(Port::new(
            number.parse().map_err(|_| ())?,
            protocol.parse()?,
        ))
    }
}

impl Serialize for Port {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Port, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom(format!("`{text}` is not a port")))
    }
}

/// One published port: what the host listens on, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PortBinding {
    /// Where it leads.
    pub container: Port,
    /// Host address; empty means all of them.
    pub host_ip: String,
    /// Host port; `None` means that the engine picks a free one.
    pub host_port: Option<HostPort>,
}

/// Whether a host address means all of them.
pub fn is_any_address(host_ip: &str) -> bool {
    matches!(host_ip, "" | "0.0.0.0" | "::")
}

/// The host side of a published port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HostPort {
    /// First port that may be taken.
    pub first: u16,
    /// Last one; the same as `first` unless a range leads to one container port.
    pub last: u16,
}

impl HostPort {
    /// Exactly `number`.
    pub fn one(number: u16) -> HostPort {
        HostPort {
            first: number,
            last: number,
        }
    }
}

impl fmt::Display for PortBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ip = if self.host_ip.is_empty() {
            "0.0.0.0"
        } else {
            &self.host_ip
        };
        match self.host_port {
            None => write!(f, "{ip}:<any>->{}", self.container),
            Some(it) if it.first == it.last => write!(f, "{ip}:{}->{}", it.first, self.container),
            Some(it) => write!(f, "{ip}:{}-{}->{}", it.first, it.last, self.container),
        }
    }
}

/// A published port as docker-py takes it apart, each number as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PortParts {
    /// Host address.
    pub(crate) address: Option<String>,
    /// First port of the host.
    pub(crate) host_first: Option<String>,
    /// Last port of the host, of a range.
    pub(crate) host_last: Option<String>,
    /// First port of the container.
    pub(crate) first: String,
    /// Last port of the container, of a range.
    pub(crate) last: Option<String>,
    /// Protocol; empty where none is written.
    pub(crate) protocol: String,
}

/// Takes `text` apart as docker-py does, and with it docker-compose 1.29.
///
/// # Errors
/// Its words for why it is no published port. Source: `split_port` of docker-py.
pub(crate) fn port_parts(text: &str) -> Result<PortParts, String> {
    let invalid = || {
        format!(
            "Invalid port \"{text}\", should be [[remote_ip:]remote_port[-remote_port]:]port[/protocol]"
        )
    };
    let unequal = || "Port ranges don't match in length".to_owned();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let (spec, protocol) = ["udp", "tcp", "sctp"]
        .into_iter()
        .find_map(|it| Some((text.strip_suffix(it)?.strip_suffix('/')?, it)))
        .unwrap_or((text, ""));
    let (external, internal) = match spec.rsplit_once(':') {
        Some((external, internal)) => (Some(external), internal),
        None => (None, spec),
    };
    let split = |range: &str| match range.split_once('-') {
        Some((first, last)) => (first.to_owned(), Some(last.to_owned())),
        None => (range.to_owned(), None),
    };
    let length = |first: &str, last: Option<&str>| -> Option<u64> {
        let Some(last) = last else {
            return is_number(first).then_some(1);
        };
        if !is_number(first) || !is_number(last) {
            return None;
        }
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        Some(last.saturating_add(1).saturating_sub(first))
    };
    let (first, last) = split(internal);
    let n_internal = length(&first, last.as_deref()).ok_or_else(invalid)?;
    let mut res = PortParts {
        first,
        last,
        protocol: protocol.to_owned(),
        ..PortParts::default()
    };
    let Some(external) = external else {
        return Ok(res);
    };
    let (host, external) = match external.rsplit_once(':') {
        Some((host, external)) => (Some(host), external),
        None => (None, external),
    };
    if let Some(host) = host {
        let host = host.strip_prefix('[').unwrap_or(host);
        let host = host.strip_suffix(']').unwrap_or(host);
        let is_address = !host.is_empty()
            && host
                .bytes()
                .all(|it| it.is_ascii_hexdigit() || matches!(it, b'.' | b':'));
        if !is_address {
            return Err(invalid());
        }
        res.address = Some(host.to_owned());
    }
    // `127.0.0.1::80` leaves the choice to the engine.
    let starts_empty = external.is_empty() || external.starts_with('-');
    if starts_empty {
        if !external.is_empty() && !external.strip_prefix('-').is_some_and(is_number) {
            return Err(invalid());
        }
        return if host.is_some() {
            Ok(res)
        } else {
            Err(unequal())
        };
    }
    let (host_first, host_last) = split(external);
    let n_external = length(&host_first, host_last.as_deref()).ok_or_else(invalid)?;
    // A range of host ports for one container port is the engine's to choose from.
    let n_external = if n_internal == 1 { 1 } else { n_external };
    if n_internal != n_external {
        return Err(unequal());
    }
    res.host_first = Some(host_first);
    res.host_last = host_last;
    Ok(res)
}
