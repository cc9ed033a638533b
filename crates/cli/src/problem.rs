//! What keeps a command from doing its work: what happened, why, and what to do.

use crate::output;
use annotate_snippets::{Group, Level};
use std::io::ErrorKind;
use std::process::ExitCode;

/// A command could not do its work.
#[derive(Debug)]
pub enum Problem {
    /// Something to tell the user.
    Told(Box<Told>),
    /// Standard output cannot be written.
    Output(std::io::Error),
}

/// What is told.
#[derive(Debug)]
pub struct Told {
    /// What happened.
    pub what: String,
    /// Why, where there is more to say.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// 1 where Docker or the file is at fault, 2 for wrong usage and unreadable files.
    pub exit: u8,
}

impl Problem {
    /// Wrong usage, or a file that cannot be read: exit code 2.
    pub fn usage(what: impl Into<String>) -> Problem {
        Problem::told(what, 2)
    }

    /// The engine or the file does not let it happen: exit code 1.
    pub fn failed(what: impl Into<String>) -> Problem {
        Problem::told(what, 1)
    }

    fn told(what: impl Into<String>, exit: u8) -> Problem {
        Problem::Told(Box::new(Told {
            what: what.into(),
            why: None,
            help: None,
            exit,
        }))
    }

    /// Adds the reason.
    pub fn because(mut self, why: impl Into<String>) -> Problem {
        if let Problem::Told(told) = &mut self {
            told.why = Some(why.into());
        }
        self
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        if let Problem::Told(told) = &mut self {
            told.help = Some(help.into());
        }
        self
    }

    /// Prints it and gives the exit code.
    pub fn report(self) -> ExitCode {
        let told = match self {
            // Whoever read our output has seen enough.
            Problem::Output(err) if err.kind() == ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Problem::Output(err) => Told {
                what: "standard output cannot be written".to_owned(),
                why: Some(err.to_string()),
                help: None,
                exit: 2,
            },
            Problem::Told(told) => *told,
        };
        let mut group = Group::with_title(Level::ERROR.primary_title(told.what.as_str()));
        if let Some(why) = &told.why {
            group = group.element(Level::NOTE.message(why.as_str()));
        }
        if let Some(help) = &told.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        output::eprint(&format!("{}\n", output::renderer().render(&[group])));
        ExitCode::from(told.exit)
    }
}
