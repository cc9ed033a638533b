//! Programs that talk to others.

use super::{Invocation, Surroundings};
use crate::port::{Port, Protocol};
use crate::programs::shell::Ran;
use crate::world::{ProgramStep, Reach, Stream};

pub(super) fn run(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Option<Ran> {
    Some(match it.name {
        "ping" => ping(it, host),
        "getent" => getent(it, host),
        "nslookup" => nslookup(it, host),
        "wget" => wget(it, host),
        "curl" => curl(it, host),
        "nc" => nc(it, host),
        "httpd" => httpd(it),
        "redis-cli" => service(it, host, "redis", 6_379),
        "pg_isready" => service(it, host, "postgres", 5_432),
        _ => return None,
    })
}

fn sleep(ms: u64) -> ProgramStep {
    ProgramStep::Sleep { ms, is_deaf: true }
}

fn ping(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let names = it.plain(&["-c", "-w", "-W", "-i", "-s"]);
    let Some(name) = names.first() else {
        return Ran::err(1, "ping: no host\n");
    };
    let Some(address) = host.lookup(name).into_iter().next() else {
        return Ran::err(1, format!("ping: bad address '{name}'\n"));
    };
    let n: u64 = it.value("-c").and_then(|it| it.parse().ok()).unwrap_or(0);
    let shown = if n == 0 { 3 } else { n.min(100) };
    let is_alive = host.is_alive(&address);
    let mut res = Ran::out(format!("PING {name} ({address}): 56 data bytes\n"));
    for index in 0..shown {
        if index > 0 {
            res.steps.push(sleep(1_000));
        }
        if is_alive {
            res.write(
                Stream::Out,
                format!("64 bytes from {address}: seq={index} ttl=64 time=0.080 ms\n"),
            );
        }
    }
    if n == 0 {
        res.steps.push(ProgramStep::SleepForever);
        return res;
    }
    if !is_alive {
        res.steps.push(sleep(10_000));
    }
    let (received, loss) = if is_alive { (shown, 0) } else { (0, 100) };
    res.write(
        Stream::Out,
        format!(
            "\n--- {name} ping statistics ---\n{shown} packets transmitted, {received} packets received, {loss}% packet loss\n"
        ),
    );
    if is_alive {
        res.write(
            Stream::Out,
            "round-trip min/avg/max = 0.080/0.080/0.080 ms\n".to_owned(),
        );
    }
    res.code = i64::from(!is_alive);
    res
}

fn getent(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let words: Vec<&str> = it.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["hosts" | "ahosts", names @ ..] if !names.is_empty() => {
            let mut res = Ran::default();
            for name in names {
                let found = host.lookup(name);
                if found.is_empty() {
                    res.code = 2;
                }
                for address in found {
                    res.write(Stream::Out, format!("{address:<15} {name}  {name}\n"));
                }
            }
            res
        }
        ["hosts"] => Ran::out(host.read_file("/etc/hosts").unwrap_or_default()),
        _ => Ran::err(1, "linkyard: of getent only hosts is simulated\n"),
    }
}

fn nslookup(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let names = it.plain(&[]);
    let Some(name) = names.first() else {
        return Ran::err(1, "nslookup: no name\n");
    };
    let server = host.read_file("/etc/resolv.conf").unwrap_or_default();
    let server = server
        .lines()
        .find_map(|it| it.strip_prefix("nameserver "))
        .unwrap_or("127.0.0.11")
        .to_owned();
    let head = format!("Server:\t\t{server}\nAddress:\t{server}:53\n\n");
    // It asks the name server alone, and that one does not read /etc/hosts.
    let found = if server == "127.0.0.11" {
        host.lookup(name)
    } else {
        Vec::new()
    };
    if found.is_empty() {
        let mut res = Ran::out(head);
        res.write(
            Stream::Out,
            format!("** server can't find {name}: NXDOMAIN\n\n"),
        );
        res.code = 1;
        return res;
    }
    let answers: String = found
        .iter()
        .map(|it| format!("Name:\t{name}\nAddress: {it}\n"))
        .collect();
    Ran::out(format!("{head}Non-authoritative answer:\n{answers}\n"))
}

/// Host and port of an address of the web.
fn host_and_port(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) => Some((host.to_owned(), port.parse().ok()?)),
        None => Some((authority.to_owned(), usual)),
    }
}

enum Fetched {
    Page(String),
    Unknown,
    Refused(String),
    NoRoute(String),
}

fn fetch(name: &str, port: u16, host: &dyn Surroundings) -> Fetched {
    let Some(address) = host.lookup(name).into_iter().next() else {
        return Fetched::Unknown;
    };
    match host.reach(&address, port) {
        Reach::Open => Fetched::Page(host.greeting(&address, port).unwrap_or_default()),
        Reach::Refused => Fetched::Refused(address),
        Reach::NoRoute | Reach::UnknownName => Fetched::NoRoute(address),
    }
}

