//! Durations as the compose tools read them: `1m30s`, `500ms`, `1h`.

/// Nanoseconds of `text`, or `None` if it is no duration.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    if rest == "0" {
        return Some(0);
    }
    let mut res = 0f64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let n_digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, tail) = rest.split_at_checked(n_digits)?;
        let number: f64 = number.parse().ok()?;
        // Longer units first: `ms` begins like `m`.
        let units = [
            ("ms", 1e6),
            ("us", 1e3),
            ("µs", 1e3),
            ("ns", 1.0),
            ("w", 6.048e14),
            ("d", 8.64e13),
            ("h", 3.6e12),
            ("m", 6e10),
            ("s", 1e9),
        ];
        let (unit, factor) = units.into_iter().find(|(unit, _)| tail.starts_with(unit))?;
        res += number * factor;
        rest = tail.get(unit.len()..)?;
    }
    Some(res as i64)
}

#[cfg(test)]
mod tests {
    #[test]
    fn units_add_up() {
        assert_eq!(super::parse("1m30s"), Some(90_000_000_000));
        assert_eq!(super::parse("500ms"), Some(500_000_000));
        assert_eq!(super::parse("1.5s"), Some(1_500_000_000));
        for it in ["", "5", "s", "1x", "é"] {
            assert_eq!(super::parse(it), None, "{it}");
        }
    }
}
