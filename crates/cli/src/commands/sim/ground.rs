//! What a simulated machine begins with: the folder's text files, the shell's variables, the versions to imitate.

use crate::args::Shared;
use crate::compose_files::compose_files;
use crate::disk_files::read_text;
use crate::output;
use crate::problem::Problem;
use crate::project_input::{
    ProjectInput, cannot_read, image_facts, non_empty, project_folder, shell_variables,
};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::{Dialect, Profile};
use linkyard_core::project::project_name;
use linkyard_sim::session::Start;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The largest file that is taken along: what a project reads is smaller.
const MOST_BYTES_OF_FILE: u64 = 256 * 1024;

/// The most that is taken along altogether.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The most files.
const MOST_FILES: usize = 2_000;

/// How deep folders are looked into.
const MOST_FOLDERS_DEEP: usize = 8;

/// Folders that hold no file of a project, and many others.
const SKIPPED: [&str; 4] = ["node_modules", "target", "vendor", "__pycache__"];

/// What a session begins with.
pub struct Ground {
    /// The machine.
    pub start: Start,
    /// The project of the folder, by its name.
    pub project: String,
}

impl Ground {
    /// Reads the folder and what `shared` names.
    ///
    /// # Errors
    /// A file that was named cannot be read, or lies outside of the folder.
    pub fn read(shared: &Shared) -> Result<Ground, Problem> {
        let cwd = std::env::current_dir().map_err(|err| {
            Problem::usage("the current folder cannot be read").because(err.to_string())
        })?;
        if shared.files.iter().any(|it| it.as_os_str() == "-") {
            return Err(
                Problem::usage("standard input cannot be a compose file here")
                    .because("the commands name the file, and look for it in the folder")
                    .help("save it as docker-compose.yml"),
            );
        }
        let shell = shell_variables();
        let is_named = !shared.files.is_empty() || non_empty(&shell, "COMPOSE_FILE").is_some();
        let found = match compose_files(shared, &cwd, &shell) {
            Err(err) if is_named => return Err(err),
            found => found.ok(),
        };
        let first = found.as_ref().and_then(|it| it.first.as_deref());
        let folder = project_folder(shared, first, &cwd)?;
        let (profile, project) = profile_and_project(shared, first.is_some(), &folder);
        let mut start = Start::new(
            profile,
            image_facts(shared, ImageCatalog::official())?,
            Walk::of(&folder),
        );
        start.variables = shell;
        if let Some(found) = found.filter(|_| is_named) {
            let files = found.first.iter().chain(&found.more);
            let files = files
                .map(|it| inside(it, "the compose file", &cwd, &folder))
                .collect::<Result<Vec<_>, _>>()?;
            start.variables.remove("COMPOSE_PATH_SEPARATOR");
            let list = files.join(":");
            start.variables.insert("COMPOSE_FILE".to_owned(), list);
        }
        let env_files = shared
            .env_files
            .iter()
            .map(|it| inside(it, "the file of variables", &cwd, &folder))
            .collect::<Result<Vec<_>, _>>()?;
        set_variables(&mut start.variables, shared, &env_files, profile.dialect)?;
        start.working_dir = folder.to_string_lossy().into_owned();
        Ok(Ground { start, project })
    }
}

/// What the tools themselves read of the shared flags.
fn set_variables(
    variables: &mut BTreeMap<String, String>,
    shared: &Shared,
    env_files: &[String],
    dialect: Dialect,
) -> Result<(), Problem> {
    let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
    if let Some(name) = &shared.project {
        set("COMPOSE_PROJECT_NAME", name.clone());
    }
    if !shared.profiles.is_empty() {
        set("COMPOSE_PROFILES", shared.profiles.join(","));
    }
    if !env_files.is_empty() {
        if dialect == Dialect::V1_29 {
            return Err(
                Problem::usage("`--env-file` cannot be given for all commands")
                    .because("docker-compose 1.29 takes it from its own command line only")
                    .help("write `docker-compose --env-file FILE …` in the script"),
            );
        }
        set("COMPOSE_ENV_FILES", env_files.join(","));
    }
    Ok(())
}

