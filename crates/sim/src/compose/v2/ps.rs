//! `ps`.
//!
//! Source: `cmd/compose/ps.go`, `cmd/formatter/container.go`, and the engine's way to list containers.

use super::containers::{Oneoff, Seen, Which};
use super::text::{ago, columns, ellipsis, quoted};
use super::{Compose, Failure, labels};
use crate::args::Parsed;
use crate::docker::{published_column, status_column};
use crate::machine::DockerCli;
use linkyard_core::port::Protocol;
use linkyard_core::world::{Container, ContainerState, Health, MountPointKind, Time, World};
use serde_json::{Map, Value};

/// A port as the engine lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedPort {
    /// Host address; empty if it is not published.
    pub(super) ip: String,
    pub(super) inside: u16,
    /// Host port; 0 if it is not published.
    pub(super) outside: u16,
    pub(super) protocol: Protocol,
}

impl Compose<'_> {
    /// `ps`.
    ///
    /// # Errors
    /// A filter or format that is none, or no such service.
    pub(super) fn ps(&mut self, args: &Parsed) -> Result<(), Failure> {
        let mut statuses = args.values("status").to_vec();
        if let Some(filter) = args.value("filter").filter(|it| !it.is_empty()) {
            match filter.split_once('=') {
                None => {
                    return Err(Failure::new(
                        "arguments to --filter should be in form KEY=VAL",
                    ));
                }
                Some(("status", it)) => statuses.push(it.to_owned()),
                Some(("source", _)) => return Err(Failure::new("not implemented")),
                Some((key, _)) => return Err(Failure::new(format!("unknown filter {key}"))),
            }
        }
        let (model, name) = self.project_or_name(&args.words)?;
        let mut services = args.words.clone();
        if let Some(model) = &model {
            if let Some(it) = services.iter().find(|it| !model.services.contains_key(*it)) {
                return Err(Failure::new(format!("no such service: {it}")));
            }
            if services.is_empty() && args.value("orphans") == Some("false") {
                services = model.names();
            }
        }
        let all = args.is_on("all");
        let which = if all || !statuses.is_empty() {
            Which::All
        } else {
            Which::Running
        };
        let oneoff = if which == Which::All {
            Oneoff::Include
        } else {
            Oneoff::Exclude
        };
        let mut containers = self.containers(&name, oneoff, which, &services);
        if !statuses.is_empty() {
            containers.retain(|it| statuses.iter().any(|status| status == it.state_word()));
        }
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        if args.is_on("quiet") {
            for it in &containers {
                self.output.out(format!("{}\n", it.id));
            }
            return Ok(());
        }
        if args.is_on("services") {
            let mut names: Vec<&str> = Vec::new();
            for it in &containers {
                if !names.contains(&it.service()) {
                    names.push(it.service());
                }
            }
            self.output.out(format!("{}\n", names.join("\n")));
            return Ok(());
        }
        self.write_table(&containers, args)
    }

    fn write_table(&mut self, containers: &[Seen], args: &Parsed) -> Result<(), Failure> {
        const TABLE: &str = "table {{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}";
        let trunc = !args.is_on("no-trunc");
        let world = &self.machine.world;
        let found: Vec<&Container> = containers
            .iter()
            .filter_map(|it| world.containers.get(&it.name))
            .collect();
        let format = match args.value("format").unwrap_or("table") {
            "" | "table" => TABLE.to_owned(),
            "raw" => {
                return Err(super::commands::unsupported("ps --format raw"));
            }
            "json" => {
                let mut text = String::new();
                for it in &found {
                    text.push_str(&json(world, it, trunc));
                    text.push('\n');
                }
                self.output.out(text);
                return Ok(());
            }
            other => other.replace("\\t", "\t").replace("\\n", "\n"),
        };
        let (is_table, template) = match format.strip_prefix("table") {
            Some(rest) => (true, rest.trim_start().to_owned()),
            None => (false, format),
        };
        let mut rows = Vec::new();
        for it in &found {
            let row = fill(&template, |name| field(world, it, name, trunc))?;
            rows.push(row);
        }
        let text = if is_table {
            let header = fill(&template, |name| header(name).map(str::to_owned))?;
            rows.insert(0, header);
            let cells: Vec<Vec<String>> = rows
                .iter()
                .map(|it| it.split('\t').map(str::to_owned).collect())
                .collect();
            columns(&cells, 10, 3)
        } else {
            rows.iter().map(|it| format!("{it}\n")).collect()
        };
        self.output.out(text);
        Ok(())
    }
}

