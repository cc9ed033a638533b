//! Loading as Docker Compose 2 does it: each file is interpolated, extended, merged, checked and brought into long form;
//! then defaults, absolute paths and implied dependencies are put in, and the whole is checked for consistency.
//!
//! Source: `loader` of compose-go 2.9.1, in its order.

mod bind;
mod canonical;
mod casts;
mod circle;
mod consistency;
mod decode;
mod documents;
pub(super) mod dotenv;
mod env_files;
mod extends;
mod finish;
mod include;
mod key_order;
mod merge;
mod model;
mod mounts;
mod paths;
mod ports;
mod reset;
mod shellwords;
mod unique;
mod validate;

use super::{Format, Loader};
use crate::analysis::Settings;
use crate::document::{Kind, Map, Node, Value, nowhere};
use crate::fault::{Fault, FaultKind, Refusal};
use crate::files::ReadError;
use crate::schema::{self, Keyword, Step};
use crate::sort::SortOnce;
use crate::text::{FileId, FileRange};
use compact_str::CompactString;
use documents::Role;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Keys from the top of a document downwards; `[]` for an item of a list.
type Path = Vec<CompactString>;

/// Places that a file marks with `!reset` or `!override`.
pub(super) type Marks = Vec<Path>;

/// What a file is loaded with.
#[derive(Clone)]
struct FileContext {
    /// Its path, as it is named in messages.
    path: String,
    /// The folder that its relative paths start from; empty is the project folder.
    folder: String,
    variables: BTreeMap<String, String>,
    /// The files that are being included, outermost first.
    included: Vec<String>,
}

/// Whether `path` matches a pattern such as `services.*.ports.*`.
fn matches(path: &[CompactString], pattern: &[&str]) -> bool {
    path.len() == pattern.len()
        // The last part differs most.
        && path
            .iter()
            .zip(pattern)
            .rev()
            .all(|(part, wanted)| *wanted == "*" || part == wanted)
}

fn dotted(path: &[CompactString]) -> String {
    path.join(".")
}

/// A folder and a path below it, as one path; an absolute path stays.
fn join(folder: &str, path: &str) -> String {
    joined(folder, path).into_owned()
}

/// The same, not copied where the path stays as it is.
fn joined<'p>(folder: &str, path: &'p str) -> Cow<'p, str> {
    if path.starts_with('/') || path.starts_with('~') {
        return Cow::Borrowed(path);
    }
    if folder.is_empty() {
        return clean(path);
    }
    Cow::Owned(clean(&format!("{folder}/{path}")).into_owned())
}

/// The shortest path that means the same. Source: Go's `path.Clean`.
fn clean(path: &str) -> Cow<'_, str> {
    let below = path.strip_prefix("./").filter(|it| !it.starts_with('/'));
    let short = below.unwrap_or(path);
    if super::is_short(short) {
        return Cow::Borrowed(short);
    }
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|it| *it != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            it => parts.push(it),
        }
    }
    let joined = parts.join("/");
    Cow::Owned(match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    })
}

/// The folder of a file, empty for the project folder itself.
fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// The path of a file as the tool names it: absolute where the project folder is known.
pub(super) fn absolute(settings: &Settings, path: &str) -> String {
    let folder = &settings.working_dir;
    if folder.is_empty() || path.starts_with('<') {
        path.to_owned()
    } else {
        join(folder, path)
    }
}

pub(super) fn load(loader: &mut Loader<'_>) -> Node {
    // Its name as the user knows it starts from where they are, its folder is the project's.
    let name = loader.settings.file_name.clone();
    let name = match name.rsplit_once('/') {
        Some((_, last)) if !name.starts_with('/') => last,
        _ => &name,
    };
    let path = loader.absolute(name);
    let documents = loader.documents(FileId::COMPOSE, &path, Role::Named);
    let is_v1 = loader.format == Format::V1;
    let empty = Node::new(Value::Map(Map::new()), nowhere());
    let main = documents.first().unwrap_or(&empty);
    let context = FileContext {
        path,
        folder: String::new(),
        variables: loader.variables_with_name(main),
        included: Vec::new(),
    };
    let context = FileContext {
        included: vec![context.path.clone()],
        ..context
    };
    let mut model = Node::new(Value::Map(Map::new()), main.range);
    if is_v1 {
        loader.refuse_v1(main.clone(), &context);
    }
    let n_faults = loader.faults.len();
    for document in documents {
        let document = if is_v1 {
            super::under_services(document)
        } else {
            document
        };
        loader.add_file(&mut model, document, &context, is_v1);
    }
    for path in loader.settings.more_files.clone() {
        loader.add_path(&mut model, &path, nowhere(), Role::Named, &context);
    }
    let is_refused = |it: &Fault| it.said.as_ref().is_some_and(|it| it.is_refusal);
    if model.as_map().is_some_and(Map::is_empty) && !loader.faults.iter().any(is_refused) {
        loader
            .fault(nowhere(), FaultKind::EmptyFile)
            .said("empty compose file");
    }
    loader.finish(&mut model, &context);
    if is_v1 {
        // The tool never gets as far as this: what is wrong is shown, but not as its words.
        for fault in loader.faults.iter_mut().skip(n_faults) {
            fault.said = None;
        }
    }
    model
}

