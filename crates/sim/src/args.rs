//! Reading the words of a command by a table of its flags.
//!
//! This imitates pflag, which the clients written in Go use: its grammar is what users type and its refusals are what
//! they see, so no other parser would do.

use std::collections::BTreeMap;

/// A flag that a command takes.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// `name` of `--name`.
    pub long: &'static str,
    /// `n` of `-n`.
    pub short: Option<char>,
    /// What kind of value it takes.
    pub value: Value,
    /// One line of help.
    pub help: &'static str,
}

/// What kind of value a flag takes. The word in help is what pflag writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// None: it is a switch, `--rm` or `--rm=false`.
    Switch,
    /// Text; the last one counts.
    Text,
    /// Text, several times.
    List,
    /// A whole number.
    Int,
}

/// A switch.
pub const fn switch(long: &'static str, short: Option<char>, help: &'static str) -> Flag {
    Flag {
        long,
        short,
        value: Value::Switch,
        help,
    }
}

/// A flag with a value of which the last one counts.
pub const fn text(long: &'static str, short: Option<char>, help: &'static str) -> Flag {
    Flag {
        long,
        short,
        value: Value::Text,
        help,
    }
}

/// A flag with a value that may be given several times.
pub const fn list(long: &'static str, short: Option<char>, help: &'static str) -> Flag {
    Flag {
        long,
        short,
        value: Value::List,
        help,
    }
}

/// A flag with a whole number.
pub const fn int(long: &'static str, short: Option<char>, help: &'static str) -> Flag {
    Flag {
        long,
        short,
        value: Value::Int,
        help,
    }
}

/// Where flags end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Flags may stand anywhere, up to `--`.
    Interspersed,
    /// The first word that is no flag ends them: what follows belongs to another command.
    UpToFirstWord,
}

/// The words of a command, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    values: BTreeMap<&'static str, Vec<String>>,
    /// Words that are no flags.
    pub words: Vec<String>,
}

/// Why words are refused. The text is pflag's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgsError(pub String);

impl Parsed {
    /// Whether a switch is on.
    pub fn is_on(&self, long: &str) -> bool {
        self.value(long) == Some("true")
    }

    /// Whether a flag was given at all.
    pub fn is_given(&self, long: &str) -> bool {
        self.values.contains_key(long)
    }

    /// The last value of a flag.
    pub fn value(&self, long: &str) -> Option<&str> {
        self.values.get(long)?.last().map(String::as_str)
    }

    /// Every value of a flag.
    pub fn values(&self, long: &str) -> &[String] {
        self.values.get(long).map(Vec::as_slice).unwrap_or_default()
    }

    /// The whole number of a flag.
    pub fn number(&self, long: &str) -> Option<i64> {
        self.value(long)?.parse().ok()
    }
}

/// Reads `words` by the table `flags`. `-h` and `--help` are always known.
///
/// # Errors
/// A flag that the table does not have, one without its value, or a value of the wrong kind.
pub fn parse(flags: &[Flag], grammar: Grammar, words: &[String]) -> Result<Parsed, ArgsError> {
    let mut res = Parsed::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            res.words.extend(words.cloned());
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (long, None),
            };
            let Some(flag) = find(flags, |it| it.long == name) else {
                if name == "help" {
                    res.values.insert("help", vec!["true".to_owned()]);
                    continue;
                }
                return Err(ArgsError(format!("unknown flag: --{name}")));
            };
            let value = match (flag.value, value) {
                (_, Some(value)) => value,
                (Value::Switch, None) => "true".to_owned(),
                (_, None) => words
                    .next()
                    .ok_or_else(|| ArgsError(format!("flag needs an argument: --{name}")))?
                    .clone(),
            };
            res.set(flag, value)?;
        } else if let Some(group) = word.strip_prefix('-').filter(|it| !it.is_empty()) {
            let mut rest = group;
            while let Some(letter) = rest.chars().next() {
                rest = rest.strip_prefix(letter).unwrap_or_default();
                let Some(flag) = find(flags, |it| it.short == Some(letter)) else {
                    if letter == 'h' {
                        res.values.insert("help", vec!["true".to_owned()]);
                        continue;
                    }
                    return Err(ArgsError(format!(
                        "unknown shorthand flag: '{letter}' in -{letter}{rest}"
                    )));
                };
                let value = if let Some(value) = rest.strip_prefix('=') {
                    rest = "";
                    value.to_owned()
                } else if flag.value == Value::Switch {
                    "true".to_owned()
                } else if rest.is_empty() {
                    let missing =
                        || ArgsError(format!("flag needs an argument: '{letter}' in -{letter}"));
                    words.next().ok_or_else(missing)?.clone()
                } else {
                    std::mem::take(&mut rest).to_owned()
                };
                res.set(flag, value)?;
            }
        } else {
            res.words.push(word.clone());
            if grammar == Grammar::UpToFirstWord {
                res.words.extend(words.cloned());
                break;
            }
        }
    }
    Ok(res)
}

