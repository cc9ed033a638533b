//! `port`, and ports in tables.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed};
use crate::machine::DockerCli;
use linkyard_core::port::{Port, PortBinding, is_any_address};
use linkyard_core::world::Container;
use std::collections::BTreeMap;

pub(super) const COMMANDS: &[Command] = &[Command {
    name: "port",
    usage: " CONTAINER [PRIVATE_PORT[/PROTO]]",
    about: "List the published ports of a container",
    arity: Arity::Between(1, 2),
    grammar: Grammar::Interspersed,
    flags: &[],
    run: port,
}];

/// What a published port listens on: address, in brackets where the client writes them, and port. All addresses are two.
///
/// `docker port` put brackets around IPv6 addresses before the tables did.
fn listeners(has_brackets: bool, binding: &PortBinding) -> Vec<(String, u16)> {
    let Some(port) = binding.host_port.map(|it| it.first) else {
        return Vec::new();
    };
    let all_v6 = if has_brackets { "[::]" } else { "::" };
    if binding.host_ip.is_empty() {
        return vec![("0.0.0.0".to_owned(), port), (all_v6.to_owned(), port)];
    }
    if is_any_address(&binding.host_ip) && binding.host_ip.contains(':') {
        return vec![(all_v6.to_owned(), port)];
    }
    if binding.host_ip.contains(':') && has_brackets {
        return vec![(format!("[{}]", binding.host_ip), port)];
    }
    vec![(binding.host_ip.clone(), port)]
}

/// Lines of `docker port`: `80/tcp -> 0.0.0.0:8080`.
pub fn published_lines(cli: DockerCli, container: &Container) -> Vec<String> {
    let mut res: Vec<String> = container
        .published
        .iter()
        .flat_map(|binding| {
            listeners(cli > DockerCli::V20_10, binding)
                .into_iter()
                .map(|(ip, port)| format!("{} -> {ip}:{port}", binding.container))
        })
        .collect();
    res.sort_by_key(|it| natural(it));
    res
}

/// Numbers in a text count as numbers: `80/tcp` comes before `8000/tcp` comes before `10000/tcp`.
fn natural(text: &str) -> (u32, String) {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(0), text.to_owned())
}

fn port(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(word) = parsed.words.first() else {
        return;
    };
    let Some(name) = client.resolve_shortly(word) else {
        return;
    };
    let cli = client.cli();
    let Some(container) = client.machine.world.containers.get(&name) else {
        return;
    };
    let Some(wanted) = parsed.words.get(1) else {
        let lines = published_lines(cli, container);
        client
            .out
            .out(lines.iter().map(|it| format!("{it}\n")).collect::<String>());
        return;
    };
    let asked: Option<Port> = wanted.parse().ok();
    let found: Vec<String> = container
        .published
        .iter()
        .filter(|it| Some(it.container) == asked)
        .flat_map(|it| listeners(cli > DockerCli::V20_10, it))
        .map(|(ip, port)| format!("{ip}:{port}\n"))
        .collect();
    if asked.is_none() {
        let proto = wanted.split('/').next().unwrap_or_default();
        client.fail(1, &format!("Error: Invalid port number: {proto}\n"));
    } else if found.is_empty() {
        let shown = if wanted.contains('/') || cli != DockerCli::V20_10 {
            wanted.clone()
        } else {
            format!("{wanted}/tcp")
        };
        client.fail(
            1,
            &format!("Error: No public port '{shown}' published for {word}\n"),
        );
    } else {
        client.out.out(found.concat());
    }
}

/// The column PORTS: published ports with consecutive numbers drawn together, and exposed ones.
///
/// Source: `DisplayablePorts` of docker/cli.
pub fn published_column(cli: DockerCli, container: &Container) -> String {
    if !container.state.is_up() || super::run::shares_stack(&container.spec.network) {
        return String::new();
    }
    // (private port, protocol, address, public port); 0 for a port that is only exposed.
    let mut all: Vec<(u16, &'static str, String, u16)> = Vec::new();
    let mut published: Vec<Port> = Vec::new();
    for binding in &container.published {
        published.push(binding.container);
        for (ip, port) in listeners(cli > DockerCli::V23, binding) {
            let inside = binding.container;
            all.push((inside.number, inside.protocol.as_str(), ip, port));
        }
    }
    let has_stack = !container.endpoints.is_empty();
    for port in container
        .exposed
        .iter()
        .filter(|it| has_stack && !published.contains(it))
    {
        all.push((port.number, port.protocol.as_str(), String::new(), 0));
    }
    // The client sorts by private port, then address, then public port, then protocol; groups are sorted by their key.
    all.sort_by(|a, b| (a.0, &a.2, a.3, a.1).cmp(&(b.0, &b.2, b.3, b.1)));
    let mut groups: BTreeMap<String, (u16, u16)> = BTreeMap::new();
    let mut group_order: Vec<String> = Vec::new();
    let mut res: Vec<String> = Vec::new();
    let mut alone: Vec<String> = Vec::new();
    for (inside, protocol, ip, outside) in all {
        let mut key = protocol.to_owned();
        if !ip.is_empty() {
            if outside != inside {
                alone.push(format!("{ip}:{outside}->{inside}/{protocol}"));
                continue;
            }
            key = format!("{ip}/{protocol}");
        }
        match groups.get_mut(&key) {
            Some((_, last)) if *last + 1 == inside => *last = inside,
            Some((first, last)) => {
                res.push(group_text(&key, *first, *last));
                (*first, *last) = (inside, inside);
            }
            None => {
                group_order.push(key.clone());
                groups.insert(key, (inside, inside));
            }
        }
    }
    for key in &group_order {
        if let Some((first, last)) = groups.get(key) {
            res.push(group_text(key, *first, *last));
        }
    }
    res.extend(alone);
    res.join(", ")
}

/// Source: `formGroup` of docker/cli.
fn group_text(key: &str, first: u16, last: u16) -> String {
    let range = if first == last {
        first.to_string()
    } else {
        format!("{first}-{last}")
    };
    match key.rsplit_once('/') {
        Some((ip, protocol)) => format!("{ip}:{range}->{range}/{protocol}"),
        None => format!("{range}/{key}"),
    }
}
