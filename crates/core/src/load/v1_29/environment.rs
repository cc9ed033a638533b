//! Env files of services: their variables go under those of `environment`.
//!
//! Source: `resolve_environment` of config.py, `split_env` and `env_vars_from_file` of environment.py.

use super::prepare::assignment;
use crate::document::{Entry, Kind, Map, Node, Value};
use crate::fault::FaultKind;
use crate::files::ReadError;
use crate::load::Loader;
use crate::project::parse_env_file;
use crate::text::FileRange;

impl Loader<'_> {
    /// Puts the variables of env files and of the shell into `environment`, and takes `env_file` out.
    ///
    /// Env files come first, in order; `environment` comes over them, and a name that is there keeps its place.
    /// A name without a value takes the shell's, and stays alone if there is none: that takes it away from the container.
    pub(super) fn resolve_environment(&mut self, service: &mut Map) {
        let files = service.remove("env_file");
        let own = service.remove("environment");
        let Some(range) = [&own, &files]
            .into_iter()
            .find_map(|it| Some(it.as_ref()?.value.range))
        else {
            return;
        };
        let key_range = own.as_ref().or(files.as_ref()).map(|it| it.key_range);
        let mut res = Map::new();
        for file in files.iter().flat_map(|it| it.value.as_list()).flatten() {
            if let Some(path) = file.as_str() {
                self.read_env_file(path, file.range, &mut res);
            }
        }
        if let Some(own) = own {
            for it in self.environment(&own.value) {
                res.put(it);
            }
        }
        self.fill_in(&mut res);
        service.put(Entry {
            key: "environment".into(),
            key_range: key_range.unwrap_or(range),
            key_kind: Kind::Str,
            value: Node::new(Value::Map(res), range),
        });
    }

    /// Variables of a list or mapping, by name. Source: `parse_environment`.
    pub(super) fn environment(&mut self, node: &Node) -> Map {
        match &node.value {
            Value::Map(map) => map.clone(),
            Value::List(items) => {
                let mut res = Map::new();
                for it in items.iter().filter_map(|it| assignment(it, false)) {
                    if it.key.contains(char::is_whitespace) {
                        let name = it.key.to_string();
                        let said = format!(
                            "environment variable name '{name}' may not contain whitespace."
                        );
                        self.fault(it.key_range, FaultKind::BadEnvName { name })
                            .said(said);
                    } else {
                        res.put(it);
                    }
                }
                res
            }
            _ => Map::new(),
        }
    }

    /// Gives names without a value the one of the shell or of the project's env file.
    pub(super) fn fill_in(&self, map: &mut Map) {
        for (name, node) in map.values_mut().filter(|(_, it)| it.is_null()) {
            if let Some(known) = self.variables.get(name) {
                node.value = Value::str(known);
            }
        }
    }

    fn read_env_file(&mut self, path: &str, range: FileRange, res: &mut Map) {
        let asked = self.asked_path(path).to_owned();
        let id = match self.open_text(&asked) {
            Ok(id) => id,
            Err(error) => {
                let is_there =
                    error != ReadError::NotFound && self.files.exists(&asked) == Some(true);
                let said = if is_there {
                    format!("{path} is not a file.")
                } else {
                    format!("Couldn't find env file: {path}")
                };
                let kind = FaultKind::EnvFile { path: asked, error };
                self.fault(range, kind).said(said);
                return;
            }
        };
        let text = self.sources.get(usize::from(id.0));
        let text = text.map(|it| it.text.as_str()).unwrap_or_default();
        let (entries, bad_lines) = parse_env_file(text, &self.settings.variables);
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
        for (line, number) in bad_lines {
            let said = format!("Python-dotenv could not parse statement starting at line {number}");
            self.fault(FileRange::new(id, line), FaultKind::EnvFileLine)
                .warned(said)
                .related(range);
        }
    }
}
