//! Single values in the types of Compose 2's model, or why the tool cannot read them.
//!
//! Source: `types` of compose-go 2.9.1, and what it uses of Go's `strconv`, of go-units and of str2duration.

use super::model::Whole;
use crate::document::Value;
use crate::fault::Expected;

/// What may stand there, and the tool's words.
pub(super) type Wrong = (Expected, String);

/// The name of Go's type for a value.
pub(super) fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float64",
        Value::Date(_) => "time.Time",
        Value::Str(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
    }
}

impl Whole {
    fn name(self) -> &'static str {
        match self {
            Whole::I => "int",
            Whole::I64 => "int64",
            Whole::U16 => "uint16",
            Whole::U32 => "uint32",
            Whole::U64 => "uint64",
        }
    }

    fn is_unsigned(self) -> bool {
        !matches!(self, Whole::I | Whole::I64)
    }
}

pub(super) fn unconvertible(wanted: &str, value: &Value) -> String {
    format!(
        "expected type '{wanted}', got unconvertible type '{}'",
        go_type(value)
    )
}

/// A whole number; nothing for no value.
pub(super) fn whole(value: &Value, kind: Whole) -> Result<Option<i64>, Wrong> {
    let number = match value {
        Value::Null => return Ok(None),
        Value::Int(it) => *it,
        Value::Float(it) => *it as i64,
        Value::Str(text) if !kind.is_unsigned() => {
            let function = if kind == Whole::I { "Atoi" } else { "ParseInt" };
            return parse_int(text, function).map(Some);
        }
        _ => return Err((Expected::WholeNumber, unconvertible(kind.name(), value))),
    };
    let most = match kind {
        Whole::U16 => i64::from(u16::MAX),
        Whole::U32 => i64::from(u32::MAX),
        Whole::I | Whole::I64 | Whole::U64 => i64::MAX,
    };
    if kind.is_unsigned() && !(0..=most).contains(&number) {
        let said = format!(
            "cannot parse value as '{}': {number} overflows uint",
            kind.name()
        );
        return Err((Expected::AtLeast(0), said));
    }
    Ok(Some(number))
}

/// A whole number as Go's `strconv` takes it.
pub(super) fn parse_int(text: &str, function: &str) -> Result<i64, Wrong> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    let why = match text.parse() {
        Ok(it) if is_number => return Ok(it),
        _ if is_number => "value out of range",
        _ => "invalid syntax",
    };
    let said = format!("strconv.{function}: parsing {text:?}: {why}");
    Err((Expected::WholeNumber, said))
}

pub(super) fn parse_float(text: &str) -> Result<f64, Wrong> {
    text.parse().map_err(|_| {
        let said = format!("strconv.ParseFloat: parsing {text:?}: invalid syntax");
        (Expected::Number, said)
    })
}

/// A number of 32 bits, which is printed with the shortest text for them.
pub(super) fn float(value: &Value) -> Result<Option<f64>, Wrong> {
    let number = match value {
        Value::Int(it) => *it as f64,
        Value::Float(it) => *it,
        Value::Str(text) => parse_float(text)?,
        _ => return Ok(None),
    };
    Ok((number as f32).to_string().parse().ok())
}

pub(super) fn truth(value: &Value) -> Result<Option<bool>, Wrong> {
    Ok(match value {
        Value::Bool(it) => Some(*it),
        Value::Str(text) => match text.to_lowercase().as_str() {
            "true" | "y" | "yes" | "on" => Some(true),
            "false" | "n" | "no" | "off" => Some(false),
            _ => return Err((Expected::Bool, format!("invalid boolean: {text}"))),
        },
        _ => None,
    })
}

pub(super) fn bytes(value: &Value) -> Result<Option<i64>, Wrong> {
    match value {
        Value::Int(it) => Ok(Some(*it)),
        Value::Str(text) => byte_size(text).map(Some),
        _ => Ok(None),
    }
}

