//! Colours and underlines under the text field. It looks at one line at a time and need not be right about YAML:
//! what the file means is read elsewhere.

use std::ops::Range;

/// What a piece of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As it is.
    Plain,
    /// A key with its colon.
    Key,
    /// A quoted string.
    Quoted,
    /// A comment.
    Comment,
}

/// A range of bytes to mark, with the class that does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes.
    pub range: Range<usize>,
    /// The class.
    pub class: &'static str,
}

/// A piece of a line that looks the same from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes in the whole text.
    pub range: Range<usize>,
    /// How it looks.
    pub look: Look,
    /// The classes of the marks on it.
    pub marks: Vec<&'static str>,
}

/// Splits the line `line` of a text that begins at `start` where looks or marks change.
pub fn pieces(line: &str, start: usize, separator: char, marks: &[Mark]) -> Vec<Piece> {
    let looks = looks(line, separator);
    let end = start + line.len();
    let mut cuts: Vec<usize> = looks
        .iter()
        .flat_map(|it| [start + it.0.start, start + it.0.end])
        .collect();
    cuts.extend([start, end]);
    let here: Vec<&Mark> = marks
        .iter()
        .filter(|it| it.range.start < end && it.range.end > start)
        .collect();
    cuts.extend(
        here.iter()
            .flat_map(|it| [it.range.start.max(start), it.range.end.min(end)]),
    );
    cuts.retain(|it| line.is_char_boundary(it - start));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|it| {
            let range = it[0]..it[1];
            let holds = |whole: &Range<usize>| whole.start <= range.start && range.end <= whole.end;
            let look = looks
                .iter()
                .find(|it| holds(&(start + it.0.start..start + it.0.end)));
            let marks = here
                .iter()
                .filter(|it| holds(&it.range))
                .map(|it| it.class)
                .collect();
            Piece {
                look: look.map_or(Look::Plain, |it| it.1),
                marks,
                range,
            }
        })
        .collect()
}

fn looks(line: &str, separator: char) -> Vec<(Range<usize>, Look)> {
    let mut res = Vec::new();
    let mut quote: Option<(char, usize)> = None;
    let mut previous = ' ';
    let mut key_start = None;
    let mut has_key = false;
    for (at, it) in line.char_indices() {
        match quote {
            Some((mark, start)) => {
                if it == mark && !(mark == '"' && previous == '\\') {
                    res.push((start..at + it.len_utf8(), Look::Quoted));
                    quote = None;
                }
            }
            None if it == '#' && previous.is_whitespace() => {
                res.push((at..line.len(), Look::Comment));
                return res;
            }
            None => {
                let begins_word = !it.is_whitespace() && previous.is_whitespace();
                if (it == '"' || it == '\'') && !previous.is_alphanumeric() {
                    quote = Some((it, at));
                }
                if key_start.is_none() && begins_word && it != '-' {
                    key_start = Some(at);
                }
                let after = line.get(at + it.len_utf8()..).unwrap_or_default();
                let ends_key =
                    separator == '=' || after.is_empty() || after.starts_with(char::is_whitespace);
                if let (true, false, true, Some(start)) =
                    (it == separator, has_key, ends_key, key_start)
                {
                    has_key = true;
                    res.retain(|it: &(Range<usize>, Look)| it.0.start < start);
                    res.push((start..at + 1, Look::Key));
                }
            }
        }
        previous = it;
    }
    if let Some((_, start)) = quote {
        res.push((start..line.len(), Look::Quoted));
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(line: &str, marks: &[Mark], want: Expect) {
        let text: String = pieces(line, 0, ':', marks)
            .iter()
            .map(|it| {
                format!(
                    "{:?} {:?} {}\n",
                    it.look,
                    &line[it.range.clone()],
                    it.marks.join(" ")
                )
            })
            .collect();
        want.assert_eq(&text);
    }

    #[test]
    fn a_key_a_string_and_a_comment_look_different() {
        check(
            "  - image: \"a # b\" # why",
            &[],
            expect![[r##"
            Plain "  - " 
            Key "image:" 
            Plain " " 
            Quoted "\"a # b\"" 
            Plain " " 
            Comment "# why" 
        "##]],
        );
    }

    #[test]
    fn a_port_mapping_is_no_key() {
        check(
            "- 8000:80",
            &[],
            expect![[r#"
            Plain "- 8000:80" 
        "#]],
        );
    }

    #[test]
    fn a_mark_cuts_a_piece() {
        check(
            "enviroment:",
            &[Mark {
                range: 0..10,
                class: "is-error",
            }],
            expect![[r#"
                Key "enviroment" is-error
                Key ":" 
            "#]],
        );
    }

    #[test]
    fn any_line_is_covered_from_end_to_end() {
        for line in [
            "",
            "'",
            "\"\\",
            "é: 漢 # \u{1F433}",
            ":::",
            "- - a: 'b",
            "#",
            "\t\u{feff}x:",
        ] {
            let mark = Mark {
                range: 1..3,
                class: "m",
            };
            let pieces = pieces(line, 0, ':', &[mark]);
            let text: String = pieces.iter().map(|it| &line[it.range.clone()]).collect();
            assert_eq!(text, line);
        }
    }
}
