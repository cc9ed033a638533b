//! Finds and reads what a command works on: the compose file, variables, image facts, the project's name.

use crate::args::{Scale, Shared};
use crate::compose_files::compose_files;
use crate::disk_files::{DiskFiles, read_limited, read_text};
use crate::language;
use crate::problem::Problem;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::images::ImageCatalog;
use linkyard_core::load::Format;
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::project::{is_valid_project_name, parse_env_file};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A project as it lies on disk.
pub struct ProjectInput {
    /// Text of the compose file.
    pub text: String,
    /// Where it came from; `None` is standard input.
    pub path: Option<PathBuf>,
    /// The project folder, absolute.
    pub folder: PathBuf,
    /// Everything besides the text.
    pub settings: Settings,
    /// Where env files come from.
    pub files: DiskFiles,
    asked_engine: Option<Engine>,
    asked_dialect: Option<Dialect>,
}

impl ProjectInput {
    /// Reads everything that `shared` names.
    ///
    /// # Errors
    /// A file is missing or unreadable, or the request is one that cannot be served.
    pub fn read(shared: &Shared, scale: &[Scale]) -> Result<ProjectInput, Problem> {
        let cwd = std::env::current_dir().map_err(|err| {
            Problem::usage("the current folder cannot be read").because(err.to_string())
        })?;
        let shell = shell_variables();
        let found = compose_files(shared, &cwd, &shell)?;
        let path = found.first;
        let folder = project_folder(shared, path.as_deref(), &cwd)?;
        let text = match &path {
            Some(path) => {
                read_text(path).map_err(|err| cannot_read("the compose file", path, &err))?
            }
            None => read_limited(std::io::stdin().lock()).map_err(|err| {
                Problem::usage("standard input cannot be read").because(err.to_string())
            })?,
        };
        let env_files = env_files(shared, &shell);
        let variables = early_variables(env_files.as_deref(), &folder, &shell)?;
        let given_name = shared
            .project
            .clone()
            .or_else(|| non_empty(&variables, "COMPOSE_PROJECT_NAME"));
        let folder_name = folder
            .file_name()
            .map(|it| it.to_string_lossy().into_owned())
            .unwrap_or_default();
        let mut profiles = shared.profiles.clone();
        if profiles.is_empty()
            && let Some(list) = non_empty(&variables, "COMPOSE_PROFILES")
        {
            profiles = list
                .split(',')
                .map(|it| it.trim().to_owned())
                .filter(|it| !it.is_empty())
                .collect();
        }
        let settings = Settings {
            project_is_explicit: given_name.is_some(),
            project: given_name.unwrap_or(folder_name),
            profile: None,
            images: image_facts(shared, ImageCatalog::well_known())?,
            scale: scale
                .iter()
                .map(|it| (it.service.clone(), it.count))
                .collect(),
            variables: shell.clone(),
            env_files: match env_files {
                None => vec![".env".to_owned()],
                Some(files) => files
                    .iter()
                    .map(|it| in_folder(it, &cwd, &folder))
                    .collect(),
            },
            file_name: match &path {
                Some(path) => path.to_string_lossy().into_owned(),
                None => "<standard input>".to_owned(),
            },
            more_files: found
                .more
                .iter()
                .map(|it| in_folder(it, &cwd, &folder))
                .collect(),
            working_dir: folder.to_string_lossy().into_owned(),
            profiles,
            home: shell.get("HOME").cloned().unwrap_or_default(),
            language: language::of(shared),
            rule_levels: Vec::new(),
        };
        let home = shell.get("HOME").map(PathBuf::from);
        Ok(ProjectInput {
            text,
            path,
            files: DiskFiles::new(folder.clone(), home),
            folder,
            settings,
            asked_engine: shared.engine,
            asked_dialect: shared.compose,
        })
    }

    /// What follows from the text. `real_engine` is imitated where the user asked for no other.
    ///
    /// # Errors
    /// `--scale` names no service, or the project name is none for the compose tool in force.
    pub fn analyse(&mut self, real_engine: Option<Engine>) -> Result<Analysis, Problem> {
        let mut res = self.analysis_of(&self.text);
        if let Some(profile) = self
            .wanted_profile(&res, real_engine)
            .filter(|it| *it != res.profile)
        {
            self.settings.profile = Some(profile);
            res = self.analysis_of(&self.text);
        }
        let name = &self.settings.project;
        if self.settings.project_is_explicit
            && res.profile.dialect == Dialect::V2
            && !is_valid_project_name(name)
        {
            return Err(Problem::usage(format!("`{name}` cannot be the name of a project"))
                .because("Compose 2 accepts lower-case letters, digits, `-` and `_`, and a letter or digit first")
                .help("choose another name with `-p NAME`"));
        }
        for service in self.settings.scale.keys() {
            require_service(&res, service)?;
        }
        Ok(res)
    }

    /// The same project with another text, for fixes.
    pub fn analysis_of(&self, text: &str) -> Analysis {
        Analysis::new(text, &self.settings, &self.files)
    }

    /// The profile that `--engine`, `--compose` and the real engine ask for. Without them the file's format decides.
    fn wanted_profile(&self, analysis: &Analysis, real_engine: Option<Engine>) -> Option<Profile> {
        let engine = self.asked_engine.or(real_engine);
        let usual = Profile::usual(analysis.project.format == Format::V1);
        Some(Profile {
            engine: engine.unwrap_or(usual.engine),
            dialect: self.asked_dialect.unwrap_or(usual.dialect),
        })
    }
}

