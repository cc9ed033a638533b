//! A container's life on the simulated engine: created, stopped, killed, paused, renamed, removed.

use super::{
    Container, ContainerState, EngineError, Fault, LogEntry, MountPointKind, Signal, Stream, Time,
    World, hosts,
};
use crate::op::{ContainerSpec, NetworkMode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Milliseconds that the engine waits before it starts a container again the first time, and at most.
const BACKOFF_MS: (u64, u64) = (100, 60_000);

/// A container that ran for so many milliseconds is started again at once.
const RAN_WELL_MS: u64 = 10_000;

/// What a `create` call answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The id.
    pub id: String,
    /// The name: the wanted one, or one that the engine made up.
    pub name: String,
}

/// How a container is removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// Kill it first if it runs.
    pub force: bool,
    /// Remove its anonymous volumes with it.
    pub volumes: bool,
}

impl World {
    /// Creates a container under `name`, or under a name of the engine's own making.
    ///
    /// # Errors
    /// The engine's refusal; nothing is made then.
    pub fn create(
        &mut self,
        name: Option<&str>,
        spec: ContainerSpec,
    ) -> Result<Created, EngineError> {
        let name = match name {
            Some(it) => it.strip_prefix('/').unwrap_or(it).to_owned(),
            None => self.made_up_name(),
        };
        self.create_container(&name, &Arc::new(spec))?;
        let id = self.container(&name)?.id.clone();
        Ok(Created { id, name })
    }

    /// The container of exactly this name.
    ///
    /// # Errors
    /// There is none.
    pub fn container(&self, name: &str) -> Result<&Container, EngineError> {
        self.containers
            .get(name)
            .ok_or_else(|| EngineError::NoSuchContainer {
                name: name.to_owned(),
            })
    }

    /// The name of the container that `reference` means: its name with or without a slash, its id, the beginning of its
    /// id, or `RECIPIENT/ALIAS`.
    ///
    /// # Errors
    /// None or several are meant.
    pub fn resolve(&self, reference: &str) -> Result<String, EngineError> {
        let plain = reference.strip_prefix('/').unwrap_or(reference);
        if let Some(it) = self.find(plain) {
            return Ok(it.name.clone());
        }
        let mut found = self
            .containers
            .values()
            .filter(|it| !plain.is_empty() && it.id.starts_with(plain));
        match (found.next(), found.next()) {
            (Some(it), None) => Ok(it.name.clone()),
            (Some(_), Some(_)) => Err(EngineError::AmbiguousId {
                prefix: reference.to_owned(),
            }),
            (None, _) => Err(EngineError::NoSuchContainer {
                name: reference.to_owned(),
            }),
        }
    }

    /// Starts a container; one that runs stays as it is.
    ///
    /// # Errors
    /// The engine's refusal. The container is then as before, with the reason in its `life`.
    pub fn start_container(&mut self, name: &str) -> Result<(), EngineError> {
        let container = self.container_mut(name)?;
        if container.state == ContainerState::Paused {
            return Err(EngineError::StartPaused);
        }
        if container.state.is_up() {
            return Ok(());
        }
        container.life.is_stopped_by_hand = false;
        container.life.restart_count = 0;
        container.life.backoff_ms = 0;
        self.start(name)
    }

    /// Sends a signal to the first process.
    ///
    /// # Errors
    /// The container does not run.
    pub fn kill(&mut self, name: &str, signal: Signal) -> Result<(), EngineError> {
        let small_letters = self.profile.refuses_in_small_letters();
        let container = self.container_mut(name)?;
        if !container.state.is_up() || container.state == ContainerState::Restarting {
            return Err(EngineError::KillNotRunning {
                small_letters,
                id: container.id.clone(),
                name: name.to_owned(),
            });
        }
        container.life.is_stopped_by_hand = true;
        self.deliver(name, signal)
    }

