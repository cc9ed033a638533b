//! Who finds whom: names and ports between the containers of the simulated engine.

use super::{Container, ContainerState, DEFAULT_BRIDGE, Fault, World};
use crate::op::NetworkMode;
use crate::port::{Port, Protocol};

/// What becomes of an attempt to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Somebody answers.
    Open,
    /// The machine is there, and nobody listens.
    Refused,
    /// No machine has that address, or no way leads to it.
    NoRoute,
    /// The name means nothing.
    UnknownName,
}

/// Who answers a container that asks for a name which its `/etc/hosts` does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameServer {
    /// The engine's own, on user-defined networks.
    Embedded,
    /// The host's, which knows no containers.
    OfHost,
}

impl World {
    /// Who answers a container's questions for names.
    pub fn name_server(&self, container: &Container) -> NameServer {
        let owner = self.stack_owner(container);
        if owner.endpoints.keys().any(|it| it != DEFAULT_BRIDGE) {
            NameServer::Embedded
        } else {
            NameServer::OfHost
        }
    }

    /// The container that has an address on a network of `from`, or the one itself.
    pub fn container_at(&self, from: &str, address: &str) -> Option<&Container> {
        let owner = self.stack_owner(self.containers.get(from)?);
        if address.starts_with("127.") {
            return Some(owner);
        }
        self.containers.values().find(|it| {
            it.endpoints.iter().any(|(network, there)| {
                owner.endpoints.contains_key(network) && there.address.as_deref() == Some(address)
            })
        })
    }

    /// Whether an address answers a ping from a container.
    pub fn is_alive(&self, from: &str, address: &str) -> bool {
        !matches!(
            self.reach(from, address, 0),
            Reach::NoRoute | Reach::UnknownName
        )
    }

    /// The container whose network stack `container` uses: its own, or the one it shares.
    pub fn stack_owner<'a>(&'a self, container: &'a Container) -> &'a Container {
        let mut it = container;
        // A chain of shared stacks is as long as there are containers at most.
        for _ in 0..self.containers.len() {
            match &it.spec.network {
                NetworkMode::Container { container: owner } => match self.containers.get(owner) {
                    Some(owner) => it = owner,
                    None => return it,
                },
                _ => return it,
            }
        }
        it
    }

    /// The addresses that `name` has for `from`: its `/etc/hosts` first, then the engine's DNS on user-defined networks.
    pub fn addresses_of(&self, from: &str, name: &str) -> Vec<String> {
        let Some(container) = self.containers.get(from) else {
            return Vec::new();
        };
        if name.parse::<std::net::IpAddr>().is_ok() {
            return vec![name.to_owned()];
        }
        let in_hosts = container
            .hosts
            .iter()
            .find(|it| !it.address.contains(':') && it.names.split(' ').any(|it| it == name));
        if let Some(line) = in_hosts {
            return vec![line.address.clone()];
        }
        let owner = self.stack_owner(container);
        let mut res = Vec::new();
        for (network, endpoint) in &owner.endpoints {
            if network == DEFAULT_BRIDGE {
                continue;
            }
            // A link is a private name for another name, looked up when it is asked for.
            let linked = endpoint.links.iter().find_map(|it| {
                let (source, alias) = it.split_once(':')?;
                (alias == name).then_some(source)
            });
            let wanted = linked.unwrap_or(name);
            for other in self.containers.values().filter(|it| it.state.is_up()) {
                let Some(there) = other.endpoints.get(network) else {
                    continue;
                };
                let answers = other.name == wanted
                    || there.aliases.iter().any(|it| it == wanted)
                    || other.short_id() == wanted
                    || other.id == wanted
                    || other.spec.hostname.as_deref() == Some(wanted);
                if let (true, Some(address)) = (answers, &there.address)
                    && !self.is_cut(&other.name, network)
                    && !res.contains(address)
                {
                    res.push(address.clone());
                }
            }
            if !res.is_empty() {
                break;
            }
        }
        res
    }

