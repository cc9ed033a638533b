//! `exec` on the simulated engine: another process in a container that runs.

use super::{
    Certainty, Container, ContainerState, EngineError, EnvOrigin, EnvVar, ProgramStep, Reach,
    Stream, World, environment,
};
use std::sync::Arc;

/// What is to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecSpec {
    /// Program and arguments.
    pub command: Vec<String>,
    /// `-e`, `K=V` or `K`.
    pub env: Vec<String>,
    /// User; `None` means the container's.
    pub user: Option<String>,
    /// Folder; `None` means the container's.
    pub working_dir: Option<String>,
    /// Whether it has a terminal.
    pub tty: bool,
}

/// What it wrote and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecOutcome {
    /// What it wrote, in order.
    pub output: Vec<(Stream, Arc<str>)>,
    /// Exit code; `None` if it would never end by itself.
    pub code: Option<i64>,
}

impl World {
    /// Runs a process in a container to its end; time passes while it sleeps.
    ///
    /// # Errors
    /// The container does not run, is frozen, or has a link whose source does not run.
    pub fn exec(&mut self, name: &str, spec: &ExecSpec) -> Result<ExecOutcome, EngineError> {
        let container = self.container(name)?;
        let id = container.id.clone();
        let small_letters = self.profile.refuses_in_small_letters();
        match container.state {
            ContainerState::Running => {}
            ContainerState::Paused => return Err(EngineError::ExecPaused { small_letters, id }),
            ContainerState::Restarting => {
                return Err(EngineError::IsRestarting { small_letters, id });
            }
            _ => return Err(EngineError::NotRunning { small_letters, id }),
        }
        self.check_links(name)?;
        let env = self.exec_env(container, spec);
        let program = crate::programs::further_process(self, container, spec, &env)?;
        let words = spec.command.join(" ");
        self.emit_container(name, &format!("exec_create: {words}"), &[]);
        self.emit_container(name, &format!("exec_start: {words}"), &[]);
        let mut res = ExecOutcome::default();
        for step in program.steps {
            if !self.is_up(&id) {
                // Its container ended under it.
                res.code = Some(137);
                return Ok(res);
            }
            match step {
                ProgramStep::Write { stream, text } => res.output.push((stream, text)),
                ProgramStep::Sleep { ms, .. } => self.advance(ms),
                ProgramStep::SleepForever => return Ok(res),
                ProgramStep::Listen { port } => {
                    if let Ok(Some(process)) =
                        self.container_mut(name).map(|it| it.life.process.as_mut())
                    {
                        process.listens.insert(port);
                    }
                }
                ProgramStep::Ready => {}
                ProgramStep::AwaitHost {
                    host,
                    port,
                    tries,
                    every_ms,
                    waiting,
                    failed,
                    code,
                } => {
                    let mut is_open = false;
                    for _ in 0..tries.max(1) {
                        is_open = self.reach_by_name(name, &host, port) == Reach::Open;
                        if is_open {
                            break;
                        }
                        res.output.push((Stream::Err, Arc::clone(&waiting)));
                        self.advance(every_ms.max(1));
                    }
                    if !is_open {
                        res.output.push((Stream::Err, failed));
                        res.code = Some(code);
                        return Ok(res);
                    }
                }
                ProgramStep::Exit { code } => {
                    res.code = Some(code);
                    break;
                }
            }
        }
        res.code.get_or_insert(0);
        let code = res.code.unwrap_or_default().to_string();
        self.emit_container(name, "exec_die", &[("exitCode", code)]);
        Ok(res)
    }

    /// The environment of a further process: links as they are now, then what `exec` adds.
    ///
    /// Source: `ContainerExecCreate` of the engine computes the link blocks anew at each call.
    pub fn exec_env(&self, container: &Container, spec: &ExecSpec) -> Vec<EnvVar> {
        let (env, _) = environment::environment(self, container);
        let mut res = env.vars(container);
        add_exec_env(&mut res, &spec.env, spec.tty);
        res
    }
}

/// What `exec` adds to the environment of the container: a name that is there keeps its place.
fn add_exec_env(env: &mut Vec<EnvVar>, entries: &[String], tty: bool) {
    if tty && !env.iter().any(|it| it.name == "TERM") {
        let after_hostname = env.iter().position(|it| it.name == "HOSTNAME");
        let term = EnvVar {
            name: "TERM".into(),
            value: "xterm".into(),
            certainty: Certainty::Known,
            origin: EnvOrigin::Engine,
        };
        env.insert(after_hostname.map_or(0, |it| it + 1), term);
    }
    // runc adds it behind everything else.
    let home = env.pop_if(|it| it.name == "HOME" && it.origin == EnvOrigin::Engine);
    for entry in entries {
        let Some((name, value)) = entry.split_once('=') else {
            env.retain(|it| it.name != entry.as_str());
            continue;
        };
        let var = EnvVar {
            name: name.into(),
            value: value.into(),
            certainty: Certainty::Known,
            origin: EnvOrigin::File { range: None },
        };
        match env.iter_mut().find(|it| it.name == name) {
            Some(it) => *it = var,
            None => env.push(var),
        }
    }
    if !env.iter().any(|it| it.name == "HOME") {
        env.extend(home);
    }
}
