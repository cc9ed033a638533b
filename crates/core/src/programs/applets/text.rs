//! Programs that read text and write text.

use super::pattern::Pattern;
use super::{Invocation, Surroundings};
use crate::programs::shell::Ran;
use crate::world::{ProgramStep, Stream};

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
        "tee" => tee(it, host),
        "tac" => lines_of(it, host, |mut it| {
            it.reverse();
            it
        }),
        "rev" => lines_of(it, host, |it| {
            it.iter().map(|it| it.chars().rev().collect()).collect()
        }),
        _ => return None,
    })
}

/// The text of the files that are named, or of standard input; with what is said of missing ones.
pub(super) fn input(
    it: &Invocation<'_>,
    paths: &[&str],
    host: &dyn Surroundings,
) -> (String, String) {
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

pub(super) fn with_missing(mut ran: Ran, missing: String) -> Ran {
    if !missing.is_empty() {
        ran.write(Stream::Err, missing);
        ran.code = 1;
    }
    ran
}

/// A program without input that reads a keyboard: it waits for ever.
pub(super) fn waits(it: &Invocation<'_>, paths: &[&str]) -> bool {
    paths.is_empty() && it.call.stdin.is_none()
}

pub(super) fn endless() -> Ran {
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

pub(super) fn unescaped(text: &str) -> String {
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