    /// Stops a container if it runs, and starts it.
    ///
    /// # Errors
    /// The engine's refusal of the start.
    pub fn restart_container(
        &mut self,
        name: &str,
        timeout: Option<u32>,
    ) -> Result<(), EngineError> {
        self.stop_container(name, timeout)?;
        // One that removes itself when it ends is kept, since it does not end for good.
        let outcome = self.start_container(name);
        if self.containers.contains_key(name) {
            self.emit_container(name, "restart", &[]);
        }
        outcome.map_err(|err| EngineError::CannotRestart {
            name: name.to_owned(),
            why: err.to_string(),
        })
    }

    /// Freezes a container.
    ///
    /// # Errors
    /// It does not run, or is frozen already.
    pub fn pause(&mut self, name: &str) -> Result<(), EngineError> {
        let small_letters = self.profile.refuses_in_small_letters();
        let container = self.container_mut(name)?;
        let id = container.id.clone();
        match container.state {
            ContainerState::Running => container.state = ContainerState::Paused,
            ContainerState::Paused => return Err(EngineError::AlreadyPaused { small_letters, id }),
            ContainerState::Restarting => {
                return Err(EngineError::IsRestarting { small_letters, id });
            }
            _ => return Err(EngineError::NotRunning { small_letters, id }),
        }
        self.emit_container(name, "pause", &[]);
        Ok(())
    }

    /// Lets a frozen container go on.
    ///
    /// # Errors
    /// It is not frozen.
    pub fn unpause(&mut self, name: &str) -> Result<(), EngineError> {
        let now = self.now();
        let container = self.container_mut(name)?;
        if container.state != ContainerState::Paused {
            return Err(EngineError::NotPaused {
                id: container.id.clone(),
            });
        }
        container.state = ContainerState::Running;
        // What was due while it was frozen happens now.
        if let Some(process) = &mut container.life.process {
            process.due = process.due.map(|it| it.max(now));
        }
        self.emit_container(name, "unpause", &[]);
        Ok(())
    }

    /// Gives a container another name. Links to it follow.
    ///
    /// # Errors
    /// The new name is taken, wrong, or the old one.
    pub fn rename(&mut self, name: &str, new: &str) -> Result<(), EngineError> {
        let new = new.strip_prefix('/').unwrap_or(new);
        let id = self.container(name)?.id.clone();
        if name == new {
            return Err(EngineError::RenameToItself);
        }
        super::apply::check_name(new).map_err(|err| EngineError::RenameRefused {
            why: Box::new(match err {
                EngineError::BadName { name } => EngineError::BadName {
                    name: format!("/{name}"),
                },
                other => other,
            }),
        })?;
        if let Some(other) = self.containers.get(new) {
            return Err(EngineError::RenameNameTaken {
                name: new.to_owned(),
                id: other.id.clone(),
            });
        }
        if let Some((index, _, mut container)) = self.containers.shift_remove_full(name) {
            container.name = new.to_owned();
            self.containers
                .shift_insert(index, new.to_owned(), container);
        }
        for other in self.containers.values_mut() {
            for link in other.links.iter_mut().filter(|it| it.source_id == id) {
                link.source = new.to_owned();
            }
            let shares = matches!(&other.spec.network, NetworkMode::Container { container } if container == name);
            if shares {
                Arc::make_mut(&mut other.spec).network = NetworkMode::Container {
                    container: new.to_owned(),
                };
            }
        }
        let ports = std::mem::take(&mut self.taken_ports);
        self.taken_ports = ports
            .into_iter()
            .map(|mut it| {
                if it.container == name {
                    it.container = new.to_owned();
                }
                it
            })
            .collect();
        self.emit_container(new, "rename", &[("oldName", format!("/{name}"))]);
        Ok(())
    }

