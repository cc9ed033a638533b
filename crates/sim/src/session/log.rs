//! The log of a session as text: what a page stores and shares. Outputs are not in it, they follow from it.

use super::{Entry, Session, Start, StepId};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::world::Fault;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The form of the text that is written here, and the only one that is read.
const VERSION: u32 = 1;

/// The longest text that is read.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The most steps that are read.
const MAX_STEPS: usize = 20_000;

/// Why a text is no log of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogError {
    /// It is longer than any log that is read.
    TooLong,
    /// It has more steps than are read.
    TooManySteps {
        /// How many it has.
        found: usize,
    },
    /// It is not JSON of the right form; the reader's words.
    NotALog(String),
    /// It was written in another form, by an older or newer Linkyard.
    OtherVersion {
        /// Which.
        found: u32,
    },
    /// A step comes after one that is not before it in the log.
    UnknownParent {
        /// The step.
        step: StepId,
        /// What it should come after.
        after: StepId,
    },
    /// The step where the session stands is not in the log.
    UnknownCurrent(StepId),
    /// A file lies outside of the folder.
    PathOutside(String),
    /// The folder is not an absolute path.
    RelativeFolder(String),
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogError::TooLong => write!(f, "the log is longer than {MAX_BYTES} bytes"),
            LogError::TooManySteps { found } => {
                write!(
                    f,
                    "the log has {found} steps, and at most {MAX_STEPS} are read"
                )
            }
            LogError::NotALog(why) => write!(f, "this is not the log of a session: {why}"),
            LogError::OtherVersion { found } => write!(
                f,
                "the log is written in form {found}, and this Linkyard reads form {VERSION}"
            ),
            LogError::UnknownParent { step, after } => {
                write!(
                    f,
                    "step {step} comes after step {after}, which is not before it in the log"
                )
            }
            LogError::UnknownCurrent(it) => {
                write!(
                    f,
                    "the session stands at step {it}, which is not in the log"
                )
            }
            LogError::PathOutside(it) => write!(f, "the file `{it}` lies outside of the folder"),
            LogError::RelativeFolder(it) => write!(f, "the folder `{it}` is not an absolute path"),
        }
    }
}

impl std::error::Error for LogError {}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "linkyard-session")]
    version: u32,
    engine: Engine,
    compose: Dialect,
    folder: String,
    #[serde(default, skip_serializing_if = "is_false")]
    terminal: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    files: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    variables: BTreeMap<String, String>,
    /// Nothing means the images that everybody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    images: Option<ImageCatalog>,
    steps: Vec<WrittenStep>,
    current: u32,
}

fn is_false(it: &bool) -> bool {
    !it
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    /// Nothing means the step before it in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<u32>,
    #[serde(rename = "do")]
    entry: WrittenEntry,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenEntry {
    Line(String),
    Edit { path: String, text: Option<String> },
    Fault(Fault),
    Profile { engine: Engine, compose: Dialect },
}

impl From<&Entry> for WrittenEntry {
    fn from(entry: &Entry) -> WrittenEntry {
        match entry.clone() {
            Entry::Line(it) => WrittenEntry::Line(it),
            Entry::Edit { path, text } => WrittenEntry::Edit { path, text },
            Entry::Fault(it) => WrittenEntry::Fault(it),
            Entry::Profile(Profile { engine, dialect }) => WrittenEntry::Profile {
                engine,
                compose: dialect,
            },
        }
    }
}

impl From<WrittenEntry> for Entry {
    fn from(entry: WrittenEntry) -> Entry {
        match entry {
            WrittenEntry::Line(it) => Entry::Line(it),
            WrittenEntry::Edit { path, text } => Entry::Edit { path, text },
            WrittenEntry::Fault(it) => Entry::Fault(it),
            WrittenEntry::Profile { engine, compose } => Entry::Profile(Profile {
                engine,
                dialect: compose,
            }),
        }
    }
}

impl Session {
    /// The log as JSON.
    pub fn to_json(&self) -> String {
        let start = self.start();
        let steps = self.steps().map(|it| WrittenStep {
            after: Some(it.parent.0).filter(|after| after + 1 != it.id.0),
            entry: WrittenEntry::from(&it.entry),
        });
        let written = Written {
            version: VERSION,
            engine: start.profile.engine,
            compose: start.profile.dialect,
            folder: start.working_dir.clone(),
            terminal: start.is_terminal,
            files: start.files.clone(),
            variables: start.variables.clone(),
            images: Some(&start.images)
                .filter(|it| **it != ImageCatalog::official())
                .cloned(),
            steps: steps.collect(),
            current: self.current().0,
        };
        // Nothing in it has a form that JSON lacks.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// The session of a log, folded anew.
    ///
    /// # Errors
    /// The text is no log, or one that contradicts itself.
    pub fn from_json(text: &str) -> Result<Session, LogError> {
        if text.len() > MAX_BYTES {
            return Err(LogError::TooLong);
        }
        // The form is looked at first: a newer one may have what this one does not know.
        #[derive(Deserialize)]
        struct Form {
            #[serde(rename = "linkyard-session")]
            version: u32,
        }
        let not_a_log = |err: serde_json::Error| LogError::NotALog(err.to_string());
        let form: Form = serde_json::from_str(text).map_err(not_a_log)?;
        if form.version != VERSION {
            return Err(LogError::OtherVersion {
                found: form.version,
            });
        }
        let written: Written = serde_json::from_str(text).map_err(not_a_log)?;
        check(&written)?;
        let mut res = Session::at(Start {
            profile: Profile {
                engine: written.engine,
                dialect: written.compose,
            },
            images: written.images.unwrap_or_else(ImageCatalog::official),
            files: written.files,
            variables: written.variables,
            working_dir: written.folder,
            is_terminal: written.terminal,
        });
        for (before, step) in (0..).zip(written.steps) {
            res.goto(StepId(step.after.unwrap_or(before)));
            res.apply(step.entry.into());
        }
        res.goto(StepId(written.current));
        Ok(res)
    }
}

fn check(written: &Written) -> Result<(), LogError> {
    let n_steps = written.steps.len();
    if n_steps > MAX_STEPS {
        return Err(LogError::TooManySteps { found: n_steps });
    }
    if !written.folder.starts_with('/') {
        return Err(LogError::RelativeFolder(written.folder.clone()));
    }
    let edited = written.steps.iter().filter_map(|it| match &it.entry {
        WrittenEntry::Edit { path, .. } => Some(path),
        _ => None,
    });
    if let Some(path) = written.files.keys().chain(edited).find(|it| !is_inside(it)) {
        return Err(LogError::PathOutside(path.clone()));
    }
    for (before, step) in (0..).zip(&written.steps) {
        if let Some(after) = step.after.filter(|it| *it > before) {
            return Err(LogError::UnknownParent {
                step: StepId(before + 1),
                after: StepId(after),
            });
        }
    }
    if written.current as usize > n_steps {
        return Err(LogError::UnknownCurrent(StepId(written.current)));
    }
    Ok(())
}

/// Whether a path names a file of the folder.
fn is_inside(path: &str) -> bool {
    path.split('/').all(|it| !matches!(it, "" | "." | ".."))
}