/// Fills the fields of a template. More of the template language than fields is not supported.
fn fill(template: &str, field: impl Fn(&str) -> Option<String>) -> Result<String, Failure> {
    let mut res = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        res.push_str(before);
        let Some((inside, after)) = after.split_once("}}") else {
            return Err(Failure::new(
                "template parsing error: template: :1: unclosed action",
            ));
        };
        rest = after;
        let words: Vec<&str> = inside.split_whitespace().collect();
        let (name, is_json) = match words.as_slice() {
            [name] => (*name, false),
            ["json", name] => (*name, true),
            _ => {
                return Err(super::commands::unsupported(&format!(
                    "ps --format with {{{{{inside}}}}}"
                )));
            }
        };
        let Some(name) = name.strip_prefix('.') else {
            return Err(Failure::new(format!(
                "template parsing error: template: :1: function \"{name}\" not defined"
            )));
        };
        let Some(value) = field(name) else {
            let at = template.len() - rest.len() - inside.len() - 2;
            return Err(Failure::new(format!(
                "template parsing error: template: :1:{at}: executing \"\" at <.{name}>: can't evaluate field {name} in type *formatter.ContainerContext"
            )));
        };
        res.push_str(&if is_json {
            Value::from(value).to_string()
        } else {
            value
        });
    }
    res.push_str(rest);
    Ok(res)
}

fn header(name: &str) -> Option<&'static str> {
    Some(match name {
        "ID" => "CONTAINER ID",
        "Name" => "NAME",
        "Project" => "PROJECT",
        "Service" => "SERVICE",
        "Image" => "IMAGE",
        "Command" => "COMMAND",
        "CreatedAt" => "CREATED AT",
        "RunningFor" => "CREATED",
        "Ports" => "PORTS",
        "State" => "STATE",
        "Status" => "STATUS",
        "Size" => "SIZE",
        "Labels" => "LABELS",
        "Names" | "Mounts" | "LocalVolumes" | "Networks" | "ExitCode" | "Health" | "Publishers" => {
            "<no value>"
        }
        _ => return None,
    })
}

fn field(world: &World, it: &Container, name: &str, trunc: bool) -> Option<String> {
    let label = |key: &str| it.spec.labels.get(key).cloned().unwrap_or_default();
    Some(match name {
        "ID" if trunc => it.short_id().to_owned(),
        "ID" => it.id.clone(),
        "Name" | "Names" => it.name.clone(),
        "Project" => label(labels::PROJECT),
        "Service" => label(labels::SERVICE),
        "Image" => it.spec.image.clone(),
        "Command" => {
            let command = full_command(world, it, true);
            quoted(&if trunc {
                ellipsis(&command, 20)
            } else {
                command
            })
        }
        "CreatedAt" => created_at(it.life.created),
        "RunningFor" => ago(world.now(), it.life.created),
        "ExitCode" => exit_code(it).to_string(),
        "State" => it.state.as_str().to_owned(),
        "Status" => status_column(world.now(), it),
        "Health" => health(it).to_owned(),
        "Ports" => published_column(DockerCli::V28, it),
        "Labels" => {
            let all: Vec<String> = it
                .spec
                .labels
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            all.join(",")
        }
        "Mounts" => mounts(it, trunc).join(","),
        "LocalVolumes" => {
            let mounts = it.life.mounts.iter();
            mounts
                .filter(|it| it.kind != MountPointKind::Bind)
                .count()
                .to_string()
        }
        "Networks" => {
            let names: Vec<&str> = it.endpoints.keys().map(String::as_str).collect();
            names.join(",")
        }
        "Size" => "0B".to_owned(),
        "Publishers" => {
            let all: Vec<String> = listed_ports(it)
                .iter()
                .map(|it| {
                    format!(
                        "{{{} {} {} {}}}",
                        it.ip,
                        it.inside,
                        it.outside,
                        it.protocol.as_str()
                    )
                })
                .collect();
            format!("[{}]", all.join(" "))
        }
        _ => return None,
    })
}

fn mounts(it: &Container, trunc: bool) -> Vec<String> {
    let mounts = it.life.mounts.iter().map(|it| it.source.as_str());
    mounts
        .map(|it| {
            if trunc {
                ellipsis(it, 15)
            } else {
                it.to_owned()
            }
        })
        .collect()
}

