//! Variables in the values of a document, and the types that the values then have.
//!
//! Source: `interpolateTypeCastMapping` of compose-go 2.9.1.

use super::decode::{self, Wrong};
use super::{FileContext, Path, dotted, matches};
use crate::document::{Node, Value};
use crate::fault::FaultKind;
use crate::interpolate::{self, Note};
use crate::load::Loader;
use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

#[derive(Clone, Copy)]
enum Cast {
    Int,
    Int64,
    Float,
    Bool,
}

/// A pattern of paths, and what a value at such a path is cast to.
type Rule = (&'static [&'static str], Cast);

const CASTS: &[Rule] = &[
    (&["services", "*", "cpu_count"], Cast::Int64),
    (&["services", "*", "cpu_percent"], Cast::Float),
    (&["services", "*", "cpu_period"], Cast::Int64),
    (&["services", "*", "cpu_quota"], Cast::Int64),
    (&["services", "*", "cpu_rt_period"], Cast::Int64),
    (&["services", "*", "cpu_rt_runtime"], Cast::Int64),
    (&["services", "*", "cpus"], Cast::Float),
    (&["services", "*", "cpu_shares"], Cast::Int64),
    (&["services", "*", "init"], Cast::Bool),
    (&["services", "*", "deploy", "replicas"], Cast::Int),
    (
        &["services", "*", "deploy", "update_config", "parallelism"],
        Cast::Int,
    ),
    (
        &[
            "services",
            "*",
            "deploy",
            "update_config",
            "max_failure_ratio",
        ],
        Cast::Float,
    ),
    (
        &["services", "*", "deploy", "rollback_config", "parallelism"],
        Cast::Int,
    ),
    (
        &[
            "services",
            "*",
            "deploy",
            "rollback_config",
            "max_failure_ratio",
        ],
        Cast::Float,
    ),
    (
        &["services", "*", "deploy", "restart_policy", "max_attempts"],
        Cast::Int,
    ),
    (
        &[
            "services",
            "*",
            "deploy",
            "placement",
            "max_replicas_per_node",
        ],
        Cast::Int,
    ),
    (&["services", "*", "healthcheck", "retries"], Cast::Int),
    (&["services", "*", "healthcheck", "disable"], Cast::Bool),
    (&["services", "*", "oom_kill_disable"], Cast::Bool),
    (&["services", "*", "oom_score_adj"], Cast::Int64),
    (&["services", "*", "pids_limit"], Cast::Int64),
    (&["services", "*", "ports", "[]", "target"], Cast::Int),
    (&["services", "*", "privileged"], Cast::Bool),
    (&["services", "*", "read_only"], Cast::Bool),
    (&["services", "*", "scale"], Cast::Int),
    (&["services", "*", "stdin_open"], Cast::Bool),
    (&["services", "*", "tty"], Cast::Bool),
    (&["services", "*", "ulimits", "*"], Cast::Int),
    (&["services", "*", "ulimits", "*", "hard"], Cast::Int),
    (&["services", "*", "ulimits", "*", "soft"], Cast::Int),
    (&["services", "*", "volumes", "[]", "read_only"], Cast::Bool),
    (
        &["services", "*", "volumes", "[]", "volume", "nocopy"],
        Cast::Bool,
    ),
    (&["networks", "*", "external"], Cast::Bool),
    (&["networks", "*", "internal"], Cast::Bool),
    (&["networks", "*", "attachable"], Cast::Bool),
    (&["networks", "*", "enable_ipv4"], Cast::Bool),
    (&["networks", "*", "enable_ipv6"], Cast::Bool),
    (&["volumes", "*", "external"], Cast::Bool),
    (&["secrets", "*", "external"], Cast::Bool),
    (&["configs", "*", "external"], Cast::Bool),
];

/// The casts by the last part of their paths: every value of a file is looked up here.
fn by_last_part() -> &'static FxHashMap<&'static str, Vec<&'static Rule>> {
    static TABLE: OnceLock<FxHashMap<&str, Vec<&Rule>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut res: FxHashMap<&str, Vec<_>> = FxHashMap::default();
        for it in CASTS {
            if let Some(last) = it.0.last() {
                res.entry(last).or_default().push(it);
            }
        }
        res
    })
}

