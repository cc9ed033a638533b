//! The shell of the machine on which commands are typed.
//!
//! It is the shell that runs in containers too; here its programs are the clients of the engine, and the everyday
//! programs see the machine's folder and published ports.

pub mod faults;
mod script;
#[cfg(test)]
mod tests;

pub use script::{commands, goes_on};

use crate::docker::nearest;
use crate::machine::{Machine, TYPING_MS};
use crate::output::Output;
use linkyard_core::programs::applets::{self, Surroundings};
use linkyard_core::programs::shell::{self, Call, Ran, Shell, ShellHost};
use linkyard_core::world::{ProgramStep, Reach, Stream, Time};

/// The clients of the engine.
const CLIENTS: [&str; 3] = ["docker", "docker-compose", "fig"];

/// Runs a line as if it were typed: then a moment passes.
pub fn run_line(machine: &mut Machine, line: &str) -> Output {
    let mut res = Output::new();
    match shell::parse(line) {
        Ok(script) => {
            let mut shell = Shell::new(machine.variables.clone(), vec!["sh".to_owned()]);
            shell.last_code = i64::from(machine.last_code);
            let mut host = Host { machine };
            let ran = shell::run(&script, &mut shell, &mut host);
            machine.variables = shell.variables;
            take(&mut res, ran);
        }
        Err(why) => {
            res.err(format!("sh: {why}\n"));
            res.code = 2;
        }
    }
    machine.last_code = res.code;
    machine.world.advance(TYPING_MS);
    res
}

fn take(res: &mut Output, ran: Ran) {
    let is_endless = ran.is_endless();
    for step in &ran.steps {
        if let ProgramStep::Write { stream, text } = step {
            res.write(*stream, text);
        }
    }
    res.code = i32::try_from(ran.code).unwrap_or(1);
    if is_endless {
        // Somebody at a keyboard would press Ctrl-C now.
        res.out("^C\n");
        res.code = 130;
    }
}

struct Host<'a> {
    machine: &'a mut Machine,
}

impl Host<'_> {
    fn client(&mut self, name: &str, words: &[String], call: &Call<'_>) -> Ran {
        // The clients read the shell's variables.
        let before = std::mem::replace(&mut self.machine.variables, call.env.clone());
        let output = match name {
            "docker" => crate::docker::run(self.machine, words),
            _ => crate::compose::v1_29::run(self.machine, words),
        };
        self.machine.variables = before;
        ran(output)
    }

    fn linkyard(&mut self, words: &[String]) -> Ran {
        match words.split_first() {
            Some((word, rest)) if word == "fault" => ran(faults::run(self.machine, rest)),
            // The session takes them before the shell sees them.
            Some((word, _)) => Ran::err(
                1,
                format!(
                    "linkyard: `{word}` stands on a line of its own, or is no word of this terminal\n"
                ),
            ),
            None => Ran::err(1, "linkyard: type `linkyard help` on a line of its own\n"),
        }
    }
}

/// What a client printed, as a program of the shell.
fn ran(output: Output) -> Ran {
    let mut res = Ran::code(i64::from(output.code));
    for (stream, text) in output.pieces {
        res.write(stream, text);
    }
    res
}

impl ShellHost for Host<'_> {
    fn run(&mut self, call: &Call<'_>) -> Ran {
        let Some((program, words)) = call.argv.split_first() else {
            return Ran::code(0);
        };
        let name = applets::base_name(program);
        if CLIENTS.contains(&name) {
            return self.client(name, words, call);
        }
        match name {
            // Time passes at once: the next command of the line must see what has happened meanwhile.
            "sleep" | "ping" | "timeout" => {
                let ran = applets::run(call, self);
                self.pass_time(ran)
            }
            "cd" => self.change_folder(words),
            "history" => Ran::err(1, "linkyard: the timeline is the history: linkyard log\n"),
            "linkyard" => self.linkyard(words),
            "sudo" => self.run(&Call {
                argv: words,
                stdin: call.stdin,
                env: call.env,
            }),
            _ => match applets::shell_script(call.argv) {
                Some((script, arguments)) => self.script(&script, arguments, call),
                None => applets::run(call, self),
            },
        }
    }

    fn read_file(&self, path: &str) -> Option<String> {
        if path == "/dev/null" {
            return Some(String::new());
        }
        if path == "/etc/hosts" {
            return self
                .machine
                .world
                .simulation
                .as_ref()
                .map(|it| it.hosts.clone());
        }
        self.machine.files.get(&self.inside(path)?).cloned()
    }

    fn write_file(&mut self, path: &str, text: &str, appends: bool) -> Result<(), String> {
        if path.starts_with("/dev/") {
            return Ok(());
        }
        let path = self
            .inside(path)
            .ok_or_else(|| format!("can't create {path}: it lies outside of the folder"))?;
        let file = self.machine.files.entry(path).or_default();
        if !appends {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }
}

