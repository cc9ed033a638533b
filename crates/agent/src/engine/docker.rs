//! A real Docker Engine, by `bollard`. This folder is the only one that knows that library.
//!
//! Requests carry no API version, so the engine answers in its newest one, and every field of an answer may be missing.

mod create;
mod images;
mod inspect;
mod read;

use super::{
    Engine, EngineProblem, EngineResult, FoundContainer, FoundNetwork, Labels, Object, Progress,
    ProjectObjects,
};
use crate::context::ProjectFolder;
use bollard::Docker;
use bollard::errors::Error;
use bollard::models::{NetworkConnectRequest, VolumeCreateRequest};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, InspectNetworkOptions,
    ListContainersOptionsBuilder, ListImagesOptions, ListNetworksOptionsBuilder,
    ListVolumesOptionsBuilder, RemoveContainerOptionsBuilder, RemoveVolumeOptions,
    StartContainerOptions, StopContainerOptions,
};
use linkyard_core::op::{BuildSpec, Condition, ContainerSpec, NetworkSpec, labels};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error as _;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Where engines listen when DOCKER_HOST says nothing.
const USUAL_ADDRESS: &str = "unix:///var/run/docker.sock";

/// Between two looks at a container that a dependent waits for.
const LOOK: Duration = Duration::from_millis(200);

/// A Docker Engine.
#[derive(Debug)]
pub struct DockerEngine {
    address: String,
    /// Made at the first call that succeeds, so that the engine may start after us.
    client: OnceLock<Docker>,
    /// Homes of the images' users by image id: an image never changes.
    homes: Mutex<BTreeMap<String, Option<String>>>,
}

/// Connects to the engine that DOCKER_HOST names, or to the local one, and makes sure that it answers.
///
/// # Errors
/// [`EngineProblem::Unreachable`] or [`EngineProblem::UnsupportedAddress`].
pub async fn connect() -> EngineResult<DockerEngine> {
    let engine = DockerEngine::from_environment();
    engine.version().await?;
    Ok(engine)
}

impl DockerEngine {
    /// The engine that DOCKER_HOST names, or the local one. Nothing is sent before the first call.
    pub fn from_environment() -> DockerEngine {
        let address = std::env::var("DOCKER_HOST")
            .ok()
            .filter(|it| !it.is_empty());
        DockerEngine::at(address.unwrap_or_else(|| USUAL_ADDRESS.to_owned()))
    }

    /// The engine at `address`: `unix:///PATH` or `tcp://HOST:PORT`.
    pub fn at(address: String) -> DockerEngine {
        DockerEngine {
            address,
            client: OnceLock::new(),
            homes: Mutex::default(),
        }
    }

    fn client(&self) -> EngineResult<&Docker> {
        if let Some(it) = self.client.get() {
            return Ok(it);
        }
        let wants_tls = std::env::var("DOCKER_TLS_VERIFY").is_ok_and(|it| !it.is_empty());
        let is_tcp = self.address.starts_with("tcp://") || self.address.starts_with("http://");
        if is_tcp && wants_tls {
            let address = format!("{}, with DOCKER_TLS_VERIFY", self.address);
            return Err(EngineProblem::UnsupportedAddress { address });
        }
        let client = Docker::connect_with_host(&self.address).map_err(|err| match err {
            Error::UnsupportedURISchemeError { uri } => {
                EngineProblem::UnsupportedAddress { address: uri }
            }
            other => self.unreachable(&other),
        })?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Whether the engine's processes are also ours to see.
    fn is_local(&self) -> bool {
        self.address.starts_with("unix://")
    }

    fn unreachable(&self, err: &Error) -> EngineProblem {
        let mut detail = err.to_string();
        let mut source = err.source();
        while let Some(it) = source {
            detail = it.to_string();
            source = it.source();
        }
        EngineProblem::Unreachable {
            address: self.address.clone(),
            detail,
        }
    }

    fn problem(&self, err: Error) -> EngineProblem {
        match err {
            Error::DockerResponseServerError {
                status_code,
                message,
            } => EngineProblem::Refused {
                status: status_code,
                message,
            },
            Error::DockerStreamError { error } => EngineProblem::Refused {
                status: 200,
                message: error,
            },
            err @ (Error::HyperLegacyError { .. }
            | Error::HyperResponseError { .. }
            | Error::IOError { .. }
            | Error::RequestTimeoutError
            | Error::SocketNotFoundError(_)) => self.unreachable(&err),
            other => EngineProblem::Unreadable {
                what: "the engine's answer".to_owned(),
                why: other.to_string(),
            },
        }
    }

    /// What the engine says, or `None` where it says that there is no such thing.
    fn found<T>(&self, res: Result<T, Error>) -> EngineResult<Option<T>> {
        match res {
            Ok(it) => Ok(Some(it)),
            Err(Error::DockerResponseServerError {
                status_code: 404, ..
            }) => Ok(None),
            Err(err) => Err(self.problem(err)),
        }
    }

    /// Success, also where the status says that it is so already.
    fn done(&self, res: Result<(), Error>, already: u16) -> EngineResult<()> {
        match res {
            Err(Error::DockerResponseServerError { status_code, .. }) if status_code == already => {
                Ok(())
            }
            other => other.map_err(|err| self.problem(err)),
        }
    }
}

impl Engine for DockerEngine {
    async fn version(&self) -> EngineResult<String> {
        let version = self
            .client()?
            .version()
            .await
            .map_err(|err| self.problem(err))?;
        Ok(version.version.unwrap_or_default())
    }

