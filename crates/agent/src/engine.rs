//! What the agent asks of an engine: one method per [`linkyard_core::op::Op`], and what it takes to read the result back.
//!
//! No decision of the compose tools is taken behind this trait: it does what it is told, or says why it cannot.

mod docker;
mod problem;

pub use docker::{DockerEngine, connect};
pub use problem::EngineProblem;

use crate::context::ProjectFolder;
use linkyard_core::op::{BuildSpec, Condition, ContainerSpec, NetworkSpec};
use linkyard_core::plan::StepId;
use linkyard_core::world::{Container, Network};
use linkyard_wire::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use tokio::sync::mpsc::UnboundedSender;

/// An answer of an engine.
pub type EngineResult<T> = Result<T, EngineProblem>;

/// A Docker Engine, or something that behaves like one.
///
/// Every method fails with an [`EngineProblem`] that holds the engine's own words. The futures must be `Send`, which is
/// why no method is declared as `async fn`; those who implement them may write so.
pub trait Engine: Send + Sync + 'static {
    /// The engine's own version, such as `20.10.24+dfsg1`.
    fn version(&self) -> impl Future<Output = EngineResult<String>> + Send;

    /// Pulls an image.
    fn pull_image(
        &self,
        image: &str,
        progress: &Progress,
    ) -> impl Future<Output = EngineResult<()>> + Send;
    /// Builds an image from the files of `folder`.
    fn build_image(
        &self,
        image: &str,
        build: &BuildSpec,
        folder: &ProjectFolder,
        progress: &Progress,
    ) -> impl Future<Output = EngineResult<()>> + Send;
    /// Creates a network; a second one of the same name is refused.
    fn create_network(
        &self,
        name: &str,
        spec: &NetworkSpec,
    ) -> impl Future<Output = EngineResult<()>> + Send;
    /// Creates a volume.
    fn create_volume(
        &self,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> impl Future<Output = EngineResult<()>> + Send;
    /// Creates a container and connects it to its networks.
    fn create_container(
        &self,
        name: &str,
        spec: &ContainerSpec,
    ) -> impl Future<Output = EngineResult<()>> + Send;
    /// Starts a container; one that runs stays as it is.
    fn start_container(&self, name: &str) -> impl Future<Output = EngineResult<()>> + Send;
    /// Waits until a container is as its dependents want it, or never can be.
    fn await_container(
        &self,
        name: &str,
        until: Condition,
    ) -> impl Future<Output = EngineResult<()>> + Send;
    /// Stops a container; one that does not run stays as it is.
    fn stop_container(&self, name: &str) -> impl Future<Output = EngineResult<()>> + Send;
    /// Removes a stopped container and its anonymous volumes.
    fn remove_container(&self, name: &str) -> impl Future<Output = EngineResult<()>> + Send;
    /// Removes a network.
    fn remove_network(&self, name: &str) -> impl Future<Output = EngineResult<()>> + Send;
    /// Removes a volume.
    fn remove_volume(&self, name: &str) -> impl Future<Output = EngineResult<()>> + Send;

    /// The labels of an object, or `None` if there is none of that name.
    fn labels(
        &self,
        object: Object<'_>,
    ) -> impl Future<Output = EngineResult<Option<Labels>>> + Send;
    /// The names of everything that carries the project's label, made by us or by another compose tool.
    fn project_objects(
        &self,
        project: &str,
    ) -> impl Future<Output = EngineResult<ProjectObjects>> + Send;
    /// A container by name or id.
    fn inspect_container(
        &self,
        reference: &str,
    ) -> impl Future<Output = EngineResult<Option<FoundContainer>>> + Send;
    /// A network by name.
    fn inspect_network(
        &self,
        name: &str,
    ) -> impl Future<Output = EngineResult<Option<FoundNetwork>>> + Send;
    /// The `/etc/hosts` of a container, running or not.
    fn read_hosts(
        &self,
        container: &FoundContainer,
    ) -> impl Future<Output = EngineResult<String>> + Send;
    /// The environment of a container's first process, each entry ended by a NUL.
    fn read_environment(
        &self,
        container: &FoundContainer,
    ) -> impl Future<Output = EngineResult<Vec<u8>>> + Send;
    /// The environment that the engine gives a new process in a running container, each entry ended by a NUL.
    fn compute_environment(
        &self,
        container: &FoundContainer,
    ) -> impl Future<Output = EngineResult<Vec<u8>>> + Send;
    /// Every image that the engine has, by its tags.
    fn present_images(&self) -> impl Future<Output = EngineResult<BTreeSet<String>>> + Send;
    /// What `docker image inspect` says of those `images` that the engine has, with `LinkyardHome` added.
    fn image_facts(
        &self,
        images: &[String],
    ) -> impl Future<Output = EngineResult<Vec<serde_json::Value>>> + Send;
}

/// Labels of an object.
pub type Labels = BTreeMap<String, String>;

/// A thing on an engine that has labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object<'a> {
    /// A container.
    Container(&'a str),
    /// A network.
    Network(&'a str),
    /// A volume.
    Volume(&'a str),
}

impl fmt::Display for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Container(name) => write!(f, "container `{name}`"),
            Object::Network(name) => write!(f, "network `{name}`"),
            Object::Volume(name) => write!(f, "volume `{name}`"),
        }
    }
}

/// What an engine holds of a project, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectObjects {
    /// Containers.
    pub containers: Vec<String>,
    /// Networks.
    pub networks: Vec<String>,
    /// Volumes.
    pub volumes: Vec<String>,
}

/// A container as it was inspected.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundContainer {
    /// Everything but its environment, its hosts, its place in the start order and the ids of its link sources.
    pub container: Container,
    /// When it was created, as text that sorts by time.
    pub created_at: String,
    /// When it started last, as text that sorts by time; `None` if it never did.
    pub started_at: Option<String>,
    /// Number of its first process on the engine's machine, while it runs.
    pub pid: Option<i64>,
    /// Whether it sees the processes of others, so that number 1 is not its own.
    pub shares_processes: bool,
}

/// A network as it was inspected.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundNetwork {
    /// What it is.
    pub network: Network,
    /// Who sits on it: container and IPv4 address. The engine lists running containers only.
    pub users: Vec<(String, String)>,
}

/// Where a step says what it is doing.
#[derive(Clone, Debug)]
pub struct Progress {
    step: StepId,
    events: UnboundedSender<Event>,
}

impl Progress {
    /// Speaks for `step`.
    pub fn new(step: StepId, events: UnboundedSender<Event>) -> Progress {
        Progress { step, events }
    }

    /// Says one line. Nobody listening is no fault.
    pub fn line(&self, line: impl Into<String>) {
        let _ = self.events.send(Event::Progress {
            step: self.step,
            line: line.into(),
        });
    }
}
