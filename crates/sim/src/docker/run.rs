//! `run`, `create` and `attach`.

use super::{Arity, Client, Command, create};
use crate::args::{Grammar, Parsed};
use crate::machine::{DockerCli, Machine};
use linkyard_core::op::NetworkMode;
use linkyard_core::world::{ContainerState, EngineError, Signal};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "run",
        usage: " [OPTIONS] IMAGE [COMMAND] [ARG...]",
        about: "Run a command in a new container",
        arity: Arity::AtLeast(1),
        grammar: Grammar::UpToFirstWord,
        flags: create::FLAGS,
        run,
    },
    Command {
        name: "create",
        usage: " [OPTIONS] IMAGE [COMMAND] [ARG...]",
        about: "Create a new container",
        arity: Arity::AtLeast(1),
        grammar: Grammar::UpToFirstWord,
        flags: create::FLAGS,
        run: |client, parsed| {
            if let Some(id) = make(client, parsed) {
                client.out.out(format!("{id}\n"));
            }
        },
    },
    Command {
        name: "attach",
        usage: " [OPTIONS] CONTAINER",
        about: "Attach to the output of a running container",
        arity: Arity::Exactly(1),
        grammar: Grammar::Interspersed,
        flags: &[],
        run: |client, parsed| {
            let Some(name) = parsed
                .words
                .first()
                .and_then(|it| client.resolve_shortly(it))
            else {
                return;
            };
            if !client
                .machine
                .world
                .containers
                .get(&name)
                .is_some_and(|it| it.state.is_up())
            {
                client.fail(
                    1,
                    "You cannot attach to a stopped container, start it first\n",
                );
                return;
            }
            attach(client, &name, Attached::OutputFromNow);
        },
    },
];

/// From where on output is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attached {
    /// Everything since its creation.
    Output,
    /// Only what comes now.
    OutputFromNow,
}

/// Prints a refusal of the engine as `run` does: `docker: ` before it, advice behind it.
fn refuse_run(client: &mut Client<'_>, code: i32, err: &str) {
    let text = match client.cli() {
        DockerCli::V28 => format!(
            "docker: Error response from daemon: {err}\n\nRun 'docker run --help' for more information\n"
        ),
        DockerCli::V20_10 | DockerCli::V23 => {
            let err = err.trim_end_matches('.');
            format!("docker: Error response from daemon: {err}.\n")
        }
    };
    client.fail(code, &text);
}

/// As [`refuse_run`] for what is refused before there is a container: older clients add where help is.
fn refuse_creation(client: &mut Client<'_>, err: &str) {
    let name = client.name;
    if name == "create" {
        client.fail(1, &format!("Error response from daemon: {err}\n"));
        return;
    }
    match client.cli() {
        DockerCli::V28 => refuse_run(client, 125, err),
        DockerCli::V20_10 | DockerCli::V23 => {
            let err = err.trim_end_matches('.');
            client.fail(
                125,
                &format!("docker: Error response from daemon: {err}.\nSee 'docker run --help'.\n"),
            );
        }
    }
}

/// Creates the container, and pulls its image where it is not here. Gives its id.
fn make(client: &mut Client<'_>, parsed: &Parsed) -> Option<String> {
    let spec = match client.container_spec(parsed) {
        Ok(it) => it,
        Err(why) => {
            refuse_flags(client, &why);
            return None;
        }
    };
    if !client.machine.world.has_image(&spec.image)
        && parsed.value("pull") != Some("never")
        && !super::images::pull_for_run(client, &spec.image, parsed.is_on("quiet"))
    {
        return None;
    }
    match client.machine.world.create(parsed.value("name"), spec) {
        Ok(created) => Some(created.id),
        Err(err) => {
            refuse_creation(client, &err.to_string());
            None
        }
    }
}

/// A value that the client itself refuses, or the engine before there is a container.
fn refuse_flags(client: &mut Client<'_>, why: &str) {
    let name = client.name;
    if name == "create" && why.starts_with("Error response from daemon") {
        client.fail(1, &format!("{why}\n"));
        return;
    }
    let is_pflags = why.starts_with("invalid argument");
    let text = match (client.cli(), is_pflags) {
        (DockerCli::V28, true) => format!(
            "{why}\n\nUsage:  docker {name} [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun 'docker {name} --help' for more information\n"
        ),
        (DockerCli::V28, false) => {
            format!("docker: {why}\n\nRun 'docker {name} --help' for more information\n")
        }
        (_, true) => format!("{why}\nSee 'docker {name} --help'.\n"),
        (_, false) => format!("docker: {why}.\nSee 'docker {name} --help'.\n"),
    };
    client.fail(125, &text);
}

