//! The simulated engine: what each call does to a world.

use super::addresses::default_subnets;
use super::{
    Container, ContainerState, DEFAULT_BRIDGE, Endpoint, EngineError, Life, Network, Pool,
    ProcessEnv, RegisteredLink, Removal, Volume, World, environment,
};
use crate::op::{ContainerSpec, LinkArg, NetworkMode, NetworkSpec, Op};
use crate::profile::SubnetChoice;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

impl World {
    /// Does what the engine would do.
    ///
    /// # Errors
    /// The engine's refusal. The world is then as the engine leaves it: a container that could not start stays created.
    pub fn apply(&mut self, op: &Op) -> Result<(), EngineError> {
        match op {
            Op::PullImage { image } | Op::BuildImage { image, .. } => {
                self.add_image(image);
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
            Op::StopContainer { container } if self.simulation.is_some() => {
                self.stop_container(container, None)
            }
            Op::StopContainer { container } => self.stop(container, None),
            Op::RemoveContainer { container } if self.simulation.is_some() => {
                let removal = Removal {
                    volumes: true,
                    ..Removal::default()
                };
                self.remove(container, removal)
            }
            Op::RemoveContainer { container } => self.remove_container(container),
            Op::RemoveNetwork { name } => self.remove_network(name),
            Op::RemoveVolume { name } => self.remove_volume(name),
        }
    }

    /// Adds a running container on the default bridge of which nothing but the name is known, unless there is one.
    pub fn assume_container(&mut self, name: &str) {
        let spec = ContainerSpec {
            number: 0,
            image: format!("<image of {name}>"),
            ..ContainerSpec::default()
        };
        if self.create_container(name, &Arc::new(spec)).is_ok() {
            // A start on the default bridge fails only when it is full; then the links to it fail too, and say so.
            let _ = self.start(name);
        }
    }

    pub(super) fn container_mut(&mut self, name: &str) -> Result<&mut Container, EngineError> {
        self.containers
            .get_mut(name)
            .ok_or_else(|| EngineError::NoSuchContainer {
                name: name.to_owned(),
            })
    }

    /// Creates a network.
    ///
    /// # Errors
    /// The name is taken, or no subnet is free.
    pub fn create_network(&mut self, name: &str, spec: &NetworkSpec) -> Result<(), EngineError> {
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
        let id = self.draw_id();
        if let Some(simulation) = &mut self.simulation {
            simulation.network_ids.insert(name.to_owned(), id);
            self.emit_network(name, "create", &[]);
        }
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

    pub(super) fn create_container(
        &mut self,
        name: &str,
        spec: &Arc<ContainerSpec>,
    ) -> Result<(), EngineError> {
        match &spec.network {
            NetworkMode::Host if !spec.links.is_empty() => {
                return Err(EngineError::HostNetworkLink);
            }
            NetworkMode::Container { .. } if !spec.links.is_empty() => {
                return Err(EngineError::ContainerNetworkLink);
            }
            _ => {}
        }
        check_name(name)?;
        if let Some(other) = self.containers.get(name) {
            return Err(EngineError::NameTaken {
                name: name.to_owned(),
                id: other.id.clone(),
            });
        }
        if self.simulation.is_some() {
            self.prepare_volumes(spec)?;
        }
        let links = match &spec.network {
            // Without a network they are registered too, and then do nothing.
            NetworkMode::DefaultBridge | NetworkMode::None => self.register_links(&spec.links)?,
            NetworkMode::Host | NetworkMode::Container { .. } | NetworkMode::User { .. } => {
                Vec::new()
            }
        };
        let facts = self.images.get(&spec.image).cloned();
        let image_env = facts
            .as_ref()
            .map(|it| it.env.as_slice())
            .unwrap_or_default();
        let mut exposed = spec.exposed.clone();
        exposed.extend(spec.ports.iter().map(|it| it.container));
        exposed.extend(facts.iter().flat_map(|it| it.exposed.iter().copied()));
        let id = match self.pins.get(name).and_then(|it| it.id.clone()) {
            Some(pinned) => pinned,
            None if self.simulation.is_some() => self.draw_id(),
            None => format!("<{name}.id>"),
        };
        let stack_owner_id = match &spec.network {
            // Whether there is such a container is asked at the start.
            NetworkMode::Container { container } if self.simulation.is_some() => {
                let owner = self.resolve(container).and_then(|it| self.container(&it));
                Some(owner.map_or(container.clone(), |it| it.id.clone()))
            }
            _ => None,
        };
        let life = Life {
            created: self.now(),
            stack_owner_id,
            ..Life::default()
        };
        let container = Container {
            name: name.to_owned(),
            id,
            state: ContainerState::Created,
            health: None,
            started: None,
            config_env: environment::config_env(&spec.env, image_env),
            exposed,
            endpoints: endpoints(spec),
            links,
            published: Vec::new(),
            process_env: ProcessEnv::Observed(Vec::new()),
            hosts: Vec::new(),
            gaps: Vec::new(),
            life,
            spec: Arc::clone(spec),
        };
        self.containers.insert(name.to_owned(), container);
        if self.simulation.is_some() {
            self.make_volumes(name);
            self.emit_container(name, "create", &[]);
        }
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

    pub(super) fn remove_container(&mut self, name: &str) -> Result<(), EngineError> {
        let container = self.container(name)?;
        if container.state.is_up() {
            return Err(self.still_running(container));
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

    /// Removes a network.
    ///
    /// # Errors
    /// There is none, or running containers are on it.
    pub fn remove_network(&mut self, name: &str) -> Result<(), EngineError> {
        let network = self
            .networks
            .get(name)
            .ok_or_else(|| EngineError::NoSuchNetwork {
                name: name.to_owned(),
            })?;
        let id = match self.network_id(name) {
            Some(id) => id.to_owned(),
            None => format!("<{name}.id>"),
        };
        if network.pool.as_ref().is_some_and(|it| !it.is_unused()) {
            let holders = self.containers.values().filter(|it| {
                let endpoint = it.endpoints.get(name);
                endpoint.is_some_and(|it| it.address.is_some())
            });
            let endpoints = holders
                .filter(|_| self.profile.names_endpoints_in_network_errors())
                .map(|it| (it.name.clone(), it.short_id().to_owned()))
                .collect();
            return Err(EngineError::NetworkInUse {
                name: name.to_owned(),
                id,
                endpoints,
            });
        }
        if self.simulation.is_some() {
            for container in self.containers.values_mut() {
                if container.endpoints.contains_key(name) {
                    let lost = &mut container.life.lost_networks;
                    lost.insert(name.to_owned(), id.clone());
                }
            }
            self.emit_network(name, "destroy", &[]);
        }
        self.networks.shift_remove(name);
        Ok(())
    }

    /// Removes a volume.
    ///
    /// # Errors
    /// There is none, or a container uses it.
    pub fn remove_volume(&mut self, name: &str) -> Result<(), EngineError> {
        if !self.volumes.contains_key(name) {
            return Err(EngineError::NoSuchVolume {
                name: name.to_owned(),
            });
        }
        if let Some(container) = self.users_of_volume(name).first() {
            return Err(EngineError::VolumeInUse {
                name: name.to_owned(),
                container: container.id.clone(),
            });
        }
        self.volumes.shift_remove(name);
        Ok(())
    }
}

/// Refuses a container name that engines do not allow.
pub(super) fn check_name(name: &str) -> Result<(), EngineError> {
    let mut chars = name.chars();
    let starts_well = chars.next().is_some_and(|it| it.is_ascii_alphanumeric());
    let goes_on_well = chars.all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-'));
    if starts_well && goes_on_well && name.len() >= 2 {
        return Ok(());
    }
    Err(EngineError::BadName {
        name: name.to_owned(),
    })
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
