//! What the shell does itself.

use super::run::{Shell, Stop, Walk, Walked};
use super::{Call, ShellHost, Trap};
use crate::world::{ProgramStep, Signal};

impl Shell {
    pub(super) fn builtin(
        &mut self,
        program: &str,
        argv: &[String],
        walk: &mut Walk,
        host: &mut dyn ShellHost,
    ) -> Option<Walked> {
        let rest = argv.get(1..).unwrap_or_default();
        let code = match program {
            ":" => 0,
            "exit" | "return" => {
                let code = rest.first().and_then(|it| it.parse().ok());
                return Some(Err(Stop::Exit(code.unwrap_or(self.last_code))));
            }
            "break" => return Some(Err(Stop::Break)),
            "continue" => return Some(Err(Stop::Continue)),
            "export" | "readonly" | "local" => {
                for it in rest {
                    if let Some((name, value)) = it.split_once('=') {
                        self.set(name, value);
                    }
                }
                0
            }
            "unset" => {
                for it in rest {
                    self.variables.remove(it);
                }
                0
            }
            "set" => {
                for it in rest.iter().filter_map(|it| it.strip_prefix('-')) {
                    self.exits_on_error |= it.contains('e');
                }
                0
            }
            "shift" => {
                if self.arguments.len() > 1 {
                    self.arguments.remove(1);
                }
                0
            }
            "exec" if rest.is_empty() => 0,
            "exec" => {
                let ran = host.run(&Call {
                    argv: rest,
                    stdin: walk.stdin.as_deref(),
                    env: &self.variables.clone(),
                });
                // The program takes the shell's place, and with it nobody listens to signals any more.
                self.traps.clear();
                return Some(self.take(ran, walk).and_then(|code| Err(Stop::Exit(code))));
            }
            "eval" => {
                return Some(match super::parse(&rest.join(" ")) {
                    Ok(script) => self.script(&script, walk, host),
                    Err(why) => self.refuse(&why, walk),
                });
            }
            "wait" => {
                let ms = std::mem::take(&mut self.background_ms);
                if ms == u64::MAX {
                    walk.steps.push(ProgramStep::SleepForever);
                    return Some(Err(Stop::Endless));
                }
                if ms > 0 {
                    self.slept_ms = self.slept_ms.saturating_add(ms);
                    walk.steps.push(ProgramStep::Sleep { ms, is_deaf: false });
                }
                0
            }
            "trap" => {
                self.trap(rest, host);
                0
            }
            _ => return None,
        };
        self.last_code = code;
        Some(Ok(code))
    }

    fn trap(&mut self, words: &[String], host: &mut dyn ShellHost) {
        let Some((action, signals)) = words.split_first() else {
            return;
        };
        for signal in signals.iter().filter_map(|it| Signal::parse(it)) {
            self.traps.retain(|it| it.signal != signal);
            if action == "-" {
                continue;
            }
            let mut inner = self.clone();
            let Ok(script) = super::parse(action) else {
                continue;
            };
            let mut walk = Walk {
                steps: Vec::new(),
                stdin: None,
            };
            let code = match inner.script(&script, &mut walk, host) {
                Err(Stop::Exit(code)) => Some(code),
                _ => None,
            };
            let (mut text, mut ms) = (String::new(), 0u64);
            for step in walk.steps {
                match step {
                    ProgramStep::Write { text: it, .. } => text.push_str(&it),
                    ProgramStep::Sleep { ms: more, .. } => ms = ms.saturating_add(more),
                    _ => {}
                }
            }
            self.traps.push(Trap {
                signal,
                text,
                ms,
                code,
            });
        }
    }
}
