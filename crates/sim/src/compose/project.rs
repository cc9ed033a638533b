//! The project that a compose command works on: which files, which name, which variables, and what is wrong with them.
//!
//! Both compose tools look for it in nearly the same way; each words the errors itself.

use super::folder::{last_part, parent};
use crate::machine::Machine;

pub use super::folder::Folder;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::fault::FaultKind;
use linkyard_core::profile::{Dialect, Profile};
use linkyard_core::project::parse_env_file;
use linkyard_core::syntax::SyntaxErrorKind;
use std::collections::{BTreeMap, BTreeSet};

/// What a command line says of the project, before the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `-f`.
    pub files: Vec<String>,
    /// `-p`.
    pub name: Option<String>,
    /// `--profile`.
    pub profiles: Vec<String>,
    /// `--env-file`.
    pub env_files: Vec<String>,
    /// `--project-directory`.
    pub folder: Option<String>,
}

/// A project, found and read.
#[derive(Debug)]
pub struct ComposeProject {
    /// What follows from its text.
    pub analysis: Analysis,
    /// What it was read with.
    pub settings: Settings,
    /// Absolute path of its folder.
    pub working_dir: String,
    /// Its files as the tool names them, relative to where commands are typed.
    pub config_files: Vec<String>,
    /// The shell's variables over those of its env file.
    pub variables: BTreeMap<String, String>,
    /// The env file that somebody named, as typed.
    pub asked_env_file: Option<String>,
    /// Profiles that the user activated.
    pub profiles: Vec<String>,
    /// What the tool says before it goes on.
    pub warnings: Vec<Warning>,
}

/// Something that the tool says and then goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The text.
    pub text: String,
    /// Whether it is about a variable without a value: some commands do not say so.
    pub is_unset_variable: bool,
}

/// Why there is no project to work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectError {
    /// There is no compose file here nor above.
    NotFound,
    /// A named file is not there.
    NoSuchFile {
        /// Its name as typed.
        name: String,
        /// Its absolute path.
        path: String,
    },
    /// A named env file is not there.
    NoSuchEnvFile {
        /// Its absolute path.
        path: String,
    },
    /// There are several override files.
    SeveralOverrides {
        /// Their names.
        names: Vec<String>,
    },
    /// Standard input is named: nothing can be piped in here.
    StandardInput,
    /// The tool refuses the files.
    Refused {
        /// What it said before.
        warnings: Vec<Warning>,
        /// Its words.
        text: String,
    },
}

