//! What the routes share: preparing an engine and a prediction for a compose file.

use crate::by_docker::Script;
use anyhow::{Result, bail};
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::images::ImageCatalog;
use linkyard_core::plan::{self, Plan};
use linkyard_core::profile::{Dialect, Profile};
use linkyard_core::project::parse_env_file;
use linkyard_core::world::{Pin, World};
use linkyard_tests::case::Case;
use linkyard_tests::compare::Addresses;
use linkyard_tests::engine::{Engine, Isolation};
use linkyard_tests::images;
use linkyard_tests::probe::ObservedEngine;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Whether addresses must be as predicted on this engine.
pub fn addresses(engine: &Engine) -> Addresses {
    match engine.isolation {
        Isolation::Private => Addresses::AsPredicted,
        Isolation::Shared => Addresses::AsObserved,
    }
}

/// Puts whole ids where a refusal of the simulated engine has placeholders.
pub fn with_full_ids(text: &str, observed: &ObservedEngine) -> String {
    observed
        .containers
        .iter()
        .fold(text.to_owned(), |res, (name, it)| {
            res.replace(&format!("<{name}.id>"), &it.id)
        })
}

/// A compose case: the engine has its images and what must run before, and the files lie in a folder.
pub struct Expectation {
    /// The project folder.
    pub folder: PathBuf,
    before: Script,
    profile: Profile,
    catalog: ImageCatalog,
    /// What is done to the engine.
    pub plan: Plan,
}

impl Expectation {
    /// Prepares the engine and computes the plan.
    pub fn prepare(
        project: &str,
        case: &Case,
        engine: &Engine,
        dialect: Dialect,
    ) -> Result<Expectation> {
        let catalog = images::ensure(engine, &case.images)?;
        let profile = Profile {
            engine: engine.generation()?,
            dialect,
        };
        let folder = engine.dir().join("project");
        std::fs::create_dir(&folder)?;
        std::fs::write(folder.join("docker-compose.yml"), &case.text)?;
        for (path, text) in &case.files {
            std::fs::write(folder.join(path), text)?;
        }
        let mut before = Script::default();
        for line in &case.before {
            before.run(line, engine)?;
        }
        // As the command line does: `.env` of the project folder, and the shell's variables over it.
        let dotenv = case
            .files
            .get(".env")
            .map(String::as_str)
            .unwrap_or_default();
        let (entries, _) = parse_env_file(dotenv, &case.shell);
        let mut variables: BTreeMap<String, String> = entries
            .into_iter()
            .filter_map(|it| Some((it.name, it.value?)))
            .collect();
        variables.extend(case.shell.clone());
        let settings = Settings {
            project: project.to_owned(),
            profile: Some(profile),
            images: catalog.clone(),
            scale: case.scale.clone(),
            variables,
            working_dir: folder.to_string_lossy().into_owned(),
            ..Settings::default()
        };
        let analysis = Analysis::new(&case.text, &settings, &case.files);
        if !analysis.is_launchable() {
            bail!("the file is refused: {:#?}", analysis.diagnostics);
        }
        let mut res = Expectation {
            folder,
            before,
            profile,
            catalog,
            plan: Plan {
                project: project.to_owned(),
                profile,
                steps: Vec::new(),
            },
        };
        res.plan = analysis.plan_up(&res.start(&BTreeMap::new()), &[]);
        Ok(res)
    }

    /// The engine before the launch.
    pub fn start(&self, pins: &BTreeMap<String, Pin>) -> World {
        let mut res = World::new(self.profile, self.catalog.clone());
        res.pins = pins.clone();
        self.before.replay(&mut res);
        res
    }

    /// The engine after it.
    pub fn world(&self, pins: &BTreeMap<String, Pin>) -> World {
        plan::predict(&self.plan, self.start(pins)).world
    }

    /// Whether a container is part of the case.
    pub fn is_ours(&self, name: &str) -> bool {
        self.existed_before(name)
            || name.starts_with(&self.plan.project)
            || self.world(&BTreeMap::new()).containers.contains_key(name)
    }

    /// Whether it was there before the launch.
    pub fn existed_before(&self, name: &str) -> bool {
        self.before.containers().contains(&name)
    }
}
