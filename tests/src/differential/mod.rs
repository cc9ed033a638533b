//! The same commands on the simulated engine and on a real one, compared after every command.
//!
//! A script is a project folder and a list of shell lines. [`scripts`] draws them at random, [`mod@real`] and
//! [`simulated`] run them, and what must be the same afterwards is a [`Picture`]: what the command printed and how it
//! ended, and everything on the engine as text. Ids, times and what the engine draws at random are masked.

pub mod mask;
pub mod real;
pub mod scripts;
pub mod simulated;

use crate::engine::Engine;
use anyhow::{Result, bail};
use scripts::Script;
use similar::TextDiff;
use std::fmt::Write as _;

/// What a command printed and what was there after it, masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Everything on the engine, a fact a line.
    pub engine: String,
}

impl Picture {
    fn text(&self) -> String {
        format!(
            "exit code {}\n--- stdout\n{}--- stderr\n{}--- engine\n{}",
            self.code, self.stdout, self.stderr, self.engine
        )
    }
}

/// Runs a script on both engines.
///
/// # Errors
/// The first command after which they differ, and how; or the real engine cannot be used.
pub fn run(script: &Script) -> Result<()> {
    let engine = Engine::start()?;
    let mut real = real::Real::new(&engine, script)?;
    let mut simulated = simulated::Simulated::new(&real, script)?;
    for (index, line) in script.lines.iter().enumerate() {
        let mut observed = real.run(line)?;
        let predicted = simulated.run(line, &real);
        if observed != predicted {
            // A process that was just started may still be about to end.
            observed = real.settle(observed, &predicted)?;
        }
        if observed != predicted {
            let mut text = format!("after line {}, `{line}` (- simulated, + real)\n", index + 1);
            let (predicted, observed) = (predicted.text(), observed.text());
            let diff = TextDiff::from_lines(&predicted, &observed);
            for change in diff.iter_all_changes() {
                // Writing to a string cannot fail.
                let _ = write!(text, "    {}{change}", change.tag());
            }
            bail!("{text}");
        }
    }
    Ok(())
}
