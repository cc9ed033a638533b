//! The state of an engine: what the planner starts from, what the page draws, what the agent observes.
//!
//! [`World::apply`] is the simulated engine. Reading a real engine into a `World` is the agent's work.

mod addresses;
mod apply;
mod clock;
mod environment;
mod error;
mod exec;
mod hosts;
mod life;
mod lifecycle;
mod objects;
mod reach;
mod start;
mod stop;
#[cfg(test)]
mod tests;
mod time;
mod wait;

pub use addresses::Pool;
pub use environment::{EnvInputs, EnvOrigin, EnvVar, ProcessEnv};
pub use error::EngineError;
pub use exec::{ExecOutcome, ExecSpec};
pub use hosts::{HostsLine, HostsOrigin};
pub use life::{
    Event, Fault, Handler, Life, LogEntry, MountPoint, MountPointKind, Process, Program,
    ProgramStep, Signal, Simulation, Stream,
};
pub use lifecycle::{Created, Removal};
pub use reach::{NameServer, Reach};
pub use time::Time;

use crate::images::ImageCatalog;
use crate::op::{ContainerSpec, EnvArg, NetworkSpec};
use crate::port::{Port, PortBinding};
use crate::profile::Profile;
use crate::sort::SortOnce;
use crate::text::FileRange;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Name of the engine's default network.
pub const DEFAULT_BRIDGE: &str = "bridge";

/// How sure a value is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It will be exactly this.
    #[default]
    Known,
    /// It will be this if an assumption holds.
    Assumed(Why),
    /// Nobody can say yet; the value is a placeholder in angle brackets.
    Unknown(Why),
}

/// Why a value is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Addresses are handed out in start order, the lowest free one first.
    AddressGivenAtStart,
    /// Ids are drawn at random when a container is created.
    IdDrawnAtCreation,
    /// The home directory stands in the image's `/etc/passwd`.
    HomeIsInTheImage,
    /// Nobody has inspected the image.
    ImageNotInspected(String),
    /// The engine picks a free port.
    PortPickedAtStart,
    /// The container uses the host's own name and `/etc/hosts`.
    TakenFromTheHost,
    /// It is there, and could not be read; the reason as a sentence fragment.
    NotReadable(String),
}

impl Why {
    /// The reason as a sentence fragment for the user.
    pub fn sentence(&self) -> String {
        match self {
            Why::AddressGivenAtStart => {
                "the engine hands out the lowest free address when the container starts".to_owned()
            }
            Why::IdDrawnAtCreation => {
                "the engine draws the id at random when the container is created".to_owned()
            }
            Why::HomeIsInTheImage => "it stands in the image's /etc/passwd".to_owned(),
            Why::ImageNotInspected(image) => format!("image `{image}` has not been inspected"),
            Why::PortPickedAtStart => {
                "the engine picks a free port when the container starts".to_owned()
            }
            Why::TakenFromTheHost => "it is the host's own".to_owned(),
            Why::NotReadable(why) => format!("it could not be read: {why}"),
        }
    }
}

/// Something that is missing from a container's environment or hosts because nobody knows it yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// What is missing, as a pattern: `DB_PORT*`, `DB_ENV_*`, `variables of the image`.
    pub missing: String,
    /// Why.
    pub why: Why,
}

/// A container's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerState {
    /// Created and never started.
    Created,
    /// Running.
    Running,
    /// Running and frozen.
    Paused,
    /// Ended, and the engine is starting it again.
    Restarting,
    /// Ended; the code is unknown in a prediction.
    Exited {
        /// Exit code of its first process.
        code: Option<i64>,
    },
    /// The engine could not remove it.
    Dead,
}

impl ContainerState {
    /// The word that `docker ps` uses.
    pub fn as_str(self) -> &'static str {
        match self {
            ContainerState::Created => "created",
            ContainerState::Running => "running",
            ContainerState::Paused => "paused",
            ContainerState::Restarting => "restarting",
            ContainerState::Exited { .. } => "exited",
            ContainerState::Dead => "dead",
        }
    }

    /// Whether links to it work: it runs, even if frozen or between two tries.
    pub fn is_up(self) -> bool {
        matches!(
            self,
            ContainerState::Running | ContainerState::Paused | ContainerState::Restarting
        )
    }
}

