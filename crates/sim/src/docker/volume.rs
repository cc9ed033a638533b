//! `volume create`, `ls`, `rm`, `prune`.

use super::{Arity, Client, Command, template};
use crate::args::{Grammar, Parsed, list, switch, text};
use crate::machine::DockerCli;
use linkyard_core::op::Op;
use serde_json::{Value, json};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "volume create",
        usage: " [OPTIONS] [VOLUME]",
        about: "Create a volume",
        arity: Arity::AtMost(1),
        grammar: Grammar::Interspersed,
        flags: &[
            text("driver", Some('d'), "Driver"),
            list("label", None, "Set a label"),
            text("name", None, "Its name"),
            list("opt", Some('o'), "Option of the driver"),
        ],
        run: create,
    },
    Command {
        name: "volume ls",
        usage: " [OPTIONS]",
        about: "List volumes",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[
            list("filter", Some('f'), "Only those that match"),
            text("format", None, "Print by a Go template"),
            switch("quiet", Some('q'), "Only names"),
        ],
        run: ls,
    },
    Command {
        name: "volume rm",
        usage: " [OPTIONS] VOLUME [VOLUME...]",
        about: "Remove one or more volumes",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[switch("force", Some('f'), "Say nothing of missing ones")],
        run: rm,
    },
    Command {
        name: "volume prune",
        usage: " [OPTIONS]",
        about: "Remove all volumes that nobody uses",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[
            switch("all", Some('a'), "Also those with a name"),
            switch("force", Some('f'), "Do not ask"),
            list("filter", None, "Only those that match"),
        ],
        run: |client, _| {
            prune_volumes(client);
            client.out.out("Total reclaimed space: 0B\n");
        },
    },
];

fn create(client: &mut Client<'_>, parsed: &Parsed) {
    let wanted = parsed
        .words
        .first()
        .map(String::as_str)
        .or(parsed.value("name"));
    let name = match wanted {
        Some(it) => it.to_owned(),
        None => client.machine.world.create_anonymous_volume(),
    };
    if !super::values::is_volume_name(&name) {
        let text = super::values::bad_volume_name(&name);
        client.fail(1, &format!("Error response from daemon: {text}\n"));
        return;
    }
    if name.len() < 2 {
        client.fail(1, &format!("Error response from daemon: create {name}: volume name is too short, names should be at least two alphanumeric characters\n"));
        return;
    }
    let labels = parsed.values("label").iter().map(|it| {
        let (key, value) = it.split_once('=').unwrap_or((it, ""));
        (key.to_owned(), value.to_owned())
    });
    let op = Op::CreateVolume {
        name: name.clone(),
        labels: labels.collect(),
    };
    match client.machine.world.apply(&op) {
        Ok(()) => client.out.out(format!("{name}\n")),
        Err(err) => client.refuse(&err),
    }
}

fn ls(client: &mut Client<'_>, parsed: &Parsed) {
    let world = &client.machine.world;
    let mut names: Vec<String> = world.volumes.keys().cloned().collect();
    for filter in parsed.values("filter") {
        let (key, value) = filter.split_once('=').unwrap_or((filter, ""));
        names.retain(|name| match key {
            "name" => name.contains(value),
            "dangling" => world.users_of_volume(name).is_empty() == matches!(value, "1" | "true"),
            "label" => world
                .volumes
                .get(name)
                .is_some_and(|it| match value.split_once('=') {
                    Some((key, value)) => it.labels.get(key).is_some_and(|it| it == value),
                    None => it.labels.contains_key(value),
                }),
            _ => true,
        });
    }
    names.sort();
    let rows: Vec<Value> = names
        .iter()
        .map(|it| json!({"Driver": "local", "Name": it, "Scope": "local"}))
        .collect();
    let format = match parsed.value("format") {
        Some(it) => it.to_owned(),
        None if parsed.is_on("quiet") => "{{.Name}}".to_owned(),
        None => "table {{.Driver}}\t{{.Name}}".to_owned(),
    };
    template::print_rows(client, &format, &rows, &[("Name", "VOLUME NAME")]);
}

fn rm(client: &mut Client<'_>, parsed: &Parsed) {
    let is_old = client.cli() == DockerCli::V20_10;
    let force = parsed.is_on("force");
    for word in &parsed.words {
        match client.machine.world.remove_volume(word) {
            Ok(()) => client.out.out(format!("{word}\n")),
            Err(err) => {
                let is_missing = !client.machine.world.volumes.contains_key(word);
                if is_missing && force {
                    client.out.out(format!("{word}\n"));
                } else if is_missing && is_old {
                    client.fail(1, &format!("Error: No such volume: {word}\n"));
                } else {
                    client.refuse(&err);
                }
            }
        }
    }
}

/// Removes the volumes that no container uses.
pub(super) fn prune_volumes(client: &mut Client<'_>) {
    let world = &client.machine.world;
    let unused: Vec<String> = world
        .volumes
        .keys()
        .filter(|it| world.users_of_volume(it).is_empty())
        .cloned()
        .collect();
    if unused.is_empty() {
        return;
    }
    client.out.out("Deleted Volumes:\n");
    for name in unused {
        if client.machine.world.remove_volume(&name).is_ok() {
            client.out.out(format!("{name}\n"));
        }
    }
    client.out.out("\n");
}
