//! A real Docker Engine for a test: a private one where we are root, else the one that answers.
//!
//! A private engine lives in its own network, mount and process namespaces and keeps its state in memory.
//! So the first container always gets 172.17.0.2 and the first network 172.18.0.0/16, whatever else runs on the
//! machine, tests can run side by side, and nothing is left behind however a test ends.
//! It is ready in about half a second. An engine of another version, unpacked beside the system's, is tested by putting
//! its folder of programs first in `PATH`.

use anyhow::{Context, Result, bail};
use linkyard_core::profile;
use std::fs::{self, File};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long an engine may take to get ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// Label on every container that a test makes by hand, so that a shared engine can be cleaned afterwards.
pub const LABEL: &str = "linkyard.oracle";

/// Runs inside the new namespaces. `$1` is the folder of the state, `$2` the socket.
///
/// The empty `/run` hides the system's containerd, so that the daemon starts one of its own.
const START: &str = r#"
set -e
mount -t tmpfs tmpfs "$1"
mount -t tmpfs tmpfs /run
busybox ip link set lo up
exec dockerd --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/dockerd.pid" --host "unix://$2"
"#;

/// Whether others may use the same engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Ours alone: addresses and subnets are those of an engine with nothing else on it.
    Private,
    /// The one that answers on this machine: addresses depend on what else runs there.
    Shared,
}

/// An engine that answers. Dropping it stops what was started, or removes what tests made.
pub struct Engine {
    /// Who else uses it.
    pub isolation: Isolation,
    /// `DOCKER_HOST` of the private engine.
    host: Option<String>,
    daemon: Option<Child>,
    /// Files of the test, and the log of the private engine. Removed last.
    dir: TempDir,
}

impl Engine {
    /// Which kind [`Engine::start`] gives on this machine.
    pub fn isolation_here() -> Isolation {
        let is_root = fs::metadata("/proc/self")
            .is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
        if is_root && std::env::var_os("DOCKER_HOST").is_none() && is_on_path("dockerd") {
            Isolation::Private
        } else {
            Isolation::Shared
        }
    }

    /// Starts a private engine, or finds the one that answers.
    ///
    /// # Errors
    /// Neither is possible; the error says what to do.
    pub fn start() -> Result<Engine> {
        // Not the user's temporary folder: that may lie under /run, which the private engine hides.
        let dir = TempDir::with_prefix_in("linkyard-oracle-", "/tmp")
            .context("cannot make a folder in /tmp")?;
        match Engine::isolation_here() {
            Isolation::Private => Engine::start_private(dir),
            Isolation::Shared => {
                let res = Engine {
                    isolation: Isolation::Shared,
                    host: None,
                    daemon: None,
                    dir,
                };
                res.docker(&["version"]).context(
                    "no Docker Engine answers, and only root may start one\n  to start it: sudo systemctl start docker",
                )?;
                res.remove_ours()?;
                Ok(res)
            }
        }
    }

    fn start_private(dir: TempDir) -> Result<Engine> {
        let path = |name: &str| dir.path().join(name);
        let (state, socket, log) = (path("state"), path("docker.sock"), path("dockerd.log"));
        fs::create_dir(&state)?;
        let file = File::create(&log)?;
        // The daemon says on this socket when it is ready, as it does to systemd.
        let ready = UnixDatagram::bind(path("ready.sock"))?;
        ready.set_read_timeout(Some(Duration::from_millis(100)))?;
        // However this process ends, the kernel ends `unshare`, and with it everything in the process namespace.
        let daemon = Command::new("setpriv")
            .args([
                "--pdeathsig",
                "KILL",
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
            ])
            .args(["--mount-proc", "sh", "-c", START, "sh"])
            .args([state.as_os_str(), socket.as_os_str()])
            .env("NOTIFY_SOCKET", path("ready.sock"))
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("cannot start setpriv and unshare of util-linux")?;
        let host = Some(format!("unix://{}", socket.display()));
        let mut res = Engine {
            isolation: Isolation::Private,
            host,
            daemon: Some(daemon),
            dir,
        };
        res.await_ready(&ready, &log)?;
        Ok(res)
    }

