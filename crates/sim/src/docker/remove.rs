//! `rm` and the prunes.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed, list, switch};
use crate::machine::DockerCli;
use linkyard_core::world::Removal;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "rm",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Remove one or more containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[
            switch("force", Some('f'), "Kill those that run"),
            switch("link", Some('l'), "Remove the link of that name"),
            switch("volumes", Some('v'), "Remove their anonymous volumes"),
        ],
        run: rm,
    },
    Command {
        name: "container prune",
        usage: " [OPTIONS]",
        about: "Remove all stopped containers",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[
            switch("force", Some('f'), "Do not ask"),
            list("filter", None, "Only those that match"),
        ],
        run: prune,
    },
    Command {
        name: "system prune",
        usage: " [OPTIONS]",
        about: "Remove stopped containers and networks that nobody uses",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[
            switch("all", Some('a'), "Also images that nobody uses"),
            switch("force", Some('f'), "Do not ask"),
            switch("volumes", None, "Also volumes that nobody uses"),
        ],
        run: |client, parsed| {
            prune_containers(client);
            super::network::prune_networks(client);
            if parsed.is_on("volumes") {
                super::volume::prune_volumes(client);
            }
            client.out.out("Total reclaimed space: 0B\n");
        },
    },
];

fn rm(client: &mut Client<'_>, parsed: &Parsed) {
    let removal = Removal {
        force: parsed.is_on("force"),
        volumes: parsed.is_on("volumes"),
    };
    let mut refusals = String::new();
    let mut is_failure = false;
    let is_old = client.cli() == DockerCli::V20_10;
    for word in &parsed.words {
        if parsed.is_on("link") {
            match client.machine.world.remove_link(word) {
                Ok(()) => client.out.out(format!("{word}\n")),
                Err(err) => {
                    is_failure = true;
                    let is_missing = err.to_string().starts_with("No such container");
                    let prefix = if is_old && is_missing {
                        "Error: "
                    } else {
                        "Error response from daemon: "
                    };
                    refusals.push_str(&format!("{prefix}{err}\n"));
                }
            }
            continue;
        }
        match client.machine.world.resolve(word) {
            Err(err) => {
                // With --force a missing one is what was wanted.
                is_failure |= !removal.force;
                let prefix = if is_old {
                    "Error: "
                } else {
                    "Error response from daemon: "
                };
                refusals.push_str(&format!("{prefix}{err}\n"));
            }
            Ok(name) => match client.machine.world.remove(&name, removal) {
                Ok(()) => client.out.out(format!("{word}\n")),
                Err(err) => {
                    is_failure = true;
                    refusals.push_str(&format!("Error response from daemon: {err}\n"));
                }
            },
        }
    }
    client.out.err(refusals);
    if is_failure {
        client.out.code = 1;
    }
}

fn prune(client: &mut Client<'_>, _: &Parsed) {
    prune_containers(client);
    client.out.out("Total reclaimed space: 0B\n");
}

fn prune_containers(client: &mut Client<'_>) {
    let stopped: Vec<(String, String)> = client
        .machine
        .world
        .containers
        .values()
        .filter(|it| !it.state.is_up())
        .map(|it| (it.name.clone(), it.id.clone()))
        .collect();
    if stopped.is_empty() {
        return;
    }
    client.out.out("Deleted Containers:\n");
    for (name, id) in stopped {
        if client
            .machine
            .world
            .remove(&name, Removal::default())
            .is_ok()
        {
            client.out.out(format!("{id}\n"));
        }
    }
    client.out.out("\n");
}
