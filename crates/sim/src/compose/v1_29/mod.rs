//! `docker-compose` 1.29.2, word for word.
//!
//! ```text
//! words ─ docopt ─> Args ─ Tool (one run) ─> calls on `World` + Output
//! ```
//!
//! What the tool does with threads happens here one after the other, in its canonical order.

mod config;
mod converge;
mod create;
mod docopt;
mod hash;
mod images;
mod lifecycle;
mod listing;
mod logs;
mod one_off;
mod overrides;
mod progress;
mod resources;
mod table;
#[cfg(test)]
mod tests;
mod tool;
mod up;
mod words;
mod written;
mod yaml;

pub(crate) use words::not_yaml;

use crate::compose::project::{Asked, ComposeProject, ProjectError, Warning};
use crate::machine::Machine;
use crate::output::Output;
use docopt::{Args, Positional, Refusal};
use linkyard_core::profile::Dialect;
use tool::{Level, Stop, Tool, VERSION, error_line};

const HELP: &str = include_str!("help/docker-compose.txt");

/// A command: its name, its help, and the words behind its options.
struct Command {
    name: &'static str,
    help: &'static str,
    positional: Positional,
}

const fn command(
    name: &'static str,
    help: &'static str,
    least: usize,
    most: Option<usize>,
    takes_dashes: bool,
) -> Command {
    Command {
        name,
        help,
        positional: Positional {
            least,
            most,
            takes_dashes,
        },
    }
}

/// Every command, with `--` before its words where its usage has it.
const COMMANDS: [Command; 25] = [
    command("build", include_str!("help/build.txt"), 0, None, true),
    command("config", include_str!("help/config.txt"), 0, Some(0), false),
    command("create", include_str!("help/create.txt"), 0, None, false),
    command("down", include_str!("help/down.txt"), 0, Some(0), false),
    command("events", include_str!("help/events.txt"), 0, None, true),
    command("exec", include_str!("help/exec.txt"), 2, None, true),
    command("help", include_str!("help/help.txt"), 0, Some(1), false),
    command("images", include_str!("help/images.txt"), 0, None, true),
    command("kill", include_str!("help/kill.txt"), 0, None, true),
    command("logs", include_str!("help/logs.txt"), 0, None, true),
    command("pause", include_str!("help/pause.txt"), 0, None, false),
    command("port", include_str!("help/port.txt"), 2, Some(2), true),
    command("ps", include_str!("help/ps.txt"), 0, None, true),
    command("pull", include_str!("help/pull.txt"), 0, None, true),
    command("push", include_str!("help/push.txt"), 0, None, true),
    command("restart", include_str!("help/restart.txt"), 0, None, true),
    command("rm", include_str!("help/rm.txt"), 0, None, true),
    command("run", include_str!("help/run.txt"), 1, None, true),
    command("scale", include_str!("help/scale.txt"), 0, None, false),
    command("start", include_str!("help/start.txt"), 0, None, false),
    command("stop", include_str!("help/stop.txt"), 0, None, true),
    command("top", include_str!("help/top.txt"), 0, None, false),
    command("unpause", include_str!("help/unpause.txt"), 0, None, false),
    command("up", include_str!("help/up.txt"), 0, None, true),
    command(
        "version",
        include_str!("help/version.txt"),
        0,
        Some(0),
        false,
    ),
];

/// Commands that do not tell of variables without a value.
const SILENT: [&str; 12] = [
    "events", "exec", "kill", "logs", "pause", "ps", "restart", "rm", "start", "stop", "top",
    "unpause",
];

