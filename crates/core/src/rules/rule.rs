//! What a rule is, what its page says, and what it reads.

use super::services::Facts;
use super::{Findings, Level, compose_range};
use crate::analysis::Settings;
use crate::document::{self, Map};
use crate::files::{Files, ReadError};
use crate::graph::Graph;
use crate::images::ImageCatalog;
use crate::language::{Language, Words};
use crate::load::{Format, Loaded};
use crate::profile::Profile;
use crate::project::{Project, below};
use crate::syntax::{Entry, Node, SyntaxTree};
use crate::text::{FileId, FileRange, TextRange};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable code: a letter for the area and three digits.
    pub code: &'static str,
    /// Stable name, which reads well after "allow".
    pub name: &'static str,
    /// What sort of trouble it is about.
    pub family: Family,
    /// How much a finding matters, unless the check says otherwise; off means that only those who ask for it get it.
    pub level: Level,
    /// What it finds, as a fragment without a full stop.
    pub summary: Words,
    pub(super) check: fn(&RuleContext<'_>, &mut Findings),
}

/// The sorts of trouble that rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The compose tool refuses the file.
    Invalid,
    /// The file is accepted, and does not run as it says.
    RunTime,
    /// It runs, but newer tools or engines do without it.
    Deprecated,
    /// It runs, and lets more in or out than it should.
    Security,
    /// It runs, and could be clearer or more robust.
    Practice,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 5] = [
        Family::Invalid,
        Family::RunTime,
        Family::Deprecated,
        Family::Security,
        Family::Practice,
    ];

    /// Its heading.
    pub fn title(self) -> Words {
        match self {
            Family::Invalid => Words {
                en: "Refused by the compose tool",
                fr: "Refusé par l'outil compose",
            },
            Family::RunTime => Words {
                en: "Accepted, but broken at run time",
                fr: "Accepté, mais en panne à l'exécution",
            },
            Family::Deprecated => Words {
                en: "Deprecated",
                fr: "Obsolète",
            },
            Family::Security => Words {
                en: "Security",
                fr: "Sécurité",
            },
            Family::Practice => Words {
                en: "Good practice",
                fr: "Bonnes pratiques",
            },
        }
    }
}

/// The page of a rule. Its examples are run as tests.
///
/// It stands apart from the rule, so that the page in the browser, which does not show it, does not carry it.
#[derive(Debug)]
pub struct Page {
    /// The rule.
    pub rule: &'static Rule,
    /// Why a finding matters, and whence the rule comes: sentences.
    pub why: Words,
    /// A file in which the rule finds something.
    pub wrong: &'static str,
    /// The same file set right: the rule finds nothing.
    pub right: &'static str,
    /// The profile in which the examples are read; `None` is the usual one for their format.
    pub profile: Option<Profile>,
    /// What the fix does and how safe it is; `None` where there is none.
    pub fix: Option<Words>,
}

/// What a rule reads.
pub struct RuleContext<'a> {
    /// The compose file.
    pub text: &'a str,
    /// Its tree.
    pub tree: &'a SyntaxTree,
    /// The canonical document and every file that was read.
    pub loaded: &'a Loaded,
    /// What is known of images, the ones that the project builds too.
    pub images: &'a ImageCatalog,
    /// What of that is about the images of services, by service.
    pub facts: Facts<'a>,
    /// Its model.
    pub project: &'a Project,
    /// Its graph.
    pub graph: &'a Graph,
    /// Engine and compose tool in force.
    pub profile: Profile,
    /// The user's choices.
    pub settings: &'a Settings,
    /// The files of the project.
    pub files: &'a dyn Files,
}

impl RuleContext<'_> {
    /// The language to tell findings in.
    pub(super) fn language(&self) -> Language {
        self.settings.language
    }

    /// The services as written, in file order.
    pub(super) fn services(&self) -> &[Entry] {
        let root = self.tree.root.as_ref().and_then(Node::as_mapping);
        let services = match self.project.format {
            Format::V1 => root,
            Format::Compose => root
                .and_then(|it| it.get("services"))
                .and_then(|it| it.value.as_mapping()),
        };
        services.map(|it| it.entries.as_slice()).unwrap_or_default()
    }

    /// The services of the loaded document by name: long forms, variables filled in, every file merged.
    pub(super) fn loaded_services(&self) -> impl Iterator<Item = (&str, &Map)> {
        let services = self.loaded.document.get("services");
        let services = services.and_then(document::Node::as_map);
        services
            .into_iter()
            .flatten()
            .filter_map(|it| Some((it.key.as_str(), it.value.as_map()?)))
    }

    /// The text of the compose file at `range`.
    pub(super) fn slice(&self, range: TextRange) -> &str {
        self.written(compose_range(range))
    }

    /// The text at `range`, whichever file it is in.
    pub(super) fn written(&self, range: FileRange) -> &str {
        let (start, end) = (usize::from(range.start), usize::from(range.end));
        self.text_of(range.file).get(start..end).unwrap_or_default()
    }

    /// The text of a file of the project.
    pub(super) fn text_of(&self, file: FileId) -> &str {
        let source = self.loaded.sources.get(usize::from(file.0));
        source.map(|it| it.text.as_str()).unwrap_or_default()
    }

    /// Whether the text is no YAML at a place within `range`: what seems to be missing there may be what could not be read.
    pub(super) fn is_broken(&self, range: FileRange) -> bool {
        let source = self.loaded.sources.get(usize::from(range.file.0));
        let tree = source.and_then(|it| it.tree.as_ref());
        // Errors are sorted by where they start.
        let errors = tree.map(|it| it.errors.as_slice()).unwrap_or_default();
        let first = errors.partition_point(|it| it.range.start() < range.start);
        errors
            .iter()
            .skip(first)
            .take_while(|it| it.range.start() <= range.end)
            .any(|it| range.range().contains_range(it.range))
    }

    /// A path relative to the project folder; `None` where that folder is not known, or the path leads out of it.
    pub(super) fn path_in_project(&self, path: &str) -> Option<String> {
        let folder = self.settings.working_dir.as_str();
        if folder.is_empty() || path.starts_with('~') {
            return None;
        }
        let path = match below(path, folder) {
            Some(rest) => rest,
            None if path.starts_with('/') => return None,
            None => path,
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                it => parts.push(it),
            }
        }
        (!parts.is_empty()).then(|| parts.join("/"))
    }

    /// Whether nothing of the project is at a path.
    pub(super) fn is_missing(&self, path: &str) -> bool {
        match self.files.exists(path) {
            Some(exists) => !exists,
            None => matches!(self.files.read(path), Err(ReadError::NotFound)),
        }
    }
}
