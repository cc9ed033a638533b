//! Reading the words of a command by its own help, as docopt does: the tool's help is its grammar.
//!
//! Source: docopt.py 0.6.2. Options end at the first word that is none.

use std::collections::BTreeMap;

/// What stands behind the options of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Positional {
    /// At least so many words.
    pub least: usize,
    /// At most so many words; `None` is no limit.
    pub most: Option<usize>,
    /// Whether a `--` before them is taken away.
    pub takes_dashes: bool,
}

/// The words of a command, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Args {
    values: BTreeMap<String, Vec<String>>,
    /// Words behind the options.
    pub words: Vec<String>,
}

/// Why words are not a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// `-h` or `--help` is among them.
    Help,
    /// `--version` is among them.
    Version,
    /// They do not fit the help.
    Usage,
}

/// An option of a help text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OptionOf {
    short: Option<String>,
    long: Option<String>,
    takes_value: bool,
    default: Option<String>,
    is_list: bool,
}

impl OptionOf {
    /// The name under which its value is found: `--long`, else `-s`.
    fn name(&self) -> &str {
        let name = self.long.as_deref().or(self.short.as_deref());
        name.unwrap_or_default()
    }
}

impl Args {
    /// Whether a switch is on, or an option has a value.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The value of an option, or its default.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    /// The values of an option that may stand several times.
    pub fn list(&self, name: &str) -> &[String] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Turns a switch on.
    pub fn set(&mut self, name: &str) {
        self.values.insert(name.to_owned(), vec![String::new()]);
    }

    /// The first word.
    pub fn word(&self) -> &str {
        self.words.first().map(String::as_str).unwrap_or_default()
    }
}

/// Reads `words` by the options of `help`.
///
/// # Errors
/// Help is wanted, or the words do not fit.
pub(super) fn parse(help: &str, positional: Positional, words: &[String]) -> Result<Args, Refusal> {
    let options = options_of(help);
    let mut res = Args::default();
    let mut is_help_wanted = false;
    let mut is_version_wanted = false;
    let mut is_wrong = false;
    let mut rest = words.iter();
    let mut given: Vec<(OptionOf, String)> = Vec::new();
    while let Some(word) = rest.as_slice().first() {
        if word == "--" || word == "-" || !word.starts_with('-') {
            break;
        }
        rest.next();
        if word.starts_with("--") {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            if name == "--help" {
                is_help_wanted = true;
                continue;
            }
            let long = |it: &&OptionOf| it.long.as_deref() == Some(name);
            let begins = |it: &&OptionOf| it.long.as_ref().is_some_and(|it| it.starts_with(name));
            let mut similar: Vec<&OptionOf> = options.iter().filter(long).collect();
            if similar.is_empty() {
                similar = options.iter().filter(begins).collect();
            }
            let [option] = similar.as_slice() else {
                is_wrong = true;
                if similar.is_empty() {
                    continue;
                }
                return Err(Refusal::Usage);
            };
            let value = match (option.takes_value, value) {
                (true, Some(value)) => value,
                (true, None) => rest.next().ok_or(Refusal::Usage)?.clone(),
                (false, Some(_)) => return Err(Refusal::Usage),
                (false, None) => String::new(),
            };
            is_version_wanted |= option.name() == "--version";
            given.push(((*option).clone(), value));
        } else {
            let mut left = word.trim_start_matches('-');
            while let Some(letter) = left.chars().next() {
                left = left.strip_prefix(letter).unwrap_or_default();
                let name = format!("-{letter}");
                let known = options
                    .iter()
                    .find(|it| it.short.as_deref() == Some(name.as_str()));
                let Some(option) = known else {
                    is_help_wanted |= letter == 'h';
                    is_wrong = true;
                    continue;
                };
                let value = if !option.takes_value {
                    String::new()
                } else if left.is_empty() {
                    rest.next().ok_or(Refusal::Usage)?.clone()
                } else {
                    std::mem::take(&mut left).to_owned()
                };
                is_version_wanted |= option.name() == "--version";
                given.push((option.clone(), value));
            }
        }
    }
    if is_help_wanted {
        return Err(Refusal::Help);
    }
    if is_version_wanted {
        return Err(Refusal::Version);
    }
    for (option, value) in given {
        let values = res.values.entry(option.name().to_owned()).or_default();
        is_wrong |= !values.is_empty() && !option.is_list;
        values.push(value);
    }
    for option in &options {
        if let Some(default) = &option.default {
            let values = res.values.entry(option.name().to_owned()).or_default();
            if values.is_empty() {
                values.push(default.clone());
            }
        }
    }
    res.words = rest.cloned().collect();
    if positional.takes_dashes && res.word() == "--" {
        res.words.remove(0);
    }
    let n_words = res.words.len();
    is_wrong |= n_words < positional.least || positional.most.is_some_and(|it| n_words > it);
    if is_wrong {
        return Err(Refusal::Usage);
    }
    Ok(res)
}

