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
                    let place = Place {
                        syntax,
                        section: word,
                        name,
                        key,
                        written: requires_variables(value).then(|| python::text(value)),
                    };
                    let mut path = format!("{word}/{name}/{key}");
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
                let mut kept = Vec::with_capacity(items.len());
                for mut it in std::mem::take(items) {
                    if self.put_variables(&mut it, path, place) {
                        kept.push(it);
                    }
                }
                *items = kept;
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
                node.value = value;
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

fn cast_value(cast: Cast, value: &Value) -> Result<Value, Wrong> {
    let text = match (cast, value) {
        (Cast::Text, Value::Bool(_) | Value::Int(_) | Value::Float(_)) => {
            let node = Node::new(value.clone(), crate::document::nowhere());
            return Ok(Value::Str(repr(&node).into()));
        }
        (Cast::Text, other) => return Ok(other.clone()),
        (Cast::Bytes, Value::Null | Value::Date(_)) => {
            let class = python::class(value);
            let class = class.rsplit('.').next().unwrap_or(class);
            let said = format!("TypeError: object of type '{class}' has no len()");
            return Err(Wrong::Crash(None, said));
        }
        (_, Value::Str(text)) => text.as_str(),
        (_, other) => return Ok(other.clone()),
    };
    match cast {
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
            })
        }
        Cast::Float => python::number(text).map(Value::Float).ok_or_else(|| {
            let why = format!("\"{text}\" is not a valid float");
            Wrong::Value(Expected::Number, why)
        }),
        Cast::Bool => match text.to_lowercase().as_str() {
            "y" | "yes" | "true" | "on" => Ok(Value::Bool(true)),
            "n" | "no" | "false" | "off" => Ok(Value::Bool(false)),
            text => {
                let why = format!("\"{text}\" is not a valid boolean value");
                Err(Wrong::Value(Expected::Bool, why))
            }
        },
        Cast::Microseconds => match python::duration(text) {
            Ok(nanoseconds) => Ok(Value::Int(nanoseconds / 1000)),
            Err(NoDuration::Number(why)) => Err(Wrong::Value(Expected::Duration, why)),
            Err(NoDuration::Form) => {
                let said = "TypeError: unsupported operand type(s) for /: 'NoneType' and 'int'";
                Err(Wrong::Crash(Some(Expected::Duration), said.to_owned()))
            }
        },
        Cast::Bytes => python::bytes(value).ok_or_else(|| {
            let why = format!("\"{text}\" is not a valid byte value");
            Wrong::Value(Expected::ByteSize, why)
        }),
        Cast::Text => Ok(value.clone()),
    }
}

/// Source: `ConversionMap`. Items of a list have the path of the list.
fn cast_of(path: &str) -> Option<Cast> {
    let mut parts = path.split('/');
    let (section, _) = (parts.next()?, parts.next()?);
    let rest: Vec<&str> = parts.collect();
    match (section, rest.as_slice()) {
        ("service", rest) => service_cast(rest),
        (_, ["labels", first, more @ ..]) if !(first.is_empty() && more.is_empty()) => {
            Some(Cast::Text)
        }
        ("network", ["attachable" | "external" | "internal"])
        | ("volume" | "secret" | "config", ["external"]) => Some(Cast::Bool),
        _ => None,
    }
}

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
