//! What containers write, as the tool shows it: each line with the name of its container before it.
//!
//! Source: `cmd/formatter/logs.go`, `pkg/compose/{attach,monitor,printer}.go`.

use super::Compose;
use super::containers::Seen;
use crate::output::Output;
use linkyard_core::world::{ContainerState, Stream, Time};
use std::collections::BTreeMap;

/// Writes lines with names before them. The column of names is as wide as the widest that has written so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Printer {
    pub(super) prefix: bool,
    names: Vec<String>,
}

impl Printer {
    pub(super) fn new(prefix: bool) -> Printer {
        Printer {
            prefix,
            names: Vec::new(),
        }
    }

    fn know(&mut self, name: &str) {
        if !self.names.iter().any(|it| it == name) {
            self.names.push(name.to_owned());
        }
    }

    pub(super) fn line(&mut self, output: &mut Output, stream: Stream, name: &str, line: &str) {
        self.know(name);
        if self.prefix {
            let widest = self.names.iter().map(|it| it.chars().count()).max();
            let width = widest.unwrap_or(0) + 1;
            output.write(stream, &format!("{name:width$} | {line}\n"));
        } else {
            output.write(stream, &format!("{line}\n"));
        }
    }

    pub(super) fn status(&mut self, output: &mut Output, name: &str, text: &str) {
        self.know(name);
        // It clears the line that somebody may be typing.
        output.out(format!("\r\x1b[K{name} {text}\n"));
    }
}

/// A container whose output is followed.
#[derive(Clone, Debug)]
struct Followed {
    id: String,
    name: String,
    /// Entries of its log that were shown.
    n_shown: usize,
    /// Beginnings of lines, by stream.
    unfinished: BTreeMap<Stream, String>,
    /// Its policy started it again, so that its output comes from its log, where all is one stream.
    is_restarted: bool,
}

/// Something to be shown.
enum Shown {
    Text {
        index: usize,
        stream: Stream,
        text: String,
    },
    Ended {
        name: String,
        id: String,
        code: i64,
        restarting: bool,
    },
    Started {
        id: String,
    },
}

/// Follows the containers of a project.
pub(super) struct Follower {
    printer: Printer,
    containers: Vec<Followed>,
    n_events: usize,
    project: String,
    /// Services whose containers count; all if none.
    services: Vec<String>,
    separator: char,
    /// Ids of the containers that have not ended for good.
    pub(super) alive: Vec<String>,
    /// Containers that ended, with their service and code, in order.
    pub(super) ended: Vec<(String, i64)>,
    /// When something was last shown.
    pub(super) last: Time,
}

