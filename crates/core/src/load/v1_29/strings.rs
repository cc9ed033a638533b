//! Variables in the strings of a file, and the types that values then have.
//!
//! Source: interpolation.py of docker-compose 1.29.2.

use super::files::{ComposeFile, SECTIONS};
use super::python::{self, NoDuration};
use crate::document::{Kind, Map, Node, Value};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::interpolate::{self, Note, Syntax};
use crate::load::Loader;
use crate::schema::repr;

/// Where a string stands, as messages tell it.
struct Place<'a> {
    syntax: Syntax,
    /// `service`, `network` and so on.
    section: &'a str,
    name: &'a str,
    key: &'a str,
    /// The whole value of the key as written, where a message may need it.
    written: Option<String>,
}

/// What a value is turned into.
#[derive(Clone, Copy)]
enum Cast {
    Int,
    Float,
    Bool,
    Text,
    /// A duration as a count of microseconds.
    Microseconds,
    Bytes,
}

impl Loader<'_> {
    /// Puts variables in place in all sections, and casts the values that stand for others.
    pub(super) fn interpolate_file(&mut self, file: &mut ComposeFile) {
        let syntax = if file.is_v1 {
            Syntax::Plain
        } else {
            Syntax::Defaults
        };
        let mut path = String::new();
        for (section, word) in SECTIONS {
            let entries = file.document.get_mut(section).and_then(Node::as_map_mut);
            for (name, entry) in entries.into_iter().flat_map(Map::values_mut) {
                if entry.is_null() {
                    entry.value = Value::Map(Map::new());
                }
                let mut broken = Vec::new();
                let Some(map) = entry.as_map_mut() else {
                    continue;
                };
                for (key, value) in map.values_mut() {
                    if !has_variables(value) && !may_be_cast(word, name, key) {
                        continue;
                    }
                    let place = Place {
                        syntax,
                        section: word,
                        name,
                        key,
                        written: requires_variables(value).then(|| python::text(value)),
                    };
                    path.clear();
                    for part in [word, "/", name, "/", key] {
                        path.push_str(part);
                    }
                    if !self.put_variables(value, &mut path, &place) {
                        broken.push(key.to_owned());
                    }
                }
                for key in broken {
                    map.remove(&key);
                    if section == "services" {
                        self.broken.insert(name.to_owned());
                    }
                }
            }
        }
    }

    /// Whether the value can be kept: one that could not be read is taken out of what it stands in.
    fn put_variables(&mut self, node: &mut Node, path: &mut String, place: &Place<'_>) -> bool {
        match &mut node.value {
            Value::Str(text) => {
                if text.contains('$') {
                    let (res, notes) =
                        interpolate::interpolate(text, place.syntax, &self.variables);
                    let written = std::mem::replace(text, res.into());
                    let mut is_good = true;
                    for note in notes {
                        is_good &= self.tell_variable(note, node, &written, place);
                    }
                    if !is_good {
                        return false;
                    }
                }
                self.cast(node, path)
            }
            Value::List(items) => {
                items.retain_mut(|it| self.put_variables(it, path, place));
                true
            }
            Value::Map(map) => {
                let length = path.len();
                let mut broken = Vec::new();
                for (key, it) in map.values_mut() {
                    path.push('/');
                    path.push_str(key);
                    if !self.put_variables(it, path, place) {
                        broken.push(key.to_owned());
                    }
                    path.truncate(length);
                }
                for key in broken {
                    map.remove(&key);
                }
                true
            }
            _ => self.cast(node, path),
        }
    }

    fn tell_variable(&mut self, note: Note, node: &Node, written: &str, place: &Place<'_>) -> bool {
        let Place {
            section, name, key, ..
        } = place;
        match note {
            Note::Unset(variable) => {
                if self.unset.insert(variable.clone()) {
                    let said = format!(
                        "The {variable} variable is not set. Defaulting to a blank string."
                    );
                    let kind = FaultKind::UnsetVariable { name: variable };
                    self.fault(node.range, kind).warned(said);
                }
                true
            }
            Note::Missing {
                name: variable,
                message,
            } => {
                let whole = place.written.as_deref().unwrap_or(written);
                let reason = if message.is_empty() {
                    &variable
                } else {
                    &message
                };
                let said = format!(
                    "Missing mandatory value for \"{key}\" option interpolating {whole} in {section} \"{name}\": {reason}"
                );
                let kind = FaultKind::MissingVariable {
                    name: variable,
                    message,
                };
                self.fault(node.range, kind).said(said);
                false
            }
            Note::BadForm => {
                let said = format!(
                    "Invalid interpolation format for \"{key}\" option in {section} \"{name}\": \"{written}\""
                );
                self.fault(node.range, FaultKind::BadInterpolation)
                    .said(said);
                false
            }
        }
    }

    fn cast(&mut self, node: &mut Node, path: &str) -> bool {
        let Some(cast) = cast_of(path) else {
            return true;
        };
        match cast_value(cast, &node.value) {
            Ok(value) => {
                if let Some(value) = value {
                    node.value = value;
                }
                true
            }
            Err(wrong) => {
                let key = path.rsplit('/').next().unwrap_or(path).to_owned();
                let (kind, said) = match wrong {
                    Wrong::Value(expected, why) => {
                        let text = python::text(node);
                        let kind = FaultKind::BadValue {
                            key,
                            text,
                            expected,
                        };
                        let said = format!(
                            "Error while attempting to convert {} to appropriate type: {why}",
                            path.replace('/', ".")
                        );
                        (kind, said)
                    }
                    Wrong::Crash(expected, said) => {
                        let text = python::text(node);
                        let kind = match expected {
                            Some(expected) => FaultKind::BadValue {
                                key,
                                text,
                                expected,
                            },
                            None => FaultKind::Refused(Refusal::Other { text: said.clone() }),
                        };
                        (kind, said)
                    }
                };
                self.fault(node.range, kind).said(said);
                false
            }
        }
    }
}

