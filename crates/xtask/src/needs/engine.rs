//! A Docker Engine: the one that answers, else one started here and stopped at the end.

use std::fs::{self, File};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::process::{cache, command, is_root, run, succeeds};

/// How long a starting engine may take. It is ready in 3 seconds on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An engine that answers. Dropping this stops it if, and only if, it was started here.
pub struct Engine {
    started: Option<Child>,
}

impl Engine {
    /// Finds the engine, or starts one as root.
    ///
    /// # Errors
    /// None answers and none can be started here; the error names the command to type.
    pub fn ensure() -> Result<Engine> {
        apt::docker().ensure()?;
        // Installing the package starts the engine where an init system runs.
        if answers() {
            return Ok(Engine { started: None });
        }
        if !is_root() {
            bail!(
                "no Docker Engine answers, and only root may start one\n  to start it: sudo systemctl start docker"
            );
        }
        let log = cache().join("dockerd.log");
        fs::create_dir_all(cache())?;
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        eprintln!("starting dockerd, log in {}", log.display());
        // The kernel then stops the engine with us, however we end.
        let mut child = command("setpriv", &["--pdeathsig", "TERM", "dockerd"])
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("cannot start dockerd")?;
        let deadline = Instant::now() + PATIENCE;
        while !answers() {
            let ended = child.try_wait()?;
            if ended.is_some() || Instant::now() > deadline {
                let text = fs::read_to_string(&log).unwrap_or_default();
                let last: Vec<&str> = text.lines().rev().take(5).collect();
                let last: Vec<&str> = last.into_iter().rev().collect();
                drop(Engine {
                    started: Some(child),
                });
                bail!(
                    "dockerd did not get ready, the end of its log is:\n{}",
                    last.join("\n")
                );
            }
            thread::sleep(Duration::from_millis(200));
        }
        Ok(Engine {
            started: Some(child),
        })
    }

    /// Leaves a started engine to the program that this process is about to become: it ends with that.
    pub fn hand_over(mut self) {
        self.started = None;
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let Some(mut child) = self.started.take() else {
            return;
        };
        // SIGTERM lets it stop its containers; the standard library could only kill it. The shell has a `kill`
        // of its own, as a program it is not on every machine.
        if let Err(error) = run(&mut command(
            "sh",
            &["-c", &format!("kill -TERM {}", child.id())],
        )) {
            eprintln!("the engine could not be stopped: {error:#}");
        }
        if let Err(error) = child.wait() {
            eprintln!("the engine's end could not be awaited: {error}");
        }
    }
}

fn answers() -> bool {
    succeeds(&mut command("docker", &["info"]))
}