/// Whether a key somewhere is no string.
fn has_typed_keys(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map
            .iter()
            .any(|it| it.key_kind != Kind::Str || has_typed_keys(&it.value)),
        Value::List(items) => items.iter().any(has_typed_keys),
        _ => false,
    }
}

/// A name, which may be written as any scalar.
fn name_of(node: &Node) -> Option<String> {
    let is_scalar = !matches!(node.value.kind(), Kind::List | Kind::Map);
    merge::go_text(&node.value).filter(|it| is_scalar && !it.is_empty())
}

impl Loader<'_> {
    fn absolute(&self, path: &str) -> String {
        absolute(self.settings, path)
    }

    /// The name that the last of the files gives the project.
    fn written_name(&self, main: &Node) -> Option<String> {
        let yaml = self.profile.yaml();
        let later = self.settings.more_files.iter().rev().filter_map(|path| {
            let text = self.files.read(path).ok()?;
            let root = crate::syntax::parse(&text).root?;
            let root = Node::from_syntax(&root, FileId::COMPOSE, yaml);
            root.get("name").and_then(name_of)
        });
        later.chain(main.get("name").and_then(name_of)).next()
    }

    /// The variables, with the name of the project among them.
    fn variables_with_name(&mut self, main: &Node) -> BTreeMap<String, String> {
        let mut res = self.variables.clone();
        let mut name = self.settings.project.clone();
        let mut is_empty = false;
        if !self.settings.project_is_explicit
            && let Some(written) = self.written_name(main)
        {
            let (text, _) = crate::interpolate::substitute(&written, &self.variables);
            is_empty = crate::project::normalised_name(&text, self.profile.dialect).is_empty();
            name = text;
        }
        // A name that comes to nothing is refused; a folder's is replaced by another.
        let name = if is_empty {
            String::new()
        } else {
            crate::project::project_name(&name, self.profile.dialect)
        };
        res.insert("COMPOSE_PROJECT_NAME".to_owned(), name);
        res
    }

    fn unreadable(&mut self, range: FileRange, path: &str, error: ReadError) {
        let said = match &error {
            ReadError::NotFound => {
                format!("open {}: no such file or directory", self.absolute(path))
            }
            _ => format!("open {}: cannot be read", self.absolute(path)),
        };
        let path = path.to_owned();
        self.fault(range, FaultKind::Refused(Refusal::File { path, error }))
            .said(said);
    }

    /// Reads a file that another one or the user names, and merges it over the model.
    fn add_path(
        &mut self,
        model: &mut Node,
        path: &str,
        named_at: FileRange,
        role: Role,
        context: &FileContext,
    ) {
        match self.open_yaml(path) {
            Ok((file, _)) => {
                let context = FileContext {
                    path: self.absolute(path),
                    ..context.clone()
                };
                for document in self.documents(file, &context.path, role) {
                    self.add_file(model, document, &context, false);
                }
            }
            Err(error) => self.unreadable(named_at, path, error),
        }
    }

    /// Tells that the tool refuses a file with its services at the top.
    fn refuse_v1(&mut self, document: Node, context: &FileContext) {
        let faults = std::mem::take(&mut self.faults);
        let unset = self.unset.clone();
        let first = document.as_map().and_then(|it| it.iter().next());
        let range = first.map_or(document.range, |it| it.key_range);
        let mut model = Node::new(Value::Map(Map::new()), document.range);
        self.add_file(&mut model, document, context, false);
        self.unset = unset;
        self.broken.clear();
        let found = std::mem::replace(&mut self.faults, faults);
        let mut refusals = found.into_iter().filter_map(|it| it.said);
        if let Some(said) = refusals.find(|it| it.is_refusal) {
            let text = said.text.clone();
            self.fault(range, FaultKind::Refused(Refusal::Other { text }))
                .said(said.text);
        }
    }

    /// Merges one document over the model.
    fn add_file(
        &mut self,
        model: &mut Node,
        mut document: Node,
        context: &FileContext,
        is_v1: bool,
    ) {
        if document.as_map().is_none() {
            let range = document.range;
            let is_told = self
                .faults
                .iter()
                .any(|it| matches!(it.kind, FaultKind::NotAMapping { .. }) && it.range == range);
            if !is_told {
                let kind = match document.value.kind() {
                    Kind::Null => FaultKind::EmptyFile,
                    found => FaultKind::NotAMapping { found },
                };
                self.fault(range, kind)
                    .said("top-level object must be a mapping");
            }
            return;
        }
        if has_typed_keys(&document) {
            self.check_keys(&mut document, &mut String::new());
        }
        self.interpolate_document(&mut document, context);
        self.apply_extends(&mut document, context);
        let marks = reset::take_marks(&mut document);
        reset::apply(model, &marks);
        self.apply_include(&mut document, context);
        self.merge_documents(model, document);
        let wrong = unique::enforce(model);
        if is_v1 {
            wrong.into_iter().for_each(|it| self.tell_wrong_item(it));
        } else {
            self.check_schema(model, context, wrong);
        }
        self.canonical(model);
        unique::enforce_on_long_forms(model);
    }

    /// Keys that are no strings stop the tool.
    fn check_keys(&mut self, node: &mut Node, place: &mut String) {
        match &mut node.value {
            Value::Map(map) => {
                let mut bad = Vec::new();
                for entry in map.iter().filter(|it| it.key_kind != Kind::Str) {
                    let key = entry.key.to_string();
                    let at = if place.is_empty() {
                        "at top level".to_owned()
                    } else {
                        format!("in {place}")
                    };
                    let shown = if entry.key_kind == Kind::Null {
                        "<nil>"
                    } else {
                        key.as_str()
                    };
                    let said = format!("non-string key {at}: {shown}");
                    bad.push(entry.key.clone());
                    self.fault(entry.key_range, FaultKind::NotAStringKey { key })
                        .said(said);
                }
                for key in bad {
                    map.remove(&key);
                }
                let length = place.len();
                for (key, value) in map.values_mut() {
                    if matches!(value.value, Value::Map(_) | Value::List(_)) {
                        if !place.is_empty() {
                            place.push('.');
                        }
                        place.push_str(key);
                        self.check_keys(value, place);
                        place.truncate(length);
                    }
                }
            }
            Value::List(items) => {
                let length = place.len();
                for (index, item) in items.iter_mut().enumerate() {
                    if matches!(item.value, Value::Map(_) | Value::List(_)) {
                        place.push_str(&format!("[{index}]"));
                        self.check_keys(item, place);
                        place.truncate(length);
                    }
                }
            }
            _ => {}
        }
    }

    /// Checks the model against the format. What was found `wrong` before has stopped the tool already.
    fn check_schema(
        &mut self,
        model: &mut Node,
        context: &FileContext,
        wrong: Vec<unique::WrongItem>,
    ) {
        let table = schema::compose_2();
        let Some(root) = table.root() else {
            return;
        };
        let mut paths: Vec<Vec<Step>> = Vec::new();
        let violations = schema::check(table, root, model, &[]);
        let is_inside = |it: &unique::WrongItem, range: FileRange| {
            it.range.file == range.file
                && it.range.start <= range.start
                && range.end <= it.range.end
        };
        let (told, alone): (Vec<_>, Vec<_>) = wrong.into_iter().partition(|it| {
            violations
                .iter()
                .any(|other| is_inside(it, other.node.range))
        });
        alone.into_iter().for_each(|it| self.tell_wrong_item(it));
        let early = |violation: &schema::Violation<'_>| {
            let range = violation.node.range;
            let of_item = told.iter().find(|it| is_inside(it, range));
            of_item.map(|it| it.said.clone())
        };
        let mut said: Vec<(&schema::Violation<'_>, Option<String>)> =
            violations.iter().map(|it| (it, early(it))).collect();
        // Of several the tool names the one that lies deepest.
        said.order_by_key(|(it, early)| (early.is_none(), Reverse(schema::depth_2(it))));
        for (violation, early) in said {
            let said = early.unwrap_or_else(|| {
                let text = schema::refusal_2(std::slice::from_ref(violation)).unwrap_or_default();
                format!("validating {}: {text}", context.path)
            });
            // A name that no service may have.
            if let Keyword::Additional { keys, .. } = &violation.keyword
                && matches!(violation.path.as_slice(), [Step::Key(key)] if key == "services")
            {
                for (key, range) in keys {
                    let name = key.to_string();
                    self.fault(*range, FaultKind::BadServiceName { name })
                        .said(said.as_str());
                    paths.push(vec![Step::Key("services".into()), Step::Key(key.clone())]);
                }
                continue;
            }
            paths.extend(self.tell_violation(violation, Some(&said)));
        }
        drop(violations);
        for path in &paths {
            if let [Step::Key(section), Step::Key(service), ..] = path.as_slice()
                && section == "services"
            {
                self.broken.insert(service.to_string());
            }
        }
        schema::prune(model, paths);
    }
}