    async fn pull_image(&self, image: &str, progress: &Progress) -> EngineResult<()> {
        self.pull(image, progress).await
    }

    async fn build_image(
        &self,
        image: &str,
        build: &BuildSpec,
        folder: &ProjectFolder,
        progress: &Progress,
    ) -> EngineResult<()> {
        self.build(image, build, folder, progress).await
    }

    async fn create_network(&self, name: &str, spec: &NetworkSpec) -> EngineResult<()> {
        // Old engines make a second network of one name without a word.
        if self.inspect_network(name).await?.is_some() {
            let message = format!("network with name {name} already exists");
            return Err(EngineProblem::Refused {
                status: 409,
                message,
            });
        }
        let request = create::network(name, spec);
        self.client()?
            .create_network(request)
            .await
            .map(drop)
            .map_err(|err| self.problem(err))
    }

    async fn create_volume(
        &self,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> EngineResult<()> {
        let request = VolumeCreateRequest {
            name: Some(name.to_owned()),
            labels: Some(create::map(labels)),
            ..VolumeCreateRequest::default()
        };
        self.client()?
            .create_volume(request)
            .await
            .map(drop)
            .map_err(|err| self.problem(err))
    }

    async fn create_container(&self, name: &str, spec: &ContainerSpec) -> EngineResult<()> {
        let client = self.client()?;
        let options = CreateContainerOptionsBuilder::default().name(name).build();
        let made = client
            .create_container(Some(options), create::container(spec))
            .await
            .map_err(|err| self.problem(err))?;
        for warning in made.warnings {
            tracing::warn!(container = name, warning, "the engine warns");
        }
        for (network, endpoint) in create::further_networks(spec) {
            let request = NetworkConnectRequest {
                container: made.id.clone(),
                endpoint_config: Some(create::endpoint(endpoint)),
            };
            client
                .connect_network(network, request)
                .await
                .map_err(|err| self.problem(err))?;
        }
        Ok(())
    }

    async fn start_container(&self, name: &str) -> EngineResult<()> {
        self.done(
            self.client()?
                .start_container(name, None::<StartContainerOptions>)
                .await,
            304,
        )
    }

    async fn await_container(&self, name: &str, until: Condition) -> EngineResult<()> {
        let mut clock = interval(LOOK);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            let found = self.inspect_container(name).await?;
            let Some(found) = found else {
                return Err(EngineProblem::Missing {
                    object: Object::Container(name).to_string(),
                });
            };
            if inspect::is_ready(&found.container, until)? {
                return Ok(());
            }
        }
    }

    async fn stop_container(&self, name: &str) -> EngineResult<()> {
        self.done(
            self.client()?
                .stop_container(name, None::<StopContainerOptions>)
                .await,
            304,
        )
    }

    async fn remove_container(&self, name: &str) -> EngineResult<()> {
        let options = RemoveContainerOptionsBuilder::default().v(true).build();
        self.done(
            self.client()?.remove_container(name, Some(options)).await,
            404,
        )
    }

    async fn remove_network(&self, name: &str) -> EngineResult<()> {
        self.done(self.client()?.remove_network(name).await, 404)
    }

    async fn remove_volume(&self, name: &str) -> EngineResult<()> {
        self.done(
            self.client()?
                .remove_volume(name, None::<RemoveVolumeOptions>)
                .await,
            404,
        )
    }

