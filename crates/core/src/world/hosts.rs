//! The `/etc/hosts` that the engine writes for a container.

use super::environment::{id_certainty, ordered_links};
use super::{Certainty, Container, DEFAULT_BRIDGE, Gap, Why, World};
use crate::op::NetworkMode;
use crate::sort::SortOnce;
use crate::text::FileRange;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::Ipv6Addr;

/// One line of `/etc/hosts`. It prints as the engine writes it, with its line feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostsLine {
    /// Address.
    pub address: String,
    /// Names, separated by blanks.
    pub names: String,
    /// How sure the line is.
    pub certainty: Certainty,
    /// Where it comes from.
    pub origin: HostsOrigin,
}

impl fmt::Display for HostsLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\t{}", self.address, self.names)
    }
}

/// Where a line comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostsOrigin {
    /// The engine writes it into every container.
    Engine,
    /// `extra_hosts`.
    ExtraHost {
        /// The text.
        range: Option<FileRange>,
    },
    /// A link.
    Link {
        /// Source container.
        source: String,
        /// Alias.
        alias: String,
        /// The text that wrote the link.
        range: Option<FileRange>,
    },
    /// The container's own name on a network.
    Own {
        /// The network.
        network: String,
    },
    /// Read from inside a running container.
    Observed,
}

/// Computes the file that `container` gets if it starts now, and what is missing from it.
pub(super) fn hosts(world: &World, container: &Container) -> (Vec<HostsLine>, Vec<Gap>) {
    let extra = extra_lines(world, container);
    match &container.spec.network {
        NetworkMode::Container { container: owner } => (
            world
                .containers
                .get(owner)
                .map(|it| it.hosts.clone())
                .unwrap_or_default(),
            Vec::new(),
        ),
        NetworkMode::Host if extra.is_empty() && world.simulation.is_some() => {
            let file = world.simulation.as_ref().map(|it| it.hosts.as_str());
            (lines_of(file.unwrap_or_default()), Vec::new())
        }
        NetworkMode::Host if extra.is_empty() => (
            Vec::new(),
            vec![Gap {
                missing: "all of /etc/hosts".to_owned(),
                why: Why::TakenFromTheHost,
            }],
        ),
        NetworkMode::Host | NetworkMode::None => {
            let mut res = default_lines(world);
            res.extend(extra);
            (res, Vec::new())
        }
        NetworkMode::DefaultBridge => {
            let mut res = default_lines(world);
            res.extend(extra);
            res.extend(link_lines(world, container));
            res.extend(own_lines(world, container));
            (res, Vec::new())
        }
        NetworkMode::User { .. } => {
            let mut res = default_lines(world);
            res.extend(extra);
            res.extend(own_lines(world, container));
            (res, Vec::new())
        }
    }
}

/// The lines of a file of the host. Blank lines and comments, which no program looks at, are left out.
fn lines_of(file: &str) -> Vec<HostsLine> {
    file.lines()
        .filter(|it| !it.trim_start().starts_with('#'))
        .filter_map(|it| it.trim().split_once([' ', '\t']))
        .map(|(address, names)| HostsLine {
            address: address.to_owned(),
            names: names.trim().to_owned(),
            certainty: Certainty::Known,
            origin: HostsOrigin::Engine,
        })
        .collect()
}

fn default_lines(world: &World) -> Vec<HostsLine> {
    let (local, multicast) = world.profile.ipv6_hosts_prefixes();
    let lines = [
        ("127.0.0.1", "localhost"),
        ("::1", "localhost ip6-localhost ip6-loopback"),
        (local, "ip6-localnet"),
        (multicast, "ip6-mcastprefix"),
        ("ff02::1", "ip6-allnodes"),
        ("ff02::2", "ip6-allrouters"),
    ];
    lines
        .into_iter()
        .map(|(address, names)| HostsLine {
            address: address.to_owned(),
            names: names.to_owned(),
            certainty: Certainty::Known,
            origin: HostsOrigin::Engine,
        })
        .collect()
}

