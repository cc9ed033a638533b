//! What docker-compose 1.29 prints of violations: one line each, sorted.
//!
//! Source: `validation.py` of docker-compose 1.29.2 and the messages of its JSON Schema library.

use super::check::{Keyword, Step, Violation, check_format};
use super::table::{Format, Schema, Type};
use crate::document::{Node, Value};
use crate::sort::SortOnce;

/// What the tool adds when a file may be of another version than it says.
pub(crate) const VERSION_EXPLANATION: &str = "You might be seeing this error because you're using the wrong Compose file version. Either specify a supported version (e.g \"2.2\" or \"3.3\") and place your service definitions under the `services` key, or omit the `version` key and place your service definitions at the root of the file to use version 1.\nFor more on the Compose file format versions, see https://docs.docker.com/compose/compose-file/";

/// Keys that the tool knows to be mistakes for others.
const HINTS: &[(&str, &str)] = &[
    ("add_host", "extra_hosts"),
    ("cpu_share", "cpu_shares"),
    ("device", "devices"),
    ("extra_host", "extra_hosts"),
    ("hosts", "extra_hosts"),
    ("link", "links"),
    ("memory_swap", "memswap_limit"),
    ("port", "ports"),
    ("privilege", "privileged"),
    ("privilige", "privileged"),
    ("priviliged", "privileged"),
    ("volume", "volumes"),
    ("workdir", "working_dir"),
];

/// The key that the tool suggests for `key`.
fn hint(key: &str) -> Option<&'static str> {
    let found = HINTS.iter().find(|(wrong, _)| *wrong == key);
    found.map(|(_, right)| *right)
}

