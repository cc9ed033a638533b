//! From the files on the machine to the model.

use super::model::{Along, Model};
use super::read_model::model;
use super::{Compose, Failure};
use linkyard_core::analysis::Settings;
use linkyard_core::document::Node;
use linkyard_core::files::{Files, ReadError};
use linkyard_core::load::{self, LoadInput, Loaded};
use linkyard_core::profile::{Dialect, Profile};
use linkyard_core::project::{self, Project, is_valid_project_name, parse_env_file};
use linkyard_core::syntax;
use linkyard_core::text::FileId;
use std::borrow::Cow;
use std::collections::BTreeMap;

const NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The machine's files as a project folder sees them.
struct Folder<'a> {
    files: &'a BTreeMap<String, String>,
    /// Where the machine's files lie.
    root: &'a str,
    /// The project folder.
    folder: String,
}

impl Files for Folder<'_> {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        let absolute = join(&self.folder, path);
        let relative = below(self.root, &absolute).ok_or(ReadError::NotFound)?;
        self.files
            .get(relative)
            .map(|it| Cow::Borrowed(it.as_str()))
            .ok_or(ReadError::NotFound)
    }

    fn exists(&self, path: &str) -> Option<bool> {
        let absolute = join(&self.folder, path);
        let Some(relative) = below(self.root, &absolute) else {
            return Some(absolute == self.root);
        };
        let folder = format!("{relative}/");
        Some(
            self.files.contains_key(relative)
                || self.files.keys().any(|it| it.starts_with(&folder)),
        )
    }
}

/// `path` from `folder` on, without `.` and `..`.
pub(super) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let start = if path.starts_with('/') { "" } else { folder };
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            it => parts.push(it),
        }
    }
    format!("/{}", parts.join("/"))
}

fn below<'p>(root: &str, absolute: &'p str) -> Option<&'p str> {
    absolute.strip_prefix(root)?.strip_prefix('/')
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((folder, _)) => folder,
    }
}

/// How a command wants its project.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LoadOptions {
    /// Networks and volumes that nobody uses stay.
    pub(super) keeps_all: bool,
    /// Env files stay part of the settings besides being read.
    pub(super) keeps_env_files: bool,
}

