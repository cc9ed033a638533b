//! Walking a script.

use super::parse::{Command, Item, Kind, Pipeline, Script};
use super::redirects::Outlet;
use super::{Call, Ran, ShellHost, Trap};
use crate::world::{ProgramStep, Stream};
use std::collections::BTreeMap;
use std::sync::Arc;

/// No script does more than this.
const MAX_STEPS: usize = 4_000;

/// No script writes more than this, in bytes.
const MAX_OUTPUT: usize = 1 << 20;

/// A loop that has slept so long in sum goes on for ever: a day, in milliseconds.
const FOREVER_MS: u64 = 86_400_000;

/// No loop turns more often, for one that never sleeps would never end.
const MAX_TURNS: usize = 1_000;

/// The state of a shell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// Its variables, all of which its programs see.
    pub variables: BTreeMap<String, String>,
    /// `$0`, `$1`, …
    pub arguments: Vec<String>,
    /// Code of the last command.
    pub last_code: i64,
    /// What `trap` set.
    pub traps: Vec<Trap>,
    pub(super) exits_on_error: bool,
    /// Milliseconds that commands in the background still take; the largest number if they never end.
    pub(super) background_ms: u64,
    n_steps: usize,
    n_bytes: usize,
    pub(super) slept_ms: u64,
}

/// Why a script stops.
pub(super) enum Stop {
    Exit(i64),
    /// A step that never ends was reached.
    Endless,
    Break,
    Continue,
}

pub(super) type Walked = Result<i64, Stop>;

/// Runs a script. The steps are what it writes and how long it takes; the code is that of its last command.
pub fn run(script: &Script, shell: &mut Shell, host: &mut dyn ShellHost) -> Ran {
    let mut walk = Walk {
        steps: Vec::new(),
        stdin: None,
    };
    let outcome = shell.script(script, &mut walk, host);
    let code = match outcome {
        Ok(code) | Err(Stop::Exit(code)) => code,
        Err(Stop::Endless) => 0,
        Err(Stop::Break | Stop::Continue) => shell.last_code,
    };
    Ran {
        steps: walk.steps,
        code,
    }
}

/// What is being done.
pub(super) struct Walk {
    pub steps: Vec<ProgramStep>,
    pub stdin: Option<String>,
}

impl Shell {
    /// A shell with variables and arguments, `$0` first.
    pub fn new(variables: BTreeMap<String, String>, arguments: Vec<String>) -> Shell {
        Shell {
            variables,
            arguments,
            ..Shell::default()
        }
    }