/// The whole text for `violations`, `None` if there is none. `file` is the file's name as the tool has it, and the first
/// `n_added` steps of each path are none of the file: `services` of one of format v1.
pub(crate) fn refusal(violations: &[Violation<'_>], file: &str, n_added: usize) -> Option<String> {
    let mut lines: Vec<(String, String)> = violations
        .iter()
        .flat_map(|it| lines(it, n_added))
        .collect();
    if lines.is_empty() {
        return None;
    }
    lines.order();
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    Some(format!(
        "The Compose file '{file}' is invalid because:\n{}",
        lines.join("\n")
    ))
}

/// The lines of one violation, each after the text that it is sorted by. The library tells each missing key alone, and of
/// a value of the wrong type also that it is none of those that may stand there, or no port.
fn lines(violation: &Violation<'_>, n_added: usize) -> Vec<(String, String)> {
    let one = |it: &Violation<'_>| (raw(it), line(it, n_added));
    match &violation.keyword {
        Keyword::Required(keys) => {
            let told = keys.iter().map(|key| {
                let raw = format!("{} is a required property", repr_text(key));
                (raw, line(violation, n_added))
            });
            told.collect()
        }
        Keyword::Type(_) => {
            let mut res = vec![one(violation)];
            let mut more = Vec::new();
            if !violation.schema.values.is_empty() {
                more.push(Keyword::Enum(&violation.schema.values));
            }
            if let Some(format @ Format::Ports) = violation.schema.format
                && let Err((name, why)) = check_format(format, violation.node)
            {
                more.push(Keyword::Format(name, why));
            }
            res.extend(more.into_iter().map(|keyword| {
                one(&Violation {
                    keyword,
                    ..violation.clone()
                })
            }));
            res
        }
        _ => vec![one(violation)],
    }
}

/// The library's own message.
fn raw(violation: &Violation<'_>) -> String {
    let value = || repr(violation.node);
    match &violation.keyword {
        Keyword::Type(types) => {
            let names: Vec<String> = types.iter().map(|it| repr_text(it.as_str())).collect();
            format!("{} is not of type {}", value(), names.join(", "))
        }
        Keyword::Additional { keys, .. } => {
            let mut names: Vec<String> = keys.iter().map(|(it, _)| repr_text(it)).collect();
            names.order();
            let joined = names.join(", ");
            if violation.schema.pattern_texts.is_empty() {
                let verb = if names.len() == 1 { "was" } else { "were" };
                return format!(
                    "Additional properties are not allowed ({joined} {verb} unexpected)"
                );
            }
            let verb = if names.len() == 1 { "does" } else { "do" };
            let mut patterns: Vec<String> = violation
                .schema
                .pattern_texts
                .iter()
                .map(|it| repr_text(it))
                .collect();
            patterns.order();
            format!(
                "{joined} {verb} not match any of the regexes: {}",
                patterns.join(", ")
            )
        }
        Keyword::Required(keys) => {
            let key = keys.first().map(|it| repr_text(it)).unwrap_or_default();
            format!("{key} is a required property")
        }
        Keyword::Dependency { key, needs } => {
            let need = needs.first().map(|it| repr_text(it)).unwrap_or_default();
            format!("{need} is a dependency of {}", repr_text(key))
        }
        Keyword::OneOf => format!("{} is not valid under any of the given schemas", value()),
        Keyword::Enum(values) => {
            let values: Vec<String> = values.iter().map(|it| repr_text(it)).collect();
            format!("{} is not one of [{}]", value(), values.join(", "))
        }
        Keyword::Pattern(pattern) => format!("{} does not match {}", value(), repr_text(pattern)),
        Keyword::Minimum(least) => format!("{} is less than the minimum of {least}", value()),
        Keyword::Maximum(most) => format!("{} is greater than the maximum of {most}", value()),
        Keyword::Unique(..) => format!("{} has non-unique elements", value()),
        Keyword::Format(name, _) => format!("{} is not a {}", value(), repr_text(name)),
    }
}

/// The tool's line.
fn line(violation: &Violation<'_>, n_added: usize) -> String {
    let schema: &Schema = violation.schema;
    let steps = violation.path.get(n_added..).unwrap_or_default();
    let path = dotted_keys(steps);
    if let (Keyword::Additional { keys, .. }, Some(id)) = (&violation.keyword, &schema.id) {
        let mut names: Vec<&str> = keys.iter().map(|(it, _)| it.as_str()).collect();
        names.order();
        let first = names.first().copied().unwrap_or_default();
        if id == "config_schema_v1.json" || id == "#/properties/services" {
            let bad = keys.first().map(|(it, _)| it.as_str()).unwrap_or_default();
            return format!(
                "Invalid service name '{bad}' - only [a-zA-Z0-9\\._\\-] characters are allowed"
            );
        }
        if id == "#/definitions/service" {
            let hint = hint(first).map(|it| format!(" (did you mean '{it}'?)"));
            return format!(
                "Unsupported config option for {path}: '{first}'{}",
                hint.unwrap_or_default()
            );
        }
        if steps.is_empty() {
            return format!("{}\n\n{VERSION_EXPLANATION}", raw(violation));
        }
    }
    match &violation.keyword {
        Keyword::OneOf => {
            let (key, text) = one_of(violation);
            format!("{} {text}", with_key(&path, key))
        }
        Keyword::Type(types) => {
            format!(
                "{path} contains an invalid type, it should be {}",
                valid_types(types)
            )
        }
        Keyword::Required(_) => {
            format!(
                "{path} is invalid, {} is required.",
                schema.required.join(", ")
            )
        }
        Keyword::Dependency { key, needs } => format!(
            "{} is invalid: when defining '{key}' you must set '{}' as well",
            with_key(&path, Some(key.clone())),
            needs.join(",")
        ),
        Keyword::Format(_, why) => format!("{path} is invalid: {why}"),
        _ if steps.is_empty() => raw(violation),
        _ => format!("{path} value {}", raw(violation)),
    }
}

fn with_key(path: &str, key: Option<String>) -> String {
    match key {
        Some(key) if !key.is_empty() => [path, ".", &key].concat(),
        _ => path.to_owned(),
    }
}

/// Which of the forms went wrong how: the first cause that says more than "another type".
fn one_of(violation: &Violation<'_>) -> (Option<String>, String) {
    let mut types = Vec::new();
    for cause in violation.causes.iter().flatten() {
        let below = cause.path.get(violation.path.len()..).unwrap_or_default();
        match &cause.keyword {
            Keyword::OneOf => return (Some(dotted_keys(below)), one_of(cause).1),
            Keyword::Required(_) => return (None, raw(cause)),
            Keyword::Additional { keys, .. } => {
                let mut names: Vec<&str> = keys.iter().map(|(it, _)| it.as_str()).collect();
                names.order();
                let first = names.first().copied().unwrap_or_default();
                return (None, format!("contains unsupported option: '{first}'"));
            }
            Keyword::Unique(..) => {
                let text = format!(
                    "contains non-unique items, please remove duplicates from {}",
                    repr(cause.node)
                );
                return (Some(dotted_keys(below)).filter(|_| !below.is_empty()), text);
            }
            Keyword::Type(wanted) if below.is_empty() => types.extend(wanted.iter().copied()),
            Keyword::Type(wanted) => {
                let text = format!(
                    "contains {}, which is an invalid type, it should be {}",
                    json(cause.node),
                    valid_types(wanted)
                );
                return (Some(dotted_keys(below)), text);
            }
            // The tool takes whatever the keyword wants for names of types.
            other if !below.is_empty() => {
                let wanted = match other {
                    Keyword::Enum(values) => {
                        listed(&values.iter().map(String::as_str).collect::<Vec<_>>())
                    }
                    Keyword::Pattern(wanted) | Keyword::Format(wanted, _) => with_article(wanted),
                    _ => return (Some(dotted_keys(below)), raw(cause)),
                };
                let text = format!(
                    "contains {}, which is an invalid type, it should be {wanted}",
                    json(cause.node)
                );
                return (Some(dotted_keys(below)), text);
            }
            _ => {}
        }
    }
    let text = format!(
        "contains an invalid type, it should be {}",
        valid_types(&types)
    );
    (None, text)
}

fn dotted_keys(path: &[Step]) -> String {
    let keys: Vec<&str> = path
        .iter()
        .filter_map(|it| match it {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
        .collect();
    keys.join(".")
}

fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

fn valid_types(types: &[Type]) -> String {
    listed(&types.iter().map(|it| it.as_str()).collect::<Vec<_>>())
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => with_article(one),
        [first, between @ .., last] => {
            let mut listed = vec![with_article(first)];
            listed.extend(between.iter().map(|it| (*it).to_owned()));
            format!("{}, or {}", listed.join(", "), with_article(last))
        }
    }
}

/// A string as Python prints it inside other values.
pub(crate) fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut res = String::from(quote);
    for it in text.chars() {
        match it {
            '\n' => res.push_str("\\n"),
            '\t' => res.push_str("\\t"),
            '\r' => res.push_str("\\r"),
            '\\' => res.push_str("\\\\"),
            it if it == quote => res.extend(['\\', it]),
            it => res.push(it),
        }
    }
    res.push(quote);
    res
}

/// A number as Python prints it: with a point or an exponent, and that of two digits.
pub(crate) fn float_text(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.parse::<i32>() {
        Ok(-4..=15) | Err(_) => format!("{value:?}"),
        Ok(exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
    }
}

/// A value as Python prints it.
pub(crate) fn repr(node: &Node) -> String {
    match &node.value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(it) => it.to_string(),
        Value::Float(it) => float_text(*it),
        Value::Date(it) => it.to_string(),
        Value::Str(it) => repr_text(it),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(repr).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|it| format!("{}: {}", repr_text(&it.key), repr(&it.value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A value as Python's JSON writer prints it.
fn json(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Str(it) => serde_json::Value::String(it.to_string()).to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|it| {
                    let key = serde_json::Value::String(it.key.to_string());
                    format!("{key}: {}", json(&it.value))
                })
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        _ => repr(node),
    }
}
