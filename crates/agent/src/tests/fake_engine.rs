//! An engine without containers: [`World::apply`] does what a real one would do.

use crate::context::ProjectFolder;
use crate::engine::{
    Engine, EngineProblem, EngineResult, FoundContainer, FoundNetwork, Labels, Object, Progress,
    ProjectObjects,
};
use linkyard_core::op::{BuildSpec, Condition, ContainerSpec, NetworkSpec, Op, labels};
use linkyard_core::world::{ProcessEnv, World};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;

/// The engine. Clones share one world.
#[derive(Clone)]
pub(super) struct FakeEngine {
    world: Arc<Mutex<World>>,
    /// Calls that are refused, as [`Op`] prints them.
    refuses: BTreeSet<String>,
    /// A call that never ends, and who is told that it began.
    hangs: Option<(String, Arc<Notify>)>,
    /// Whether it answers at all.
    is_up: bool,
}

impl FakeEngine {
    pub(super) fn new(world: World) -> FakeEngine {
        FakeEngine {
            world: Arc::new(Mutex::new(world)),
            refuses: BTreeSet::new(),
            hangs: None,
            is_up: true,
        }
    }

    pub(super) fn refusing(mut self, calls: &[&str]) -> FakeEngine {
        self.refuses = calls.iter().map(|&it| it.to_owned()).collect();
        self
    }

    pub(super) fn hanging_at(mut self, call: &str, begun: Arc<Notify>) -> FakeEngine {
        self.hangs = Some((call.to_owned(), begun));
        self
    }

