//! Starting and stopping on the simulated engine: addresses, link checks, host ports, and who is told of it.

use super::{
    Container, ContainerState, DEFAULT_BRIDGE, EngineError, Health, TakenPort, World, environment,
    hosts,
};
use crate::op::{Condition, ContainerSpec, NetworkMode};
use crate::port::{HostPort, PortBinding, is_any_address};
use crate::sort::SortOnce;
use std::net::Ipv4Addr;
use std::sync::Arc;

impl World {
    pub(super) fn start(&mut self, name: &str) -> Result<(), EngineError> {
        let container = self
            .containers
            .get(name)
            .ok_or_else(|| EngineError::NoSuchContainer {
                name: name.to_owned(),
            })?;
        if container.state.is_up() {
            return Ok(());
        }
        let was_started = container.started.is_some();
        let spec = Arc::clone(&container.spec);
        let program = self
            .simulation
            .as_ref()
            .map(|_| crate::programs::first_program(self, container));
        let outcome = self
            .check_stack_owner(container)
            .and_then(|()| self.attach(name, &spec))
            .and_then(|()| self.check_links(name))
            .and_then(|()| self.publish(name, &spec))
            // The runtime looks for the program last.
            .and_then(|()| match &program {
                Some(Err(program)) => Err(EngineError::ProgramNotFound {
                    prefix: self.profile.runtime_error_prefix(),
                    program: program.clone(),
                }),
                _ => Ok(()),
            });
        if let Err(err) = outcome {
            let before = self.container(name)?.endpoints.clone();
            self.detach(name);
            let now = self.now();
            let keeps_address = matches!(err, EngineError::SourceNotOnBridge { .. });
            let container = self.container_mut(name)?;
            if keeps_address {
                // It is free again, but the engine goes on showing it.
                container.endpoints = before;
            }
            container.life.error = err.to_string();
            container.life.exit_code = match err {
                EngineError::ProgramNotFound { .. } => 127,
                _ => 128,
            };
            if container.state != ContainerState::Created {
                container.state = ContainerState::Exited { code: Some(128) };
                container.life.finished = Some(now);
            }
            return Err(err);
        }
        let Some(container) = self.containers.get(name) else {
            return Ok(());
        };
        let (env, mut gaps) = environment::environment(self, container);
        let (hosts, more_gaps) = hosts::hosts(self, container);
        gaps.extend(more_gaps);
        self.n_starts += 1;
        let n_starts = self.n_starts;
        let has_healthcheck = match &spec.healthcheck {
            Some(it) => it.test.first().is_none_or(|it| it != "NONE"),
            None => self
                .images
                .get(&spec.image)
                .is_some_and(|it| it.has_healthcheck()),
        };
        let container = self.container_mut(name)?;
        container.state = ContainerState::Running;
        container.health = has_healthcheck.then_some(Health::Starting);
        container.started = Some(n_starts);
        container.process_env = env;
        container.hosts = hosts;
        container.gaps = gaps;
        if was_started {
            self.tell_recipients(name);
        }
        if self.simulation.is_some() {
            self.launch(name);
        }
        Ok(())
    }

    /// Whoever shares the network stack of another container needs that one to run.
    fn check_stack_owner(&self, container: &Container) -> Result<(), EngineError> {
        let NetworkMode::Container { container: owner } = &container.spec.network else {
            return Ok(());
        };
        let names_owner = self.profile.names_port_holder_in_errors();
        let owner = match &container.life.stack_owner_id {
            Some(id) => {
                let found = self.containers.values().find(|it| it.id == *id);
                found.ok_or_else(|| EngineError::NetworkOwnerGone {
                    prefix: if names_owner {
                        "joining network namespace of container: "
                    } else {
                        ""
                    },
                    id: id.clone(),
                })?
            }
            None => self.container(owner)?,
        };
        if owner.state.is_up() {
            return Ok(());
        }
        Err(if names_owner {
            EngineError::NetworkOwnerIs {
                name: owner.name.clone(),
                state: owner.state.as_str(),
            }
        } else {
            EngineError::NetworkOwnerNotRunning {
                id: owner.id.clone(),
            }
        })
    }