/// Why a value cannot be cast.
enum Wrong {
    /// The tool says so.
    Value(Expected, String),
    /// The tool stops with an exception of Python.
    Crash(Option<Expected>, String),
}

/// What a value is cast to; `None` if it stays as it is.
fn cast_value(cast: Cast, value: &Value) -> Result<Option<Value>, Wrong> {
    let text = match (cast, value) {
        (Cast::Text, Value::Bool(_) | Value::Int(_) | Value::Float(_)) => {
            let node = Node::new(value.clone(), crate::document::nowhere());
            return Ok(Some(Value::Str(repr(&node).into())));
        }
        (Cast::Text, _) => return Ok(None),
        (Cast::Bytes, Value::Null | Value::Date(_)) => {
            let class = python::class(value);
            let class = class.rsplit('.').next().unwrap_or(class);
            let said = format!("TypeError: object of type '{class}' has no len()");
            return Err(Wrong::Crash(None, said));
        }
        (_, Value::Str(text)) => text.as_str(),
        _ => return Ok(None),
    };
    let res = match cast {
        Cast::Int => {
            // Modes of files are written in octal.
            let trimmed = text.trim();
            let is_octal = trimmed.len() > 1
                && trimmed.starts_with('0')
                && trimmed.bytes().all(|it| it.is_ascii_digit());
            let text = if is_octal {
                format!("0o{}", text.get(1..).unwrap_or_default())
            } else {
                text.to_owned()
            };
            python::whole_number(&text).map(Value::Int).ok_or_else(|| {
                let why = format!("\"{text}\" is not a valid integer");
                Wrong::Value(Expected::WholeNumber, why)
            })?
        }
        Cast::Float => python::number(text).map(Value::Float).ok_or_else(|| {
            let why = format!("\"{text}\" is not a valid float");
            Wrong::Value(Expected::Number, why)
        })?,
        Cast::Bool => match text.to_lowercase().as_str() {
            "y" | "yes" | "true" | "on" => Value::Bool(true),
            "n" | "no" | "false" | "off" => Value::Bool(false),
            text => {
                let why = format!("\"{text}\" is not a valid boolean value");
                return Err(Wrong::Value(Expected::Bool, why));
            }
        },
        Cast::Microseconds => match python::duration(text) {
            Ok(nanoseconds) => Value::Int(nanoseconds / 1000),
            Err(NoDuration::Number(why)) => return Err(Wrong::Value(Expected::Duration, why)),
            Err(NoDuration::Form) => {
                let said = "TypeError: unsupported operand type(s) for /: 'NoneType' and 'int'";
                return Err(Wrong::Crash(Some(Expected::Duration), said.to_owned()));
            }
        },
        Cast::Bytes => python::bytes(value).ok_or_else(|| {
            let why = format!("\"{text}\" is not a valid byte value");
            Wrong::Value(Expected::ByteSize, why)
        })?,
        Cast::Text => return Ok(None),
    };
    Ok(Some(res))
}

