//! Help, and the refusal of words that are not understood.

use super::{Arity, Client, Command};
use crate::args::{Flag, Value};
use crate::machine::DockerCli;
use std::fmt::Write as _;

/// The nearest of several names, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(word, it), it))
        .filter(|(distance, it)| *distance <= 1 + it.len() / 5)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// `docker` alone.
pub(super) fn overview(client: &mut Client<'_>) {
    let mut text = String::from(
        "\nUsage:  docker [OPTIONS] COMMAND\n\nA container engine, simulated\n\nCommands:\n",
    );
    let mut all = super::commands();
    all.retain(|it| !it.name.contains(' '));
    let mut lines: Vec<(&str, &str)> = all.iter().map(|it| (it.name, it.about)).collect();
    lines.push((
        "compose",
        "Run projects of several containers with Compose 2",
    ));
    lines.sort_unstable();
    for (name, about) in lines {
        line(&mut text, name, about);
    }
    text.push_str("\nManagement Commands:\n");
    for (group, _) in super::GROUPS {
        line(
            &mut text,
            group,
            "See the commands of this group with --help",
        );
    }
    text.push_str("\nRun 'docker COMMAND --help' for more information on a command.\n");
    client.out.out(text);
}

/// `docker network`.
pub(super) fn group(client: &mut Client<'_>, group: &str, members: &[(&str, &str)]) {
    let mut text = format!("\nUsage:  docker {group} COMMAND\n\nCommands:\n");
    let all = super::commands();
    for (member, name) in members {
        let about = all.iter().find(|it| it.name == *name).map(|it| it.about);
        if let Some(about) = about {
            line(&mut text, member, about);
        }
    }
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "\nRun 'docker {group} COMMAND --help' for more information on a command.\n"
    );
    client.out.out(text);
}

/// `docker run --help`.
pub(super) fn help(client: &mut Client<'_>, command: &Command) {
    let mut text = format!(
        "\nUsage:  docker {}{}\n\n{}\n",
        command.name, command.usage, command.about
    );
    text.push_str(&flags_help(command.flags));
    client.out.out(text);
}

/// The list of flags in a command's help.
pub(crate) fn flags_help(flags: &[Flag]) -> String {
    if flags.is_empty() {
        return String::new();
    }
    let names: Vec<String> = flags
        .iter()
        .map(|it| {
            let short = it.short.map_or("    ".to_owned(), |it| format!("-{it}, "));
            let kind = match it.value {
                Value::Switch => "",
                Value::Text => " string",
                Value::List => " list",
                Value::Int => " int",
            };
            format!("{short}--{}{kind}", it.long)
        })
        .collect();
    let width = names.iter().map(String::len).max().unwrap_or(0);
    let mut res = String::from("\nOptions:\n");
    for (name, flag) in names.iter().zip(flags) {
        // Writing to a string cannot fail.
        let _ = writeln!(res, "  {name:width$}   {}", flag.help);
    }
    res
}

/// A flag that is not known, or is given wrongly.
pub(super) fn bad_flag(client: &mut Client<'_>, command: &Command, why: &str) {
    let name = command.name;
    let text = if client.cli() >= DockerCli::V28 {
        format!(
            "{why}\n\nUsage:  docker {name}{}\n\nRun 'docker {name} --help' for more information\n",
            command.usage
        )
    } else {
        format!("{why}\nSee 'docker {name} --help'.\n")
    };
    client.fail(125, &text);
}

/// Too few or too many words.
pub(super) fn bad_arity(client: &mut Client<'_>, command: &Command) {
    let (words, n) = match command.arity {
        Arity::None => ("accepts no", 2),
        Arity::Exactly(n) => ("requires exactly", n),
        Arity::AtLeast(n) => ("requires at least", n),
        Arity::AtMost(n) => ("requires at most", n),
        Arity::Between(from, to) => {
            let text = format!("requires at least {from} and at most {to} arguments");
            refuse_arity(client, command, &text);
            return;
        }
    };
    let noun = if n == 1 { "argument" } else { "arguments" };
    let text = match command.arity {
        Arity::None => format!("{words} {noun}"),
        _ => format!("{words} {n} {noun}"),
    };
    refuse_arity(client, command, &text);
}

fn refuse_arity(client: &mut Client<'_>, command: &Command, what: &str) {
    let name = command.name;
    let text = if client.cli() >= DockerCli::V28 {
        format!(
            "docker: 'docker {name}' {what}\n\nUsage:  docker {name}{}\n\nSee 'docker {name} --help' for more information\n",
            command.usage
        )
    } else {
        format!(
            "\"docker {name}\" {what}.\nSee 'docker {name} --help'.\n\nUsage:  docker {name}{}\n\n{}\n",
            command.usage, command.about
        )
    };
    client.fail(1, &text);
}

/// A command that is none.
pub(super) fn unknown<'a>(
    client: &mut Client<'_>,
    word: &str,
    names: impl Iterator<Item = &'a str>,
) {
    let mut text = if client.cli() >= DockerCli::V28 {
        format!(
            "docker: unknown command: docker {word}\n\nRun 'docker --help' for more information\n"
        )
    } else {
        format!("docker: '{word}' is not a docker command.\nSee 'docker --help'\n")
    };
    if let Some(it) = nearest(word, names.chain(["compose"])) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "linkyard: did you mean `docker {it}`?");
    }
    client.fail(1, &text);
}

/// A member of a group that is none.
pub(super) fn unknown_in_group(
    client: &mut Client<'_>,
    group: &str,
    members: &[(&str, &str)],
    word: &str,
) {
    let mut text = format!(
        "docker: 'docker {group} {word}' is not a docker command\nSee 'docker {group} --help'\n"
    );
    if let Some(it) = nearest(word, members.iter().map(|it| it.0)) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "linkyard: did you mean `docker {group} {it}`?");
    }
    client.fail(1, &text);
}

fn line(text: &mut String, name: &str, about: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {name:<11} {about}");
}
