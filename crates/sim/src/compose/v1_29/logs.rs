//! `logs`, and what `up` shows of the containers it is attached to.
//!
//! Source: log_printer.py of docker-compose 1.29.2.

use super::docopt::Args;
use super::lifecycle::names_of;
use super::tool::{Held, OneOff, Scope, Stop, Tool, name_without_project};
use linkyard_core::world::{Container, Time};
use std::collections::BTreeMap;

/// Colours of the names, one after another.
const RAINBOW: [&str; 10] = [
    "36", "33", "32", "35", "34", "36;1", "33;1", "32;1", "35;1", "34;1",
];

/// Virtual milliseconds without anything new after which somebody presses Ctrl-C, and the most that is watched.
const QUIET_MS: u64 = 10_000;
const WATCHED_MS: u64 = 60_000;

/// How lines of containers are written.
struct Presenter {
    width: usize,
    is_plain: bool,
    has_prefix: bool,
    /// Colour by id, in the order of names.
    colours: BTreeMap<String, &'static str>,
}

impl Presenter {
    fn coloured(&self, id: &str, text: &str) -> String {
        match self.colours.get(id) {
            Some(colour) if !self.is_plain => format!("\x1b[{colour}m{text}\x1b[0m"),
            _ => text.to_owned(),
        }
    }

    fn line(&self, container: &Container, line: &str) -> String {
        if !self.has_prefix {
            return line.to_owned();
        }
        let width = self.width;
        let name = name_without_project(container);
        let prefix = self.coloured(&container.id, &format!("{name:<width$} |"));
        format!("{prefix} {line}")
    }
}

