//! `$NAME` and `${NAME…}` in values.
//!
//! docker-compose 1.29 knows fewer forms in v1 files than in others, and nesting came with Compose 2.

use std::collections::BTreeMap;

/// Which forms are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Syntax {
    /// `$NAME`, `${NAME}`, `$$`: v1 files.
    Plain,
    /// Also `:-`, `-`, `:?`, `?`: other files under docker-compose 1.29.
    Defaults,
    /// Also `:+`, `+` and nesting; a `$` that begins nothing stays: Compose 2.
    Nested,
}

/// What happened while variables were put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A variable has no value; nothing was put in its place.
    Unset(String),
    /// `${NAME:?message}` and no value.
    Missing {
        /// Name.
        name: String,
        /// Message.
        message: String,
    },
    /// Not a known form; the text stays as it is.
    BadForm,
}

impl Note {
    /// What Compose 2 says of it in `text`.
    pub(crate) fn go_text(&self, text: &str) -> String {
        match self {
            Note::Unset(name) => {
                format!("The \"{name}\" variable is not set. Defaulting to a blank string.")
            }
            Note::Missing { name, message } if message.is_empty() => {
                format!("required variable {name} is missing a value")
            }
            Note::Missing { name, message } => {
                format!("required variable {name} is missing a value: {message}")
            }
            Note::BadForm => format!("Invalid template: {text:?}"),
        }
    }
}

/// `text` with its variables replaced, and what to tell the user.
pub fn interpolate(
    text: &str,
    syntax: Syntax,
    variables: &BTreeMap<String, String>,
) -> (String, Vec<Note>) {
    let mut notes = Vec::new();
    match replace(text, syntax, variables, &mut notes, 0) {
        Some(res) => (res, notes),
        None => (text.to_owned(), vec![Note::BadForm]),
    }
}

/// [`interpolate`] as Compose 2 does it.
pub fn substitute(text: &str, variables: &BTreeMap<String, String>) -> (String, Vec<Note>) {
    interpolate(text, Syntax::Nested, variables)
}

/// Deeper nesting is refused: nobody writes it by hand.
const MAX_NESTING: u32 = 16;

fn replace(
    text: &str,
    syntax: Syntax,
    variables: &BTreeMap<String, String>,
    notes: &mut Vec<Note>,
    depth: u32,
) -> Option<String> {
    if depth > MAX_NESTING {
        return None;
    }
    let mut res = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('$') {
        res.push_str(before);
        if let Some(after) = tail.strip_prefix('$') {
            res.push('$');
            rest = after;
        } else if let Some(braced) = tail.strip_prefix('{') {
            let end = closing_brace(braced, syntax)?;
            let inside = braced.get(..end)?;
            res.push_str(&braced_value(inside, syntax, variables, notes, depth)?);
            rest = braced.get(end + 1..)?;
        } else {
            let n = name_length(tail);
            if n == 0 {
                if syntax != Syntax::Nested {
                    return None;
                }
                res.push('$');
                rest = tail;
                continue;
            }
            let name = tail.get(..n)?;
            match variables.get(name) {
                Some(value) => res.push_str(value),
                None => notes.push(Note::Unset(name.to_owned())),
            }
            rest = tail.get(n..)?;
        }
    }
    res.push_str(rest);
    Some(res)
}

fn name_length(text: &str) -> usize {
    if text.starts_with(|it: char| it.is_ascii_digit()) {
        return 0;
    }
    text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
        .unwrap_or(text.len())
}

/// Where the brace that was opened before `text` closes.
fn closing_brace(text: &str, syntax: Syntax) -> Option<usize> {
    if syntax != Syntax::Nested {
        return text.find('}');
    }
    let mut depth = 0u32;
    let mut after_dollar = false;
    for (at, it) in text.char_indices() {
        match it {
            '{' if after_dollar => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
        after_dollar = it == '$';
    }
    None
}

fn braced_value(
    inside: &str,
    syntax: Syntax,
    variables: &BTreeMap<String, String>,
    notes: &mut Vec<Note>,
    depth: u32,
) -> Option<String> {
    let n = name_length(inside);
    let (name, operator) = inside.split_at_checked(n)?;
    if name.is_empty() {
        return None;
    }
    let value = variables.get(name);
    if operator.is_empty() {
        if value.is_none() {
            notes.push(Note::Unset(name.to_owned()));
        }
        return Some(value.cloned().unwrap_or_default());
    }
    if syntax == Syntax::Plain {
        return None;
    }
    let (counts_empty, operator) = match operator.strip_prefix(':') {
        Some(operator) => (true, operator),
        None => (false, operator),
    };
    let usable = value.filter(|it| !counts_empty || !it.is_empty());
    let mut nested = |text: &str| {
        if syntax == Syntax::Nested {
            replace(text, syntax, variables, notes, depth + 1)
        } else {
            Some(text.to_owned())
        }
    };
    let mut chars = operator.chars();
    let kind = chars.next()?;
    let word = chars.as_str();
    // Compose 2 looks for the whole of it on one line.
    if syntax == Syntax::Nested && word.contains('\n') {
        return None;
    }
    match kind {
        '-' => match usable {
            Some(value) => Some(value.clone()),
            None => nested(word),
        },
        '?' => match usable {
            Some(value) => Some(value.clone()),
            None => {
                let message = nested(word)?;
                notes.push(Note::Missing {
                    name: name.to_owned(),
                    message,
                });
                Some(String::new())
            }
        },
        '+' if syntax == Syntax::Nested => match usable {
            Some(_) => nested(word),
            None => Some(String::new()),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(syntax: Syntax, text: &str, want: &str) {
        let variables = [("A", "1"), ("EMPTY", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let (got, notes) = interpolate(text, syntax, &BTreeMap::from(variables));
        let notes: String = notes.iter().map(|it| format!(" {it:?}")).collect();
        assert_eq!(format!("{got}{notes}"), want, "{text}");
    }

    #[test]
    fn v1_files_know_names_and_the_escape() {
        check(Syntax::Plain, "$A ${A} $$A é", "1 1 $A é");
        check(Syntax::Plain, "${A:-x}", "${A:-x} BadForm");
        check(Syntax::Plain, "$1", "$1 BadForm");
        check(Syntax::Plain, "$NO", " Unset(\"NO\")");
    }

    #[test]
    fn defaults_and_required_values() {
        check(Syntax::Defaults, "${NO:-x}${EMPTY:-y}${EMPTY-z}", "xy");
        check(
            Syntax::Defaults,
            "${NO:?must}",
            " Missing { name: \"NO\", message: \"must\" }",
        );
        check(Syntax::Defaults, "${A:+x}", "${A:+x} BadForm");
        check(Syntax::Defaults, "${A", "${A BadForm");
    }

    #[test]
    fn compose_2_nests_and_leaves_a_lone_dollar() {
        check(Syntax::Nested, "${NO:-${A}}${A:+yes}${NO+no}", "1yes");
        check(Syntax::Nested, "$1 and $", "$1 and $");
    }
}
