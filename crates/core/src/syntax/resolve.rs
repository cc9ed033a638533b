//! How a plain scalar reads: a truth value, a number, a date or a text.
//!
//! The two tools differ. docker-compose 1.29 reads with PyYAML, whose rules are YAML 1.1.
//! Current Compose reads with Go's yaml package (version 3 and its successor), whose rules are
//! mostly YAML 1.2.
//! Nothing here looks at tags; `Node::resolve` does.

use super::tree::{Key, Scalar, ScalarStyle};

/// Which tool's rules a plain scalar is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlVersion {
    /// YAML 1.1 as PyYAML reads it; docker-compose up to 1.29.
    V1_1,
    /// YAML 1.2 as Go's yaml package reads it; current Compose.
    V1_2,
}

/// How a scalar reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number; also a whole number that 64 bits cannot hold, rounded.
    Float(f64),
    /// A date, with or without a time.
    Timestamp,
    /// A text.
    Str,
}

impl Scalar {
    /// How the scalar reads by the rules of one tool.
    ///
    /// A scalar in quotes and a block of text are always [`Resolved::Str`].
    /// PyYAML refuses a plain `=`; it reads as a text here.
    pub fn resolve(&self, version: YamlVersion) -> Resolved {
        match self.style {
            ScalarStyle::Plain => resolve_plain(&self.text, version),
            _ => Resolved::Str,
        }
    }
}

impl Key {
    /// How the key would read as a value.
    pub fn resolve(&self, version: YamlVersion) -> Resolved {
        match self.style {
            ScalarStyle::Plain => resolve_plain(&self.text, version),
            _ => Resolved::Str,
        }
    }
}

/// Whether a plain scalar is a text to both tools, as far as a glance tells: most are too long for the words that stand
/// for others, and do not begin as numbers and dates do.
pub fn is_surely_text(text: &str) -> bool {
    const LONGEST_WORD: usize = "false".len();
    let is_like_number = match text.as_bytes() {
        [b'0'..=b'9' | b'+' | b'-', ..] => true,
        [b'.', second, ..] => second.is_ascii_alphanumeric(),
        _ => false,
    };
    text.len() > LONGEST_WORD && !is_like_number
}

/// How a text reads that stands without quotes.
pub fn resolve_plain(text: &str, version: YamlVersion) -> Resolved {
    if is_surely_text(text) {
        return Resolved::Str;
    }
    if is_null(text) {
        return Resolved::Null;
    }
    match version {
        YamlVersion::V1_1 => python(text),
        YamlVersion::V1_2 => go(text),
    }
}

/// Whether a plain scalar means "no value". Both tools have the same five spellings.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The implicit resolvers of PyYAML's safe loader.
fn python(text: &str) -> Resolved {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Resolved::Bool(true);
        }
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Resolved::Bool(false);
        }
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Resolved::Str;
    }
    // PyYAML asks in this order: float, int, timestamp.
    python_float(text)
        .or_else(|| python_int(text))
        .or_else(|| python_timestamp(text).then_some(Resolved::Timestamp))
        .unwrap_or(Resolved::Str)
}

fn python_float(text: &str) -> Option<Resolved> {
    let (negative, body) = sign(text);
    match body {
        ".inf" | ".Inf" | ".INF" => {
            let infinity = if negative {
                f64::NEG_INFINITY
            } else {
                f64::INFINITY
            };
            return Some(Resolved::Float(infinity));
        }
        ".nan" | ".NaN" | ".NAN" if body.len() == text.len() => {
            return Some(Resolved::Float(f64::NAN));
        }
        _ => {}
    }
    let (whole, rest) = body.split_once('.')?;
    if whole.contains(':') {
        // Base 60, the last part with a fraction.
        let mut value = sixty(whole, true)?;
        if !rest.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
            return None;
        }
        let fraction: f64 = format!("0.{}0", rest.replace('_', "")).parse().ok()?;
        value += fraction;
        return Some(Resolved::Float(if negative { -value } else { value }));
    }
    let (fraction, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at)?, Some(rest.get(at + 1..)?)),
        None => (rest, None),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    if whole.is_empty() {
        // `.5` takes no sign, `-.5` is a text.
        if body.len() != text.len() || !fraction.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
    } else if !whole.starts_with(|c: char| c.is_ascii_digit()) || !digits(whole) {
        return None;
    }
    if !digits(fraction) {
        return None;
    }
    if let Some(exponent) = exponent {
        // The exponent needs its sign: `1.0e3` is a text.
        let power = exponent.strip_prefix(['+', '-'])?;
        if power.is_empty() || !power.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    let plain = text.replace('_', "");
    plain.parse().ok().map(Resolved::Float)
}