impl Host<'_> {
    fn script(&mut self, script: &str, arguments: Vec<String>, call: &Call<'_>) -> Ran {
        match shell::parse(script) {
            Ok(script) => {
                let mut shell = Shell::new(call.env.clone(), arguments);
                shell::run(&script, &mut shell, self)
            }
            Err(why) => Ran::err(2, format!("sh: {why}\n")),
        }
    }

    /// Lets the time of a program pass, and leaves what it writes.
    fn pass_time(&mut self, ran: Ran) -> Ran {
        let mut res = Ran::code(ran.code);
        for step in ran.steps {
            match step {
                ProgramStep::Sleep { ms, .. } => self.machine.world.advance(ms),
                it => res.steps.push(it),
            }
        }
        res
    }

    fn change_folder(&mut self, words: &[String]) -> Ran {
        match words.first().map(String::as_str) {
            None | Some("." | "~") => Ran::code(0),
            Some(it) if it == self.machine.working_dir => Ran::code(0),
            Some(it) => Ran::err(
                1,
                format!(
                    "linkyard: there is one folder here, {}, and no {it}\n",
                    self.machine.working_dir
                ),
            ),
        }
    }

    /// A path as the machine's files are named; `None` outside of the folder.
    fn inside(&self, path: &str) -> Option<String> {
        let path = match path.strip_prefix(self.machine.working_dir.as_str()) {
            Some(it) => it.strip_prefix('/')?,
            None if path.starts_with('/') => return None,
            None => path,
        };
        let mut res: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(res.pop()?),
                it => res.push(it),
            }
        }
        (!res.is_empty()).then(|| res.join("/"))
    }
}

impl Surroundings for Host<'_> {
    fn hostname(&self) -> String {
        let simulation = self.machine.world.simulation.as_ref();
        simulation.map(|it| it.hostname.clone()).unwrap_or_default()
    }

    fn addresses(&self) -> Vec<String> {
        vec!["10.0.0.2".to_owned()]
    }

    fn user(&self) -> String {
        "me".to_owned()
    }

    fn working_dir(&self) -> String {
        self.machine.working_dir.clone()
    }

    fn now(&self) -> Time {
        self.machine.world.now()
    }

    fn lookup(&self, name: &str) -> Vec<String> {
        if name.parse::<std::net::IpAddr>().is_ok() {
            return vec![name.to_owned()];
        }
        let hosts = self.read_file("/etc/hosts").unwrap_or_default();
        hosts
            .lines()
            .filter_map(|it| it.split_once(['\t', ' ']))
            .filter(|(_, names)| names.split_ascii_whitespace().any(|it| it == name))
            .map(|(address, _)| address.to_owned())
            .collect()
    }

    fn reach(&self, address: &str, port: u16) -> Reach {
        self.machine.world.reach_from_host(address, port)
    }

    fn is_alive(&self, address: &str) -> bool {
        self.reach(address, 0) != Reach::NoRoute
    }

    fn greeting(&self, address: &str, port: u16) -> Option<String> {
        let world = &self.machine.world;
        let (container, port) = match world.published_by(port) {
            Some((container, inside)) if address.starts_with("127.") => (container, inside.number),
            _ => (
                world.containers.values().find(|it| {
                    it.endpoints
                        .values()
                        .any(|it| it.address.as_deref() == Some(address))
                })?,
                port,
            ),
        };
        Some(linkyard_core::programs::page_of(
            &container.spec.image,
            port,
        ))
    }

    fn env_order(&self) -> &[String] {
        &[]
    }

    fn list(&self, path: &str) -> Option<Vec<String>> {
        let prefix = match path.trim_end_matches('/') {
            it if it == self.machine.working_dir || it == "." || it.is_empty() => String::new(),
            it => format!("{}/", self.inside(it)?),
        };
        let mut res: Vec<String> = self
            .machine
            .files
            .keys()
            .filter_map(|it| it.strip_prefix(&prefix)?.split('/').next())
            .map(str::to_owned)
            .collect();
        res.sort();
        res.dedup();
        (prefix.is_empty() || !res.is_empty()).then_some(res)
    }

    fn unknown(&mut self, program: &str) -> Ran {
        let mut text = format!("sh: {program}: command not found\n");
        let known = applets::names().chain(CLIENTS).chain(["linkyard"]);
        if let Some(it) = nearest(program, known) {
            text.push_str(&format!("linkyard: did you mean `{it}`?\n"));
        }
        let mut res = Ran::code(127);
        res.write(Stream::Err, text);
        res
    }
}
