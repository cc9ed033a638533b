//! A command line in words.
//!
//! Source: `Parse` of go-shellwords 1.0.12, without variables and backticks. It is no shell: what follows `&&`, `|` and
//! the like is left out.

/// Reads the words of `line`, or nothing where quotes or brackets do not close.
pub(super) fn parse(line: &str) -> Option<Vec<String>> {
    let mut res = Vec::new();
    let mut word = String::new();
    let (mut is_escaped, mut is_double, mut is_single) = (false, false, false);
    let (mut is_backquoted, mut is_in_brackets) = (false, false);
    // A word may be empty, in quotes.
    let mut has_word = false;
    for it in line.chars() {
        if is_escaped {
            word.push(it);
            is_escaped = false;
            has_word = true;
            continue;
        }
        match it {
            '\\' => {
                if is_single {
                    word.push(it);
                } else {
                    is_escaped = true;
                }
                continue;
            }
            ' ' | '\t' | '\r' | '\n' => {
                if is_single || is_double || is_backquoted || is_in_brackets {
                    word.push(it);
                } else if has_word {
                    res.push(std::mem::take(&mut word));
                    has_word = false;
                }
                continue;
            }
            '`' if !is_single && !is_double && !is_in_brackets => is_backquoted = !is_backquoted,
            ')' if !is_single && !is_double && !is_backquoted => is_in_brackets = !is_in_brackets,
            '(' if !is_single && !is_double && !is_backquoted => {
                if is_in_brackets || !word.ends_with('$') {
                    return None;
                }
                is_in_brackets = true;
                word.push(it);
                continue;
            }
            '"' if !is_single && !is_in_brackets => {
                has_word |= is_double;
                is_double = !is_double;
                continue;
            }
            '\'' if !is_double && !is_in_brackets => {
                has_word |= is_single;
                is_single = !is_single;
                continue;
            }
            ';' | '&' | '|' | '<' | '>'
                if !(is_single || is_double || is_backquoted || is_in_brackets) =>
            {
                // The number before `>` belongs to it.
                if it == '>' && word.starts_with(|it: char| it.is_ascii_digit()) {
                    has_word = false;
                }
                break;
            }
            _ => {}
        }
        has_word = true;
        word.push(it);
    }
    if has_word {
        res.push(word);
    }
    let is_open = is_escaped || is_double || is_single || is_backquoted || is_in_brackets;
    (!is_open).then_some(res)
}

#[cfg(test)]
mod tests {
    fn check(line: &str, want: Option<&[&str]>) {
        let got = super::parse(line);
        let got = got
            .as_ref()
            .map(|it| it.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(got.as_deref(), want, "{line}");
    }

    #[test]
    fn quotes_and_backslashes() {
        check(
            r#"a 'b c' "d e"f g\ h '' i"#,
            Some(&["a", "b c", "d ef", "g h", "", "i"]),
        );
        check(r#""a\"b" 'c\d'"#, Some(&["a\"b", r"c\d"]));
        check("a 'b", None);
        check("a\\", None);
    }

    #[test]
    fn what_a_shell_would_run_next_is_left_out() {
        check("a && b", Some(&["a"]));
        check("a 2>&1", Some(&["a"]));
        check("a '&&' b", Some(&["a", "&&", "b"]));
    }

    #[test]
    fn brackets_stand_after_a_dollar_only() {
        check("a $(b c) d", Some(&["a", "$(b c)", "d"]));
        check("a (b)", None);
        check("a b)", None);
        check("a `b c`", Some(&["a", "`b c`"]));
    }
}