fn find(flags: &[Flag], is_it: impl Fn(&Flag) -> bool) -> Option<&Flag> {
    flags.iter().find(|it| is_it(it))
}

impl Parsed {
    fn set(&mut self, flag: &Flag, value: String) -> Result<(), ArgsError> {
        let shown = match flag.short {
            Some(short) => format!("-{short}, --{}", flag.long),
            None => format!("--{}", flag.long),
        };
        let refuse = |function: &str| {
            Err(ArgsError(format!(
                "invalid argument \"{value}\" for \"{shown}\" flag: strconv.{function}: parsing \"{value}\": invalid syntax"
            )))
        };
        let value = match flag.value {
            Value::Switch => match value.as_str() {
                "1" | "t" | "T" | "true" | "TRUE" | "True" => "true".to_owned(),
                "0" | "f" | "F" | "false" | "FALSE" | "False" => "false".to_owned(),
                _ => return refuse("ParseBool"),
            },
            Value::Int => match value.parse::<i64>() {
                Ok(number) => number.to_string(),
                Err(_) => return refuse("ParseInt"),
            },
            Value::Text | Value::List => value,
        };
        self.values.entry(flag.long).or_default().push(value);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const FLAGS: &[Flag] = &[
        switch("detach", Some('d'), ""),
        switch("tty", Some('t'), ""),
        list("publish", Some('p'), ""),
        text("name", None, ""),
        int("time", Some('T'), ""),
    ];

    fn check(line: &str, expected: Expect) {
        let words = shlex::split(line).unwrap();
        let text = match parse(FLAGS, Grammar::UpToFirstWord, &words) {
            Ok(it) => format!("{:?} {:?}", it.values, it.words),
            Err(ArgsError(it)) => it,
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn flags_are_read_in_every_form() {
        check(
            "-dtp 80:80 -p=81 -p82 --name web --time=3 img --name x",
            expect![[
                r#"{"detach": ["true"], "name": ["web"], "publish": ["80:80", "81", "82"], "time": ["3"], "tty": ["true"]} ["img", "--name", "x"]"#
            ]],
        );
        check(
            "--detach=false -- -d",
            expect![[r#"{"detach": ["false"]} ["-d"]"#]],
        );
    }

    #[test]
    fn what_is_not_understood_is_refused_in_pflags_words() {
        check("--nam x", expect!["unknown flag: --nam"]);
        check("-dz x", expect!["unknown shorthand flag: 'z' in -z"]);
        check("-zd x", expect!["unknown shorthand flag: 'z' in -zd"]);
        check("--name", expect!["flag needs an argument: --name"]);
        check("-p", expect!["flag needs an argument: 'p' in -p"]);
        check(
            "--time x",
            expect![[
                r#"invalid argument "x" for "-T, --time" flag: strconv.ParseInt: parsing "x": invalid syntax"#
            ]],
        );
    }
}