    /// Removes a container.
    ///
    /// # Errors
    /// It runs, and `removal` does not kill.
    pub fn remove(&mut self, name: &str, removal: Removal) -> Result<(), EngineError> {
        let container = self.container(name)?;
        if container.state.is_up() {
            if !removal.force {
                return Err(self.still_running(container));
            }
            if container.state == ContainerState::Restarting {
                self.stop_container(name, Some(0))?;
            } else {
                self.kill(name, Signal::KILL)?;
            }
        }
        // One that removes itself is gone by now.
        let Some(container) = self.containers.get(name) else {
            return Ok(());
        };
        let anonymous: Vec<String> = container
            .life
            .mounts
            .iter()
            .filter(|it| it.kind == MountPointKind::AnonymousVolume)
            .map(|it| it.source.clone())
            .collect();
        let departed = container.clone();
        self.emit_container(name, "destroy", &[]);
        self.remove_container(name)?;
        if let Some(simulation) = &mut self.simulation {
            simulation.last_removed = Some(Box::new(departed));
        }
        if removal.volumes {
            for volume in anonymous {
                // Others may have it through `volumes_from`; then it stays.
                let _ = self.remove_volume(&volume);
            }
        }
        Ok(())
    }

    /// Takes a legacy link away: `RECIPIENT/ALIAS`. The recipient's hosts line goes with it.
    ///
    /// # Errors
    /// No such link.
    pub fn remove_link(&mut self, reference: &str) -> Result<(), EngineError> {
        let plain = reference.strip_prefix('/').unwrap_or(reference);
        let Some((recipient, alias)) = plain.split_once('/') else {
            self.resolve(plain)?;
            return Err(EngineError::DefaultLinkName);
        };
        let container =
            self.containers
                .get_mut(recipient)
                .ok_or_else(|| EngineError::NoSuchContainer {
                    name: reference.to_owned(),
                })?;
        let before = container.links.len();
        // The engine has forgotten the name of a link whose source is gone.
        container
            .links
            .retain(|it| it.alias != alias || it.source_id.is_empty());
        if container.links.len() == before {
            return Err(EngineError::NoSuchContainer {
                name: reference.to_owned(),
            });
        }
        if container.state.is_up() {
            hosts::remove_link(&mut container.hosts, alias);
        }
        Ok(())
    }

    /// The container that was removed last, as it was then.
    pub fn last_removed(&self) -> Option<&Container> {
        self.simulation.as_ref()?.last_removed.as_deref()
    }

    /// Whether the container of this id runs.
    pub fn is_up(&self, id: &str) -> bool {
        self.containers
            .values()
            .any(|it| it.id == id && it.state.is_up())
    }

    pub(super) fn still_running(&self, container: &Container) -> EngineError {
        EngineError::StillRunning {
            small_letters: self.profile.refuses_in_small_letters(),
            prefix: self.profile.name_prefix_in_removal_errors(),
            name: container.name.clone(),
            id: container.id.clone(),
            state: container.state.as_str(),
        }
    }

    /// The signal that stops the container.
    pub fn stop_signal(&self, container: &Container) -> Signal {
        let of_image = self
            .images
            .get(&container.spec.image)
            .and_then(|it| it.stop_signal.as_deref());
        container
            .spec
            .stop_signal
            .as_deref()
            .or(of_image)
            .and_then(Signal::parse)
            .unwrap_or(Signal::TERM)
    }

    /// A signal reaches the first process.
    pub(super) fn deliver(&mut self, name: &str, signal: Signal) -> Result<(), EngineError> {
        self.emit_container(name, "kill", &[("signal", signal.0.to_string())]);
        let now = self.now();
        let container = self.container_mut(name)?;
        if container.state == ContainerState::Paused {
            container.state = ContainerState::Running;
        }
        if signal == Signal::KILL {
            self.exit(name, 137);
            return Ok(());
        }
        let Some(process) = &mut container.life.process else {
            return Ok(());
        };
        let Some(handler) = process.program.handlers.get(&signal).cloned() else {
            return Ok(());
        };
        let hears_at = process.hears_at(now);
        let ends_at = hears_at.plus(handler.after_ms);
        process.ending = Some((ends_at, handler.code));
        container.write(now, Stream::Out, &handler.text);
        if ends_at <= now {
            self.exit(name, handler.code);
        }
        Ok(())
    }

