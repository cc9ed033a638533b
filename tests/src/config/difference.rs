//! Where two answers differ.

use super::{Answer, Ours};
use serde_json::Value;
use std::fmt;

/// How our answer differs from the tool's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The tool accepts the file, we do not; our words.
    WronglyRefused(String),
    /// The tool refuses the file, we do not; its words.
    WronglyAccepted(String),
    /// Both accept it, and the documents differ.
    Document {
        /// The first place, with dots.
        path: String,
        /// What we have there.
        ours: String,
        /// What the tool has there.
        theirs: String,
    },
    /// Both refuse it, with different words.
    Words {
        /// Ours.
        ours: String,
        /// The tool's.
        theirs: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::WronglyRefused(ours) => {
                write!(f, "the tool accepts it, but ours is\n    {ours}")
            }
            Difference::WronglyAccepted(theirs) => {
                write!(f, "accepted, but the tool says\n    {theirs}")
            }
            Difference::Document { path, ours, theirs } => {
                write!(
                    f,
                    "{path} differs\n    - ours:   {ours}\n    + theirs: {theirs}"
                )
            }
            Difference::Words { ours, theirs } => {
                write!(
                    f,
                    "refused in other words\n    - ours:   {ours}\n    + theirs: {theirs}"
                )
            }
        }
    }
}

/// The first difference between our answer and the tool's.
///
/// Where several things are wrong with a file, chance decides which of them Compose 2 names: any of them will do.
pub fn difference(ours: &Ours, theirs: &Answer) -> Option<Difference> {
    match (&ours.answer, theirs) {
        (Answer::Accepted(ours), Answer::Accepted(theirs)) => {
            first_difference(ours, theirs, &mut Vec::new())
        }
        (Answer::Refused(ours), Answer::Accepted(_)) => {
            Some(Difference::WronglyRefused(ours.clone()))
        }
        (Answer::Accepted(_), Answer::Refused(theirs)) => {
            Some(Difference::WronglyAccepted(theirs.clone()))
        }
        (Answer::Refused(first), Answer::Refused(theirs)) => {
            (!is_said(ours, theirs)).then(|| Difference::Words {
                ours: first.clone(),
                theirs: theirs.clone(),
            })
        }
    }
}

/// Whether we have the tool's words. A tool that crashed has said nothing that could be compared.
fn is_said(ours: &Ours, theirs: &str) -> bool {
    let is_known = |wanted: &str| {
        let wanted = with_sorted_names(wanted);
        ours.refusals
            .iter()
            .any(|it| with_sorted_names(it) == wanted)
    };
    if theirs.starts_with("panic: ") || is_known(theirs) {
        return true;
    }
    // Under these lines the tools list several mistakes at once, where we say each alone.
    ["error(s):\n\n", "is invalid because:\n"]
        .iter()
        .filter_map(|head| Some((head, theirs.split_once(head)?)))
        .any(|(head, (before, list))| {
            let alone = |it: &str| format!("{before}{head}{it}");
            // A mistake may take several lines itself: each is looked for in what we say of it.
            let said: Vec<&str> = ours
                .refusals
                .iter()
                .filter_map(|it| it.strip_prefix(&alone("")))
                .flat_map(str::lines)
                .collect();
            list.lines()
                .all(|it| is_known(&alone(it)) || said.contains(&it))
        })
}

fn first_difference(ours: &Value, theirs: &Value, path: &mut Vec<String>) -> Option<Difference> {
    let differs = |path: &[String], ours: Option<&Value>, theirs: Option<&Value>| {
        let show = |it: Option<&Value>| it.map_or("nothing".to_owned(), Value::to_string);
        Some(Difference::Document {
            path: path.join("."),
            ours: show(ours),
            theirs: show(theirs),
        })
    };
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                path.push(key.clone());
                let found = match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => first_difference(a, b, path),
                    (a, b) => differs(path, a, b),
                };
                if found.is_some() {
                    return found;
                }
                path.pop();
            }
            None
        }
        // The tool lists these in the order of a map, which is chance.
        (Value::Array(a), Value::Array(b))
            if path.ends_with(&["build".to_owned(), "ssh".to_owned()]) =>
        {
            let sorted = |it: &[Value]| {
                let mut res: Vec<String> = it.iter().map(Value::to_string).collect();
                res.sort();
                res
            };
            (sorted(a) != sorted(b))
                .then(|| differs(path, Some(ours), Some(theirs)))
                .flatten()
        }
        (Value::Array(a), Value::Array(b)) => {
            for at in 0..a.len().max(b.len()) {
                path.push(at.to_string());
                let found = match (a.get(at), b.get(at)) {
                    (Some(a), Some(b)) => first_difference(a, b, path),
                    (a, b) => differs(path, a, b),
                };
                if found.is_some() {
                    return found;
                }
                path.pop();
            }
            None
        }
        (a, b) if a == b => None,
        (a, b) => differs(path, Some(a), Some(b)),
    }
}

/// Names that chance orders, sorted: `additional properties 'b', 'a' not allowed`.
fn with_sorted_names(text: &str) -> String {
    if let Some((before, names)) = text.split_once("Circular dependency between ") {
        let mut names: Vec<&str> = names.split(" and ").collect();
        names.sort_unstable();
        return format!(
            "{before}Circular dependency between {}",
            names.join(" and ")
        );
    }
    if let Some((before, services)) = text.split_once("Circular reference:\n") {
        // Where the circle is entered is chance too.
        let mut services: Vec<&str> = services
            .lines()
            .map(|it| it.trim().trim_start_matches("extends "))
            .collect();
        services.sort_unstable();
        services.dedup();
        return format!("{before}Circular reference: {}", services.join(", "));
    }
    let Some((before, rest)) = text.split_once("additional properties ") else {
        return text.to_owned();
    };
    let Some((names, after)) = rest.split_once(" not allowed") else {
        return text.to_owned();
    };
    let mut names: Vec<&str> = names.split(", ").collect();
    names.sort_unstable();
    format!(
        "{before}additional properties {} not allowed{after}",
        names.join(", ")
    )
}