/// The options that a help text describes: lines that begin with a dash. Those that the usage repeats are lists.
fn options_of(help: &str) -> Vec<OptionOf> {
    let usage: String = help
        .split("sage:")
        .nth(1)
        .and_then(|it| it.split("\n\n").next())
        .unwrap_or_default()
        .to_owned();
    let mut res: Vec<OptionOf> = Vec::new();
    for line in help.lines() {
        let text = line.trim_start();
        let is_option = text.starts_with('-') && !text.starts_with("- ") && line != text;
        if !is_option {
            // A default may stand on the second line of a description.
            if let (Some(last), Some(default)) = (res.last_mut(), default_of(text)) {
                last.default = last.takes_value.then_some(default);
            }
            continue;
        }
        let (names, description) = text.split_once("  ").unwrap_or((text, ""));
        let mut option = OptionOf::default();
        for part in names.replace([',', '='], " ").split_whitespace() {
            if part.starts_with("--") {
                option.long = Some(part.to_owned());
            } else if part.starts_with('-') {
                option.short = Some(part.to_owned());
            } else {
                option.takes_value = true;
            }
        }
        if option.takes_value {
            option.default = default_of(description);
        }
        let repeated = |name: &Option<String>| {
            let Some(name) = name else { return false };
            let opening = format!("[{name} ");
            let mut parts = usage.split(opening.as_str()).skip(1);
            parts.any(|it| it.split(']').next().is_some_and(|it| it.ends_with("...")))
        };
        option.is_list = repeated(&option.long) || repeated(&option.short);
        res.push(option);
    }
    res
}

/// `[default: X]`.
fn default_of(text: &str) -> Option<String> {
    let rest = text.split("[default: ").nth(1)?;
    Some(rest.split(']').next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(help: &str, least: usize, line: &str, expected: Expect) {
        let words = shlex::split(line).unwrap();
        let positional = Positional {
            least,
            most: None,
            takes_dashes: true,
        };
        let text = match parse(help, positional, &words) {
            Ok(it) => format!("{:?} {:?}", it.values, it.words),
            Err(it) => format!("{it:?}"),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn options_are_read_in_every_form() {
        let up = include_str!("help/up.txt");
        check(
            up,
            0,
            "-dt3 --scale a=2 --scale=b=1 web -d",
            expect![[
                r#"{"--detach": [""], "--scale": ["a=2", "b=1"], "--timeout": ["3"]} ["web", "-d"]"#
            ]],
        );
        check(
            up,
            0,
            "--force -V -- -x",
            expect![[r#"{"--force-recreate": [""], "--renew-anon-volumes": [""]} ["-x"]"#]],
        );
        let run = include_str!("help/run.txt");
        check(
            run,
            1,
            "-e A=1 -eB=2 -p 80:80 --rm -T web env -x",
            expect![[
                r#"{"--publish": ["80:80"], "--rm": [""], "-T": [""], "-e": ["A=1", "B=2"]} ["web", "env", "-x"]"#
            ]],
        );
        let port = include_str!("help/port.txt");
        check(
            port,
            2,
            "web 80",
            expect![[r#"{"--index": ["1"], "--protocol": ["tcp"]} ["web", "80"]"#]],
        );
        check(
            port,
            2,
            "--index 2 web 80",
            expect![[r#"{"--index": ["2"], "--protocol": ["tcp"]} ["web", "80"]"#]],
        );
    }

    #[test]
    fn what_does_not_fit_is_told_from_a_wish_for_help() {
        let up = include_str!("help/up.txt");
        check(up, 0, "--foo", expect!["Usage"]);
        check(up, 0, "--no-", expect!["Usage"]);
        check(up, 0, "-d -d", expect!["Usage"]);
        check(up, 0, "-t", expect!["Usage"]);
        check(up, 0, "-dh web", expect!["Help"]);
        check(up, 0, "web --help", expect![[r#"{} ["web", "--help"]"#]]);
        check(up, 0, "--detach=1", expect!["Usage"]);
        check(include_str!("help/run.txt"), 1, "--rm", expect!["Usage"]);
        check(
            include_str!("help/docker-compose.txt"),
            0,
            "-v",
            expect!["Version"],
        );
        check(
            include_str!("help/docker-compose.txt"),
            0,
            "-f a -f b --profile x ps -a",
            expect![[r#"{"--file": ["a", "b"], "--profile": ["x"]} ["ps", "-a"]"#]],
        );
    }
}