    /// Gives the container its addresses.
    fn attach(&mut self, name: &str, spec: &ContainerSpec) -> Result<(), EngineError> {
        let fixed = |network: &str| match &spec.network {
            NetworkMode::User { networks } => networks.get(network)?.ipv4_address.clone(),
            _ => None,
        };
        let networks: Vec<(String, Option<String>)> = self
            .container_mut(name)?
            .endpoints
            .keys()
            .map(|it| (it.clone(), fixed(it)))
            .collect();
        for (network, fixed) in networks {
            self.give_address(name, &network, fixed)?;
        }
        Ok(())
    }

    /// Gives the container an address on one network.
    pub(super) fn give_address(
        &mut self,
        name: &str,
        network: &str,
        fixed: Option<String>,
    ) -> Result<(), EngineError> {
        let wanted = self
            .pins
            .get(name)
            .and_then(|it| it.addresses.get(network).cloned())
            .or(fixed);
        let prefix = self.profile.network_error_prefix();
        let missing = |network: &str| EngineError::StartWithoutNetwork {
            prefix,
            network: network.to_owned(),
        };
        let lost = self.container(name)?.life.lost_networks.get(network);
        if let Some(id) = lost {
            return Err(missing(id));
        }
        let pool = &mut self
            .networks
            .get_mut(network)
            .ok_or_else(|| missing(network))?
            .pool;
        let address = match (pool, wanted) {
            (Some(pool), Some(wanted)) => {
                if let Ok(it) = wanted.parse() {
                    pool.take_exactly(it);
                }
                Some(wanted)
            }
            (Some(pool), None) => Some(
                pool.take()
                    .ok_or_else(|| EngineError::NoFreeAddress {
                        network: network.to_owned(),
                    })?
                    .to_string(),
            ),
            (None, wanted) => wanted,
        };
        if let Some(endpoint) = self.container_mut(name)?.endpoints.get_mut(network) {
            endpoint.address = address;
        }
        Ok(())
    }

    /// Takes addresses and host ports back.
    pub(super) fn detach(&mut self, name: &str) {
        let Some(container) = self.containers.get_mut(name) else {
            return;
        };
        let mut held = Vec::new();
        for (network, endpoint) in &mut container.endpoints {
            held.extend(endpoint.address.take().map(|it| (network.clone(), it)));
        }
        let published = std::mem::take(&mut container.published);
        for (network, address) in held {
            let pool = self
                .networks
                .get_mut(&network)
                .and_then(|it| it.pool.as_mut());
            if let (Some(pool), Ok(address)) = (pool, address.parse::<Ipv4Addr>()) {
                pool.release(address);
            }
        }
        for binding in published {
            if let Some(port) = binding.host_port {
                self.taken_ports
                    .remove(&taken_port(&binding, port.first, name));
            }
        }
    }

