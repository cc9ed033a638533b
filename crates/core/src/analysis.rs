//! The façade: one text in, everything the page and the command line show out, as plain data.

use crate::diagnostics::{Diagnostic, Severity};
use crate::dockerfile;
use crate::files::Files;
use crate::graph::Graph;
use crate::images::ImageCatalog;
use crate::language::Language;
use crate::load::{self, Format, LoadInput, Loaded};
use crate::op::NetworkSpec;
use crate::plan::{self, DownOptions, Plan, Prediction, UpInput};
use crate::profile::Profile;
use crate::project::{self, Project};
use crate::rules;
use crate::syntax;
use crate::text::LineIndex;
use crate::world::{Network, World};
use std::collections::BTreeMap;

/// What the user chose besides the text.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Project name as given, or the folder's name; it is normalised as the compose tool does.
    pub project: String,
    /// Whether the user named the project: then the file's `name` does not count.
    pub project_is_explicit: bool,
    /// Engine and compose tool; `None` takes [`Profile::usual`] for the file's format.
    pub profile: Option<Profile>,
    /// What is known of images.
    pub images: ImageCatalog,
    /// `--scale`.
    pub scale: BTreeMap<String, u32>,
    /// The shell's variables. Those of [`Settings::env_files`] stand under them.
    pub variables: BTreeMap<String, String>,
    /// Files with variables for the project, later over earlier. They are read through [`Files`]; `.env` may be missing.
    pub env_files: Vec<String>,
    /// Name of the compose file as the user knows it.
    pub file_name: String,
    /// Compose files that are merged over the first, in order: further `-f`, or the override file. They are read through [`Files`].
    pub more_files: Vec<String>,
    /// Absolute path of the project folder; empty in the page.
    pub working_dir: String,
    /// The user's home folder, for `~`; empty in the page.
    pub home: String,
    /// Active profiles of the file.
    pub profiles: Vec<String>,
    /// The language of findings.
    pub language: Language,
    /// Levels of rules, by code or name, over those of the project's [`rules::CONFIG_FILE`].
    pub rule_levels: Vec<(String, rules::Level)>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            project: "project".to_owned(),
            project_is_explicit: false,
            profile: None,
            images: ImageCatalog::well_known(),
            scale: BTreeMap::new(),
            variables: BTreeMap::new(),
            env_files: vec![".env".to_owned()],
            file_name: "docker-compose.yml".to_owned(),
            more_files: Vec::new(),
            working_dir: String::new(),
            home: String::new(),
            profiles: Vec::new(),
            language: Language::English,
            rule_levels: Vec::new(),
        }
    }
}

/// Everything that follows from one text.
#[derive(Debug)]
pub struct Analysis {
    /// Engine and compose tool in force.
    pub profile: Profile,
    /// The document that the compose tool would hold, and every file that was read.
    pub loaded: Loaded,
    /// The model.
    pub project: Project,
    /// Who needs whom.
    pub graph: Graph,
    /// Findings, sorted by place, then code.
    pub diagnostics: Vec<Diagnostic>,
    /// Lines and columns of the compose file.
    pub lines: LineIndex,
    settings: Settings,
}

impl Analysis {
    /// Analyses `text`. Never fails: a broken text gives diagnostics and what could be read of it.
    pub fn new(text: &str, settings: &Settings, files: &dyn Files) -> Analysis {
        let tree = syntax::parse(text);
        let format = load::detect_format(tree.root.as_ref());
        let profile = settings
            .profile
            .unwrap_or_else(|| Profile::usual(format == Format::V1));
        let mut loaded = load::load(LoadInput {
            text,
            tree,
            format,
            profile,
            settings,
            files,
        });
        let project = project::lower(&loaded, profile, settings);
        let images = dockerfile::images(&project, &loaded, profile, settings, files);
        let graph = Graph::new(&project);
        let levels = rules::Levels::read(files, &mut loaded.sources, &settings.rule_levels);
        let empty = syntax::SyntaxTree::default();
        let tree = loaded.sources.first().and_then(|it| it.tree.as_ref());
        let tree = tree.unwrap_or(&empty);
        let context = rules::RuleContext {
            text,
            tree,
            loaded: &loaded,
            project: &project,
            images: &images,
            facts: rules::Facts::new(&project, &images, profile),
            graph: &graph,
            profile,
            settings,
            files,
        };
        let diagnostics = rules::check(&context, &levels);
        Analysis {
            profile,
            project,
            graph,
            diagnostics,
            loaded,
            lines: LineIndex::new(text),
            settings: Settings {
                images,
                ..settings.clone()
            },
        }
    }

    /// Whether nothing stands in the way of a launch: a plan with errors can be looked at, but not carried out.
    pub fn is_launchable(&self) -> bool {
        self.diagnostics
            .iter()
            .all(|it| it.severity != Severity::Error)
            && !self.project.services.is_empty()
    }

    /// An engine with nothing on it but what the file says is there already:
    /// external networks, and the containers of `external_links` on the default bridge, which started before all others.
    pub fn empty_world(&self) -> World {
        let mut world = World::new(self.profile, self.settings.images.clone());
        for (key, network) in self.project.networks.iter().filter(|(_, it)| it.external) {
            let name = network.name.as_ref().unwrap_or(key).clone();
            world.networks.insert(
                name,
                Network {
                    spec: NetworkSpec::default(),
                    pool: None,
                },
            );
        }
        for service in self.project.services.values() {
            let is_on_bridge = self.project.is_on_bridge(service);
            for link in service.external_links.iter().filter(|_| is_on_bridge) {
                world.assume_container(&link.source.value);
            }
        }
        world
    }

    /// The services in start order.
    pub fn start_order(&self) -> Vec<&str> {
        self.graph
            .order
            .iter()
            .map(|&it| self.graph.name(it))
            .collect()
    }

    /// The steps that lead from `world` to what the file wants. `services` limits them to these and what they need.
    pub fn plan_up(&self, world: &World, services: &[String]) -> Plan {
        plan::up(&UpInput {
            project: &self.project,
            graph: &self.graph,
            world,
            settings: &self.settings,
            services,
        })
    }

    /// The steps that remove what the project made in `world`.
    pub fn plan_down(&self, world: &World, options: DownOptions) -> Plan {
        plan::down(&self.project.name, world, options)
    }

    /// What `up` makes of an empty engine.
    pub fn predict(&self) -> (Plan, Prediction) {
        let world = self.empty_world();
        let plan = self.plan_up(&world, &[]);
        let prediction = plan::predict(&plan, world);
        (plan, prediction)
    }
}
