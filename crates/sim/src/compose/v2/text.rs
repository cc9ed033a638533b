//! Words and tables as the tool, its client library and Go write them.

use crate::docker::human_ago;
use linkyard_core::world::Time;

/// Text in quotes with Go's escapes.
pub(super) fn quoted(text: &str) -> String {
    let mut res = String::with_capacity(text.len() + 2);
    res.push('"');
    for letter in text.chars() {
        match letter {
            '"' => res.push_str("\\\""),
            '\\' => res.push_str("\\\\"),
            '\n' => res.push_str("\\n"),
            '\r' => res.push_str("\\r"),
            '\t' => res.push_str("\\t"),
            it if it.is_control() => res.push_str(&format!("\\x{:02x}", u32::from(it))),
            it => res.push(it),
        }
    }
    res.push('"');
    res
}

/// Cuts a text that is longer than `most` letters.
pub(super) fn ellipsis(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// How long ago a moment was.
pub(super) fn ago(now: Time, then: Time) -> String {
    human_ago(whole_seconds(now, then))
}

/// The span between now and the second in which something happened: engines tell that second only.
fn whole_seconds(now: Time, then: Time) -> u64 {
    now.since(Time(then.0 / 1_000 * 1_000))
}

/// Sizes as go-units writes them, three digits.
pub(super) fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes as f64;
    let mut units = UNITS.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    while value >= 1_000.0 {
        let Some(next) = units.next() else { break };
        value /= 1_000.0;
        unit = next;
    }
    format!("{}{unit}", three_digits(value))
}

/// Go's `%.3g` of numbers below a million.
fn three_digits(value: f64) -> String {
    let decimals = match value {
        it if it >= 100.0 => 0,
        it if it >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Rows in columns that are as wide as their widest cell and `padding` spaces more, and at least `min` wide. The last
/// cell of a row ends it.
///
/// Source: Go's `text/tabwriter`.
pub(super) fn columns(rows: &[Vec<String>], min: usize, padding: usize) -> String {
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter(|row| column + 1 < row.len())
            .filter_map(|row| row.get(column))
            .map(|it| it.chars().count() + padding)
            .max()
            .unwrap_or(0)
            .max(min)
    };
    let widths: Vec<usize> = (0..n).map(width).collect();
    let mut res = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            res.push_str(cell);
            if column + 1 < row.len() {
                let wide = widths.get(column).copied().unwrap_or(0);
                let gap = wide.saturating_sub(cell.chars().count());
                res.extend(std::iter::repeat_n(' ', gap));
            }
        }
        res.push('\n');
    }
    res
}
