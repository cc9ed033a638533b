//! `start`, `stop`, `restart`, `kill`, `pause`, `unpause`, `rename`, `wait`, `update`.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed, int, switch, text};
use linkyard_core::op::RestartPolicy;
use linkyard_core::world::{ContainerState, EngineError, Signal};
use std::sync::Arc;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "start",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Start one or more stopped containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[
            switch(
                "attach",
                Some('a'),
                "Attach to its output and forward signals",
            ),
            switch("interactive", Some('i'), "Attach to its standard input"),
        ],
        run: start,
    },
    Command {
        name: "stop",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Stop one or more running containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[
            int("time", Some('t'), "Seconds to wait before killing it"),
            int("timeout", None, "Seconds to wait before killing it"),
            text("signal", Some('s'), "Signal to send"),
        ],
        run: stop,
    },
    Command {
        name: "restart",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Restart one or more containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[
            int("time", Some('t'), "Seconds to wait before killing it"),
            int("timeout", None, "Seconds to wait before killing it"),
            text("signal", Some('s'), "Signal to send"),
        ],
        run: restart,
    },
    Command {
        name: "kill",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Kill one or more running containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[text("signal", Some('s'), "Signal to send")],
        run: kill,
    },
    Command {
        name: "pause",
        usage: " CONTAINER [CONTAINER...]",
        about: "Pause all processes within one or more containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[],
        run: |client, parsed| {
            each(client, parsed, |client, name| {
                client.machine.world.pause(name)
            })
        },
    },
    Command {
        name: "unpause",
        usage: " CONTAINER [CONTAINER...]",
        about: "Unpause all processes within one or more containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[],
        run: |client, parsed| {
            each(client, parsed, |client, name| {
                client.machine.world.unpause(name)
            });
        },
    },
    Command {
        name: "rename",
        usage: " CONTAINER NEW_NAME",
        about: "Rename a container",
        arity: Arity::Exactly(2),
        grammar: Grammar::Interspersed,
        flags: &[],
        run: rename,
    },
    Command {
        name: "wait",
        usage: " CONTAINER [CONTAINER...]",
        about: "Block until one or more containers stop, then print their exit codes",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[],
        run: wait,
    },
    Command {
        name: "update",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Update configuration of one or more containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[text("restart", None, "Restart policy")],
        run: update,
    },
];