/// What a health check has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// No verdict yet.
    Starting,
    /// Passed.
    Healthy,
    /// Failed too often.
    Unhealthy,
}

/// A container on one network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its address; `None` while it does not run.
    pub address: Option<String>,
    /// Names under which others find it there.
    pub aliases: Vec<String>,
    /// `SOURCE:ALIAS`, names that only it sees.
    pub links: Vec<String>,
}

/// A legacy link as the engine registered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredLink {
    /// Alias.
    pub alias: String,
    /// Name of the source.
    pub source: String,
    /// Id of the source: a new container of the same name is another source. Empty once the source was removed.
    pub source_id: String,
    /// The text that wrote the link.
    pub origin: Option<FileRange>,
}

/// A container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// Its name, without a slash.
    pub name: String,
    /// Its id: 64 hexadecimal digits, or `<NAME.id>` where it is predicted.
    pub id: String,
    /// What the engine was told.
    pub spec: Arc<ContainerSpec>,
    /// Its life.
    pub state: ContainerState,
    /// What its health check says, if it has one.
    pub health: Option<Health>,
    /// When it started: 1 for the first container that started in this world. Never started is `None`.
    pub started: Option<u32>,
    /// `Config.Env` of the engine: the user's variables, then those of the image that were not overridden.
    pub config_env: Vec<EnvArg>,
    /// Exposed ports: image, `expose`, and the container side of `ports`.
    pub exposed: BTreeSet<Port>,
    /// Networks it sits on.
    pub endpoints: IndexMap<String, Endpoint>,
    /// Its legacy links.
    pub links: Vec<RegisteredLink>,
    /// Published ports while it runs.
    pub published: Vec<PortBinding>,
    /// Environment of its first process as of its last start; [`Container::env`] writes it out.
    pub process_env: ProcessEnv,
    /// Its `/etc/hosts` as of now. Empty before the first start.
    pub hosts: Vec<HostsLine>,
    /// What is missing from `env` and `hosts`.
    pub gaps: Vec<Gap>,
    /// Its past and its process, on a simulated engine.
    #[serde(skip)]
    pub life: Life,
}

impl Container {
    /// The id as it appears in `/etc/hosts` and `HOSTNAME`: its first 12 digits, or `<NAME.id>`.
    pub fn short_id(&self) -> &str {
        if self.id.starts_with('<') {
            &self.id
        } else {
            self.id.get(..12).unwrap_or(&self.id)
        }
    }

    /// `Config.Hostname`: what the file says, else the short id.
    pub fn hostname(&self) -> &str {
        self.spec
            .hostname
            .as_deref()
            .unwrap_or_else(|| self.short_id())
    }

    /// The environment of its first process, in the engine's order. Empty before the first start.
    pub fn env(&self) -> Vec<EnvVar> {
        self.process_env.vars(self)
    }

    /// Its environment, `K=V` a line.
    pub fn env_text(&self) -> String {
        self.env()
            .iter()
            .map(|it| format!("{}={}\n", it.name, it.value))
            .collect()
    }

    /// Its `/etc/hosts`, byte for byte.
    pub fn hosts_text(&self) -> String {
        self.hosts.iter().map(HostsLine::to_string).collect()
    }

    /// Its address on the default bridge, or `None`.
    pub fn bridge_address(&self) -> Option<&str> {
        self.endpoints.get(DEFAULT_BRIDGE)?.address.as_deref()
    }
}

/// A network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// What the engine was told.
    pub spec: NetworkSpec,
    /// Its addresses; `None` for drivers without.
    pub pool: Option<Pool>,
}

/// A named volume.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// What is known of a container before it exists, from having watched it: used to repeat a prediction with the values
/// that only the engine could choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Its id.
    pub id: Option<String>,
    /// Its address by network.
    pub addresses: BTreeMap<String, String>,
    /// `HOME`, as the image's `/etc/passwd` has it.
    pub home: Option<String>,
    /// Order of the aliases in its environment: the engine starts at a random one.
    pub env_link_order: Vec<String>,
    /// Order of the aliases in its `/etc/hosts`, drawn independently.
    pub hosts_link_order: Vec<String>,
    /// Order of the networks in its `/etc/hosts`: drawn at random for all but the default bridge.
    pub hosts_network_order: Vec<String>,
}