/// A size such as `512m` or `1.5GiB`. Source: `RAMInBytes` of go-units.
fn byte_size(text: &str) -> Result<i64, Wrong> {
    let wrong = |said: String| (Expected::ByteSize, said);
    let no_size = || wrong(format!("invalid size: '{text}'"));
    let end = text
        .rfind(|it: char| it.is_ascii_digit() || matches!(it, '.' | ' '))
        .ok_or_else(no_size)?;
    let (number, suffix) = text.split_at_checked(end + 1).ok_or_else(no_size)?;
    // One blank may part the number from its unit.
    let number = number.strip_suffix(' ').unwrap_or(number);
    let number = parse_float(number).map_err(|(_, said)| wrong(said))?;
    if number < 0.0 {
        return Err(no_size());
    }
    let lower = suffix.to_lowercase();
    // A suffix that is too long is shown as it was written.
    let no_suffix = |suffix: &str| wrong(format!("invalid suffix: '{suffix}'"));
    let power = match lower.as_str() {
        "" | "b" => 0,
        _ if suffix.len() > 3 => return Err(no_suffix(suffix)),
        _ => {
            let power = lower
                .chars()
                .next()
                .and_then(|it| "kmgtp".find(it))
                .ok_or_else(|| no_suffix(&lower))?;
            if !matches!(lower.get(1..), Some("" | "b" | "ib")) {
                return Err(no_suffix(&lower));
            }
            power as i32 + 1
        }
    };
    Ok((number * 1024f64.powi(power)) as i64)
}

/// The bits of a file's mode; a text is octal.
pub(super) fn file_mode(value: &Value) -> Result<Option<i64>, Wrong> {
    match value {
        Value::Int(it) => Ok(Some(*it)),
        Value::Str(text) => match i64::from_str_radix(text, 8) {
            Ok(it) => Ok(Some(it)),
            Err(_) => {
                let said = format!("strconv.ParseInt: parsing {text:?}: invalid syntax");
                Err((Expected::WholeNumber, said))
            }
        },
        Value::Null => Ok(None),
        _ => {
            let said = format!("unexpected value type {} for mode", go_type(value));
            Err((Expected::WholeNumber, said))
        }
    }
}

/// A number of devices, -1 for all.
pub(super) fn count(value: &Value) -> Result<Option<i64>, Wrong> {
    match value {
        Value::Int(it) => Ok(Some(*it)),
        Value::Str(text) if text.eq_ignore_ascii_case("all") => Ok(Some(-1)),
        Value::Str(text) => match parse_int(text, "ParseInt") {
            Ok(it) => Ok(Some(it)),
            Err((expected, _)) => {
                let said =
                    format!("invalid value {text:?}, the only value allowed is 'all' or a number");
                Err((expected, said))
            }
        },
        Value::Null => Ok(None),
        _ => {
            let said = format!("invalid type {} for device count", go_type(value));
            Err((Expected::WholeNumber, said))
        }
    }
}

/// Nanoseconds. Source: `ParseDuration` of str2duration.
pub(super) fn duration(text: &str) -> Result<i64, Wrong> {
    const UNITS: [(&str, f64); 10] = [
        ("ns", 1.0),
        ("us", 1e3),
        ("µs", 1e3),
        ("μs", 1e3),
        ("ms", 1e6),
        ("s", 1e9),
        ("m", 6e10),
        ("h", 3.6e12),
        ("d", 8.64e13),
        ("w", 6.048e14),
    ];
    let wrong = |said: String| (Expected::Duration, said);
    let invalid = || wrong(format!("time: invalid duration \"{text}\""));
    let (is_negative, mut rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut res = 0.0;
    while !rest.is_empty() {
        let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(whole..).unwrap_or_default();
        let fraction = match after.strip_prefix('.') {
            Some(it) => 1 + it.bytes().take_while(u8::is_ascii_digit).count(),
            None => 0,
        };
        let (number, tail) = rest
            .split_at_checked(whole + fraction)
            .ok_or_else(invalid)?;
        if number.is_empty() || number == "." {
            return Err(invalid());
        }
        let number: f64 = number.parse().map_err(|_| invalid())?;
        let end = tail
            .find(|it: char| it == '.' || it.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, next) = tail.split_at_checked(end).ok_or_else(invalid)?;
        if unit.is_empty() {
            return Err(wrong(format!("time: missing unit in duration \"{text}\"")));
        }
        let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(wrong(format!(
                "time: unknown unit \"{unit}\" in duration \"{text}\""
            )));
        };
        res += number * factor;
        rest = next;
    }
    if res > i64::MAX as f64 {
        return Err(invalid());
    }
    let res = res as i64;
    Ok(if is_negative { -res } else { res })
}