/// Runs the tool; `words` follow `docker-compose`.
pub fn run(machine: &mut Machine, words: &[String]) -> Output {
    let mut res = Output::new();
    let top = Positional {
        least: 0,
        most: None,
        takes_dashes: true,
    };
    let args = match docopt::parse(HELP, top, words) {
        Ok(args) => args,
        Err(Refusal::Help) => {
            res.out(HELP);
            return res;
        }
        Err(Refusal::Version) => {
            res.out(format!("docker-compose version {VERSION}, build unknown\n"));
            return res;
        }
        Err(Refusal::Usage) => {
            res.err(HELP);
            res.code = 1;
            return res;
        }
    };
    let is_ansi = match ansi(&args, machine.is_terminal) {
        Ok(it) => it,
        Err(text) => return refuse(res, &text, machine.is_terminal),
    };
    let Some((name, rest)) = args.words.split_first() else {
        res.err(HELP);
        return res;
    };
    let found = COMMANDS.iter().find(|it| it.name == *name);
    let Some(command) = found else {
        return refuse(res, &no_such_command(name), machine.is_terminal);
    };
    let mut command_args = match docopt::parse(command.help, command.positional, rest) {
        Ok(it) => it,
        Err(Refusal::Help) => {
            res.out(command.help);
            return res;
        }
        // The tool exits with 0 here.
        Err(_) => {
            res.err(command.help);
            return res;
        }
    };
    if args.has("--no-ansi") {
        let text = "--no-ansi option is deprecated and will be removed in future versions. Use `--ansi never` instead.";
        let prefix = if machine.is_terminal {
            "\x1b[33mWARNING\x1b[0m: "
        } else {
            ""
        };
        res.err(format!("{prefix}{text}\n"));
    }
    if args.has("--no-ansi") || args.value("--ansi") == Some("never") {
        command_args.set("--no-color");
    }
    let Some(level) = Level::parse(args.value("--log-level").unwrap_or("INFO")) else {
        let text =
            "Invalid value for --log-level. Expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL.";
        return refuse(res, text, is_ansi);
    };
    match command.name {
        "help" => return help(res, command_args.word(), is_ansi),
        "version" => {
            if command_args.has("--short") {
                res.out(format!("{VERSION}\n"));
            } else {
                res.out(format!(
                    "docker-compose version {VERSION}, build unknown\ndocker-py version: 5.0.3\nCPython version: 3.11.2\nOpenSSL version: OpenSSL 3.0.19 27 Jan 2026\n"
                ));
            }
            return res;
        }
        _ => {}
    }
    let unsupported = ["--host", "--context", "--tls", "--tlsverify", "--verbose"];
    if let Some(option) = unsupported.into_iter().find(|it| args.has(it)) {
        let text = format!("{option} is not simulated");
        return refuse(res, &text, is_ansi);
    }
    if command.name == "push" {
        let text = "push is not simulated: there is no registry to push to";
        return refuse(res, text, is_ansi);
    }
    let asked = Asked {
        files: args.list("--file").to_vec(),
        name: args.value("--project-name").map(str::to_owned),
        profiles: args.list("--profile").to_vec(),
        env_files: args.list("--env-file").to_vec(),
        folder: args.value("--project-directory").map(str::to_owned),
    };
    let is_silent = SILENT.contains(&command.name);
    let project = match ComposeProject::find(machine, &asked, Dialect::V1_29) {
        Ok(project) => project,
        Err(error) => {
            let (warnings, text) = words_of(error);
            tell(&mut res, &warnings, is_silent, is_ansi);
            return refuse(res, &text, is_ansi);
        }
    };
    if level <= Level::Warning {
        tell(&mut res, &project.warnings, is_silent, is_ansi);
    }
    let mut tool = Tool::new(machine, &project, is_ansi);
    tool.level = level;
    let outcome = match command.name {
        "config" => tool.config(&command_args),
        name => tool
            .check_limits()
            .and_then(|()| tool.check_project())
            .and_then(|()| carry_out(&mut tool, name, &command_args)),
    };
    match &outcome {
        Ok(()) | Err(Stop::Exit(0)) => {}
        Err(Stop::Error(text)) => tool.error(text),
        // The tool says its exit code, too.
        Err(Stop::Exit(code)) if command.name != "exec" => tool.error(&code.to_string()),
        Err(Stop::Exit(_)) => {}
    }
    let code = match outcome {
        Ok(()) => 0,
        Err(Stop::Error(_)) => 1,
        Err(Stop::Exit(code)) => code,
    };
    let out = std::mem::take(&mut tool.out);
    res.extend(out);
    res.code = code;
    res
}

