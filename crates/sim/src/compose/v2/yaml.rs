//! A document as Go's `yaml` library writes it, indented by two.

use serde_json::Value;

/// The document.
pub(super) fn to_yaml(value: &Value) -> String {
    let mut res = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => mapping(map, 0, &mut res),
        Value::Array(items) if !items.is_empty() => list(items, 0, &mut res),
        other => {
            res.push_str(&scalar(other, 0));
            res.push('\n');
        }
    }
    res
}

fn spaces(n: usize) -> String {
    " ".repeat(n)
}

fn mapping(map: &serde_json::Map<String, Value>, indent: usize, res: &mut String) {
    let mut is_first = true;
    for (key, value) in map {
        if !(is_first && res.ends_with("- ")) {
            res.push_str(&spaces(indent));
        }
        is_first = false;
        res.push_str(&text(key, indent));
        res.push(':');
        below(value, indent, res);
    }
}

fn list(items: &[Value], indent: usize, res: &mut String) {
    for item in items {
        res.push_str(&spaces(indent));
        res.push_str("- ");
        match item {
            Value::Object(map) if !map.is_empty() => mapping(map, indent + 2, res),
            Value::Array(items) if !items.is_empty() => {
                // The first item stands on the line of the dash.
                let mut inner = String::new();
                list(items, indent + 2, &mut inner);
                res.push_str(inner.trim_start());
            }
            other => {
                res.push_str(&scalar(other, indent));
                res.push('\n');
            }
        }
    }
}

/// What follows a key.
fn below(value: &Value, indent: usize, res: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            res.push('\n');
            mapping(map, indent + 2, res);
        }
        Value::Array(items) if !items.is_empty() => {
            res.push('\n');
            list(items, indent + 2, res);
        }
        other => {
            res.push(' ');
            res.push_str(&scalar(other, indent));
            res.push('\n');
        }
    }
}

fn scalar(value: &Value, indent: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(it) => text(it, indent),
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
    }
}

fn text(it: &str, indent: usize) -> String {
    if means_something_else(it) || it.chars().any(is_special) {
        return super::text::quoted(it);
    }
    if it.contains('\n') {
        return block(it, indent);
    }
    if is_plain(it) {
        it.to_owned()
    } else {
        format!("'{}'", it.replace('\'', "''"))
    }
}

/// Text of several lines, after a bar.
fn block(it: &str, indent: usize) -> String {
    let ending = match it.strip_suffix('\n') {
        None => "-",
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    let hint = if it.starts_with([' ', '\n']) { "2" } else { "" };
    let mut res = format!("|{hint}{ending}");
    let body = it.strip_suffix('\n').unwrap_or(it);
    for line in body.split('\n') {
        res.push('\n');
        if !line.is_empty() {
            res.push_str(&spaces(indent + 2));
            res.push_str(line);
        }
    }
    res
}

fn is_special(it: char) -> bool {
    it != '\n' && (it.is_control() || it == '\u{feff}')
}

/// Whether it would be read as something that is no text.
fn means_something_else(it: &str) -> bool {
    const WORDS: &[&str] = &[
        "", "~", "null", "true", "false", "y", "n", "yes", "no", "on", "off", ".nan", ".inf",
        "-.inf", "+.inf", "<<",
    ];
    let lower = it.to_ascii_lowercase();
    let is_one_case = it == lower
        || it == it.to_ascii_uppercase()
        || it.chars().skip(1).all(|it| it.is_ascii_lowercase());
    (WORDS.contains(&lower.as_str()) && is_one_case) || is_number(it) || is_date(it)
}

fn is_number(it: &str) -> bool {
    let plain = it.replace('_', "");
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let Some(first) = unsigned.chars().next() else {
        return false;
    };
    if !(first.is_ascii_digit() || first == '.') {
        return false;
    }
    let in_base = |prefix: &str, base: u32| {
        unsigned
            .strip_prefix(prefix)
            .is_some_and(|it| u64::from_str_radix(it, base).is_ok())
    };
    if in_base("0x", 16) || in_base("0b", 2) || in_base("0o", 8) {
        return true;
    }
    // Sixties, such as 12:30.
    let is_sixties = unsigned.contains(':')
        && unsigned
            .split(':')
            .enumerate()
            .all(|(i, it)| match it.parse::<f64>() {
                Ok(n) => i == 0 || n < 60.0,
                Err(_) => false,
            });
    let is_decimal = unsigned
        .chars()
        .all(|it| it.is_ascii_digit() || matches!(it, '.' | 'e' | 'E' | '-' | '+'))
        && unsigned.parse::<f64>().is_ok();
    is_sixties || is_decimal
}

fn is_date(it: &str) -> bool {
    let mut parts = it.splitn(3, '-');
    let (year, month, rest) = (parts.next(), parts.next(), parts.next());
    let digits = |it: Option<&str>, n: usize| {
        it.is_some_and(|it| it.len() == n && it.bytes().all(|it| it.is_ascii_digit()))
    };
    let day = rest.map(|it| it.split(['T', 't', ' ']).next().unwrap_or_default());
    let is_month = |it: Option<&str>| digits(it, 1) || digits(it, 2);
    digits(year, 4) && is_month(month) && is_month(day)
}

/// Whether it can stand without quotes.
fn is_plain(it: &str) -> bool {
    const FIRST: &str = "#,[]{}&*!|>'\"%@`";
    if it.starts_with("---") || it.starts_with("...") || it.starts_with(' ') || it.ends_with(' ') {
        return false;
    }
    let mut before = None;
    let mut letters = it.chars().peekable();
    while let Some(letter) = letters.next() {
        let next_is_blank = letters.peek().is_none_or(|it| *it == ' ');
        let is_bad = match before {
            None => FIRST.contains(letter) || (matches!(letter, '?' | '-' | ':') && next_is_blank),
            Some(before) => (letter == ':' && next_is_blank) || (letter == '#' && before == ' '),
        };
        if is_bad {
            return false;
        }
        before = Some(letter);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(json: &str, expected: Expect) {
        expected.assert_eq(&to_yaml(&serde_json::from_str(json).unwrap()));
    }

    #[test]
    fn text_that_would_be_read_as_something_else_is_quoted() {
        check(
            r##"{"a": ["yes", "1000", "1.5", "", "null", "22:22", "a: b", "- x", "#x", "a #b", "it's", "*", "2001-01-01", "x", "0x1f", "80", "a\tb"], "b": null, "c": {}, "d": []}"##,
            expect![[r##"
                a:
                  - "yes"
                  - "1000"
                  - "1.5"
                  - ""
                  - "null"
                  - "22:22"
                  - 'a: b'
                  - '- x'
                  - '#x'
                  - 'a #b'
                  - it's
                  - '*'
                  - "2001-01-01"
                  - x
                  - "0x1f"
                  - "80"
                  - "a\tb"
                b: null
                c: {}
                d: []
            "##]],
        );
    }

    #[test]
    fn mappings_in_lists_begin_beside_the_dash() {
        check(
            r#"{"ports": [{"mode": "ingress", "target": 80}, [1, 2]], "text": "a\nb\n", "more": "a\n\nb"}"#,
            expect![[r#"
                ports:
                  - mode: ingress
                    target: 80
                  - - 1
                    - 2
                text: |
                  a
                  b
                more: |-
                  a

                  b
            "#]],
        );
    }
}