/// The versions that were asked for, else those that people use for such a file; and the name of the folder's project.
/// A file with mistakes is no reason to stop: the tools will say what they think of it.
fn profile_and_project(shared: &Shared, has_file: bool, folder: &Path) -> (Profile, String) {
    let shared_without_images = Shared {
        images: Vec::new(),
        ..shared.clone()
    };
    let analysis = has_file
        .then(|| ProjectInput::read(&shared_without_images, &[]).ok())
        .flatten()
        .and_then(|mut it| it.analyse(None).ok());
    let usual = analysis
        .as_ref()
        .map_or(Profile::usual(false), |it| it.profile);
    let profile = Profile {
        engine: shared.engine.unwrap_or(usual.engine),
        dialect: shared.compose.unwrap_or(usual.dialect),
    };
    let name = || {
        let of_folder = folder
            .file_name()
            .map(|it| it.to_string_lossy().into_owned());
        let name = shared.project.clone().or(of_folder).unwrap_or_default();
        project_name(&name, profile.dialect)
    };
    let project = analysis.map_or_else(name, |it| it.project.name);
    (profile, project)
}

/// The path of a file that was named as the machine knows it.
fn inside(path: &Path, what: &str, cwd: &Path, folder: &Path) -> Result<String, Problem> {
    let absolute = cwd
        .join(path)
        .canonicalize()
        .map_err(|err| cannot_read(what, path, &err))?;
    match absolute.strip_prefix(folder) {
        Ok(it) => Ok(it.to_string_lossy().into_owned()),
        Err(_) => Err(Problem::usage(format!(
            "{what} `{}` lies outside of the simulated machine's folder",
            path.display()
        ))
        .because(format!("the folder is {}", folder.display()))
        .help("name a folder that has all files with `--project-directory`")),
    }
}

/// A walk through the folder.
struct Walk {
    files: BTreeMap<String, String>,
    n_bytes: u64,
    left_out: Vec<String>,
}

impl Walk {
    /// The text files of `folder` by their path in it. Says what was left out because there is too much.
    fn of(folder: &Path) -> BTreeMap<String, String> {
        let mut walk = Walk {
            files: BTreeMap::new(),
            n_bytes: 0,
            left_out: Vec::new(),
        };
        walk.enter(folder, "", 0);
        if let Some(first) = walk.left_out.first() {
            let n = walk.left_out.len();
            let more = if n > 1 {
                format!(" and {} more", n - 1)
            } else {
                String::new()
            };
            output::eprint(&format!(
                "note: {first}{more} of the folder {} too large for the simulated machine, which does not have {}\n",
                if n > 1 { "are" } else { "is" },
                if n > 1 { "them" } else { "it" },
            ));
        }
        walk.files
    }

    fn enter(&mut self, folder: &Path, prefix: &str, depth: usize) {
        // A folder that cannot be read has nothing for the tools either.
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        let mut entries: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
        entries.sort();
        for path in entries {
            let Some(name) = path.file_name().map(|it| it.to_string_lossy().into_owned()) else {
                continue;
            };
            // Links may lead out of the folder, and in circles.
            let Ok(meta) = path.symlink_metadata() else {
                continue;
            };
            let inside = format!("{prefix}{name}");
            if meta.is_dir() {
                let is_skipped = name.starts_with('.') || SKIPPED.contains(&name.as_str());
                if !is_skipped && depth < MOST_FOLDERS_DEEP {
                    self.enter(&path, &format!("{inside}/"), depth + 1);
                }
            } else if meta.is_file() {
                self.take(&path, inside, meta.len());
            }
        }
    }

    fn take(&mut self, path: &Path, inside: String, n_bytes: u64) {
        let is_too_much = n_bytes > MOST_BYTES_OF_FILE
            || self.n_bytes + n_bytes > MOST_BYTES
            || self.files.len() >= MOST_FILES;
        if is_too_much {
            self.left_out.push(inside);
            return;
        }
        // What is no text is nothing that the tools read.
        if let Ok(text) = read_text(path) {
            self.n_bytes += n_bytes;
            self.files.insert(inside, text);
        }
    }
}
