//! What a step changed: the difference between the machine before and after it, as data and in words.

use crate::machine::Machine;
use linkyard_core::world::{Container, ContainerState, Health, Time};
use siphasher::sip::SipHasher13;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::Hasher;

/// One thing that is different after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A network was made.
    NetworkCreated(String),
    /// A volume was made.
    VolumeCreated(String),
    /// The engine has an image more.
    ImageAdded(String),
    /// A container was made.
    ContainerCreated(String),
    /// A container has another name.
    ContainerRenamed {
        /// The old name.
        from: String,
        /// The new one.
        to: String,
    },
    /// A container runs that did not.
    ContainerStarted(String),
    /// A container ran before and runs again, with another process.
    ContainerRestarted(String),
    /// A container's process has ended, and the engine is about to start it again.
    ContainerRestarting(String),
    /// A container was frozen.
    ContainerPaused(String),
    /// A container goes on after it was frozen.
    ContainerUnpaused(String),
    /// A container does not run any more.
    ContainerStopped {
        /// Its name.
        name: String,
        /// Its exit code.
        code: i64,
    },
    /// The health of a container that runs on.
    HealthChanged {
        /// Its name.
        name: String,
        /// What its check says now.
        health: Health,
    },
    /// Which networks a container is on.
    NetworksChanged {
        /// Its name.
        name: String,
        /// Where it is now.
        networks: Vec<String>,
    },
    /// The `/etc/hosts` of a container that runs on.
    HostsChanged(String),
    /// A container is gone.
    ContainerRemoved(String),
    /// A network is gone.
    NetworkRemoved(String),
    /// A volume is gone.
    VolumeRemoved(String),
    /// The engine has an image less.
    ImageRemoved(String),
    /// A file of the folder was written.
    FileWritten(String),
    /// A file of the folder is gone.
    FileRemoved(String),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::NetworkCreated(it) => write!(f, "network {it} created"),
            Change::VolumeCreated(it) => write!(f, "volume {} created", short(it)),
            Change::ImageAdded(it) => write!(f, "image {it} is here"),
            Change::ContainerCreated(it) => write!(f, "{it} created"),
            Change::ContainerRenamed { from, to } => write!(f, "{from} is called {to}"),
            Change::ContainerStarted(it) => write!(f, "{it} started"),
            Change::ContainerRestarted(it) => write!(f, "{it} started again"),
            Change::ContainerRestarting(it) => write!(f, "{it} waits to be started again"),
            Change::ContainerPaused(it) => write!(f, "{it} paused"),
            Change::ContainerUnpaused(it) => write!(f, "{it} goes on"),
            Change::ContainerStopped { name, code } => write!(f, "{name} ended with code {code}"),
            Change::HealthChanged { name, health } => {
                let word = match health {
                    Health::Starting => "starting",
                    Health::Healthy => "healthy",
                    Health::Unhealthy => "unhealthy",
                };
                write!(f, "{name} is {word}")
            }
            Change::NetworksChanged { name, networks } if networks.is_empty() => {
                write!(f, "{name} is on no network")
            }
            Change::NetworksChanged { name, networks } => {
                write!(f, "{name} is on {}", networks.join(", "))
            }
            Change::HostsChanged(it) => write!(f, "/etc/hosts of {it} changed"),
            Change::ContainerRemoved(it) => write!(f, "{it} removed"),
            Change::NetworkRemoved(it) => write!(f, "network {it} removed"),
            Change::VolumeRemoved(it) => write!(f, "volume {} removed", short(it)),
            Change::ImageRemoved(it) => write!(f, "image {it} removed"),
            Change::FileWritten(it) => write!(f, "{it} written"),
            Change::FileRemoved(it) => write!(f, "{it} removed"),
        }
    }
}

/// Volumes without a name have an id of 64 digits.
fn short(name: &str) -> &str {
    let is_id = name.len() == 64 && name.bytes().all(|it| it.is_ascii_hexdigit());
    match name.get(..12) {
        Some(it) if is_id => it,
        _ => name,
    }
}

/// As much of a machine as is needed to say later what has changed: much less than a copy.
pub(super) struct Glance {
    containers: BTreeMap<String, Seen>,
    networks: BTreeSet<String>,
    volumes: BTreeSet<String>,
    images: BTreeSet<String>,
    files: BTreeMap<String, u64>,
}

/// As much of a container.
struct Seen {
    name: String,
    state: ContainerState,
    health: Option<Health>,
    started: Option<Time>,
    networks: Vec<String>,
    hosts: u64,
}

impl Seen {
    fn of(container: &Container) -> Seen {
        Seen {
            name: container.name.clone(),
            state: container.state,
            health: container.health,
            started: container.life.started,
            networks: container.endpoints.keys().cloned().collect(),
            hosts: hosts_hash(container),
        }
    }
}

fn hosts_hash(container: &Container) -> u64 {
    let mut hasher = SipHasher13::new();
    for line in &container.hosts {
        hasher.write(line.address.as_bytes());
        hasher.write_u8(b'\t');
        hasher.write(line.names.as_bytes());
        hasher.write_u8(b'\n');
    }
    hasher.finish()
}

