//! The `docker` client.

use crate::machine::Machine;
use crate::output::Output;

/// Runs `docker WORDS…`.
pub fn run(machine: &mut Machine, words: &[String]) -> Output {
    let _ = (machine, words);
    Output::new()
}
