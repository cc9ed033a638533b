//! Everyday programs, as busybox has them.

mod fields;
mod network;
mod pattern;
mod system;
mod text;

use super::shell::{Call, Ran, ShellHost};
use crate::world::{Reach, Time};

/// What a program can ask about where it runs.
pub trait Surroundings: ShellHost {
    /// The host name.
    fn hostname(&self) -> String;
    /// The addresses of the network stack.
    fn addresses(&self) -> Vec<String>;
    /// The user that it runs as.
    fn user(&self) -> String;
    /// The folder in which it starts.
    fn working_dir(&self) -> String;
    /// The virtual clock.
    fn now(&self) -> Time;
    /// The addresses of a name.
    fn lookup(&self, name: &str) -> Vec<String>;
    /// Tries to connect.
    fn reach(&self, address: &str, port: u16) -> Reach;
    /// Whether an address answers a ping.
    fn is_alive(&self, address: &str) -> bool;
    /// What a web server at an address says.
    fn greeting(&self, address: &str, port: u16) -> Option<String>;
    /// Names of variables in the order in which `env` prints them; others follow sorted.
    fn env_order(&self) -> &[String];
    /// What is in a folder, or `None` if there is no such folder.
    fn list(&self, path: &str) -> Option<Vec<String>>;
    /// A program that is none of those here.
    fn unknown(&mut self, program: &str) -> Ran;
}

/// Shells by name.
const SHELLS: [&str; 4] = ["sh", "bash", "ash", "dash"];

/// Every program that is known here.
const KNOWN: [&str; 62] = [
    "[",
    "ash",
    "awk",
    "basename",
    "bash",
    "busybox",
    "cat",
    "clear",
    "curl",
    "cut",
    "dash",
    "date",
    "dirname",
    "echo",
    "egrep",
    "env",
    "false",
    "fgrep",
    "getent",
    "grep",
    "head",
    "hostname",
    "httpd",
    "id",
    "kill",
    "ls",
    "mkdir",
    "nc",
    "nohup",
    "nproc",
    "nslookup",
    "pg_isready",
    "ping",
    "printenv",
    "printf",
    "ps",
    "pwd",
    "redis-cli",
    "rev",
    "rm",
    "sed",
    "seq",
    "sh",
    "sleep",
    "sort",
    "su",
    "tac",
    "tail",
    "tee",
    "test",
    "time",
    "timeout",
    "touch",
    "tr",
    "true",
    "tty",
    "uname",
    "uniq",
    "wc",
    "wget",
    "which",
    "whoami",
];

/// The name of a program without its folder.
pub fn base_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// Whether a program is known here, by its name or its path.
pub fn is_known(program: &str) -> bool {
    let name = base_name(program);
    KNOWN.contains(&name) || matches!(name, "xargs" | "yes")
}

/// Every name of a program that is known here.
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.into_iter().chain(["xargs", "yes"])
}

/// Whether words start a shell that reads its standard input; if so, whether as a login shell.
pub fn bare_shell(words: &[String]) -> Option<bool> {
    let (first, rest) = words.split_first()?;
    let is_shell = SHELLS.contains(&base_name(first));
    let only_flags = rest
        .iter()
        .all(|it| matches!(it.as_str(), "-i" | "-l" | "--login"));
    (is_shell && only_flags).then(|| rest.iter().any(|it| it != "-i"))
}

/// The script of `sh -c SCRIPT [NAME [ARG…]]` and its arguments, from `$0` on; of a bare shell the empty one.
pub fn shell_script(argv: &[String]) -> Option<(String, Vec<String>)> {
    let (first, mut rest) = argv.split_first()?;
    let mut name = base_name(first);
    if name == "busybox" {
        let (applet, more) = rest.split_first()?;
        (name, rest) = (applet, more);
    }
    if !SHELLS.contains(&name) {
        return None;
    }
    let mut exits_on_error = false;
    for (index, word) in rest.iter().enumerate() {
        match word.strip_prefix('-') {
            Some(flags) if flags.contains('c') => {
                let script = rest.get(index + 1)?.clone();
                let script = if exits_on_error || flags.contains('e') {
                    format!("set -e\n{script}")
                } else {
                    script
                };
                let mut arguments = rest.get(index + 2..).unwrap_or_default().to_vec();
                if arguments.is_empty() {
                    arguments.push(name.to_owned());
                }
                return Some((script, arguments));
            }
            Some(flags) => exits_on_error |= flags.contains('e'),
            None => return None,
        }
    }
    Some((String::new(), vec![name.to_owned()]))
}

/// Runs a program that is no shell.
pub fn run(call: &Call<'_>, host: &mut dyn Surroundings) -> Ran {
    let Some((program, rest)) = call.argv.split_first() else {
        return Ran::code(0);
    };
    let mut name = base_name(program).to_owned();
    let mut words: Vec<String> = rest.to_vec();
    if name == "busybox" {
        if words.is_empty() {
            return Ran::err(127, "linkyard: `busybox` alone is not simulated\n");
        }
        name = words.remove(0);
    }
    let call = Invocation {
        name: &name,
        words: &words,
        call,
    };
    text::run(&call, host)
        .or_else(|| fields::run(&call, host))
        .or_else(|| system::run(&call, host))
        .or_else(|| network::run(&call, host))
        .unwrap_or_else(|| host.unknown(program))
}

/// A program with its arguments.
struct Invocation<'a> {
    name: &'a str,
    words: &'a [String],
    call: &'a Call<'a>,
}

impl<'a> Invocation<'a> {
    /// Arguments that are no flags, where `with_value` lists flags that take a value.
    fn plain(&self, with_value: &[&str]) -> Vec<&'a str> {
        let mut res = Vec::new();
        let mut words = self.words.iter();
        while let Some(it) = words.next() {
            if with_value.contains(&it.as_str()) {
                words.next();
            } else if it == "-" || !it.starts_with('-') {
                res.push(it.as_str());
            }
        }
        res
    }

    /// Whether a flag of one letter is given, alone or among others.
    fn has(&self, letter: char) -> bool {
        self.words
            .iter()
            .filter(|it| it.starts_with('-') && !it.starts_with("--"))
            .any(|it| it.contains(letter))
    }

    /// The value of a flag: `-n 3`, `-n3`.
    fn value(&self, flag: &str) -> Option<&'a str> {
        let place = self.words.iter().position(|it| it.starts_with(flag))?;
        let word = self.words.get(place)?;
        match word.strip_prefix(flag) {
            Some("") => self.words.get(place + 1).map(String::as_str),
            other => other,
        }
    }
}