fn python_int(text: &str) -> Option<Resolved> {
    let (negative, body) = sign(text);
    let (digits, radix) = if let Some(digits) = body.strip_prefix("0b") {
        (digits, 2)
    } else if let Some(digits) = body.strip_prefix("0x") {
        (digits, 16)
    } else if body == "0" {
        (body, 10)
    } else if let Some(digits) = body.strip_prefix('0') {
        (digits, 8)
    } else if body.contains(':') {
        let value = sixty(body, false)?;
        return Some(whole_number(negative, value));
    } else if body.starts_with(|c: char| c.is_ascii_digit()) {
        (body, 10)
    } else {
        return None;
    };
    integer(negative, &digits.replace('_', ""), radix)
}

/// Numbers of base 60, such as `22:22`. The whole number form may not begin with a zero.
fn sixty(text: &str, zero_first: bool) -> Option<f64> {
    let mut parts = text.split(':');
    let first = parts.next()?;
    let begins_well = first.starts_with(|c: char| c.is_ascii_digit() && (zero_first || c != '0'));
    if !begins_well || !first.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return None;
    }
    let mut value: f64 = first.replace('_', "").parse().ok()?;
    for part in parts {
        let in_range = match part.as_bytes() {
            [one] => one.is_ascii_digit(),
            [ten, one] => (b'0'..=b'5').contains(ten) && one.is_ascii_digit(),
            _ => false,
        };
        if !in_range {
            return None;
        }
        value = value * 60.0 + part.parse::<f64>().ok()?;
    }
    Some(value)
}

fn python_timestamp(text: &str) -> bool {
    let mut rest = text;
    let long_date = digits(&mut rest, 4, 4)
        && strip(&mut rest, "-")
        && digits(&mut rest, 2, 2)
        && strip(&mut rest, "-")
        && digits(&mut rest, 2, 2)
        && rest.is_empty();
    if long_date {
        return true;
    }
    rest = text;
    let date = digits(&mut rest, 4, 4)
        && strip(&mut rest, "-")
        && digits(&mut rest, 1, 2)
        && strip(&mut rest, "-")
        && digits(&mut rest, 1, 2);
    let separated = date && {
        if strip(&mut rest, "T") || strip(&mut rest, "t") {
            true
        } else {
            let before = rest.len();
            rest = rest.trim_start_matches([' ', '\t']);
            rest.len() < before
        }
    };
    let time = separated
        && digits(&mut rest, 1, 2)
        && strip(&mut rest, ":")
        && digits(&mut rest, 2, 2)
        && strip(&mut rest, ":")
        && digits(&mut rest, 2, 2);
    if !time {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let zone = rest.trim_start_matches([' ', '\t']);
    if rest.is_empty() || zone == "Z" {
        return true;
    }
    let Some(mut zone) = zone.strip_prefix(['+', '-']) else {
        return false;
    };
    digits(&mut zone, 1, 2)
        && (zone.is_empty() || strip(&mut zone, ":") && digits(&mut zone, 2, 2) && zone.is_empty())
}

/// The resolver of Go's yaml package, version 3.
fn go(text: &str) -> Resolved {
    match text {
        "true" | "True" | "TRUE" => return Resolved::Bool(true),
        "false" | "False" | "FALSE" => return Resolved::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Resolved::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        _ => {}
    }
    if text.starts_with('.') {
        return go_float(text).unwrap_or(Resolved::Str);
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-')) {
        return Resolved::Str;
    }
    if go_timestamp(text) {
        return Resolved::Timestamp;
    }
    let plain = text.replace('_', "");
    go_int(&plain)
        .or_else(|| go_float(&plain))
        .unwrap_or(Resolved::Str)
}

/// Base from the prefix, as Go's own integer syntax has it; a leading zero still means octal.
fn go_int(plain: &str) -> Option<Resolved> {
    let (negative, body) = sign(plain);
    let prefix = |text: &str, letter: u8| matches!(text.as_bytes(), [b'0', second, _, ..] if second.eq_ignore_ascii_case(&letter));
    let (digits, radix) = if prefix(body, b'x') {
        (body.get(2..)?, 16)
    } else if prefix(body, b'o') {
        (body.get(2..)?, 8)
    } else if prefix(body, b'b') {
        (body.get(2..)?, 2)
    } else if body.len() > 1 && body.starts_with('0') {
        (body.get(1..)?, 8)
    } else {
        (body, 10)
    };
    match integer(negative, digits, radix)? {
        // Past 64 bits only the decimal form still reads, as a floating number.
        Resolved::Float(value)
            if radix == 10 || (!negative && value < 18_446_744_073_709_551_616.0) =>
        {
            Some(Resolved::Float(value))
        }
        Resolved::Float(_) => None,
        whole => Some(whole),
    }
}

fn go_float(plain: &str) -> Option<Resolved> {
    let (_, body) = sign(plain);
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (body.get(..at)?, Some(body.get(at + 1..)?)),
        None => (body, None),
    };
    if let Some(exponent) = exponent {
        let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if power.is_empty() || !power.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    // Go reports a number that is out of range, and the text stays a text.
    plain
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .map(Resolved::Float)
}

fn go_timestamp(text: &str) -> bool {
    let mut rest = text;
    if !(digits(&mut rest, 4, 4) && strip(&mut rest, "-")) {
        return false;
    }
    let (Some(month), true, Some(day)) =
        (number(&mut rest), strip(&mut rest, "-"), number(&mut rest))
    else {
        return false;
    };
    let year: u32 = text
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or_default();
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return false,
    };
    if day == 0 || day > days {
        return false;
    }
    if rest.is_empty() {
        return true;
    }
    let zoned = strip(&mut rest, "T") || strip(&mut rest, "t");
    if !zoned && !strip(&mut rest, " ") {
        return false;
    }
    let time = number(&mut rest).is_some_and(|hour| hour < 24)
        && strip(&mut rest, ":")
        && number(&mut rest).is_some_and(|minute| minute < 60)
        && strip(&mut rest, ":")
        && number(&mut rest).is_some_and(|second| second < 60);
    if !time {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        let tail = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if tail.len() == fraction.len() {
            return false;
        }
        rest = tail;
    }
    if !zoned {
        return rest.is_empty();
    }
    if rest == "Z" {
        return true;
    }
    (strip(&mut rest, "+") || strip(&mut rest, "-"))
        && digits(&mut rest, 2, 2)
        && strip(&mut rest, ":")
        && digits(&mut rest, 2, 2)
        && rest.is_empty()
}