fn run(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(id) = make(client, parsed) else {
        return;
    };
    let is_detached = parsed.is_on("detach");
    let Ok(name) = client.machine.world.resolve(&id) else {
        return;
    };
    match client.machine.world.start_container(&name) {
        Ok(()) => {}
        Err(err) => {
            if is_detached {
                client.out.out(format!("{id}\n"));
            }
            let code = match &err {
                EngineError::ProgramNotFound { .. } => 127,
                _ => 125,
            };
            refuse_run(client, code, &err.to_string());
            // What could not start does not stay where it was to vanish at its end.
            if parsed.is_on("rm") {
                let removal = linkyard_core::world::Removal {
                    force: true,
                    volumes: true,
                };
                let _ = client.machine.world.remove(&name, removal);
            }
            return;
        }
    }
    if is_detached {
        client.out.out(format!("{id}\n"));
        return;
    }
    attach(client, &name, Attached::Output);
}

/// Shows what a running container writes until it ends; its exit code is the command's.
pub(super) fn attach(client: &mut Client<'_>, name: &str, from: Attached) {
    // A container that removes itself takes its log with it, so it is read from a world that still has it.
    let before = client.machine.world.clone();
    let Some(container) = before.containers.get(name) else {
        // It has ended and removed itself already.
        print_departed(client, name);
        return;
    };
    let id = container.id.clone();
    let shown = match from {
        Attached::Output => 0,
        Attached::OutputFromNow => container.life.log.len(),
    };
    let code = wait_for_end(client.machine, &id);
    let found = client
        .machine
        .world
        .containers
        .values()
        .find(|it| it.id == id);
    let entries = match found {
        Some(it) => it.life.log.clone(),
        None => departed_log(client.machine, &id),
    };
    for entry in entries.iter().skip(shown) {
        client.out.write(entry.stream, &entry.text);
    }
    match code {
        Some(code) => client.out.code = i32::try_from(code).unwrap_or(1),
        None => interrupt(client, name),
    }
}

/// A container that ended at once and removed itself.
fn print_departed(client: &mut Client<'_>, name: &str) {
    let Some(last) = client.machine.world.last_removed() else {
        return;
    };
    if last.name != name {
        return;
    }
    for entry in last.life.log.clone() {
        client.out.write(entry.stream, &entry.text);
    }
    let code = client
        .machine
        .world
        .last_removed()
        .map_or(0, |it| it.life.exit_code);
    client.out.code = i32::try_from(code).unwrap_or(1);
}

fn departed_log(machine: &Machine, id: &str) -> Vec<linkyard_core::world::LogEntry> {
    machine
        .world
        .last_removed()
        .filter(|it| it.id == id)
        .map(|it| it.life.log.clone())
        .unwrap_or_default()
}

/// Nothing more happens by itself: somebody at a keyboard would press Ctrl-C now.
fn interrupt(client: &mut Client<'_>, name: &str) {
    client.out.out("^C");
    // It runs, so it can be told.
    let _ = client.machine.world.kill(name, Signal::INT);
    let id = client.machine.world.container(name).map(|it| it.id.clone());
    if let Ok(id) = id
        && client.machine.world.is_up(&id)
    {
        client.out.err(format!(
            "\nlinkyard: {name} does not end by itself and does not listen to Ctrl-C; it runs on in the background\n"
        ));
        client.out.code = 0;
        return;
    }
    client.out.out("\n");
    client.out.code = 130;
}

/// Lets time pass until a container ends. `None` if it never does by itself.
pub(crate) fn wait_for_end(machine: &mut Machine, id: &str) -> Option<i64> {
    /// Longer than anybody watches: an hour.
    const PATIENCE_MS: u64 = 3_600_000;
    let deadline = machine.world.now().plus(PATIENCE_MS);
    let has_ended = |world: &linkyard_core::world::World| {
        !world.containers.values().any(|it| {
            it.id == id
                && it.state.is_up()
                && !(it.state == ContainerState::Running && never_ends(it))
        })
    };
    machine.world.advance_until(deadline, has_ended);
    match machine.world.containers.values().find(|it| it.id == id) {
        Some(it) if it.state.is_up() => None,
        Some(it) => Some(it.life.exit_code),
        None => Some(
            machine
                .world
                .last_removed()
                .filter(|it| it.id == id)
                .map_or(0, |it| it.life.exit_code),
        ),
    }
}

/// Whether its process only waits for a signal.
fn never_ends(container: &linkyard_core::world::Container) -> bool {
    container
        .life
        .process
        .as_ref()
        .is_some_and(|it| it.waits_for_signal())
}

/// Whether a container shares the network stack of another: it has no ports of its own then.
pub(super) fn shares_stack(mode: &NetworkMode) -> bool {
    matches!(mode, NetworkMode::Container { .. })
}
