//! stub
use crate::{Machine, Output};
/// stub
pub fn run_line(machine: &mut Machine, line: &str) -> Output {
    let words = shlex::split(line).unwrap_or_default();
    match words.split_first() {
        Some((first, rest)) if first == "docker" => crate::docker::run(machine, rest),
        _ => Output::new(),
    }
}
