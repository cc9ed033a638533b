//! Stopping, killing, freezing, restarting and removing.
//!
//! Source: `pkg/compose/{stop,down,kill,pause,remove,restart}.go`.

use super::containers::{Oneoff, Seen, Which, label};
use super::model::{Along, Model};
use super::progress::Kind;
use super::{Compose, Failure, labels};
use linkyard_core::world::{EngineError, Removal, Signal};

/// What `down` removes besides containers and networks.
#[derive(Clone, Debug, Default)]
pub(super) struct DownOptions {
    pub(super) services: Vec<String>,
    pub(super) remove_orphans: bool,
    pub(super) volumes: bool,
    /// `--rmi`.
    pub(super) images: Option<String>,
    pub(super) timeout: Option<u32>,
}

impl Compose<'_> {
    /// Stops containers at the same time, and removes each as soon as it is down if `removal` says so.
    ///
    /// # Errors
    /// The engine's first refusal.
    pub(super) fn stop_batch(
        &mut self,
        containers: &[Seen],
        timeout: Option<u32>,
        removal: Option<Removal>,
    ) -> Result<(), Failure> {
        let mut failed = None;
        let mut names = Vec::with_capacity(containers.len());
        for it in containers {
            let event = it.progress_name();
            self.event(&event, Kind::Working, "Stopping");
            if let Some(name) = self.name_of(&it.id) {
                names.push(name);
                continue;
            }
            self.event(&event, Kind::Error, "Error while Stopping");
            if removal.is_some() {
                self.event(&event, Kind::Done, "Removed");
            } else {
                let name = it.id.clone();
                failed.get_or_insert(EngineError::NoSuchContainer { name }.into());
            }
        }
        for name in self.machine.world.stop_together(&names, timeout)? {
            let event = format!("Container {name}");
            self.event(&event, Kind::Done, "Stopped");
            let Some(removal) = removal else {
                continue;
            };
            self.event(&event, Kind::Working, "Removing");
            // One that removes itself is gone by now.
            if self.machine.world.containers.contains_key(&name)
                && let Err(err) = self.machine.world.remove(&name, removal)
            {
                self.event(&event, Kind::Error, "Error while Removing");
                failed.get_or_insert(err.into());
                continue;
            }
            self.event(&event, Kind::Done, "Removed");
        }
        failed.map_or(Ok(()), Err)
    }

    /// Stops and removes containers at the same time.
    ///
    /// # Errors
    /// The engine's first refusal.
    pub(super) fn stop_and_remove(
        &mut self,
        containers: &[Seen],
        timeout: Option<u32>,
        volumes: bool,
    ) -> Result<(), Failure> {
        let removal = Removal {
            force: true,
            volumes,
        };
        self.stop_batch(containers, timeout, Some(removal))
    }

    /// Removes containers as they are.
    ///
    /// # Errors
    /// The engine's first refusal.
    pub(super) fn remove_all(
        &mut self,
        containers: &[Seen],
        removal: Removal,
    ) -> Result<(), Failure> {
        let mut failed = None;
        for it in containers {
            let event = it.progress_name();
            self.event(&event, Kind::Working, "Removing");
            let name = self.name_of(&it.id).unwrap_or_else(|| it.name.clone());
            match self.machine.world.remove(&name, removal) {
                Ok(()) => self.event(&event, Kind::Done, "Removed"),
                Err(err) => {
                    failed.get_or_insert(Failure::from(err));
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// The project as its containers, networks and volumes on the engine tell; nothing of it is required.
    pub(super) fn project_of_resources(&self, name: &str, containers: &[Seen]) -> Model {
        let own: Vec<Seen> = containers
            .iter()
            .filter(|it| !it.is_oneoff())
            .cloned()
            .collect();
        let mut res = Model::of_containers(name, &own, &[]).unwrap_or_else(|_| Model {
            name: name.to_owned(),
            ..Model::default()
        });
        for service in res.services.values_mut() {
            for dep in service.depends_on.values_mut() {
                dep.required = false;
            }
        }
        let world = &self.machine.world;
        let of_project =
            |it: &std::collections::BTreeMap<String, String>| label(it, labels::PROJECT) == name;
        for (full, volume) in world
            .volumes
            .iter()
            .filter(|(_, it)| of_project(&it.labels))
        {
            res.volumes.insert(
                label(&volume.labels, labels::VOLUME).to_owned(),
                super::model::Vol {
                    name: full.clone(),
                    ..Default::default()
                },
            );
        }
        for (full, network) in world
            .networks
            .iter()
            .filter(|(_, it)| of_project(&it.spec.labels))
        {
            res.networks.insert(
                label(&network.spec.labels, labels::NETWORK).to_owned(),
                super::model::Net {
                    name: full.clone(),
                    ..Default::default()
                },
            );
        }
        res
    }

    /// `stop`.
    ///
    /// # Errors
    /// The engine's refusal.
    pub(super) fn stop(
        &mut self,
        model: Option<Model>,
        name: &str,
        services: &[String],
        timeout: Option<u32>,
    ) -> Result<(), Failure> {
        let containers = self.containers(name, Oneoff::Exclude, Which::All, &[]);
        let model = model.unwrap_or_else(|| self.project_of_resources(name, &containers));
        let services = if services.is_empty() {
            model.names()
        } else {
            services.to_vec()
        };
        self.stop_services(&model, &services, timeout)
    }

    /// `down`.
    ///
    /// # Errors
    /// No such service, or the engine's refusal.
    pub(super) fn down(
        &mut self,
        model: Option<Model>,
        name: &str,
        options: &DownOptions,
    ) -> Result<(), Failure> {
        let oneoff = if options.remove_orphans {
            Oneoff::Include
        } else {
            Oneoff::Exclude
        };
        let containers = self.containers(name, oneoff, Which::All, &[]);
        let is_given = model.is_some();
        let model = model.unwrap_or_else(|| self.project_of_resources(name, &containers));
        let mut services = Vec::new();
        for service in &options.services {
            match model.service(service) {
                Ok(_) => services.push(service.clone()),
                Err(failure) if is_given => return Err(failure),
                Err(_) => {}
            }
        }
        if !options.services.is_empty() && services.is_empty() {
            let text = format!(
                "Any of the services [{}] not running in project \"{name}\"",
                options.services.join(" ")
            );
            self.log("info", &text);
            return Ok(());
        }
        let chosen = if services.is_empty() {
            None
        } else {
            Some(model.closure(&services, Along::Dependents)?)
        };
        self.for_each_wave(&model, |compose, wave| {
            let own: Vec<Seen> = containers
                .iter()
                .filter(|it| wave.iter().any(|name| name == it.service()))
                .filter(|it| chosen.as_ref().is_none_or(|all| all.contains(it.service())))
                .cloned()
                .collect();
            compose.stop_and_remove(&own, options.timeout, options.volumes)
        })?;
        if options.remove_orphans {
            let orphans: Vec<Seen> = containers
                .iter()
                .filter(|it| model.is_orphan(it))
                .cloned()
                .collect();
            self.stop_and_remove(&orphans, options.timeout, false)?;
        }
        let images = options.images.as_deref();
        let is_empty = containers.is_empty()
            && model.networks.values().all(|it| it.external)
            && (!options.volumes || model.volumes.values().all(|it| it.external))
            && images.is_none();
        if is_empty {
            self.warn(&format!(
                "Warning: No resource found to remove for project \"{name}\"."
            ));
        }
        self.remove_networks(&model)?;
        if let Some(images) = images {
            self.remove_images(&model, images == "all")?;
        }
        if options.volumes {
            self.remove_volumes(&model)?;
        }
        Ok(())
    }

    /// `kill`.
    ///
    /// # Errors
    /// The engine's refusal.
    pub(super) fn kill(
        &mut self,
        model: Option<Model>,
        name: &str,
        services: &[String],
        signal: &str,
        remove_orphans: bool,
    ) -> Result<(), Failure> {
        let mut containers = self.containers(name, Oneoff::Include, Which::Running, services);
        let model = model.unwrap_or_else(|| self.project_of_resources(name, &containers));
        if !remove_orphans {
            containers.retain(|it| model.services.contains_key(it.service()));
        }
        if containers.is_empty() {
            self.output.err("no container to kill");
            return Ok(());
        }
        let mut failed = None;
        for it in &containers {
            let event = it.progress_name();
            self.event(&event, Kind::Working, "Killing");
            let outcome = match Signal::parse(signal) {
                Some(signal) => self
                    .machine
                    .world
                    .kill(&it.name, signal)
                    .map_err(Failure::from),
                None => Err(Failure::new(format!(
                    "Error response from daemon: Invalid signal: {signal}"
                ))),
            };
            match outcome {
                Ok(()) => self.event(&event, Kind::Done, "Killed"),
                Err(failure) => {
                    self.event(&event, Kind::Error, "Error while Killing");
                    failed.get_or_insert(failure);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// `restart`.
    ///
    /// # Errors
    /// No such service, the engine's refusal, or something that is waited for fails.
    pub(super) fn restart(
        &mut self,
        model: Option<Model>,
        name: &str,
        services: &[String],
        timeout: Option<u32>,
        no_deps: bool,
    ) -> Result<(), Failure> {
        let containers = self.containers(name, Oneoff::Exclude, Which::All, &[]);
        let mut model = model.unwrap_or_else(|| self.project_of_resources(name, &containers));
        if no_deps {
            model.select(services, Along::Nobody)?;
        }
        for service in model.services.values_mut() {
            service.depends_on.retain(|_, it| it.restart);
        }
        model.select(services, Along::Dependents)?;
        let model = &model;
        self.for_each_service(model, |compose, service| {
            let Some(written) = model.services.get(service) else {
                return Ok(());
            };
            compose.wait_for(model, service, &written.depends_on, &containers, 0)?;
            let own: Vec<&Seen> = containers
                .iter()
                .filter(|it| it.service() == service)
                .collect();
            let names: Vec<String> = own.iter().map(|it| it.name.clone()).collect();
            for it in &own {
                compose.event(&it.progress_name(), Kind::Working, "Restarting");
            }
            compose.machine.world.stop_together(&names, timeout)?;
            let mut failed = None;
            for it in own {
                match compose.machine.world.restart_container(&it.name, timeout) {
                    Ok(()) => compose.event(&it.progress_name(), Kind::Done, "Started"),
                    Err(err) => {
                        failed.get_or_insert(Failure::from(err));
                    }
                }
            }
            failed.map_or(Ok(()), Err)
        })
    }

    /// `pause`, and `unpause` with `thaw`.
    ///
    /// # Errors
    /// The engine's first refusal.
    pub(super) fn freeze(
        &mut self,
        model: Option<Model>,
        name: &str,
        services: &[String],
        thaw: bool,
    ) -> Result<(), Failure> {
        let mut containers = self.containers(name, Oneoff::Exclude, Which::Running, services);
        if let Some(model) = &model {
            containers.retain(|it| model.services.contains_key(it.service()));
        }
        let mut failed = None;
        for it in &containers {
            let outcome = if thaw {
                self.machine.world.unpause(&it.name)
            } else {
                self.machine.world.pause(&it.name)
            };
            match outcome {
                Ok(()) => {
                    let word = if thaw { "Unpaused" } else { "Paused" };
                    self.event(&it.progress_name(), Kind::Done, word);
                }
                Err(err) => {
                    failed.get_or_insert(Failure::from(err));
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// `rm`.
    ///
    /// # Errors
    /// The engine's first refusal.
    pub(super) fn remove_stopped(
        &mut self,
        model: Option<Model>,
        name: &str,
        services: &[String],
        stop: bool,
        removal: Removal,
    ) -> Result<(), Failure> {
        if stop {
            let model = model.clone();
            self.progress("Stopping", |it| it.stop(model, name, services, None))?;
        }
        let mut containers = self.containers(name, Oneoff::Exclude, Which::All, services);
        if let Some(model) = &model {
            containers.retain(|it| model.services.contains_key(it.service()));
        }
        containers.retain(|it| !it.state.is_up());
        if containers.is_empty() {
            self.output.err("No stopped containers\n");
            return Ok(());
        }
        let names: Vec<&str> = containers.iter().map(|it| it.name.as_str()).collect();
        let message = format!("Going to remove {}", names.join(", "));
        if removal.force {
            self.output.out(format!("{message}\n"));
        } else if !self.confirm(&message) {
            return Ok(());
        }
        self.progress("Removing", |it| it.remove_all(&containers, removal))
    }
}
