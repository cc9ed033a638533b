//! Env files as Compose 2 reads them.
//!
//! Source: `dotenv` of compose-go 2.9.1. It stops at the first line that it cannot read; here reading goes on after it.

use crate::interpolate::{self, Note};
use crate::text::{TextRange, TextSize};
use std::collections::BTreeMap;

/// One variable.
pub(crate) struct Assignment {
    pub(crate) name: String,
    /// `None` for a name alone that nobody knows.
    pub(crate) value: Option<String>,
    pub(crate) range: TextRange,
}

/// A line that is no statement, and the tool's words for it.
pub(crate) struct BadLine {
    pub(crate) range: TextRange,
    pub(crate) said: String,
}

/// Reads `text`; `known` are the variables that stand over those of the file, `before` those of the files before it.
pub(crate) fn parse(
    text: &str,
    known: &BTreeMap<String, String>,
    before: BTreeMap<String, String>,
) -> (Vec<Assignment>, Vec<BadLine>) {
    let mut earlier = before;
    earlier.extend(known.clone());
    let mut reader = Reader {
        text,
        at: 0,
        known,
        earlier,
    };
    let mut res = Vec::new();
    let mut bad = Vec::new();
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    while reader.skip_to_statement() {
        let start = reader.at;
        match reader.statement() {
            Ok((name, value)) => {
                if let Some(value) = &value
                    && !known.contains_key(&name)
                {
                    reader.earlier.insert(name.clone(), value.clone());
                }
                res.push(Assignment {
                    name,
                    value,
                    range: range(start, reader.at),
                });
            }
            Err(why) => {
                let said = match why {
                    Why::Form(why) => {
                        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
                        format!("line {line}: {why}")
                    }
                    // The tool looks for the end of a quote in all of the file.
                    Why::OpenQuote(why) => {
                        format!("line {}: {why}", text.matches('\n').count() + 1)
                    }
                    Why::Value(why) => why,
                };
                reader.at = start;
                reader.skip_line();
                bad.push(BadLine {
                    range: range(start, reader.at),
                    said,
                });
            }
        }
    }
    (res, bad)
}

/// Reads `text` in the format `raw`: everything after the first `=` is the value.
pub(crate) fn parse_raw(text: &str) -> Vec<Assignment> {
    let mut at = 0;
    let mut res = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let (name, value) = match line.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (line, None),
        };
        res.push(Assignment {
            name: name.trim().to_owned(),
            value,
            range: range(start, start + line.len()),
        });
    }
    res
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(
        TextSize::new(start as u32),
        TextSize::new(end.max(start) as u32),
    )
}

/// A blank that does not end a line.
fn is_blank(it: char) -> bool {
    matches!(
        it,
        '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}'
    )
}

/// Why a statement cannot be read.
enum Why {
    Form(String),
    OpenQuote(String),
    /// A variable of its value.
    Value(String),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    known: &'a BTreeMap<String, String>,
    /// The known ones over those of the file so far.
    earlier: BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_while(&mut self, accepts: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|it| !accepts(it)).unwrap_or(rest.len());
    }

    fn skip_line(&mut self) {
        self.skip_while(|it| it != '\n');
    }

    /// Whether there is another statement.
    fn skip_to_statement(&mut self) -> bool {
        loop {
            self.skip_while(char::is_whitespace);
            if !self.rest().starts_with('#') {
                return !self.rest().is_empty();
            }
            self.skip_line();
        }
    }

    fn statement(&mut self) -> Result<(String, Option<String>), Why> {
        if let Some(rest) = self.rest().strip_prefix("export")
            && rest.starts_with(char::is_whitespace)
        {
            self.at += "export".len();
            self.skip_while(is_blank);
        }
        let rest = self.rest();
        let mut end = None;
        for (at, it) in rest.char_indices() {
            match it {
                it if is_blank(it) => {}
                '=' | ':' | '\n' => {
                    end = Some((at, it));
                    break;
                }
                '_' | '.' | '-' | '[' | ']' => {}
                it if it.is_alphabetic() || it.is_numeric() => {}
                it => {
                    let line = rest.lines().next().unwrap_or_default();
                    return Err(Why::Form(format!(
                        "unexpected character \"{}\" in variable name {line:?}",
                        it.escape_debug()
                    )));
                }
            }
        }
        let Some((end, separator)) = end else {
            // A name that ends the file without a line end is the value of an empty one to the tool.
            let value = self.value()?;
            return Ok((String::new(), Some(value)));
        };
        let name = rest.get(..end).unwrap_or_default().trim_end().to_owned();
        if name.contains(' ') {
            return Err(Why::Form("key cannot contain a space".to_owned()));
        }
        self.at += end;
        if separator == '\n' {
            let value = self.known.get(&name).cloned();
            return Ok((name, value));
        }
        self.at += 1;
        self.skip_while(is_blank);
        let value = self.value()?;
        Ok((name, Some(value)))
    }

    fn value(&mut self) -> Result<String, Why> {
        let rest = self.rest();
        let quote = match rest.chars().next() {
            Some(it @ ('"' | '\'')) => it,
            _ => {
                let line = rest.split('\n').next().unwrap_or_default();
                self.at += line.len();
                let value = line.split(" #").next().unwrap_or_default().trim_end();
                return self.expand(value);
            }
        };
        let mut value = String::new();
        let mut is_escaped = false;
        for (at, it) in rest.char_indices().skip(1) {
            if it == quote && !is_escaped {
                self.at += at + 1;
                return if quote == '"' {
                    self.expand(&unescape(&value))
                } else {
                    Ok(value)
                };
            }
            if it == '\\' && !is_escaped {
                is_escaped = true;
                continue;
            }
            if is_escaped && it != quote {
                value.push('\\');
            }
            is_escaped = false;
            value.push(it);
        }
        let line = rest.split('\n').next().unwrap_or_default();
        Err(Why::OpenQuote(format!("unterminated quoted value {line}")))
    }

    fn expand(&self, value: &str) -> Result<String, Why> {
        if !value.contains('$') {
            return Ok(value.to_owned());
        }
        let (res, notes) = interpolate::substitute(value, &self.earlier);
        for note in notes {
            match note {
                Note::Unset(_) => {}
                Note::Missing { .. } | Note::BadForm => {
                    return Err(Why::Value(note.go_text(value)));
                }
            }
        }
        Ok(res)
    }
}

