//! The simulated engine: what each call does to a world.

use super::addresses::default_subnets;
use super::{
    Certainty, Container, ContainerState, DEFAULT_BRIDGE, Endpoint, EngineError, Gap, Health,
    Network, Pool, RegisteredLink, TakenPort, Volume, World, environment, hosts,
};
use crate::op::{Condition, ContainerSpec, LinkArg, NetworkMode, NetworkSpec, Op};
use crate::port::{HostPort, PortBinding};
use crate::profile::SubnetChoice;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::Arc;

impl World {
    /// Does what the engine would do.
    ///
    /// # Errors
    /// The engine's refusal. The world is then as the engine leaves it: a container that could not start stays created.
    pub fn apply(&mut self, op: &Op) -> Result<(), EngineError> {
        match op {
            Op::PullImage { image } | Op::BuildImage { image, .. } => {
                self.present_images
                    .insert(crate::images::canonical_reference(image));
                Ok(())
            }
            Op::CreateNetwork { name, spec } => self.create_network(name, spec),
            Op::CreateVolume { name, labels } => {
                self.volumes.entry(name.clone()).or_insert_with(|| Volume {
                    labels: labels.clone(),
                });
                Ok(())
            }
            Op::CreateContainer { name, spec } => self.create_container(name, spec),
            Op::StartContainer { container } => self.start(container),
            Op::AwaitContainer { container, until } => self.wait(container, *until),
            Op::StopContainer { container } => self.stop(container, None),
            Op::RemoveContainer { container } => self.remove_container(container),
            Op::RemoveNetwork { name } => self.remove_network(name),
            Op::RemoveVolume { name } => self.remove_volume(name),
        }
    }

    /// Adds a running container on the default bridge of which nothing but the name is known, unless there is one.
    pub fn assume_container(&mut self, name: &str) {
        let spec = ContainerSpec {
            service: String::new(),
            number: 0,
            image: format!("<image of {name}>"),
            command: None,
            entrypoint: None,
            env: Vec::new(),
            exposed: BTreeSet::new(),
            ports: Vec::new(),
            links: Vec::new(),
            extra_hosts: Vec::new(),
            network: NetworkMode::DefaultBridge,
            hostname: None,
            domainname: None,
            user: None,
            working_dir: None,
            binds: Vec::new(),
            volumes: Vec::new(),
            volumes_from: Vec::new(),
            restart: crate::op::RestartPolicy::No,
            healthcheck: None,
            labels: std::collections::BTreeMap::new(),
            tty: false,
            stdin_open: false,
            privileged: false,
        };
        if self.create_container(name, &Arc::new(spec)).is_ok() {
            // A start on the default bridge fails only when it is full; then the links to it fail too, and say so.
            let _ = self.start(name);
        }
    }

    fn container_mut(&mut self, name: &str) -> Result<&mut Container, EngineError> {
        self.containers
            .get_mut(name)
            .ok_or_else(|| EngineError::NoSuchContainer {
                name: name.to_owned(),
            })
    }

    fn create_network(&mut self, name: &str, spec: &NetworkSpec) -> Result<(), EngineError> {
        if self.networks.contains_key(name) {
            return Err(EngineError::NetworkExists {
                name: name.to_owned(),
            });
        }
        let pool = match &spec.subnet {
            Some(subnet) => Pool::parse(subnet),
            None => Some(self.free_subnet()?),
        };
        self.networks.insert(
            name.to_owned(),
            Network {
                spec: spec.clone(),
                pool,
            },
        );
        Ok(())
    }

    fn free_subnet(&mut self) -> Result<Pool, EngineError> {
        let free: Vec<(u8, Pool)> = default_subnets()
            .filter(|(_, pool)| {
                !self
                    .networks
                    .values()
                    .filter_map(|it| it.pool.as_ref())
                    .any(|taken| taken.overlaps(pool))
            })
            .collect();
        let after_last = match (self.profile.subnet_choice(), self.last_subnet) {
            (SubnetChoice::NextAfterLast, Some(last)) => {
                free.iter().find(|(index, _)| *index > last)
            }
            _ => None,
        };
        let (index, pool) = after_last
            .or(free.first())
            .ok_or(EngineError::NoFreeSubnet)?
            .clone();
        self.last_subnet = Some(index);
        Ok(pool)
    }

