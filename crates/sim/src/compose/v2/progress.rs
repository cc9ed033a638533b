//! What the tool says while it works.

use super::Compose;
use super::globals::Progress;
use serde_json::{Map, Value};

/// What stands before every line of a dry run.
const DRY_RUN: &str = " DRY-RUN MODE - ";

impl Compose<'_> {
    /// A line of progress about `id`.
    pub(super) fn event(&mut self, id: &str, status: &str) {
        self.event_with_text(id, "", status);
    }

    /// A line of progress with a text of its own.
    pub(super) fn event_with_text(&mut self, id: &str, text: &str, status: &str) {
        let dry_run = self.globals.dry_run;
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
        let time = self.machine.world.now().rfc3339();
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
