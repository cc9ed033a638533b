//! The oracle tests of `config`: the real compose tools decide what a file means. No engine is needed.
//!
//! Each case is a folder under `config-2/` or `config-1.29/`: its `compose.yaml` or `docker-compose.yml`, the override
//! file where it has one, and whatever those name. The tool must give the same document, or refuse it in the same words.

use anyhow::{Context, Result, bail};
use libtest_mimic::{Arguments, Failed, Trial};
use linkyard_core::profile::Dialect;
use linkyard_tests::config::{Files, Tool, difference, ours};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Folder of the cases, what decides them, the variable that names its program, and the program where it is not set.
const TOOLS: [(&str, Dialect, &str, Option<&str>); 2] = [
    (
        "config-1.29",
        Dialect::V1_29,
        "LINKYARD_COMPOSE_1_29",
        Some("docker-compose"),
    ),
    ("config-2", Dialect::V2, "LINKYARD_COMPOSE_2", None),
];

fn main() -> ExitCode {
    match trials() {
        Ok(trials) => libtest_mimic::run(&Arguments::from_args(), trials).exit_code(),
        Err(err) => {
            eprintln!("the oracle tests of `config` cannot run: {err:#}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>> {
    let mut res = Vec::new();
    for (folder, dialect, variable, usual) in TOOLS {
        let cases = cases(folder)?;
        if cases.is_empty() {
            continue;
        }
        let program = std::env::var_os(variable).or(usual.map(Into::into));
        let program = program.with_context(|| {
            format!(
                "{variable} does not name a program of Compose {}\n  to get it: cargo xtask test --only oracle",
                dialect.as_str()
            )
        })?;
        let tool = Tool::new(PathBuf::from(program), dialect)?;
        for path in cases {
            let tool = tool.clone();
            let name = path.file_name().context("a case has no name")?;
            let name = format!("{folder}::{}", name.to_string_lossy());
            res.push(Trial::test(name, move || {
                run(&path, &tool).map_err(|err| Failed::from(format!("{err:#}")))
            }));
        }
    }
    Ok(res)
}

/// The folders of the cases, by name; none where nobody has written any.
fn cases(folder: &str) -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("oracle")
        .join(folder);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut res = entries
        .map(|it| Ok(it?.path()))
        .collect::<Result<Vec<_>>>()?;
    res.sort();
    Ok(res)
}

fn run(folder: &Path, tool: &Tool) -> Result<()> {
    let names = ["compose.yaml", "docker-compose.yml"];
    let paths = names.map(|it| folder.join(it));
    let path = paths.iter().find(|it| it.is_file());
    let files = Files::of(path.context("the case has no compose file")?)?;
    let theirs = tool.answer(&files)?;
    match difference(&ours(&files, tool.dialect)?, &theirs) {
        None => Ok(()),
        Some(it) => bail!("{it}"),
    }
}