    /// The first process has ended.
    pub(super) fn exit(&mut self, name: &str, code: i64) {
        self.detach(name);
        let now = self.now();
        let forced = self.crash_code(name);
        let code = forced.unwrap_or(code);
        let Some(container) = self.containers.get_mut(name) else {
            return;
        };
        let life = &mut container.life;
        let ran_ms = now.since(life.started.unwrap_or_default());
        life.finished = Some(now);
        life.exit_code = code;
        life.pid = 0;
        life.process = None;
        life.next_check = None;
        let may_restart = match container.spec.restart {
            crate::op::RestartPolicy::No => false,
            crate::op::RestartPolicy::Always | crate::op::RestartPolicy::UnlessStopped => true,
            crate::op::RestartPolicy::OnFailure { max_retries } => {
                code != 0 && (max_retries == 0 || life.restart_count < max_retries)
            }
        };
        if may_restart && !life.is_stopped_by_hand {
            let (first, most) = BACKOFF_MS;
            life.backoff_ms = match life.backoff_ms {
                _ if ran_ms > RAN_WELL_MS => first,
                0 => first,
                it => (it * 2).min(most),
            };
            life.restarts_at = Some(now.plus(life.backoff_ms));
            container.state = ContainerState::Restarting;
        } else {
            container.state = ContainerState::Exited { code: Some(code) };
        }
        container.health = None;
        let removes_itself =
            container.spec.auto_remove && container.state != ContainerState::Restarting;
        self.emit_container(name, "die", &[("exitCode", code.to_string())]);
        if removes_itself {
            let removal = Removal {
                force: true,
                volumes: true,
            };
            // It has just ended, so nothing refuses.
            let _ = self.remove(name, removal);
        }
    }

    fn crash_code(&self, name: &str) -> Option<i64> {
        let faults = &self.simulation.as_ref()?.faults;
        faults.iter().rev().find_map(|it| match it {
            Fault::CrashLoop { container, code } if container == name => Some(*code),
            _ => None,
        })
    }

    /// A name of an adjective and a scientist, as engines make them up.
    fn made_up_name(&mut self) -> String {
        const ADJECTIVES: [&str; 16] = [
            "amber", "brisk", "calm", "daring", "eager", "frosty", "gentle", "hidden", "icy",
            "jolly", "keen", "lively", "mellow", "nimble", "quiet", "sunny",
        ];
        const SCIENTISTS: [&str; 16] = [
            "ampere", "bohr", "curie", "darwin", "euler", "fermi", "gauss", "hopper", "joule",
            "kepler", "lovelace", "meitner", "noether", "pascal", "turing", "volta",
        ];
        let mut n = self.simulation.as_ref().map_or(0, |it| it.n_ids) as usize;
        loop {
            let adjective = ADJECTIVES.get(n % 16).copied().unwrap_or_default();
            let scientist = SCIENTISTS.get((n * 7 + n / 16) % 16).copied();
            let name = format!("{adjective}_{}", scientist.unwrap_or_default());
            if !self.containers.contains_key(&name) {
                return name;
            }
            if n > 256 {
                let numbered = format!("{name}{n}");
                if !self.containers.contains_key(&numbered) {
                    return numbered;
                }
            }
            n += 1;
        }
    }

    /// Tells those who listen of something that happened to a container.
    pub(super) fn emit_container(&mut self, name: &str, action: &str, more: &[(&str, String)]) {
        let Some(container) = self.containers.get(name) else {
            return;
        };
        let mut attributes: BTreeMap<String, String> = container.spec.labels.clone();
        attributes.insert("image".to_owned(), container.spec.image.clone());
        attributes.insert("name".to_owned(), name.to_owned());
        let id = container.id.clone();
        attributes.extend(
            more.iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone())),
        );
        self.emit("container", action, id, attributes);
    }
}

impl Container {
    /// Adds to the log.
    pub(super) fn write(&mut self, at: Time, stream: Stream, text: &Arc<str>) {
        if !text.is_empty() {
            self.life.log.push(LogEntry {
                at,
                stream,
                text: Arc::clone(text),
            });
        }
    }
}