impl Tool<'_> {
    fn presenter(&self, containers: &[Held], args: &Args) -> Presenter {
        let names = self
            .services()
            .into_iter()
            .map(|it| it.name.value.chars().count());
        let mut sorted: Vec<&Held> = containers.iter().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        let colours = sorted.into_iter().zip(RAINBOW.iter().cycle());
        Presenter {
            width: names.max().unwrap_or(0) + 3,
            is_plain: args.has("--no-color"),
            has_prefix: !args.has("--no-log-prefix"),
            colours: colours
                .map(|(it, colour)| (it.id.clone(), *colour))
                .collect(),
        }
    }

    /// `logs`.
    ///
    /// # Errors
    /// No such service, or `--tail` is no number.
    pub fn logs(&mut self, args: &Args) -> Result<(), Stop> {
        let mut containers = self.containers(&args.words, Scope::All, OneOff::Exclude)?;
        let tail = match args.value("--tail") {
            None | Some("all") => None,
            Some(it) => match it.parse::<usize>() {
                Ok(it) => Some(it),
                Err(_) => {
                    return Err(Stop::Error("tail flag must be all or a number".to_owned()));
                }
            },
        };
        self.out
            .out(format!("Attaching to {}\n", names_of(&containers)));
        let presenter = self.presenter(&containers, args);
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        let mut text = String::new();
        for held in &containers {
            let Some(container) = self.container(&held.id) else {
                continue;
            };
            let lines = lines_from(container, 0, args.has("--timestamps"));
            let n_skipped = tail.map_or(0, |it| lines.len().saturating_sub(it));
            for line in lines.iter().skip(n_skipped) {
                text.push_str(&presenter.line(container, &line.1));
            }
        }
        self.out.out(text);
        if args.has("--follow") {
            let before = self.log_lengths();
            return self
                .follow(&presenter, &containers, before, args, false)
                .and_then(|end| {
                    match end {
                        End::AllStopped => Ok(()),
                        // Ctrl-C.
                        End::Watched | End::First(_) => Err(Stop::Error("Aborting.".to_owned())),
                    }
                });
        }
        Ok(())
    }

    /// How much every container has written.
    pub fn log_lengths(&self) -> BTreeMap<String, usize> {
        let containers = self.machine.world.containers.values();
        containers
            .map(|it| (it.id.clone(), it.life.log.len()))
            .collect()
    }

    /// What `up` does after it has started everything.
    ///
    /// # Errors
    /// It ends with the code of a container.
    pub fn attach(
        &mut self,
        args: &Args,
        containers: Vec<Held>,
        before: &BTreeMap<String, usize>,
        timeout: Option<u32>,
        stops_together: bool,
    ) -> Result<(), Stop> {
        let names = &args.words;
        let attached: Vec<Held> = containers
            .into_iter()
            .filter(|it| {
                names.is_empty() || args.has("--attach-dependencies") || names.contains(&it.service)
            })
            .collect();
        self.out
            .out(format!("Attaching to {}\n", names_of(&attached)));
        let presenter = self.presenter(&attached, args);
        // Of a container that was up already, everything is shown.
        let started_now = |it: &Held| {
            let container = self.container(&it.id);
            let started = container.and_then(|it| it.life.started);
            started.is_some_and(|it| it >= self.begun)
        };
        let from = attached
            .iter()
            .filter(|it| started_now(it))
            .filter_map(|it| Some((it.id.clone(), *before.get(&it.id)?)))
            .collect();
        let end = self.follow(&presenter, &attached, from, args, stops_together)?;
        let first = match end {
            End::AllStopped if !stops_together => return Ok(()),
            End::AllStopped => None,
            End::First(id) => Some(id),
            End::Watched => {
                if self.is_ansi {
                    self.out.out("^C");
                }
                self.out
                    .out("Gracefully stopping... (press Ctrl+C again to force)\n");
                return self.stop_all(names, OneOff::Exclude, timeout);
            }
        };
        self.out.out("Aborting on container exit...\n");
        let code_of = |tool: &Tool<'_>, id: &str| {
            let container = tool.container(id);
            container.map_or(0, |it| it.life.exit_code)
        };
        let mut code = first.map_or(0, |id| code_of(self, &id));
        self.stop_all(names, OneOff::Exclude, timeout)?;
        if let Some(service) = args.value("--exit-code-from") {
            let mut candidates = attached.iter().filter(|it| it.service == service);
            match candidates.next() {
                Some(it) => code = code_of(self, &it.id),
                None => {
                    self.error(&format!(
                        "No containers matching the spec \"{service}\" were run."
                    ));
                    code = 2;
                }
            }
        }
        Err(Stop::Exit(i32::try_from(code).unwrap_or(1)))
    }

    /// Writes what containers write, until all have ended or nothing more happens.
    fn follow(
        &mut self,
        presenter: &Presenter,
        containers: &[Held],
        mut written: BTreeMap<String, usize>,
        args: &Args,
        ends_with_first: bool,
    ) -> Result<End, Stop> {
        let begin = self.machine.world.now();
        let mut last_news = begin;
        let mut ended: Vec<String> = Vec::new();
        loop {
            let mut news: Vec<(Time, usize, String)> = Vec::new();
            let mut first = None;
            for (at, held) in containers.iter().enumerate() {
                let Some(container) = self.container(&held.id) else {
                    continue;
                };
                let from = written.get(&held.id).copied().unwrap_or(0);
                for (time, line) in lines_from(container, from, args.has("--timestamps")) {
                    news.push((time, at, presenter.line(container, &line)));
                }
                written.insert(held.id.clone(), container.life.log.len());
                if container.state.is_up() {
                    ended.retain(|it| *it != held.id);
                } else if !ended.contains(&held.id) {
                    ended.push(held.id.clone());
                    first.get_or_insert_with(|| held.id.clone());
                    let time = container.life.finished.unwrap_or(last_news);
                    let text = format!(
                        "{} exited with code {}\n",
                        held.name, container.life.exit_code
                    );
                    news.push((time, at, presenter.coloured(&held.id, &text)));
                }
            }
            if !news.is_empty() {
                last_news = self.machine.world.now();
            }
            news.sort_by_key(|it| (it.0, it.1));
            for (_, _, line) in news {
                self.out.out(line);
            }
            if let Some(id) = first.filter(|_| ends_with_first) {
                return Ok(End::First(id));
            }
            if ended.len() == containers.len() {
                return Ok(End::AllStopped);
            }
            let now = self.machine.world.now();
            let next = self.machine.world.next_event();
            let deadline = last_news.plus(QUIET_MS).min(begin.plus(WATCHED_MS));
            match next {
                Some(next) if next <= deadline && now < deadline => {
                    let step = next.since(now).max(1);
                    self.machine.world.advance(step);
                }
                _ => return Ok(End::Watched),
            }
        }
    }
}

/// How watching ended.
enum End {
    /// Everything has ended.
    AllStopped,
    /// This container ended, and that is enough.
    First(String),
    /// Nothing more happens.
    Watched,
}

/// The lines of a container's log from an entry on, each with the time at which it began.
fn lines_from(container: &Container, from: usize, with_times: bool) -> Vec<(Time, String)> {
    let mut res: Vec<(Time, String)> = Vec::new();
    let mut is_open = false;
    for entry in container.life.log.iter().skip(from) {
        for piece in entry.text.split_inclusive('\n') {
            match res.last_mut() {
                Some(last) if is_open => last.1.push_str(piece),
                _ => {
                    let text = if with_times {
                        format!("{} {piece}", entry.at.rfc3339())
                    } else {
                        piece.to_owned()
                    };
                    res.push((entry.at, text));
                }
            }
            is_open = !piece.ends_with('\n');
        }
    }
    res
}
