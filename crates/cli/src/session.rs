//! One command's talk with the engine: connecting, observing, carrying plans out, always through `linkyard_agent`.

use crate::output;
use crate::problem::Problem;
use crate::render::progress::ProgressView;
use linkyard_agent::{
    DockerEngine, Engine as _, EngineProblem, Job, ProjectFolder, Reach, Report, Scope, Stop,
};
use linkyard_core::images::ImageCatalog;
use linkyard_core::plan::Plan;
use linkyard_core::profile::{Dialect, Engine};
use linkyard_core::project::{NetworkModeRef, Project};
use linkyard_core::world::World;
use linkyard_wire::WorldAnswer;
use std::collections::BTreeSet;
use std::path::Path;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::unbounded_channel;

/// A connected engine.
pub struct Session {
    runtime: Runtime,
    engine: DockerEngine,
    /// Its generation.
    pub generation: Engine,
    /// Its version in its own words.
    pub version: String,
}

impl Session {
    /// Connects to the engine of DOCKER_HOST, or of this machine.
    ///
    /// # Errors
    /// It does not answer.
    pub fn connect() -> Result<Session, Problem> {
        let runtime = runtime()?;
        let (engine, version) = runtime
            .block_on(async {
                let engine = linkyard_agent::connect().await?;
                let version = engine.version().await?;
                Ok((engine, version))
            })
            .map_err(|err| engine_problem("the Docker Engine cannot be used", &err))?;
        let generation = Engine::of_version(&version).ok_or_else(|| {
            Problem::failed("the Docker Engine cannot be used")
                .because(format!("its version `{version}` cannot be read"))
        })?;
        Ok(Session {
            runtime,
            engine,
            generation,
            version,
        })
    }

    /// What the engine holds of a project and of the objects in `also`. What could not be read is told on standard error.
    ///
    /// # Errors
    /// The engine stopped answering.
    pub fn observe(
        &self,
        project: &str,
        dialect: Dialect,
        also: &[String],
    ) -> Result<World, Problem> {
        let scope = Scope {
            project,
            dialect,
            also,
        };
        let WorldAnswer { world, notes } = self
            .runtime
            .block_on(linkyard_agent::observe(&self.engine, &scope))
            .map_err(|err| engine_problem("the project cannot be read from the engine", &err))?;
        for note in notes {
            output::eprint(&format!("note: {note}\n"));
        }
        Ok(world)
    }

    /// What the engine knows of those `images` that it has.
    ///
    /// # Errors
    /// The engine stopped answering.
    pub fn image_facts(&self, images: &BTreeSet<String>) -> Result<ImageCatalog, Problem> {
        let images: Vec<String> = images.iter().cloned().collect();
        let json = self
            .runtime
            .block_on(linkyard_agent::image_facts(&self.engine, &images))
            .map_err(|err| engine_problem("the images cannot be inspected", &err))?;
        ImageCatalog::from_inspect(&json).map_err(|why| {
            Problem::failed("the engine's answer about its images cannot be read").because(why)
        })
    }

    /// Carries `plan` out and shows each step. Ctrl+C breaks off the step in hand; what is there then is still reported.
    pub fn execute(&self, plan: &Plan, start: &World, folder: &Path) -> Report {
        let folder = ProjectFolder {
            path: folder.to_owned(),
            reach: Reach::Anywhere,
        };
        let job = Job {
            plan,
            start,
            folder: &folder,
        };
        let stop = Stop::new();
        self.runtime.block_on(async {
            let (sender, mut events) = unbounded_channel();
            let mut view = ProgressView::new(plan);
            let on_interrupt = {
                let stop = stop.clone();
                tokio::spawn(async move {
                    // Without a handler Ctrl+C ends the program at once, which is also an answer.
                    if tokio::signal::ctrl_c().await.is_ok() {
                        stop.now();
                    }
                })
            };
            let work = async {
                let report = linkyard_agent::execute(&self.engine, &job, &sender, &stop).await;
                drop(sender);
                report
            };
            let show = async {
                while let Some(event) = events.recv().await {
                    view.show(&event);
                }
            };
            let (report, ()) = tokio::join!(work, show);
            on_interrupt.abort();
            report
        })
    }
}

/// The runtime that everything asynchronous runs on.
///
/// # Errors
/// The operating system refuses it.
pub fn runtime() -> Result<Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|err| Problem::failed("no threads can be started").because(err.to_string()))
}

fn engine_problem(what: &str, err: &EngineProblem) -> Problem {
    Problem::failed(what)
        .because(err.to_string())
        .help(err.help())
}

/// Containers, networks and volumes outside the project that its plan looks for by name.
pub fn names_outside(project: &Project) -> Vec<String> {
    let mut res: BTreeSet<&str> = BTreeSet::new();
    for service in project.services.values() {
        res.extend(
            service
                .external_links
                .iter()
                .map(|it| it.source.value.as_str()),
        );
        let containers = service
            .volumes_from
            .iter()
            .map(|it| it.source.value.as_str());
        res.extend(containers.filter(|it| !project.services.contains_key(*it)));
        if let Some(NetworkModeRef::Container(name) | NetworkModeRef::Network(name)) =
            service.network_mode.as_ref().map(|it| &it.value)
        {
            res.insert(name);
        }
    }
    let networks = project
        .networks
        .iter()
        .filter(|(_, it)| it.external)
        .map(|(key, it)| (key, &it.name));
    let volumes = project
        .volumes
        .iter()
        .filter(|(_, it)| it.external)
        .map(|(key, it)| (key, &it.name));
    for (key, name) in networks.chain(volumes) {
        res.insert(name.as_deref().unwrap_or(key));
    }
    res.into_iter().map(str::to_owned).collect()
}
