//! Programs that read text and write text.

use super::{Invocation, Surroundings};
use crate::programs::shell::{Call, Ran};
use crate::world::{ProgramStep, Stream};
use std::collections::BTreeMap;

pub(super) fn run(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Option<Ran> {
    Some(match it.name {
        "cat" => cat(it, host),
        "echo" => echo(it),
        "printf" => printf(it),
        "grep" | "egrep" | "fgrep" => grep(it, host),
        "head" => head(it, host),
        "tail" => tail(it, host),
        "sort" => sort(it, host),
        "uniq" => uniq(it, host),
        "wc" => wc(it, host),
        "cut" => cut(it, host),
        "tr" => tr(it),
        "sed" => sed(it, host),
        "tee" => tee(it, host),
        "tac" => lines_of(it, host, |mut it| {
            it.reverse();
            it
        }),
        "rev" => lines_of(it, host, |it| {
            it.iter().map(|it| it.chars().rev().collect()).collect()
        }),
        "seq" => seq(it),
        "yes" => yes(it),
        "xargs" => xargs(it, host),
        "awk" => awk(it, host),
        _ => return None,
    })
}

/// The text of the files that are named, or of standard input; with what is said of missing ones.
fn input(it: &Invocation<'_>, paths: &[&str], host: &dyn Surroundings) -> (String, String) {
    if paths.is_empty() {
        return (it.call.stdin.unwrap_or_default().to_owned(), String::new());
    }
    let (mut text, mut missing) = (String::new(), String::new());
    for path in paths {
        match host.read_file(path) {
            _ if *path == "-" => text.push_str(it.call.stdin.unwrap_or_default()),
            Some(found) => text.push_str(&found),
            None if host.list(path).is_some() => {
                missing.push_str(&format!("{}: read error: Is a directory\n", it.name));
            }
            None => missing.push_str(&format!(
                "{}: can't open '{path}': No such file or directory\n",
                it.name
            )),
        }
    }
    (text, missing)
}

fn with_missing(mut ran: Ran, missing: String) -> Ran {
    if !missing.is_empty() {
        ran.write(Stream::Err, missing);
        ran.code = 1;
    }
    ran
}

/// A program without input that reads a keyboard: it waits for ever.
fn waits(it: &Invocation<'_>, paths: &[&str]) -> bool {
    paths.is_empty() && it.call.stdin.is_none()
}

fn endless() -> Ran {
    Ran {
        steps: vec![ProgramStep::SleepForever],
        code: 0,
    }
}

fn cat(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let paths = it.plain(&[]);
    if waits(it, &paths) {
        return endless();
    }
    let (text, missing) = input(it, &paths, host);
    with_missing(Ran::out(text), missing)
}

fn echo(it: &Invocation<'_>) -> Ran {
    let mut words = it.words;
    let (mut line_feed, mut escapes) = (true, false);
    while let Some((first, rest)) = words.split_first() {
        let is_flag = first.len() > 1
            && first.starts_with('-')
            && first
                .chars()
                .skip(1)
                .all(|it| matches!(it, 'n' | 'e' | 'E'));
        if !is_flag {
            break;
        }
        line_feed &= !first.contains('n');
        escapes |= first.contains('e');
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        text = unescaped(&text);
    }
    if line_feed {
        text.push('\n');
    }
    Ran::out(text)
}

fn unescaped(text: &str) -> String {
    let mut res = String::new();
    let mut chars = text.chars();
    while let Some(it) = chars.next() {
        if it != '\\' {
            res.push(it);
            continue;
        }
        match chars.next() {
            Some('n') => res.push('\n'),
            Some('t') => res.push('\t'),
            Some('r') => res.push('\r'),
            Some('0') => res.push('\0'),
            Some('\\') => res.push('\\'),
            Some(other) => {
                res.push('\\');
                res.push(other);
            }
            None => res.push('\\'),
        }
    }
    res
}

fn printf(it: &Invocation<'_>) -> Ran {
    let Some((format, arguments)) = it.words.split_first() else {
        return Ran::err(1, "printf: usage: printf FORMAT [ARG]...\n");
    };
    let format = unescaped(format);
    let mut arguments = arguments.iter();
    let mut res = String::new();
    // The format is used again until every argument was used.
    for _ in 0..1_000 {
        let before = arguments.len();
        let mut chars = format.chars();
        while let Some(it) = chars.next() {
            if it != '%' {
                res.push(it);
                continue;
            }
            let mut width = String::new();
            let mut kind = chars.next();
            while let Some(it) = kind.filter(|it| it.is_ascii_digit() || matches!(it, '-' | '.')) {
                width.push(it);
                kind = chars.next();
            }
            let text = match kind {
                Some('%') => "%".to_owned(),
                Some('d' | 'i' | 'u') => {
                    let value = arguments
                        .next()
                        .map_or(0, |it| it.parse::<i64>().unwrap_or(0));
                    value.to_string()
                }
                Some(_) => arguments.next().cloned().unwrap_or_default(),
                None => break,
            };
            let n: usize = width
                .trim_start_matches('-')
                .parse()
                .unwrap_or(0)
                .min(1_000);
            if width.starts_with('-') {
                res.push_str(&format!("{text:n$}"));
            } else {
                res.push_str(&format!("{text:>n$}"));
            }
        }
        if arguments.len() == 0 || arguments.len() == before {
            break;
        }
    }
    Ran::out(res)
}

fn grep(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let mut plain = it.plain(&["-e", "-A", "-B", "-C", "-m"]);
    let pattern = match it.value("-e") {
        Some(it) => it.to_owned(),
        None if plain.is_empty() => return Ran::err(2, "grep: no pattern\n"),
        None => plain.remove(0).to_owned(),
    };
    let ignores_case = it.has('i');
    let pattern = Pattern::new(&pattern, it.name == "fgrep" || it.has('F'), ignores_case);
    if waits(it, &plain) {
        return endless();
    }
    let (text, missing) = input(it, &plain, host);
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let is_match = if it.has('w') || it.has('x') {
            let words: Vec<&str> = if it.has('x') {
                vec![line]
            } else {
                line.split(|it: char| !it.is_alphanumeric() && it != '_')
                    .collect()
            };
            words.iter().any(|it| pattern.matches_whole(it))
        } else {
            pattern.is_in(line)
        };
        if is_match != it.has('v') {
            found.push(if it.has('n') {
                format!("{}:{line}\n", index + 1)
            } else {
                format!("{line}\n")
            });
        }
    }
    let code = i64::from(found.is_empty());
    let mut res = if it.has('q') {
        Ran::code(code)
    } else if it.has('c') {
        Ran::out(format!("{}\n", found.len()))
    } else {
        Ran::out(found.concat())
    };
    res.code = code;
    if !missing.is_empty() {
        res.write(Stream::Err, missing);
        res.code = 2;
    }
    res
}