    fn create_container(
        &mut self,
        name: &str,
        spec: &Arc<ContainerSpec>,
    ) -> Result<(), EngineError> {
        let mut chars = name.chars();
        let starts_well = chars.next().is_some_and(|it| it.is_ascii_alphanumeric());
        let goes_on_well =
            chars.all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-'));
        if !starts_well || !goes_on_well || name.len() < 2 {
            return Err(EngineError::BadName {
                name: name.to_owned(),
            });
        }
        if let Some(other) = self.containers.get(name) {
            return Err(EngineError::NameTaken {
                name: name.to_owned(),
                id: other.id.clone(),
            });
        }
        let links = match &spec.network {
            // Without a network they are registered too, and then do nothing.
            NetworkMode::DefaultBridge | NetworkMode::None => self.register_links(&spec.links)?,
            NetworkMode::Host if !spec.links.is_empty() => {
                return Err(EngineError::HostNetworkLink);
            }
            NetworkMode::Container { .. } if !spec.links.is_empty() => {
                return Err(EngineError::ContainerNetworkLink);
            }
            NetworkMode::Host | NetworkMode::Container { .. } | NetworkMode::User { .. } => {
                Vec::new()
            }
        };
        let facts = self.images.get(&spec.image).cloned();
        let image_env = facts
            .as_ref()
            .and_then(|it| it.env.as_deref())
            .unwrap_or_default();
        let mut exposed = spec.exposed.clone();
        exposed.extend(spec.ports.iter().map(|it| it.container));
        exposed.extend(facts.iter().flat_map(|it| it.exposed.iter().copied()));
        let pinned = self.pins.get(name).and_then(|it| it.id.clone());
        let container = Container {
            name: name.to_owned(),
            id: pinned.unwrap_or_else(|| format!("<{name}.id>")),
            state: ContainerState::Created,
            health: None,
            started: None,
            config_env: environment::config_env(&spec.env, image_env),
            exposed,
            endpoints: endpoints(spec),
            links,
            published: Vec::new(),
            env: Vec::new(),
            hosts: Vec::new(),
            gaps: Vec::new(),
            spec: Arc::clone(spec),
        };
        self.containers.insert(name.to_owned(), container);
        Ok(())
    }

    /// Registers legacy links: of two with one alias the first wins, and one without an alias is dropped silently.
    fn register_links(&self, args: &[LinkArg]) -> Result<Vec<RegisteredLink>, EngineError> {
        let mut res: Vec<RegisteredLink> = Vec::with_capacity(args.len());
        let mut aliases = BTreeSet::new();
        for arg in args {
            let missing = || EngineError::NoSuchLinkSource {
                name: arg.source.clone(),
            };
            let mut source = self.find(&arg.source).ok_or_else(missing)?;
            // A link to a container that shares another one's network leads to that one.
            while let NetworkMode::Container { container } = &source.spec.network {
                source = self.containers.get(container).ok_or_else(missing)?;
            }
            if source.spec.network == NetworkMode::Host {
                return Err(EngineError::HostNetworkLink);
            }
            if !arg.alias.is_empty() && aliases.insert(arg.alias.as_str()) {
                res.push(RegisteredLink {
                    alias: arg.alias.clone(),
                    source: source.name.clone(),
                    source_id: source.id.clone(),
                    origin: arg.origin,
                });
            }
        }
        Ok(res)
    }

    /// A container by its name, its id, or `RECIPIENT/ALIAS`.
    pub fn find(&self, reference: &str) -> Option<&Container> {
        if let Some(it) = self.containers.get(reference) {
            return Some(it);
        }
        if let Some((recipient, alias)) = reference.split_once('/') {
            let link = self
                .containers
                .get(recipient)?
                .links
                .iter()
                .find(|it| it.alias == alias)?;
            return self
                .containers
                .get(&link.source)
                .filter(|it| it.id == link.source_id);
        }
        self.containers.values().find(|it| it.id == reference)
    }

