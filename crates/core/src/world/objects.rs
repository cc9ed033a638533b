//! Networks, volumes and images on the simulated engine.

use super::{Endpoint, EngineError, Fault, MountPoint, MountPointKind, World, hosts};
use crate::images::canonical_reference;
use crate::op::{EndpointSpec, NetworkMode};
use std::collections::BTreeMap;

impl World {
    /// Attaches a container to one more network; one that runs gets an address at once.
    ///
    /// # Errors
    /// No such network, it is there already, or the container has no stack of its own.
    pub fn connect(
        &mut self,
        network: &str,
        name: &str,
        spec: &EndpointSpec,
    ) -> Result<(), EngineError> {
        if !self.networks.contains_key(network) {
            return Err(EngineError::NoSuchNetwork {
                name: network.to_owned(),
            });
        }
        let container = self.container_mut(name)?;
        match container.spec.network {
            NetworkMode::Host | NetworkMode::Container { .. } => {
                return Err(EngineError::SharedStack);
            }
            NetworkMode::None => return Err(EngineError::PrivateStack),
            NetworkMode::DefaultBridge | NetworkMode::User { .. } => {}
        }
        if container.endpoints.contains_key(network) {
            return Err(EngineError::EndpointExists {
                name: name.to_owned(),
                network: network.to_owned(),
            });
        }
        let links = spec.links.iter();
        let endpoint = Endpoint {
            address: None,
            aliases: spec.aliases.clone(),
            links: links
                .map(|it| format!("{}:{}", it.source, it.alias))
                .collect(),
        };
        container.endpoints.insert(network.to_owned(), endpoint);
        container.life.lost_networks.remove(network);
        let is_up = container.state.is_up();
        let id = container.id.clone();
        if is_up {
            self.give_address(name, network, spec.ipv4_address.clone())?;
            if let Some(container) = self.containers.get(name) {
                let own = hosts::own_line(self, container, network);
                let container = self.container_mut(name)?;
                container.hosts.extend(own);
            }
        }
        self.emit_network(network, "connect", &[("container", id)]);
        Ok(())
    }

    /// Takes a container off a network.
    ///
    /// # Errors
    /// No such network, or the container is not on it.
    pub fn disconnect(&mut self, network: &str, name: &str) -> Result<(), EngineError> {
        if !self.networks.contains_key(network) {
            return Err(EngineError::NoSuchNetwork {
                name: network.to_owned(),
            });
        }
        let forgets_all = self.profile.forgets_all_own_lines();
        let container = self.container_mut(name)?;
        let id = container.id.clone();
        let Some(endpoint) = container.endpoints.shift_remove(network) else {
            return Err(EngineError::NotConnected {
                id,
                network: network.to_owned(),
            });
        };
        container.hosts.retain(|it| match &it.origin {
            super::HostsOrigin::Own { network: own } => own != network && !forgets_all,
            _ => true,
        });
        if let Some(address) = endpoint.address.and_then(|it| it.parse().ok())
            && let Some(pool) = self
                .networks
                .get_mut(network)
                .and_then(|it| it.pool.as_mut())
        {
            pool.release(address);
        }
        self.emit_network(network, "disconnect", &[("container", id)]);
        Ok(())
    }

    /// What the engine does about volumes before it looks at links: it asks for the containers of `volumes_from`, and makes
    /// the volumes with a name. They stay even if the container is refused afterwards.
    pub(super) fn prepare_volumes(
        &mut self,
        spec: &crate::op::ContainerSpec,
    ) -> Result<(), EngineError> {
        for from in &spec.volumes_from {
            let (source, mode) = from.split_once(':').unwrap_or((from, "rw"));
            if !matches!(mode, "rw" | "ro" | "z" | "Z") {
                return Err(EngineError::BadMode {
                    mode: mode.to_owned(),
                });
            }
            self.resolve(source)?;
        }
        for bind in &spec.binds {
            let source = bind.split(':').next().unwrap_or_default();
            if !source.starts_with(['/', '.', '~']) && !self.volumes.contains_key(source) {
                self.volumes
                    .insert(source.to_owned(), super::Volume::default());
            }
        }
        Ok(())
    }

