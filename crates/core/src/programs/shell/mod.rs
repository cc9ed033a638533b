//! A small POSIX shell: read, then walked. What a command does is left to a [`ShellHost`], so that the same shell serves
//! inside containers and on the machine on which commands are typed.
//!
//! Left out: arithmetic, functions, `case`, here documents and globbing; a script with one of them is refused by name.

mod builtins;
mod expand;
mod parse;
mod redirects;
mod run;
#[cfg(test)]
mod tests;
mod words;

pub use parse::{Script, parse};
pub use run::{Shell, run};

use crate::world::{ProgramStep, Signal, Stream};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A command for a [`ShellHost`], with everything expanded.
#[derive(Debug)]
pub struct Call<'a> {
    /// The program and its arguments; never empty.
    pub argv: &'a [String],
    /// What a pipe gives it; `None` outside of a pipe.
    pub stdin: Option<&'a str>,
    /// Its environment.
    pub env: &'a BTreeMap<String, String>,
}

/// What a command does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// What it writes and how long it takes.
    pub steps: Vec<ProgramStep>,
    /// Its exit code. Means nothing if the steps never end.
    pub code: i64,
}

impl Ran {
    /// Writes a text to standard output and ends with code 0.
    pub fn out(text: impl Into<String>) -> Ran {
        Ran::default().and_out(text)
    }

    /// Writes a text to standard error and ends with a code.
    pub fn err(code: i64, text: impl Into<String>) -> Ran {
        let mut res = Ran {
            code,
            ..Ran::default()
        };
        res.write(Stream::Err, text.into());
        res
    }

    /// Ends with a code and writes nothing.
    pub fn code(code: i64) -> Ran {
        Ran {
            code,
            ..Ran::default()
        }
    }

    /// Writes more to standard output.
    #[must_use]
    pub fn and_out(mut self, text: impl Into<String>) -> Ran {
        self.write(Stream::Out, text.into());
        self
    }

    /// Writes to a stream.
    pub fn write(&mut self, stream: Stream, text: String) {
        if !text.is_empty() {
            self.steps.push(ProgramStep::Write {
                stream,
                text: Arc::from(text),
            });
        }
    }

    /// What it writes to standard output.
    pub fn stdout(&self) -> String {
        self.steps
            .iter()
            .filter_map(|it| match it {
                ProgramStep::Write {
                    stream: Stream::Out,
                    text,
                } => Some(text.as_ref()),
                _ => None,
            })
            .collect()
    }

    /// Whether it never ends by itself.
    pub fn is_endless(&self) -> bool {
        self.steps.last() == Some(&ProgramStep::SleepForever)
    }
}

/// Who carries commands out.
pub trait ShellHost {
    /// Runs a program that is no builtin of the shell.
    fn run(&mut self, call: &Call<'_>) -> Ran;

    /// The text of a file, if there is one.
    fn read_file(&self, path: &str) -> Option<String>;

    /// Writes a file.
    ///
    /// # Errors
    /// Why that is not possible, as the shell prints it.
    fn write_file(&mut self, path: &str, text: &str, appends: bool) -> Result<(), String>;
}

/// What a shell does when a signal comes, as `trap` said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    /// The signal.
    pub signal: Signal,
    /// What it writes.
    pub text: String,
    /// Milliseconds it takes.
    pub ms: u64,
    /// The exit code, if it ends the shell.
    pub code: Option<i64>,
}
