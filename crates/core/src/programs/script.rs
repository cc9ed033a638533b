//! The scripts of well-known images, as programs.

use crate::images::{What, behaviour_with, holds};
use crate::world::{Container, Handler, Program, ProgramStep, Signal, Stream, World};
use std::sync::Arc;

/// The program of a container that runs what its image is for; `None` if it runs something else, or nobody knows.
pub(super) fn of_image(world: &World, container: &Container, words: &[String]) -> Option<Program> {
    if container.spec.entrypoint.is_some() {
        return None;
    }
    let command = container.spec.command.as_deref().unwrap_or_default();
    let behaviour = behaviour_with(&container.spec.image, command)?;
    let is_shell = super::applets::bare_shell(words).is_some();
    if is_shell && (container.spec.tty || container.spec.stdin_open) {
        return None;
    }
    let env = super::variables(&container.env());
    let value_of = |name: &str| env.get(name).map(String::as_str);
    let mut steps = Vec::new();
    let write = |stream, line: &str| ProgramStep::Write {
        stream,
        text: Arc::from(format!("{line}\n")),
    };
    for moment in behaviour.moments {
        if moment.after_ms > 0 {
            steps.push(ProgramStep::Sleep {
                ms: u64::from(moment.after_ms),
                is_deaf: false,
            });
        }
        match moment.what {
            What::Out(line) => steps.push(write(Stream::Out, line)),
            What::Err(line) => steps.push(write(Stream::Err, line)),
            What::Ready => steps.push(ProgramStep::Ready),
            What::Exit(code) => steps.push(ProgramStep::Exit {
                code: i64::from(code),
            }),
            What::NeedsVariable {
                any_of,
                lines,
                code,
            } => {
                let is_first_start = container.life.started.is_none();
                if is_first_start && !any_of.iter().any(|it| holds(it, value_of)) {
                    steps.extend(lines.iter().map(|it| write(Stream::Err, it)));
                    steps.push(ProgramStep::Exit {
                        code: i64::from(code),
                    });
                }
            }
            What::NeedsFile { path, lines, code } => {
                let is_mounted = container.life.mounts.iter().any(|it| {
                    path == it.target
                        || path
                            .strip_prefix(it.target.as_str())
                            .is_some_and(|it| it.starts_with('/'))
                });
                if !is_mounted {
                    steps.extend(lines.iter().map(|it| write(Stream::Err, it)));
                    steps.push(ProgramStep::Exit {
                        code: i64::from(code),
                    });
                }
            }
            What::NeedsHost {
                variable,
                default_host,
                port,
                when,
                tries,
                every_ms,
                waiting,
                failed,
                code,
            } => {
                let named = variable
                    .and_then(|it| env.get(it))
                    .map(|it| host_and_port(it, port));
                let (host, port) = named.unwrap_or((default_host.to_owned(), port));
                if host.is_empty() || !when.iter().all(|it| holds(it, value_of)) {
                    continue;
                }
                let fill = |text: &str| {
                    text.replace("{host}", &host)
                        .replace("{port}", &port.to_string())
                };
                let line = |text: &str| {
                    if text.is_empty() {
                        String::new()
                    } else {
                        format!("{}\n", fill(text))
                    }
                };
                steps.push(ProgramStep::AwaitHost {
                    host: Arc::from(host.as_str()),
                    port,
                    tries: if tries == 0 { u32::MAX } else { tries },
                    every_ms: u64::from(every_ms),
                    waiting: Arc::from(line(waiting)),
                    failed: Arc::from(failed.iter().map(|it| line(it)).collect::<String>()),
                    code: i64::from(code),
                });
            }
        }
    }
    if !matches!(steps.last(), Some(ProgramStep::Exit { .. })) {
        steps.push(ProgramStep::SleepForever);
    }
    let signal = world.stop_signal(container);
    let handler = behaviour.stop.code.map(|code| Handler {
        text: Arc::from(
            behaviour
                .stop
                .lines
                .iter()
                .map(|it| format!("{it}\n"))
                .collect::<String>(),
        ),
        after_ms: u64::from(behaviour.stop.after_ms),
        code: i64::from(code),
    });
    Some(Program {
        steps,
        handlers: handler
            .into_iter()
            .flat_map(|it| [(signal, it.clone()), (Signal::INT, it)])
            .collect(),
    })
}

/// Host and port of `host`, `host:port` or `scheme://user@host:port/path`.
fn host_and_port(text: &str, usual: u16) -> (String, u16) {
    let rest = text.split_once("://").map_or(text, |it| it.1);
    let rest = rest.split(['/', '?', ',']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |it| it.1);
    match rest.rsplit_once(':') {
        Some((host, port)) => (host.to_owned(), port.parse().unwrap_or(usual)),
        None => (rest.to_owned(), usual),
    }
}

/// What a web server answers to somebody who looks at its first page.
pub fn page_of(image: &str, port: u16) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    let name = name.split(':').next().unwrap_or(name);
    match name {
        "nginx" => "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n".to_owned(),
        "httpd" => "<html><body><h1>It works!</h1></body></html>\n".to_owned(),
        _ => format!("linkyard: {image} answers on port {port}; what it would say is not simulated\n"),
    }
}
