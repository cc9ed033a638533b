//! `include`: whole projects brought into this one.
//!
//! Source: `loader/include.go` of compose-go 2.9.1.

use super::decode::go_type;
use super::documents::Role;
use super::{FileContext, join, parent};
use crate::document::{Map, Node, Value};
use crate::fault::{FaultKind, Refusal, Shape};
use crate::files::ReadError;
use crate::load::Loader;
use crate::project::parse_env_file;
use crate::schema;
use crate::text::FileRange;

/// Sections that an included project brings.
const SECTIONS: [&str; 6] = [
    "services", "volumes", "networks", "secrets", "configs", "models",
];

struct Include {
    paths: Vec<(String, FileRange)>,
    folder: Option<String>,
    env_files: Vec<String>,
    range: FileRange,
}

impl Loader<'_> {
    /// Brings in what the document includes, and takes the key out.
    pub(super) fn apply_include(&mut self, document: &mut Node, context: &FileContext) {
        let Some(map) = document.as_map_mut() else {
            return;
        };
        let Some(entry) = map.remove("include") else {
            return;
        };
        let Value::List(items) = &entry.value.value else {
            if !entry.value.is_null() {
                let kind = FaultKind::WrongType {
                    key: "include".to_owned(),
                    expected: vec![Shape::List],
                    found: entry.value.value.kind(),
                };
                let text = super::merge::go_text(&entry.value.value).unwrap_or_default();
                self.fault(entry.value.range, kind)
                    .said(format!("`include` must be a list, got {text}"));
            }
            return;
        };
        for (index, item) in items.iter().enumerate() {
            match read(item) {
                Some(include) => self.include(map, &include, context),
                None => {
                    let said = format!(
                        "decoding failed due to the following error(s):\n\n'[{index}]' expected a map or struct, got \"{}\"",
                        go_type(&item.value)
                    );
                    let kind = FaultKind::WrongType {
                        key: "include".to_owned(),
                        expected: vec![Shape::String, Shape::Mapping],
                        found: item.value.kind(),
                    };
                    self.fault(item.range, kind).said(said);
                }
            }
        }
    }

    fn include(&mut self, map: &mut Map, include: &Include, context: &FileContext) {
        let Some((main_written, _)) = include.paths.first().cloned() else {
            self.included_variables(include, &context.folder, context);
            return;
        };
        let main = join(&context.folder, &main_written);
        let folder = match &include.folder {
            Some(folder) => join(&context.folder, folder),
            None => parent(&main).to_owned(),
        };
        let main_path = self.absolute(&main);
        if context.included.contains(&main_path) {
            let chain: Vec<String> = context
                .included
                .iter()
                .chain([&main_path])
                .cloned()
                .collect();
            let (first, rest) = chain
                .split_first()
                .map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
            let said = format!(
                "include cycle detected:\n{first}\n include {}",
                rest.join("\n include ")
            );
            let refusal = Refusal::IncludeCycle { path: main };
            self.fault(include.range, FaultKind::Refused(refusal))
                .said(said);
            return;
        }
        let variables = self.included_variables(include, &folder, context);
        let mut model = Node::new(Value::Map(Map::new()), include.range);
        for (path, range) in &include.paths {
            let path = join(&context.folder, path);
            let mut included = context.included.clone();
            included.push(main_path.clone());
            let below = FileContext {
                folder: folder.clone(),
                variables: variables.clone(),
                included,
                ..context.clone()
            };
            self.add_path(&mut model, &path, *range, Role::Below, &below);
        }
        self.set_defaults(&mut model);
        self.validate(&mut model);
        // Relative to the including project's folder, which is put in front when that is done.
        let below = include.folder.clone();
        let below = below.unwrap_or_else(|| parent(&main_written).to_owned());
        self.make_paths_absolute(&mut model, &below);
        super::finish::resolve_environment(&mut model, &variables);
        self.import(map, model, include.range);
    }

    /// The including project's variables over those of the included one's env files.
    fn included_variables(
        &mut self,
        include: &Include,
        folder: &str,
        context: &FileContext,
    ) -> std::collections::BTreeMap<String, String> {
        let mut res = std::collections::BTreeMap::new();
        let mut files: Vec<(String, bool)> = include
            .env_files
            .iter()
            .map(|it| (join(&context.folder, it), true))
            .collect();
        if files.is_empty() {
            files.push((join(folder, ".env"), false));
        }
        for (path, is_required) in files {
            match self.files.read(&path) {
                Ok(text) => {
                    let (entries, _) = parse_env_file(&text, &context.variables);
                    let pairs = entries
                        .into_iter()
                        .filter_map(|it| Some((it.name, it.value?)));
                    res.extend(pairs);
                }
                Err(error) if is_required => {
                    let shown = self.absolute(&path);
                    let said = match &error {
                        ReadError::Other(_) => format!("{shown} is not a file"),
                        _ => format!("stat {shown}: no such file or directory"),
                    };
                    let refusal = Refusal::File { path, error };
                    self.fault(include.range, FaultKind::Refused(refusal))
                        .said(said);
                }
                Err(_) => {}
            }
        }
        res.extend(context.variables.clone());
        res
    }

    fn import(&mut self, map: &mut Map, mut model: Node, range: FileRange) {
        for section in SECTIONS {
            let Some(Value::Map(from)) = model
                .as_map_mut()
                .and_then(|it| it.remove(section))
                .map(|it| it.value.value)
            else {
                continue;
            };
            if !matches!(map.get(section).map(|it| &it.value), Some(Value::Map(_))) {
                map.set(section, Node::new(Value::Map(Map::new()), range));
            }
            let Some(to) = map.get_mut(section).and_then(Node::as_map_mut) else {
                continue;
            };
            for entry in from {
                match to.entry(&entry.key) {
                    None => {
                        to.put(entry);
                    }
                    Some(known) if schema::is_equal(&known.value.value, &entry.value.value) => {}
                    Some(known) => {
                        let said =
                            format!("{section}.{} conflicts with imported resource", entry.key);
                        let refusal = Refusal::IncludeConflict {
                            section: section.to_owned(),
                            name: entry.key.to_string(),
                        };
                        let related = entry.key_range;
                        self.fault(known.key_range, FaultKind::Refused(refusal))
                            .related(related)
                            .said(said);
                    }
                }
            }
        }
    }
}

fn read(item: &Node) -> Option<Include> {
    let texts = |node: &Node| -> Vec<(String, FileRange)> {
        match &node.value {
            Value::Str(text) => vec![(text.to_string(), node.range)],
            Value::List(items) => items
                .iter()
                .filter_map(|it| Some((it.as_str()?.to_owned(), it.range)))
                .collect(),
            _ => Vec::new(),
        }
    };
    match &item.value {
        Value::Str(_) => Some(Include {
            paths: texts(item),
            folder: None,
            env_files: Vec::new(),
            range: item.range,
        }),
        Value::Map(map) => Some(Include {
            paths: map.get("path").map(texts).unwrap_or_default(),
            folder: map
                .get("project_directory")
                .and_then(Node::as_str)
                .map(str::to_owned),
            env_files: map
                .get("env_file")
                .map(|it| texts(it).into_iter().map(|(it, _)| it).collect())
                .unwrap_or_default(),
            range: item.range,
        }),
        _ => None,
    }
}