    /// Makes the volumes that a new container needs: the named ones that are not there, and anonymous ones for the
    /// paths that nothing is mounted on.
    pub(super) fn make_volumes(&mut self, name: &str) {
        let Some(container) = self.containers.get(name) else {
            return;
        };
        let spec = std::sync::Arc::clone(&container.spec);
        let mut mounts: Vec<MountPoint> = Vec::new();
        for bind in &spec.binds {
            let mut parts = bind.split(':');
            let (source, target) = (parts.next().unwrap_or_default(), parts.next());
            let Some(target) = target else { continue };
            let is_volume = !source.starts_with(['/', '.', '~']);
            if is_volume && !self.volumes.contains_key(source) {
                self.volumes
                    .insert(source.to_owned(), super::Volume::default());
            }
            mounts.push(MountPoint {
                source: source.to_owned(),
                target: target.to_owned(),
                kind: if is_volume {
                    MountPointKind::Volume
                } else {
                    MountPointKind::Bind
                },
                is_read_only: parts
                    .next()
                    .is_some_and(|it| it.split(',').any(|it| it == "ro")),
            });
        }
        for from in &spec.volumes_from {
            let (source, mode) = from.split_once(':').unwrap_or((from, "rw"));
            let Ok(source) = self.resolve(source).and_then(|it| self.container(&it)) else {
                continue;
            };
            for mount in &source.life.mounts {
                if !mounts.iter().any(|it| it.target == mount.target) {
                    let mut mount = mount.clone();
                    mount.is_read_only |= mode == "ro";
                    mounts.push(mount);
                }
            }
        }
        let facts = self.images.get(&spec.image);
        let of_image: Vec<String> = facts
            .into_iter()
            .flat_map(|it| it.volumes.iter().cloned())
            .collect();
        for path in spec.volumes.iter().chain(&of_image) {
            if !mounts.iter().any(|it| it.target == *path) {
                mounts.push(MountPoint {
                    source: self.create_anonymous_volume(),
                    target: path.clone(),
                    kind: MountPointKind::AnonymousVolume,
                    is_read_only: false,
                });
            }
        }
        if let Some(container) = self.containers.get_mut(name) {
            container.life.mounts = mounts;
        }
    }

    /// The id of a network: drawn when it was created.
    pub fn network_id(&self, name: &str) -> Option<&str> {
        let ids = &self.simulation.as_ref()?.network_ids;
        ids.get(name).map(String::as_str)
    }

    /// Creates a volume without a name.
    pub fn create_anonymous_volume(&mut self) -> String {
        let name = self.draw_id();
        self.volumes.insert(name.clone(), super::Volume::default());
        name
    }

    /// The containers that use a volume, running or not.
    pub fn users_of_volume(&self, volume: &str) -> Vec<&super::Container> {
        self.containers
            .values()
            .filter(|it| {
                let named = it
                    .spec
                    .binds
                    .iter()
                    .any(|bind| bind.split(':').next() == Some(volume));
                named || it.life.mounts.iter().any(|it| it.source == volume)
            })
            .collect()
    }

    /// Whether the engine has an image, by any of its names.
    pub fn has_image(&self, reference: &str) -> bool {
        self.present_images
            .contains(&canonical_reference(reference))
    }

    /// Pulls an image.
    ///
    /// # Errors
    /// Somebody said that the registry does not have it.
    pub fn pull(&mut self, reference: &str) -> Result<(), EngineError> {
        let canonical = canonical_reference(reference);
        let faults = self.simulation.as_ref().map(|it| it.faults.as_slice());
        let is_missing = faults.into_iter().flatten().any(|it| {
            matches!(it, Fault::ImageMissing { image } if canonical_reference(image) == canonical)
        });
        if is_missing {
            return Err(EngineError::PullDenied {
                image: repository(&canonical).to_owned(),
            });
        }
        self.add_image(&canonical);
        Ok(())
    }

    /// Makes an image present, as a build does.
    pub fn add_image(&mut self, reference: &str) {
        let canonical = canonical_reference(reference);
        let now = self.now();
        if let Some(simulation) = &mut self.simulation {
            simulation.image_times.insert(canonical.clone(), now);
        }
        self.present_images.insert(canonical);
    }

    /// Takes an image away.
    ///
    /// # Errors
    /// It is not here, or a container was made from it and `force` is not given.
    pub fn remove_image(&mut self, reference: &str, force: bool) -> Result<(), EngineError> {
        let canonical = canonical_reference(reference);
        if !self.present_images.contains(&canonical) {
            return Err(EngineError::NoSuchImage { image: canonical });
        }
        let user = self
            .containers
            .values()
            .find(|it| canonical_reference(&it.spec.image) == canonical);
        if let Some(user) = user.filter(|it| it.state.is_up() || !force) {
            return Err(EngineError::ImageInUse {
                image: reference.to_owned(),
                container: user.short_id().to_owned(),
                is_running: user.state.is_up(),
            });
        }
        self.present_images.remove(&canonical);
        Ok(())
    }

    pub(super) fn emit_network(&mut self, name: &str, action: &str, more: &[(&str, String)]) {
        let id = self.network_id(name).unwrap_or(name).to_owned();
        let mut attributes = BTreeMap::from([
            ("name".to_owned(), name.to_owned()),
            ("type".to_owned(), "bridge".to_owned()),
        ]);
        attributes.extend(
            more.iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone())),
        );
        self.emit("network", action, id, attributes);
    }
}

/// The reference without its tag.
fn repository(canonical: &str) -> &str {
    canonical
        .rsplit_once(':')
        .map_or(canonical, |(name, _)| name)
}
