//! From the containers of a service to those that the file wants.
//!
//! Source: `convergence_plan` and `execute_convergence_plan` of service.py, `_get_convergence_plans` of project.py.

use super::overrides::Override;
use super::progress::{Failure, Item, Outcome};
use super::tool::{HASH_LABEL, Held, Scope, Stop, Tool, label};
use linkyard_core::project::Service;
use linkyard_core::world::{ContainerState, Removal};
use std::collections::BTreeMap;

/// When containers are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Strategy {
    /// When their settings changed.
    #[default]
    Changed,
    /// In any case.
    Always,
    /// Never.
    Never,
}

/// What is to be done for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Create,
    OneOff,
    Recreate,
    Start,
    Nothing,
}

/// What is to be done for a service, and its containers.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    action: Action,
    containers: Vec<Held>,
}

/// How a launch is done.
#[derive(Clone, Debug, Default)]
pub(super) struct How {
    /// When containers are replaced.
    pub strategy: Strategy,
    /// Whether dependents are replaced with what they need.
    pub recreates_dependents: bool,
    /// Seconds that stopping may take.
    pub timeout: Option<u32>,
    /// Containers are created only.
    pub no_start: bool,
    /// Anonymous volumes are not carried over.
    pub renews_volumes: bool,
    /// `--scale`.
    pub scale: BTreeMap<String, u32>,
    /// Services keep as many containers as they have.
    pub keeps_scale: bool,
    /// The service of which a one-off container is wanted.
    pub one_off: Option<(String, Override)>,
}

impl<'a> Tool<'a> {
    /// What is to be done for each service, decided before anything is done.
    pub fn plans(&self, services: &[&Service], how: &How) -> BTreeMap<String, Plan> {
        let mut res: BTreeMap<String, Plan> = BTreeMap::new();
        for service in services {
            let own = service.name.value.as_str();
            let needs = self.needs(own);
            let changes = |it: &&str| {
                res.get(*it)
                    .is_some_and(|it| matches!(it.action, Action::Recreate | Action::Create))
            };
            let is_need_new = needs.iter().any(changes);
            let mut strategy = how.strategy;
            if is_need_new && strategy != Strategy::Never {
                let is_stopped = |it: &Held| {
                    self.container(&it.id).is_some_and(|it| {
                        matches!(
                            it.state,
                            ContainerState::Created | ContainerState::Exited { .. }
                        )
                    })
                };
                let has_stopped = self.of_service(own, Scope::All).iter().any(is_stopped);
                let links_differ = service.links.is_empty() == self.has_linked_containers(own);
                if how.recreates_dependents || has_stopped || links_differ {
                    strategy = Strategy::Always;
                }
            }
            res.insert(own.to_owned(), self.plan(service, strategy, how));
        }
        res
    }

    fn plan(&self, service: &Service, strategy: Strategy, how: &How) -> Plan {
        let own = service.name.value.as_str();
        if how.one_off.as_ref().is_some_and(|it| it.0 == own) {
            return Plan {
                action: Action::OneOff,
                containers: Vec::new(),
            };
        }
        let mut containers = self.of_service(own, Scope::All);
        let action = if containers.is_empty() {
            Action::Create
        } else if strategy == Strategy::Never {
            Action::Start
        } else if strategy == Strategy::Always || self.have_diverged(service, &containers) {
            Action::Recreate
        } else if containers.iter().any(|it| !self.is_running(it)) {
            Action::Start
        } else {
            Action::Nothing
        };
        containers.sort_by_key(|it| it.number);
        Plan { action, containers }
    }

    /// Whether containers were made from other settings than those of now.
    pub fn have_diverged(&self, service: &Service, containers: &[Held]) -> bool {
        let hash = self.config_hash(service);
        containers.iter().any(|it| {
            let container = self.container(&it.id);
            container.and_then(|it| label(it, HASH_LABEL)) != Some(&hash)
        })
    }

