//! From the texts in the page to everything that is shown of them. All of it is the core's work; here it is kept together.

use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::diagnostics::Severity;
use linkyard_core::dockerfile;
use linkyard_core::fault::{FaultKind, Refusal};
use linkyard_core::images::ImageCatalog;
use linkyard_core::language::Language;
use linkyard_core::load::{Format, detect_format};
use linkyard_core::plan::{Plan, Prediction};
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::syntax;
use linkyard_core::text::FileRange;
use linkyard_core::world::{Container, World};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The texts that somebody works on: a project folder that exists in the page only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Name of the project.
    pub project: String,
    /// The compose file, a key of `files`.
    pub file_name: String,
    /// Texts by name. Lines end in a line feed alone, as the browser's text fields have it.
    pub files: BTreeMap<String, String>,
}

impl Draft {
    /// A draft of `files`, among them the compose file `file_name`.
    pub fn new(project: &str, file_name: &str, files: BTreeMap<String, String>) -> Draft {
        let mut files: BTreeMap<String, String> = files
            .into_iter()
            .map(|(name, text)| (name, with_line_feeds(&text)))
            .collect();
        files.entry(file_name.to_owned()).or_default();
        Draft {
            project: project.to_owned(),
            file_name: file_name.to_owned(),
            files,
        }
    }

    /// The compose file's text.
    pub fn text(&self) -> &str {
        self.files
            .get(&self.file_name)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// The names of the files, the compose file first.
    pub fn names(&self) -> Vec<&str> {
        let others = self
            .files
            .keys()
            .map(String::as_str)
            .filter(|it| *it != self.file_name);
        std::iter::once(self.file_name.as_str())
            .chain(others)
            .collect()
    }
}

fn with_line_feeds(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

/// What the switches say. `None` leaves the choice to the file, or to the engine that the page is paired with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Engine.
    pub engine: Option<Engine>,
    /// Compose tool.
    pub dialect: Option<Dialect>,
}

/// What an analysis needs beside the draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// The switches.
    pub choice: Choice,
    /// The engine that the page is paired with.
    pub paired_engine: Option<Engine>,
    /// Where the agent's project lies; empty without one.
    pub working_dir: String,
    /// The home folder that `~` stands for; empty without an agent.
    pub home_dir: String,
    /// What is known of images beyond the built-in table.
    pub images: ImageCatalog,
    /// The language of findings.
    pub language: Language,
}

/// One version of the texts with all that follows from it.
#[derive(Debug)]
pub struct Session {
    /// The texts.
    pub draft: Draft,
    /// Model, graph, findings.
    pub analysis: Analysis,
    /// The steps of `up` on an empty engine.
    pub plan: Plan,
    /// What they lead to.
    pub prediction: Prediction,
    /// Files that the project names and the draft lacks: env files, files that are included or extended, Dockerfiles.
    pub missing_files: Vec<String>,
}

/// Two sessions are the same only if they are one: comparing worlds would cost more than drawing them.
impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Session {
    /// Analyses `draft`.
    pub fn new(draft: &Draft, around: &Surroundings) -> Session {
        let mut images = ImageCatalog::well_known();
        images.extend(around.images.clone());
        let settings = Settings {
            project: draft.project.clone(),
            profile: profile(draft.text(), around),
            images,
            file_name: draft.file_name.clone(),
            working_dir: around.working_dir.clone(),
            home: around.home_dir.clone(),
            language: around.language,
            ..Settings::default()
        };
        let analysis = Analysis::new(draft.text(), &settings, &draft.files);
        let (plan, prediction) = analysis.predict();
        let mut missing_files: Vec<String> = analysis
            .project
            .faults
            .iter()
            .filter_map(|it| match &it.kind {
                FaultKind::EnvFile { path, .. }
                | FaultKind::Refused(Refusal::File { path, .. }) => Some(path.clone()),
                _ => None,
            })
            .chain(
                analysis
                    .project
                    .services
                    .values()
                    .filter_map(|it| dockerfile::path(it, &settings)),
            )
            .map(|it| it.trim_start_matches("./").to_owned())
            .filter(|it| !it.starts_with(['/', '~', '.']) || *it == ".env")
            .filter(|it| !draft.files.contains_key(it))
            .collect();
        missing_files.sort();
        missing_files.dedup();
        Session {
            draft: draft.clone(),
            analysis,
            plan,
            prediction,
            missing_files,
        }
    }

    /// The predicted world.
    pub fn world(&self) -> &World {
        &self.prediction.world
    }

    /// The predicted containers of a service.
    pub fn containers(&self, service: &str) -> Vec<&Container> {
        self.world()
            .service_containers(&self.analysis.project.name, service)
    }

    /// The name of the file that holds `range`, as in the draft.
    pub fn file_of(&self, range: FileRange) -> &str {
        let name = self
            .analysis
            .loaded
            .sources
            .get(usize::from(range.file.0))
            .map(|it| it.path.as_str());
        let name = name.unwrap_or(&self.draft.file_name);
        name.strip_prefix("./").unwrap_or(name)
    }

    /// Place of `range` for the reader: `docker-compose.yml:9`.
    pub fn place(&self, range: FileRange) -> String {
        let file = self.file_of(range);
        let text = self
            .draft
            .files
            .get(file)
            .map(String::as_str)
            .unwrap_or_default();
        format!(
            "{file}:{}",
            crate::offsets::line_number(text, range.start.into())
        )
    }

    /// The service whose lines hold the byte `offset` of the compose file.
    pub fn service_at(&self, offset: usize) -> Option<&str> {
        let services = &self.analysis.project.services;
        let starts = services
            .values()
            .filter(|it| usize::from(it.name.range.start) <= offset);
        // Blank lines and comments after a service belong to it, up to the next one, unless another section begins.
        let last = starts.max_by_key(|it| it.name.range.start)?;
        let text = self.draft.text();
        let between = text
            .get(usize::from(last.range.end)..offset)
            .unwrap_or_default();
        let leaves = between
            .lines()
            .any(|it| it.starts_with(|it: char| it.is_alphabetic()));
        (!leaves).then_some(last.name.value.as_str())
    }

    /// How many findings there are of each kind: errors, warnings, hints.
    pub fn counts(&self) -> [usize; 3] {
        let count = |severity| {
            self.analysis
                .diagnostics
                .iter()
                .filter(|it| it.severity == severity)
                .count()
        };
        [
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Hint),
        ]
    }

    /// Whether the text is broken as YAML, so that an earlier picture may say more than this one.
    pub fn is_broken(&self) -> bool {
        self.analysis
            .diagnostics
            .iter()
            .any(|it| it.severity == Severity::Error && it.code.starts_with('Y'))
    }
}

/// The profile in force, or `None` where the file alone decides.
fn profile(text: &str, around: &Surroundings) -> Option<Profile> {
    let engine = around.choice.engine.or(around.paired_engine);
    if engine.is_none() && around.choice.dialect.is_none() {
        return None;
    }
    let usual = Profile::usual(detect_format(syntax::parse(text).root.as_ref()) == Format::V1);
    Some(Profile {
        engine: engine.unwrap_or(usual.engine),
        dialect: around.choice.dialect.unwrap_or(usual.dialect),
    })
}
