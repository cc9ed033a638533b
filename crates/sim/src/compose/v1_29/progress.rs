//! Work on several things at once, as the tool does it with threads; here one after the other, in its canonical order.
//!
//! Source: parallel.py of docker-compose 1.29.2.

use super::tool::{Stop, Tool};
use linkyard_core::world::EngineError;

/// Why work on one thing failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// What is told.
    pub text: String,
    /// Whether the tool does not expect this, and stops after having told it.
    pub stops: Option<String>,
}

impl Failure {
    pub fn new(text: impl Into<String>) -> Failure {
        Failure {
            text: text.into(),
            stops: None,
        }
    }
}

impl Failure {
    /// The end of a command that goes no further.
    pub fn into_stop(self) -> Stop {
        Stop::Error(self.stops.unwrap_or(self.text))
    }
}

impl From<EngineError> for Failure {
    fn from(err: EngineError) -> Failure {
        Failure::new(err.to_string())
    }
}

/// How it ended.
#[derive(Clone, Debug)]
pub(super) struct Outcome<T> {
    /// What succeeded.
    pub results: Vec<T>,
    /// What failed, by name.
    pub errors: Vec<(String, Failure)>,
}

impl<T> Outcome<T> {
    /// The results, or the first error.
    ///
    /// # Errors
    /// Something failed.
    pub fn or_first_error(self) -> Result<Vec<T>, Failure> {
        match self.errors.into_iter().next() {
            Some((_, failure)) => Err(failure),
            None => Ok(self.results),
        }
    }
}

/// One thing to work on.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its name in lines of progress.
    pub name: String,
    /// What must be done before, by place.
    pub after: Vec<usize>,
    /// Of those that could be worked on, the one with the lowest turn is next.
    pub turn: usize,
}

impl Item {
    pub fn new(name: impl Into<String>) -> Item {
        Item {
            name: name.into(),
            after: Vec::new(),
            turn: 0,
        }
    }
}

impl<'a> Tool<'a> {
    /// Works on every item, each after those it waits for, and tells of it with the verb `message`.
    pub fn each<T>(
        &mut self,
        message: Option<&str>,
        items: &[Item],
        work: impl FnMut(&mut Tool<'a>, usize) -> Result<T, Failure>,
    ) -> Outcome<T> {
        self.each_checked(message, items, work, |_, _| true)
    }

    /// As [`Tool::each`]; what was done is told as failed where `is_well` says no.
    pub fn each_checked<T>(
        &mut self,
        message: Option<&str>,
        items: &[Item],
        mut work: impl FnMut(&mut Tool<'a>, usize) -> Result<T, Failure>,
        is_well: impl Fn(&Tool<'a>, usize) -> bool,
    ) -> Outcome<T> {
        self.announce(message, items);
        let mut res = Outcome {
            results: Vec::new(),
            errors: Vec::new(),
        };
        let mut is_done = vec![None; items.len()];
        loop {
            let outcome = |it: &usize| is_done.get(*it).copied().flatten();
            let open = items.iter().enumerate().filter(|(at, item)| {
                outcome(at).is_none() && item.after.iter().all(|it| outcome(it).is_some())
            });
            let Some((at, item)) = open.min_by_key(|(_, it)| it.turn) else {
                break;
            };
            let is_upstream_broken = item.after.iter().any(|it| outcome(it) == Some(false));
            let succeeds = if is_upstream_broken {
                self.tell(message, &item.name, "error");
                false
            } else {
                match work(self, at) {
                    Ok(it) => {
                        let status = if is_well(self, at) { "done" } else { "failed" };
                        self.tell(message, &item.name, status);
                        res.results.push(it);
                        true
                    }
                    Err(failure) => {
                        if failure.stops.is_none() {
                            self.tell(message, &item.name, "error");
                        }
                        res.errors.push((item.name.clone(), failure));
                        false
                    }
                }
            };
            if let Some(it) = is_done.get_mut(at) {
                *it = Some(succeeds);
            }
        }
        self.tell_errors(&res.errors);
        res
    }

    /// The lines of what is about to be done.
    pub fn announce(&mut self, message: Option<&str>, items: &[Item]) {
        let Some(message) = message else {
            return;
        };
        for item in items {
            let line = format!("{message} {}", item.name);
            self.progress.0 = self.progress.0.max(line.chars().count());
            self.progress.1.push(line);
        }
        for item in items {
            self.write_plain(&format!("{message} {}", item.name), "");
        }
    }

    /// How one thing went.
    pub fn tell(&mut self, message: Option<&str>, name: &str, status: &str) {
        let Some(message) = message else {
            return;
        };
        let line = format!("{message} {name}");
        if !self.is_ansi {
            self.write_plain(&line, status);
            return;
        }
        let place = self.progress.1.iter().position(|it| *it == line);
        let up = self.progress.1.len() - place.unwrap_or_default();
        let colour = if status == "done" { 32 } else { 31 };
        let width = self.progress.0;
        self.out.err(format!(
            "\x1b[{up}A\x1b[2K\r{line:<width$} ... \x1b[{colour}m{status}\x1b[0m\r\x1b[{up}B"
        ));
    }

    fn write_plain(&mut self, line: &str, status: &str) {
        let width = self.progress.0;
        self.out.err(format!("{line:<width$} ... {status}\r\n"));
    }

    /// What failed, after everything else.
    pub fn tell_errors(&mut self, errors: &[(String, Failure)]) {
        for (name, failure) in errors {
            self.out
                .err(format!("\nERROR: for {name}  {}\n", failure.text));
        }
    }
}

/// Stops where the tool does not go on after having told of what failed.
///
/// # Errors
/// Something failed that the tool does not expect.
pub(super) fn go_on<T>(outcome: Outcome<T>) -> Result<Outcome<T>, Stop> {
    let stops = outcome
        .errors
        .iter()
        .rev()
        .find_map(|it| it.1.stops.clone());
    match stops {
        Some(text) => Err(Stop::Error(text)),
        None => Ok(outcome),
    }
}
