//! The closed list of engine calls, as data. Says nothing of what they do: see [`crate::world`].

use crate::port::{Port, PortBinding};
use crate::text::FileRange;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// One engine call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// Pull an image that the engine does not have.
    PullImage {
        /// Its reference.
        image: String,
    },
    /// Build an image.
    BuildImage {
        /// The tag it gets.
        image: String,
        /// From what.
        build: BuildSpec,
    },
    /// Create a user-defined network.
    CreateNetwork {
        /// Its full name.
        name: String,
        /// Its settings.
        spec: NetworkSpec,
    },
    /// Create a named volume.
    CreateVolume {
        /// Its full name.
        name: String,
        /// Labels.
        labels: BTreeMap<String, String>,
    },
    /// Create a container without starting it.
    CreateContainer {
        /// Its name.
        name: String,
        /// Its settings.
        spec: Arc<ContainerSpec>,
    },
    /// Start a container.
    StartContainer {
        /// Its name.
        container: String,
    },
    /// Wait until a container is as its dependents want it.
    AwaitContainer {
        /// Its name.
        container: String,
        /// What to wait for.
        until: Condition,
    },
    /// Stop a container with its stop signal.
    StopContainer {
        /// Its name.
        container: String,
    },
    /// Remove a stopped container and its anonymous volumes.
    RemoveContainer {
        /// Its name.
        container: String,
    },
    /// Remove a network.
    RemoveNetwork {
        /// Its full name.
        name: String,
    },
    /// Remove a named volume.
    RemoveVolume {
        /// Its full name.
        name: String,
    },
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::PullImage { image } => write!(f, "pull image {image}"),
            Op::BuildImage { image, build } => {
                write!(f, "build image {image} from {}", build.context)
            }
            Op::CreateNetwork { name, .. } => write!(f, "create network {name}"),
            Op::CreateVolume { name, .. } => write!(f, "create volume {name}"),
            Op::CreateContainer { name, .. } => write!(f, "create container {name}"),
            Op::StartContainer { container } => write!(f, "start container {container}"),
            Op::AwaitContainer { container, until } => {
                write!(f, "wait until container {container} {until}")
            }
            Op::StopContainer { container } => write!(f, "stop container {container}"),
            Op::RemoveContainer { container } => write!(f, "remove container {container}"),
            Op::RemoveNetwork { name } => write!(f, "remove network {name}"),
            Op::RemoveVolume { name } => write!(f, "remove volume {name}"),
        }
    }
}

/// What a dependent waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// `service_started`: the start call returned.
    Started,
    /// `service_healthy`: its health check passed.
    Healthy,
    /// `service_completed_successfully`: it ended with code 0.
    CompletedSuccessfully,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Condition::Started => "has started",
            Condition::Healthy => "is healthy",
            Condition::CompletedSuccessfully => "has ended with code 0",
        })
    }
}

/// What an image is built from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildSpec {
    /// Folder, relative to the project folder unless absolute, or a Git address.
    pub context: String,
    /// Path of the Dockerfile inside the context.
    pub dockerfile: Option<String>,
    /// Build arguments; `None` takes the value of the builder's environment.
    pub args: IndexMap<String, Option<String>>,
    /// Stage to build.
    pub target: Option<String>,
}

impl BuildSpec {
    /// Whether the context is fetched from elsewhere instead of lying in a folder.
    pub fn is_remote(&self) -> bool {
        self.context.contains("://")
            || self.context.starts_with("git@")
            || self.context.starts_with("github.com/")
    }
}

/// Settings of a user-defined network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkSpec {
    /// Driver; empty means the engine's default, `bridge`.
    pub driver: String,
    /// Driver options.
    pub driver_opts: BTreeMap<String, String>,
    /// Subnet in CIDR form; `None` lets the engine choose.
    pub subnet: Option<String>,
    /// No way out of it.
    pub internal: bool,
    /// Containers may be attached by hand.
    pub attachable: bool,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// An environment entry and the text that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvArg {
    /// `K=V`, or `K` alone, which takes the variable away.
    pub entry: String,
    /// The text, where a file wrote it.
    pub origin: Option<FileRange>,
}

/// A link as it is sent to the engine, and the text that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkArg {
    /// Name of the source container.
    pub source: String,
    /// Name under which the recipient sees it.
    pub alias: String,
    /// The text, where a file wrote it.
    pub origin: Option<FileRange>,
}

/// An entry of `extra_hosts` and the text that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraHost {
    /// The name.
    pub host: String,
    /// The address as written, or `host-gateway`.
    pub address: String,
    /// The text, where a file wrote it.
    pub origin: Option<FileRange>,
}

/// How a container is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkMode {
    /// The engine's default bridge, the only network with legacy links.
    DefaultBridge,
    /// The host's own stack.
    Host,
    /// Loopback only.
    None,
    /// The stack of another container.
    Container {
        /// Its name.
        container: String,
    },
    /// User-defined networks, in the order in which they are connected. At least one.
    User {
        /// Endpoint settings by network name.
        networks: IndexMap<String, EndpointSpec>,
    },
}

/// How a container sits on one user-defined network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointSpec {
    /// DNS names under which everybody on the network finds it.
    pub aliases: Vec<String>,
    /// DNS names that only this container sees, for links.
    pub links: Vec<LinkArg>,
    /// Fixed IPv4 address.
    pub ipv4_address: Option<String>,
}

