//! `exec`, `top` and `wait`.

use super::containers::{Oneoff, Which};
use super::text::columns;
use super::{Compose, Failure};
use crate::args::Parsed;
use linkyard_core::world::{ContainerState, EngineError, ExecSpec, Stream};

impl Compose<'_> {
    /// `exec`. Gives the exit code of the process.
    ///
    /// # Errors
    /// The service does not run, or the engine refuses the process.
    pub(super) fn exec(&mut self, args: &Parsed) -> Result<i32, Failure> {
        let name = self.project_name()?;
        let Some((service, command)) = args.words.split_first() else {
            return Ok(0);
        };
        let index = args.number("index").unwrap_or(0);
        let target = self.specified(&name, Oneoff::Include, Which::Running, service, index)?;
        let is_detached = args.is_on("detach");
        let no_tty = match args.value("no-tty") {
            Some(it) => it == "true",
            None => !self.machine.is_terminal,
        };
        let spec = ExecSpec {
            command: command.to_vec(),
            env: self.environment_of(args.values("env")),
            user: args
                .value("user")
                .filter(|it| !it.is_empty())
                .map(str::to_owned),
            working_dir: args
                .value("workdir")
                .filter(|it| !it.is_empty())
                .map(str::to_owned),
            tty: !no_tty,
        };
        if self.globals.dry_run {
            return Ok(0);
        }
        match self.machine.world.exec(&target.name, &spec) {
            Ok(outcome) => {
                if is_detached {
                    return Ok(0);
                }
                for (stream, text) in &outcome.output {
                    let stream = if no_tty { *stream } else { Stream::Out };
                    self.output.write(stream, text);
                }
                Ok(match outcome.code {
                    Some(code) => i32::try_from(code).unwrap_or(1),
                    None => 130,
                })
            }
            // The engine writes this into the output of the process that never was.
            Err(err @ EngineError::NoSuchProgram { .. }) => {
                if is_detached {
                    return Err(err.into());
                }
                self.output.out(format!("{err}\r\n"));
                Ok(126)
            }
            Err(err) => Err(err.into()),
        }
    }

    /// `-e K=V` and `-e K`, the latter with the shell's value.
    pub(super) fn environment_of(&self, entries: &[String]) -> Vec<String> {
        entries
            .iter()
            .map(
                |it| match (it.contains('='), self.machine.variables.get(it)) {
                    (false, Some(value)) => format!("{it}={value}"),
                    _ => it.clone(),
                },
            )
            .collect()
    }

    /// `top`.
    ///
    /// # Errors
    /// There is no project.
    pub(super) fn top(&mut self, args: &Parsed) -> Result<(), Failure> {
        let name = self.project_name()?;
        let mut containers = self.containers(&name, Oneoff::Include, Which::Running, &args.words);
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        let mut rows = Vec::new();
        for seen in &containers {
            if seen.state == ContainerState::Restarting {
                return Err(EngineError::IsRestarting {
                    small_letters: self.machine.world.profile.refuses_in_small_letters(),
                    id: seen.id.clone(),
                }
                .into());
            }
            let Some(container) = self.machine.world.containers.get(&seen.name) else {
                continue;
            };
            let command = super::ps::full_command(&self.machine.world, container, false);
            let started = container.life.started.unwrap_or_default().rfc3339();
            let started = started.get(11..16).unwrap_or_default().to_owned();
            let pid = container.life.pid;
            let number = seen.number().map(|it| it.to_string()).unwrap_or_default();
            let user = container.spec.user.clone().unwrap_or_default();
            let user = match user.split(':').next() {
                None | Some("" | "0") => "root".to_owned(),
                Some(it) => it.to_owned(),
            };
            let tty = if container.spec.tty { "pts/0" } else { "?" };
            rows.push(
                [
                    seen.service(),
                    &number,
                    &user,
                    &pid.to_string(),
                    &pid.saturating_sub(21).to_string(),
                    "0",
                    &started,
                    tty,
                    "00:00:00",
                    &command,
                ]
                .map(str::to_owned)
                .to_vec(),
            );
        }
        if rows.is_empty() {
            return Ok(());
        }
        let header = [
            "SERVICE", "#", "UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD",
        ];
        rows.insert(0, header.map(str::to_owned).to_vec());
        self.output.out(columns(&rows, 4, 2));
        Ok(())
    }

    /// `wait`. Gives the exit code of the container that ended last.
    ///
    /// # Errors
    /// Nothing is there to wait for.
    pub(super) fn wait(&mut self, args: &Parsed) -> Result<i32, Failure> {
        let (_, name) = self.project_or_name(&[])?;
        let containers = self.containers(&name, Oneoff::Include, Which::Running, &args.words);
        if containers.is_empty() {
            return Err(Failure::new(format!(
                "no containers for project \"{name}\""
            )));
        }
        let mut code = 0;
        let mut left: Vec<String> = containers.into_iter().map(|it| it.id).collect();
        let begun = self.machine.world.now();
        while !left.is_empty() {
            let mut still = Vec::new();
            for id in left {
                let container = self
                    .machine
                    .world
                    .containers
                    .values()
                    .find(|it| it.id == id);
                match container {
                    Some(it) if it.state.is_up() => still.push(id),
                    it => {
                        code = it.map_or(0, |it| it.life.exit_code);
                        self.output.out(format!(
                            "container \"{id}\" exited with status code {code}\n"
                        ));
                    }
                }
            }
            left = still;
            if left.is_empty() {
                break;
            }
            let now = self.machine.world.now();
            let next = self.machine.world.next_event();
            let Some(next) = next.filter(|_| now.since(begun) < 24 * 3_600_000) else {
                return Err(self.interrupted());
            };
            self.machine.world.advance(next.since(now).max(1));
        }
        if args.is_on("down-project") {
            let options = super::stop::DownOptions {
                remove_orphans: true,
                ..Default::default()
            };
            self.down(None, &name, &options)?;
        }
        Ok(i32::try_from(code).unwrap_or(1))
    }
}