    pub(super) fn check_links(&self, name: &str) -> Result<(), EngineError> {
        let on_bridge = |it: &&Container| it.endpoints.contains_key(DEFAULT_BRIDGE);
        let Some(container) = self.containers.get(name).filter(on_bridge) else {
            return Ok(());
        };
        // Engine 27 and older attach to the network first and then work the environment out; newer ones the other way.
        let network_first = !self.profile.names_default_bridge_in_link_errors();
        let sources: Vec<(&super::RegisteredLink, Option<&Container>)> = container
            .links
            .iter()
            .map(|link| {
                let source = self
                    .containers
                    .get(&link.source)
                    .filter(|it| it.id == link.source_id);
                (link, source)
            })
            .collect();
        let off_bridge = sources
            .iter()
            .filter_map(|(_, source)| *source)
            .find(|it| !it.endpoints.contains_key(DEFAULT_BRIDGE));
        let stopped = sources
            .iter()
            .find(|(_, source)| source.is_none_or(|it| !it.state.is_up()));
        let refusal_of_stopped = stopped.map(|(link, _)| EngineError::SourceNotRunning {
            source_name: link.source.clone(),
            recipient: name.to_owned(),
            alias: link.alias.clone(),
        });
        let refusal_of_place = off_bridge.map(|source| {
            if network_first {
                EngineError::SourceNotOnBridge {
                    source_name: source.name.clone(),
                }
            } else {
                EngineError::SourceNotAttached {
                    source_id: source.id.clone(),
                }
            }
        });
        let first = if network_first {
            refusal_of_place.or(refusal_of_stopped)
        } else {
            refusal_of_stopped.or(refusal_of_place)
        };
        first.map_or(Ok(()), Err)
    }

    fn publish(&mut self, name: &str, spec: &ContainerSpec) -> Result<(), EngineError> {
        let mut wanted: Vec<PortBinding> = spec.ports.clone();
        if spec.publish_all && self.simulation.is_some() {
            let exposed = self.container(name)?.exposed.iter();
            let unbound =
                exposed.filter(|it| !spec.ports.iter().any(|binding| binding.container == **it));
            wanted.extend(unbound.map(|&container| PortBinding {
                container,
                host_ip: String::new(),
                host_port: None,
            }));
        }
        if self.simulation.is_some() {
            // Fixed host ports first, the highest before the others. Source: `SortPortMap` of docker/go-connections.
            wanted.order_by(|a, b| {
                let host = |it: &PortBinding| it.host_port.map_or(0, |it| it.first);
                host(b)
                    .cmp(&host(a))
                    .then(a.container.number.cmp(&b.container.number))
            });
        }
        for binding in &wanted {
            let host_port = match binding.host_port {
                None if self.simulation.is_some() => {
                    let port = self.dynamic_port(binding);
                    self.taken_ports.insert(taken_port(binding, port, name));
                    Some(HostPort::one(port))
                }
                None => None,
                Some(range) => {
                    let free = (range.first..=range.last).find(|&port| {
                        !self.is_taken_outside(port) && self.port_holder(binding, port).is_none()
                    });
                    let Some(port) = free else {
                        return Err(self.port_refusal(name, binding, range.first));
                    };
                    self.taken_ports.insert(taken_port(binding, port, name));
                    Some(HostPort::one(port))
                }
            };
            let published = PortBinding {
                host_port,
                ..binding.clone()
            };
            self.container_mut(name)?.published.push(published);
        }
        Ok(())
    }

    /// A free host port of the kernel's dynamic range, one after another for each address and protocol.
    fn dynamic_port(&mut self, binding: &PortBinding) -> u16 {
        const FIRST: u16 = 32_768;
        const LAST: u16 = 60_999;
        let key = (
            address_of(&binding.host_ip).to_owned(),
            binding.container.protocol,
        );
        let last = self
            .simulation
            .as_ref()
            .and_then(|it| it.last_dynamic_ports.get(&key).copied());
        let mut port = last.map_or(FIRST, |it| it.saturating_add(1));
        for _ in FIRST..LAST {
            if port > LAST {
                port = FIRST;
            }
            if self.port_holder(binding, port).is_none() {
                break;
            }
            port += 1;
        }
        if let Some(simulation) = &mut self.simulation {
            simulation.last_dynamic_ports.insert(key, port);
        }
        port
    }

    /// Whether something that is no container holds a host port.
    fn is_taken_outside(&self, port: u16) -> bool {
        let faults = self.simulation.as_ref().map(|it| it.faults.as_slice());
        faults
            .into_iter()
            .flatten()
            .any(|it| matches!(it, super::Fault::PortTaken { port: taken } if *taken == port))
    }

