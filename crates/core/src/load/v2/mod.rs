//! Loading as Docker Compose 2 does it: each file is interpolated, extended, merged, checked and brought into long form;
//! then defaults, absolute paths and implied dependencies are put in, and the whole is checked for consistency.
//!
//! Source: `loader` of compose-go 2.9.1, in its order.

mod bind;
mod canonical;
mod casts;
mod consistency;
pub(super) mod dotenv;
mod extends;
mod finish;
mod include;
mod merge;
mod mounts;
mod ports;
mod reset;
mod unique;

use super::{Format, Loader};
use crate::document::{Kind, Map, Node, Value, nowhere};
use crate::fault::{FaultKind, Refusal};
use crate::files::ReadError;
use crate::schema::{self, Keyword, Step};
use crate::text::{FileId, FileRange};
use compact_str::CompactString;
use std::collections::BTreeMap;

/// Keys from the top of a document downwards; `[]` for an item of a list.
type Path = Vec<CompactString>;

/// What a file is loaded with.
#[derive(Clone)]
struct FileContext {
    file: FileId,
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
        && path
            .iter()
            .zip(pattern)
            .all(|(part, wanted)| *wanted == "*" || part == wanted)
}

fn dotted(path: &[CompactString]) -> String {
    path.join(".")
}

/// A folder and a path below it, as one path; an absolute path stays.
fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') || path.starts_with('~') {
        return path.to_owned();
    }
    clean(&if folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    })
}

/// The shortest path that means the same. Source: Go's `path.Clean`.
fn clean(path: &str) -> String {
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
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// The folder of a file, empty for the project folder itself.
fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

pub(super) fn load(loader: &mut Loader<'_>) -> Node {
    let main = loader.main_document();
    let is_v1 = loader.format == Format::V1;
    let range = main.range;
    let name = loader.settings.file_name.clone();
    let context = FileContext {
        file: FileId::COMPOSE,
        path: loader.absolute(&name),
        folder: String::new(),
        variables: loader.variables_with_name(&main),
        included: Vec::new(),
    };
    let mut model = Node::new(Value::Map(Map::new()), range);
    loader.add_file(&mut model, main, &context, is_v1);
    for path in loader.settings.more_files.clone() {
        match loader.open_yaml(&path) {
            Ok((file, document)) => {
                let context = FileContext {
                    file,
                    path: loader.absolute(&path),
                    ..context.clone()
                };
                loader.add_file(&mut model, document, &context, false);
            }
            Err(error) => loader.unreadable(nowhere(), &path, error),
        }
    }
    loader.finish(&mut model, &context);
    model
}

impl Loader<'_> {
    /// The path as the tool names it: absolute where the project folder is known.
    fn absolute(&self, path: &str) -> String {
        let folder = &self.settings.working_dir;
        if folder.is_empty() || path.starts_with(['/', '<']) {
            path.to_owned()
        } else {
            join(folder, path.rsplit('/').next().unwrap_or(path))
        }
    }

    /// The variables, with the name of the project among them.
    fn variables_with_name(&mut self, main: &Node) -> BTreeMap<String, String> {
        let mut res = self.variables.clone();
        let mut name = self.settings.project.clone();
        let mut is_empty = false;
        if !self.settings.project_is_explicit
            && let Some(written) = main
                .get("name")
                .and_then(Node::as_str)
                .filter(|it| !it.is_empty())
        {
            let (text, _) = crate::interpolate::substitute(written, &self.variables);
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

    /// Merges one file over the model.
    fn add_file(
        &mut self,
        model: &mut Node,
        mut document: Node,
        context: &FileContext,
        is_v1: bool,
    ) {
        if document.as_map().is_none() {
            let found = document.value.kind();
            if context.file != FileId::COMPOSE {
                if found == Kind::Null {
                    return;
                }
                self.fault(document.range, FaultKind::NotAMapping { found })
                    .said("top-level object must be a mapping");
            }
            return;
        }
        self.check_keys(&mut document, &mut String::new());
        self.interpolate_document(&mut document, context);
        self.apply_extends(&mut document, context);
        let marks = reset::take_marks(&mut document);
        reset::apply(model, &marks);
        self.apply_include(&mut document, context);
        self.merge_documents(model, document);
        unique::enforce(model);
        if !is_v1 {
            self.check_schema(model, context);
        }
        self.canonical(model);
        unique::enforce(model);
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
                    let said = format!("non-string key {at}: {key}");
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

    fn check_schema(&mut self, model: &mut Node, context: &FileContext) {
        let table = schema::compose_2();
        let Some(root) = table.root() else {
            return;
        };
        let mut paths: Vec<Vec<Step>> = Vec::new();
        let violations = schema::check(table, root, model, &[]);
        for violation in &violations {
            let text = schema::refusal_2(std::slice::from_ref(violation)).unwrap_or_default();
            let said = format!("validating {}: {text}", context.path);
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
