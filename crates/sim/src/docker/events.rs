//! `events`.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed, list, text};
use linkyard_core::world::Event;

pub(super) const COMMANDS: &[Command] = &[Command {
    name: "events",
    usage: " [OPTIONS]",
    about: "Print what happened on the engine",
    arity: Arity::None,
    grammar: Grammar::Interspersed,
    flags: &[
        list("filter", Some('f'), "Only those that match"),
        text("format", None, "Print by a Go template"),
        text("since", None, "Only what happened since"),
        text("until", None, "Only what happened before"),
    ],
    run: events,
}];

fn events(client: &mut Client<'_>, parsed: &Parsed) {
    if client.refuses_flags(parsed, &["format", "since", "until"]) {
        return;
    }
    let filters = parsed.values("filter");
    let all = client
        .machine
        .world
        .simulation
        .as_ref()
        .map(|it| it.events.clone());
    for event in all.iter().flatten().filter(|it| matches(it, filters)) {
        client.out.out(line(event));
    }
}

fn matches(event: &Event, filters: &[String]) -> bool {
    filters.iter().all(|it| {
        let (key, value) = it.split_once('=').unwrap_or((it, ""));
        match key {
            "type" => event.kind == value,
            "event" => event.action.split(':').next() == Some(value),
            "container" => {
                event.kind == "container"
                    && (event.actor.starts_with(value)
                        || event.attributes.get("name").is_some_and(|it| it == value))
            }
            "image" => event.attributes.get("image").is_some_and(|it| it == value),
            "label" => match value.split_once('=') {
                Some((key, value)) => event.attributes.get(key).is_some_and(|it| it == value),
                None => event.attributes.contains_key(value),
            },
            _ => true,
        }
    })
}

/// A line as the client prints it.
pub(crate) fn line(event: &Event) -> String {
    let attributes: Vec<String> = event
        .attributes
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    format!(
        "{} {} {} {} ({})\n",
        event.at.rfc3339(),
        event.kind,
        event.action,
        event.actor,
        attributes.join(", ")
    )
}