    fn start(&mut self, name: &str) -> Result<(), EngineError> {
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
        if let NetworkMode::Container { container: owner } = &spec.network {
            let owner = self
                .containers
                .get(owner)
                .ok_or_else(|| EngineError::NoSuchContainer {
                    name: owner.clone(),
                })?;
            if !owner.state.is_up() {
                return Err(EngineError::NetworkOwnerNotRunning {
                    id: owner.id.clone(),
                });
            }
        }
        let outcome = self
            .attach(name, &spec)
            .and_then(|()| self.check_links(name))
            .and_then(|()| self.publish(name, &spec));
        if let Err(err) = outcome {
            self.detach(name);
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
                .is_some_and(|it| it.has_healthcheck),
        };
        let container = self.container_mut(name)?;
        container.state = ContainerState::Running;
        container.health = has_healthcheck.then_some(Health::Starting);
        container.started = Some(n_starts);
        container.env = env;
        container.hosts = hosts;
        container.gaps = gaps;
        if was_started {
            self.tell_recipients(name);
        }
        Ok(())
    }

    /// Gives the container its addresses.
    fn attach(&mut self, name: &str, spec: &ContainerSpec) -> Result<(), EngineError> {
        let networks: Vec<(String, Option<String>)> = match &spec.network {
            NetworkMode::DefaultBridge => vec![(DEFAULT_BRIDGE.to_owned(), None)],
            NetworkMode::User { networks } => networks
                .iter()
                .map(|(network, endpoint)| (network.clone(), endpoint.ipv4_address.clone()))
                .collect(),
            NetworkMode::Host | NetworkMode::None | NetworkMode::Container { .. } => Vec::new(),
        };
        for (network, fixed) in networks {
            let wanted = self
                .pins
                .get(name)
                .and_then(|it| it.addresses.get(&network).cloned())
                .or(fixed);
            let pool = &mut self
                .networks
                .get_mut(&network)
                .ok_or_else(|| EngineError::NoSuchNetwork {
                    name: network.clone(),
                })?
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
                            network: network.clone(),
                        })?
                        .to_string(),
                ),
                (None, wanted) => wanted,
            };
            if let Some(endpoint) = self.container_mut(name)?.endpoints.get_mut(&network) {
                endpoint.address = address;
            }
        }
        Ok(())
    }

    /// Takes addresses and host ports back.
    fn detach(&mut self, name: &str) {
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

    fn check_links(&self, name: &str) -> Result<(), EngineError> {
        let on_bridge = |it: &&Container| it.endpoints.contains_key(DEFAULT_BRIDGE);
        let Some(container) = self.containers.get(name).filter(on_bridge) else {
            return Ok(());
        };
        for link in &container.links {
            let source = self
                .containers
                .get(&link.source)
                .filter(|it| it.id == link.source_id);
            let Some(source) = source.filter(|it| it.state.is_up()) else {
                return Err(EngineError::SourceNotRunning {
                    source_name: link.source.clone(),
                    recipient: name.to_owned(),
                    alias: link.alias.clone(),
                });
            };
            if !source.endpoints.contains_key(DEFAULT_BRIDGE) {
                return Err(if self.profile.names_default_bridge_in_link_errors() {
                    EngineError::SourceNotAttached {
                        source_id: source.id.clone(),
                    }
                } else {
                    EngineError::SourceNotOnBridge {
                        source_name: source.name.clone(),
                    }
                });
            }
        }
        Ok(())
    }

    fn publish(&mut self, name: &str, spec: &ContainerSpec) -> Result<(), EngineError> {
        for binding in &spec.ports {
            let host_port = match binding.host_port {
                None => None,
                Some(range) => {
                    let free = (range.first..=range.last)
                        .find(|&port| self.port_holder(binding, port).is_none());
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

    fn port_refusal(&self, name: &str, binding: &PortBinding, port: u16) -> EngineError {
        let (name, host_ip) = (name.to_owned(), address_of(&binding.host_ip).to_owned());
        match self.port_holder(binding, port) {
            Some(holder) if address_of(&holder.host_ip) != host_ip => {
                let protocol = binding.container.protocol.as_str();
                EngineError::PortTakenOnOtherAddress {
                    name,
                    protocol,
                    host_ip,
                    port,
                }
            }
            _ => EngineError::PortTaken {
                name,
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

    fn wait(&mut self, name: &str, until: Condition) -> Result<(), EngineError> {
        match until {
            Condition::Started => {}
            Condition::Healthy => self.container_mut(name)?.health = Some(Health::Healthy),
            Condition::CompletedSuccessfully => self.stop(name, Some(0))?,
        }
        Ok(())
    }

    fn stop(&mut self, name: &str, code: Option<i64>) -> Result<(), EngineError> {
        if !self.container_mut(name)?.state.is_up() {
            return Ok(());
        }
        self.detach(name);
        let container = self.container_mut(name)?;
        container.state = ContainerState::Exited { code };
        container.health = None;
        Ok(())
    }

    fn remove_container(&mut self, name: &str) -> Result<(), EngineError> {
        let container = self.container_mut(name)?;
        if container.state.is_up() {
            return Err(EngineError::StillRunning {
                id: container.id.clone(),
            });
        }
        self.containers.shift_remove(name);
        // A new container of this name is another source, even where a prediction has the same placeholder for its id.
        for link in self
            .containers
            .values_mut()
            .flat_map(|it| &mut it.links)
            .filter(|it| it.source == name)
        {
            link.source_id.clear();
        }
        Ok(())
    }

    fn remove_network(&mut self, name: &str) -> Result<(), EngineError> {
        let network = self
            .networks
            .get(name)
            .ok_or_else(|| EngineError::NoSuchNetwork {
                name: name.to_owned(),
            })?;
        if network.pool.as_ref().is_some_and(|it| !it.is_unused()) {
            return Err(EngineError::NetworkInUse {
                name: name.to_owned(),
            });
        }
        self.networks.shift_remove(name);
        Ok(())
    }

    fn remove_volume(&mut self, name: &str) -> Result<(), EngineError> {
        if !self.volumes.contains_key(name) {
            return Err(EngineError::NoSuchVolume {
                name: name.to_owned(),
            });
        }
        let uses = |it: &&Container| {
            it.spec
                .binds
                .iter()
                .any(|bind| bind.split(':').next().is_some_and(|source| source == name))
        };
        if let Some(container) = self.containers.values().find(uses) {
            return Err(EngineError::VolumeInUse {
                name: name.to_owned(),
                container: container.id.clone(),
            });
        }
        self.volumes.shift_remove(name);
        Ok(())
    }

    /// Everything missing from a container's view, and every value that is not certain, as one list for the user.
    pub fn uncertainties(&self, name: &str) -> Vec<Gap> {
        let Some(container) = self.containers.get(name) else {
            return Vec::new();
        };
        let vars = container.env.iter().map(|it| (&it.name, &it.certainty));
        let lines = container.hosts.iter().map(|it| (&it.names, &it.certainty));
        let unsure = vars
            .chain(lines)
            .filter_map(|(what, certainty)| match certainty {
                Certainty::Known => None,
                Certainty::Assumed(why) | Certainty::Unknown(why) => Some(Gap {
                    missing: what.clone(),
                    why: why.clone(),
                }),
            });
        container.gaps.iter().cloned().chain(unsure).collect()
    }
}

fn is_any_address(host_ip: &str) -> bool {
    matches!(host_ip, "" | "0.0.0.0" | "::")
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

fn endpoints(spec: &ContainerSpec) -> IndexMap<String, Endpoint> {
    let empty = || Endpoint {
        address: None,
        aliases: Vec::new(),
        links: Vec::new(),
    };
    match &spec.network {
        NetworkMode::DefaultBridge => IndexMap::from([(DEFAULT_BRIDGE.to_owned(), empty())]),
        NetworkMode::User { networks } => networks
            .iter()
            .map(|(name, endpoint)| {
                let links = endpoint
                    .links
                    .iter()
                    .map(|it| format!("{}:{}", it.source, it.alias))
                    .collect();
                (
                    name.clone(),
                    Endpoint {
                        address: None,
                        aliases: endpoint.aliases.clone(),
                        links,
                    },
                )
            })
            .collect(),
        NetworkMode::Host | NetworkMode::None | NetworkMode::Container { .. } => IndexMap::new(),
    }
}