fn carry_out(tool: &mut Tool<'_>, name: &str, args: &Args) -> Result<(), Stop> {
    match name {
        "build" => tool.build(args),
        "create" => tool.create_command(args),
        "down" => tool.down(args),
        "events" => tool.events(args),
        "exec" => tool.exec_command(args),
        "images" => tool.images(args),
        "kill" => tool.kill(args),
        "logs" => tool.logs(args),
        "pause" => tool.pause(args),
        "port" => tool.port(args),
        "ps" => tool.ps(args),
        "pull" => tool.pull(args),
        "restart" => tool.restart(args),
        "rm" => tool.rm(args),
        "run" => tool.run_command(args),
        "scale" => tool.scale_command(args),
        "start" => tool.start(args),
        "stop" => tool.stop(args),
        "top" => tool.top(args),
        "unpause" => tool.unpause(args),
        "up" => tool.up(args),
        _ => Err(Stop::Error(no_such_command(name))),
    }
}

/// Whether lines are coloured and written over.
///
/// # Errors
/// `--ansi` says nothing that means anything.
fn ansi(args: &Args, is_terminal: bool) -> Result<bool, String> {
    let mode = args.value("--ansi");
    if args.has("--no-ansi") && mode.is_some() {
        return Err("--no-ansi and --ansi cannot be combined.".to_owned());
    }
    match mode {
        _ if args.has("--no-ansi") => Ok(false),
        None | Some("" | "auto") => Ok(is_terminal),
        Some("never") => Ok(false),
        Some("always") => Ok(true),
        Some(other) => Err(format!(
            "Invalid value for --ansi: {other}. Expected one of never, always, auto."
        )),
    }
}

fn refuse(mut res: Output, text: &str, is_ansi: bool) -> Output {
    res.err(error_line(text, is_ansi));
    res.code = 1;
    res
}

fn no_such_command(name: &str) -> String {
    let commands = HELP.split("Commands:").nth(1).unwrap_or_default();
    format!(
        "No such command: {name}\n\nCommands:{}",
        commands.trim_end()
    )
}

fn help(mut res: Output, name: &str, is_ansi: bool) -> Output {
    if name.is_empty() {
        res.out(HELP);
        return res;
    }
    match COMMANDS.iter().find(|it| it.name == name) {
        Some(command) => {
            res.out(command.help);
            res
        }
        None => refuse(res, &no_such_command(name), is_ansi),
    }
}

fn tell(res: &mut Output, warnings: &[Warning], is_silent: bool, is_ansi: bool) {
    let prefix = if is_ansi {
        "\x1b[33mWARNING\x1b[0m: "
    } else {
        ""
    };
    for it in warnings
        .iter()
        .filter(|it| !(is_silent && it.is_unset_variable))
    {
        res.err(format!("{prefix}{}\n", it.text));
    }
}

/// What the tool says where there is no project.
fn words_of(error: ProjectError) -> (Vec<Warning>, String) {
    let text = match error {
        ProjectError::NotFound => "\n        Can't find a suitable configuration file in this directory or any\n        parent. Are you in the right directory?\n\n        Supported filenames: docker-compose.yml, docker-compose.yaml, compose.yml, compose.yaml\n        ".to_owned(),
        ProjectError::NoSuchFile { name, .. } => {
            let shown = if name.starts_with('/') {
                name
            } else {
                format!("./{name}")
            };
            format!(".FileNotFoundError: [Errno 2] No such file or directory: '{shown}'")
        }
        ProjectError::NoSuchEnvFile { path } => format!("Couldn't find env file: {path}"),
        ProjectError::SeveralOverrides { names } => {
            let names: Vec<String> = names.iter().map(|it| format!("./{it}")).collect();
            format!(
                "Multiple override files found: {}. You may only use a single override file.",
                names.join(", ")
            )
        }
        ProjectError::StandardInput => {
            "a compose file from standard input is not simulated: nothing can be piped in here".to_owned()
        }
        ProjectError::Refused { warnings, text } => return (warnings, text),
    };
    (Vec::new(), text)
}
