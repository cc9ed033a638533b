//! `cargo xtask`: everything a developer runs. Each subcommand is a file; what they need of the machine is in
//! [`needs`], and comes by itself.

mod bench;
mod corpus;
mod fuzz;
mod images;
mod lint;
mod needs;
mod process;
mod serve;
mod setup;
mod test;
mod tidy;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use needs::engine::Engine;
use test::Suite;

/// Everything a developer of Linkyard runs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build page and binary, and serve both at http://127.0.0.1:7878.
    Serve(serve::Args),
    /// Run every test, or the named suites.
    Test {
        /// The suites to run: all where none is named.
        #[arg(long, value_delimiter = ',', num_args = 1..)]
        only: Vec<Suite>,
    },
    /// Build the page into `dist/`, and print what it weighs.
    Web {
        /// Build what users get: small and fast.
        #[arg(long)]
        release: bool,
    },
    /// Get everything that the other commands need.
    Setup,
    /// Get the images that the examples start from: from a registry, or made here where none answers.
    Images,
    /// Measure the library, and whole commands beside docker-compose.
    Bench,
    /// Compare our `config` with that of the real compose tools on every compose file of a folder.
    Corpus(corpus::Args),
    /// Throw random texts at the core, with a nightly compiler.
    Fuzz(fuzz::Args),
    /// Check formatting, clippy, and the rules of this repository.
    Lint,
}

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not the form with a backtrace: what went wrong is outside of this program.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Serve(args) => serve::serve(&args),
        Task::Test { only } => test::test(&only),
        Task::Web { release } => {
            web::build(release)?;
            // The budget is for what users get.
            if release { web::weigh() } else { Ok(()) }
        }
        Task::Setup => setup::setup(),
        Task::Images => {
            let _engine = Engine::ensure()?;
            images::ensure()
        }
        Task::Bench => bench::bench(),
        Task::Corpus(args) => corpus::corpus(&args),
        Task::Fuzz(args) => fuzz::fuzz(&args),
        Task::Lint => lint::lint(),
    }
}
