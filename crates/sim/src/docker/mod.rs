//! The `docker` client: its commands, flags, tables and refusals, in three generations.
//!
//! Texts were read off the clients 20.10.24, 26.1.5 and 28.5.2.

mod build;
mod create;
mod durations;
mod events;
mod exec;
mod images;
mod inspect;
mod lifecycle;
mod logs;
mod network;
mod ports;
mod ps;
mod remove;
mod run;
mod system;
pub(crate) mod template;
#[cfg(test)]
mod tests;
mod usage;
mod values;
mod volume;

pub use durations::{human_ago, human_duration};
pub(crate) use images::{hash_of, id_of as image_id};
pub use ports::{published_column, published_lines};
pub use ps::{command_column, status_column};
pub(crate) use usage::nearest;

use crate::args::{self, ArgsError, Flag, Grammar, Parsed};
use crate::machine::{DockerCli, Machine};
use crate::output::Output;
use linkyard_core::world::EngineError;

/// A command of the client.
pub(crate) struct Command {
    /// `run`, `network create`.
    pub name: &'static str,
    /// What stands behind the name in its usage line.
    pub usage: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// How many words it takes besides flags.
    pub arity: Arity,
    /// Where its flags end.
    pub grammar: Grammar,
    /// Its flags.
    pub flags: &'static [Flag],
    /// What it does.
    pub run: fn(&mut Client<'_>, &Parsed),
}

/// How many words a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arity {
    /// None at all.
    None,
    /// Exactly so many.
    Exactly(usize),
    /// At least so many.
    AtLeast(usize),
    /// Any number up to this one.
    AtMost(usize),
    /// From the first to the second.
    Between(usize, usize),
}

/// A command while it runs.
pub(crate) struct Client<'a> {
    pub machine: &'a mut Machine,
    pub out: Output,
    /// Its whole name, for messages.
    pub name: &'static str,
}