/// A regular expression of the kind people type: `^ $ . * [..] \| |` and text. Anything else is text.
struct Pattern {
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
    fn new(text: &str, is_fixed: bool, ignores_case: bool) -> Pattern {
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

    fn is_in(&self, line: &str) -> bool {
        let line = self.folded(line);
        self.alternatives.iter().any(|pieces| {
            (0..=line.len()).any(|start| matches_at(pieces, &line, start, &mut 0).is_some())
        })
    }

    fn matches_whole(&self, word: &str) -> bool {
        let word = self.folded(word);
        self.alternatives
            .iter()
            .any(|pieces| matches_at(pieces, &word, 0, &mut 0) == Some(word.len()))
    }

    /// Where it first matches, as places of characters.
    fn find(&self, line: &[char], from: usize) -> Option<(usize, usize)> {
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

/// `-n 3`, `-3`; the usual number is 10.
fn line_count(it: &Invocation<'_>) -> usize {
    let short = it
        .words
        .iter()
        .filter_map(|it| it.strip_prefix('-'))
        .find_map(|it| it.parse().ok());
    it.value("-n")
        .and_then(|it| it.parse().ok())
        .or(short)
        .unwrap_or(10)
}

fn head(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let paths = it.plain(&["-n", "-c"]);
    if waits(it, &paths) {
        return endless();
    }
    let (text, missing) = input(it, &paths, host);
    let kept = text
        .split_inclusive('\n')
        .take(line_count(it))
        .collect::<String>();
    with_missing(Ran::out(kept), missing)
}

fn tail(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let paths = it.plain(&["-n", "-c"]);
    if waits(it, &paths) {
        return endless();
    }
    let (text, missing) = input(it, &paths, host);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let skipped = lines.len().saturating_sub(line_count(it));
    let kept: String = lines.into_iter().skip(skipped).collect();
    let mut res = with_missing(Ran::out(kept), missing);
    if it.has('f') || it.has('F') {
        res.steps.push(ProgramStep::SleepForever);
    }
    res
}

/// A program that does something with lines.
fn lines_of(
    it: &Invocation<'_>,
    host: &mut dyn Surroundings,
    act: impl FnOnce(Vec<String>) -> Vec<String>,
) -> Ran {
    let paths = it.plain(&["-k", "-t"]);
    if waits(it, &paths) {
        return endless();
    }
    let (text, missing) = input(it, &paths, host);
    let lines = act(text.lines().map(str::to_owned).collect());
    let text = lines.iter().map(|it| format!("{it}\n")).collect::<String>();
    with_missing(Ran::out(text), missing)
}

fn sort(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let (numbers, unique, backwards) = (it.has('n'), it.has('u'), it.has('r'));
    let column: Option<usize> = it
        .value("-k")
        .and_then(|it| it.split([',', '.']).next()?.parse().ok());
    lines_of(it, host, |mut lines| {
        let key = |line: &String| match column {
            Some(n) => line
                .split_ascii_whitespace()
                .nth(n.saturating_sub(1))
                .unwrap_or_default()
                .to_owned(),
            None => line.clone(),
        };
        let number = |text: &str| -> i64 {
            let digits: String = text
                .trim()
                .chars()
                .take_while(|it| it.is_ascii_digit() || *it == '-')
                .collect();
            digits.parse().unwrap_or(0)
        };
        lines.sort_by(|a, b| {
            let (ka, kb) = (key(a), key(b));
            let order = if numbers {
                number(&ka).cmp(&number(&kb))
            } else {
                ka.cmp(&kb)
            };
            order.then_with(|| a.cmp(b))
        });
        if backwards {
            lines.reverse();
        }
        if unique {
            lines.dedup();
        }
        lines
    })
}

fn uniq(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let counts = it.has('c');
    lines_of(it, host, |lines| {
        let mut runs: Vec<(usize, String)> = Vec::new();
        for line in lines {
            match runs.last_mut() {
                Some((n, last)) if *last == line => *n += 1,
                _ => runs.push((1, line)),
            }
        }
        runs.into_iter()
            .map(|(n, line)| {
                if counts {
                    format!("{n:>7} {line}")
                } else {
                    line
                }
            })
            .collect()
    })
}

fn wc(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let paths = it.plain(&[]);
    if waits(it, &paths) {
        return endless();
    }
    let (text, missing) = input(it, &paths, host);
    let counts = [
        ('l', text.matches('\n').count()),
        ('w', text.split_ascii_whitespace().count()),
        ('c', text.len()),
    ];
    let chosen: Vec<usize> = counts
        .iter()
        .filter(|(letter, _)| it.has(*letter))
        .map(|it| it.1)
        .collect();
    let line = match chosen.as_slice() {
        [one] => one.to_string(),
        [] => counts
            .iter()
            .map(|it| format!("{:>9}", it.1))
            .collect::<Vec<_>>()
            .join(" "),
        some => some
            .iter()
            .map(|it| format!("{it:>9}"))
            .collect::<Vec<_>>()
            .join(" "),
    };
    let name = paths.first().map(|it| format!(" {it}")).unwrap_or_default();
    with_missing(Ran::out(format!("{line}{name}\n")), missing)
}

fn cut(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let separator = it
        .value("-d")
        .and_then(|it| it.chars().next())
        .unwrap_or('\t');
    let wanted = ranges(it.value("-f").or(it.value("-c")).unwrap_or_default());
    let by_char = it.value("-f").is_none();
    let paths = it.plain(&["-d", "-f", "-c"]);
    if waits(it, &paths) {
        return endless();
    }
    let (text, missing) = input(it, &paths, host);
    let has = |n: usize| {
        wanted
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&n))
    };
    let lines = text.lines().map(|line| {
        if by_char {
            let kept = line.chars().enumerate().filter(|(index, _)| has(index + 1));
            return kept.map(|it| it.1).chain(['\n']).collect::<String>();
        }
        if !line.contains(separator) {
            return format!("{line}\n");
        }
        let kept: Vec<&str> = line
            .split(separator)
            .enumerate()
            .filter(|(index, _)| has(index + 1))
            .map(|it| it.1)
            .collect();
        format!("{}\n", kept.join(&separator.to_string()))
    });
    with_missing(Ran::out(lines.collect::<String>()), missing)
}

/// `1,3-5,7-`.
fn ranges(text: &str) -> Vec<(usize, usize)> {
    text.split(',')
        .filter_map(|it| match it.split_once('-') {
            Some((first, last)) => Some((
                first.parse().unwrap_or(1),
                last.parse().unwrap_or(usize::MAX),
            )),
            None => it.parse().ok().map(|it| (it, it)),
        })
        .collect()
}

fn tr(it: &Invocation<'_>) -> Ran {
    let sets: Vec<Vec<char>> = it.plain(&[]).iter().map(|it| char_set(it)).collect();
    let Some(text) = it.call.stdin else {
        return endless();
    };
    let from = sets.first().cloned().unwrap_or_default();
    let (deletes, squeezes) = (it.has('d'), it.has('s'));
    let mut res = String::new();
    for it in text.chars() {
        let place = from.iter().position(|from| *from == it);
        let out = match (place, sets.get(1)) {
            (Some(_), _) if deletes => continue,
            (Some(place), Some(to)) => to.get(place).or(to.last()).copied().unwrap_or(it),
            _ => it,
        };
        if squeezes && place.is_some() && res.ends_with(out) {
            continue;
        }
        res.push(out);
    }
    Ran::out(res)
}

fn char_set(text: &str) -> Vec<char> {
    let chars: Vec<char> = unescaped(text).chars().collect();
    let mut res = Vec::new();
    let mut place = 0;
    while let Some(&it) = chars.get(place) {
        match (chars.get(place + 1), chars.get(place + 2)) {
            (Some('-'), Some(&last)) => {
                res.extend(it..=last);
                place += 3;
            }
            _ => {
                res.push(it);
                place += 1;
            }
        }
    }
    res
}

fn sed(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let mut plain = it.plain(&["-e"]);
    let script = match it.value("-e") {
        Some(it) => it.to_owned(),
        None if plain.is_empty() => return Ran::err(1, "sed: no script\n"),
        None => plain.remove(0).to_owned(),
    };
    let mut chars = script.chars();
    let (Some('s'), Some(separator)) = (chars.next(), chars.next()) else {
        return Ran::err(1, "linkyard: of sed only s/…/…/ is simulated\n");
    };
    let rest: String = chars.collect();
    let parts: Vec<&str> = rest.split(separator).collect();
    let [pattern, replacement, flags] = parts.as_slice() else {
        return Ran::err(1, "linkyard: of sed only s/…/…/ is simulated\n");
    };
    let pattern = Pattern::new(pattern, false, flags.contains('i'));
    let is_global = flags.contains('g');
    let (text, missing) = input(it, &plain, host);
    let mut res = String::new();
    for line in text.lines() {
        let chars: Vec<char> = line.chars().collect();
        let mut place = 0;
        while let Some((start, end)) = pattern.find(&chars, place) {
            res.extend(chars.get(place..start).unwrap_or_default());
            let found: String = chars.get(start..end).unwrap_or_default().iter().collect();
            res.push_str(&replacement.replace('&', &found));
            place = end;
            if end == start {
                res.extend(chars.get(place));
                place += 1;
            }
            if !is_global || place > chars.len() {
                break;
            }
        }
        res.extend(chars.get(place..).unwrap_or_default());
        res.push('\n');
    }
    with_missing(Ran::out(res), missing)
}

fn tee(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let text = it.call.stdin.unwrap_or_default().to_owned();
    let mut res = Ran::out(text.clone());
    for path in it.plain(&[]) {
        if let Err(why) = host.write_file(path, &text, it.has('a')) {
            res.write(Stream::Err, format!("tee: {why}\n"));
            res.code = 1;
        }
    }
    res
}

fn seq(it: &Invocation<'_>) -> Ran {
    let numbers: Vec<i64> = it.words.iter().filter_map(|it| it.parse().ok()).collect();
    let (first, step, last) = match numbers.as_slice() {
        [last] => (1, 1, *last),
        [first, last] => (*first, 1, *last),
        [first, step, last] if *step != 0 => (*first, *step, *last),
        _ => return Ran::err(1, "seq: usage: seq [FIRST [INC]] LAST\n"),
    };
    let mut res = String::new();
    let mut n = first;
    for _ in 0..100_000 {
        if (step > 0 && n > last) || (step < 0 && n < last) {
            break;
        }
        res.push_str(&format!("{n}\n"));
        n = n.saturating_add(step);
    }
    Ran::out(res)
}

fn yes(it: &Invocation<'_>) -> Ran {
    let word = if it.words.is_empty() {
        "y".to_owned()
    } else {
        it.words.join(" ")
    };
    let mut res = Ran::out(format!("{word}\n").repeat(100));
    res.steps.push(ProgramStep::SleepForever);
    res
}

fn xargs(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let mut words = it.words;
    let mut at_once = usize::MAX;
    let mut skips_empty = false;
    while let Some((first, rest)) = words.split_first() {
        if first == "-n" {
            at_once = rest.first().and_then(|it| it.parse().ok()).unwrap_or(1);
            words = rest.get(1..).unwrap_or_default();
        } else if first == "-r" || first == "--no-run-if-empty" {
            skips_empty = true;
            words = rest;
        } else if first == "-I" {
            return Ran::err(1, "linkyard: xargs -I is not simulated\n");
        } else {
            break;
        }
    }
    let given: Vec<String> = it
        .call
        .stdin
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(str::to_owned)
        .collect();
    if given.is_empty() && skips_empty {
        return Ran::code(0);
    }
    let command: Vec<String> = if words.is_empty() {
        vec!["echo".to_owned()]
    } else {
        words.to_vec()
    };
    let mut res = Ran::default();
    let chunks: Vec<&[String]> = if given.is_empty() {
        vec![&[]]
    } else {
        given.chunks(at_once.clamp(1, given.len())).collect()
    };
    for chunk in chunks {
        let argv: Vec<String> = command.iter().chain(chunk).cloned().collect();
        let ran = host.run(&Call {
            argv: &argv,
            stdin: Some(""),
            env: it.call.env,
        });
        res.steps.extend(ran.steps);
        if ran.code != 0 {
            res.code = 123;
        }
    }
    res
}

/// `awk '{print $1}'` and its like.
fn awk(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let mut plain = it.plain(&["-F"]);
    if plain.is_empty() {
        return Ran::err(1, "awk: no program\n");
    }
    let program = plain.remove(0);
    let body = program
        .trim()
        .strip_prefix('{')
        .and_then(|it| it.strip_suffix('}'))
        .map(str::trim)
        .and_then(|it| it.strip_prefix("print"));
    let Some(body) = body else {
        return Ran::err(1, "linkyard: of awk only {print …} is simulated\n");
    };
    let separator = it.value("-F");
    let (text, missing) = input(it, &plain, host);
    let mut res = String::new();
    for line in text.lines() {
        let fields: Vec<&str> = match separator {
            Some(it) if !it.is_empty() => line.split(it).collect(),
            _ => line.split_ascii_whitespace().collect(),
        };
        let values: BTreeMap<&str, String> = BTreeMap::from([
            ("$0", line.to_owned()),
            ("NF", fields.len().to_string()),
            ("$NF", fields.last().copied().unwrap_or_default().to_owned()),
        ]);
        let parts: Vec<String> = body
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(|part| match (values.get(part), part.strip_prefix('$')) {
                (Some(it), _) => it.clone(),
                (None, Some(n)) => n
                    .parse::<usize>()
                    .ok()
                    .and_then(|n| fields.get(n.checked_sub(1)?))
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
                (None, None) => part.trim_matches('"').to_owned(),
            })
            .collect();
        let shown = if parts.is_empty() {
            line.to_owned()
        } else {
            parts.join(" ")
        };
        res.push_str(&format!("{shown}\n"));
    }
    with_missing(Ran::out(res), missing)
}
