//! Values as Python has them: what is true, how they print, what reads as a number.

use crate::document::{Node, Value};
use crate::schema::repr;

/// Whether Python takes the value for true.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(it) => *it,
        Value::Int(it) => *it != 0,
        Value::Float(it) => *it != 0.0,
        Value::Str(it) => !it.is_empty(),
        Value::Date(_) => true,
        Value::List(it) => !it.is_empty(),
        Value::Map(it) => !it.is_empty(),
    }
}

/// The value as `str()` gives it.
pub(super) fn text(node: &Node) -> String {
    match &node.value {
        Value::Str(it) => it.to_string(),
        _ => repr(node),
    }
}

/// The name of the value's class.
pub(super) fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Str(_) => "str",
        Value::Date(it) if it.len() > 10 => "datetime.datetime",
        Value::Date(_) => "datetime.date",
        Value::List(_) => "list",
        Value::Map(_) => "dict",
    }
}

/// What messages call the value, with its article. Source: `python_type_to_yaml_type` of validation.py.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "a NoneType",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Str(_) => "a string",
        Value::Date(it) if it.len() > 10 => "a datetime",
        Value::Date(_) => "a date",
        Value::List(_) => "an array",
        Value::Map(_) => "a mapping",
    }
}

/// A whole number as `int(text, base=0)` reads it.
pub(super) fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let prefix = body.get(..2).map(str::to_ascii_lowercase);
    let (radix, digits) = match prefix.as_deref() {
        Some("0x") => (16, body.get(2..)?),
        Some("0o") => (8, body.get(2..)?),
        Some("0b") => (2, body.get(2..)?),
        _ => (10, body),
    };
    let digits = if radix == 10 {
        digits
    } else {
        digits.strip_prefix('_').unwrap_or(digits)
    };
    let plain = without_underscores(digits)?;
    let has_zero_first = plain.len() > 1 && plain.starts_with('0');
    if radix == 10 && has_zero_first && plain.bytes().any(|it| it != b'0') {
        return None;
    }
    if !plain.chars().all(|it| it.is_digit(radix)) {
        return None;
    }
    i64::from_str_radix(&format!("{sign}{plain}"), radix).ok()
}

/// A number as `float(text)` reads it.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.contains('_') {
        return without_underscores(text)?.parse().ok();
    }
    text.parse().ok()
}

/// `1_000` as `1000`; a `_` must stand between digits.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let stands_well = bytes.iter().enumerate().all(|(at, it)| {
        let is_digit = |at: Option<usize>| {
            at.and_then(|it| bytes.get(it))
                .is_some_and(u8::is_ascii_alphanumeric)
        };
        *it != b'_' || (is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1)))
    });
    (stands_well && !text.is_empty()).then(|| text.replace('_', ""))
}

/// Why a text is no duration.
pub(super) enum NoDuration {
    /// It does not have the form of one: Python's `None`.
    Form,
    /// A part is no number; Python stops with these words.
    Number(String),
}

/// A duration in nanoseconds, counted with the tool's own rounding.
///
/// Source: `timeparse.py` and `parse_nanoseconds_int`.
pub(super) fn duration(text: &str) -> Result<i64, NoDuration> {
    const MILLI: f64 = 1.0 / 1000.0;
    const MICRO: f64 = 1.0 / 1000.0 / 1000.0;
    const NANO: f64 = 1.0 / 1000.0 / 1000.0 / 1000.0;
    const UNITS: [(&[&str], f64); 6] = [
        (&["h"], 3600.0),
        (&["m"], 60.0),
        (&["s"], 1.0),
        (&["ms"], MILLI),
        (&["us", "µs", "μs"], MICRO),
        (&["ns"], NANO),
    ];
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(NoDuration::Form);
    }
    let mut next_unit = 0;
    let mut seconds = 0.0;
    let mut wrong = None;
    while !rest.is_empty() {
        let is_digit = |it: char| it.is_ascii_digit() || it == '.';
        let end = rest.find(|it| !is_digit(it)).unwrap_or(rest.len());
        let (digits, tail) = rest.split_at_checked(end).ok_or(NoDuration::Form)?;
        let unit_end = tail.find(is_digit).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(unit_end).ok_or(NoDuration::Form)?;
        let unit = unit.to_lowercase();
        let at = UNITS
            .iter()
            .position(|(names, _)| names.contains(&unit.as_str()));
        let at = at
            .filter(|at| *at >= next_unit && !digits.is_empty())
            .ok_or(NoDuration::Form)?;
        next_unit = at + 1;
        match (digits.parse::<f64>(), UNITS.get(at)) {
            (Ok(number), Some((_, factor))) if digits.contains(|it: char| it.is_ascii_digit()) => {
                seconds += factor * number;
            }
            _ => wrong = wrong.or(Some(digits)),
        }
        rest = tail;
    }
    if let Some(digits) = wrong {
        let words = format!("could not convert string to float: '{digits}'");
        return Err(NoDuration::Number(words));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a duration past 292 years is as good as any other"
    )]
    Ok((seconds / NANO) as i64)
}

