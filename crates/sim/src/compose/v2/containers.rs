//! What the engine answers when it is asked for the containers of a project.

use super::{Compose, Failure, labels};
use linkyard_core::world::{ContainerState, Time, World};
use std::collections::BTreeMap;

/// A container as it was when the engine was asked.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) image: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) state: ContainerState,
    pub(super) created: Time,
    /// Full names of its networks.
    pub(super) networks: Vec<String>,
}

/// Whether one-off containers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oneoff {
    Include,
    Exclude,
}

/// Whether containers that do not run count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    Running,
}

/// A label, empty if it is not there.
pub(super) fn label<'a>(labels: &'a BTreeMap<String, String>, key: &str) -> &'a str {
    labels.get(key).map(String::as_str).unwrap_or_default()
}

impl Seen {
    pub(super) fn service(&self) -> &str {
        label(&self.labels, labels::SERVICE)
    }

    pub(super) fn project(&self) -> &str {
        label(&self.labels, labels::PROJECT)
    }

    pub(super) fn number(&self) -> Option<u32> {
        self.labels.get(labels::NUMBER)?.parse().ok()
    }

    pub(super) fn is_oneoff(&self) -> bool {
        label(&self.labels, labels::ONEOFF) == "True"
    }

    pub(super) fn state_word(&self) -> &'static str {
        self.state.as_str()
    }

    pub(super) fn is_running(&self) -> bool {
        self.state == ContainerState::Running
    }

    /// Its name as progress lines have it.
    pub(super) fn progress_name(&self) -> String {
        format!("Container {}", self.name)
    }

    /// Its name as logs have it: without the project, unless the service names its container itself.
    pub(super) fn short_name(&self, separator: char) -> &str {
        let project = self.project();
        let usual = format!(
            "{project}{separator}{}{separator}{}",
            self.service(),
            label(&self.labels, labels::NUMBER)
        );
        if self.name != usual {
            return &self.name;
        }
        self.name.get(project.len() + 1..).unwrap_or(&self.name)
    }
}

/// The containers that pass, newest first.
pub(super) fn seen(world: &World, pass: impl Fn(&Seen) -> bool) -> Vec<Seen> {
    world
        .containers
        .values()
        .rev()
        .map(|it| Seen {
            id: it.id.clone(),
            name: it.name.clone(),
            image: it.spec.image.clone(),
            labels: it.spec.labels.clone(),
            state: it.state,
            created: it.life.created,
            networks: it.endpoints.keys().cloned().collect(),
        })
        .filter(pass)
        .collect()
}

impl Compose<'_> {
    /// The containers of a project that the tool made, newest first; of `services` only, if any is named.
    pub(super) fn containers(
        &self,
        project: &str,
        oneoff: Oneoff,
        which: Which,
        services: &[String],
    ) -> Vec<Seen> {
        seen(&self.machine.world, |it| {
            it.project() == project
                && it.labels.contains_key(labels::CONFIG_HASH)
                && (oneoff == Oneoff::Include || label(&it.labels, labels::ONEOFF) == "False")
                && (which == Which::All || it.state.is_up())
                && (services.is_empty() || services.iter().any(|name| name == it.service()))
        })
    }

    /// One container of a service: of this number, or the first.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn specified(
        &self,
        project: &str,
        oneoff: Oneoff,
        which: Which,
        service: &str,
        index: i64,
    ) -> Result<Seen, Failure> {
        let services = [service.to_owned()];
        let mut res = self.containers(project, oneoff, which, &services);
        if index > 0 {
            res.retain(|it| label(&it.labels, labels::NUMBER) == index.to_string());
        }
        res.sort_by_key(|it| (it.is_oneoff(), it.number()));
        let mut res = res.into_iter();
        res.next().ok_or_else(|| {
            Failure::new(if index > 0 {
                format!("service \"{service}\" is not running container #{index}")
            } else {
                format!("service \"{service}\" is not running")
            })
        })
    }

    /// The name that the container of this id has now.
    pub(super) fn name_of(&self, id: &str) -> Option<String> {
        let all = self.machine.world.containers.values();
        all.filter(|it| it.id == id)
            .map(|it| it.name.clone())
            .next()
    }
}
