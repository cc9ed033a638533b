//! `fuzz`: random texts, guided by what they reach, into the core. Seeds are the fixtures, the examples and the pages of
//! the rules; what was found interesting stays in the cache folder, so that the next run goes on from there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use linkyard_core::rules::pages;

use crate::needs::tools;
use crate::process::{cache, command, output, root, run};

/// The targets, in the order of running.
const TARGETS: [&str; 3] = ["syntax", "world", "files"];

/// What to run, and for how long.
#[derive(clap::Args)]
pub struct Args {
    /// Only this target
    #[arg(long, value_parser = TARGETS)]
    target: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 600)]
    seconds: u32,
}

/// Runs the targets one after the other. Fails at a crash, a hang of 10 seconds, or more than 512 MiB of memory.
///
/// # Errors
/// A target failed: the input is kept and named. Or no nightly compiler is there.
pub fn fuzz(args: &Args) -> Result<()> {
    let toolchains = output(&mut command("rustup", &["toolchain", "list"])).unwrap_or_default();
    if !toolchains.lines().any(|it| it.starts_with("nightly")) {
        bail!(
            "fuzzing needs a nightly compiler\n  to install it: rustup toolchain install nightly --profile minimal"
        );
    }
    let cargo_fuzz = tools::cargo_fuzz()?;
    for target in TARGETS {
        if args.target.as_deref().is_some_and(|it| it != target) {
            continue;
        }
        let corpus = cache().join("fuzz").join(target);
        seed(&corpus, target != "syntax")?;
        // The core has no unsafe code for a sanitizer to look at, and would need three times the memory under one.
        let mut fuzz = command(
            &cargo_fuzz.to_string_lossy(),
            &[
                "run",
                "--fuzz-dir",
                "tests/fuzz",
                "--sanitizer",
                "none",
                target,
            ],
        );
        fuzz.arg(&corpus).args([
            "--",
            &format!("-max_total_time={}", args.seconds),
            "-rss_limit_mb=512",
            "-timeout=10",
            "-max_len=65536",
            "-print_final_stats=1",
        ]);
        // The variables of the cargo that runs this would choose its compiler.
        fuzz.env("RUSTUP_TOOLCHAIN", "nightly")
            .env_remove("CARGO")
            .env_remove("RUSTC");
        run(&mut fuzz)?;
    }
    Ok(())
}

/// Puts the texts of this repository into `folder`, each behind the byte that chooses tool and engine.
fn seed(folder: &Path, has_choice: bool) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut texts: Vec<String> = pages()
        .flat_map(|it| [it.wrong.to_owned(), it.right.to_owned()])
        .collect();
    for it in ["tests/fixtures", "tests/oracle", "examples"] {
        read_all(&root().join(it), &mut texts)?;
    }
    for (number, text) in texts.iter().enumerate() {
        let choices: &[u8] = if has_choice { &[0, 1, 2, 3] } else { &[] };
        if choices.is_empty() {
            fs::write(folder.join(format!("seed-{number}")), text)?;
        }
        for choice in choices {
            let bytes = [&[*choice], text.as_bytes()].concat();
            fs::write(folder.join(format!("seed-{number}-{choice}")), bytes)?;
        }
    }
    Ok(())
}

fn read_all(folder: &Path, texts: &mut Vec<String>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|it| Ok(it?.path())).collect::<Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_all(&path, texts)?;
        } else if path
            .extension()
            .is_some_and(|it| it == "yml" || it == "yaml")
        {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