    pub(super) fn down(mut self) -> FakeEngine {
        self.is_up = false;
        self
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    async fn apply(&self, op: Op) -> EngineResult<()> {
        let text = op.to_string();
        if let Some((call, begun)) = &self.hangs
            && *call == text
        {
            begun.notify_one();
            std::future::pending::<()>().await;
        }
        if self.refuses.contains(&text) {
            return Err(EngineProblem::Refused {
                status: 500,
                message: format!("the test refuses to {text}"),
            });
        }
        self.world()
            .apply(&op)
            .map_err(|err| EngineProblem::Refused {
                status: 409,
                message: err.to_string(),
            })
    }

    fn found(&self, name: &str) -> Option<FoundContainer> {
        let world = self.world();
        let container = world.containers.get(name)?;
        let mut bare = container.clone();
        bare.process_env = ProcessEnv::Observed(Vec::new());
        (bare.hosts, bare.gaps) = (Vec::new(), Vec::new());
        Some(FoundContainer {
            created_at: format!("{:04}", world.containers.get_index_of(name)?),
            started_at: container.started.map(|it| format!("{it:04}")),
            pid: None,
            shares_processes: false,
            container: bare,
        })
    }
}

impl Engine for FakeEngine {
    async fn version(&self) -> EngineResult<String> {
        if self.is_up {
            return Ok("20.10.24+dfsg1".to_owned());
        }
        Err(EngineProblem::Unreachable {
            address: "unix:///nowhere".to_owned(),
            detail: "no such file".to_owned(),
        })
    }
    async fn pull_image(&self, image: &str, progress: &Progress) -> EngineResult<()> {
        progress.line(format!("Pulling from {image}"));
        self.apply(Op::PullImage {
            image: image.to_owned(),
        })
        .await
    }
    async fn build_image(
        &self,
        image: &str,
        build: &BuildSpec,
        _: &ProjectFolder,
        _: &Progress,
    ) -> EngineResult<()> {
        self.apply(Op::BuildImage {
            image: image.to_owned(),
            build: build.clone(),
        })
        .await
    }
    async fn create_network(&self, name: &str, spec: &NetworkSpec) -> EngineResult<()> {
        self.apply(Op::CreateNetwork {
            name: name.to_owned(),
            spec: spec.clone(),
        })
        .await
    }
    async fn create_volume(
        &self,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> EngineResult<()> {
        self.apply(Op::CreateVolume {
            name: name.to_owned(),
            labels: labels.clone(),
        })
        .await
    }
    async fn create_container(&self, name: &str, spec: &ContainerSpec) -> EngineResult<()> {
        self.apply(Op::CreateContainer {
            name: name.to_owned(),
            spec: Arc::new(spec.clone()),
        })
        .await
    }
    async fn start_container(&self, name: &str) -> EngineResult<()> {
        self.apply(Op::StartContainer {
            container: name.to_owned(),
        })
        .await
    }
    async fn await_container(&self, name: &str, until: Condition) -> EngineResult<()> {
        self.apply(Op::AwaitContainer {
            container: name.to_owned(),
            until,
        })
        .await
    }
    async fn stop_container(&self, name: &str) -> EngineResult<()> {
        self.apply(Op::StopContainer {
            container: name.to_owned(),
        })
        .await
    }
    async fn remove_container(&self, name: &str) -> EngineResult<()> {
        self.apply(Op::RemoveContainer {
            container: name.to_owned(),
        })
        .await
    }
    async fn remove_network(&self, name: &str) -> EngineResult<()> {
        self.apply(Op::RemoveNetwork {
            name: name.to_owned(),
        })
        .await
    }
    async fn remove_volume(&self, name: &str) -> EngineResult<()> {
        self.apply(Op::RemoveVolume {
            name: name.to_owned(),
        })
        .await
    }

    async fn labels(&self, object: Object<'_>) -> EngineResult<Option<Labels>> {
        let world = self.world();
        Ok(match object {
            Object::Container(name) => world.containers.get(name).map(|it| it.spec.labels.clone()),
            Object::Network(name) => world.networks.get(name).map(|it| it.spec.labels.clone()),
            Object::Volume(name) => world.volumes.get(name).map(|it| it.labels.clone()),
        })
    }
    async fn project_objects(&self, project: &str) -> EngineResult<ProjectObjects> {
        let world = self.world();
        let is_own = |it: &Labels| it.get(labels::PROJECT).is_some_and(|it| it == project);
        let (containers, networks, volumes) = (&world.containers, &world.networks, &world.volumes);
        Ok(ProjectObjects {
            containers: containers
                .values()
                .filter(|it| is_own(&it.spec.labels))
                .map(|it| it.name.clone())
                .collect(),
            networks: networks
                .iter()
                .filter(|(_, it)| is_own(&it.spec.labels))
                .map(|(name, _)| name.clone())
                .collect(),
            volumes: volumes
                .iter()
                .filter(|(_, it)| is_own(&it.labels))
                .map(|(name, _)| name.clone())
                .collect(),
        })
    }
    async fn inspect_container(&self, reference: &str) -> EngineResult<Option<FoundContainer>> {
        Ok(self.found(reference))
    }
    async fn inspect_network(&self, name: &str) -> EngineResult<Option<FoundNetwork>> {
        let world = self.world();
        let users = world
            .containers
            .values()
            .filter_map(|it| Some((it.name.clone(), it.endpoints.get(name)?.address.clone()?)));
        let users = users.collect();
        Ok(world.networks.get(name).map(|it| FoundNetwork {
            network: it.clone(),
            users,
        }))
    }
    async fn read_hosts(&self, found: &FoundContainer) -> EngineResult<String> {
        Ok(self.world().containers[&found.container.name].hosts_text())
    }
    async fn read_environment(&self, found: &FoundContainer) -> EngineResult<Vec<u8>> {
        Ok(self.world().containers[&found.container.name]
            .env_text()
            .replace('\n', "\0")
            .into_bytes())
    }
    async fn compute_environment(&self, found: &FoundContainer) -> EngineResult<Vec<u8>> {
        self.read_environment(found).await
    }
    async fn present_images(&self) -> EngineResult<BTreeSet<String>> {
        Ok(self.world().present_images.clone())
    }
    async fn image_facts(&self, _: &[String]) -> EngineResult<Vec<serde_json::Value>> {
        Ok(Vec::new())
    }
}
