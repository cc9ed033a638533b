//! `run` and `exec`: further processes.
//!
//! Both leave the process to the `docker` client, so its refusals are what is read.

use super::converge::{How, Strategy};
use super::docopt::Args;
use super::overrides::Override;
use super::progress::Failure;
use super::tool::{Held, Stop, Tool};
use super::up::Build;
use linkyard_core::port::{HostPort, Port, PortBinding};
use linkyard_core::project::Service;
use linkyard_core::world::{EngineError, ExecSpec, Removal, Stream, Time};

/// Virtual milliseconds without anything new after which somebody presses Ctrl-C, and the most that is watched.
const QUIET_MS: u64 = 10_000;
const WATCHED_MS: u64 = 600_000;

impl<'a> Tool<'a> {
    /// `run`.
    ///
    /// # Errors
    /// It ends with the code of its process.
    pub fn run_command(&mut self, args: &Args) -> Result<(), Stop> {
        let service = self.service(args.word())?;
        let own = service.name.value.clone();
        if !args.list("--publish").is_empty() && args.has("--service-ports") {
            return Err(Stop::Error(
                "Service port mapping and manual port mapping can not be used together".to_owned(),
            ));
        }
        let over = self.overrides(service, args)?;
        let how = How {
            strategy: Strategy::Never,
            keeps_scale: true,
            one_off: Some((own.clone(), over)),
            ..How::default()
        };
        self.make_resources()?;
        self.tell_orphans(false)?;
        let names = [own.clone()];
        let services = self.wanted(&names, !args.has("--no-deps"))?;
        let containers = self.launch(&services, Build::Missing, false, &how)?;
        let mut of_service = containers.into_iter().filter(|it| it.service == own);
        let Some(held) = of_service.next() else {
            return Err(Stop::Error(
                "Could not bring up the requested service".to_owned(),
            ));
        };
        let with_aliases = args.has("--use-aliases");
        if args.has("--detach") {
            self.join_networks(&held, service, with_aliases)?;
            self.start_joined(&held, service)
                .map_err(Failure::into_stop)?;
            self.out.out(format!("{}\n", held.name));
            return Ok(());
        }
        self.join_networks(&held, service, with_aliases)?;
        let code = self.start_and_watch(&held);
        if args.has("--rm") && self.container(&held.id).is_some() {
            let removal = Removal {
                force: true,
                volumes: true,
            };
            let name = self.name_of(&held.id)?;
            self.machine.world.remove(&name, removal)?;
        }
        Err(Stop::Exit(code))
    }

    /// What the words of `run` make different.
    fn overrides(&self, service: &Service, args: &Args) -> Result<Override, Stop> {
        let words = args.words.get(1..).unwrap_or_default();
        let entrypoint = args.value("--entrypoint");
        let command = if !words.is_empty() {
            Some(words.to_vec())
        } else if entrypoint.is_some() {
            Some(Vec::new())
        } else {
            service.command.as_ref().map(|it| it.value.clone())
        };
        let variables = &self.machine.variables;
        let environment = args.list("-e").iter().map(|it| match variables.get(it) {
            Some(value) => format!("{it}={value}"),
            None => it.clone(),
        });
        let labels = args.list("--label").iter();
        let labels = labels.map(|it| it.split_once('=').unwrap_or((it, "")));
        let ports = if args.has("--service-ports") {
            None
        } else {
            let mut ports = Vec::new();
            for text in args.list("--publish") {
                ports.extend(bindings(text)?);
            }
            Some(ports)
        };
        let given = |name: &str| {
            args.value(name)
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
        };
        let has_terminal = self.machine.is_terminal && !args.has("-T") && !args.has("--detach");
        Ok(Override {
            name: given("--name"),
            command,
            entrypoint: match entrypoint {
                None => None,
                Some("") => Some(vec![String::new()]),
                Some(text) => Some(shlex::split(text).unwrap_or_default()),
            },
            environment: environment.collect(),
            labels: labels
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            user: given("--user"),
            working_dir: given("--workdir"),
            ports,
            volumes: args.list("--volume").to_vec(),
            tty: has_terminal,
            stdin_open: match self.node(&service.name.value, "stdin_open") {
                Some(_) => service.stdin_open,
                None => true,
            },
        })
    }

    /// Starts a container and shows what it writes, to its end.
    fn start_and_watch(&mut self, held: &Held) -> i32 {
        let started = self
            .name_of(&held.id)
            .and_then(|it| self.machine.world.start_container(&it));
        if let Err(err) = started {
            self.out.err(format!("Error response from daemon: {err}\n"));
            return 1;
        }
        let begin = self.machine.world.now();
        let mut last_news = begin;
        let mut n_written = 0;
        loop {
            let Some(container) = self.container(&held.id) else {
                return 0;
            };
            let news: Vec<(Stream, String)> = container
                .life
                .log
                .iter()
                .skip(n_written)
                .map(|it| (it.stream, it.text.to_string()))
                .collect();
            let is_up = container.state.is_up();
            let code = container.life.exit_code;
            n_written += news.len();
            if !news.is_empty() {
                last_news = self.machine.world.now();
            }
            for (stream, text) in news {
                self.out.write(stream, &text);
            }
            if !is_up {
                return i32::try_from(code).unwrap_or(1);
            }
            if !self.let_time_pass(begin, last_news) {
                // Somebody presses Ctrl-C.
                if let Ok(name) = self.name_of(&held.id) {
                    // It runs, so nothing refuses.
                    let _ = self.machine.world.stop_container(&name, None);
                }
                return 1;
            }
        }
    }