fn json(world: &World, it: &Container, trunc: bool) -> String {
    let mut res = Map::new();
    let text = |name: &str| Value::from(field(world, it, name, trunc).unwrap_or_default());
    for name in ["Command", "CreatedAt"] {
        res.insert(name.to_owned(), text(name));
    }
    res.insert("ExitCode".to_owned(), Value::from(exit_code(it)));
    for name in [
        "Health",
        "ID",
        "Image",
        "Labels",
        "LocalVolumes",
        "Mounts",
        "Name",
        "Names",
        "Networks",
        "Ports",
        "Project",
    ] {
        res.insert(name.to_owned(), text(name));
    }
    let publishers: Vec<Value> = listed_ports(it)
        .iter()
        .map(|it| {
            let mut port = Map::new();
            port.insert("URL".to_owned(), Value::from(it.ip.clone()));
            port.insert("TargetPort".to_owned(), Value::from(it.inside));
            port.insert("PublishedPort".to_owned(), Value::from(it.outside));
            port.insert("Protocol".to_owned(), Value::from(it.protocol.as_str()));
            Value::Object(port)
        })
        .collect();
    res.insert("Publishers".to_owned(), Value::Array(publishers));
    for name in ["RunningFor", "Service", "Size", "State", "Status"] {
        res.insert(name.to_owned(), text(name));
    }
    go_json(&Value::Object(res))
}

/// JSON as Go writes it: some signs of HTML are escaped.
pub(super) fn go_json(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

fn created_at(created: Time) -> String {
    let text = created.rfc3339();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let time = time.split('.').next().unwrap_or_default();
    format!("{date} {time} +0000 UTC")
}

fn exit_code(it: &Container) -> i64 {
    match it.state {
        ContainerState::Exited { .. } | ContainerState::Dead => it.life.exit_code,
        _ => 0,
    }
}

fn health(it: &Container) -> &'static str {
    match it.health.filter(|_| it.state == ContainerState::Running) {
        Some(Health::Starting) => "starting",
        Some(Health::Healthy) => "healthy",
        Some(Health::Unhealthy) => "unhealthy",
        None => "",
    }
}

/// The command of a container's first process. With `quotes` those of its arguments that have spaces stand in quotes.
pub(super) fn full_command(world: &World, it: &Container, quotes: bool) -> String {
    let facts = world.images.get(&it.spec.image);
    let image_entrypoint = facts.map(|it| it.entrypoint.clone()).unwrap_or_default();
    let image_command = facts.map(|it| it.command.clone()).unwrap_or_default();
    let command = match (&it.spec.command, &it.spec.entrypoint) {
        (Some(it), _) => it.clone(),
        // An entrypoint of one's own takes the image's command away.
        (None, Some(entrypoint)) if !entrypoint.is_empty() => Vec::new(),
        (None, _) => image_command,
    };
    let entrypoint = it.spec.entrypoint.clone().unwrap_or(image_entrypoint);
    let mut words = entrypoint.into_iter().chain(command);
    let mut res = words.next().unwrap_or_default();
    for word in words {
        res.push(' ');
        if quotes && word.contains(' ') {
            res.push_str(&format!("'{word}'"));
        } else {
            res.push_str(&word);
        }
    }
    res
}

/// The ports of a container that runs, by port inside.
pub(super) fn listed_ports(it: &Container) -> Vec<ListedPort> {
    if !it.state.is_up() || it.state == ContainerState::Restarting {
        return Vec::new();
    }
    let mut res = Vec::new();
    if it.endpoints.is_empty() {
        return res;
    }
    for port in &it.exposed {
        let mut published = it
            .published
            .iter()
            .filter(|it| it.container == *port)
            .peekable();
        if published.peek().is_none() {
            res.push(ListedPort {
                ip: String::new(),
                inside: port.number,
                outside: 0,
                protocol: port.protocol,
            });
        }
        for binding in published {
            let outside = binding.host_port.map_or(0, |it| it.first);
            let addresses: Vec<&str> = match binding.host_ip.as_str() {
                "" => vec!["0.0.0.0", "::"],
                it => vec![it],
            };
            res.extend(addresses.into_iter().map(|ip| ListedPort {
                ip: ip.to_owned(),
                inside: port.number,
                outside,
                protocol: port.protocol,
            }));
        }
    }
    res.sort_by_key(|it| it.inside);
    res
}