/// When the engine starts a container again by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestartPolicy {
    /// Never.
    #[default]
    No,
    /// Always.
    Always,
    /// Unless somebody stopped it.
    UnlessStopped,
    /// When it ends with another code than 0.
    OnFailure {
        /// At most so many times; 0 means without end.
        max_retries: u32,
    },
}

/// A health check as it is sent to the engine. Times in nanoseconds; 0 means the image's or the engine's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Healthcheck {
    /// `["CMD", …]`, `["CMD-SHELL", "…"]`, `["NONE"]`; empty means the image's.
    pub test: Vec<String>,
    /// Between two checks.
    pub interval: i64,
    /// For one check.
    pub timeout: i64,
    /// Failures in a row until it is unhealthy.
    pub retries: u32,
    /// Failures in this first time do not count.
    pub start_period: i64,
}

/// Everything the engine is told when it creates a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerSpec {
    /// Service it belongs to.
    pub service: String,
    /// Its number in the service, from 1.
    pub number: u32,
    /// Image reference.
    pub image: String,
    /// `CMD`; `None` means the image's.
    pub command: Option<Vec<String>>,
    /// `ENTRYPOINT`; `None` means the image's.
    pub entrypoint: Option<Vec<String>>,
    /// The user's variables in order.
    pub env: Vec<EnvArg>,
    /// `expose` and the container side of `ports`.
    pub exposed: BTreeSet<Port>,
    /// Published ports in order.
    pub ports: Vec<PortBinding>,
    /// Legacy links in the order in which they are registered. On user-defined networks links are endpoint settings instead.
    pub links: Vec<LinkArg>,
    /// Additional lines of `/etc/hosts`.
    pub extra_hosts: Vec<ExtraHost>,
    /// How it is connected.
    pub network: NetworkMode,
    /// Host name; `None` means the short id.
    pub hostname: Option<String>,
    /// Domain name.
    pub domainname: Option<String>,
    /// User.
    pub user: Option<String>,
    /// Working directory.
    pub working_dir: Option<String>,
    /// `HOST:PATH[:MODE]` and `VOLUME:PATH[:MODE]`.
    pub binds: Vec<String>,
    /// Anonymous volumes.
    pub volumes: Vec<String>,
    /// `CONTAINER[:MODE]`.
    pub volumes_from: Vec<String>,
    /// Restart policy.
    pub restart: RestartPolicy,
    /// Health check; `None` means the image's.
    pub healthcheck: Option<Healthcheck>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Whether it has a terminal.
    pub tty: bool,
    /// Whether its standard input stays open.
    pub stdin_open: bool,
    /// Whether it may do everything that the host can.
    pub privileged: bool,
    /// Signal that stops it; `None` means the image's, or `SIGTERM`.
    pub stop_signal: Option<String>,
    /// Seconds between that signal and `SIGKILL`; `None` means 10.
    pub stop_timeout: Option<u32>,
    /// Whether the engine removes it as soon as it has ended.
    pub auto_remove: bool,
    /// Whether every exposed port is published on a free host port.
    pub publish_all: bool,
}

impl Default for ContainerSpec {
    /// A container on the default bridge with nothing set.
    fn default() -> ContainerSpec {
        ContainerSpec {
            service: String::new(),
            number: 1,
            image: String::new(),
            command: None,
            entrypoint: None,
            env: Vec::new(),
            exposed: BTreeSet::new(),
            ports: Vec::new(),
            links: Vec::new(),
            extra_hosts: Vec::new(),
            network: NetworkMode::DefaultBridge,
            hostname: None,
            domainname: None,
            user: None,
            working_dir: None,
            binds: Vec::new(),
            volumes: Vec::new(),
            volumes_from: Vec::new(),
            restart: RestartPolicy::No,
            healthcheck: None,
            labels: BTreeMap::new(),
            tty: false,
            stdin_open: false,
            privileged: false,
            stop_signal: None,
            stop_timeout: None,
            auto_remove: false,
            publish_all: false,
        }
    }
}

/// Labels on everything that a plan creates.
pub mod labels {
    /// Ours: on every object we made. What does not carry it is never touched.
    pub const OWNER: &str = "linkyard.project";
    /// Ours: hash of the container's settings, to see whether it must be replaced.
    pub const CONFIG_HASH: &str = "linkyard.config-hash";
    /// Compose's: the project.
    pub const PROJECT: &str = "com.docker.compose.project";
    /// Compose's: the service.
    pub const SERVICE: &str = "com.docker.compose.service";
    /// Compose's: the number in the service.
    pub const NUMBER: &str = "com.docker.compose.container-number";
    /// Compose's: `True` for `run` containers.
    pub const ONEOFF: &str = "com.docker.compose.oneoff";
    /// Compose's: the project folder.
    pub const WORKING_DIR: &str = "com.docker.compose.project.working_dir";
    /// Compose's: the files.
    pub const CONFIG_FILES: &str = "com.docker.compose.project.config_files";
    /// Compose's: short name of a network.
    pub const NETWORK: &str = "com.docker.compose.network";
    /// Compose's: short name of a volume.
    pub const VOLUME: &str = "com.docker.compose.volume";
}
