//! The command line: reads files and arguments, asks `linkyard_core` what they mean, prints the answer.
//!
//! No compose rule is decided here, and the engine is only reached through `linkyard_agent`.

mod args;
mod commands;
mod compose_files;
mod disk_files;
mod language;
mod output;
mod problem;
mod project_input;
mod render;
mod session;

use args::{Cli, Command};
use clap::Parser;
use problem::Problem;
use std::process::ExitCode;

/// How a command ended, apart from problems that kept it from doing its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Exit code 0.
    Good,
    /// Exit code 1: the file has errors, or a step failed.
    Bad,
    /// The exit code of the command that ran last.
    Code(u8),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let shared = cli.shared();
    output::set_color(shared.color);
    match run(cli.command, &shared) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::from(1),
        Ok(Outcome::Code(code)) => ExitCode::from(code),
        Err(problem) => problem.report(),
    }
}

fn run(command: Command, shared: &args::Shared) -> Result<Outcome, Problem> {
    match command {
        Command::Check(it) => commands::check::run(&it.own, shared),
        Command::Rules(it) => commands::rules::run(&it.own, shared),
        Command::Explain(it) => commands::explain::run(&it.own, shared),
        Command::Config(it) => commands::config::run(&it.own, shared),
        Command::Plan(it) => commands::plan::run(&it.own, shared),
        Command::Script(it) => commands::script::run(&it.own, shared),
        Command::Predict(it) => commands::predict::run(&it.own, shared),
        Command::Env(it) => commands::env::run(&it.own, shared),
        Command::Hosts(it) => commands::hosts::run(&it.own, shared),
        Command::Up(it) => commands::up::run(&it.own, shared),
        Command::Down(it) => commands::down::run(&it.own, shared),
        Command::Ps(it) => commands::ps::run(&it.own, shared),
        Command::Sim(it) => commands::sim::run(&it.own, shared),
        Command::Serve(it) => commands::serve::run(&it.own, shared),
    }
}
