//! The compose file as a typed model in one canonical form, each leaf with the text that wrote it.
//!
//! Reading never stops at a fault: what could not be read is left out and recorded in [`Project::faults`],
//! which the rules turn into diagnostics. No message is written here.

mod durations;
mod env_file;
mod keys;
mod lower;
mod mounts;
mod names;
mod ports;
mod service_edges;
mod service_lists;
mod services;
mod values;

pub(crate) use durations::parse as parse_duration;
pub use env_file::{EnvFileEntry, parse_env_file};
pub use keys::{SERVICE_KEYS, TOP_LEVEL_KEYS, service_keys};
pub use lower::lower;
pub(crate) use mounts::below;
pub use mounts::host_path;
pub use names::{container_name, is_valid_project_name, project_name};
pub(crate) use names::{image_name, network_name, normalised_name, volume_name};
pub use ports::parse_binding;
pub(crate) use ports::port_fault;

use crate::fault::Fault;
use crate::load::Format;
use crate::op::{BuildSpec, Condition, EnvArg, ExtraHost, Healthcheck, RestartPolicy};
use crate::port::{Port, PortBinding};
use crate::text::{FileRange, Spanned};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;

/// A compose file.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its name, normalised.
    pub name: String,
    /// Its family.
    pub format: Format,
    /// `version`, where the file has it.
    pub version: Option<Spanned<String>>,
    /// Services in file order.
    pub services: IndexMap<String, Service, FxBuildHasher>,
    /// Networks that the file declares.
    pub networks: IndexMap<String, ProjectNetwork>,
    /// Volumes that the file declares.
    pub volumes: IndexMap<String, ProjectVolume>,
    /// What could not be read, or is not known.
    pub faults: Vec<Fault>,
}

impl Project {
    /// Whether the containers of `service` sit on the engine's default bridge, where links set variables and write hosts.
    pub fn is_on_bridge(&self, service: &Service) -> bool {
        match service.network_mode.as_ref().map(|it| &it.value) {
            None => self.format == Format::V1,
            Some(mode) => *mode == NetworkModeRef::Bridge,
        }
    }
}

/// A network of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectNetwork {
    /// The key that declares it; `None` for the default network that nobody wrote.
    pub range: Option<FileRange>,
    /// `name`, which replaces `PROJECT_KEY`.
    pub name: Option<String>,
    /// It exists already and is not made.
    pub external: bool,
    /// Driver; empty means the default.
    pub driver: String,
    /// Driver options.
    pub driver_opts: BTreeMap<String, String>,
    /// Subnet of `ipam`.
    pub subnet: Option<String>,
    /// No way out.
    pub internal: bool,
    /// Attachable by hand.
    pub attachable: bool,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// A volume of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectVolume {
    /// The key that declares it.
    pub range: Option<FileRange>,
    /// `name`, which replaces `PROJECT_KEY`.
    pub name: Option<String>,
    /// It exists already and is not made.
    pub external: bool,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name, at its key.
    pub name: Spanned<String>,
    /// From its key to the end of its last value.
    pub range: FileRange,
    /// `image`.
    pub image: Option<Spanned<String>>,
    /// `build`.
    pub build: Option<Spanned<BuildSpec>>,
    /// `command`, split into words.
    pub command: Option<Spanned<Vec<String>>>,
    /// `entrypoint`, split into words.
    pub entrypoint: Option<Spanned<Vec<String>>>,
    /// Variables in the order in which the engine gets them: env files first, `environment` over them.
    pub environment: Vec<EnvArg>,
    /// `links`.
    pub links: Vec<Link>,
    /// `external_links`.
    pub external_links: Vec<Link>,
    /// `depends_on`.
    pub depends_on: Vec<Dependency>,
    /// `volumes`.
    pub mounts: Vec<Mount>,
    /// `volumes_from`.
    pub volumes_from: Vec<VolumesFrom>,
    /// `ports`, one entry per container port.
    pub ports: Vec<Spanned<PortBinding>>,
    /// `expose`, one entry per port.
    pub expose: Vec<Spanned<Port>>,
    /// `network_mode`, or `net` of v1.
    pub network_mode: Option<Spanned<NetworkModeRef>>,
    /// `networks`; empty means the default network, where the format has one.
    pub networks: Vec<ServiceNetwork>,
    /// `hostname`.
    pub hostname: Option<Spanned<String>>,
    /// `domainname`.
    pub domainname: Option<Spanned<String>>,
    /// `extra_hosts`, in the order in which the engine gets them.
    pub extra_hosts: Vec<ExtraHost>,
    /// `container_name`.
    pub container_name: Option<Spanned<String>>,
    /// `user`.
    pub user: Option<Spanned<String>>,
    /// `working_dir`.
    pub working_dir: Option<Spanned<String>>,
    /// `restart`.
    pub restart: Option<Spanned<RestartPolicy>>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
    /// `healthcheck`.
    pub healthcheck: Option<Spanned<Healthcheck>>,
    /// `scale`.
    pub scale: Option<Spanned<u32>>,
    /// `deploy.replicas`.
    pub replicas: Option<Spanned<u32>>,
    /// `tty`.
    pub tty: bool,
    /// `stdin_open`.
    pub stdin_open: bool,
    /// `privileged`.
    pub privileged: Option<Spanned<bool>>,
    /// `profiles`.
    pub profiles: Vec<Spanned<String>>,
}

/// An entry of `links` or `external_links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The service, or for an external link the container, that is linked to.
    pub source: Spanned<String>,
    /// The alias as written; `None` means the source's name.
    pub alias: Option<String>,
    /// The whole entry.
    pub range: FileRange,
}

impl Link {
    /// The name under which the recipient sees the source.
    pub fn alias(&self) -> &str {
        match self.alias.as_deref() {
            Some(alias) if !alias.is_empty() => alias,
            _ => &self.source.value,
        }
    }
}

/// An entry of `depends_on`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The service.
    pub service: Spanned<String>,
    /// What to wait for.
    pub condition: Condition,
    /// Whether a missing service is a fault.
    pub required: bool,
    /// Whether the dependent restarts with it.
    pub restart: bool,
}

/// Where a mount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountKind {
    /// A folder or file of the host.
    Bind,
    /// A named volume.
    Volume,
    /// A volume without a name.
    Anonymous,
    /// Memory.
    Tmpfs,
}

/// An entry of `volumes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it comes from.
    pub kind: MountKind,
    /// Host path or volume name as written; empty for anonymous ones and memory.
    pub source: String,
    /// Path in the container.
    pub target: String,
    /// `ro`, `rw`, `z` and the like; empty means `rw`.
    pub mode: String,
    /// The whole entry.
    pub range: FileRange,
}

/// An entry of `volumes_from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumesFrom {
    /// Service or container.
    pub source: Spanned<String>,
    /// Whether `container:` was written before it.
    pub is_container: bool,
    /// `rw` or `ro`.
    pub mode: String,
}

/// `network_mode`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkModeRef {
    /// `bridge` or `default`.
    Bridge,
    /// `host`.
    Host,
    /// `none`.
    None,
    /// `service:NAME`, or `container:NAME` of v1 where NAME is a service.
    Service(String),
    /// `container:NAME`.
    Container(String),
    /// The name of a network that exists already.
    Network(String),
}

/// A service on a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceNetwork {
    /// Key of the network.
    pub name: String,
    /// The text.
    pub range: Option<FileRange>,
    /// Additional DNS names.
    pub aliases: Vec<String>,
    /// Fixed address.
    pub ipv4_address: Option<String>,
}