fn text_hash(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Glance {
    /// Looks at a machine.
    pub fn at(machine: &Machine) -> Glance {
        let world = &machine.world;
        Glance {
            containers: world
                .containers
                .values()
                .map(|it| (it.id.clone(), Seen::of(it)))
                .collect(),
            networks: world.networks.keys().cloned().collect(),
            volumes: world.volumes.keys().cloned().collect(),
            images: world.present_images.clone(),
            files: machine
                .files
                .iter()
                .map(|(path, text)| (path.clone(), text_hash(text)))
                .collect(),
        }
    }

    /// What is different on the machine now: first what came, in the order in which things depend on each other, then
    /// what went.
    pub fn changes_until(&self, machine: &Machine) -> Vec<Change> {
        let world = &machine.world;
        let mut res = Vec::new();
        let new = |old: &BTreeSet<String>, it: &&String| !old.contains(*it);
        res.extend(
            (world.present_images.iter())
                .filter(|it| new(&self.images, it))
                .map(|it| Change::ImageAdded(it.clone())),
        );
        res.extend(
            (world.networks.keys())
                .filter(|it| new(&self.networks, it))
                .map(|it| Change::NetworkCreated(it.clone())),
        );
        res.extend(
            (world.volumes.keys())
                .filter(|it| new(&self.volumes, it))
                .map(|it| Change::VolumeCreated(it.clone())),
        );
        let mut here = BTreeSet::new();
        for container in world.containers.values() {
            here.insert(container.id.as_str());
            match self.containers.get(&container.id) {
                Some(before) => changes_of(before, container, &mut res),
                None => {
                    res.push(Change::ContainerCreated(container.name.clone()));
                    changes_of_new(container, &mut res);
                }
            }
        }
        res.extend(
            (self.containers.iter())
                .filter(|(id, _)| !here.contains(id.as_str()))
                .map(|(_, it)| Change::ContainerRemoved(it.name.clone())),
        );
        res.extend(
            (self.networks.iter())
                .filter(|it| !world.networks.contains_key(*it))
                .map(|it| Change::NetworkRemoved(it.clone())),
        );
        res.extend(
            (self.volumes.iter())
                .filter(|it| !world.volumes.contains_key(*it))
                .map(|it| Change::VolumeRemoved(it.clone())),
        );
        res.extend(
            (self.images.difference(&world.present_images))
                .map(|it| Change::ImageRemoved(it.clone())),
        );
        self.file_changes(machine, &mut res);
        res
    }

    fn file_changes(&self, machine: &Machine, res: &mut Vec<Change>) {
        for (path, text) in &machine.files {
            if self.files.get(path) != Some(&text_hash(text)) {
                res.push(Change::FileWritten(path.clone()));
            }
        }
        res.extend(
            (self.files.keys())
                .filter(|it| !machine.files.contains_key(*it))
                .map(|it| Change::FileRemoved(it.clone())),
        );
    }
}

/// What has become of a container that was not there.
fn changes_of_new(container: &Container, res: &mut Vec<Change>) {
    let name = container.name.clone();
    if container.state.is_up() {
        res.push(Change::ContainerStarted(name.clone()));
    }
    match container.state {
        ContainerState::Paused => res.push(Change::ContainerPaused(name)),
        ContainerState::Restarting => res.push(Change::ContainerRestarting(name)),
        ContainerState::Exited { .. } => res.push(Change::ContainerStopped {
            name,
            code: container.life.exit_code,
        }),
        ContainerState::Created | ContainerState::Running | ContainerState::Dead => {}
    }
    if let Some(health) = container.health.filter(|it| *it != Health::Starting) {
        res.push(Change::HealthChanged {
            name: container.name.clone(),
            health,
        });
    }
}

fn changes_of(before: &Seen, container: &Container, res: &mut Vec<Change>) {
    let name = || container.name.clone();
    if before.name != container.name {
        res.push(Change::ContainerRenamed {
            from: before.name.clone(),
            to: name(),
        });
    }
    let has_new_process = before.started != container.life.started;
    match (before.state, container.state) {
        (was, ContainerState::Running) if !was.is_up() => {
            res.push(Change::ContainerStarted(name()))
        }
        (_, ContainerState::Running | ContainerState::Paused) if has_new_process => {
            res.push(Change::ContainerRestarted(name()));
        }
        (ContainerState::Paused, ContainerState::Running) => {
            res.push(Change::ContainerUnpaused(name()));
        }
        (was, ContainerState::Restarting) if was != ContainerState::Restarting => {
            res.push(Change::ContainerRestarting(name()));
        }
        (was, ContainerState::Exited { .. }) if was.is_up() || has_new_process => {
            res.push(Change::ContainerStopped {
                name: name(),
                code: container.life.exit_code,
            });
        }
        _ => {}
    }
    if container.state == ContainerState::Paused && before.state != ContainerState::Paused {
        res.push(Change::ContainerPaused(name()));
    }
    if let Some(health) = container.health.filter(|it| Some(*it) != before.health) {
        res.push(Change::HealthChanged {
            name: name(),
            health,
        });
    }
    if !container.endpoints.keys().eq(before.networks.iter()) {
        res.push(Change::NetworksChanged {
            name: name(),
            networks: container.endpoints.keys().cloned().collect(),
        });
    }
    let runs_on = before.state.is_up() && container.state.is_up() && !has_new_process;
    if runs_on && before.hosts != hosts_hash(container) {
        res.push(Change::HostsChanged(name()));
    }
}
