//! A real tool's answer, from its program.

use super::{Answer, ENVIRONMENT, Files};
use anyhow::{Context, Result, bail};
use linkyard_core::profile::Dialect;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How long a tool may take for one file: a hundred times what it takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program of a compose tool.
#[derive(Clone, Debug)]
pub struct Tool {
    /// Its file.
    pub program: PathBuf,
    /// What it is.
    pub dialect: Dialect,
    /// Its own word for its version.
    pub version: String,
}

impl Tool {
    /// Asks the program for its version.
    ///
    /// # Errors
    /// It cannot be run, or is another tool.
    pub fn new(program: PathBuf, dialect: Dialect) -> Result<Tool> {
        let mut tool = Tool {
            program,
            dialect,
            version: String::new(),
        };
        let (_, stdout, stderr) = tool.run(tool.command().args(["version", "--short"]))?;
        tool.version = stdout.trim().trim_start_matches('v').to_owned();
        let wanted = match dialect {
            Dialect::V1_29 => "1.29.",
            Dialect::V2 => "2.",
        };
        if !tool.version.starts_with(wanted) {
            bail!(
                "{} is version `{}`: {stderr}",
                tool.program.display(),
                tool.version
            );
        }
        Ok(tool)
    }

    /// What the tool makes of the files.
    ///
    /// # Errors
    /// It cannot be run, does not end, or prints something that cannot be read.
    pub fn answer(&self, files: &Files) -> Result<Answer> {
        let mut command = self.command();
        command.current_dir(&files.folder);
        for name in &files.names {
            command.args(["-f", name]);
        }
        let (is_good, stdout, stderr) = self.run(command.arg("config"))?;
        if is_good {
            let document =
                serde_yaml::from_str(&stdout).context("the tool's document is no YAML")?;
            return Ok(Answer::Accepted(document));
        }
        // Of a crash of Python only the last line says why.
        if stderr.contains("Traceback (most recent call last):") {
            let last = stderr.trim_end().lines().next_back().unwrap_or_default();
            return Ok(Answer::Refused(last.to_owned()));
        }
        let words: Vec<&str> = stderr.lines().filter(|it| !is_remark(it)).collect();
        Ok(Answer::Refused(words.join("\n")))
    }

    fn command(&self) -> Command {
        let mut res = Command::new(&self.program);
        res.env_clear().envs(ENVIRONMENT);
        res
    }

    fn run(&self, command: &mut Command) -> Result<(bool, String, String)> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
        // Its streams end when it does.
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let end = Instant::now() + PATIENCE;
        let text = |it: &Receiver<Vec<u8>>| {
            let left = end.saturating_duration_since(Instant::now());
            it.recv_timeout(left)
                .map(|it| String::from_utf8_lossy(&it).into_owned())
        };
        let (Ok(stdout), Ok(stderr)) = (text(&stdout), text(&stderr)) else {
            child.kill()?;
            child.wait()?;
            bail!("{} did not end in {PATIENCE:?}", self.program.display());
        };
        Ok((child.wait()?.success(), stdout, stderr))
    }
}

/// Reads a stream to its end, beside everything else.
fn read_all(from: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, res) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut from) = from {
            // What was read before an error is what there is.
            let _ = from.read_to_end(&mut bytes);
        }
        // Nobody waits any more where the tool took too long.
        let _ = sender.send(bytes);
    });
    res
}

/// A line that tells of something other than the refusal.
fn is_remark(line: &str) -> bool {
    line.starts_with("time=\"") && line.contains("level=warning")
        || line.starts_with("The ")
            && line.ends_with(" variable is not set. Defaulting to a blank string.")
}