    async fn labels(&self, object: Object<'_>) -> EngineResult<Option<Labels>> {
        let labels = match object {
            Object::Container(name) => {
                let found = self
                    .client()?
                    .inspect_container(name, None::<InspectContainerOptions>)
                    .await;
                // A short name could also be the beginning of somebody's id.
                self.found(found)?
                    .filter(|it| inspect::container_name(it) == name)
                    .map(|it| it.config.and_then(|it| it.labels).unwrap_or_default())
            }
            Object::Network(name) => {
                let found = self
                    .client()?
                    .inspect_network(name, None::<InspectNetworkOptions>)
                    .await;
                self.found(found)?
                    .filter(|it| it.name.as_deref() == Some(name))
                    .map(|it| it.labels.unwrap_or_default())
            }
            Object::Volume(name) => self
                .found(self.client()?.inspect_volume(name).await)?
                .map(|it| it.labels),
        };
        Ok(labels.map(|it| it.into_iter().collect()))
    }

    async fn project_objects(&self, project: &str) -> EngineResult<ProjectObjects> {
        let filters = HashMap::from([("label", vec![format!("{}={project}", labels::PROJECT)])]);
        let client = self.client()?;
        let containers = ListContainersOptionsBuilder::default()
            .all(true)
            .filters(&filters)
            .build();
        let containers = client
            .list_containers(Some(containers))
            .await
            .map_err(|err| self.problem(err))?;
        let networks = ListNetworksOptionsBuilder::default()
            .filters(&filters)
            .build();
        let networks = client
            .list_networks(Some(networks))
            .await
            .map_err(|err| self.problem(err))?;
        let volumes = ListVolumesOptionsBuilder::default()
            .filters(&filters)
            .build();
        let volumes = client
            .list_volumes(Some(volumes))
            .await
            .map_err(|err| self.problem(err))?;
        let mut res = ProjectObjects {
            containers: containers.into_iter().filter_map(|it| it.id).collect(),
            networks: networks.into_iter().filter_map(|it| it.name).collect(),
            volumes: volumes
                .volumes
                .unwrap_or_default()
                .into_iter()
                .map(|it| it.name)
                .collect(),
        };
        res.networks.sort();
        res.volumes.sort();
        Ok(res)
    }

    async fn inspect_container(&self, reference: &str) -> EngineResult<Option<FoundContainer>> {
        let client = self.client()?;
        let found = client
            .inspect_container(reference, None::<InspectContainerOptions>)
            .await;
        let Some(answer) = self.found(found)? else {
            return Ok(None);
        };
        let is_asked = inspect::container_name(&answer) == reference
            || answer.id.as_deref() == Some(reference);
        if !is_asked {
            return Ok(None);
        }
        let mut found = inspect::container(answer);
        // The engine names the owner of a shared network by its id.
        let network = &found.container.spec.network;
        if let linkyard_core::op::NetworkMode::Container { container: id } = network {
            let owner = client
                .inspect_container(id, None::<InspectContainerOptions>)
                .await;
            if let Some(owner) = self.found(owner)? {
                let container = inspect::container_name(&owner).to_owned();
                let spec = std::sync::Arc::make_mut(&mut found.container.spec);
                spec.network = linkyard_core::op::NetworkMode::Container { container };
            }
        }
        Ok(Some(found))
    }

    async fn inspect_network(&self, name: &str) -> EngineResult<Option<FoundNetwork>> {
        let found = self
            .client()?
            .inspect_network(name, None::<InspectNetworkOptions>)
            .await;
        let found = self
            .found(found)?
            .filter(|it| it.name.as_deref() == Some(name));
        Ok(found.map(inspect::network))
    }

    async fn read_hosts(&self, container: &FoundContainer) -> EngineResult<String> {
        self.hosts_of(&container.container.name).await
    }

    async fn read_environment(&self, container: &FoundContainer) -> EngineResult<Vec<u8>> {
        self.environment_of(container).await
    }

    async fn compute_environment(&self, container: &FoundContainer) -> EngineResult<Vec<u8>> {
        self.environment_for(container).await
    }

    async fn present_images(&self) -> EngineResult<BTreeSet<String>> {
        let images = self
            .client()?
            .list_images(None::<ListImagesOptions>)
            .await
            .map_err(|err| self.problem(err))?;
        Ok(images
            .into_iter()
            .flat_map(|it| it.repo_tags.into_iter().chain(it.repo_digests))
            .filter(|it| !it.contains("<none>"))
            .collect())
    }

    async fn image_facts(&self, images: &[String]) -> EngineResult<Vec<serde_json::Value>> {
        self.facts_of(images).await
    }
}
