//! Networks, volumes and images of the project, and what is checked before any command.
//!
//! Source: `Project.from_config`, network.py, volume.py, `find_orphan_containers`.

use super::tool::{OneOff, Scope, Stop, Tool, VERSION, VERSION_LABEL};
use linkyard_core::document::Node;
use linkyard_core::load::Format;
use linkyard_core::op::{NetworkSpec, Op, labels};
use linkyard_core::plan;
use linkyard_core::project::NetworkModeRef;
use linkyard_core::world::{EngineError, Removal, Signal};
use std::collections::BTreeMap;

impl Tool<'_> {
    /// What the tool checks of every service before it does anything.
    ///
    /// # Errors
    /// Something is named that is not there.
    pub fn check_project(&mut self) -> Result<(), Stop> {
        let project = &self.project.analysis.project;
        let is_v1 = project.format == Format::V1;
        if !is_v1 {
            let used = self.used_networks();
            let unused: Vec<&str> = project
                .networks
                .keys()
                .map(String::as_str)
                .filter(|it| *it != "default" && !used.iter().any(|used| used == it))
                .collect();
            if !unused.is_empty() {
                self.warn(&format!(
                    "Some networks were defined but are not used by any service: {}",
                    unused.join(", ")
                ));
            }
        }
        for service in self.services() {
            let own = service.name.value.as_str();
            if !is_v1 && service.network_mode.is_none() {
                let undefined = plan::service_networks(service)
                    .into_iter()
                    .find(|it| it.name != "default" && !project.networks.contains_key(&it.name));
                if let Some(it) = undefined {
                    return Err(Stop::Error(format!(
                        "Service \"{own}\" uses an undefined network \"{}\"",
                        it.name
                    )));
                }
            }
            if let Some(NetworkModeRef::Container(name)) =
                service.network_mode.as_ref().map(|it| &it.value)
                && self.machine.world.resolve(name).is_err()
            {
                return Err(Stop::Error(format!(
                    "Service '{own}' uses the network stack of container '{name}' which does not exist."
                )));
            }
            for from in &service.volumes_from {
                let source = &from.source.value;
                let is_known = if from.is_container {
                    self.machine.world.resolve(source).is_ok()
                } else {
                    self.service(source).is_ok() || self.machine.world.resolve(source).is_ok()
                };
                if !is_known {
                    return Err(Stop::Error(format!(
                        "Service \"{own}\" mounts volumes from \"{source}\", which is not the name of a service or container."
                    )));
                }
            }
            if service.scale.is_some() && service.replicas.is_some() {
                return Err(Stop::Error("Both service.scale and service.deploy.replicas are set. Only one of them must be set.".to_owned()));
            }
            let ignored = self.ignored_deploy_keys(own);
            if !ignored.is_empty() {
                self.warn(&format!(
                    "The following deploy sub-keys are not supported and have been ignored: {}",
                    ignored.join(", ")
                ));
            }
        }
        Ok(())
    }

    /// Keys of the networks that services use, in the order in which they are met.
    fn used_networks(&self) -> Vec<String> {
        let mut res: Vec<String> = Vec::new();
        for service in self.services() {
            if service.network_mode.is_some() {
                continue;
            }
            for network in plan::service_networks(service) {
                if !res.contains(&network.name) {
                    res.push(network.name);
                }
            }
        }
        res
    }

    fn is_v1(&self) -> bool {
        self.project.analysis.project.format == Format::V1
    }

    /// A text that the file has under a network or volume.
    fn text_of(&self, section: &str, key: &str, field: &str) -> Option<String> {
        let document = &self.project.analysis.loaded.document;
        let value = document.get(section)?.get(key)?.get(field)?;
        Node::as_str(value).map(str::to_owned)
    }

    fn object_labels(
        &self,
        own: &BTreeMap<String, String>,
        kind: &str,
        key: &str,
    ) -> BTreeMap<String, String> {
        let mut res = own.clone();
        res.insert(labels::PROJECT.to_owned(), self.project.name().to_owned());
        res.insert(kind.to_owned(), key.to_owned());
        res.insert(VERSION_LABEL.to_owned(), VERSION.to_owned());
        res
    }

    /// Makes the networks and volumes that are missing.
    ///
    /// # Errors
    /// An external one is not there, or one is there with other settings.
    pub fn make_resources(&mut self) -> Result<(), Stop> {
        if self.is_v1() {
            return Ok(());
        }
        let project = &self.project.analysis.project;
        for key in self.used_networks() {
            let name = plan::full_network_name(project, &key);
            let settings = project.networks.get(&key).cloned().unwrap_or_default();
            let existing = self.machine.world.networks.get(&name);
            if settings.external {
                if existing.is_none() {
                    return Err(Stop::Error(format!(
                        "Network {name} declared as external, but could not be found. Please create the network manually using `docker network create {name}` and try again."
                    )));
                }
                continue;
            }
            if let Some(existing) = existing {
                let changed = |what: &str| {
                    Err(Stop::Error(format!(
                        "Network \"{name}\" needs to be recreated - {what} has changed"
                    )))
                };
                let driver = match existing.spec.driver.as_str() {
                    "" => "bridge",
                    it => it,
                };
                if !settings.driver.is_empty() && settings.driver != driver {
                    return changed("driver");
                }
                for (option, value) in &settings.driver_opts {
                    if existing.spec.driver_opts.get(option) != Some(value) {
                        return changed(&format!("option \"{option}\""));
                    }
                }
                continue;
            }
            let driver = match settings.driver.as_str() {
                "" => "the default driver".to_owned(),
                it => format!("driver \"{it}\""),
            };
            self.info(&format!("Creating network \"{name}\" with {driver}"));
            let spec = NetworkSpec {
                labels: self.object_labels(&settings.labels, labels::NETWORK, &key),
                driver: settings.driver,
                driver_opts: settings.driver_opts,
                subnet: settings.subnet,
                internal: settings.internal,
                attachable: true,
            };
            self.machine.world.create_network(&name, &spec)?;
        }
        for (key, settings) in &project.volumes {
            let name = plan::full_volume_name(project, key);
            let is_there = self.machine.world.volumes.contains_key(&name);
            if settings.external && !is_there {
                return Err(Stop::Error(format!(
                    "Volume {name} declared as external, but could not be found. Please create the volume manually using `docker volume create --name={name}` and try again."
                )));
            }
            if is_there {
                continue;
            }
            let driver = self.text_of("volumes", key, "driver");
            let driver = driver.unwrap_or_else(|| "default".to_owned());
            self.info(&format!("Creating volume \"{name}\" with {driver} driver"));
            let labels = self.object_labels(&settings.labels, labels::VOLUME, key);
            self.machine
                .world
                .apply(&Op::CreateVolume { name, labels })?;
        }
        Ok(())
    }

    /// Removes the networks of the project.
    ///
    /// # Errors
    /// One is in use.
    pub fn remove_networks(&mut self) -> Result<(), Stop> {
        if self.is_v1() {
            return Ok(());
        }
        let project = &self.project.analysis.project;
        for key in self.used_networks() {
            let name = plan::full_network_name(project, &key);
            if project.networks.get(&key).is_some_and(|it| it.external) {
                self.info(&format!("Network {name} is external, skipping"));
                continue;
            }
            self.info(&format!("Removing network {name}"));
            match self.machine.world.remove_network(&name) {
                Ok(()) => {}
                Err(EngineError::NoSuchNetwork { .. }) => {
                    self.warn(&format!("Network {name} not found."));
                }
                Err(err) => return Err(err.into()),
            }
        }
        Ok(())
    }

    /// Removes the volumes of the project.
    ///
    /// # Errors
    /// One is in use.
    pub fn remove_volumes(&mut self) -> Result<(), Stop> {
        let project = &self.project.analysis.project;
        for (key, settings) in &project.volumes {
            let name = plan::full_volume_name(project, key);
            if settings.external {
                self.info(&format!("Volume {name} is external, skipping"));
                continue;
            }
            self.info(&format!("Removing volume {name}"));
            match self.machine.world.remove_volume(&name) {
                Ok(()) => {}
                Err(EngineError::NoSuchVolume { .. }) => {
                    self.warn(&format!("Volume {name} not found."));
                }
                Err(err) => return Err(err.into()),
            }
        }
        Ok(())
    }

    /// Tells of containers of services that the file no longer has, or removes them.
    ///
    /// # Errors
    /// The engine refuses to remove one.
    pub fn tell_orphans(&mut self, removes: bool) -> Result<(), Stop> {
        let mut orphans = self.of_project(Scope::All, OneOff::Exclude);
        orphans.retain(|it| self.service(&it.service).is_err());
        if orphans.is_empty() {
            return Ok(());
        }
        if !removes {
            let names: Vec<&str> = orphans.iter().map(|it| it.name.as_str()).collect();
            self.warn(&format!("Found orphan containers ({}) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.", names.join(", ")));
            return Ok(());
        }
        for orphan in orphans {
            self.info(&format!("Removing orphan container \"{}\"", orphan.name));
            // One that does not run cannot be killed, and need not be.
            let _ = self.machine.world.kill(&orphan.name, Signal::KILL);
            let removal = Removal {
                force: true,
                volumes: false,
            };
            if self.container(&orphan.id).is_some() {
                self.machine.world.remove(&orphan.name, removal)?;
            }
        }
        Ok(())
    }
}
