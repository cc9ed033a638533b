//! Programs that take lines apart, and make lists of words.

use super::pattern::Pattern;
use super::text::{endless, input, unescaped, waits, with_missing};
use super::{Invocation, Surroundings};
use crate::programs::shell::{Call, Ran};
use crate::world::ProgramStep;
use std::collections::BTreeMap;

pub(super) fn run(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Option<Ran> {
    Some(match it.name {
        "cut" => cut(it, host),
        "tr" => tr(it),
        "sed" => sed(it, host),
        "seq" => seq(it),
        "yes" => yes(it),
        "xargs" => xargs(it, host),
        "awk" => awk(it, host),
        _ => return None,
    })
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