    /// Removes containers of a service that have the number of an older one.
    ///
    /// # Errors
    /// The engine refuses it.
    pub fn remove_duplicates(&mut self, service: &Service) -> Result<(), Stop> {
        let own = &service.name.value;
        let mut numbers = Vec::new();
        for held in self.of_service(own, Scope::All).into_iter().rev() {
            if !numbers.contains(&held.number) {
                numbers.push(held.number);
                continue;
            }
            self.info(&format!("Removing {}", held.name));
            let timeout = self.stop_timeout(own, None);
            self.machine
                .world
                .stop_container(&held.name, Some(timeout))?;
            self.machine.world.remove(&held.name, Removal::default())?;
        }
        Ok(())
    }

    /// Does what is to be done for a service.
    ///
    /// # Errors
    /// Something failed; it is told for each container.
    pub fn carry_out(
        &mut self,
        service: &'a Service,
        plan: &Plan,
        how: &How,
    ) -> Result<Vec<Held>, Failure> {
        let own = service.name.value.as_str();
        let scale = how.scale.get(own).copied();
        let scale = scale.unwrap_or_else(|| self.scale_of(service));
        let scale = if plan.action == Action::OneOff {
            1
        } else {
            scale
        };
        self.warn_of_scale(service, scale);
        let containers = plan.containers.clone();
        let kept = (!how.keeps_scale).then_some(scale);
        match plan.action {
            Action::Create => self.create_more(service, scale, how),
            Action::OneOff => self.create_once(service, how),
            Action::Recreate => self.recreate_all(service, containers, kept, how),
            Action::Start => self.start_all(service, containers, kept, how),
            Action::Nothing if kept != u32::try_from(containers.len()).ok() => {
                self.start_all(service, containers, kept, how)
            }
            Action::Nothing => {
                for it in &containers {
                    self.info(&format!("{} is up-to-date", it.name));
                }
                Ok(containers)
            }
        }
    }

    fn create_more(
        &mut self,
        service: &'a Service,
        n_more: u32,
        how: &How,
    ) -> Result<Vec<Held>, Failure> {
        let first = self.next_number(&service.name.value);
        let numbers: Vec<u32> = (first..first.saturating_add(n_more)).collect();
        let mut items = Vec::new();
        for number in &numbers {
            items.push(Item::new(self.next_name(service, *number)?));
        }
        let outcome = self.each(Some("Creating"), &items, |tool, at| {
            let number = numbers.get(at).copied().unwrap_or(first);
            let held = tool.create(service, number, None)?;
            if !how.no_start {
                tool.start_container(&held, service)?;
            }
            Ok(held)
        });
        outcome.or_first_error()
    }

    fn create_once(&mut self, service: &'a Service, how: &How) -> Result<Vec<Held>, Failure> {
        let Some((_, over)) = &how.one_off else {
            return Ok(Vec::new());
        };
        let name = format!("{}_{}_run", self.project.name(), service.name.value);
        let outcome = self.each(Some("Creating"), &[Item::new(name)], |tool, _| {
            tool.create_one_off(service, over)
        });
        outcome.or_first_error()
    }

    fn recreate_all(
        &mut self,
        service: &'a Service,
        containers: Vec<Held>,
        scale: Option<u32>,
        how: &How,
    ) -> Result<Vec<Held>, Failure> {
        let containers = self.scale_down(service, containers, scale, how);
        let outcome = self.each(
            Some("Recreating"),
            &items(&containers),
            |tool, at| match containers.get(at) {
                Some(held) => tool.recreate(service, held, how),
                None => Err(Failure::new("")),
            },
        );
        let res = outcome.or_first_error()?;
        self.scale_up(service, res, scale, how)
    }

    /// Replaces a container: the old one stops and gives its name away, and is removed once the new one runs.
    fn recreate(&mut self, service: &'a Service, held: &Held, how: &How) -> Result<Held, Failure> {
        let timeout = self.stop_timeout(&service.name.value, how.timeout);
        let name = self.name_of(&held.id)?;
        self.machine.world.stop_container(&name, Some(timeout))?;
        let short = held.id.get(..12).unwrap_or(&held.id).to_owned();
        if !held.name.starts_with(&short) {
            let aside = format!("{short}_{}", held.name);
            self.machine.world.rename(&name, &aside)?;
        }
        let previous = (!how.renews_volumes).then_some(held);
        if let Some(previous) = previous {
            self.check_image_config(previous)?;
        }
        let new = self.create(service, held.number.unwrap_or(1), previous)?;
        if !how.no_start {
            self.start_container(&new, service)?;
        }
        let name = self.name_of(&held.id)?;
        self.machine.world.remove(&name, Removal::default())?;
        Ok(new)
    }

