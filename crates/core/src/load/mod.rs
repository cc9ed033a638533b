//! From texts to one canonical document: what the compose tool holds after it has read everything.
//!
//! Each tool has its own way there, so each dialect has its own module; this one holds what both share.
//! Loading never stops at a fault: what is broken is recorded and left out.

mod env_files;
mod format;
mod shape;
mod v1_29;
mod v2;

pub use format::{Format, detect_format};

use crate::analysis::Settings;
use crate::document::{Entry, Kind, Map, Node, Value, nowhere};
use crate::fault::{Fault, FaultKind};
use crate::files::{Files, ReadError};
use crate::profile::{Dialect, Profile};
use crate::syntax::{self, SyntaxTree};
use crate::text::{FileId, FileRange};
use std::collections::{BTreeMap, BTreeSet};

/// What is loaded.
pub struct LoadInput<'a> {
    /// The compose file.
    pub text: &'a str,
    /// Its tree.
    pub tree: SyntaxTree,
    /// Its family, as [`detect_format`] says.
    pub format: Format,
    /// Engine and compose tool in force.
    pub profile: Profile,
    /// The user's choices.
    pub settings: &'a Settings,
    /// Where all other files come from.
    pub files: &'a dyn Files,
}

/// A file that was read.
#[derive(Debug, Default)]
pub struct Source {
    /// Its path as the project names it.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its tree; `None` for an env file.
    pub tree: Option<SyntaxTree>,
}

/// What loading gives.
#[derive(Debug)]
pub struct Loaded {
    /// The canonical document: always a mapping, of the shape of the Compose Specification whatever the format of the files.
    pub document: Node,
    /// The family of the files, as the tool sees it.
    pub format: Format,
    /// Every file that was read, by [`FileId`]; the first is the compose file.
    pub sources: Vec<Source>,
    /// What is wrong, in the order in which the tool would meet it.
    pub faults: Vec<Fault>,
    /// What docker-compose 1.29 prints of the first file that is not of its format: it lists all at once.
    pub listed: Option<String>,
}

/// Loads a project as the tool of `input.profile` does.
pub fn load(input: LoadInput<'_>) -> Loaded {
    let path = input.settings.file_name.clone();
    let mut loader = Loader {
        profile: input.profile,
        format: input.format,
        settings: input.settings,
        files: input.files,
        sources: vec![Source {
            path,
            text: input.text.to_owned(),
            tree: Some(input.tree),
        }],
        faults: Vec::new(),
        unset: BTreeSet::new(),
        listed: None,
        variables: BTreeMap::new(),
        extended: BTreeMap::new(),
        extended_marks: BTreeMap::new(),
        inactive: BTreeSet::new(),
        broken: BTreeSet::new(),
    };
    loader.read_variables();
    let document = match input.profile.dialect {
        Dialect::V1_29 => v1_29::load(&mut loader),
        Dialect::V2 => v2::load(&mut loader),
    };
    Loaded {
        document,
        format: loader.format,
        sources: loader.sources,
        faults: loader.faults,
        listed: loader.listed,
    }
}

/// What every stage of loading needs.
pub(crate) struct Loader<'a> {
    pub(crate) profile: Profile,
    pub(crate) format: Format,
    pub(crate) settings: &'a Settings,
    files: &'a dyn Files,
    sources: Vec<Source>,
    faults: Vec<Fault>,
    /// What variables stand for: the shell's over those of the project's env files.
    variables: BTreeMap<String, String>,
    /// Files that services extend, once read, by path; `None` where that failed.
    extended: BTreeMap<String, Option<Node>>,
    /// What those files mark with `!reset` and `!override`, as Compose 2 reads them.
    extended_marks: BTreeMap<String, v2::Marks>,
    /// Services that are left out because none of their profiles is active.
    inactive: BTreeSet<String>,
    /// Services of which a part was taken out that a later check would miss.
    broken: BTreeSet<String>,
    /// What is printed of the first file that is not of its format.
    listed: Option<String>,
    /// Variables already reported as unset: the tools say it once.
    unset: BTreeSet<String>,
}

impl Loader<'_> {
    /// Records a fault, to be completed by the calls on what this returns.
    #[expect(
        clippy::indexing_slicing,
        reason = "the element was pushed in the line before"
    )]
    pub(crate) fn fault(&mut self, range: FileRange, kind: FaultKind) -> &mut Fault {
        self.faults.push(Fault::new(kind, range));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    /// Reads and parses another compose file. Its syntax errors stay in its tree.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn open_yaml(&mut self, path: &str) -> Result<(FileId, Node), ReadError> {
        let text = self.files.read(path)?.into_owned();
        let tree = syntax::parse(&text);
        let id = self.next_id();
        let yaml = self.profile.yaml();
        let document = match tree.root.as_ref() {
            Some(root) => Node::from_syntax(root, id, yaml),
            None => Node::new(Value::Null, FileRange::new(id, Default::default())),
        };
        self.sources.push(Source {
            path: path.to_owned(),
            text,
            tree: Some(tree),
        });
        Ok((id, document))
    }

    /// Reads a file that is no YAML, such as an env file. A file that was read before keeps its number.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn open_text(&mut self, path: &str) -> Result<FileId, ReadError> {
        if let Some(at) = self.sources.iter().position(|it| it.path == path) {
            return Ok(FileId(u16::try_from(at).unwrap_or(u16::MAX)));
        }
        let text = self.files.read(path)?.into_owned();
        let id = self.next_id();
        self.sources.push(Source {
            path: path.to_owned(),
            text,
            tree: None,
        });
        Ok(id)
    }

    fn next_id(&self) -> FileId {
        FileId(u16::try_from(self.sources.len()).unwrap_or(u16::MAX))
    }
}

/// Whether both tools leave a path as it is when they make it shorter: no part says nothing, and none begins with a dot.
fn is_short(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_cut = |it: &[u8]| matches!(it, [b'/', b'/' | b'.']);
    !matches!(bytes.first(), None | Some(b'.'))
        && bytes.last() != Some(&b'/')
        && !bytes.windows(2).any(is_cut)
}

fn under_services(services: Node) -> Node {
    let range = services.range;
    let mut root = Map::new();
    root.put(Entry {
        key: "services".into(),
        key_range: nowhere(),
        key_kind: Kind::Str,
        value: services,
    });
    Node::new(Value::Map(root), range)
}
