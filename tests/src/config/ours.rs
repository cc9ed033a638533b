//! Our own answer, from the core in this process.

use super::{Answer, ENVIRONMENT, Files};
use anyhow::{Context, Result};
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::config::config;
use linkyard_core::diagnostics::Severity;
use linkyard_core::files::{self, ReadError};
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::project::parse_env_file;
use linkyard_core::syntax::SyntaxErrorKind;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;

/// What we say of a file.
pub struct Ours {
    /// The answer that stands beside the tool's.
    pub answer: Answer,
    /// The tool's words for everything that would stop it, the first thing first. A text that is no YAML comes
    /// without words.
    pub refusals: Vec<String>,
    /// Codes of the rules that found errors.
    pub errors: Vec<String>,
}

/// Stands for the words of a refusal that we know only to happen.
const NOT_YAML: &str = "the text is not YAML";

/// Analyses the file as `linkyard --compose DIALECT config` does.
///
/// # Errors
/// The file cannot be read, or our document is no YAML.
pub fn ours(files: &Files, dialect: Dialect) -> Result<Ours> {
    let disk = Disk(files.folder.clone());
    let (first, more) = files.names.split_first().context("no file")?;
    let text = std::fs::read(files.folder.join(first))?;
    let text = String::from_utf8_lossy(&text);
    let analysis = Analysis::new(&text, &settings(files, first, more, dialect), &disk);
    let mut refusals = Vec::new();
    let said = analysis
        .loaded
        .faults
        .iter()
        .filter_map(|it| it.said.as_ref());
    refusals.extend(said.filter(|it| it.is_refusal).map(|it| it.text.clone()));
    let trees = analysis.loaded.sources.iter();
    let trees = trees.filter_map(|it| it.tree.as_ref());
    let is_broken = |it: &SyntaxErrorKind| match it {
        SyntaxErrorKind::DuplicateKey { .. } => dialect == Dialect::V2,
        _ => true,
    };
    if trees
        .flat_map(|it| &it.errors)
        .any(|it| is_broken(&it.kind))
    {
        refusals.push(NOT_YAML.to_owned());
    }
    let is_error = |it: &&linkyard_core::diagnostics::Diagnostic| it.severity == Severity::Error;
    let found = analysis.diagnostics.iter().filter(is_error);
    let mut errors: Vec<String> = found
        .clone()
        .map(|it| format!("{} {}", it.code, it.name))
        .collect();
    errors.sort();
    errors.dedup();
    let answer = match refusals.first() {
        Some(text) => Answer::Refused(text.clone()),
        None => {
            let document = config(&analysis.loaded, dialect);
            // The text is what people get: it must read back as what it was.
            let text = serde_saphyr::to_string(&document)?;
            Answer::Accepted(serde_yaml::from_str(&text).context("our document is no YAML")?)
        }
    };
    Ok(Ours {
        answer,
        refusals,
        errors,
    })
}

fn settings(files: &Files, first: &str, more: &[String], dialect: Dialect) -> Settings {
    let variables: BTreeMap<String, String> = ENVIRONMENT
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    // What `.env` says of the project itself.
    let text = std::fs::read_to_string(files.folder.join(".env")).unwrap_or_default();
    let (entries, _) = parse_env_file(&text, &variables);
    let of = |name: &str| {
        let value = entries.iter().rfind(|it| it.name == name)?.value.clone();
        value.filter(|it| !it.is_empty())
    };
    let name = of("COMPOSE_PROJECT_NAME");
    let folder_name = files.folder.file_name().unwrap_or_default();
    let profiles = of("COMPOSE_PROFILES").unwrap_or_default();
    Settings {
        project_is_explicit: name.is_some(),
        project: name.unwrap_or_else(|| folder_name.to_string_lossy().into_owned()),
        profile: Some(Profile {
            engine: Engine::V28,
            dialect,
        }),
        variables,
        file_name: first.to_owned(),
        more_files: more.to_vec(),
        working_dir: files.folder.to_string_lossy().into_owned(),
        home: ENVIRONMENT[0].1.to_owned(),
        profiles: profiles
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
        ..Settings::default()
    }
}

/// The project folder.
struct Disk(PathBuf);

impl files::Files for Disk {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        let bytes = std::fs::read(self.0.join(path)).map_err(|err| match err.kind() {
            ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(err.to_string()),
        })?;
        String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|_| ReadError::NotText)
    }

    fn exists(&self, path: &str) -> Option<bool> {
        Some(self.0.join(path).exists())
    }
}
