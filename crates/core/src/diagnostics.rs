//! What the tool tells the user about their text. Knows nothing of how a fault is found.

use crate::fault::ToolMessage;
use crate::language::Words;
use crate::text::{FileRange, TextEdit};
use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The tool or the engine would refuse the file, or what it says cannot work.
    Error,
    /// It runs, but not as the text suggests.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// The word for programs, and in addresses and class names.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }

    /// That word in every language, for people.
    pub fn words(self) -> Words {
        match self {
            Severity::Error => Words {
                en: "error",
                fr: "erreur",
            },
            Severity::Warning => Words {
                en: "warning",
                fr: "avertissement",
            },
            Severity::Hint => Words {
                en: "hint",
                fr: "conseil",
            },
        }
    }
}

/// A second place that takes part in a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The place.
    pub range: FileRange,
    /// What it has to do with the finding: a fragment without a full stop.
    pub message: String,
}

/// Whether a fix may be applied without a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Changes nothing but the reported fault.
    Safe,
    /// Right in most cases; look at it first.
    Unsafe,
}

/// One way to repair a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as a command: "Rename `enviroment` to `environment`".
    pub title: String,
    /// Whether `--fix` may apply it.
    pub applicability: Applicability,
    /// The edits, in the file of the diagnostic.
    pub edits: Vec<TextEdit>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, a letter for the area and three digits: `L001`.
    pub code: String,
    /// Stable name in kebab case: `unknown-link-target`.
    pub name: String,
    /// How much it matters.
    pub severity: Severity,
    /// The text at fault.
    pub range: FileRange,
    /// What is wrong: a fragment without a full stop.
    pub message: String,
    /// The other places involved.
    pub labels: Vec<Label>,
    /// What to do about it, where there is more to say than the fix does.
    pub help: Option<String>,
    /// Ways to repair it, best first.
    pub fixes: Vec<Fix>,
    /// What the imitated tool prints about it, where it prints anything.
    pub tool: Option<ToolMessage>,
}

/// The safe fixes of `diagnostics` for one file, as edits for [`crate::text::apply_edits`].
pub fn safe_edits(diagnostics: &[Diagnostic]) -> Vec<TextEdit> {
    diagnostics
        .iter()
        .filter_map(|it| {
            it.fixes
                .iter()
                .find(|fix| fix.applicability == Applicability::Safe)
        })
        .flat_map(|fix| fix.edits.iter().cloned())
        .collect()
}
