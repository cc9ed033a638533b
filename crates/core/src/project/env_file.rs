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

/// Reads an env file: its statements in order, and the lines that are none, each with its number.
///
/// The rules are python-dotenv's, as docker-compose 1.29 uses it: blanks around `=` do not count, quotes are removed,
/// double quotes know `\n` and the like, an unquoted value ends before ` #`, and `${NAME}` stands for an earlier name of
/// the file or else for one of `variables`, between quotes of both kinds, too.
///
/// Source: `parser.py` and `variables.py` of python-dotenv.
pub fn parse_env_file(
    text: &str,
    variables: &BTreeMap<String, String>,
) -> (Vec<EnvFileEntry>, Vec<(TextRange, usize)>) {
    let mut entries: Vec<EnvFileEntry> = Vec::new();
    let mut bad_lines = Vec::new();
    let mut earlier: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut reader = Reader { text, at: 0 };
    reader.skip("\u{feff}");
    let mut line = Lines::default();
    while reader.at < text.len() {
        // The tool counts the empty lines before a statement to it.
        let number = line.number(text, reader.at);
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
            Some((name, value)) => {
                let value = value.map(|it| expand(&it, variables, &earlier));
                earlier.insert(name.clone(), value.clone());
                entries.push(EnvFileEntry {
                    name,
                    value,
                    range: range(start, reader.at),
                });
            }
            None => {
                reader.skip_line();
                bad_lines.push((range(start, reader.at), number));
            }
        }
        reader.skip_line();
        reader.skip_line_end();
    }
    (entries, bad_lines)
}

/// Counts lines on the way through a text.
struct Lines {
    at: usize,
    number: usize,
}

impl Default for Lines {
    fn default() -> Lines {
        Lines { at: 0, number: 1 }
    }
}

impl Lines {
    fn number(&mut self, text: &str, at: usize) -> usize {
        let passed = text.get(self.at..at).unwrap_or_default();
        self.number += passed.matches('\n').count();
        self.at = at;
        self.number
    }
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
        self.take_while(is_blank);
    }

    fn skip_blanks_and_lines(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn skip_line(&mut self) {
        self.take_while(|it| it != '\n' && it != '\r');
    }

    fn skip_line_end(&mut self) {
        if !self.skip("\r\n") && !self.skip("\n") {
            self.skip("\r");
        }
    }

    /// A name and its value. `None` if the line is no statement; reading then goes on where it became none.
    fn statement(&mut self) -> Option<(String, Option<String>)> {
        let rest = self.rest().strip_prefix("export");
        if rest.is_some_and(|it| it.starts_with(is_blank)) {
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
            return self.ends_statement().then_some((name, None));
        }
        self.skip_blanks();
        let value = match self.rest().chars().next() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => {
                let line = self.take_while(|it| it != '\n' && it != '\r');
                return Some((name, Some(without_comment(line).to_owned())));
            }
        };
        self.skip_blanks();
        self.ends_statement().then_some((name, Some(value)))
    }

    fn ends_statement(&self) -> bool {
        self.rest().is_empty() || self.rest().starts_with(['\n', '\r', '#'])
    }

    /// A quoted value, which may span lines.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let rest = self.rest();
        let body = rest.get(1..)?;
        let is_escaped = |at: &usize| body.get(..*at).is_some_and(|it| it.ends_with('\\'));
        let mut quotes = body.match_indices(quote).map(|(at, _)| at);
        // Without a quote that ends it, the last one that is escaped does.
        let end = quotes
            .clone()
            .find(|it| !is_escaped(it))
            .or_else(|| quotes.next_back())?;
        self.at += end + 2;
        Some(unescape(body.get(..end)?, quote))
    }
}

/// A blank that ends no line.
fn is_blank(it: char) -> bool {
    it.is_whitespace() && it != '\n' && it != '\r'
}

/// A `#` after a blank begins a comment.
fn without_comment(line: &str) -> &str {
    let comment = line.char_indices().find(|&(at, it)| {
        let before = line.get(..at).unwrap_or_default();
        it == '#' && before.ends_with(char::is_whitespace)
    });
    let value = comment.and_then(|(at, _)| line.get(..at)).unwrap_or(line);
    value.trim_end()
}

fn unescape(text: &str, quote: char) -> String {
    let mut res = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(it) = chars.next() {
        let escaped = match (it, quote, chars.peek()) {
            ('\\', _, Some('\\')) => Some('\\'),
            ('\\', _, Some('\'')) => Some('\''),
            ('\\', '"', Some(next)) => match next {
                '"' => Some('"'),
                'a' => Some('\u{7}'),
                'b' => Some('\u{8}'),
                'f' => Some('\u{c}'),
                'n' => Some('\n'),
                'r' => Some('\r'),
                't' => Some('\t'),
                'v' => Some('\u{b}'),
                _ => None,
            },
            _ => None,
        };
        if escaped.is_some() {
            chars.next();
        }
        res.push(escaped.unwrap_or(it));
    }
    res
}

/// `${NAME}` and `${NAME:-default}`; a bare `$NAME` stays.
fn expand(
    value: &str,
    variables: &BTreeMap<String, String>,
    earlier: &BTreeMap<String, Option<String>>,
) -> String {
    let mut res = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, tail)) = rest.split_once("${") {
        res.push_str(before);
        let form = tail.split_once('}').and_then(|(inside, after)| {
            let (name, default) = match inside.split_once(':') {
                Some((name, default)) => (name, default.strip_prefix('-')?),
                None => (inside, ""),
            };
            Some((name, default, after))
        });
        let Some((name, default, after)) = form else {
            res.push_str("${");
            rest = tail;
            continue;
        };
        match (earlier.get(name), variables.get(name)) {
            (Some(known), _) => res.push_str(known.as_deref().unwrap_or_default()),
            (None, Some(known)) => res.push_str(known),
            (None, None) => res.push_str(default),
        }
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
            .map(|(it, number)| format!("{number} is no statement: {:?}\n", &text[*it]));
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
                C="1"
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
                2 is no statement: "no statement here"
                3 is no statement: "=x"
                4 is no statement: "B=\"open"
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
