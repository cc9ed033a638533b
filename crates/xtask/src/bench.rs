//! `bench`: the benchmarks of every crate, then whole commands side by side: `linkyard check` and
//! `docker-compose config` on generated files.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::needs::apt;
use crate::process::{cargo, command, output, root, run};
use crate::workspace::Workspace;

/// Services in the generated files.
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// docker-compose takes minutes on more.
const MOST_FOR_COMPOSE: usize = 1_000;
/// Runs of one command; the median counts.
const RUNS: usize = 5;

/// Runs all of it and prints a table for the README.
///
/// # Errors
/// Something does not compile, or a measured command fails.
pub fn bench() -> Result<()> {
    let workspace = Workspace::load()?;
    for (package, name) in workspace.targets("bench") {
        run(&mut cargo(&[
            "bench",
            "--package",
            package,
            "--bench",
            name,
        ]))?;
    }
    apt::compose_v1().ensure()?;
    let linkyard = workspace.build_linkyard(true)?;
    let folder = root().join("target/bench-files");
    fs::create_dir_all(&folder)?;
    println!("| services | `linkyard check` | `docker-compose config` |\n|---:|---:|---:|");
    for size in SIZES {
        let file = folder.join(format!("{size}.yml"));
        fs::write(&file, generate(size))?;
        let file = file.to_string_lossy();
        let ours = median(command(
            &linkyard.to_string_lossy(),
            &["check", "-f", &file],
        ))?;
        let theirs = if size <= MOST_FOR_COMPOSE {
            let time = median(command(
                "docker-compose",
                &["-p", "bench", "-f", &file, "config", "--quiet"],
            ))?;
            format!("{:.0} ms", millis(time))
        } else {
            "not run".to_owned()
        };
        println!("| {size} | {:.1} ms | {theirs} |", millis(ours));
    }
    Ok(())
}

/// A file of the first Compose format: each service links to two before it, as deep as a tree is.
fn generate(services: usize) -> String {
    let mut res = String::new();
    for it in 0..services {
        // Writing to a string cannot fail.
        let _ = writeln!(
            res,
            "s{it}:\n  image: busybox\n  environment:\n    INDEX: \"{it}\"\n  expose:\n    - \"80\""
        );
        if it > 1 {
            let _ = writeln!(
                res,
                "  links:\n    - s{}:first\n    - s{}:second",
                it / 2,
                it / 3
            );
        }
    }
    res
}

/// The median time of one command, with what it takes to start the program.
fn median(mut command: Command) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        output(&mut command)?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