    /// What holds the host port that `binding` wants, on the same address if possible.
    fn port_holder(&self, binding: &PortBinding, port: u16) -> Option<&TakenPort> {
        let lowest = TakenPort {
            protocol: binding.container.protocol,
            number: port,
            host_ip: String::new(),
            container: String::new(),
        };
        let holders = || {
            self.taken_ports
                .range(lowest.clone()..)
                .take_while(|it| it.protocol == binding.container.protocol && it.number == port)
        };
        let wanted = address_of(&binding.host_ip);
        let on_same = holders().find(|it| address_of(&it.host_ip) == wanted);
        on_same.or_else(|| {
            holders().find(|it| is_any_address(&it.host_ip) || is_any_address(&binding.host_ip))
        })
    }

    fn port_refusal(&mut self, name: &str, binding: &PortBinding, port: u16) -> EngineError {
        let (name, host_ip) = (name.to_owned(), address_of(&binding.host_ip).to_owned());
        let endpoint = match self.draw_id() {
            id if id.is_empty() => id,
            id => format!(" ({id})"),
        };
        if self.is_taken_outside(port) {
            return EngineError::PortTakenOnOtherAddress {
                name,
                endpoint,
                protocol: binding.container.protocol.as_str(),
                host_ip,
                port,
            };
        }
        match self.port_holder(binding, port) {
            Some(holder) if self.profile.names_port_holder_in_errors() => EngineError::PortHeld {
                name,
                endpoint,
                host_ip: address_of(&holder.host_ip).to_owned(),
                port,
            },
            Some(holder) if address_of(&holder.host_ip) != host_ip => {
                let protocol = binding.container.protocol.as_str();
                EngineError::PortTakenOnOtherAddress {
                    name,
                    endpoint,
                    protocol,
                    host_ip,
                    port,
                }
            }
            _ => EngineError::PortTaken {
                name,
                endpoint,
                host_ip,
                port,
            },
        }
    }

    /// The engine rewrites the hosts of running recipients when a source starts again; their environment stays as it was.
    fn tell_recipients(&mut self, source: &str) {
        let Some(container) = self.containers.get(source) else {
            return;
        };
        let (id, Some(address)) = (
            container.id.clone(),
            container.bridge_address().map(str::to_owned),
        ) else {
            return;
        };
        for recipient in self.containers.values_mut().filter(|it| it.state.is_up()) {
            let aliases: Vec<String> = recipient
                .links
                .iter()
                .filter(|it| it.source == source && it.source_id == id)
                .map(|it| it.alias.clone())
                .collect();
            for alias in aliases {
                hosts::rewrite_address(&mut recipient.hosts, &alias, &address);
            }
        }
    }

    pub(super) fn wait(&mut self, name: &str, until: Condition) -> Result<(), EngineError> {
        if self.simulation.is_some() {
            return self.wait_in_time(name, until);
        }
        match until {
            Condition::Started => {}
            Condition::Healthy => self.container_mut(name)?.health = Some(Health::Healthy),
            Condition::CompletedSuccessfully => self.stop(name, Some(0))?,
        }
        Ok(())
    }

    pub(super) fn stop(&mut self, name: &str, code: Option<i64>) -> Result<(), EngineError> {
        if !self.container_mut(name)?.state.is_up() {
            return Ok(());
        }
        self.detach(name);
        let container = self.container_mut(name)?;
        container.state = ContainerState::Exited { code };
        container.health = None;
        Ok(())
    }
}

/// The address that the engine takes where none is given.
fn address_of(host_ip: &str) -> &str {
    if host_ip.is_empty() {
        "0.0.0.0"
    } else {
        host_ip
    }
}

fn taken_port(binding: &PortBinding, number: u16, container: &str) -> TakenPort {
    TakenPort {
        protocol: binding.container.protocol,
        number,
        host_ip: binding.host_ip.clone(),
        container: container.to_owned(),
    }
}