/// The state of an engine as far as one project needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Which engine and which compose tool.
    pub profile: Profile,
    /// Networks by name, the default bridge first.
    pub networks: IndexMap<String, Network>,
    /// Volumes by name.
    pub volumes: IndexMap<String, Volume>,
    /// Containers by name, in the order in which they were created.
    pub containers: IndexMap<String, Container>,
    /// What is known of images.
    pub images: ImageCatalog,
    /// Images that the engine has, by canonical reference.
    pub present_images: BTreeSet<String>,
    /// Values that only the engine chooses, by container name.
    pub pins: BTreeMap<String, Pin>,
    /// Host ports in use, to find clashes.
    taken_ports: BTreeSet<TakenPort>,
    /// How many starts there were.
    n_starts: u32,
    /// The last subnet handed out: older engines go on from there.
    last_subnet: Option<u8>,
    /// Clock, processes and faults, if somebody plays with this world; a prediction has none.
    #[serde(skip)]
    pub simulation: Option<Box<Simulation>>,
}

/// A host port in use. Its order serves look-up by protocol and port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct TakenPort {
    protocol: crate::port::Protocol,
    number: u16,
    host_ip: String,
    container: String,
}

impl World {
    /// An engine with nothing on it but its default bridge, 172.17.0.0/16.
    pub fn new(profile: Profile, images: ImageCatalog) -> World {
        let bridge = Network {
            spec: NetworkSpec {
                driver: "bridge".to_owned(),
                ..NetworkSpec::default()
            },
            pool: Some(Pool::of_bridge()),
        };
        World {
            profile,
            networks: IndexMap::from([(DEFAULT_BRIDGE.to_owned(), bridge)]),
            volumes: IndexMap::new(),
            containers: IndexMap::new(),
            images,
            present_images: BTreeSet::new(),
            pins: BTreeMap::new(),
            taken_ports: BTreeSet::new(),
            n_starts: 0,
            last_subnet: None,
            simulation: None,
        }
    }

    /// An engine that lives: it has a clock, draws ids, and its containers run programs.
    pub fn simulated(profile: Profile, images: ImageCatalog) -> World {
        World {
            simulation: Some(Box::new(Simulation {
                hostname: "docker-host".to_owned(),
                hosts: "127.0.0.1\tlocalhost\n127.0.1.1\tdocker-host\n".to_owned(),
                ..Simulation::default()
            })),
            ..World::new(profile, images)
        }
    }

    /// Recomputes what is derived from networks and containers: addresses and host ports in use, and the number of starts.
    /// To be called after containers were put into an observed world by hand.
    pub fn reindex(&mut self) {
        self.taken_ports.clear();
        for container in self.containers.values() {
            for (network, endpoint) in &container.endpoints {
                let pool = self
                    .networks
                    .get_mut(network)
                    .and_then(|it| it.pool.as_mut());
                let address = endpoint.address.as_deref().and_then(|it| it.parse().ok());
                if let (Some(pool), Some(address)) = (pool, address) {
                    pool.take_exactly(address);
                }
            }
            for binding in &container.published {
                if let Some(port) = binding.host_port {
                    self.taken_ports.insert(TakenPort {
                        protocol: binding.container.protocol,
                        number: port.first,
                        host_ip: binding.host_ip.clone(),
                        container: container.name.clone(),
                    });
                }
            }
        }
        self.n_starts = self
            .containers
            .values()
            .filter_map(|it| it.started)
            .max()
            .unwrap_or(0);
    }

    /// The containers of a service, lowest number first.
    pub fn service_containers<'a>(&'a self, project: &str, service: &str) -> Vec<&'a Container> {
        let mut res: Vec<&Container> = self
            .containers
            .values()
            .filter(|it| {
                it.spec.service == service
                    && it
                        .spec
                        .labels
                        .get(crate::op::labels::PROJECT)
                        .is_some_and(|it| it == project)
            })
            .collect();
        res.order_by_key(|it| it.spec.number);
        res
    }
}