/// Fails with the list of services if `name` is none of the file.
///
/// # Errors
/// There is no such service.
pub fn require_service(analysis: &Analysis, name: &str) -> Result<(), Problem> {
    let services = &analysis.project.services;
    if services.contains_key(name) {
        return Ok(());
    }
    let known: Vec<&str> = services.keys().map(String::as_str).collect();
    let problem = Problem::usage(format!("no such service: {name}"));
    Err(if known.is_empty() {
        problem
            .because("the file has no services that could be read")
            .help("run `linkyard check` to see why")
    } else {
        problem.help(format!("the file has {}", known.join(", ")))
    })
}

pub(crate) fn cannot_read(what: &str, path: &Path, err: &std::io::Error) -> Problem {
    let problem = Problem::usage(format!("{what} `{}` cannot be read", path.display()));
    match err.kind() {
        ErrorKind::NotFound => problem.because("there is no such file"),
        ErrorKind::InvalidData => problem.because(err.to_string()).help("save it as UTF-8"),
        _ => problem.because(err.to_string()),
    }
}

pub(crate) fn shell_variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

pub(crate) fn non_empty(variables: &BTreeMap<String, String>, name: &str) -> Option<String> {
    variables.get(name).filter(|it| !it.is_empty()).cloned()
}

pub(crate) fn project_folder(
    shared: &Shared,
    file: Option<&Path>,
    cwd: &Path,
) -> Result<PathBuf, Problem> {
    let folder = match (&shared.project_directory, file.and_then(Path::parent)) {
        (Some(folder), _) => cwd.join(folder),
        (None, Some(parent)) => cwd.join(parent),
        (None, None) => cwd.to_owned(),
    };
    // Process substitution gives `/dev/fd/63` and pipes give `/dev/stdin`: no folder that a project could lie in.
    let folder = if shared.project_directory.is_none() && folder.starts_with("/dev") {
        cwd.to_owned()
    } else {
        folder
    };
    folder
        .canonicalize()
        .map_err(|err| cannot_read("the project folder", &folder, &err))
}

/// The files with variables that somebody named; `None` leaves it at `.env` of the project folder.
///
/// Source: `COMPOSE_ENV_FILES` and `COMPOSE_DISABLE_ENV_FILE` of Docker Compose 2; docker-compose 1.29 knows neither.
fn env_files(shared: &Shared, shell: &BTreeMap<String, String>) -> Option<Vec<PathBuf>> {
    if !shared.env_files.is_empty() {
        return Some(shared.env_files.clone());
    }
    if shared.compose == Some(Dialect::V1_29) {
        return None;
    }
    if let Some(listed) = non_empty(shell, "COMPOSE_ENV_FILES") {
        return Some(listed.split(',').map(PathBuf::from).collect());
    }
    let is_off = non_empty(shell, "COMPOSE_DISABLE_ENV_FILE").is_some_and(|it| {
        ["1", "t", "true", "y", "yes", "on"].contains(&it.to_lowercase().as_str())
    });
    is_off.then(Vec::new)
}

/// What `--env-file`, or else `.env` in the project folder, says under the shell's variables: what is needed before the
/// project is loaded. Loading reads the files again, by the rules of the compose tool in force.
fn early_variables(
    env_files: Option<&[PathBuf]>,
    folder: &Path,
    shell: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Problem> {
    let mut texts = Vec::new();
    if env_files.is_none() {
        // Whatever is wrong with it, loading says so with its place.
        texts.extend(read_text(&folder.join(".env")));
    }
    for path in env_files.unwrap_or_default() {
        texts
            .push(read_text(path).map_err(|err| cannot_read("the file of variables", path, &err))?);
    }
    let mut res = BTreeMap::new();
    for text in texts {
        let (entries, _) = parse_env_file(&text, shell);
        res.extend(
            entries
                .into_iter()
                .filter_map(|it| Some((it.name, it.value?))),
        );
    }
    res.extend(
        shell
            .iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    Ok(res)
}

/// `path`, given relative to `cwd`, as [`DiskFiles`] of `folder` finds it.
fn in_folder(path: &Path, cwd: &Path, folder: &Path) -> String {
    let path = if cwd == folder {
        path.to_owned()
    } else {
        cwd.join(path)
    };
    path.to_string_lossy().into_owned()
}

/// What is known of images: `base`, and what `--images` says over it.
pub(crate) fn image_facts(shared: &Shared, base: ImageCatalog) -> Result<ImageCatalog, Problem> {
    let mut res = base;
    for path in &shared.images {
        let json = if path.as_os_str() == "-" {
            std::io::read_to_string(std::io::stdin().lock())
        } else {
            std::fs::read_to_string(path)
        };
        let json = json.map_err(|err| cannot_read("the image facts", path, &err))?;
        res.extend(ImageCatalog::from_inspect(&json).map_err(|why| {
            Problem::usage(format!(
                "the image facts `{}` cannot be used",
                path.display()
            ))
            .because(why)
            .help("write them with `docker image inspect IMAGE… > FACTS.json`")
        })?);
    }
    Ok(res)
}