    fn await_ready(&mut self, ready: &UnixDatagram, log: &Path) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let mut message = [0u8; 256];
        loop {
            if let Ok(len) = ready.recv(&mut message)
                && message[..len].starts_with(b"READY=1")
            {
                return Ok(());
            }
            let ended = self
                .daemon
                .as_mut()
                .map(Child::try_wait)
                .transpose()?
                .flatten();
            if ended.is_some() || Instant::now() > deadline {
                let text = fs::read_to_string(log).unwrap_or_default();
                let last: Vec<&str> = text.lines().rev().take(8).collect();
                let last: Vec<&str> = last.into_iter().rev().collect();
                bail!(
                    "the private engine did not get ready, the end of its log is:\n{}",
                    last.join("\n")
                );
            }
        }
    }

    /// A folder for the files of a test.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A program that talks to this engine, and sees nothing of the caller's environment but `PATH`.
    pub fn command(&self, program: &str) -> Command {
        let mut res = Command::new(program);
        res.env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.dir.path());
        let host = self
            .host
            .clone()
            .map(Into::into)
            .or_else(|| std::env::var_os("DOCKER_HOST"));
        res.envs(host.map(|it| ("DOCKER_HOST", it)));
        res.current_dir(self.dir.path()).stdin(Stdio::null());
        res
    }

    /// Root of the private engine's file system as seen from here: its state lies in a mount namespace of its own.
    ///
    /// # Errors
    /// The engine is not private, or has ended.
    pub fn root(&self) -> Result<std::path::PathBuf> {
        let daemon = self.daemon.as_ref().context("the engine is not private")?;
        let children = format!("/proc/{0}/task/{0}/children", daemon.id());
        let text =
            fs::read_to_string(&children).with_context(|| format!("cannot read {children}"))?;
        let child = text
            .split_whitespace()
            .next()
            .context("the private engine has ended")?;
        Ok(Path::new("/proc").join(child).join("root"))
    }

    /// What `docker ARGS` prints.
    ///
    /// # Errors
    /// What it says when it fails.
    pub fn docker(&self, args: &[&str]) -> Result<String> {
        output(self.command("docker").args(args))
    }

    /// What the engine calls its version, such as `20.10.24+dfsg1`.
    ///
    /// # Errors
    /// It does not answer.
    pub fn version(&self) -> Result<String> {
        Ok(self
            .docker(&["version", "--format", "{{.Server.Version}}"])?
            .trim()
            .to_owned())
    }

    /// The generation of the engine.
    ///
    /// # Errors
    /// It does not answer, or with something that is no version.
    pub fn generation(&self) -> Result<profile::Engine> {
        let version = self.version()?;
        profile::Engine::of_version(&version).with_context(|| format!("engine version `{version}`"))
    }

    /// Removes what tests made by hand on a shared engine, and nothing else. What a compose tool made, the test takes
    /// down with that tool.
    fn remove_ours(&self) -> Result<()> {
        let filter = format!("label={LABEL}");
        let kinds: [(&[&str], &[&str]); 3] = [
            (&["ps", "--all", "--quiet"], &["rm", "--force", "--volumes"]),
            (&["network", "ls", "--quiet"], &["network", "rm"]),
            (&["volume", "ls", "--quiet"], &["volume", "rm"]),
        ];
        for (list, remove) in kinds {
            let found = self.docker(&[list, &["--filter", &filter]].concat())?;
            let found: Vec<&str> = found.split_whitespace().collect();
            if !found.is_empty() {
                self.docker(&[remove, &found].concat())?;
            }
        }
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            // Ends the whole process namespace; its mounts and its network go with it.
            let ended = daemon.kill().and_then(|()| daemon.wait());
            if let Err(err) = ended {
                eprintln!("the private engine could not be stopped: {err}");
            }
        } else if let Err(err) = self.remove_ours() {
            eprintln!("containers of the tests could not be removed: {err:#}");
        }
    }
}

/// What `command` prints.
///
/// # Errors
/// It cannot be run, or it fails: then the text is what it says on standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let out = command
        .output()
        .with_context(|| format!("cannot run {program}"))?;
    if !out.status.success() {
        bail!("{}", String::from_utf8_lossy(&out.stderr).trim_end());
    }
    String::from_utf8(out.stdout)
        .with_context(|| format!("{program} printed something that is no text"))
}

fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|it| it.join(program).is_file())
}