/// `\n` and the like; `\$` becomes the `$$` of interpolation.
fn unescape(text: &str) -> String {
    let mut res = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(it) = chars.next() {
        if it != '\\' {
            res.push(it);
            continue;
        }
        let Some(next) = chars.next() else {
            res.push('\\');
            break;
        };
        match next {
            'a' => res.push('\u{7}'),
            'b' => res.push('\u{8}'),
            'f' => res.push('\u{c}'),
            'n' => res.push('\n'),
            'r' => res.push('\r'),
            't' => res.push('\t'),
            'v' => res.push('\u{b}'),
            '$' => res.push_str("$$"),
            '"' | '\\' => res.push(next),
            '0' => {
                let mut digits = String::new();
                while digits.len() < 3
                    && let Some(it) = chars.next_if(char::is_ascii_digit)
                {
                    digits.push(it);
                }
                let code = u32::from_str_radix(&digits, 8).ok();
                match code
                    .filter(|it| digits.len() == 3 && *it < 256)
                    .and_then(char::from_u32)
                {
                    Some(it) => res.push(it),
                    None => {
                        res.push_str("\\0");
                        res.push_str(&digits);
                    }
                }
            }
            other => res.extend(['\\', other]),
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, want: Expect) {
        let known = BTreeMap::from([("SHELL_VAR".to_owned(), "s".to_owned())]);
        let (entries, bad) = parse(text, &known, BTreeMap::new());
        let entries = entries.iter().map(|it| match &it.value {
            Some(value) => format!("{}={value:?}\n", it.name),
            None => format!("{}\n", it.name),
        });
        let bad = bad.iter().map(|it| format!("{}\n", it.said));
        want.assert_eq(&entries.chain(bad).collect::<String>());
    }

    #[test]
    fn quotes_escapes_and_comments() {
        check(
            "A=1 # c\nB: yaml\nexport C='$A \\n'\nD=\"two\\nlines $A \\$A\"\nE=a#b\nF=\nSHELL_VAR\nNOBODY\n",
            expect![[r#"
                A="1"
                B="yaml"
                C="$A \\n"
                D="two\nlines 1 $A"
                E="a#b"
                F=""
                SHELL_VAR="s"
                NOBODY
            "#]],
        );
    }

    #[test]
    fn bare_names_and_those_in_braces_are_replaced() {
        check(
            "A=1\nB=$A-${NO:-d}-${SHELL_VAR}\n",
            expect![[r#"
                A="1"
                B="1-d-s"
            "#]],
        );
    }

    #[test]
    fn lines_that_stop_the_tool() {
        check(
            "A B=1\nC\"=2\nD=\"open\nE=1\n",
            expect![[r#"
                E="1"
                line 1: key cannot contain a space
                line 2: unexpected character "\"" in variable name "C\"=2"
                line 5: unterminated quoted value "open
            "#]],
        );
    }
}