fn wget(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let urls = it.plain(&["-O", "-T", "-t", "--header", "--timeout"]);
    let Some((name, port)) = urls.first().and_then(|it| host_and_port(it)) else {
        return Ran::err(1, "wget: missing URL\n");
    };
    let is_quiet = it.has('q');
    match fetch(&name, port, host) {
        Fetched::Page(text) => {
            let mut res = Ran::default();
            if !is_quiet {
                res.write(Stream::Err, format!("Connecting to {name}:{port}\n"));
            }
            let target = it.value("-qO").or(it.value("-O")).unwrap_or("index.html");
            if target == "-" || it.has('O') && target.is_empty() {
                return res.and_out(text);
            }
            if let Err(why) = host.write_file(target, &text, false) {
                return Ran::err(1, format!("wget: {why}\n"));
            }
            res
        }
        Fetched::Unknown => Ran::err(1, format!("wget: bad address '{name}'\n")),
        Fetched::Refused(address) => Ran::err(
            1,
            format!("wget: can't connect to remote host ({address}): Connection refused\n"),
        ),
        Fetched::NoRoute(address) => Ran::err(
            1,
            format!("wget: can't connect to remote host ({address}): No route to host\n"),
        ),
    }
}

fn curl(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let urls = it.plain(&["-o", "-H", "-X", "-d", "-m", "--max-time", "-w", "-u"]);
    let Some((name, port)) = urls.first().and_then(|it| host_and_port(it)) else {
        return Ran::err(2, "curl: no URL specified!\n");
    };
    // It says nothing of failures where it is told to be silent.
    let says = |code: i64, text: String| {
        if it.has('s') && !it.has('S') {
            Ran::code(code)
        } else {
            Ran::err(code, text)
        }
    };
    match fetch(&name, port, host) {
        Fetched::Page(_) if it.has('I') => {
            Ran::out("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        }
        Fetched::Page(text) => match it.value("-o") {
            None => Ran::out(text),
            Some(path) => match host.write_file(path, &text, false) {
                Ok(()) => Ran::code(0),
                Err(why) => Ran::err(23, format!("curl: (23) {why}\n")),
            },
        },
        Fetched::Unknown => says(6, format!("curl: (6) Could not resolve host: {name}\n")),
        Fetched::Refused(_) => says(
            7,
            format!("curl: (7) Failed to connect to {name} port {port}: Connection refused\n"),
        ),
        Fetched::NoRoute(_) => says(
            7,
            format!("curl: (7) Failed to connect to {name} port {port}: No route to host\n"),
        ),
    }
}

fn nc(it: &Invocation<'_>, host: &mut dyn Surroundings) -> Ran {
    let plain = it.plain(&["-w", "-p", "-s"]);
    if it.has('l') {
        let port = it
            .value("-p")
            .or(plain.first().copied())
            .and_then(|it| it.parse().ok());
        let Some(port) = port else {
            return Ran::err(1, "nc: no port\n");
        };
        return listen(port);
    }
    let (Some(name), Some(port)) = (
        plain.first(),
        plain.get(1).and_then(|it| it.parse::<u16>().ok()),
    ) else {
        return Ran::err(1, "nc: usage: nc [-z] HOST PORT\n");
    };
    let Some(address) = host.lookup(name).into_iter().next() else {
        return Ran::err(1, format!("nc: bad address '{name}'\n"));
    };
    let is_wordy = it.has('v');
    match host.reach(&address, port) {
        Reach::Open if is_wordy => Ran::err(0, format!("{name} ({address}:{port}) open\n")),
        Reach::Open => Ran::code(0),
        other => {
            let why = if other == Reach::Refused {
                "Connection refused"
            } else {
                "No route to host"
            };
            if it.has('z') && !is_wordy {
                return Ran::code(1);
            }
            Ran::err(1, format!("nc: {name} ({address}:{port}): {why}\n"))
        }
    }
}

fn listen(port: u16) -> Ran {
    Ran {
        steps: vec![
            ProgramStep::Listen {
                port: Port::new(port, Protocol::Tcp),
            },
            ProgramStep::SleepForever,
        ],
        code: 0,
    }
}

fn httpd(it: &Invocation<'_>) -> Ran {
    if !it.has('f') {
        return Ran::err(1, "linkyard: only `httpd -f` is simulated\n");
    }
    let port = it.value("-p").unwrap_or("80");
    let port = port.rsplit(':').next().and_then(|it| it.parse().ok());
    listen(port.unwrap_or(80))
}

/// A client that asks its server whether it is there.
fn service(it: &Invocation<'_>, host: &mut dyn Surroundings, kind: &str, usual: u16) -> Ran {
    let name = it.value("-h").unwrap_or("127.0.0.1");
    let port = it
        .value("-p")
        .and_then(|it| it.parse().ok())
        .unwrap_or(usual);
    let words = it.plain(&["-h", "-p", "-U", "-d", "-a", "-t"]);
    if kind == "redis"
        && words
            .first()
            .is_some_and(|it| !it.eq_ignore_ascii_case("ping"))
    {
        return Ran::err(1, "linkyard: of redis-cli only PING is simulated\n");
    }
    let address = host.lookup(name).into_iter().next();
    let is_open = address.is_some_and(|it| host.reach(&it, port) == Reach::Open);
    match (kind, is_open) {
        ("redis", true) => Ran::out("PONG\n"),
        ("redis", false) => Ran::err(
            1,
            format!("Could not connect to Redis at {name}:{port}: Connection refused\n"),
        ),
        (_, true) => Ran::out(format!("{name}:{port} - accepting connections\n")),
        (_, false) => Ran {
            code: 2,
            ..Ran::out(format!("{name}:{port} - no response\n"))
        },
    }
}