impl Compose<'_> {
    /// Begins to follow `attached`; `alive` are all containers whose end counts.
    pub(super) fn follower(
        &self,
        printer: Printer,
        project: &str,
        attached: &[Seen],
        alive: &[Seen],
        services: &[String],
    ) -> Follower {
        let world = &self.machine.world;
        let n_shown = |id: &str| {
            let container = world.containers.values().find(|it| it.id == id);
            container.map_or(0, |it| it.life.log.len())
        };
        let separator = self.separator();
        Follower {
            printer,
            containers: attached
                .iter()
                .map(|it| Followed {
                    id: it.id.clone(),
                    name: it.short_name(separator).to_owned(),
                    n_shown: n_shown(&it.id),
                    unfinished: BTreeMap::new(),
                    is_restarted: false,
                })
                .collect(),
            n_events: world.simulation.as_ref().map_or(0, |it| it.events.len()),
            project: project.to_owned(),
            services: services.to_vec(),
            separator,
            alive: alive.iter().map(|it| it.id.clone()).collect(),
            ended: Vec::new(),
            last: world.now(),
        }
    }

    /// Shows what happened since the last call.
    pub(super) fn show_news(&mut self, follower: &mut Follower) {
        let mut news = self.news(follower);
        news.sort_by_key(|(at, rank, _)| (*at, *rank));
        for (at, _, it) in news {
            follower.last = at;
            match it {
                Shown::Text {
                    index,
                    stream,
                    text,
                } => follower.text(&mut self.output, index, stream, &text),
                Shown::Ended {
                    name,
                    id,
                    code,
                    restarting,
                } => follower.end(&mut self.output, &name, &id, code, restarting),
                Shown::Started { id } => {
                    if !follower.alive.contains(&id) {
                        follower.alive.push(id.clone());
                    }
                    if follower.ended.iter().any(|(it, _)| *it == id) {
                        let mut containers = follower.containers.iter_mut();
                        if let Some(it) = containers.find(|it| it.id == id) {
                            it.is_restarted = true;
                        }
                    }
                }
            }
        }
    }

    fn news(&self, follower: &mut Follower) -> Vec<(Time, u8, Shown)> {
        let world = &self.machine.world;
        let mut res = Vec::new();
        for (index, followed) in follower.containers.iter_mut().enumerate() {
            let Some(container) = world.containers.values().find(|it| it.id == followed.id) else {
                continue;
            };
            for entry in container.life.log.iter().skip(followed.n_shown) {
                let stream = if followed.is_restarted {
                    Stream::Out
                } else {
                    entry.stream
                };
                let text = entry.text.to_string();
                res.push((
                    entry.at,
                    0,
                    Shown::Text {
                        index,
                        stream,
                        text,
                    },
                ));
            }
            followed.n_shown = container.life.log.len();
        }
        let Some(simulation) = &world.simulation else {
            return res;
        };
        let label =
            |it: &BTreeMap<String, String>, key: &str| it.get(key).cloned().unwrap_or_default();
        for event in simulation.events.iter().skip(follower.n_events) {
            let service = label(&event.attributes, super::labels::SERVICE);
            if event.kind != "container"
                || label(&event.attributes, super::labels::PROJECT) != follower.project
                || !(follower.services.is_empty() || follower.services.contains(&service))
            {
                continue;
            }
            let id = event.actor.clone();
            match event.action.as_str() {
                "start" => res.push((event.at, 2, Shown::Started { id })),
                "die" => {
                    let code = label(&event.attributes, "exitCode").parse().unwrap_or(0);
                    let now = world.containers.values().find(|it| it.id == event.actor);
                    let restarting = now.is_some_and(|it| {
                        matches!(
                            it.state,
                            ContainerState::Restarting | ContainerState::Running
                        )
                    });
                    let name = label(&event.attributes, "name");
                    let number = label(&event.attributes, super::labels::NUMBER);
                    let separator = follower.separator;
                    let short = format!("{service}{separator}{number}");
                    let usual = format!("{}{separator}{short}", follower.project);
                    let name = if name == usual { short } else { name };
                    res.push((
                        event.at,
                        1,
                        Shown::Ended {
                            name,
                            id,
                            code,
                            restarting,
                        },
                    ));
                }
                _ => {}
            }
        }
        follower.n_events = simulation.events.len();
        res
    }
}

impl Follower {
    fn text(&mut self, output: &mut Output, index: usize, stream: Stream, text: &str) {
        let Some(followed) = self.containers.get_mut(index) else {
            return;
        };
        let mut rest = followed.unfinished.remove(&stream).unwrap_or_default();
        rest.push_str(text);
        let mut lines = rest.split('\n').peekable();
        while let Some(line) = lines.next() {
            if lines.peek().is_some() {
                self.printer.line(output, stream, &followed.name, line);
            } else if !line.is_empty() {
                followed.unfinished.insert(stream, line.to_owned());
            }
        }
    }

    fn end(&mut self, output: &mut Output, name: &str, id: &str, code: i64, restarting: bool) {
        for followed in self.containers.iter_mut().filter(|it| it.id == id) {
            for (stream, line) in std::mem::take(&mut followed.unfinished) {
                self.printer.line(output, stream, &followed.name, &line);
            }
        }
        let more = if restarting { " (restarting)" } else { "" };
        self.printer
            .status(output, name, &format!("exited with code {code}{more}"));
        if !restarting {
            self.alive.retain(|it| it != id);
        }
        self.ended.push((id.to_owned(), code));
    }
}