    /// Tries to connect from a container to a TCP port of an address.
    pub fn reach(&self, from: &str, address: &str, port: u16) -> Reach {
        let Some(container) = self.containers.get(from) else {
            return Reach::NoRoute;
        };
        let owner = self.stack_owner(container);
        let is_loopback = address.starts_with("127.") || address == "::1";
        if is_loopback && owner.spec.network != NetworkMode::Host {
            return self.answer_of_stack(&owner.name, port);
        }
        for (network, endpoint) in &owner.endpoints {
            if endpoint.address.is_none() || self.is_cut(&owner.name, network) {
                continue;
            }
            for other in self.containers.values() {
                let there = other.endpoints.get(network);
                if there.and_then(|it| it.address.as_deref()) == Some(address) {
                    return if self.is_cut(&other.name, network) {
                        Reach::NoRoute
                    } else {
                        self.answer_of_stack(&other.name, port)
                    };
                }
            }
            let gateway = self
                .networks
                .get(network)
                .and_then(|it| it.pool.as_ref())
                .map(|it| it.gateway().to_string());
            if gateway.as_deref() == Some(address) {
                return self.reach_published(port);
            }
        }
        if owner.spec.network == NetworkMode::Host {
            return self.reach_from_host(address, port);
        }
        Reach::NoRoute
    }

    /// Tries to connect from a container to a TCP port of a name or address.
    pub fn reach_by_name(&self, from: &str, name: &str, port: u16) -> Reach {
        match self.addresses_of(from, name).first() {
            Some(address) => self.reach(from, address, port),
            None => Reach::UnknownName,
        }
    }

    /// Tries to connect from the host itself.
    pub fn reach_from_host(&self, address: &str, port: u16) -> Reach {
        if address.starts_with("127.") || address == "0.0.0.0" || address == "::1" {
            return self.reach_published(port);
        }
        let holder = self.containers.values().find(|it| {
            it.endpoints
                .values()
                .any(|it| it.address.as_deref() == Some(address))
        });
        match holder {
            Some(it) => self.answer_of_stack(&it.name, port),
            None => Reach::NoRoute,
        }
    }

    /// The container and port behind a published TCP port of the host.
    pub fn published_by(&self, port: u16) -> Option<(&Container, Port)> {
        self.containers.values().find_map(|it| {
            let binding = it.published.iter().find(|it| {
                it.container.protocol == Protocol::Tcp
                    && it.host_port.is_some_and(|it| it.first == port)
            })?;
            Some((it, binding.container))
        })
    }

    fn reach_published(&self, port: u16) -> Reach {
        if let Some((container, inside)) = self.published_by(port) {
            return self.answer_of_stack(&container.name, inside.number);
        }
        let on_host = self
            .containers
            .values()
            .filter(|it| it.spec.network == NetworkMode::Host);
        if on_host.into_iter().any(|it| listens(it, port)) {
            return Reach::Open;
        }
        Reach::Refused
    }

    /// Whether somebody who uses the network stack of `owner` listens.
    fn answer_of_stack(&self, owner: &str, port: u16) -> Reach {
        let is_open = self
            .containers
            .values()
            .filter(|it| self.stack_owner(it).name == owner)
            .any(|it| listens(it, port));
        if is_open { Reach::Open } else { Reach::Refused }
    }

    fn is_cut(&self, name: &str, on: &str) -> bool {
        let faults = self.simulation.as_ref().map(|it| it.faults.as_slice());
        faults.into_iter().flatten().any(|it| {
            matches!(it, Fault::NetworkCut { container, network } if container == name && network == on)
        })
    }
}

fn listens(container: &Container, port: u16) -> bool {
    container.state == ContainerState::Running
        && container
            .life
            .process
            .as_ref()
            .is_some_and(|it| it.listens.contains(&Port::new(port, Protocol::Tcp)))
}