/// Whether [`cast_of`] may say anything below a key: most keys hold texts, and their paths are never made.
fn may_be_cast(section: &str, name: &str, key: &str) -> bool {
    let first = key.split('/').next();
    // A name with a slash shifts what follows it.
    section != "service" || name.contains('/') || first.is_none_or(|it| SERVICE_CASTS.contains(&it))
}

/// More parts than any pattern of [`cast_of`] counts.
const MOST_PARTS: usize = 6;

/// Source: `ConversionMap`. Items of a list have the path of the list.
fn cast_of(path: &str) -> Option<Cast> {
    let mut parts = path.split('/');
    let (section, _) = (parts.next()?, parts.next()?);
    let mut rest = [""; MOST_PARTS];
    let mut n_parts = 0;
    for (place, part) in rest.iter_mut().zip(parts) {
        *place = part;
        n_parts += 1;
    }
    match (section, rest.get(..n_parts)?) {
        ("service", rest) => service_cast(rest),
        (_, ["labels", first, more @ ..]) if !(first.is_empty() && more.is_empty()) => {
            Some(Cast::Text)
        }
        ("network", ["attachable" | "external" | "internal"])
        | ("volume" | "secret" | "config", ["external"]) => Some(Cast::Bool),
        _ => None,
    }
}

/// The first parts of the paths of [`service_cast`].
const SERVICE_CASTS: [&str; 24] = [
    "blkio_config",
    "build",
    "configs",
    "cpu_count",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpus",
    "deploy",
    "healthcheck",
    "labels",
    "mem_swappiness",
    "oom_kill_disable",
    "oom_score_adj",
    "ports",
    "privileged",
    "read_only",
    "scale",
    "secrets",
    "stdin_open",
    "tty",
    "ulimits",
    "volumes",
];

fn service_cast(path: &[&str]) -> Option<Cast> {
    Some(match path {
        ["cpu_count" | "mem_swappiness" | "oom_score_adj" | "scale"]
        | ["blkio_config", "weight"]
        | ["blkio_config", "weight_device", "weight"]
        | ["configs" | "secrets", "mode"]
        | ["healthcheck", "retries"]
        | ["deploy", "replicas"]
        | ["deploy", "placement", "max_replicas_per_node"]
        | ["deploy", "update_config" | "rollback_config", "parallelism"]
        | ["deploy", "restart_policy", "max_attempts"]
        | ["ports", "target" | "published"]
        | ["ulimits", _]
        | ["ulimits", _, "soft" | "hard"] => Cast::Int,
        ["cpus"]
        | ["deploy", "resources", "limits", "cpus"]
        | [
            "deploy",
            "update_config" | "rollback_config",
            "max_failure_ratio",
        ] => Cast::Float,
        ["oom_kill_disable" | "privileged" | "read_only" | "stdin_open" | "tty"]
        | ["healthcheck", "disable"]
        | ["volumes", "read_only"]
        | ["volumes", "volume", "nocopy"] => Cast::Bool,
        ["cpu_quota" | "cpu_period" | "cpu_rt_period" | "cpu_rt_runtime"] => Cast::Microseconds,
        ["volumes", "tmpfs", "size"] => Cast::Bytes,
        ["labels", first, more @ ..] | ["build", "labels", first, more @ ..]
            if !(first.is_empty() && more.is_empty()) =>
        {
            Cast::Text
        }
        ["deploy", "labels", name] if !name.is_empty() => Cast::Text,
        _ => return None,
    })
}

/// Whether a `$` stands somewhere in the value.
fn has_variables(node: &Node) -> bool {
    match &node.value {
        Value::Str(text) => text.bytes().any(|it| it == b'$'),
        Value::List(items) => items.iter().any(has_variables),
        Value::Map(map) => map.iter().any(|it| has_variables(&it.value)),
        _ => false,
    }
}

/// Whether a `${NAME:?…}` stands somewhere in the value.
fn requires_variables(node: &Node) -> bool {
    match &node.value {
        Value::Str(text) => text.contains("${") && text.contains('?'),
        Value::List(items) => items.iter().any(requires_variables),
        Value::Map(map) => map.iter().any(|it| requires_variables(&it.value)),
        other => {
            debug_assert!(!matches!(other.kind(), Kind::Str | Kind::List | Kind::Map));
            false
        }
    }
}
