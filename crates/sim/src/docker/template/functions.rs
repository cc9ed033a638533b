//! The functions of templates, and values as Go prints them.

use super::is_true;
use serde_json::Value;
use std::fmt::Write as _;

/// Every function.
pub(super) const FUNCTIONS: [&str; 23] = [
    "and", "eq", "ge", "gt", "index", "join", "json", "le", "len", "lower", "lt", "ne", "not",
    "or", "pad", "print", "printf", "println", "split", "title", "truncate", "upper", "slice",
];

/// Calls a function.
pub(super) fn function(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let first = arguments.first().unwrap_or(&Value::Null);
    let last = arguments.last().unwrap_or(&Value::Null);
    let text = |it: &Value| printed(it);
    Ok(match name {
        "json" => Value::String(json(first)),
        "len" => Value::from(match first {
            Value::String(it) => it.len(),
            Value::Array(it) => it.len(),
            Value::Object(it) => it.len(),
            _ => 0,
        }),
        "index" => {
            let mut res = first.clone();
            for key in arguments.iter().skip(1) {
                res = match (&res, key) {
                    (Value::Object(it), Value::String(key)) => {
                        it.get(key).cloned().unwrap_or(Value::Null)
                    }
                    (Value::Array(it), key) => {
                        let index = key.as_u64().and_then(|it| usize::try_from(it).ok());
                        index.and_then(|index| it.get(index)).cloned().ok_or_else(|| {
                            "template parsing error: template: :1:2: executing \"\" at <index>: error calling index: index out of range".to_owned()
                        })?
                    }
                    _ => Value::Null,
                };
            }
            res
        }
        "join" => {
            let separator = arguments.get(1).map(text).unwrap_or_default();
            let parts: Vec<String> = first.as_array().into_iter().flatten().map(text).collect();
            Value::String(parts.join(&separator))
        }
        "split" => {
            let separator = arguments.get(1).map(text).unwrap_or_default();
            let parts = text(first);
            Value::Array(parts.split(separator.as_str()).map(Value::from).collect())
        }
        "upper" => Value::String(text(last).to_uppercase()),
        "lower" => Value::String(text(last).to_lowercase()),
        "title" => {
            let text = text(last);
            let mut chars = text.chars();
            let start: String = chars
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            Value::String(start + chars.as_str())
        }
        "truncate" => {
            let n = arguments.get(1).and_then(Value::as_u64).unwrap_or(u64::MAX);
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            Value::String(text(first).chars().take(n).collect())
        }
        "slice" => {
            let at = |index: usize| arguments.get(index).and_then(Value::as_u64);
            let from = usize::try_from(at(1).unwrap_or(0)).unwrap_or(0);
            let to = usize::try_from(at(2).unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
            Value::String(text(first).chars().take(to).skip(from).collect())
        }
        "println" => {
            let parts: Vec<String> = arguments.iter().map(text).collect();
            Value::String(format!("{}\n", parts.join(" ")))
        }
        "print" => Value::String(arguments.iter().map(text).collect()),
        "printf" => Value::String(printf(&text(first), arguments.get(1..).unwrap_or_default())),
        "pad" => Value::String(format!(" {} ", text(first))),
        "not" => Value::Bool(!is_true(first)),
        "and" => arguments
            .iter()
            .find(|it| !is_true(it))
            .unwrap_or(last)
            .clone(),
        "or" => arguments
            .iter()
            .find(|it| is_true(it))
            .unwrap_or(last)
            .clone(),
        "eq" => Value::Bool(arguments.iter().skip(1).any(|it| text(it) == text(first))),
        "ne" => Value::Bool(arguments.get(1).is_none_or(|it| text(it) != text(first))),
        "lt" | "le" | "gt" | "ge" => {
            let (a, b) = (number(first), arguments.get(1).map_or(0.0, number));
            Value::Bool(match name {
                "lt" => a < b,
                "le" => a <= b,
                "gt" => a > b,
                _ => a >= b,
            })
        }
        _ => Value::Null,
    })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

fn printf(format: &str, arguments: &[Value]) -> String {
    let mut res = String::new();
    let mut arguments = arguments.iter();
    let mut chars = format.chars();
    while let Some(it) = chars.next() {
        if it != '%' {
            res.push(it);
            continue;
        }
        let mut kind = chars.next();
        while kind.is_some_and(|it| it.is_ascii_digit() || it == '-' || it == '.') {
            kind = chars.next();
        }
        match kind {
            Some('%') | None => res.push('%'),
            Some('q') => {
                let value = arguments.next().map(printed).unwrap_or_default();
                // Writing to a string cannot fail.
                let _ = write!(res, "{value:?}");
            }
            Some(_) => res.push_str(&arguments.next().map(printed).unwrap_or_default()),
        }
    }
    res
}

/// JSON as Go writes it: compact, and with `<`, `>` and `&` escaped.
fn json(value: &Value) -> String {
    serde_json::to_string(value)
        .unwrap_or_default()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// A value as Go prints it: `[a b]`, `map[k:v]`.
pub(super) fn printed(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(it) => it.clone(),
        Value::Array(it) => {
            let parts: Vec<String> = it.iter().map(printed).collect();
            format!("[{}]", parts.join(" "))
        }
        Value::Object(it) => {
            let mut parts: Vec<String> = it
                .iter()
                .map(|(key, value)| format!("{key}:{}", printed(value)))
                .collect();
            parts.sort();
            format!("map[{}]", parts.join(" "))
        }
    }
}
