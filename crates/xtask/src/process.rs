//! Running other programs and finding files: the only place of this crate that starts a process.
//!
//! What to run, and when, is the business of the subcommands.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The folder of the workspace, which holds `Cargo.lock`.
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors()
        .nth(2)
        .map_or(here.clone(), Path::to_path_buf)
}

/// The folder for what outlives a clone: tools, image roots, logs. `LINKYARD_CACHE` names it, else it is
/// `linkyard` in `XDG_CACHE_HOME` or in `~/.cache`.
pub fn cache() -> PathBuf {
    let from = |name: &str| {
        env::var_os(name)
            .filter(|it| !it.is_empty())
            .map(PathBuf::from)
    };
    from("LINKYARD_CACHE")
        .or_else(|| from("XDG_CACHE_HOME").map(|it| it.join("linkyard")))
        .or_else(|| from("HOME").map(|it| it.join(".cache/linkyard")))
        .unwrap_or_else(|| env::temp_dir().join("linkyard"))
}

/// A program with its arguments, to be run in the workspace's folder.
pub fn command(program: &str, args: &[&str]) -> Command {
    let mut res = Command::new(program);
    res.args(args).current_dir(root());
    res
}

/// The same, for the cargo that runs this.
pub fn cargo(args: &[&str]) -> Command {
    command(
        &env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()),
        args,
    )
}

/// Runs the command with its output going to the terminal.
///
/// # Errors
/// The program cannot be started, or ends with another status than 0; the command is named.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("  $ {}", line(command));
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed: {status}", short(command));
    }
    Ok(())
}

/// Runs the command quietly and gives what it wrote to standard output, without the last line end.
///
/// # Errors
/// As [`run`]; what the command wrote to standard error is part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8_lossy(&output_bytes(command)?)
        .trim_end()
        .to_owned())
}

/// Runs the command quietly and gives what it wrote to standard output.
///
/// # Errors
/// As [`output`].
pub fn output_bytes(command: &mut Command) -> Result<Vec<u8>> {
    let out = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !out.status.success() {
        bail!(
            "`{}` failed: {}\n{}",
            line(command),
            out.status,
            String::from_utf8_lossy(&out.stderr).trim()
        );
    }
    Ok(out.stdout)
}

/// Whether the command can be started and ends with status 0. Shows nothing of it.
pub fn succeeds(command: &mut Command) -> bool {
    output(command).is_ok()
}

/// The program's file, looked up in `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|it| it.is_file())
}

/// Whether this runs as root, which alone may install packages and start an engine.
pub fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|it| it == "0")
}

/// The command's first words, for an error under a line that shows all of it.
fn short(command: &Command) -> String {
    const WORDS: usize = 6;
    let line = line(command);
    match line.match_indices(' ').nth(WORDS - 1) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = std::iter::once(program.file_name().unwrap_or(program.as_os_str()));
    let words = words.chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
