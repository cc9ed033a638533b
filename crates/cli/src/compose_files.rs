//! Which compose files a command works on: named, listed in `COMPOSE_FILE`, or lying nearby.

use crate::args::Shared;
use crate::disk_files::read_text;
use crate::problem::Problem;
use crate::project_input::non_empty;
use linkyard_core::profile::Dialect;
use linkyard_core::project::parse_env_file;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The names that a tool looks for, in its order.
struct Names {
    base: [&'static str; 6],
    overrides: [&'static str; 4],
}

/// The names that Compose 2 looks for, in its order, and Fig's.
const V2: Names = Names {
    base: [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
        "fig.yml",
        "fig.yaml",
    ],
    overrides: [
        "compose.override.yml",
        "compose.override.yaml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ],
};

/// The names that docker-compose 1.29 looks for, in its order, and Fig's.
const V1_29: Names = Names {
    base: [
        "docker-compose.yml",
        "docker-compose.yaml",
        "compose.yml",
        "compose.yaml",
        "fig.yml",
        "fig.yaml",
    ],
    overrides: [
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
        "compose.override.yml",
        "compose.override.yaml",
    ],
};

/// The files of a project, relative to the current folder.
pub struct ComposeFiles {
    /// The first; `None` is standard input.
    pub first: Option<PathBuf>,
    /// Those that are merged over it, in order.
    pub more: Vec<PathBuf>,
}

/// Finds the compose files: `-f`, then `COMPOSE_FILE` of the shell or of `.env`, then the nearest folder upwards that
/// has one, with its override file.
///
/// # Errors
/// There is none, or standard input is named where it cannot be read.
pub fn compose_files(
    shared: &Shared,
    cwd: &Path,
    shell: &BTreeMap<String, String>,
) -> Result<ComposeFiles, Problem> {
    let mut files = shared.files.clone();
    if files.is_empty() {
        files = listed_files(shared, cwd, shell);
    }
    let Some((first, more)) = files.split_first() else {
        return found_files(shared, cwd);
    };
    let is_input = |it: &Path| it.as_os_str() == "-";
    if more.iter().any(|it| is_input(it)) {
        return Err(Problem::usage("standard input can only be the first file")
            .because("paths of the project start from the folder of the first file")
            .help("put `-f -` before the other files"));
    }
    Ok(ComposeFiles {
        first: Some(first.clone()).filter(|it| !is_input(it)),
        more: more.to_vec(),
    })
}

/// What `COMPOSE_FILE` lists.
fn listed_files(shared: &Shared, cwd: &Path, shell: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let folder = shared.project_directory.as_deref().unwrap_or(cwd);
    let mut variables = BTreeMap::new();
    if let Ok(text) = read_text(&folder.join(".env")) {
        let (entries, _) = parse_env_file(&text, shell);
        variables.extend(
            entries
                .into_iter()
                .filter_map(|it| Some((it.name, it.value?))),
        );
    }
    variables.extend(shell.clone());
    let separator =
        non_empty(&variables, "COMPOSE_PATH_SEPARATOR").unwrap_or_else(|| ":".to_owned());
    non_empty(&variables, "COMPOSE_FILE")
        .iter()
        .flat_map(|list| list.split(separator.as_str()))
        .filter(|it| !it.is_empty())
        .map(PathBuf::from)
        .collect()
}

/// The nearest compose file from `cwd` upwards and its override file, written relative to `cwd`.
fn found_files(shared: &Shared, cwd: &Path) -> Result<ComposeFiles, Problem> {
    let names = if shared.compose == Some(Dialect::V1_29) {
        V1_29
    } else {
        V2
    };
    let mut way_up = PathBuf::new();
    for folder in cwd.ancestors() {
        let lies_here = |it: &&str| folder.join(it).is_file();
        if let Some(name) = names.base.into_iter().find(lies_here) {
            let overrides: Vec<&str> = names.overrides.into_iter().filter(lies_here).collect();
            // docker-compose 1.29 does not choose between two.
            if let ([first, second, ..], Some(Dialect::V1_29)) =
                (overrides.as_slice(), shared.compose)
            {
                return Err(Problem::usage("there are several override files")
                    .because(format!("`{first}` and `{second}` both lie beside `{name}`"))
                    .help("name the files with `-f`, or delete one"));
            }
            return Ok(ComposeFiles {
                first: Some(way_up.join(name)),
                more: overrides
                    .first()
                    .map(|it| way_up.join(it))
                    .into_iter()
                    .collect(),
            });
        }
        way_up.push("..");
    }
    Err(Problem::usage(format!(
        "there is no compose file in {} nor in any folder above it",
        cwd.display()
    ))
    .because(format!("looked for {}", names.base.join(", ")))
    .help("name one with `-f FILE`, or pipe one into `linkyard … -f -`"))
}

/// Whether a compose file is named or lies nearby.
pub fn has_project(shared: &Shared) -> bool {
    let is_named = !shared.files.is_empty()
        || std::env::var_os("COMPOSE_FILE").is_some_and(|it| !it.is_empty());
    let lies_nearby = || {
        let cwd = std::env::current_dir().unwrap_or_default();
        cwd.ancestors()
            .any(|folder| V2.base.iter().any(|it| folder.join(it).is_file()))
    };
    is_named || lies_nearby()
}
