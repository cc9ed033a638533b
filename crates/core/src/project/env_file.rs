//! Env files: `.env` and those that `env_file` names.

use std::collections::BTreeMap;
use text_size::{TextRange, TextSize};

/// One statement of an env file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvFileEntry {
    /// Name.
    pub name: String,
    /// Value; `None` for a name alone.
    pub value: Option<String>,
    /// The text.
    pub range: TextRange,
}

/// Reads an env file: its statements in order, and the lines that are none.
///
/// The rules are python-dotenv's, as docker-compose 1.29 uses it: blanks around `=` do not count, quotes are removed,
/// double quotes know `\n` and the like, an unquoted value ends before ` #`, and `${NAME}` stands for an earlier name of
/// the file or, first, for one of `variables`.
pub fn parse_env_file(
    text: &str,
    variables: &BTreeMap<String, String>,
) -> (Vec<EnvFileEntry>, Vec<TextRange>) {
    let mut entries: Vec<EnvFileEntry> = Vec::new();
    let mut bad_lines = Vec::new();
    let mut earlier: BTreeMap<String, String> = BTreeMap::new();
    let mut reader = Reader { text, at: 0 };
    reader.skip("\u{feff}");
    while reader.at < text.len() {
        reader.skip_blanks_and_lines();
        let start = reader.at;
        if reader.rest().is_empty() {
            break;
        }
        if reader.rest().starts_with('#') {
            reader.skip_line();
            continue;
        }
        match reader.statement() {
            Some((name, value, is_literal)) => {
                let value = value.map(|it| {
                    if is_literal {
                        it
                    } else {
                        expand(&it, variables, &earlier)
                    }
                });
                if let Some(value) = &value {
                    earlier.insert(name.clone(), value.clone());
                }
                entries.push(EnvFileEntry {
                    name,
                    value,
                    range: range(start, reader.at),
                });
            }
            None => {
                reader.at = start;
                reader.skip_line();
                bad_lines.push(range(start, reader.at));
            }
        }
        reader.skip_line();
    }
    (entries, bad_lines)
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(
        TextSize::new(start as u32),
        TextSize::new(end.max(start) as u32),
    )
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|it| !accepts(it)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.take_while(|it| it == ' ' || it == '\t');
    }

    fn skip_blanks_and_lines(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn skip_line(&mut self) {
        self.take_while(|it| it != '\n' && it != '\r');
    }

    /// A name and its value. `None` if the line is no statement.
    fn statement(&mut self) -> Option<(String, Option<String>, bool)> {
        if self.rest().starts_with("export ") || self.rest().starts_with("export\t") {
            self.at += "export".len();
            self.skip_blanks();
        }
        let name = if self.skip("'") {
            let name = self.take_while(|it| it != '\'' && it != '\n').to_owned();
            self.skip("'").then_some(name)?
        } else {
            self.take_while(|it| !matches!(it, '=' | '#' | '\n' | '\r') && !it.is_whitespace())
                .to_owned()
        };
        if name.is_empty() {
            return None;
        }
        self.skip_blanks();
        if !self.skip("=") {
            return self.ends_statement().then_some((name, None, true));
        }
        self.skip_blanks();
        let (value, is_literal) = if self.skip("'") {
            (self.quoted('\'')?, true)
        } else if self.skip("\"") {
            (self.quoted('"')?, false)
        } else {
            let line = self.take_while(|it| it != '\n' && it != '\r');
            let comment = line.char_indices().find(|&(at, it)| {
                it == '#' && (at == 0 || line.get(..at).is_some_and(|it| it.ends_with([' ', '\t'])))
            });
            let value = comment
                .map_or(Some(line), |(at, _)| line.get(..at))
                .unwrap_or_default();
            return Some((name, Some(value.trim_end().to_owned()), false));
        };
        self.skip_blanks();
        self.ends_statement()
            .then_some((name, Some(value), is_literal))
    }

    fn ends_statement(&self) -> bool {
        self.rest().is_empty() || self.rest().starts_with(['\n', '\r', '#'])
    }

    /// The rest of a quoted value, which may span lines.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut res = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((at, it)) = chars.next() {
            if it == quote {
                self.at += at + 1;
                return Some(res);
            }
            if it != '\\' {
                res.push(it);
                continue;
            }
            let (_, escaped) = chars.next()?;
            match (quote, escaped) {
                ('"', 'n') => res.push('\n'),
                ('"', 't') => res.push('\t'),
                ('"', 'r') => res.push('\r'),
                ('"', '"' | '\\' | '\'') | ('\'', '\'' | '\\') => res.push(escaped),
                _ => res.extend(['\\', escaped]),
            }
        }
        None
    }
}

/// `${NAME}` and `${NAME:-default}`; a bare `$NAME` stays.
fn expand(
    value: &str,
    variables: &BTreeMap<String, String>,
    earlier: &BTreeMap<String, String>,
) -> String {
    let mut res = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, tail)) = rest.split_once("${") {
        res.push_str(before);
        let Some((inside, after)) = tail.split_once('}') else {
            res.push_str("${");
            rest = tail;
            continue;
        };
        let (name, default) = inside.split_once(":-").unwrap_or((inside, ""));
        let known = variables
            .get(name)
            .or_else(|| earlier.get(name))
            .map(String::as_str);
        res.push_str(known.unwrap_or(default));
        rest = after;
    }
    res.push_str(rest);
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, want: Expect) {
        let (entries, bad) = parse_env_file(
            text,
            &BTreeMap::from([("SHELL_VAR".to_owned(), "s".to_owned())]),
        );
        let lines = entries.iter().map(|it| match &it.value {
            Some(value) => format!("{}={value:?}\n", it.name),
            None => format!("{}\n", it.name),
        });
        let bad = bad
            .iter()
            .map(|it| format!("not a statement: {:?}\n", &text[*it]));
        want.assert_eq(&lines.chain(bad).collect::<String>());
    }

    #[test]
    fn quotes_comments_and_blanks() {
        check(
            "A=1\nB = spaced  \n# note\nexport C='x \\n $A' # c\nD=\"two\\nlines\"\nE=a#b # c\nF=\nG\n",
            expect![[r#"
            A="1"
            B="spaced"
            C="x \\n $A"
            D="two\nlines"
            E="a#b"
            F=""
            G
        "#]],
        );
    }

    #[test]
    fn names_in_braces_are_replaced_and_bare_ones_stay() {
        check(
            "A=1\nB=${A}-${NONE:-d}-$A-${SHELL_VAR}\nC='${A}'\n",
            expect![[r#"
            A="1"
            B="1-d-$A-s"
            C="${A}"
        "#]],
        );
    }

    #[test]
    fn a_line_that_is_no_statement_is_told_and_skipped() {
        check(
            "A=1\nno statement here\n=x\nB=\"open\nC=2",
            expect![[r#"
            A="1"
            C="2"
            not a statement: "no statement here"
            not a statement: "=x"
            not a statement: "B=\"open"
        "#]],
        );
    }

    #[test]
    fn crlf_and_a_byte_order_mark_do_not_show() {
        check(
            "\u{feff}A=1\r\nB=2\r\n",
            expect![[r#"
            A="1"
            B="2"
        "#]],
        );
    }
}
