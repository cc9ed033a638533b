//! The canonical model as a document: what `config` of the imitated compose tool prints.
//!
//! Every short form is written out, variables are filled in, env files are part of `environment`.
//! The document is itself a compose file, so a dollar sign stands doubled in it.
//!
//! The model keeps what a file means, not how it was written: commands are always lists of words, ranges of ports are
//! always single ports, and mounts are always in the form that the tool prefers.

#[cfg(test)]
mod tests;
mod v1_29;
mod v2;

use crate::document::Node;
use crate::op::Condition;
use crate::op::{EnvArg, RestartPolicy};
use crate::profile::Dialect;
use crate::project::{Dependency, Link, Project, Service};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the document is made of.
#[derive(Clone, Copy)]
pub struct ConfigInput<'a> {
    /// The model.
    pub project: &'a Project,
    /// The loaded document.
    pub document: &'a Node,
    /// The tool to imitate.
    pub dialect: Dialect,
    /// Absolute path of the project folder; empty leaves paths as written.
    pub working_dir: &'a str,
    /// The user's home folder, for `~`; empty leaves it as written.
    pub home: &'a str,
}

/// The document, keys in the order in which it is to be written.
///
/// Source: output of `docker-compose config` 1.29.2 and of `docker compose config` 2.40.3.
pub fn config(input: &ConfigInput<'_>) -> Value {
    match input.dialect {
        Dialect::V1_29 => v1_29::document(input),
        Dialect::V2 => v2::document(input.document),
    }
}

/// A duration as Go prints it.
pub(crate) fn duration_text(nanoseconds: i64) -> String {
    v2::duration(nanoseconds)
}

/// A mapping under construction, in the order of writing.
#[derive(Default)]
struct Section(Map<String, Value>);

impl Section {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    fn put_some(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// Leaves empty lists and mappings out.
    fn put_filled(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let is_empty = match &value {
            Value::Array(it) => it.is_empty(),
            Value::Object(it) => it.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.put(key, value);
        }
    }
}

impl From<Section> for Value {
    fn from(it: Section) -> Value {
        Value::Object(it.0)
    }
}

/// Text of the user: a dollar sign is doubled, because the document is interpolated when it is read again.
fn text(it: &str) -> Value {
    Value::String(it.replace('$', "$$"))
}

fn texts<'a>(items: impl IntoIterator<Item = &'a String>) -> Value {
    items.into_iter().map(|it| text(it)).collect()
}

fn text_map(items: &BTreeMap<String, String>) -> Value {
    items
        .iter()
        .map(|(key, value)| (key.clone(), text(value)))
        .collect()
}

/// Variables by name; those without a value are null.
fn environment(items: &[EnvArg]) -> Value {
    let sorted: BTreeMap<&str, Value> = items
        .iter()
        .map(|it| match it.entry.split_once('=') {
            Some((name, value)) => (name, text(value)),
            None => (it.entry.as_str(), Value::Null),
        })
        .collect();
    sorted
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn links(items: &[Link]) -> Value {
    items
        .iter()
        .map(|it| match it.alias.as_deref() {
            Some(alias) if !alias.is_empty() => text(&format!("{}:{alias}", it.source.value)),
            _ => text(&it.source.value),
        })
        .collect()
}

fn condition(it: Condition) -> &'static str {
    match it {
        Condition::Started => "service_started",
        Condition::Healthy => "service_healthy",
        Condition::CompletedSuccessfully => "service_completed_successfully",
    }
}

fn restart(it: RestartPolicy) -> String {
    match it {
        RestartPolicy::No => "no".to_owned(),
        RestartPolicy::Always => "always".to_owned(),
        RestartPolicy::UnlessStopped => "unless-stopped".to_owned(),
        RestartPolicy::OnFailure { max_retries: 0 } => "on-failure".to_owned(),
        RestartPolicy::OnFailure { max_retries } => format!("on-failure:{max_retries}"),
    }
}

/// Sorted by name, as both tools print them.
fn sorted_services(project: &Project) -> impl Iterator<Item = &Service> {
    let mut res: Vec<&Service> = project.services.values().collect();
    res.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    res.into_iter()
}

fn sorted_dependencies(items: &[Dependency]) -> BTreeMap<&str, &Dependency> {
    items
        .iter()
        .map(|it| (it.service.value.as_str(), it))
        .collect()
}

/// A path in a container without the slash at its end.
fn container_path(path: &str) -> Value {
    let trimmed = path.trim_end_matches('/');
    text(if trimmed.is_empty() { path } else { trimmed })
}

/// Folder of a build: absolute, unless it is the address of a repository.
fn build_context(context: &str, input: &ConfigInput<'_>) -> Value {
    let is_remote = context.contains("://")
        || context.starts_with("git@")
        || context.starts_with("github.com/");
    if is_remote {
        text(context)
    } else {
        host_path(context, input)
    }
}

fn host_path(path: &str, input: &ConfigInput<'_>) -> Value {
    text(&crate::project::host_path(
        path,
        input.working_dir,
        input.home,
    ))
}
