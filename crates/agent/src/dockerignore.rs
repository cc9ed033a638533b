//! The rules of `.dockerignore`: which files of a build context are not sent to the engine.
//!
//! They are not those of `.gitignore`: a pattern without a slash matches at the top only, the last pattern that matches
//! decides, and `!` brings a file back even from an excluded folder. Source: the pattern matcher of the engine's client.

/// The patterns of a `.dockerignore`, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    keeps: bool,
    pattern: Vec<Token>,
    /// How many path segments the pattern has.
    n_segments: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// This character.
    Literal(char),
    /// `?`: one character that is no slash.
    One,
    /// `*`: any characters but slashes.
    Many,
    /// `**/`, and `**` before other text: nothing, or anything that ends in a slash.
    Folders,
    /// `**` at the end: anything.
    Rest,
    /// `[a-z]`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Ignore {
    /// Reads the text of a `.dockerignore`.
    ///
    /// # Errors
    /// A sentence that names the line with a pattern that cannot be understood.
    pub fn parse(text: &str) -> Result<Ignore, String> {
        let mut rules = Vec::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let line = line.trim();
            let (keeps, written) = match line.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, line),
            };
            if written.is_empty() {
                if keeps {
                    return Err(format!("line {}: `!` needs a pattern", index + 1));
                }
                continue;
            }
            let clean = clean_path(written);
            let pattern = tokens(&clean)
                .ok_or_else(|| format!("line {}: `{line}` has a `[` without its `]`", index + 1))?;
            rules.push(Rule {
                keeps,
                pattern,
                n_segments: clean.split('/').count(),
            });
        }
        Ok(Ignore { rules })
    }

    /// Whether the file or folder at `path` is left out. `path` is relative to the context, with `/` between its parts.
    pub fn excludes(&self, path: &str) -> bool {
        let parents: Vec<&str> = path
            .match_indices('/')
            .filter_map(|(at, _)| path.get(..at))
            .collect();
        let mut excluded = false;
        for rule in &self.rules {
            // A rule that cannot change the verdict is not tried.
            if rule.keeps == excluded && rule.matches(path, &parents) {
                excluded = !rule.keeps;
            }
        }
        excluded
    }

    /// Whether some pattern could bring back a file of an excluded folder, so that the folder must be walked all the same.
    pub fn has_exceptions(&self) -> bool {
        self.rules.iter().any(|it| it.keeps)
    }

    /// Takes files back in by one more pattern, as the client does for the Dockerfile.
    pub fn keep(&mut self, path: &str) {
        let pattern = path.chars().map(Token::Literal).collect();
        self.rules.push(Rule {
            keeps: true,
            pattern,
            n_segments: path.split('/').count(),
        });
    }
}

impl Rule {
    /// A pattern matches a path by itself, or by a folder that the path lies in.
    fn matches(&self, path: &str, parents: &[&str]) -> bool {
        is_match(&self.pattern, path)
            || parents.iter().any(|it| {
                (self.is_deep() || it.split('/').count() == self.n_segments)
                    && is_match(&self.pattern, it)
            })
    }

    /// Whether it can match at any depth.
    fn is_deep(&self) -> bool {
        self.pattern
            .iter()
            .any(|it| matches!(it, Token::Folders | Token::Rest))
    }
}

/// Takes `.`, `..` and doubled slashes out, as Go's `filepath.Clean` does, and the slash at either end.
fn clean_path(written: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|it| *it != "..") => {
                parts.pop();
            }
            ".." if written.starts_with('/') => {}
            other => parts.push(other),
        }
    }
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// Splits a pattern, or `None` if a class is not closed.
fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let mut res = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(it) = rest.next() {
        res.push(match it {
            '*' if rest.next_if_eq(&'*').is_some() => {
                rest.next_if_eq(&'/');
                if rest.peek().is_none() {
                    Token::Rest
                } else {
                    Token::Folders
                }
            }
            '*' => Token::Many,
            '?' => Token::One,
            '\\' => Token::Literal(rest.next().unwrap_or('\\')),
            '[' => {
                let negated = rest.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                loop {
                    let first = match rest.next()? {
                        ']' if !ranges.is_empty() => break,
                        '\\' => rest.next()?,
                        other => other,
                    };
                    let last = if rest.next_if_eq(&'-').is_some() {
                        match rest.next()? {
                            '\\' => rest.next()?,
                            other => other,
                        }
                    } else {
                        first
                    };
                    ranges.push((first, last));
                }
                Token::Class { negated, ranges }
            }
            other => Token::Literal(other),
        });
    }
    Some(res)
}

