//! `logs`.
//!
//! Source: `cmd/compose/logs.go`, `pkg/compose/logs.go`.

use super::attach::Printer;
use super::containers::{Oneoff, Seen, Which};
use super::{Compose, Failure};
use crate::args::Parsed;
use linkyard_core::world::{Stream, Time};

/// A line of a log.
struct Line {
    at: Time,
    text: String,
}

impl Compose<'_> {
    /// `logs`. Gives its exit code.
    ///
    /// # Errors
    /// No such service, or a flag that is none.
    pub(super) fn logs(&mut self, args: &Parsed) -> Result<i32, Failure> {
        let index = args.number("index").unwrap_or(0);
        if index > 0 && args.words.len() != 1 {
            return Err(Failure::new("--index requires one service to be selected"));
        }
        for flag in ["since", "until"] {
            if args.value(flag).is_some_and(|it| !it.is_empty()) {
                return Err(super::commands::unsupported(&format!("logs --{flag}")));
            }
        }
        let (model, name) = self.project_or_name(&args.words)?;
        let mut services = args.words.clone();
        let mut ranks = std::collections::BTreeMap::new();
        if let Some(model) = &model {
            if services.is_empty() {
                let shown = model.services.values().filter(|it| it.is_attached());
                services = shown.map(|it| it.name.clone()).collect();
            }
            ranks.extend(model.services.values().map(|it| (it.name.clone(), it.rank)));
            if services.is_empty() {
                return Ok(0);
            }
        }
        let mut containers = match args.words.first() {
            Some(service) if index > 0 => {
                vec![self.specified(&name, Oneoff::Exclude, Which::All, service, index)?]
            }
            _ => self.containers(&name, Oneoff::Exclude, Which::All, &services),
        };
        containers.sort_by_key(|it| (ranks.get(it.service()).copied(), it.number()));
        let tail = args.value("tail").and_then(|it| it.parse::<usize>().ok());
        let mut printer = Printer::new(!args.is_on("no-log-prefix"));
        let separator = self.separator();
        for seen in &containers {
            let shown = seen.short_name(separator).to_owned();
            let lines = self.lines(seen);
            let skipped = tail.map_or(0, |it| lines.len().saturating_sub(it));
            for line in lines.iter().skip(skipped) {
                let text = if args.is_on("timestamps") {
                    format!("{} {}", line.at.rfc3339(), line.text)
                } else {
                    line.text.clone()
                };
                printer.line(&mut self.output, Stream::Out, &shown, &text);
            }
        }
        if args.is_on("follow") {
            return self.follow(&name, &containers, &services, printer);
        }
        Ok(0)
    }

    /// The lines of a container's log, both streams, in the order in which they were ended.
    fn lines(&self, seen: &Seen) -> Vec<Line> {
        let mut res: Vec<Line> = Vec::new();
        let Some(container) = self.machine.world.containers.get(&seen.name) else {
            return res;
        };
        let mut unfinished = [None::<Line>, None];
        for entry in &container.life.log {
            let [out, err] = &mut unfinished;
            let open = match entry.stream {
                Stream::Out => out,
                Stream::Err => err,
            };
            let mut pieces = entry.text.split('\n').peekable();
            while let Some(piece) = pieces.next() {
                let mut line = open.take().unwrap_or(Line {
                    at: entry.at,
                    text: String::new(),
                });
                line.text.push_str(piece);
                if pieces.peek().is_some() {
                    res.push(line);
                } else if !line.text.is_empty() {
                    *open = Some(line);
                }
            }
        }
        res.extend(unfinished.into_iter().flatten());
        res
    }

    /// Goes on until nothing more happens, as if somebody then pressed Ctrl-C.
    fn follow(
        &mut self,
        name: &str,
        containers: &[Seen],
        services: &[String],
        printer: Printer,
    ) -> Result<i32, Failure> {
        const QUIET_MS: u64 = 60_000;
        const PATIENCE_MS: u64 = 10 * 60_000;
        let alive: Vec<Seen> = containers.to_vec();
        let mut follower = self.follower(printer, name, containers, &alive, services);
        let is_any_up = containers.iter().any(|it| it.state.is_up());
        if !is_any_up {
            // The log of a container that has ended has an end, and the tool waits for events that never come.
            return Err(self.interrupted());
        }
        let begun = self.machine.world.now();
        loop {
            self.show_news(&mut follower);
            if follower.alive.is_empty() {
                return Ok(0);
            }
            let now = self.machine.world.now();
            let is_quiet = now.since(follower.last) > QUIET_MS || now.since(begun) > PATIENCE_MS;
            let Some(next) = self.machine.world.next_event().filter(|_| !is_quiet) else {
                return Err(self.interrupted());
            };
            self.machine
                .world
                .advance(next.since(now).clamp(1, QUIET_MS));
        }
    }
}
