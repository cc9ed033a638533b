//! Reads files and environments from inside containers, without changing them.

use super::DockerEngine;
use crate::engine::{EngineProblem, EngineResult, FoundContainer};
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use bollard::query_parameters::DownloadFromContainerOptionsBuilder;
use futures_util::{StreamExt, TryStreamExt};
use std::io::Read;

/// Largest file that is read: `/etc/passwd` and `/etc/hosts` are far smaller.
const MAX_FILE: usize = 4 << 20;

/// With which rights a program is run inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// Those that may look at any process, whoever owns it.
    All,
    /// Those of the container's own user.
    Own,
}

impl DockerEngine {
    /// `/etc/hosts` through the archive call: it gives the engine's live file, also of an image without any program,
    /// and of a container that does not run.
    pub(super) async fn hosts_of(&self, name: &str) -> EngineResult<String> {
        let what = || format!("/etc/hosts of `{name}`");
        let unreadable = |why: String| EngineProblem::Unreadable { what: what(), why };
        match self.file_of(name, "/etc/hosts").await? {
            Some(bytes) => {
                String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8 text".to_owned()))
            }
            None => Err(unreadable("there is no such file".to_owned())),
        }
    }

    /// A file of a container, or `None` if there is none or it is a link.
    pub(super) async fn file_of(&self, name: &str, path: &str) -> EngineResult<Option<Vec<u8>>> {
        let options = DownloadFromContainerOptionsBuilder::default()
            .path(path)
            .build();
        let mut stream = self.client()?.download_from_container(name, Some(options));
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            let Some(chunk) = self.found(chunk)? else {
                return Ok(None);
            };
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_FILE {
                let why = format!("it is larger than {} MiB", MAX_FILE >> 20);
                return Err(EngineProblem::Unreadable {
                    what: format!("{path} of `{name}`"),
                    why,
                });
            }
        }
        let mut archive = tar::Archive::new(bytes.as_slice());
        let unreadable = |err: std::io::Error| EngineProblem::Unreadable {
            what: format!("{path} of `{name}`"),
            why: err.to_string(),
        };
        let Some(entry) = archive.entries().map_err(unreadable)?.next() else {
            return Ok(None);
        };
        let mut entry = entry.map_err(unreadable)?;
        if !entry.header().entry_type().is_file() {
            return Ok(None);
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(unreadable)?;
        Ok(Some(content))
    }

    /// The environment of the first process: by a program inside, or, where the image has none, from the kernel of this
    /// machine.
    pub(super) async fn environment_of(&self, found: &FoundContainer) -> EngineResult<Vec<u8>> {
        let inside = match found.shares_processes {
            true => Err("it shares the processes of others".to_owned()),
            // Only such rights may look into a process of another user, and the first one may have changed its own.
            false => {
                self.output_of(found, &["cat", "/proc/1/environ"], Rights::All)
                    .await
            }
        };
        let why = match inside {
            Ok(bytes) => return Ok(bytes),
            Err(why) => why,
        };
        let outside = match found.pid {
            Some(pid) if self.is_local() => environment_from_kernel(pid, &found.container.id),
            _ => Err("the engine runs on another machine".to_owned()),
        };
        outside.map_err(|and| EngineProblem::Unreadable {
            what: format!("the environment of `{}`", found.container.name),
            why: format!("{why}; {and}"),
        })
    }

    /// What a new process inside gets.
    pub(super) async fn environment_for(&self, found: &FoundContainer) -> EngineResult<Vec<u8>> {
        self.output_of(found, &["cat", "/proc/self/environ"], Rights::Own)
            .await
            .map_err(|why| EngineProblem::Unreadable {
                what: format!("the environment of `{}`", found.container.name),
                why,
            })
    }

    /// Runs a program inside and returns what it printed, or why it could not.
    async fn output_of(
        &self,
        found: &FoundContainer,
        command: &[&str],
        rights: Rights,
    ) -> Result<Vec<u8>, String> {
        let client = self.client().map_err(|err| err.to_string())?;
        let to_text = |err| self.problem(err).to_string();
        // The engine sets `TERM` for a process with a terminal only.
        let tty = rights == Rights::Own && found.container.spec.tty;
        let config = CreateExecOptions {
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            tty: Some(tty),
            cmd: Some(command.to_vec()),
            privileged: Some(rights == Rights::All),
            user: (rights == Rights::All).then_some("0"),
            ..CreateExecOptions::default()
        };
        let exec = client
            .create_exec(&found.container.id, config)
            .await
            .map_err(to_text)?
            .id;
        let options = StartExecOptions {
            detach: false,
            tty,
            output_capacity: None,
        };
        let started = client
            .start_exec(&exec, Some(options))
            .await
            .map_err(to_text)?;
        let StartExecResults::Attached { output, .. } = started else {
            return Err("the engine gave no output".to_owned());
        };
        let printed: Vec<u8> = output
            .try_fold(Vec::new(), async |mut acc: Vec<u8>, it| {
                acc.extend_from_slice(&it.into_bytes());
                Ok(acc)
            })
            .await
            .map_err(to_text)?;
        match client.inspect_exec(&exec).await.map_err(to_text)?.exit_code {
            // A terminal turns every line feed into two characters.
            Some(0) if tty => Ok(String::from_utf8_lossy(&printed)
                .replace("\r\n", "\n")
                .into_bytes()),
            Some(0) => Ok(printed),
            _ => Err(format!(
                "`{}` failed inside: {}",
                command.join(" "),
                String::from_utf8_lossy(&printed).trim()
            )),
        }
    }
}

/// Reads the environment of process `pid` of this machine, after making sure that it belongs to container `id`: behind the
/// socket could be an engine in a virtual machine with other numbers.
fn environment_from_kernel(pid: i64, id: &str) -> Result<Vec<u8>, String> {
    let read = |file: &str| {
        std::fs::read(format!("/proc/{pid}/{file}"))
            .map_err(|err| format!("/proc/{pid}/{file}: {err}"))
    };
    let is_its_own = ["cgroup", "mountinfo"]
        .iter()
        .filter_map(|file| read(file).ok())
        .any(|it| !id.is_empty() && String::from_utf8_lossy(&it).contains(id));
    if !is_its_own {
        return Err(format!(
            "process {pid} of this machine is not the container's"
        ));
    }
    read("environ")
}
