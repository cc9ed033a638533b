//! Programs that tell about the system and its files.

use super::{Invocation, Surroundings, base_name};
use crate::programs::shell::{Call, Ran};
use crate::world::{ProgramStep, Stream};

pub(super) fn run(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Option<Ran> {
    let words: Vec<&str> = it.words.iter().map(String::as_str).collect();
    Some(match (it.name, words.as_slice()) {
        ("true", _) => Ran::code(0),
        ("false", _) => Ran::code(1),
        ("clear", _) => Ran::code(0),
        ("env", _) => env(it, host),
        ("printenv", _) => printenv(it, host),
        ("hostname", flags) => match flags.first() {
            Some(&("-i" | "-I")) => Ran::out(format!("{} \n", host.addresses().join(" "))),
            None | Some(&("-f" | "-s")) => Ran::out(format!("{}\n", host.hostname())),
            Some(_) => Ran::err(1, "hostname: sethostname: Operation not permitted\n"),
        },
        ("whoami", _) => Ran::out(format!("{}\n", host.user())),
        ("id", flags) => {
            let user = host.user();
            let number = if user == "root" {
                0
            } else {
                user.parse().unwrap_or(1_000)
            };
            match flags.first() {
                Some(&"-u") => Ran::out(format!("{number}\n")),
                Some(&"-un") => Ran::out(format!("{user}\n")),
                _ => Ran::out(format!(
                    "uid={number}({user}) gid={number}({user}) groups={number}({user})\n"
                )),
            }
        }
        ("pwd", _) => Ran::out(format!("{}\n", host.working_dir())),
        ("uname", flags) => {
            let name = host.hostname();
            match flags.first() {
                Some(&"-a") => Ran::out(format!("Linux {name} 6.1.0 #1 SMP x86_64 GNU/Linux\n")),
                Some(&"-n") => Ran::out(format!("{name}\n")),
                Some(&"-m") => Ran::out("x86_64\n"),
                Some(&"-r") => Ran::out("6.1.0\n"),
                _ => Ran::out("Linux\n"),
            }
        }
        ("nproc", _) => Ran::out("2\n"),
        ("tty", _) => Ran::err(1, "not a tty\n"),
        ("date", _) => {
            let text = host.now().rfc3339();
            let (day, time) = (
                text.get(..10).unwrap_or_default(),
                text.get(11..19).unwrap_or_default(),
            );
            Ran::out(format!("{day} {time} UTC\n"))
        }
        ("sleep", [time, ..]) => sleep(time),
        ("sleep", []) => Ran::err(1, "sleep: missing operand\n"),
        ("ls", _) => ls(it, host),
        ("basename", [path, ..]) => Ran::out(format!("{}\n", base_name(path))),
        ("dirname", [path, ..]) => {
            let folder = path.rsplit_once('/').map_or(".", |it| it.0);
            Ran::out(format!(
                "{}\n",
                if folder.is_empty() { "/" } else { folder }
            ))
        }
        ("which", [program, ..]) if super::is_known(program) => {
            Ran::out(format!("/bin/{program}\n"))
        }
        ("which", _) => Ran::code(1),
        ("mkdir" | "touch" | "rm", _) => {
            for path in it.plain(&[]) {
                if it.name == "touch"
                    && host.read_file(path).is_none()
                    && let Err(why) = host.write_file(path, "", false)
                {
                    return Some(Ran::err(1, format!("touch: {path}: {why}\n")));
                }
            }
            if it.name == "touch" {
                Ran::code(0)
            } else {
                Ran::err(
                    1,
                    format!(
                        "linkyard: `{}` is not simulated: containers have no files of their own\n",
                        it.name
                    ),
                )
            }
        }
        ("test" | "[", _) => test(it, host),
        ("ps", _) => Ran::out(format!(
            "PID   USER     TIME  COMMAND\n    1 {:<8} 0:00 {}\n",
            host.user(),
            host.read_file("/proc/1/cmdline")
                .unwrap_or_default()
                .replace('\0', " ")
                .trim_end()
        )),
        ("kill", _) => Ran::err(
            1,
            "linkyard: `kill` inside of a container is not simulated; use docker kill\n",
        ),
        ("nohup" | "time", _) => again(it, it.words, host),
        ("timeout", [seconds, ..]) => timeout(it, seconds, host),
        _ => return None,
    })
}

/// Runs what follows.
fn again(it: &Invocation<'_>, words: &[String], host: &mut dyn Surroundings) -> Ran {
    if words.is_empty() {
        return Ran::code(0);
    }
    host.run(&Call {
        argv: words,
        stdin: it.call.stdin,
        env: it.call.env,
    })
}

fn env(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let mut env = it.call.env.clone();
    let mut order: Vec<String> = host.env_order().to_vec();
    let mut words = it.words;
    while let Some((first, rest)) = words.split_first() {
        match first.split_once('=') {
            Some((name, value)) => {
                if !env.contains_key(name) {
                    order.push(name.to_owned());
                }
                env.insert(name.to_owned(), value.to_owned());
            }
            None if first == "-i" => env.clear(),
            None if first == "-u" => {
                if let Some(name) = rest.first() {
                    env.remove(name);
                }
                words = rest.get(1..).unwrap_or_default();
                continue;
            }
            None => {
                return host.run(&Call {
                    argv: words,
                    stdin: it.call.stdin,
                    env: &env,
                });
            }
        }
        words = rest;
    }
    let mut res = String::new();
    for name in &order {
        if let Some(value) = env.remove(name) {
            res.push_str(&format!("{name}={value}\n"));
        }
    }
    for (name, value) in env {
        res.push_str(&format!("{name}={value}\n"));
    }
    Ran::out(res)
}

fn printenv(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    if it.words.is_empty() {
        return env(it, host);
    }
    let mut res = Ran::default();
    for name in it.words {
        match it.call.env.get(name) {
            Some(value) => res.write(Stream::Out, format!("{value}\n")),
            None => res.code = 1,
        }
    }
    res
}

/// `3`, `0.5`, `2m`, `infinity` in milliseconds; `None` is for ever.
fn duration_ms(text: &str) -> Result<Option<u64>, ()> {
    if matches!(text, "infinity" | "inf") {
        return Ok(None);
    }
    let (number, factor) = match text.char_indices().next_back() {
        Some((place, unit @ ('s' | 'm' | 'h' | 'd'))) => {
            let factor = match unit {
                's' => 1_000.0,
                'm' => 60_000.0,
                'h' => 3_600_000.0,
                _ => 86_400_000.0,
            };
            (text.get(..place).unwrap_or_default(), factor)
        }
        _ => (text, 1_000.0),
    };
    let number: f64 = number.parse().map_err(|_| ())?;
    if !number.is_finite() || number < 0.0 {
        return Err(());
    }
    Ok(Some((number * factor) as u64))
}

fn sleep(time: &str) -> Ran {
    let step = match duration_ms(time) {
        Ok(Some(ms)) => ProgramStep::Sleep { ms, is_deaf: true },
        Ok(None) => ProgramStep::SleepForever,
        Err(()) => return Ran::err(1, format!("sleep: invalid number '{time}'\n")),
    };
    Ran {
        steps: vec![step],
        code: 0,
    }
}

fn timeout(it: &Invocation<'_>, seconds: &str, host: &mut dyn Surroundings) -> Ran {
    let words = it.words.get(1..).unwrap_or_default();
    let Ok(limit) = duration_ms(seconds) else {
        return Ran::err(1, format!("timeout: invalid number '{seconds}'\n"));
    };
    let ran = again(it, words, host);
    let Some(limit) = limit else {
        return ran;
    };
    let mut left = limit;
    let mut res = Ran {
        code: ran.code,
        ..Ran::default()
    };
    for step in ran.steps {
        let ms = match &step {
            ProgramStep::Sleep { ms, .. } => *ms,
            ProgramStep::SleepForever => u64::MAX,
            _ => 0,
        };
        if ms > left {
            res.steps.push(ProgramStep::Sleep {
                ms: left,
                is_deaf: true,
            });
            res.code = 143;
            return res;
        }
        left -= ms;
        res.steps.push(step);
    }
    res
}

fn ls(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let mut paths: Vec<String> = it.plain(&[]).iter().map(|it| (*it).to_owned()).collect();
    if paths.is_empty() {
        paths.push(host.working_dir());
    }
    let mut res = Ran::default();
    for path in paths {
        let trimmed = if path.len() > 1 {
            path.trim_end_matches('/')
        } else {
            &path
        };
        match host.list(trimmed) {
            Some(names) => {
                let text = names.iter().map(|it| format!("{it}\n")).collect();
                res.write(Stream::Out, text);
            }
            None if host.read_file(&path).is_some() => res.write(Stream::Out, format!("{path}\n")),
            None => {
                res.write(
                    Stream::Err,
                    format!("ls: {path}: No such file or directory\n"),
                );
                res.code = 1;
            }
        }
    }
    res
}

fn test(it: &Invocation<'_>, host: &dyn Surroundings) -> Ran {
    let mut words: Vec<&str> = it.words.iter().map(String::as_str).collect();
    if it.name == "[" && words.pop() != Some("]") {
        return Ran::err(2, "sh: missing ]\n");
    }
    let mut is_negated = false;
    while words.first() == Some(&"!") {
        is_negated = !is_negated;
        words.remove(0);
    }
    let exists = |path: &str| host.read_file(path).is_some() || host.list(path).is_some();
    let number = |text: &str| text.trim().parse::<i64>().unwrap_or(0);
    let holds = match words.as_slice() {
        [] => false,
        [text] => !text.is_empty(),
        ["-n", text] => !text.is_empty(),
        ["-z", text] => text.is_empty(),
        ["-f", path] => host.read_file(path).is_some(),
        ["-d", path] => host.list(path).is_some(),
        ["-e" | "-r" | "-w", path] => exists(path),
        ["-s", path] => host.read_file(path).is_some_and(|it| !it.is_empty()),
        [a, "=" | "==", b] => a == b,
        [a, "!=", b] => a != b,
        [a, "-eq", b] => number(a) == number(b),
        [a, "-ne", b] => number(a) != number(b),
        [a, "-lt", b] => number(a) < number(b),
        [a, "-le", b] => number(a) <= number(b),
        [a, "-gt", b] => number(a) > number(b),
        [a, "-ge", b] => number(a) >= number(b),
        [_, other, ..] => {
            return Ran::err(2, format!("sh: {other}: unknown operand\n"));
        }
    };
    Ran::code(i64::from(holds == is_negated))
}