struct Names {
    base: [&'static str; 4],
    overrides: [&'static str; 4],
}

/// What docker-compose 1.29 looks for, in its order.
const V1_29: Names = Names {
    base: [
        "docker-compose.yml",
        "docker-compose.yaml",
        "compose.yml",
        "compose.yaml",
    ],
    overrides: [
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
        "compose.override.yml",
        "compose.override.yaml",
    ],
};

/// What Compose 2 looks for, in its order.
const V2: Names = Names {
    base: [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
    ],
    overrides: [
        "compose.override.yml",
        "compose.override.yaml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ],
};

impl ComposeProject {
    /// Finds the project and reads it.
    ///
    /// # Errors
    /// There is none, or the tool would refuse it.
    pub fn find(
        machine: &Machine,
        asked: &Asked,
        dialect: Dialect,
    ) -> Result<ComposeProject, ProjectError> {
        let here = Folder::of(machine, &machine.working_dir);
        let shell = &machine.variables;
        let env_folder = first_folder(asked, shell);
        let env_folder = Folder::of(machine, &here.absolute(&env_folder));
        let env_files = asked_env_files(asked, shell, dialect);
        let variables = variables(&here, &env_folder, env_files.as_deref(), shell, dialect)?;
        let mut warnings = Vec::new();
        let found = find_files(&here, asked, &variables, dialect, &mut warnings)?;
        let folder = match &asked.folder {
            Some(folder) => here.absolute(folder),
            None => here.absolute(parent(found.first().map_or("", |it| it))),
        };
        let files = Folder::of(machine, &folder);
        let name = asked
            .name
            .clone()
            .or_else(|| variables.get("COMPOSE_PROJECT_NAME").cloned())
            .filter(|it| !it.is_empty());
        let mut profiles = asked.profiles.clone();
        if profiles.is_empty()
            && let Some(list) = variables
                .get("COMPOSE_PROFILES")
                .filter(|it| !it.is_empty())
        {
            profiles = list.split(',').map(|it| it.trim().to_owned()).collect();
        }
        let in_folder = |path: &String| match files.below(&here.absolute(path)) {
            Some(below) => below,
            None => here.absolute(path),
        };
        let first = found.first().cloned().unwrap_or_default();
        let mut settings = Settings {
            project_is_explicit: name.is_some(),
            project: name.unwrap_or_else(|| last_part(&folder).to_owned()),
            profile: Some(Profile {
                engine: machine.world.profile.engine,
                dialect,
            }),
            images: machine.world.images.clone(),
            variables: shell.clone(),
            env_files: match &env_files {
                None => vec![".env".to_owned()],
                Some(list) => list.iter().map(in_folder).collect(),
            },
            file_name: first.clone(),
            more_files: found.iter().skip(1).map(in_folder).collect(),
            working_dir: folder.clone(),
            profiles: profiles.clone(),
            home: shell.get("HOME").cloned().unwrap_or_default(),
            ..Settings::default()
        };
        let text = here.text(&first).unwrap_or_default();
        let mut analysis = Analysis::new(text, &settings, &files);
        if dialect == Dialect::V1_29 {
            // This tool knows every service, and chooses among them at each command.
            let all = all_profiles(&analysis);
            if all.iter().any(|it| !settings.profiles.contains(it)) {
                settings.profiles = all;
                analysis = Analysis::new(text, &settings, &files);
            }
        }
        warnings.extend(warnings_of(&analysis));
        if let Some(text) = refusal(&analysis, dialect) {
            return Err(ProjectError::Refused { warnings, text });
        }
        Ok(ComposeProject {
            analysis,
            settings,
            working_dir: folder,
            config_files: found,
            variables,
            asked_env_file: asked.env_files.first().cloned(),
            profiles,
            warnings,
        })
    }

    /// The name of the project.
    pub fn name(&self) -> &str {
        &self.analysis.project.name
    }
}

/// The folder that the command line names, or that of the first file it names; empty if it names neither.
fn first_folder(asked: &Asked, shell: &BTreeMap<String, String>) -> String {
    if let Some(folder) = &asked.folder {
        return folder.clone();
    }
    let first = match asked.files.first() {
        Some(first) => Some(first.clone()),
        None => listed(shell).first().cloned(),
    };
    first.as_deref().map(parent).unwrap_or_default().to_owned()
}

/// What `COMPOSE_FILE` lists.
fn listed(variables: &BTreeMap<String, String>) -> Vec<String> {
    let separator = match variables.get("COMPOSE_PATH_SEPARATOR") {
        Some(it) if !it.is_empty() => it.as_str(),
        _ => ":",
    };
    let list = variables
        .get("COMPOSE_FILE")
        .map(String::as_str)
        .unwrap_or_default();
    list.split(separator)
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The env files that somebody named; `None` leaves it at `.env`.
fn asked_env_files(
    asked: &Asked,
    shell: &BTreeMap<String, String>,
    dialect: Dialect,
) -> Option<Vec<String>> {
    if !asked.env_files.is_empty() {
        return Some(asked.env_files.clone());
    }
    if dialect == Dialect::V1_29 {
        return None;
    }
    let list = shell.get("COMPOSE_ENV_FILES").filter(|it| !it.is_empty())?;
    Some(list.split(',').map(str::to_owned).collect())
}

/// The shell's variables over those of the env files.
fn variables(
    here: &Folder<'_>,
    env_folder: &Folder<'_>,
    env_files: Option<&[String]>,
    shell: &BTreeMap<String, String>,
    dialect: Dialect,
) -> Result<BTreeMap<String, String>, ProjectError> {
    let mut texts = Vec::new();
    match env_files {
        None => texts.extend(env_folder.text(".env")),
        Some(list) => {
            for path in list {
                let missing = || ProjectError::NoSuchEnvFile {
                    path: match dialect {
                        // The tool joins, and leaves `./` in the middle.
                        Dialect::V1_29 if !path.starts_with('/') => {
                            format!("{}/{path}", here.path)
                        }
                        _ => here.absolute(path),
                    },
                };
                texts.push(here.text(path).ok_or_else(missing)?);
            }
        }
    }
    let mut res = BTreeMap::new();
    for text in texts {
        let (entries, _) = parse_env_file(text, shell);
        let known = entries
            .into_iter()
            .filter_map(|it| Some((it.name, it.value?)));
        res.extend(known);
    }
    res.extend(
        shell
            .iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    Ok(res)
}

/// The compose files, relative to where the command was typed.
fn find_files(
    here: &Folder<'_>,
    asked: &Asked,
    variables: &BTreeMap<String, String>,
    dialect: Dialect,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<String>, ProjectError> {
    let named = if asked.files.is_empty() {
        listed(variables)
    } else {
        asked.files.clone()
    };
    if named.iter().any(|it| it == "-") {
        return Err(ProjectError::StandardInput);
    }
    if let Some(missing) = named.iter().find(|it| here.text(it).is_none()) {
        return Err(ProjectError::NoSuchFile {
            name: missing.clone(),
            path: here.absolute(missing),
        });
    }
    if !named.is_empty() {
        return Ok(named);
    }
    let names = match dialect {
        Dialect::V1_29 => V1_29,
        Dialect::V2 => V2,
    };
    let mut starts = vec![String::new()];
    if let Some(folder) = &asked.folder {
        match dialect {
            Dialect::V1_29 => starts.push(format!("{}/", folder.trim_end_matches('/'))),
            Dialect::V2 => starts = vec![format!("{}/", folder.trim_end_matches('/'))],
        }
    }
    for start in starts {
        let n_above = here.absolute(&start).matches('/').count();
        for way_up in (0..=n_above).map(|n| "../".repeat(n)) {
            let place = format!("{start}{way_up}");
            let lies_here = |it: &&str| here.text(&format!("{place}{it}")).is_some();
            let base: Vec<&str> = names.base.into_iter().filter(lies_here).collect();
            let Some(first) = base.first() else {
                continue;
            };
            let overrides: Vec<String> = names
                .overrides
                .into_iter()
                .filter(lies_here)
                .map(|it| format!("{place}{it}"))
                .collect();
            if dialect == Dialect::V1_29 && overrides.len() > 1 {
                return Err(ProjectError::SeveralOverrides { names: overrides });
            }
            if base.len() > 1 {
                let texts = match dialect {
                    Dialect::V1_29 => [
                        format!(
                            "Found multiple config files with supported names: {}",
                            base.join(", ")
                        ),
                        format!("Using {first}\n"),
                    ],
                    Dialect::V2 => {
                        let absolute = |it: &&str| here.absolute(&format!("{place}{it}"));
                        let all: Vec<String> = base.iter().map(absolute).collect();
                        [
                            format!(
                                "Found multiple config files with supported names: {}",
                                all.join(", ")
                            ),
                            format!("Using {}", absolute(first)),
                        ]
                    }
                };
                warnings.extend(texts.map(|text| Warning {
                    text,
                    is_unset_variable: false,
                }));
            }
            let mut res = vec![format!("{place}{first}")];
            res.extend(overrides.into_iter().take(1));
            return Ok(res);
        }
    }
    Err(ProjectError::NotFound)
}

/// Every profile that the file names.
fn all_profiles(analysis: &Analysis) -> Vec<String> {
    let services = analysis.loaded.document.get("services");
    let services = services.and_then(|it| it.as_map()).into_iter().flatten();
    let lists = services.filter_map(|it| it.value.get("profiles")?.as_list());
    let names: BTreeSet<String> = lists
        .flatten()
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect();
    names.into_iter().collect()
}

/// What the tool says up to where it stops.
fn warnings_of(analysis: &Analysis) -> Vec<Warning> {
    let faults = analysis.loaded.faults.iter();
    let told = faults.filter_map(|it| Some((it, it.said.as_ref()?)));
    told.take_while(|(_, said)| !said.is_refusal)
        .map(|(fault, said)| Warning {
            text: said.text.clone(),
            is_unset_variable: matches!(fault.kind, FaultKind::UnsetVariable { .. }),
        })
        .collect()
}

/// Why the tool stops, in its words; `None` if it does not.
fn refusal(analysis: &Analysis, dialect: Dialect) -> Option<String> {
    let broken = analysis.loaded.sources.iter().find_map(|source| {
        let mut errors = source.tree.iter().flat_map(|it| &it.errors);
        let error = errors.find(|it| {
            let is_duplicate = matches!(it.kind, SyntaxErrorKind::DuplicateKey { .. });
            !is_duplicate || dialect == Dialect::V2
        })?;
        Some((source, error))
    });
    let faults = analysis.loaded.faults.iter();
    let said = faults
        .filter_map(|it| it.said.as_ref())
        .find(|it| it.is_refusal)
        .map(|it| it.text.clone());
    match (broken, dialect) {
        (Some((source, error)), Dialect::V1_29) => Some(super::v1_29::not_yaml(source, error)),
        (None, Dialect::V1_29) => {
            let is_listed = |it: &String| it.starts_with("The Compose file '");
            match &analysis.loaded.listed {
                Some(list) if said.as_ref().is_some_and(is_listed) => Some(list.clone()),
                _ => said,
            }
        }
        // The words are among the faults, if it is an error for this tool.
        (_, _) => said,
    }
}