/// A sign before a number: whether it is a minus, and what follows it.
fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits of one radix; a number that 64 bits cannot hold becomes a [`Resolved::Float`].
fn integer(negative: bool, digits: &str, radix: u32) -> Option<Resolved> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    if let Ok(value) = i128::from_str_radix(digits, radix) {
        let value = if negative { -value } else { value };
        #[expect(
            clippy::cast_precision_loss,
            reason = "the documented rounding of large numbers"
        )]
        return Some(i64::try_from(value).map_or(Resolved::Float(value as f64), Resolved::Int));
    }
    if radix == 10 {
        let value: f64 = digits.parse().ok()?;
        return Some(Resolved::Float(if negative { -value } else { value }));
    }
    let value = digits
        .chars()
        .filter_map(|c| c.to_digit(radix))
        .fold(0.0, |acc, digit| acc * f64::from(radix) + f64::from(digit));
    Some(Resolved::Float(if negative { -value } else { value }))
}

/// A whole number that was computed as a floating one.
fn whole_number(negative: bool, value: f64) -> Resolved {
    let value = if negative { -value } else { value };
    // 2^53: up to here every whole number is exact.
    if value.abs() <= 9_007_199_254_740_992.0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the range is checked above"
        )]
        return Resolved::Int(value as i64);
    }
    Resolved::Float(value)
}

/// Takes between `least` and `most` digits from the front.
fn digits(rest: &mut &str, least: usize, most: usize) -> bool {
    let count = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    match rest.get(count..) {
        Some(tail) if count >= least => {
            *rest = tail;
            true
        }
        _ => false,
    }
}

/// Takes a number of one or two digits from the front.
fn number(rest: &mut &str) -> Option<u32> {
    let before = *rest;
    if !digits(rest, 1, 2) {
        return None;
    }
    before.get(..before.len() - rest.len())?.parse().ok()
}

/// Takes a fixed text from the front.
fn strip(rest: &mut &str, prefix: &str) -> bool {
    match rest.strip_prefix(prefix) {
        Some(tail) => {
            *rest = tail;
            true
        }
        None => false,
    }
}