    /// Goes on to what happens next, unless that is too far away.
    fn let_time_pass(&mut self, begin: Time, last_news: Time) -> bool {
        let world = &mut self.machine.world;
        let now = world.now();
        let deadline = last_news.plus(QUIET_MS).max(now);
        match world.next_event() {
            Some(next) if next <= deadline && now < begin.plus(WATCHED_MS) => {
                world.advance(next.since(now).max(1));
                true
            }
            _ => false,
        }
    }

    /// `exec`.
    ///
    /// # Errors
    /// It ends with the code of its process.
    pub fn exec_command(&mut self, args: &Args) -> Result<(), Stop> {
        let held = match self.indexed(args.word(), args) {
            Ok(it) => it,
            // This command says nothing when it fails by itself.
            Err(Stop::Error(_)) => return Err(Stop::Exit(1)),
            Err(stop) => return Err(stop),
        };
        let is_detached = args.has("--detach");
        let has_terminal = !args.has("-T");
        if has_terminal && !is_detached && !self.machine.is_terminal {
            self.out.err("the input device is not a TTY\n");
            return Err(Stop::Exit(1));
        }
        let variables = &self.machine.variables;
        let env = args.list("--env").iter().map(|it| match variables.get(it) {
            Some(value) if !is_detached => format!("{it}={value}"),
            _ => it.clone(),
        });
        let given = |name: &str| {
            args.value(name)
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
        };
        let spec = ExecSpec {
            command: args.words.get(1..).unwrap_or_default().to_vec(),
            env: env.collect(),
            user: given("--user"),
            working_dir: given("--workdir"),
            tty: has_terminal,
        };
        let name = self.name_of(&held.id)?;
        let outcome = self.machine.world.exec(&name, &spec);
        if is_detached {
            return match outcome {
                Ok(_) => Ok(()),
                Err(err) => {
                    self.error(&err.to_string());
                    Err(Stop::Exit(1))
                }
            };
        }
        match outcome {
            Ok(outcome) => {
                for (stream, text) in outcome.output {
                    self.out.write(stream, &text);
                }
                // One that would go on for ever ends with Ctrl-C.
                let code = outcome.code.unwrap_or(130);
                Err(Stop::Exit(i32::try_from(code).unwrap_or(1)))
            }
            Err(err @ EngineError::NoSuchProgram { .. }) => {
                self.out.out(format!("{err}\r\n"));
                Err(Stop::Exit(126))
            }
            Err(err) => {
                self.out.err(format!("Error response from daemon: {err}\n"));
                Err(Stop::Exit(1))
            }
        }
    }
}

/// What `-p` publishes.
///
/// # Errors
/// It is no port.
fn bindings(text: &str) -> Result<Vec<PortBinding>, Stop> {
    let invalid = || {
        Stop::Error(format!(
            "ValueError: Invalid port \"{text}\", should be [[remote_ip:]remote_port[-remote_port]:]port[/protocol]"
        ))
    };
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let protocol = protocol.parse().map_err(|()| invalid())?;
    let mut parts = numbers.rsplitn(3, ':');
    let range = |text: &str| -> Option<(u16, u16)> {
        match text.split_once('-') {
            Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
            None => text.parse().ok().map(|it| (it, it)),
        }
    };
    let inner = parts.next().and_then(range).ok_or_else(invalid)?;
    let outer = match parts.next() {
        None | Some("") => None,
        Some(it) => Some(range(it).ok_or_else(invalid)?),
    };
    let host_ip = parts.next().unwrap_or_default().to_owned();
    let length = |it: (u16, u16)| u32::from(it.1).checked_sub(u32::from(it.0));
    let n_inner = length(inner).ok_or_else(invalid)?;
    let one = |number: u16, host_port: Option<HostPort>| PortBinding {
        container: Port::new(number, protocol),
        host_ip: host_ip.clone(),
        host_port,
    };
    match outer {
        None => Ok((inner.0..=inner.1).map(|it| one(it, None)).collect()),
        Some((first, last)) if n_inner == 0 => {
            Ok(vec![one(inner.0, Some(HostPort { first, last }))])
        }
        Some(outer) if length(outer) == Some(n_inner) => {
            let pairs = (inner.0..=inner.1).zip(outer.0..=outer.1);
            Ok(pairs
                .map(|(inner, outer)| one(inner, Some(HostPort::one(outer))))
                .collect())
        }
        Some(_) => Err(Stop::Error(
            "ValueError: Port ranges don't match in length".to_owned(),
        )),
    }
}
