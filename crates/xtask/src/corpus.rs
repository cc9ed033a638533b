//! `corpus`: what real compose tools make of other people's files, beside what we make of them.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::needs::{apt, compose_2};
use crate::process::{cache, cargo, run};

/// The package that does the work, and its program.
const PACKAGE: &str = "linkyard-tests";
const PROGRAM: &str = "corpus";

/// Which files, and which tools.
#[derive(clap::Args)]
pub struct Args {
    /// The folder that is searched for compose files.
    dir: PathBuf,
    /// The tool to compare with: both where none is named.
    #[arg(long)]
    tool: Option<Tool>,
    /// Look at this many files at most.
    #[arg(long)]
    limit: Option<usize>,
    /// Look only at files whose path contains this.
    #[arg(long)]
    only: Option<String>,
    /// Look at every file that ends in .yml or .yaml, whatever its name.
    #[arg(long)]
    all: bool,
    /// Ask the tools again, whatever they answered before.
    #[arg(long)]
    fresh: bool,
}

/// A real compose tool.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tool {
    /// docker-compose 1.29.2.
    #[value(name = "1.29")]
    V1_29,
    /// Docker Compose 2.40.3.
    #[value(name = "2")]
    V2,
}

/// Compares, and reports every file on which we disagree with a tool.
///
/// # Errors
/// There is a disagreement, or a tool could not be got.
pub fn corpus(args: &Args) -> Result<()> {
    let mut compare = cargo(&[
        "run",
        "--quiet",
        "--package",
        PACKAGE,
        "--bin",
        PROGRAM,
        "--",
    ]);
    let dir = std::path::absolute(&args.dir)?;
    compare.arg(dir).arg("--cache").arg(cache().join("corpus"));
    if args.tool != Some(Tool::V2) {
        apt::compose_v1().ensure()?;
        compare.args(["--compose-1-29", "docker-compose"]);
    }
    if args.tool != Some(Tool::V1_29) {
        compare.arg("--compose-2").arg(compose_2::ensure()?);
    }
    if let Some(limit) = args.limit {
        compare.args(["--limit", &limit.to_string()]);
    }
    if let Some(only) = &args.only {
        compare.args(["--only", only]);
    }
    for (is_set, flag) in [(args.all, "--all"), (args.fresh, "--fresh")] {
        if is_set {
            compare.arg(flag);
        }
    }
    run(&mut compare)
}
