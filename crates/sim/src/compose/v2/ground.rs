//! What containers stand on: images, networks and volumes.
//!
//! Source: `pkg/compose/{build,pull,create}.go`.

use super::containers::{Oneoff, Seen, Which};
use super::hash::{digest, image_id, image_name};
use super::model::{Model, Net, Svc, Vol};
use super::progress::Kind;
use super::{Compose, Failure, labels};
use linkyard_core::images::{FactsSource, canonical_reference};
use linkyard_core::op::BuildSpec;
use linkyard_core::world::{EngineError, Volume};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be done about images before containers are created.
#[derive(Clone, Debug, Default)]
pub(super) struct ImageOptions {
    /// `None` with `--no-build`; else the services to build, all if none is named.
    pub(super) build: Option<Vec<String>>,
}

impl Compose<'_> {
    /// Pulls and builds what is missing, and notes the id of each service's image.
    ///
    /// # Errors
    /// An image cannot be had.
    pub(super) fn ensure_images(
        &mut self,
        model: &mut Model,
        options: &ImageOptions,
    ) -> Result<(), Failure> {
        for service in model.services.values() {
            if service.image.is_empty() && !service.is_built() {
                return Err(Failure::new(format!(
                    "invalid service \"{}\". Must specify either image or build",
                    service.name
                )));
            }
        }
        let needed: Vec<Svc> = model
            .in_order()
            .into_iter()
            .filter(|it| self.must_pull(it))
            .cloned()
            .collect();
        let mut failed = None;
        let outcomes: Vec<(&Svc, Result<(), Failure>)> = self.progress("Running", |it| {
            let pulls = needed.iter();
            pulls
                .map(|service| (service, it.pull_service(model, service)))
                .collect()
        });
        for (service, outcome) in outcomes {
            if let Err(failure) = outcome {
                let is_built = service.is_built()
                    || model
                        .services
                        .values()
                        .any(|it| it.image == service.image && it.is_built());
                if !is_built {
                    failed.get_or_insert(failure);
                }
            }
        }
        if let Some(failure) = failed {
            return Err(failure);
        }
        if let Some(services) = &options.build {
            let force = false;
            self.build_images(model, services, force)?;
        }
        let separator = self.separator();
        let ids: BTreeMap<String, String> = model
            .services
            .values()
            .map(|it| (it.name.clone(), image_name(model, it, separator)))
            .filter(|(_, image)| self.machine.world.has_image(image))
            .map(|(name, image)| (name, image_id(&self.machine.world, &image)))
            .collect();
        for service in model.services.values_mut() {
            service.image_id = ids.get(&service.name).cloned();
        }
        Ok(())
    }

    fn must_pull(&self, service: &Svc) -> bool {
        if service.image.is_empty() {
            return false;
        }
        match service.pull_policy.as_str() {
            "always" => true,
            "never" | "build" => false,
            _ => !self.machine.world.has_image(&service.image),
        }
    }

    /// Pulls the image of a service.
    ///
    /// # Errors
    /// The registry does not have it.
    pub(super) fn pull_service(&mut self, model: &Model, service: &Svc) -> Result<(), Failure> {
        self.event_with_text(&service.name, Kind::Working, "Pulling", "");
        let is_built = |it: &Svc| it.is_built() && it.image == service.image;
        let outcome = if model.services.values().any(is_built) && !self.is_public(&service.image) {
            // What the project builds lies in no registry.
            let canonical = canonical_reference(&service.image);
            let name = canonical
                .rsplit_once(':')
                .map_or(canonical.as_str(), |it| it.0);
            Err(EngineError::PullDenied {
                image: name.to_owned(),
            })
        } else {
            self.machine.world.pull(&service.image)
        };
        match outcome {
            Ok(()) => {
                self.event_with_text(&service.name, Kind::Done, "Pulled", "");
                Ok(())
            }
            Err(err) => {
                let (kind, text) = if service.is_built() {
                    (Kind::Warning, "Warning")
                } else {
                    (Kind::Error, "Error")
                };
                self.event_with_text(&service.name, kind, text, &err.to_string());
                Err(Failure::from(err))
            }
        }
    }

    fn is_public(&self, image: &str) -> bool {
        let facts = self.machine.world.images.get(image);
        facts.is_some_and(|it| it.source == FactsSource::BuiltIn)
    }

    /// Builds the images of `services`, all if none is named: those that are missing, or all with `force`.
    ///
    /// # Errors
    /// There is no Dockerfile, or it cannot be built here.
    pub(super) fn build_images(
        &mut self,
        model: &Model,
        services: &[String],
        force: bool,
    ) -> Result<(), Failure> {
        let separator = self.separator();
        let wanted: Vec<(BuildSpec, String)> = model
            .in_order()
            .into_iter()
            .filter(|it| services.is_empty() || services.contains(&it.name))
            .filter_map(|it| {
                let build = it.service.as_ref()?.build.as_ref()?.value.clone();
                Some((it, build, image_name(model, it, separator)))
            })
            .filter(|(it, _, image)| {
                force || it.pull_policy == "build" || !self.machine.world.has_image(image)
            })
            .map(|(_, build, image)| (build, image))
            .collect();
        for (build, image) in wanted {
            if build.is_remote() {
                return Err(Failure::new(format!(
                    "linkyard: a build from {} is not simulated: nothing is fetched",
                    build.context
                )));
            }
            let names = [image.clone()];
            crate::building::build(self.machine, &build, &names, false).map_err(Failure::new)?;
            self.event(&image, Kind::Done, "Built");
        }
        Ok(())
    }

    /// Makes the networks that are missing. Gives their full names by key.
    ///
    /// # Errors
    /// One is external and is not there, or belongs to somebody else, or the engine refuses it.
    pub(super) fn ensure_networks(&mut self, model: &Model) -> Result<(), Failure> {
        for (key, network) in &model.networks {
            if network.external {
                if !self.machine.world.networks.contains_key(&network.name) {
                    return Err(Failure::new(format!(
                        "network {} declared as external, but could not be found",
                        network.name
                    )));
                }
                continue;
            }
            self.ensure_network(model, key, network)?;
        }
        Ok(())
    }

    fn ensure_network(&mut self, model: &Model, key: &str, network: &Net) -> Result<(), Failure> {
        let name = &network.name;
        let hash = digest(&network.text);
        let mut left = Vec::new();
        if let Some(there) = self.machine.world.networks.get(name) {
            let label = |key: &str| there.spec.labels.get(key).cloned();
            let warning = match label(labels::PROJECT) {
                None => Some(format!(
                    "a network with name {name} exists but was not created by compose.\nSet `external: true` to use an existing network"
                )),
                Some(project) if project != model.name => Some(format!(
                    "a network with name {name} exists but was not created for project \"{}\".\nSet `external: true` to use an existing network",
                    model.name
                )),
                Some(_) => None,
            };
            let key_label = label(labels::NETWORK).unwrap_or_default();
            let old_hash = label(labels::CONFIG_HASH).unwrap_or_default();
            if let Some(it) = warning {
                self.warn(&it);
            }
            if key_label != key {
                return Err(Failure::new(format!(
                    "network {name} was found but has incorrect label {} set to \"{key_label}\" (expected: \"{key}\")",
                    labels::NETWORK
                )));
            }
            if old_hash.is_empty() || old_hash == hash {
                return Ok(());
            }
            left = self.remove_diverged_network(model, key, name)?;
        }
        let event = format!("Network {name}");
        self.event(&event, Kind::Working, "Creating");
        let mut spec = network.spec.clone();
        spec.labels.insert(labels::CONFIG_HASH.to_owned(), hash);
        if let Err(err) = self.machine.world.create_network(name, &spec) {
            self.event(&event, Kind::Error, "Error");
            return Err(Failure::new(format!(
                "failed to create network {name}: Error response from daemon: {err}"
            )));
        }
        self.event(&event, Kind::Done, "Created");
        for id in left {
            if let Some(container) = self.name_of(&id) {
                self.machine
                    .world
                    .connect(name, &container, &Default::default())?;
            }
        }
        Ok(())
    }

    /// Stops what is on a network whose settings changed, and removes the network. Gives the containers.
    fn remove_diverged_network(
        &mut self,
        model: &Model,
        key: &str,
        name: &str,
    ) -> Result<Vec<String>, Failure> {
        let users: Vec<String> = model
            .services
            .values()
            .filter(|it| {
                let networks = it.document.get("networks");
                networks.is_some_and(|it| it.get(key).is_some())
            })
            .map(|it| it.name.clone())
            .collect();
        self.stop_services(model, &users, None)?;
        let containers = self.containers(&model.name, Oneoff::Exclude, Which::All, &users);
        for it in &containers {
            self.machine.world.disconnect(name, &it.name)?;
        }
        self.machine.world.remove_network(name)?;
        self.event(&format!("Network {name}"), Kind::Done, "Removed");
        Ok(containers.into_iter().map(|it| it.id).collect())
    }

    /// Makes the volumes that are missing.
    ///
    /// # Errors
    /// One is external and is not there.
    pub(super) fn ensure_volumes(&mut self, model: &Model, yes: bool) -> Result<(), Failure> {
        for volume in model.volumes.values() {
            self.ensure_volume(model, volume, yes)?;
        }
        Ok(())
    }

    fn ensure_volume(&mut self, model: &Model, volume: &Vol, yes: bool) -> Result<(), Failure> {
        let name = &volume.name;
        let Some(there) = self.machine.world.volumes.get(name) else {
            if volume.external {
                return Err(Failure::new(format!(
                    "external volume \"{name}\" not found"
                )));
            }
            self.create_volume(volume);
            return Ok(());
        };
        if volume.external {
            return Ok(());
        }
        let project = there.labels.get(labels::PROJECT).cloned();
        let old_hash = there.labels.get(labels::CONFIG_HASH).cloned();
        match project {
            None => self.warn(&format!(
                "volume \"{name}\" already exists but was not created by Docker Compose. Use `external: true` to use an existing volume"
            )),
            Some(it) if it != model.name => self.warn(&format!(
                "volume \"{name}\" already exists but was created for project \"{it}\" (expected \"{}\"). Use `external: true` to use an existing volume",
                model.name
            )),
            Some(_) => {}
        }
        if old_hash.is_some_and(|it| it != digest(&volume.text)) {
            let message = format!(
                "Volume \"{name}\" exists but doesn't match configuration in compose file. Recreate (data will be lost)?"
            );
            if yes || self.confirm(&message) {
                self.remove_diverged_volume(model, volume)?;
                self.create_volume(volume);
            }
        }
        Ok(())
    }

    /// Asks a question to which nobody answers, as with an empty pipe: the answer is no.
    pub(super) fn confirm(&mut self, message: &str) -> bool {
        self.output.out(message);
        false
    }

    fn create_volume(&mut self, volume: &Vol) {
        let event = format!("Volume {}", volume.name);
        self.event(&event, Kind::Working, "Creating");
        let mut all_labels = volume.labels.clone();
        all_labels.insert(labels::CONFIG_HASH.to_owned(), digest(&volume.text));
        self.machine
            .world
            .volumes
            .insert(volume.name.clone(), Volume { labels: all_labels });
        self.event(&event, Kind::Done, "Created");
    }

    fn remove_diverged_volume(&mut self, model: &Model, volume: &Vol) -> Result<(), Failure> {
        let key = model
            .volumes
            .iter()
            .find(|(_, it)| it.name == volume.name)
            .map(|(key, _)| key.clone())
            .unwrap_or_default();
        let users: Vec<String> = model
            .services
            .values()
            .filter(|it| {
                it.service
                    .iter()
                    .flat_map(|it| &it.mounts)
                    .any(|it| it.source == key)
            })
            .map(|it| it.name.clone())
            .collect();
        self.stop_services(model, &users, None)?;
        let containers = self.containers(&model.name, Oneoff::Exclude, Which::All, &users);
        self.remove_all(&containers, Default::default())?;
        self.machine.world.remove_volume(&volume.name)?;
        Ok(())
    }

    /// Removes the networks of a project, those that are not in use.
    pub(super) fn remove_networks(&mut self, model: &Model) -> Result<bool, Failure> {
        let mut any = false;
        for (key, network) in &model.networks {
            if network.external {
                continue;
            }
            any = true;
            let is_ours = self.machine.world.networks.iter().any(|(name, it)| {
                name == &network.name
                    && it.spec.labels.get(labels::PROJECT) == Some(&model.name)
                    && it.spec.labels.get(labels::NETWORK) == Some(key)
            });
            if !is_ours {
                continue;
            }
            let event = format!("Network {}", network.name);
            self.event(&event, Kind::Working, "Removing");
            let is_used = self.machine.world.containers.values().any(|it| {
                it.endpoints
                    .get(&network.name)
                    .is_some_and(|it| it.address.is_some())
            });
            if is_used {
                self.event(&event, Kind::Warning, "Resource is still in use");
                continue;
            }
            if let Err(err) = self.machine.world.remove_network(&network.name) {
                self.event(&event, Kind::Error, "Error");
                return Err(Failure::new(format!(
                    "failed to remove network {}: Error response from daemon: {err}",
                    network.name
                )));
            }
            self.event(&event, Kind::Done, "Removed");
        }
        Ok(any)
    }

    /// Removes the volumes of a project.
    pub(super) fn remove_volumes(&mut self, model: &Model) -> Result<bool, Failure> {
        let mut any = false;
        for volume in model.volumes.values().filter(|it| !it.external) {
            any = true;
            if !self.machine.world.volumes.contains_key(&volume.name) {
                continue;
            }
            let event = format!("Volume {}", volume.name);
            self.event(&event, Kind::Working, "Removing");
            match self.machine.world.remove_volume(&volume.name) {
                Ok(()) => self.event(&event, Kind::Done, "Removed"),
                Err(EngineError::VolumeInUse { .. }) => {
                    self.event(&event, Kind::Warning, "Resource is still in use");
                }
                Err(err) => return Err(err.into()),
            }
        }
        Ok(any)
    }

    /// Removes the images of a project: all that its services name, or only those that it built.
    pub(super) fn remove_images(&mut self, model: &Model, all: bool) -> Result<bool, Failure> {
        let separator = self.separator();
        let mut images = BTreeSet::new();
        for service in model.services.values() {
            let image = image_name(model, service, separator);
            let is_chosen = service.image.is_empty() || service.is_built() || all;
            if is_chosen && self.machine.world.has_image(&image) {
                images.insert(canonical_reference(&image));
            }
        }
        for image in &images {
            let event = format!("Image {image}");
            self.event(&event, Kind::Working, "Removing");
            match self.machine.world.remove_image(image, false) {
                Ok(()) => self.event(&event, Kind::Done, "Removed"),
                Err(EngineError::ImageInUse { .. }) => {
                    self.event(&event, Kind::Warning, "Resource is still in use");
                }
                Err(EngineError::NoSuchImage { .. }) => {
                    self.event(&event, Kind::Done, "Warning: No resource found to remove");
                }
                Err(err) => return Err(err.into()),
            }
        }
        Ok(!images.is_empty())
    }

    /// Stops the containers of `services`, dependents first.
    pub(super) fn stop_services(
        &mut self,
        model: &Model,
        services: &[String],
        timeout: Option<u32>,
    ) -> Result<(), Failure> {
        let containers = self.containers(&model.name, Oneoff::Exclude, Which::All, &[]);
        self.for_each_wave(model, |compose, wave| {
            let own: Vec<Seen> = containers
                .iter()
                .filter(|it| wave.iter().any(|name| name == it.service()))
                .filter(|it| services.iter().any(|name| name == it.service()))
                .cloned()
                .collect();
            compose.stop_batch(&own, timeout, None)
        })
    }
}