/// Runs all readings of the pattern side by side, so that no pattern takes long.
fn is_match(pattern: &[Token], path: &str) -> bool {
    // `places[n]`: the text read so far can be the first n tokens.
    let mut places = vec![false; pattern.len() + 1];
    // `inside[n]`: token n is a `**/` that has begun and not yet met its slash.
    let mut inside = vec![false; pattern.len() + 1];
    if let Some(first) = places.first_mut() {
        *first = true;
    }
    skip_optional(pattern, &mut places);
    for it in path.chars() {
        let mut next = vec![false; places.len()];
        let mut next_inside = vec![false; places.len()];
        for (index, token) in pattern.iter().enumerate() {
            let is_here = places.get(index) == Some(&true);
            let is_inside = inside.get(index) == Some(&true);
            let (stays, goes_on) = match token {
                Token::Literal(wanted) => (false, is_here && *wanted == it),
                Token::One => (false, is_here && it != '/'),
                Token::Many => (is_here && it != '/', false),
                Token::Rest => (is_here, false),
                Token::Class { negated, ranges } => {
                    let is_in = ranges
                        .iter()
                        .any(|(first, last)| (*first..=*last).contains(&it));
                    (false, is_here && is_in != *negated)
                }
                Token::Folders => {
                    if is_here || is_inside {
                        set(&mut next_inside, index);
                    }
                    (false, (is_here || is_inside) && it == '/')
                }
            };
            if stays {
                set(&mut next, index);
            }
            if goes_on {
                set(&mut next, index + 1);
            }
        }
        places = next;
        inside = next_inside;
        skip_optional(pattern, &mut places);
    }
    places.last() == Some(&true)
}

/// Tokens that may stand for nothing are passed over.
fn skip_optional(pattern: &[Token], places: &mut [bool]) {
    for (index, token) in pattern.iter().enumerate() {
        if places.get(index) == Some(&true)
            && matches!(token, Token::Many | Token::Folders | Token::Rest)
        {
            set(places, index + 1);
        }
    }
}

fn set(places: &mut [bool], index: usize) {
    if let Some(it) = places.get_mut(index) {
        *it = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// `files` are paths, one a word; the answer marks those that are left out.
    fn check(ignore: &str, files: &str, want: Expect) {
        let text = match Ignore::parse(ignore) {
            Ok(ignore) => files
                .split_whitespace()
                .map(|it| format!("{} {it}\n", if ignore.excludes(it) { "out" } else { " in" }))
                .collect(),
            Err(err) => format!("{err}\n"),
        };
        want.assert_eq(&text);
    }

    #[test]
    fn a_pattern_without_a_slash_matches_at_the_top_only() {
        check(
            "*.log\nnode_modules",
            "a.log sub/a.log node_modules node_modules/x/y sub/node_modules",
            expect![[r#"
            out a.log
             in sub/a.log
            out node_modules
            out node_modules/x/y
             in sub/node_modules
        "#]],
        );
    }

    #[test]
    fn two_stars_match_at_any_depth() {
        check(
            "**/*.log\nbuild/**\n**/tmp",
            "a.log x/y/a.log build build/x/y tmp x/tmp/z xtmp",
            expect![[r#"
            out a.log
            out x/y/a.log
             in build
            out build/x/y
            out tmp
            out x/tmp/z
             in xtmp
        "#]],
        );
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        check(
            "docs\n!docs/keep.md\ndocs/*.tmp\n*\n!app.py",
            "docs/a docs/keep.md app.py other",
            expect![[r#"
            out docs/a
            out docs/keep.md
             in app.py
            out other
        "#]],
        );
        check(
            "docs\n!docs/keep.md",
            "docs docs/a docs/keep.md",
            expect![[r#"
            out docs
            out docs/a
             in docs/keep.md
        "#]],
        );
    }

    #[test]
    fn comments_blanks_and_unclean_paths_are_read_as_the_client_reads_them() {
        check(
            "\u{feff}# a comment\n\n  /spaced/  \n./dot//x\n a/../b\n #kept",
            "spaced/x dot/x b a #kept",
            expect![[r##"
            out spaced/x
            out dot/x
            out b
             in a
            out #kept
        "##]],
        );
    }

    #[test]
    fn single_characters_classes_and_escapes() {
        check(
            "?.txt\n[a-c]x\n[^a]y\n\\*z",
            "a.txt ab.txt bx dx by ay *z az",
            expect![[r#"
            out a.txt
             in ab.txt
            out bx
             in dx
            out by
             in ay
            out *z
             in az
        "#]],
        );
    }

    #[test]
    fn a_broken_pattern_is_named() {
        check(
            "ok\n[a",
            "",
            expect![[r#"
            line 2: `[a` has a `[` without its `]`
        "#]],
        );
        check(
            "!",
            "",
            expect![[r#"
            line 1: `!` needs a pattern
        "#]],
        );
    }

    #[test]
    fn many_stars_are_still_quick() {
        let ignore = Ignore::parse(&format!("{}z", "**/*a".repeat(30))).unwrap();
        assert!(!ignore.excludes(&"a/".repeat(500)));
    }
}
