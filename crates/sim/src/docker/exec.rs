//! `exec` and `top`.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed, list, switch, text};
use crate::machine::DockerCli;
use linkyard_core::world::{EngineError, ExecSpec};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "exec",
        usage: " [OPTIONS] CONTAINER COMMAND [ARG...]",
        about: "Run a command in a running container",
        arity: Arity::AtLeast(2),
        grammar: Grammar::UpToFirstWord,
        flags: &[
            switch("detach", Some('d'), "Run in the background"),
            list("env", Some('e'), "Set a variable"),
            switch("interactive", Some('i'), "Keep its standard input open"),
            switch("privileged", None, "Give it every right over the host"),
            switch("tty", Some('t'), "Give it a terminal"),
            text("user", Some('u'), "User"),
            text("workdir", Some('w'), "Folder in which it starts"),
        ],
        run: exec,
    },
    Command {
        name: "top",
        usage: " CONTAINER [ps OPTIONS]",
        about: "Display the running processes of a container",
        arity: Arity::AtLeast(1),
        grammar: Grammar::UpToFirstWord,
        flags: &[],
        run: top,
    },
];

fn exec(client: &mut Client<'_>, parsed: &Parsed) {
    let Some((word, command)) = parsed.words.split_first() else {
        return;
    };
    let Some(name) = client.resolve_shortly(word) else {
        return;
    };
    let env = parsed.values("env").iter();
    let spec = ExecSpec {
        command: command.to_vec(),
        env: env.map(|it| client.variable(it).entry).collect(),
        user: parsed.value("user").map(str::to_owned),
        working_dir: parsed.value("workdir").map(str::to_owned),
        tty: parsed.is_on("tty"),
    };
    match client.machine.world.exec(&name, &spec) {
        Ok(outcome) => {
            if parsed.is_on("detach") {
                return;
            }
            for (stream, text) in &outcome.output {
                client.out.write(*stream, text);
            }
            match outcome.code {
                Some(code) => client.out.code = i32::try_from(code).unwrap_or(1),
                None => {
                    client.out.out("^C\n");
                    client.out.code = 130;
                }
            }
        }
        // The client prints what the runtime wrote as if the program had.
        Err(err @ EngineError::NoSuchProgram { .. }) => {
            client.out.out(format!("{err}\n"));
            client.out.code = if client.cli() >= DockerCli::V28 {
                127
            } else {
                126
            };
        }
        Err(err) => client.refuse(&err),
    }
}

fn top(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(name) = parsed.words.first().and_then(|it| client.resolve(it)) else {
        return;
    };
    let Some(container) = client.machine.world.containers.get(&name) else {
        return;
    };
    if !container.state.is_up() {
        let err = EngineError::NotRunning {
            small_letters: client.machine.world.profile.refuses_in_small_letters(),
            id: container.id.clone(),
        };
        client.refuse(&err);
        return;
    }
    let words = linkyard_core::programs::command_line(&client.machine.world, container);
    let user = container.spec.user.as_deref().unwrap_or("root");
    let pid = container.life.pid;
    let text = format!(
        "UID                 PID                 PPID                C                   STIME               TTY                 TIME                CMD\n{user:<20}{pid:<20}{:<20}0                   00:00               ?                   00:00:00            {}\n",
        pid.saturating_sub(20),
        words.join(" ")
    );
    client.out.out(text);
}
