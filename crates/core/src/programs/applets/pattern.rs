//! Regular expressions of the kind people type.

/// A regular expression of the kind people type: `^ $ . * [..] \| |` and text. Anything else is text.
pub(super) struct Pattern {
    alternatives: Vec<Vec<Piece>>,
    ignores_case: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Start,
    End,
    One(Class),
    Many(Class),
    AtLeastOne(Class),
    Maybe(Class),
}

#[derive(Clone, Debug, PartialEq)]
enum Class {
    Any,
    Char(char),
    Set(Vec<(char, char)>, bool),
}

impl Pattern {
    pub fn new(text: &str, is_fixed: bool, ignores_case: bool) -> Pattern {
        let text = if ignores_case {
            text.to_lowercase()
        } else {
            text.to_owned()
        };
        let alternatives = if is_fixed {
            vec![text.chars().map(|it| Piece::One(Class::Char(it))).collect()]
        } else {
            text.replace("\\|", "|").split('|').map(pieces).collect()
        };
        Pattern {
            alternatives,
            ignores_case,
        }
    }

    pub fn is_in(&self, line: &str) -> bool {
        let line = self.folded(line);
        self.alternatives.iter().any(|pieces| {
            (0..=line.len()).any(|start| matches_at(pieces, &line, start, &mut 0).is_some())
        })
    }

    pub fn matches_whole(&self, word: &str) -> bool {
        let word = self.folded(word);
        self.alternatives
            .iter()
            .any(|pieces| matches_at(pieces, &word, 0, &mut 0) == Some(word.len()))
    }

    /// Where it first matches, as places of characters.
    pub fn find(&self, line: &[char], from: usize) -> Option<(usize, usize)> {
        let folded = self.folded(&line.iter().collect::<String>());
        (from..=folded.len()).find_map(|start| {
            self.alternatives
                .iter()
                .filter_map(|pieces| matches_at(pieces, &folded, start, &mut 0))
                .max()
                .map(|end| (start, end))
        })
    }

    fn folded(&self, line: &str) -> Vec<char> {
        if self.ignores_case {
            line.to_lowercase().chars().collect()
        } else {
            line.chars().collect()
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut res: Vec<Piece> = Vec::new();
    let mut place = 0;
    while let Some(&it) = chars.get(place) {
        place += 1;
        match it {
            '^' if res.is_empty() => res.push(Piece::Start),
            '$' if place == chars.len() => res.push(Piece::End),
            '*' | '+' | '?' if matches!(res.last(), Some(Piece::One(_))) => {
                if let Some(Piece::One(class)) = res.pop() {
                    res.push(match it {
                        '*' => Piece::Many(class),
                        '+' => Piece::AtLeastOne(class),
                        _ => Piece::Maybe(class),
                    });
                }
            }
            '.' => res.push(Piece::One(Class::Any)),
            '[' => {
                let is_not = chars.get(place) == Some(&'^');
                place += usize::from(is_not);
                let mut set = Vec::new();
                while let Some(&it) = chars.get(place).filter(|it| **it != ']' || set.is_empty()) {
                    let last = chars.get(place + 2).copied().filter(|it| *it != ']');
                    match (chars.get(place + 1), last) {
                        (Some('-'), Some(last)) => {
                            set.push((it, last));
                            place += 3;
                        }
                        _ => {
                            set.push((it, it));
                            place += 1;
                        }
                    }
                }
                place += 1;
                res.push(Piece::One(Class::Set(set, is_not)));
            }
            '\\' => {
                let next = chars.get(place).copied().unwrap_or('\\');
                place += 1;
                res.push(Piece::One(Class::Char(next)));
            }
            it => res.push(Piece::One(Class::Char(it))),
        }
    }
    res
}

impl Class {
    fn has(&self, it: char) -> bool {
        match self {
            Class::Any => true,
            Class::Char(wanted) => *wanted == it,
            Class::Set(set, is_not) => {
                set.iter()
                    .any(|(first, last)| (*first..=*last).contains(&it))
                    != *is_not
            }
        }
    }
}

/// Where a match that begins at `start` ends. `n_tries` bounds the search.
fn matches_at(pieces: &[Piece], line: &[char], start: usize, n_tries: &mut usize) -> Option<usize> {
    *n_tries += 1;
    if *n_tries > 10_000 {
        return None;
    }
    let Some((piece, rest)) = pieces.split_first() else {
        return Some(start);
    };
    let fits = |class: &Class, at: usize| line.get(at).is_some_and(|it| class.has(*it));
    match piece {
        Piece::Start => (start == 0).then(|| matches_at(rest, line, start, n_tries))?,
        Piece::End => (start == line.len()).then(|| matches_at(rest, line, start, n_tries))?,
        Piece::One(class) => {
            fits(class, start).then(|| matches_at(rest, line, start + 1, n_tries))?
        }
        Piece::Many(class) | Piece::AtLeastOne(class) | Piece::Maybe(class) => {
            let least = usize::from(matches!(piece, Piece::AtLeastOne(_)));
            let most = if matches!(piece, Piece::Maybe(_)) {
                1
            } else {
                usize::MAX
            };
            let mut n = 0;
            while n < most && fits(class, start + n) {
                n += 1;
            }
            loop {
                if n < least {
                    return None;
                }
                if let Some(end) = matches_at(rest, line, start + n, n_tries) {
                    return Some(end);
                }
                n = n.checked_sub(1)?;
            }
        }
    }
}
