//! Bringing the containers of every service to what the file wants.
//!
//! Source: `pkg/compose/{create,convergence}.go`.

use super::containers::{Oneoff, Seen, Which};
use super::ground::ImageOptions;
use super::hash::{Resolved, service_hash};
use super::model::{Model, Svc};
use super::progress::Kind;
use super::spec::SpecOptions;
use super::{Compose, Failure, labels};
use linkyard_core::world::{ContainerState, Removal};
use std::collections::BTreeMap;

/// When a container that exists is replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Recreate {
    /// When its settings changed.
    #[default]
    Diverged,
    /// Always.
    Force,
    /// Never.
    Never,
}

/// How containers are created.
#[derive(Clone, Debug, Default)]
pub(super) struct CreateOptions {
    pub(super) images: ImageOptions,
    /// Services that somebody named; all if none.
    pub(super) services: Vec<String>,
    pub(super) remove_orphans: bool,
    pub(super) ignore_orphans: bool,
    pub(super) recreate: Recreate,
    pub(super) recreate_dependencies: Recreate,
    /// Anonymous volumes go over to the new container.
    pub(super) inherit: bool,
    pub(super) timeout: Option<u32>,
    /// Every question is answered with yes.
    pub(super) yes: bool,
}

type Observed = BTreeMap<String, Vec<Seen>>;

