//! What Compose 2 prints of a violation: the one that lies deepest.
//!
//! Source: `Validate` of compose-go 2.9.1 and the messages of its JSON Schema library.

use super::check::{Keyword, Step, Violation};
use super::table::Type;
use crate::document::Value;
use crate::sort::SortOnce;

/// The text after `validating FILE: `, for the deepest of `violations`.
pub(crate) fn refusal(violations: &[Violation<'_>]) -> Option<String> {
    let mut best: Option<&Violation<'_>> = None;
    for violation in violations {
        let deepest = deepest(violation);
        if best.is_none_or(|it| depth(deepest) > depth(it)) {
            best = Some(deepest);
        }
    }
    best.map(text)
}

/// How deep the part lies that the tool would name.
pub(crate) fn depth_of(violation: &Violation<'_>) -> usize {
    depth(deepest(violation))
}

fn deepest<'v, 'd>(violation: &'v Violation<'d>) -> &'v Violation<'d> {
    let mut best: Option<&Violation<'_>> = None;
    for cause in violation.causes.iter().flatten() {
        let cause = deepest(cause);
        if best.is_none_or(|it| depth(cause) > depth(it)) {
            best = Some(cause);
        }
    }
    best.unwrap_or(violation)
}

fn depth(violation: &Violation<'_>) -> usize {
    let is_additional = matches!(violation.keyword, Keyword::Additional { .. });
    violation.path.len() + usize::from(is_additional)
}

/// The path as both tools write it, with dots.
pub(super) fn dotted(path: &[Step]) -> String {
    let parts: Vec<String> = path
        .iter()
        .map(|it| match it {
            Step::Key(key) => key.to_string(),
            Step::Index(index) => index.to_string(),
        })
        .collect();
    parts.join(".")
}

fn text(violation: &Violation<'_>) -> String {
    let path = dotted(&violation.path);
    let quoted = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|it| quote(it)).collect();
        words.join(", ")
    };
    match &violation.keyword {
        Keyword::Type(_) if matches!(violation.node.value, Value::Date(_)) => {
            format!("{path} invalid jsonType time.Time")
        }
        Keyword::Type(types) => format!("{path} must be a {}", type_names(types)),
        Keyword::Minimum(least) => format!("{path} must be greater than or equal to {least}"),
        Keyword::Maximum(most) => format!("{path} must be less than or equal to {most}"),
        Keyword::Additional { keys, .. } => {
            let keys: Vec<String> = keys.iter().map(|(key, _)| key.to_string()).collect();
            format!("{path} additional properties {} not allowed", quoted(&keys))
        }
        Keyword::Required(keys) if keys.len() == 1 => {
            format!("{path} missing property {}", quoted(keys))
        }
        Keyword::Required(keys) => format!("{path} missing properties {}", quoted(keys)),
        Keyword::Enum([value]) => format!("{path} value must be '{value}'"),
        Keyword::Enum(values) => format!("{path} value must be one of {}", quoted(values)),
        Keyword::Unique(first, second) => {
            format!("{path} items at {first} and {second} are equal")
        }
        Keyword::Pattern(pattern) => {
            let text = violation.node.as_str().unwrap_or_default();
            format!("{path} '{text}' does not match pattern '{pattern}'")
        }
        Keyword::Dependency { key, needs } => {
            format!(
                "{path} properties {} required, if '{key}' exists",
                quoted(needs)
            )
        }
        Keyword::OneOf => format!("{path} oneOf failed, none matched"),
        Keyword::Format(name, _) => format!("{path} is not valid {name}"),
    }
}

/// A text as the library quotes it.
fn quote(text: &str) -> String {
    let escaped = format!("{text:?}").replace("\\\"", "\"");
    let inside = escaped.get(1..escaped.len() - 1).unwrap_or_default();
    format!("'{}'", inside.replace('\'', "\\'"))
}

fn type_names(types: &[Type]) -> String {
    let mut names: Vec<&str> = types
        .iter()
        .map(|it| match it {
            Type::Object => "mapping",
            other => other.as_str(),
        })
        .collect();
    names.order();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}