fn cast_of(path: &[CompactString]) -> Option<Cast> {
    let table = by_last_part();
    let of = |last: &str| {
        let mut casts = table.get(last).into_iter().flatten();
        casts.find(|it| matches(path, it.0)).map(|it| it.1)
    };
    of(path.last()?).or_else(|| of("*"))
}

/// Whether a value below the key of a service or of another entry may be cast.
fn is_cast_below(key: &str) -> bool {
    static KEYS: OnceLock<FxHashSet<&str>> = OnceLock::new();
    KEYS.get_or_init(|| CASTS.iter().filter_map(|it| it.0.get(2).copied()).collect())
        .contains(key)
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

impl Loader<'_> {
    /// Puts variables in place in every string, and casts the strings that stand for numbers and truth values.
    pub(super) fn interpolate_document(&mut self, document: &mut Node, context: &FileContext) {
        self.interpolate_node(document, &mut Path::new(), context);
    }

    fn interpolate_node(&mut self, node: &mut Node, path: &mut Path, context: &FileContext) {
        let range = node.range;
        match &mut node.value {
            Value::Str(text) => {
                if text.contains('$') {
                    let (res, notes) = interpolate::substitute(text, &context.variables);
                    for note in notes {
                        self.tell_note(note, node.range, path, text);
                    }
                    *text = res.into();
                }
                let Some(cast) = cast_of(path) else {
                    return;
                };
                match cast_text(cast, text) {
                    Ok(value) => node.value = value,
                    Err((expected, why)) => {
                        let key = path
                            .last()
                            .map(CompactString::to_string)
                            .unwrap_or_default();
                        let said = format!(
                            "error while interpolating {}: failed to cast to expected type: {why}",
                            dotted(path)
                        );
                        let text = text.to_string();
                        self.fault(
                            range,
                            FaultKind::BadValue {
                                key,
                                text,
                                expected,
                            },
                        )
                        .said(said);
                        // Reading goes on with a value of the right type.
                        node.value = match cast {
                            Cast::Bool => Value::Bool(false),
                            Cast::Int | Cast::Int64 | Cast::Float => Value::Int(0),
                        };
                    }
                }
            }
            Value::List(items) => {
                path.push("[]".into());
                for it in items {
                    self.interpolate_node(it, path, context);
                }
                path.pop();
            }
            Value::Map(map) => {
                for (key, it) in map.values_mut() {
                    if path.len() == 2 && !is_cast_below(key) && !has_variables(it) {
                        continue;
                    }
                    path.push(key.into());
                    self.interpolate_node(it, path, context);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn tell_note(
        &mut self,
        note: Note,
        range: crate::text::FileRange,
        path: &[CompactString],
        text: &str,
    ) {
        let words = note.go_text(text);
        match note {
            Note::Unset(name) => {
                if self.unset.insert(name.clone()) {
                    self.fault(range, FaultKind::UnsetVariable { name })
                        .warned(words);
                }
            }
            Note::Missing { name, message } => {
                let said = format!("error while interpolating {}: {words}", dotted(path));
                self.fault(range, FaultKind::MissingVariable { name, message })
                    .said(said);
            }
            Note::BadForm => {
                let said = format!(
                    "invalid interpolation format for {}.\nYou may need to escape any $ with another $.\n{text}",
                    dotted(path)
                );
                self.fault(range, FaultKind::BadInterpolation).said(said);
            }
        }
    }
}

fn cast_text(cast: Cast, text: &str) -> Result<Value, Wrong> {
    match cast {
        Cast::Int => decode::parse_int(text, "Atoi").map(Value::Int),
        Cast::Int64 => decode::parse_int(text, "ParseInt").map(Value::Int),
        Cast::Float => decode::parse_float(text).map(Value::Float),
        Cast::Bool => decode::truth(&Value::str(text)).map(|it| Value::Bool(it.unwrap_or(false))),
    }
}