fn extra_lines(world: &World, container: &Container) -> Vec<HostsLine> {
    container
        .spec
        .extra_hosts
        .iter()
        .map(|it| {
            let address = if it.address == "host-gateway" {
                let pool = world
                    .networks
                    .get(DEFAULT_BRIDGE)
                    .and_then(|it| it.pool.as_ref());
                pool.map(|it| it.gateway().to_string()).unwrap_or_default()
            } else if let (true, Ok(v6)) = (
                world.profile.shortens_ipv6(),
                it.address.parse::<Ipv6Addr>(),
            ) {
                v6.to_string()
            } else {
                it.address.clone()
            };
            HostsLine {
                address,
                names: it.host.clone(),
                certainty: Certainty::Known,
                origin: HostsOrigin::ExtraHost { range: it.origin },
            }
        })
        .collect()
}

fn link_lines(world: &World, container: &Container) -> Vec<HostsLine> {
    let pin = world.pins.get(&container.name);
    ordered_links(
        container,
        pin.map(|it| it.hosts_link_order.as_slice())
            .unwrap_or_default(),
    )
    .into_iter()
    .filter_map(|link| {
        let source = world.containers.get(&link.source)?;
        // A source that is just restarting has no address, and then the engine writes no line.
        let address = source.bridge_address()?.to_owned();
        let mut names = format!("{} {}", link.alias, source.hostname());
        if link.alias != source.name {
            names.push(' ');
            names.push_str(&source.name);
        }
        let certainty = match id_certainty(source.hostname()) {
            Certainty::Known if !world.pins.contains_key(&source.name) => {
                Certainty::Assumed(Why::AddressGivenAtStart)
            }
            other => other,
        };
        let origin = HostsOrigin::Link {
            source: link.source.clone(),
            alias: link.alias.clone(),
            range: link.origin,
        };
        Some(HostsLine {
            address,
            names,
            certainty,
            origin,
        })
    })
    .collect()
}

fn own_lines(world: &World, container: &Container) -> Vec<HostsLine> {
    let hostname = container.hostname();
    let full = match container.spec.domainname.as_deref() {
        Some(domain) if !domain.is_empty() => format!("{hostname}.{domain}"),
        _ => hostname.to_owned(),
    };
    let names = match full.split_once('.') {
        // The placeholder of an unknown id has a dot of its own.
        Some((first, _)) if !hostname.starts_with('<') => format!("{full} {first}"),
        _ if full != hostname => format!("{full} {hostname}"),
        _ => full,
    };
    let order = world
        .pins
        .get(&container.name)
        .map(|it| it.hosts_network_order.as_slice())
        .unwrap_or_default();
    let mut endpoints: Vec<_> = container.endpoints.iter().collect();
    endpoints.order_by_key(|(network, _)| {
        order
            .iter()
            .position(|it| it == *network)
            .unwrap_or(usize::MAX)
    });
    endpoints
        .into_iter()
        .filter_map(|(network, endpoint)| {
            let certainty = match id_certainty(hostname) {
                Certainty::Known if !world.pins.contains_key(&container.name) => {
                    Certainty::Assumed(Why::AddressGivenAtStart)
                }
                other => other,
            };
            Some(HostsLine {
                address: endpoint.address.clone()?,
                names: names.clone(),
                certainty,
                origin: HostsOrigin::Own {
                    network: network.clone(),
                },
            })
        })
        .collect()
}

/// What the engine does to a recipient's file when the source of `alias` starts again with another address:
/// it rewrites every line whose first name is the alias, or begins with the alias and a dot, whoever wrote that line.
pub(super) fn rewrite_address(hosts: &mut [HostsLine], alias: &str, address: &str) {
    for line in hosts {
        let first = line.names.split(' ').next().unwrap_or_default();
        let is_alias = first
            .strip_prefix(alias)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is_alias {
            line.address = address.to_owned();
        }
    }
}

/// The line that a running container gets when it is attached to one more network.
pub(super) fn own_line(world: &World, container: &Container, network: &str) -> Option<HostsLine> {
    own_lines(world, container)
        .into_iter()
        .find(|it| matches!(&it.origin, HostsOrigin::Own { network: own } if own == network))
}

/// Takes the line of a link away.
pub(super) fn remove_link(hosts: &mut Vec<HostsLine>, removed: &str) {
    hosts.retain(|it| !matches!(&it.origin, HostsOrigin::Link { alias, .. } if alias == removed));
}