/// Does something with each container; each that it was done with is printed, each refusal too, in their order.
fn each(
    client: &mut Client<'_>,
    parsed: &Parsed,
    act: impl Fn(&mut Client<'_>, &str) -> Result<(), EngineError>,
) {
    for word in &parsed.words {
        let outcome = match client.machine.world.resolve(word) {
            Ok(name) => act(client, &name),
            Err(err) => Err(err),
        };
        match outcome {
            Ok(()) => client.out.out(format!("{word}\n")),
            Err(err) => client.refuse(&err),
        }
    }
}

/// As [`each`], but the refusals come together at the end.
fn each_then_refuse(
    client: &mut Client<'_>,
    parsed: &Parsed,
    act: impl Fn(&mut Client<'_>, &str) -> Result<(), EngineError>,
) {
    let mut refusals = String::new();
    for word in &parsed.words {
        let outcome = match client.machine.world.resolve(word) {
            Ok(name) => act(client, &name),
            Err(err) => Err(err),
        };
        match outcome {
            Ok(()) => client.out.out(format!("{word}\n")),
            Err(err) => refusals.push_str(&format!("Error response from daemon: {err}\n")),
        }
    }
    if !refusals.is_empty() {
        client.fail(1, &refusals);
    }
}

fn start(client: &mut Client<'_>, parsed: &Parsed) {
    if parsed.is_on("attach") || parsed.is_on("interactive") {
        let [word] = parsed.words.as_slice() else {
            client.fail(
                1,
                "you cannot start and attach multiple containers at once\n",
            );
            return;
        };
        let Some(name) = client.resolve_shortly(word) else {
            return;
        };
        if let Err(err) = client.machine.world.start_container(&name) {
            client.refuse(&err);
            return;
        }
        super::run::attach(client, &name, super::run::Attached::OutputFromNow);
        return;
    }
    let mut failed = Vec::new();
    for word in &parsed.words {
        let outcome = match client.machine.world.resolve(word) {
            Ok(name) => client.machine.world.start_container(&name),
            Err(err) => Err(err),
        };
        match outcome {
            Ok(()) => client.out.out(format!("{word}\n")),
            Err(err) => {
                client.refuse(&err);
                failed.push(word.as_str());
            }
        }
    }
    if !failed.is_empty() {
        let text = format!("Error: failed to start containers: {}\n", failed.join(", "));
        client.fail(1, &text);
    }
}

fn timeout(parsed: &Parsed) -> Option<u32> {
    let seconds = parsed.number("time").or(parsed.number("timeout"))?;
    // Below zero means: wait for ever.
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}

fn stop(client: &mut Client<'_>, parsed: &Parsed) {
    let timeout = timeout(parsed);
    each_then_refuse(client, parsed, |client, name| {
        client.machine.world.stop_container(name, timeout)
    });
}

fn restart(client: &mut Client<'_>, parsed: &Parsed) {
    let timeout = timeout(parsed);
    each_then_refuse(client, parsed, |client, name| {
        client.machine.world.restart_container(name, timeout)
    });
}

fn kill(client: &mut Client<'_>, parsed: &Parsed) {
    let small_letters = client.machine.world.profile.refuses_in_small_letters();
    let mut refusals = String::new();
    for word in &parsed.words {
        let signal = match parsed.value("signal") {
            None => Some(Signal::KILL),
            Some(it) => Signal::parse(it),
        };
        let prefix = if small_letters { "cannot" } else { "Cannot" };
        let refusal = match (client.machine.world.resolve(word), signal) {
            (Err(err), _) => format!("{prefix} kill container: {word}: {err}"),
            (Ok(_), None) => {
                let bad = parsed.value("signal").unwrap_or_default();
                if small_letters {
                    format!("cannot kill container: {word}: invalid signal: {bad}")
                } else {
                    format!("Invalid signal: {bad}")
                }
            }
            (Ok(name), Some(signal)) => match client.machine.world.kill(&name, signal) {
                Ok(()) => {
                    client.out.out(format!("{word}\n"));
                    continue;
                }
                Err(err) => err.to_string().replacen(
                    &format!("container: {name}:"),
                    &format!("container: {word}:"),
                    1,
                ),
            },
        };
        refusals.push_str(&format!("Error response from daemon: {refusal}\n"));
    }
    if !refusals.is_empty() {
        client.fail(1, &refusals);
    }
}

fn rename(client: &mut Client<'_>, parsed: &Parsed) {
    let [old, new] = parsed.words.as_slice() else {
        return;
    };
    let outcome = match client.machine.world.resolve(old) {
        Ok(name) => client.machine.world.rename(&name, new),
        Err(err) => Err(err),
    };
    if let Err(err) = outcome {
        client.refuse(&err);
        client
            .out
            .err(format!("Error: failed to rename container named {old}\n"));
    }
}

fn wait(client: &mut Client<'_>, parsed: &Parsed) {
    for word in &parsed.words {
        let Ok(name) = client.machine.world.resolve(word) else {
            client.refuse(&EngineError::NoSuchContainer { name: word.clone() });
            continue;
        };
        let Ok(id) = client
            .machine
            .world
            .container(&name)
            .map(|it| it.id.clone())
        else {
            continue;
        };
        match super::run::wait_for_end(client.machine, &id) {
            Some(code) => client.out.out(format!("{code}\n")),
            None => client.fail(
                1,
                &format!("linkyard: {word} does not end by itself, so this would wait for ever\n"),
            ),
        }
    }
}

fn update(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(policy) = parsed.value("restart") else {
        client.fail(
            1,
            "you must provide one or more flags when using this command\n",
        );
        return;
    };
    let policy = match super::values::restart_policy(client.cli(), policy) {
        Ok(it) => it,
        Err(why) => {
            client.fail(1, &format!("{why}\n"));
            return;
        }
    };
    each_then_refuse(client, parsed, |client, name| {
        let Some(container) = client.machine.world.containers.get_mut(name) else {
            return Ok(());
        };
        Arc::make_mut(&mut container.spec).restart = policy;
        // A container that is between two tries and must not be tried again has ended.
        if policy == RestartPolicy::No && container.state == ContainerState::Restarting {
            return client.machine.world.stop_container(name, None);
        }
        Ok(())
    });
}