impl Compose<'_> {
    /// What stands between the parts of a container's name.
    pub(super) fn separator(&self) -> char {
        if self.globals.compatibility { '_' } else { '-' }
    }

    /// The project of the files, reduced to `services` and what they need.
    ///
    /// # Errors
    /// There are no files, or they are refused; or no such service.
    pub(super) fn project(
        &mut self,
        services: &[String],
        options: LoadOptions,
    ) -> Result<Model, Failure> {
        let mut res = self.load(services, options)?;
        res.select(services, Along::Dependencies)?;
        if !options.keeps_all && !self.globals.all_resources {
            res.drop_unused();
        }
        Ok(res)
    }

    /// The project as its containers tell, with these services and what they need.
    ///
    /// # Errors
    /// It has no containers, or none of such a service.
    pub(super) fn model_of_containers(
        &self,
        name: &str,
        services: &[String],
    ) -> Result<Model, Failure> {
        let containers = self.containers(
            name,
            super::containers::Oneoff::Exclude,
            super::containers::Which::All,
            &[],
        );
        Model::of_containers(name, &containers, services)
    }

    /// The project of the files, reduced to `services` and what they need, or only its name where `-p` gives it and no
    /// file is named.
    ///
    /// # Errors
    /// There are no files, or they are refused; or no such service.
    pub(super) fn project_or_name(
        &mut self,
        services: &[String],
    ) -> Result<(Option<Model>, String), Failure> {
        self.project_or_name_with(|it| it.project(services, LoadOptions::default()))
    }

    /// The same with all services, and these active whatever their profiles.
    ///
    /// # Errors
    /// There are no files, or they are refused.
    pub(super) fn whole_project_or_name(
        &mut self,
        active: &[String],
    ) -> Result<(Option<Model>, String), Failure> {
        self.project_or_name_with(|it| {
            let mut res = it.load(active, LoadOptions::default())?;
            if !it.globals.all_resources {
                res.drop_unused();
            }
            Ok(res)
        })
    }

    fn project_or_name_with(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Model, Failure>,
    ) -> Result<(Option<Model>, String), Failure> {
        let name = self.globals.project_name.clone();
        if let (Some(name), true) = (name, self.globals.files.is_empty()) {
            return Ok((None, name));
        }
        match read(self) {
            Ok(model) => {
                let name = model.name.clone();
                Ok((Some(model), name))
            }
            Err(failure) => match self.variable("COMPOSE_PROJECT_NAME") {
                Some(name) => Ok((None, name)),
                None => Err(failure),
            },
        }
    }

    /// Only the name of the project.
    ///
    /// # Errors
    /// It stands in no flag and no variable, and there are no files, or they are refused.
    pub(super) fn project_name(&mut self) -> Result<String, Failure> {
        if let Some(it) = &self.globals.project_name {
            return Ok(it.clone());
        }
        if let Some(it) = self.variable("COMPOSE_PROJECT_NAME") {
            return Ok(it);
        }
        Ok(self.project(&[], LoadOptions::default())?.name)
    }

    /// A variable of the shell that is not empty.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let it = self.machine.variables.get(name)?;
        (!it.is_empty()).then(|| it.clone())
    }

    fn has_file(&self, absolute: &str) -> bool {
        below(&self.machine.working_dir, absolute)
            .is_some_and(|it| self.machine.files.contains_key(it))
    }

    /// Absolute paths of the compose files.
    fn config_paths(
        &mut self,
        folder: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<Vec<String>, Failure> {
        let cwd = self.machine.working_dir.clone();
        if !self.globals.files.is_empty() {
            return Ok(self.globals.files.iter().map(|it| join(&cwd, it)).collect());
        }
        if let Some(list) = variables.get("COMPOSE_FILE") {
            let separator = variables
                .get("COMPOSE_PATH_SEPARATOR")
                .filter(|it| !it.is_empty())
                .map_or(":", String::as_str);
            let paths: Vec<String> = list.split(separator).map(|it| join(&cwd, it)).collect();
            if paths.contains(&cwd) {
                return Err(Failure::new(format!("read {cwd}: is a directory")));
            }
            if let Some(it) = paths.iter().find(|it| !self.has_file(it)) {
                return Err(Failure::new(format!(
                    "stat {it}: no such file or directory"
                )));
            }
            return Ok(paths);
        }
        let mut at = folder.to_owned();
        loop {
            let lying = |names: [&str; 4]| -> Vec<String> {
                names
                    .iter()
                    .map(|it| join(&at, it))
                    .filter(|it| self.has_file(it))
                    .collect()
            };
            let found = lying(NAMES);
            let overrides = lying(OVERRIDES);
            if let Some(winner) = found.first() {
                if found.len() > 1 {
                    self.warn(&format!(
                        "Found multiple config files with supported names: {}",
                        found.join(", ")
                    ));
                    self.warn(&format!("Using {winner}"));
                }
                let mut res = vec![winner.clone()];
                if let Some(first) = overrides.first() {
                    if overrides.len() > 1 {
                        self.warn(&format!(
                            "Found multiple override files with supported names: {}",
                            overrides.join(", ")
                        ));
                        self.warn(&format!("Using {first}"));
                    }
                    res.push(first.clone());
                }
                return Ok(res);
            }
            if at == "/" {
                return Err(Failure::new("no configuration file provided: not found"));
            }
            at = parent(&at).to_owned();
        }
    }

    /// What `.env` or `--env-file` says, under the shell's variables.
    fn env_variables(&self, folder: &str) -> Result<BTreeMap<String, String>, Failure> {
        let cwd = &self.machine.working_dir;
        let mut texts = Vec::new();
        if self.globals.env_files.is_empty() {
            let path = join(folder, ".env");
            texts.extend(below(cwd, &path).and_then(|it| self.machine.files.get(it)));
        }
        for file in &self.globals.env_files {
            let path = join(cwd, file);
            let text = below(cwd, &path).and_then(|it| self.machine.files.get(it));
            texts
                .push(text.ok_or_else(|| Failure::new(format!("couldn't find env file: {path}")))?);
        }
        let shell = &self.machine.variables;
        let mut res = BTreeMap::new();
        for text in texts {
            let (entries, _) = parse_env_file(text, shell);
            res.extend(
                entries
                    .into_iter()
                    .filter_map(|it| Some((it.name, it.value?))),
            );
        }
        res.extend(
            shell
                .iter()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        Ok(res)
    }

    fn load(&mut self, services: &[String], options: LoadOptions) -> Result<Model, Failure> {
        if let Some(name) = &self.globals.project_name
            && !is_valid_project_name(name)
        {
            return Err(Failure::new(format!(
                "invalid project name \"{name}\": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number"
            )));
        }
        let cwd = self.machine.working_dir.clone();
        let directory = self.globals.project_directory.clone();
        let early = match (&directory, self.globals.files.first()) {
            (Some(it), _) => join(&cwd, it),
            (None, Some(file)) => parent(&join(&cwd, file)).to_owned(),
            (None, None) => cwd.clone(),
        };
        let variables = self.env_variables(&early)?;
        let paths = self.config_paths(&early, &variables)?;
        for path in &paths {
            if !self.has_file(path) {
                return Err(Failure::new(format!(
                    "open {path}: no such file or directory"
                )));
            }
        }
        let first = paths.first().cloned().unwrap_or_default();
        let folder = match &directory {
            Some(it) => join(&cwd, it),
            None => parent(&first).to_owned(),
        };
        let variables = self.env_variables(&folder)?;
        let given = self.globals.project_name.clone().or_else(|| {
            variables
                .get("COMPOSE_PROJECT_NAME")
                .filter(|it| !it.is_empty())
                .cloned()
        });
        let mut profiles = self.globals.profiles.clone();
        if profiles.is_empty() {
            let listed = variables.get("COMPOSE_PROFILES");
            let listed = listed.map(String::as_str).unwrap_or_default();
            profiles.extend(listed.split(',').map(|it| it.trim().to_owned()));
            profiles.retain(|it| !it.is_empty());
        }
        let env_files: Vec<String> = self
            .globals
            .env_files
            .iter()
            .map(|it| join(&cwd, it))
            .collect();
        let mut settings = Settings {
            project_is_explicit: given.is_some(),
            project: given
                .unwrap_or_else(|| folder.rsplit('/').next().unwrap_or_default().to_owned()),
            profile: Some(Profile {
                dialect: Dialect::V2,
                ..self.machine.world.profile
            }),
            images: self.machine.world.images.clone(),
            variables: self.machine.variables.clone(),
            env_files: if env_files.is_empty() {
                vec![".env".to_owned()]
            } else {
                env_files.clone()
            },
            file_name: first.clone(),
            more_files: paths.iter().skip(1).cloned().collect(),
            working_dir: folder.clone(),
            home: self
                .machine
                .variables
                .get("HOME")
                .cloned()
                .unwrap_or_default(),
            profiles,
            ..Settings::default()
        };
        let (read, said) = self.read(&settings, &folder, &first);
        self.refuse(&read.0, &paths)?;
        let everything = self.everything(&settings, &folder, &first, said);
        let mut res = model(&read.0, &read.1, &settings, &everything, &paths, &env_files);
        res.variables = variables;
        let hidden: Vec<String> = services
            .iter()
            .filter_map(|it| res.disabled.get(it))
            .flat_map(|it| it.profiles.clone())
            .collect();
        if !hidden.is_empty() {
            settings.profiles.extend(hidden);
            // The tool activates them after it has checked the whole.
            let (read, _) = self.read(&settings, &folder, &first);
            let variables = res.variables;
            res = model(&read.0, &read.1, &settings, &everything, &paths, &env_files);
            res.variables = variables;
        }
        if !options.keeps_env_files {
            for service in res.services.values_mut() {
                service.document.remove("env_file");
            }
        }
        Ok(res)
    }

    fn read(&self, settings: &Settings, folder: &str, first: &str) -> ((Loaded, Project), bool) {
        let files = Folder {
            files: &self.machine.files,
            root: &self.machine.working_dir,
            folder: folder.to_owned(),
        };
        let text = files.read(first).unwrap_or_default().into_owned();
        let tree = syntax::parse(&text);
        let profile = settings.profile.unwrap_or(self.machine.world.profile);
        let format = load::detect_format(tree.root.as_ref());
        let has_profiles = text.contains("profiles");
        let loaded = load::load(LoadInput {
            text: &text,
            tree,
            format,
            profile,
            settings,
            files: &files,
        });
        let project = project::lower(&loaded, profile, settings);
        ((loaded, project), has_profiles)
    }

    /// The document with every profile active, to know what is left out.
    fn everything(
        &self,
        settings: &Settings,
        folder: &str,
        first: &str,
        has_profiles: bool,
    ) -> Option<Node> {
        if !has_profiles {
            return None;
        }
        let mut settings = settings.clone();
        settings.profiles = vec!["*".to_owned()];
        Some(self.read(&settings, folder, first).0.0.document)
    }

    /// Says the warnings; fails with the first refusal.
    fn refuse(&mut self, loaded: &Loaded, paths: &[String]) -> Result<(), Failure> {
        let said = loaded.faults.iter().filter_map(|it| it.said.as_ref());
        let refusal = said.clone().find(|it| it.is_refusal);
        let warnings: Vec<String> = said
            .take_while(|it| !it.is_refusal)
            .map(|it| it.text.clone())
            .collect();
        for it in warnings {
            self.warn(&it);
        }
        // A file that is refused by its form is not told that its version is obsolete.
        let is_early = refusal.is_some_and(|it| {
            it.text.starts_with("validating ")
                || it.text.starts_with("yaml: ")
                || it.text.starts_with("failed to parse ")
                || it.text.starts_with("error while interpolating ")
        });
        for (source, path) in loaded.sources.iter().zip(paths) {
            let root = source.tree.as_ref().and_then(|it| it.root.as_ref());
            let yaml = Profile::usual(false).yaml();
            let root = root.map(|it| Node::from_syntax(it, FileId::COMPOSE, yaml));
            if !is_early && root.is_some_and(|it| it.get("version").is_some()) {
                self.warn(&format!(
                    "{path}: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"
                ));
            }
        }
        match refusal {
            Some(it) => Err(Failure::new(it.text.clone())),
            None => Ok(()),
        }
    }
}