    /// The value of a variable or parameter.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        match name {
            "?" => Some(self.last_code.to_string()),
            "$" => Some("1".to_owned()),
            "#" => Some(self.arguments.len().saturating_sub(1).to_string()),
            "@" | "*" => Some(self.arguments.get(1..).unwrap_or_default().join(" ")),
            "!" => None,
            _ => match name.parse::<usize>() {
                Ok(index) => self.arguments.get(index).cloned(),
                Err(_) => self.variables.get(name).cloned(),
            },
        }
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// What a script inside `$( )` writes.
    pub(super) fn substitute(&mut self, script: &Script, host: &mut dyn ShellHost) -> String {
        let mut inner = self.clone();
        let ran = run(script, &mut inner, host);
        self.n_steps = inner.n_steps;
        self.n_bytes = inner.n_bytes;
        self.last_code = ran.code;
        ran.stdout()
    }

    pub(super) fn script(
        &mut self,
        script: &Script,
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) -> Walked {
        let mut code = 0;
        for item in &script.0 {
            code = self.item(item, walk, host)?;
        }
        Ok(code)
    }

    fn item(&mut self, item: &Item, walk: &mut Walk, host: &mut dyn ShellHost) -> Walked {
        if item.is_background {
            return self.background(item, walk, host);
        }
        let mut code = self.pipeline(&item.first, walk, host)?;
        for (is_and, pipeline) in &item.rest {
            if (code == 0) == *is_and {
                code = self.pipeline(pipeline, walk, host)?;
            }
        }
        if code != 0 && self.exits_on_error && item.rest.is_empty() && !item.first.is_negated {
            return Err(Stop::Exit(code));
        }
        Ok(code)
    }

    /// A command behind which `&` stands: what it writes at once is seen; `wait` waits for the rest.
    fn background(&mut self, item: &Item, walk: &mut Walk, host: &mut dyn ShellHost) -> Walked {
        let mut inner = self.clone();
        let mut apart = Walk {
            steps: Vec::new(),
            stdin: None,
        };
        let foreground = Item {
            is_background: false,
            ..item.clone()
        };
        // How it ends is nobody's business but that of `wait`.
        let _ = inner.item(&foreground, &mut apart, host);
        self.n_steps = inner.n_steps;
        let mut ms = 0u64;
        for step in apart.steps {
            match step {
                ProgramStep::Sleep { ms: more, .. } => ms = ms.saturating_add(more),
                ProgramStep::SleepForever => ms = u64::MAX,
                ProgramStep::AwaitHost { .. } => ms = ms.saturating_add(1_000),
                it if ms == 0 => walk.steps.push(it),
                _ => {}
            }
        }
        self.background_ms = self.background_ms.max(ms);
        self.last_code = 0;
        Ok(0)
    }

    fn pipeline(
        &mut self,
        pipeline: &Pipeline,
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) -> Walked {
        let n = pipeline.commands.len();
        let mut code = 0;
        let mut stdin = walk.stdin.clone();
        for (index, command) in pipeline.commands.iter().enumerate() {
            if index + 1 == n {
                let before = std::mem::replace(&mut walk.stdin, stdin.take());
                let outcome = self.command(command, walk, host);
                walk.stdin = before;
                code = outcome?;
                break;
            }
            let mut inner = self.clone();
            let mut apart = Walk {
                steps: Vec::new(),
                stdin: stdin.take(),
            };
            let outcome = inner.command(command, &mut apart, host);
            self.n_steps = inner.n_steps;
            let mut text = String::new();
            for step in apart.steps {
                match step {
                    ProgramStep::Write {
                        stream: Stream::Out,
                        text: it,
                    } => text.push_str(&it),
                    ProgramStep::SleepForever => {}
                    it => walk.steps.push(it),
                }
            }
            if matches!(outcome, Err(Stop::Endless)) {
                // What follows still reads what was written so far, and then waits with it.
                self.endless_tail(pipeline, index, text, walk, host);
                walk.steps.push(ProgramStep::SleepForever);
                return Err(Stop::Endless);
            }
            stdin = Some(text);
        }
        if pipeline.is_negated {
            code = i64::from(code == 0);
        }
        self.last_code = code;
        Ok(code)
    }

    fn endless_tail(
        &mut self,
        pipeline: &Pipeline,
        index: usize,
        mut text: String,
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) {
        for command in pipeline.commands.iter().skip(index + 1) {
            let mut inner = self.clone();
            let mut apart = Walk {
                steps: Vec::new(),
                stdin: Some(std::mem::take(&mut text)),
            };
            let _ = inner.command(command, &mut apart, host);
            text = Ran {
                steps: apart.steps,
                code: 0,
            }
            .stdout();
        }
        if !text.is_empty() {
            walk.steps.push(ProgramStep::Write {
                stream: Stream::Out,
                text: Arc::from(text),
            });
        }
    }

    fn command(&mut self, command: &Command, walk: &mut Walk, host: &mut dyn ShellHost) -> Walked {
        self.n_steps += 1;
        if self.n_steps > MAX_STEPS || self.n_bytes > MAX_OUTPUT {
            walk.steps.push(ProgramStep::Write {
                stream: Stream::Err,
                text: Arc::from("linkyard: the script does more than the simulation follows\n"),
            });
            walk.steps.push(ProgramStep::SleepForever);
            return Err(Stop::Endless);
        }
        if command.redirects.is_empty() {
            return self.kind(&command.kind, walk, host);
        }
        let mut apart = Walk {
            steps: Vec::new(),
            stdin: walk.stdin.clone(),
        };
        let outlets = match self.open(&command.redirects, &mut apart, host) {
            Ok(it) => it,
            Err(why) => {
                self.say(walk, &why);
                self.last_code = 1;
                return Ok(1);
            }
        };
        let outcome = self.kind(&command.kind, &mut apart, host);
        let mut into_files: BTreeMap<String, String> = BTreeMap::new();
        for step in apart.steps {
            let ProgramStep::Write { stream, text } = step else {
                walk.steps.push(step);
                continue;
            };
            match outlets.of(stream) {
                Outlet::Stream(stream) => walk.steps.push(ProgramStep::Write {
                    stream: *stream,
                    text,
                }),
                Outlet::File(path) => into_files.entry(path.clone()).or_default().push_str(&text),
            }
        }
        for (path, text) in into_files {
            if let Err(why) = host.write_file(&path, &text, true) {
                self.say(walk, &why);
            }
        }
        outcome
    }

    /// What the shell itself says.
    fn say(&self, walk: &mut Walk, text: &str) {
        let name = self.arguments.first().map_or("sh", String::as_str);
        walk.steps.push(ProgramStep::Write {
            stream: Stream::Err,
            text: Arc::from(format!("{name}: {text}\n")),
        });
    }

    fn kind(&mut self, kind: &Kind, walk: &mut Walk, host: &mut dyn ShellHost) -> Walked {
        match kind {
            Kind::Simple(assignments, words) => self.simple(assignments, words, walk, host),
            Kind::Group(script) => self.script(script, walk, host),
            Kind::Subshell(script) => {
                let mut inner = self.clone();
                let outcome = inner.script(script, walk, host);
                self.n_steps = inner.n_steps;
                self.slept_ms = inner.slept_ms;
                match outcome {
                    Err(Stop::Endless) => Err(Stop::Endless),
                    Ok(code) | Err(Stop::Exit(code)) => {
                        self.last_code = code;
                        Ok(code)
                    }
                    Err(Stop::Break | Stop::Continue) => Ok(inner.last_code),
                }
            }
            Kind::If(branches, otherwise) => {
                for (condition, body) in branches {
                    if self.condition(condition, walk, host)? == 0 {
                        return self.script(body, walk, host);
                    }
                }
                self.script(otherwise, walk, host)
            }
            Kind::While(condition, body, is_until) => {
                self.while_loop(condition, body, *is_until, walk, host)
            }
            Kind::For(name, words, body) => {
                let values = match self.fields(words, host) {
                    Ok(it) => it,
                    Err(why) => return self.refuse(&why, walk),
                };
                let mut code = 0;
                for value in values {
                    self.set(name, &value);
                    match self.script(body, walk, host) {
                        Ok(it) => code = it,
                        Err(Stop::Break) => break,
                        Err(Stop::Continue) => {}
                        Err(it) => return Err(it),
                    }
                }
                Ok(code)
            }
        }
    }

    /// A script whose code decides something: it may fail without ending the shell.
    fn condition(&mut self, script: &Script, walk: &mut Walk, host: &mut dyn ShellHost) -> Walked {
        let before = std::mem::replace(&mut self.exits_on_error, false);
        let res = self.script(script, walk, host);
        self.exits_on_error = before;
        res
    }

    fn while_loop(
        &mut self,
        condition: &Script,
        body: &Script,
        is_until: bool,
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) -> Walked {
        let mut code = 0;
        for _ in 0..MAX_TURNS {
            if self.slept_ms > FOREVER_MS {
                break;
            }
            let goes_on = (self.condition(condition, walk, host)? == 0) != is_until;
            if !goes_on {
                return Ok(code);
            }
            match self.script(body, walk, host) {
                Ok(it) => code = it,
                Err(Stop::Break) => return Ok(0),
                Err(Stop::Continue) => {}
                Err(it) => return Err(it),
            }
        }
        walk.steps.push(ProgramStep::SleepForever);
        Err(Stop::Endless)
    }

    pub(super) fn refuse(&mut self, why: &str, walk: &mut Walk) -> Walked {
        self.say(walk, why);
        Err(Stop::Exit(2))
    }

    fn simple(
        &mut self,
        assignments: &[(String, Vec<super::words::Part>)],
        words: &[Vec<super::words::Part>],
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) -> Walked {
        let argv = match self.fields(words, host) {
            Ok(it) => it,
            Err(why) => return self.refuse(&why, walk),
        };
        let mut set = Vec::new();
        for (name, parts) in assignments {
            match self.text(parts, host) {
                Ok(value) => set.push((name.clone(), value)),
                Err(why) => return self.refuse(&why, walk),
            }
        }
        let Some(program) = argv.first() else {
            for (name, value) in set {
                self.set(&name, &value);
            }
            // A substitution within decides.
            return Ok(if assignments.is_empty() {
                0
            } else {
                self.last_code.min(0)
            });
        };
        if let Some(res) = self.builtin(program, &argv, walk, host) {
            return res;
        }
        let mut env = self.variables.clone();
        env.extend(set);
        let ran = host.run(&Call {
            argv: &argv,
            stdin: walk.stdin.as_deref(),
            env: &env,
        });
        self.take(ran, walk)
    }

    /// Takes what a program did over.
    pub(super) fn take(&mut self, ran: Ran, walk: &mut Walk) -> Walked {
        let is_endless = ran.is_endless();
        for step in ran.steps {
            match &step {
                ProgramStep::Write { text, .. } => self.n_bytes += text.len(),
                ProgramStep::Sleep { ms, .. } => {
                    self.slept_ms = self.slept_ms.saturating_add(*ms);
                }
                _ => {}
            }
            walk.steps.push(step);
        }
        if is_endless {
            return Err(Stop::Endless);
        }
        self.last_code = ran.code;
        Ok(ran.code)
    }
}