    /// The tool reads a field of images that newer engines no longer have.
    fn check_image_config(&self, previous: &Held) -> Result<(), Failure> {
        let has_field = self.machine.world.profile.images_have_container_config();
        if has_field || self.container(&previous.id).is_none() {
            return Ok(());
        }
        Err(Failure {
            text: "'ContainerConfig'".to_owned(),
            stops: Some("KeyError: 'ContainerConfig'".to_owned()),
        })
    }

    pub(super) fn start_all(
        &mut self,
        service: &'a Service,
        containers: Vec<Held>,
        scale: Option<u32>,
        how: &How,
    ) -> Result<Vec<Held>, Failure> {
        let containers = self.scale_down(service, containers, scale, how);
        if !how.no_start {
            let mut stopped = containers.clone();
            stopped.retain(|it| !self.is_running(it));
            let outcome: Outcome<()> =
                self.each(
                    Some("Starting"),
                    &items(&stopped),
                    |tool, at| match stopped.get(at) {
                        Some(held) => tool.start_container(held, service),
                        None => Ok(()),
                    },
                );
            outcome.or_first_error()?;
        }
        self.scale_up(service, containers, scale, how)
    }

    fn scale_up(
        &mut self,
        service: &'a Service,
        mut containers: Vec<Held>,
        scale: Option<u32>,
        how: &How,
    ) -> Result<Vec<Held>, Failure> {
        let n_there = u32::try_from(containers.len()).unwrap_or(u32::MAX);
        if let Some(n_more) = scale.and_then(|it| it.checked_sub(n_there))
            && n_more > 0
        {
            containers.extend(self.create_more(service, n_more, how)?);
        }
        Ok(containers)
    }

    /// Stops and removes what is more than `scale`. What fails is told, and the tool goes on.
    fn scale_down(
        &mut self,
        service: &Service,
        mut containers: Vec<Held>,
        scale: Option<u32>,
        how: &How,
    ) -> Vec<Held> {
        let Some(scale) = scale.and_then(|it| usize::try_from(it).ok()) else {
            return containers;
        };
        if containers.len() > scale {
            let surplus = containers.split_off(scale);
            self.take_down(service, &surplus, how.timeout);
        }
        containers
    }

    /// Stops and removes containers.
    pub fn take_down(&mut self, service: &Service, surplus: &[Held], timeout: Option<u32>) {
        let timeout = self.stop_timeout(&service.name.value, timeout);
        self.each(
            Some("Stopping and removing"),
            &items(surplus),
            |tool, at| {
                let Some(held) = surplus.get(at) else {
                    return Ok(());
                };
                let name = tool.name_of(&held.id)?;
                tool.machine.world.stop_container(&name, Some(timeout))?;
                tool.machine.world.remove(&name, Removal::default())?;
                Ok(())
            },
        );
    }

    /// What cannot work with several containers.
    pub fn warn_of_scale(&mut self, service: &Service, scale: u32) {
        if scale <= 1 {
            return;
        }
        let own = &service.name.value;
        if let Some(name) = &service.container_name {
            self.warn(&format!("The \"{own}\" service is using the custom container name \"{}\". Docker requires each container to have a unique name. Remove the custom name to scale the service.", name.value));
        }
        if service.ports.iter().any(|it| it.value.host_port.is_some()) {
            self.warn(&format!("The \"{own}\" service specifies a port on the host. If multiple containers for this service are created on a single host, the port will clash."));
        }
    }
}

/// Containers as lines of progress have them.
pub(super) fn items(containers: &[Held]) -> Vec<Item> {
    containers
        .iter()
        .map(|it| Item::new(it.name.as_str()))
        .collect()
}