impl Compose<'_> {
    /// Creates what is missing and replaces what changed.
    ///
    /// # Errors
    /// The first refusal.
    pub(super) fn create(
        &mut self,
        model: &mut Model,
        options: &CreateOptions,
    ) -> Result<(), Failure> {
        let services = if options.services.is_empty() {
            model.names()
        } else {
            options.services.clone()
        };
        check_container_names(model)?;
        self.ensure_images(model, &options.images)?;
        self.ensure_networks(model)?;
        self.ensure_volumes(model, options.yes)?;
        let all = self.containers(&model.name, Oneoff::Include, Which::All, &[]);
        self.orphans(model, &all, options)?;
        let mut observed: Observed = services.iter().map(|it| (it.clone(), Vec::new())).collect();
        for it in all.into_iter().filter(|it| !it.is_oneoff()) {
            observed
                .entry(it.service().to_owned())
                .or_default()
                .push(it);
        }
        let model = &*model;
        self.for_each_service(model, |compose, name| {
            let Some(service) = model.services.get(name) else {
                return Ok(());
            };
            let recreate = if services.iter().any(|it| it == name) {
                options.recreate
            } else {
                options.recreate_dependencies
            };
            compose.ensure_service(model, service, &mut observed, recreate, options)
        })
    }

    /// Removes containers of services that the file does not have, or tells of them.
    fn orphans(
        &mut self,
        model: &Model,
        all: &[Seen],
        options: &CreateOptions,
    ) -> Result<(), Failure> {
        let orphans: Vec<Seen> = all
            .iter()
            .filter(|it| model.is_orphan(it))
            .cloned()
            .collect();
        if orphans.is_empty() || options.ignore_orphans {
            return Ok(());
        }
        if options.remove_orphans {
            return self.stop_and_remove(&orphans, None, false);
        }
        let names: Vec<&str> = orphans.iter().map(|it| it.name.as_str()).collect();
        self.warn(&format!(
            "Found orphan containers ([{}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.",
            names.join(" ")
        ));
        Ok(())
    }

    fn ensure_service(
        &mut self,
        model: &Model,
        service: &Svc,
        observed: &mut Observed,
        recreate: Recreate,
        options: &CreateOptions,
    ) -> Result<(), Failure> {
        let expected = wanted(service)?;
        let resolved = self.resolve(service, observed)?;
        let mut containers = observed.get(&service.name).cloned().unwrap_or_default();
        let actual = containers.len();
        let hash = service_hash(service, &resolved);
        let is_obsolete =
            |compose: &Self, it: &Seen| compose.must_recreate(model, service, it, &hash, recreate);
        sort_for_scaling(&mut containers, |it| is_obsolete(self, it));
        let next = containers
            .iter()
            .filter_map(Seen::number)
            .max()
            .unwrap_or(0)
            + 1;
        let mut updated = Vec::new();
        let mut failed = None;
        let kept = expected.min(actual);
        let surplus = containers.split_off(kept);
        if let Err(failure) = self.stop_and_remove(&surplus, options.timeout, false) {
            failed.get_or_insert(failure);
        }
        for container in &containers {
            if is_obsolete(self, container) {
                self.stop_dependents(model, service, observed)?;
                match self.recreate(model, service, &resolved, container, options) {
                    Ok(it) => updated.push(it),
                    Err(failure) => {
                        failed.get_or_insert(failure);
                    }
                }
                continue;
            }
            match container.state {
                ContainerState::Running => {
                    self.event(&container.progress_name(), Kind::Done, "Running")
                }
                ContainerState::Created
                | ContainerState::Restarting
                | ContainerState::Exited { .. } => {}
                ContainerState::Paused | ContainerState::Dead => {
                    if let Err(failure) = self.start_again(container) {
                        failed.get_or_insert(failure);
                    }
                }
            }
            updated.push(container.clone());
        }
        for i in 0..expected.saturating_sub(actual) {
            let number = next + u32::try_from(i).unwrap_or_default();
            match self.create_one(model, service, &resolved, number) {
                Ok(it) => updated.push(it),
                Err(failure) => {
                    failed.get_or_insert(failure);
                }
            }
        }
        observed.insert(service.name.clone(), updated);
        match failed {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    fn must_recreate(
        &self,
        model: &Model,
        service: &Svc,
        it: &Seen,
        hash: &str,
        recreate: Recreate,
    ) -> bool {
        match recreate {
            Recreate::Never => return false,
            Recreate::Force => return true,
            Recreate::Diverged => {}
        }
        let changed = it.labels.get(labels::CONFIG_HASH).map(String::as_str) != Some(hash);
        let image = it
            .labels
            .get(labels::IMAGE)
            .map(String::as_str)
            .unwrap_or_default();
        let updated = image != service.image_id.as_deref().unwrap_or_default();
        if changed || updated {
            return true;
        }
        let networks = service.document.get("networks");
        let networks = networks.and_then(linkyard_core::document::Node::as_map);
        let lacks_network = networks.into_iter().flatten().any(|entry| {
            let network = model.networks.get(entry.key.as_str());
            let name = network.map(|it| it.name.as_str()).unwrap_or_default();
            !it.networks.iter().any(|it| it == name)
        });
        if it.is_running() && lacks_network {
            return true;
        }
        let mounts = service.service.iter().flat_map(|it| &it.mounts);
        let container = self
            .machine
            .world
            .containers
            .values()
            .find(|c| c.id == it.id);
        let has = |volume: &str| {
            let binds = container.iter().flat_map(|it| &it.spec.binds);
            binds
                .into_iter()
                .any(|it| it.split(':').next() == Some(volume))
        };
        mounts
            .filter(|it| it.kind == linkyard_core::project::MountKind::Volume)
            .filter_map(|it| model.volumes.get(&it.source))
            .any(|it| !has(&it.name))
    }

    /// Stops what is to be restarted with a service, before that is replaced.
    fn stop_dependents(
        &mut self,
        model: &Model,
        service: &Svc,
        observed: &mut Observed,
    ) -> Result<(), Failure> {
        let dependents: Vec<String> = model
            .services
            .values()
            .filter(|it| {
                it.depends_on
                    .get(&service.name)
                    .is_some_and(|it| it.restart)
            })
            .map(|it| it.name.clone())
            .collect();
        if dependents.is_empty() {
            return Ok(());
        }
        self.stop_services(model, &dependents, None)?;
        for name in &dependents {
            for it in observed.get_mut(name).into_iter().flatten() {
                it.state = ContainerState::Exited { code: None };
            }
        }
        Ok(())
    }

    /// Creates a container beside the old one, which is stopped and removed only then.
    fn recreate(
        &mut self,
        model: &Model,
        service: &Svc,
        resolved: &Resolved,
        old: &Seen,
        options: &CreateOptions,
    ) -> Result<Seen, Failure> {
        let event = old.progress_name();
        self.event(&event, Kind::Working, "Recreate");
        let outcome = self.replace(model, service, resolved, old, options);
        match &outcome {
            Ok(_) => self.event(&event, Kind::Done, "Recreated"),
            Err(failure) => {
                let text = failure.text.clone();
                self.event(&event, Kind::Error, &text);
            }
        }
        outcome
    }

    fn replace(
        &mut self,
        model: &Model,
        service: &Svc,
        resolved: &Resolved,
        old: &Seen,
        options: &CreateOptions,
    ) -> Result<Seen, Failure> {
        let number = old.number().ok_or_else(|| {
            let text = super::containers::label(&old.labels, labels::NUMBER);
            Failure::new(format!("strconv.Atoi: parsing \"{text}\": invalid syntax"))
        })?;
        let name = self.container_name(model, service, i64::from(number));
        let short = old.id.get(..12).unwrap_or(&old.id);
        let temporary = format!("{short}_{name}");
        let own = service
            .service
            .as_ref()
            .and_then(|it| it.container_name.as_ref());
        let replaced = match own {
            Some(it) => it.value.clone(),
            None => format!("{}{}{number}", service.name, self.separator()),
        };
        let spec = self.container_spec(
            model,
            service,
            resolved,
            &SpecOptions {
                number: Some(number),
                uses_aliases: true,
                labels: BTreeMap::from([(labels::REPLACE.to_owned(), replaced)]),
                inherits: options.inherit.then(|| old.name.clone()),
                ..SpecOptions::default()
            },
        )?;
        let created = self.machine_create(&temporary, spec)?;
        self.machine
            .world
            .stop_container(&old.name, options.timeout)?;
        // A container that removes itself is gone by now.
        if self.machine.world.containers.contains_key(&old.name) {
            self.machine.world.remove(&old.name, Removal::default())?;
        }
        self.machine.world.rename(&temporary, &name)?;
        self.seen_by_id(&created)
    }

    /// Asks the engine for a container. Gives its id.
    ///
    /// # Errors
    /// The engine's refusal.
    pub(super) fn machine_create(
        &mut self,
        name: &str,
        spec: linkyard_core::op::ContainerSpec,
    ) -> Result<String, Failure> {
        if !self.machine.world.has_image(&spec.image) {
            return Err(Failure::new(format!(
                "Error response from daemon: No such image: {}",
                linkyard_core::images::canonical_reference(&spec.image)
            )));
        }
        Ok(self.machine.world.create(Some(name), spec)?.id)
    }

    fn seen_by_id(&self, id: &str) -> Result<Seen, Failure> {
        let mut found = super::containers::seen(&self.machine.world, |it| it.id == id).into_iter();
        found.next().ok_or_else(|| {
            Failure::new(format!(
                "Error response from daemon: No such container: {id}"
            ))
        })
    }

    /// Starts a container that is neither running nor stopped. The engine refuses it, and the tool says so.
    fn start_again(&mut self, container: &Seen) -> Result<(), Failure> {
        self.event(&container.progress_name(), Kind::Working, "Restart");
        self.machine.world.start_container(&container.name)?;
        self.event(&container.progress_name(), Kind::Done, "Restarted");
        Ok(())
    }

    fn create_one(
        &mut self,
        model: &Model,
        service: &Svc,
        resolved: &Resolved,
        number: u32,
    ) -> Result<Seen, Failure> {
        let name = self.container_name(model, service, i64::from(number));
        let options = SpecOptions {
            number: Some(number),
            uses_aliases: true,
            ..SpecOptions::default()
        };
        let id = self.create_named(model, service, resolved, &name, &options)?;
        self.seen_by_id(&id)
    }

    /// Creates a container and tells of it. Gives its id.
    ///
    /// # Errors
    /// The engine's refusal, which is told as well.
    pub(super) fn create_named(
        &mut self,
        model: &Model,
        service: &Svc,
        resolved: &Resolved,
        name: &str,
        options: &SpecOptions,
    ) -> Result<String, Failure> {
        let event = format!("Container {name}");
        self.event(&event, Kind::Working, "Creating");
        let spec = self.container_spec(model, service, resolved, options);
        match spec.and_then(|it| self.machine_create(name, it)) {
            Ok(id) => {
                self.event(&event, Kind::Done, "Created");
                Ok(id)
            }
            Err(failure) => {
                self.event(&event, Kind::Error, &failure.text);
                Err(failure)
            }
        }
    }
}

fn wanted(service: &Svc) -> Result<usize, Failure> {
    let n = service.n_wanted();
    let own = service
        .service
        .as_ref()
        .and_then(|it| it.container_name.as_ref());
    if let Some(name) = own.filter(|_| n > 1) {
        return Err(Failure::new(format!(
            "WARNING: The \"{}\" service is using the custom container name \"{}\". Docker requires each container to have a unique name. Remove the custom name to scale the service",
            service.name, name.value
        )));
    }
    usize::try_from(n).map_err(|_| {
        Failure::new(format!(
            "services.{}: scale must be a positive number",
            service.name
        ))
    })
}

fn check_container_names(model: &Model) -> Result<(), Failure> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for service in model.services.values() {
        let own = service
            .service
            .as_ref()
            .and_then(|it| it.container_name.as_ref());
        if let Some(name) = own
            && let Some(other) = names.insert(&name.value, &service.name)
        {
            return Err(Failure::new(format!(
                "container name \"{}\" is already in use by service \"{other}\"",
                name.value
            )));
        }
    }
    Ok(())
}

/// Puts containers in the order in which they are kept: what stands behind the wanted number goes away.
///
/// The comparison contradicts itself when several containers are obsolete, so the algorithm decides: Go sorts up to
/// twelve by insertion.
fn sort_for_scaling(containers: &mut [Seen], is_obsolete: impl Fn(&Seen) -> bool) {
    let less = |a: &Seen, b: &Seen| {
        if is_obsolete(a) {
            return true;
        }
        if is_obsolete(b) {
            return false;
        }
        match (a.number(), b.number()) {
            (Some(a), Some(b)) => a > b,
            _ => a.created < b.created,
        }
    };
    for i in 1..containers.len() {
        let mut j = i;
        while j > 0 {
            let (Some(a), Some(b)) = (containers.get(j), containers.get(j - 1)) else {
                break;
            };
            if !less(a, b) {
                break;
            }
            containers.swap(j, j - 1);
            j -= 1;
        }
    }
    containers.reverse();
}
