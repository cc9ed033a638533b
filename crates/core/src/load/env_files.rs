//! Env files of services: their variables go under those of `environment`.

use super::Loader;
use super::v2::dotenv;
use crate::document::{Entry, Kind, Map, Node, Value, nowhere};
use crate::fault::FaultKind;
use crate::files::ReadError;
use crate::profile::Dialect;
use crate::project::parse_env_file;
use crate::text::FileRange;

impl Loader<'_> {
    /// Reads the project's own env files, and puts the shell's variables over theirs.
    pub(super) fn read_variables(&mut self) {
        let settings = self.settings;
        for path in &settings.env_files {
            let id = match self.open_text(path) {
                Ok(id) => id,
                Err(ReadError::NotFound) if path == ".env" => continue,
                Err(error) => {
                    let path = path.clone();
                    self.fault(nowhere(), FaultKind::EnvFile { path, error });
                    continue;
                }
            };
            let text = self.sources.get(usize::from(id.0));
            let text = text.map(|it| it.text.as_str()).unwrap_or_default();
            let mut bad_lines = Vec::new();
            let mut found = Vec::new();
            match self.profile.dialect {
                Dialect::V1_29 => {
                    let (entries, bad) = parse_env_file(text, &settings.variables);
                    found.extend(entries.into_iter().map(|it| (it.name, it.value)));
                    bad_lines.extend(bad.into_iter().map(|it| (it, None)));
                }
                Dialect::V2 => {
                    let (entries, bad) = dotenv::parse(text, &settings.variables);
                    found.extend(entries.into_iter().map(|it| (it.name, it.value)));
                    let bad = bad.into_iter();
                    bad_lines.extend(bad.map(|it| (it.range, Some(it.said))));
                }
            }
            for (name, value) in found {
                if let Some(value) = value {
                    self.variables.insert(name, value);
                }
            }
            for (line, said) in bad_lines {
                let fault = self.fault(FileRange::new(id, line), FaultKind::EnvFileLine);
                if let Some(said) = said {
                    fault.said(format!("failed to read {path}: {said}"));
                }
            }
        }
        let shell = settings.variables.iter();
        self.variables
            .extend(shell.map(|(name, value)| (name.clone(), value.clone())));
    }

    /// Does [`Self::resolve_environment`] for every service.
    pub(super) fn resolve_environments(&mut self, document: &mut Node) {
        let services = document
            .as_map_mut()
            .and_then(|it| it.get_mut("services"))
            .and_then(Node::as_map_mut);
        for (_, service) in services.into_iter().flat_map(Map::values_mut) {
            if let Some(service) = service.as_map_mut() {
                self.resolve_environment(service);
            }
        }
    }

    /// Puts the variables of env files and of the shell into `environment`, and takes `env_file` out.
    ///
    /// Env files come first, in order; `environment` comes over them, and a name that is there keeps its place.
    /// A name without a value takes the shell's, and stays alone if there is none: that takes it away from the container.
    ///
    /// Source: `resolve_environment` of docker-compose 1.29.
    fn resolve_environment(&mut self, service: &mut Map) {
        let Some(files) = service.remove("env_file") else {
            if let Some(environment) = service.get_mut("environment") {
                self.fill_from_shell(environment);
            }
            return;
        };
        let mut res = Map::new();
        for (path, range, is_required) in paths(&files.value) {
            self.env_file(&path, range, is_required, &mut res);
        }
        let mut range = files.value.range;
        if let Some(Entry { value, .. }) = service.remove("environment") {
            range = value.range;
            match value.value {
                Value::Map(map) => {
                    for it in map {
                        res.put(it);
                    }
                }
                Value::List(items) => {
                    for it in items {
                        if let Some(it) = list_entry(&it) {
                            res.put(it);
                        }
                    }
                }
                _ => {}
            }
        }
        let mut environment = Node::new(Value::Map(res), range);
        self.fill_from_shell(&mut environment);
        service.set("environment", environment);
    }

    fn env_file(&mut self, path: &str, range: FileRange, is_required: bool, res: &mut Map) {
        let id = match self.open_text(path) {
            Ok(id) => id,
            Err(error) => {
                if is_required || error != ReadError::NotFound {
                    let path = path.to_owned();
                    self.fault(range, FaultKind::EnvFile { path, error });
                }
                return;
            }
        };
        let text = self.sources.get(usize::from(id.0));
        let text = text.map(|it| it.text.as_str()).unwrap_or_default();
        let (entries, bad_lines) = parse_env_file(text, &self.variables);
        for it in entries {
            let range = FileRange::new(id, it.range);
            let value = it.value.map_or(Value::Null, |it| Value::str(&it));
            res.put(Entry {
                key: it.name.into(),
                key_range: range,
                key_kind: Kind::Str,
                value: Node::new(value, range),
            });
        }
        for line in bad_lines {
            self.fault(FileRange::new(id, line), FaultKind::EnvFileLine)
                .related(range);
        }
    }

    fn fill_from_shell(&self, environment: &mut Node) {
        let variables = &self.variables;
        match &mut environment.value {
            Value::Map(map) => {
                for (name, value) in map.values_mut().filter(|(_, it)| it.is_null()) {
                    if let Some(it) = variables.get(name) {
                        value.value = Value::str(it);
                    }
                }
            }
            Value::List(items) => {
                for item in items {
                    let filled = item
                        .as_str()
                        .filter(|it| !it.contains('='))
                        .and_then(|name| Some(format!("{name}={}", variables.get(name)?)));
                    if let Some(it) = filled {
                        item.value = Value::str(&it);
                    }
                }
            }
            _ => {}
        }
    }
}

fn list_entry(item: &Node) -> Option<Entry> {
    let text = item.as_str()?;
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Value::str(value)),
        None => (text, Value::Null),
    };
    Some(Entry {
        key: name.into(),
        key_range: item.range,
        key_kind: Kind::Str,
        value: Node::new(value, item.range),
    })
}

fn paths(node: &Node) -> Vec<(String, FileRange, bool)> {
    let one = |it: &Node| match &it.value {
        Value::Str(path) => Some((path.to_string(), it.range, true)),
        Value::Map(map) => {
            let path = map.get("path")?;
            let is_required = map
                .get("required")
                .is_none_or(|it| it.value != Value::Bool(false));
            Some((path.as_str()?.to_owned(), path.range, is_required))
        }
        _ => None,
    };
    match &node.value {
        Value::List(items) => items.iter().filter_map(one).collect(),
        _ => one(node).into_iter().collect(),
    }
}
