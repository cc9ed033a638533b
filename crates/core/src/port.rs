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