/// A duration as `config` prints it. Source: `serialize_ns_time_value` of serialize.py.
pub(super) fn duration_text(nanoseconds: i64) -> String {
    const STAGES: [(f64, &str); 5] = [
        (1000.0, "us"),
        (1000.0, "ms"),
        (1000.0, "s"),
        (60.0, "m"),
        (60.0, "h"),
    ];
    #[expect(clippy::cast_precision_loss, reason = "the tool counts so, too")]
    let mut value = nanoseconds as f64;
    let mut unit = "ns";
    for (factor, next) in STAGES {
        let tried = value / factor;
        if tried != tried.trunc() {
            break;
        }
        value = tried;
        unit = next;
    }
    format!("{value:.0}{unit}")
}

/// A size in bytes; `None` if the text is none. Source: `parse_bytes` of docker-py.
pub(super) fn bytes(value: &Value) -> Option<Value> {
    let text = match value {
        Value::Int(_) | Value::Float(_) | Value::Bool(_) => return Some(value.clone()),
        Value::Str(it) if it.is_empty() => return Some(Value::Int(0)),
        Value::Str(it) => it.as_str(),
        _ => return None,
    };
    let mut chars = text.chars().rev();
    let (last, before) = (chars.next(), chars.next());
    let has_two_letters =
        last.is_some_and(char::is_alphabetic) && before.is_some_and(char::is_alphabetic);
    let text = if has_two_letters && matches!(last, Some('b' | 'B')) {
        text.get(..text.len() - 1)?
    } else {
        text
    };
    let suffix = text.chars().next_back()?;
    let (digits, factor) = match suffix.to_ascii_lowercase() {
        it if it.is_ascii_digit() => (text, 1.0),
        'b' => (text.get(..text.len() - 1)?, 1.0),
        'k' => (text.get(..text.len() - 1)?, 1024.0),
        'm' => (text.get(..text.len() - 1)?, 1024.0 * 1024.0),
        'g' => (text.get(..text.len() - 1)?, 1024.0 * 1024.0 * 1024.0),
        _ => return None,
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Python's int() cuts, and no memory is that large"
    )]
    Some(Value::Int((number(digits)? * factor) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_python() {
        for (text, want) in [
            ("10", Some(10)),
            (" -1_000 ", Some(-1000)),
            ("0x1F", Some(31)),
            ("0o17", Some(15)),
            ("0b11", Some(3)),
            ("00", Some(0)),
            ("010", None),
            ("1__0", None),
            ("", None),
            ("1.0", None),
        ] {
            assert_eq!(whole_number(text), want, "{text}");
        }
    }

    #[test]
    fn durations_are_read_and_printed_as_the_tool_does() {
        for (text, want) in [
            ("1m30s", "90s"),
            ("1.5s", "1500ms"),
            ("1h", "1h"),
            ("60m", "1h"),
            ("100us", "100us"),
            ("0s", "0h"),
            ("5M", "5m"),
        ] {
            let got = duration(text).map(duration_text).ok();
            assert_eq!(got.as_deref(), Some(want), "{text}");
        }
        for text in ["", "5", "1s1m", "x", "1d"] {
            assert!(matches!(duration(text), Err(NoDuration::Form)), "{text}");
        }
        assert!(matches!(duration("1.2.3s"), Err(NoDuration::Number(_))));
    }

    #[test]
    fn sizes() {
        let size = |text| bytes(&Value::str(text));
        assert_eq!(size("12mb"), Some(Value::Int(12 * 1024 * 1024)));
        assert_eq!(size("1.5k"), Some(Value::Int(1536)));
        assert_eq!(size("7"), Some(Value::Int(7)));
        assert_eq!(size("7x"), None);
    }
}
