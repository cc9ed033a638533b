//! What the tool says while it works: a line for each event where no terminal is, else a table that ends as it stands
//! when all is done.
//!
//! Source: `pkg/progress/{plain,json,tty}.go`.

use super::Compose;
use super::globals::Progress;
use linkyard_core::world::Time;
use serde_json::{Map, Value};

/// What stands before every line of a dry run.
const DRY_RUN: &str = " DRY-RUN MODE - ";

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Working,
    Done,
    Warning,
    Error,
}

/// The table of a terminal.
#[derive(Clone, Debug)]
pub(super) struct Table {
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    id: String,
    text: String,
    status: String,
    kind: Kind,
    begun: Time,
    ended: Time,
}

const BLUE: &str = "34";
const CYAN: &str = "36";
const GREEN: &str = "32";

fn coloured(code: &str, text: &str) -> String {
    format!("\x1b[{code}m{text}\x1b[0m")
}

impl Table {
    fn put(&mut self, id: &str, kind: Kind, text: &str, status: &str, now: Time) {
        match self.lines.iter_mut().find(|it| it.id == id) {
            Some(it) => {
                if it.kind != kind {
                    it.ended = now;
                }
                it.kind = kind;
                it.text = text.to_owned();
                it.status = status.to_owned();
            }
            None => self.lines.push(Line {
                id: id.to_owned(),
                text: text.to_owned(),
                status: status.to_owned(),
                kind,
                begun: now,
                ended: now,
            }),
        }
    }

    fn render(&self, dry_run: bool) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        let n_done = self
            .lines
            .iter()
            .filter(|it| it.kind != Kind::Working)
            .count();
        let first = format!("[+] {} {n_done}/{}", self.title, self.lines.len());
        let mut res = if n_done == self.lines.len() {
            coloured(BLUE, &first)
        } else {
            first
        };
        res.push('\n');
        let width = |it: &Line| it.id.chars().count() + 1 + it.text.chars().count();
        let widest = self.lines.iter().map(width).max().unwrap_or(0);
        let longest = self
            .lines
            .iter()
            .map(|it| it.status.chars().count())
            .max()
            .unwrap_or(0);
        for it in &self.lines {
            let prefix = if dry_run {
                coloured(CYAN, DRY_RUN)
            } else {
                String::new()
            };
            let (sign, status) = match it.kind {
                Kind::Working => (coloured("33", "⠿"), it.status.clone()),
                Kind::Done => (coloured(GREEN, "✔"), coloured(GREEN, &it.status)),
                Kind::Warning => (coloured("33;1", "!"), coloured("33;1", &it.status)),
                Kind::Error => (coloured("31;1", "✘"), coloured("31;1", &it.status)),
            };
            let padding = " ".repeat(widest.saturating_sub(width(it)));
            let behind = " ".repeat(longest.saturating_sub(it.status.chars().count()) + 2);
            let seconds = it.ended.since(it.begun) as f64 / 1_000.0;
            let timer = coloured(BLUE, &format!("{seconds:.1}s "));
            res.push_str(&format!(
                " {sign}{prefix} {} {}{padding} {status}{behind}{timer}\n",
                it.id, it.text
            ));
        }
        res
    }
}

impl Compose<'_> {
    /// Does something of which lines of progress tell.
    pub(super) fn progress<R>(
        &mut self,
        title: &'static str,
        work: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let is_table = match self.globals.progress {
            Progress::Auto => self.machine.is_terminal,
            Progress::Tty => true,
            Progress::Plain | Progress::Quiet | Progress::Json => false,
        };
        if !is_table {
            return work(self);
        }
        let outer = self.table.replace(Table {
            title,
            lines: Vec::new(),
        });
        let res = work(self);
        let table = std::mem::replace(&mut self.table, outer);
        if let Some(table) = table {
            self.output.err(table.render(self.globals.dry_run));
        }
        res
    }

    /// A line of progress about `id`.
    pub(super) fn event(&mut self, id: &str, kind: Kind, status: &str) {
        self.event_with_text(id, kind, "", status);
    }

    /// A line of progress with a text of its own.
    pub(super) fn event_with_text(&mut self, id: &str, kind: Kind, text: &str, status: &str) {
        let dry_run = self.globals.dry_run;
        let now = self.machine.world.now();
        if let Some(table) = &mut self.table {
            table.put(id, kind, text, status, now);
            return;
        }
        match self.globals.progress {
            Progress::Quiet => {}
            Progress::Json => {
                let mut message = Map::new();
                if dry_run {
                    message.insert("dry-run".to_owned(), Value::Bool(true));
                }
                for (key, value) in [("id", id), ("text", text), ("status", status)] {
                    if !value.is_empty() {
                        message.insert(key.to_owned(), Value::from(value));
                    }
                }
                self.output.err(format!("{}\n", Value::Object(message)));
            }
            Progress::Auto | Progress::Plain | Progress::Tty => {
                let prefix = if dry_run { DRY_RUN } else { "" };
                self.output.err(format!("{prefix} {id} {text} {status}\n"));
            }
        }
    }

    /// A warning as its logger writes it where no terminal is.
    pub(super) fn warn(&mut self, message: &str) {
        self.log("warning", message);
    }

    /// A line of its logger.
    pub(super) fn log(&mut self, level: &str, message: &str) {
        let now = self.machine.world.now();
        if self.machine.is_terminal {
            let (colour, word) = match level {
                "warning" => ("33", "WARN"),
                _ => (CYAN, "INFO"),
            };
            let seconds = format!("[{:04}]", now.0 / 1_000 % 10_000);
            let head = coloured(colour, word);
            self.output.err(format!("{head}{seconds} {message} \n"));
            return;
        }
        let time = now.rfc3339();
        let seconds = time.split('.').next().unwrap_or_default();
        let is_plain = |it: char| {
            it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_' | '/' | '@' | '^' | '+')
        };
        let message = if !message.is_empty() && message.chars().all(is_plain) {
            message.to_owned()
        } else {
            super::text::quoted(message)
        };
        self.output
            .err(format!("time=\"{seconds}Z\" level={level} msg={message}\n"));
    }
}