/// Every command, by the name under which people type it.
fn commands() -> Vec<&'static Command> {
    [
        run::COMMANDS,
        lifecycle::COMMANDS,
        remove::COMMANDS,
        exec::COMMANDS,
        logs::COMMANDS,
        ps::COMMANDS,
        ports::COMMANDS,
        inspect::COMMANDS,
        network::COMMANDS,
        volume::COMMANDS,
        images::COMMANDS,
        build::COMMANDS,
        events::COMMANDS,
        system::COMMANDS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Groups of commands, and what their members are called on their own.
const GROUPS: &[(&str, &[(&str, &str)])] = &[
    (
        "container",
        &[
            ("attach", "attach"),
            ("create", "create"),
            ("exec", "exec"),
            ("inspect", "container inspect"),
            ("kill", "kill"),
            ("list", "ps"),
            ("logs", "logs"),
            ("ls", "ps"),
            ("pause", "pause"),
            ("port", "port"),
            ("prune", "container prune"),
            ("ps", "ps"),
            ("rename", "rename"),
            ("restart", "restart"),
            ("rm", "rm"),
            ("run", "run"),
            ("start", "start"),
            ("stop", "stop"),
            ("top", "top"),
            ("unpause", "unpause"),
            ("update", "update"),
            ("wait", "wait"),
        ],
    ),
    (
        "image",
        &[
            ("build", "build"),
            ("inspect", "image inspect"),
            ("list", "images"),
            ("ls", "images"),
            ("pull", "pull"),
            ("rm", "rmi"),
            ("tag", "tag"),
        ],
    ),
    (
        "network",
        &[
            ("connect", "network connect"),
            ("create", "network create"),
            ("disconnect", "network disconnect"),
            ("inspect", "network inspect"),
            ("list", "network ls"),
            ("ls", "network ls"),
            ("prune", "network prune"),
            ("remove", "network rm"),
            ("rm", "network rm"),
        ],
    ),
    (
        "system",
        &[
            ("events", "events"),
            ("info", "info"),
            ("prune", "system prune"),
        ],
    ),
    (
        "volume",
        &[
            ("create", "volume create"),
            ("inspect", "volume inspect"),
            ("list", "volume ls"),
            ("ls", "volume ls"),
            ("prune", "volume prune"),
            ("remove", "volume rm"),
            ("rm", "volume rm"),
        ],
    ),
];

/// Commands of the real client that have no meaning here, and why.
const NOT_SIMULATED: &[(&str, &str)] = &[
    ("buildx", "builds run with `docker build`"),
    ("checkpoint", "processes are scripts here"),
    ("commit", "a container has no files of its own here"),
    ("config", "it belongs to Swarm"),
    ("context", "there is one engine"),
    ("cp", "a container has no files of its own here"),
    ("diff", "a container has no files of its own here"),
    ("export", "a container has no files of its own here"),
    ("history", "images have no layers here"),
    ("import", "images have no layers here"),
    ("load", "images have no layers here"),
    ("login", "there is no registry"),
    ("logout", "there is no registry"),
    ("manifest", "there is no registry"),
    ("node", "it belongs to Swarm"),
    ("plugin", "there are no plugins"),
    ("push", "there is no registry"),
    ("save", "images have no layers here"),
    ("scan", "there is no registry"),
    ("search", "there is no registry"),
    ("secret", "it belongs to Swarm"),
    ("service", "it belongs to Swarm"),
    ("stack", "it belongs to Swarm"),
    ("stats", "nothing is consumed here"),
    ("swarm", "there is one engine"),
    ("trust", "there is no registry"),
];

/// Runs `docker WORDS…`.
pub fn run(machine: &mut Machine, words: &[String]) -> Output {
    let mut client = Client {
        machine,
        out: Output::new(),
        name: "",
    };
    client.dispatch(words);
    client.out
}

impl Client<'_> {
    fn dispatch(&mut self, words: &[String]) {
        let Some((first, rest)) = words.split_first() else {
            usage::overview(self);
            return;
        };
        match first.as_str() {
            "help" | "--help" | "-h" => match rest {
                [] => usage::overview(self),
                rest => {
                    let mut words = rest.to_vec();
                    words.push("--help".to_owned());
                    self.dispatch(&words);
                }
            },
            "--version" | "-v" => system::one_line_version(self),
            "compose" => {
                let output = crate::compose::v2::run(self.machine, rest);
                self.out.extend(output);
            }
            flag if flag.starts_with('-') => {
                let what = flag.split('=').next().unwrap_or(flag);
                self.fail(
                    1,
                    &format!("linkyard: `docker {what}` before the command is not simulated\n"),
                );
            }
            first => self.named(first, rest),
        }
    }

    fn named(&mut self, first: &str, rest: &[String]) {
        let group = GROUPS.iter().find(|it| it.0 == first);
        let (name, rest) = match group {
            None => (first, rest),
            Some((group, members)) => {
                let Some((second, rest)) = rest.split_first() else {
                    usage::group(self, group, members);
                    return;
                };
                if second == "--help" || second == "-h" {
                    usage::group(self, group, members);
                    return;
                }
                match members.iter().find(|it| it.0 == second) {
                    Some((_, name)) => (*name, rest),
                    None => {
                        usage::unknown_in_group(self, group, members, second);
                        return;
                    }
                }
            }
        };
        let all = commands();
        if let Some(command) = all.iter().find(|it| it.name == name) {
            self.command(command, rest);
        } else if let Some((_, why)) = NOT_SIMULATED.iter().find(|it| it.0 == name) {
            self.fail(
                1,
                &format!("linkyard: `docker {name}` is not simulated: {why}\n"),
            );
        } else {
            usage::unknown(self, first, all.iter().map(|it| it.name));
        }
    }

    fn command(&mut self, command: &'static Command, words: &[String]) {
        self.name = command.name;
        let parsed = match args::parse(command.flags, command.grammar, words) {
            Ok(it) => it,
            Err(ArgsError(why)) => {
                usage::bad_flag(self, command, &why);
                return;
            }
        };
        if parsed.is_on("help") {
            usage::help(self, command);
            return;
        }
        let n_words = parsed.words.len();
        let is_right = match command.arity {
            Arity::None => n_words == 0,
            Arity::Exactly(n) => n_words == n,
            Arity::AtLeast(n) => n_words >= n,
            Arity::AtMost(n) => n_words <= n,
            Arity::Between(from, to) => (from..=to).contains(&n_words),
        };
        if !is_right {
            usage::bad_arity(self, command);
            return;
        }
        (command.run)(self, &parsed);
    }

    /// Ends the command with a code after a message.
    pub fn fail(&mut self, code: i32, message: &str) {
        self.out.err(message);
        self.out.code = code;
    }

    /// Refuses by name the flags that the real client has and that would do nothing here. Says whether there was one.
    pub fn refuses_flags(&mut self, parsed: &Parsed, flags: &[&str]) -> bool {
        let Some(flag) = flags.iter().find(|it| parsed.is_given(it)) else {
            return false;
        };
        let text = format!(
            "linkyard: `docker {} --{flag}` is not simulated\n",
            self.name
        );
        self.fail(1, &text);
        true
    }

    /// Prints the engine's refusal as the client prints it, and ends with code 1.
    pub fn refuse(&mut self, err: &EngineError) {
        self.fail(1, &format!("Error response from daemon: {err}\n"));
    }

    /// The client's generation.
    pub fn cli(&self) -> DockerCli {
        self.machine.docker_cli
    }

    /// The name of the container that a word means. Older clients say in their own words that there is none.
    pub fn resolve(&mut self, word: &str) -> Option<String> {
        match self.machine.world.resolve(word) {
            Ok(it) => Some(it),
            Err(err) => {
                self.refuse(&err);
                None
            }
        }
    }

    /// As [`Client::resolve`], for commands where clients up to 20.10 left `Error: ` before the engine's words.
    pub fn resolve_shortly(&mut self, word: &str) -> Option<String> {
        match self.machine.world.resolve(word) {
            Ok(it) => Some(it),
            Err(err) if self.cli() == DockerCli::V20_10 => {
                self.fail(1, &format!("Error: {err}\n"));
                None
            }
            Err(err) => {
                self.refuse(&err);
                None
            }
        }
    }
}
