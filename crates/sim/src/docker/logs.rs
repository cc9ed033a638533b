//! `logs`.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed, switch, text};
use linkyard_core::world::{LogEntry, Stream};

pub(super) const COMMANDS: &[Command] = &[Command {
    name: "logs",
    usage: " [OPTIONS] CONTAINER",
    about: "Fetch the logs of a container",
    arity: Arity::Exactly(1),
    grammar: Grammar::Interspersed,
    flags: &[
        switch("details", None, "Show extra details"),
        switch("follow", Some('f'), "Follow the output"),
        text("since", None, "Only what was written since"),
        text("tail", Some('n'), "Number of lines from the end"),
        switch("timestamps", Some('t'), "Show when each line was written"),
        text("until", None, "Only what was written before"),
    ],
    run: logs,
}];

fn logs(client: &mut Client<'_>, parsed: &Parsed) {
    if client.refuses_flags(parsed, &["details", "since", "until"]) {
        return;
    }
    let Some(name) = parsed
        .words
        .first()
        .and_then(|it| client.resolve_shortly(it))
    else {
        return;
    };
    let Ok(id) = client
        .machine
        .world
        .container(&name)
        .map(|it| it.id.clone())
    else {
        return;
    };
    if parsed.is_on("follow") {
        // Somebody who follows watches until the container ends or nothing more comes.
        super::run::wait_for_end(client.machine, &id);
    }
    let Ok(container) = client.machine.world.container(&name) else {
        return;
    };
    let lines = lines(&container.life.log);
    let n_wanted = match parsed.value("tail") {
        None | Some("all") => lines.len(),
        Some(it) => it.parse().unwrap_or(lines.len()),
    };
    let skipped = lines.len().saturating_sub(n_wanted);
    for (at, stream, text) in lines.into_iter().skip(skipped) {
        let text = if parsed.is_on("timestamps") {
            format!("{} {text}", at.rfc3339())
        } else {
            text
        };
        client.out.write(stream, &text);
    }
}

/// The log line by line, each with its line feed if it has one.
pub(crate) fn lines(log: &[LogEntry]) -> Vec<(linkyard_core::world::Time, Stream, String)> {
    let mut res: Vec<(linkyard_core::world::Time, Stream, String)> = Vec::new();
    for entry in log {
        for piece in entry.text.split_inclusive('\n') {
            match res.last_mut() {
                Some((_, stream, text)) if *stream == entry.stream && !text.ends_with('\n') => {
                    text.push_str(piece);
                }
                _ => res.push((entry.at, entry.stream, piece.to_owned())),
            }
        }
    }
    res
}
