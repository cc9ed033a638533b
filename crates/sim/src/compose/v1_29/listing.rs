//! `ps`, `images`, `port`, `top` and `events`: what is there.

use super::docopt::Args;
use super::hash::image_id;
use super::table::table;
use super::tool::{Held, OneOff, Scope, Stop, Tool};
use linkyard_core::op::labels;
use linkyard_core::port::{Port, PortBinding};
use linkyard_core::world::{Container, ContainerState, Event, Health};
use std::collections::BTreeMap;

impl Tool<'_> {
    /// `ps`.
    ///
    /// # Errors
    /// No such service, or flags that exclude each other.
    pub fn ps(&mut self, args: &Args) -> Result<(), Stop> {
        if args.has("--quiet") && args.has("--services") {
            return Err(Stop::Error(
                "--quiet and --services cannot be combined".to_owned(),
            ));
        }
        if args.has("--services") {
            let mut names = Vec::new();
            for service in self.services() {
                if self.passes(args.value("--filter"), &service.name.value)? {
                    names.push(service.name.value.as_str());
                }
            }
            self.out.out(format!("{}\n", names.join("\n")));
            return Ok(());
        }
        let containers = if args.has("--all") {
            let mut all = self.containers(&args.words, Scope::All, OneOff::Include)?;
            all.sort_by(|a, b| a.name.cmp(&b.name));
            all
        } else {
            self.listed(&args.words, Scope::All)?
        };
        if args.has("--quiet") {
            for it in &containers {
                self.out.out(format!("{}\n", it.id));
            }
            return Ok(());
        }
        let found = containers.iter().filter_map(|it| self.container(&it.id));
        let rows: Vec<Vec<String>> = found
            .map(|it| {
                let command = self.command_of(it).join(" ");
                let command = if command.chars().count() > 30 {
                    let begin: String = command.chars().take(26).collect();
                    format!("{begin} ...")
                } else {
                    command
                };
                vec![it.name.clone(), command, state_of(it), ports_of(it)]
            })
            .collect();
        self.out
            .out(table(&["Name", "Command", "State", "Ports"], &rows));
        Ok(())
    }

    /// Containers of services, and one-off ones that run; by name.
    fn listed(&self, names: &[String], scope: Scope) -> Result<Vec<Held>, Stop> {
        let mut res = self.containers(names, scope, OneOff::Exclude)?;
        res.extend(self.containers(names, Scope::Running, OneOff::Only)?);
        res.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(res)
    }

    /// Whether a service passes `--filter`.
    fn passes(&self, filter: Option<&str>, service: &str) -> Result<bool, Stop> {
        let Some(filter) = filter else {
            return Ok(true);
        };
        let refuse = |text: String| Err(Stop::Error(text));
        match filter.split_once('=') {
            None => refuse("Arguments to --filter should be in form KEY=VAL".to_owned()),
            Some(("source", source @ ("image" | "build"))) => {
                Ok(self.node(service, source).is_some())
            }
            Some(("source", source)) => {
                refuse(format!("Invalid value for source filter: {source}"))
            }
            Some(("status", state)) => {
                let is_in = |it: &Container| match state {
                    "running" => Some(it.state.is_up()),
                    "stopped" => Some(!it.state.is_up()),
                    "paused" => Some(it.state == ContainerState::Paused),
                    "restarting" => Some(it.state == ContainerState::Restarting),
                    _ => None,
                };
                for held in self.of_service(service, Scope::All) {
                    match self.container(&held.id).map(is_in) {
                        Some(None) => return refuse(format!("Invalid state: {state}")),
                        Some(Some(true)) => return Ok(true),
                        _ => {}
                    }
                }
                Ok(false)
            }
            Some((key, _)) => refuse(format!("Invalid filter: {key}")),
        }
    }

    /// Entrypoint and command of a container.
    pub fn command_of(&self, container: &Container) -> Vec<String> {
        let facts = self.machine.world.images.get(&container.spec.image);
        let empty = Vec::new();
        let spec = &container.spec;
        let image_entrypoint = facts.map_or(&empty, |it| &it.entrypoint);
        let entrypoint = spec.entrypoint.as_ref().unwrap_or(image_entrypoint);
        let image_command = match &spec.entrypoint {
            // An entrypoint of one's own takes the image's command away.
            Some(it) if !it.is_empty() => &empty,
            _ => facts.map_or(&empty, |it| &it.command),
        };
        let command = spec.command.as_ref().unwrap_or(image_command);
        entrypoint.iter().chain(command).cloned().collect()
    }

    /// `images`.
    ///
    /// # Errors
    /// No such service.
    pub fn images(&mut self, args: &Args) -> Result<(), Stop> {
        let containers = self.listed(&args.words, Scope::All)?;
        let found: Vec<&Container> = containers
            .iter()
            .filter_map(|it| self.container(&it.id))
            .collect();
        if args.has("--quiet") {
            let mut ids: Vec<String> = Vec::new();
            for it in &found {
                let id = image_id(&it.spec.image);
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            for id in ids {
                self.out.out(format!("{id}\n"));
            }
            return Ok(());
        }
        let rows: Vec<Vec<String>> = found
            .into_iter()
            .map(|it| {
                let image = &it.spec.image;
                let (name, tag) = match image.rsplit_once(':') {
                    Some((name, tag)) if !tag.contains('/') => (name, tag),
                    _ => (image.as_str(), "latest"),
                };
                let id = image_id(image);
                vec![
                    it.name.clone(),
                    name.to_owned(),
                    tag.to_owned(),
                    id.get(..12).unwrap_or_default().to_owned(),
                    // Nothing here knows how large an image is.
                    "0 B".to_owned(),
                ]
            })
            .collect();
        let heads = ["Container", "Repository", "Tag", "Image Id", "Size"];
        self.out.out(table(&heads, &rows));
        Ok(())
    }

    /// The running container of a service with the number that `--index` gives.
    ///
    /// # Errors
    /// There is none.
    pub fn indexed(&self, service: &str, args: &Args) -> Result<Held, Stop> {
        let text = args.value("--index").unwrap_or("1");
        let Ok(number) = text.trim().parse::<i64>() else {
            return Err(Stop::Error(format!(
                "ValueError: invalid literal for int() with base 10: '{text}'"
            )));
        };
        self.service(service)?;
        let mut running = self.of_service(service, Scope::Running).into_iter();
        let found = running.find(|it| it.number.map(i64::from) == Some(number));
        found.ok_or_else(|| Stop::Error(format!("No container found for {service}_{number}")))
    }

    /// `port`.
    ///
    /// # Errors
    /// No such service or container.
    pub fn port(&mut self, args: &Args) -> Result<(), Stop> {
        let held = self.indexed(args.word(), args)?;
        let protocol = args.value("--protocol").unwrap_or("tcp");
        let wanted = args.words.get(1).map(String::as_str).unwrap_or_default();
        let wanted = format!("{wanted}/{protocol}");
        let container = self.container(&held.id);
        let published = container.into_iter().flat_map(|it| &it.published);
        let mut found = published.filter(|it| it.container.to_string() == wanted);
        let text = found.next().map(address_of).unwrap_or_default();
        self.out.out(format!("{text}\n"));
        Ok(())
    }

    /// `top`.
    ///
    /// # Errors
    /// No such service.
    pub fn top(&mut self, args: &Args) -> Result<(), Stop> {
        let containers = self.listed(&args.words, Scope::Running)?;
        let mut text = String::new();
        for (at, held) in containers.iter().enumerate() {
            let Some(container) = self.container(&held.id) else {
                continue;
            };
            if container.state == ContainerState::Restarting {
                self.out.out(&text);
                return Err(Stop::Error(format!(
                    "Container {} is restarting, wait until the container is running",
                    held.id
                )));
            }
            if at > 0 {
                text.push('\n');
            }
            let started = container.life.started.unwrap_or_default().rfc3339();
            let row = [
                "root".to_owned(),
                container.life.pid.to_string(),
                container.life.pid.saturating_sub(22).to_string(),
                "0".to_owned(),
                started.get(11..16).unwrap_or_default().to_owned(),
                "?".to_owned(),
                "00:00:00".to_owned(),
                self.command_of(container).join(" "),
            ];
            let heads = ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"];
            text.push_str(&format!("{}\n", held.name));
            text.push_str(&table(&heads, &[row.to_vec()]));
        }
        self.out.out(text);
        Ok(())
    }

    /// `events`: what happens by itself in the next seconds. Then somebody presses Ctrl-C.
    ///
    /// # Errors
    /// It always ends so.
    pub fn events(&mut self, args: &Args) -> Result<(), Stop> {
        const WATCHED_MS: u64 = 10_000;
        for name in &args.words {
            self.service(name)?;
        }
        let count = |tool: &Tool<'_>| {
            let simulation = tool.machine.world.simulation.as_ref();
            simulation.map_or(0, |it| it.events.len())
        };
        let before = count(self);
        self.machine.world.advance(WATCHED_MS);
        let simulation = self.machine.world.simulation.as_ref();
        let events: Vec<Event> = simulation
            .map(|it| it.events.iter().skip(before).cloned().collect())
            .unwrap_or_default();
        for event in events {
            let of = |name: &str| event.attributes.get(name).map(String::as_str);
            let service = of(labels::SERVICE).unwrap_or_default();
            let is_ours = event.kind == "container"
                && of(labels::PROJECT) == Some(self.project.name())
                && of(labels::ONEOFF) == Some("False");
            let is_wanted = if args.words.is_empty() {
                self.service(service).is_ok()
            } else {
                args.words.iter().any(|it| it == service)
            };
            if is_ours && is_wanted {
                let line = event_line(&event, args.has("--json"), service);
                self.out.out(line);
            }
        }
        Err(Stop::Error("Aborting.".to_owned()))
    }
}

fn event_line(event: &Event, is_json: bool, service: &str) -> String {
    let attributes: BTreeMap<&str, &str> = event
        .attributes
        .iter()
        .filter(|(name, _)| !name.starts_with("com.docker.compose."))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let at = event.at.rfc3339();
    let time = at.get(..26).unwrap_or(&at);
    if is_json {
        let json = serde_json::json!({
            "time": time,
            "type": "container",
            "action": event.action,
            "id": event.actor,
            "service": service,
            "attributes": attributes,
        });
        return format!("{json}\n");
    }
    let attributes: Vec<String> = attributes
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "{} container {} {} ({})\n",
        time.replace('T', " "),
        event.action,
        event.actor,
        attributes.join(", ")
    )
}

/// The state of a container in words.
fn state_of(container: &Container) -> String {
    match container.state {
        ContainerState::Paused => "Paused".to_owned(),
        ContainerState::Restarting => "Restarting".to_owned(),
        ContainerState::Running => match container.health {
            None => "Up".to_owned(),
            Some(Health::Starting) => "Up (health: starting)".to_owned(),
            Some(Health::Healthy) => "Up (healthy)".to_owned(),
            Some(Health::Unhealthy) => "Up (unhealthy)".to_owned(),
        },
        ContainerState::Created | ContainerState::Exited { .. } | ContainerState::Dead => {
            format!("Exit {}", container.life.exit_code)
        }
    }
}

/// Published and exposed ports of a container that runs.
fn ports_of(container: &Container) -> String {
    let mut by_port: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let has_stack = !container.endpoints.is_empty() && container.state.is_up();
    if has_stack {
        for port in &container.exposed {
            by_port.insert(port.to_string(), Vec::new());
        }
    }
    for binding in &container.published {
        let port: Port = binding.container;
        let list = by_port.entry(port.to_string()).or_default();
        list.push(format!("{}->{port}", address_of(binding)));
        if binding.host_ip.is_empty() {
            // The engine listens on every address of both families.
            let host = binding.host_port.map_or(0, |it| it.first);
            list.push(format!(":::{host}->{port}"));
        }
    }
    let ports: Vec<String> = by_port
        .into_iter()
        .map(|(port, list)| {
            if list.is_empty() {
                port
            } else {
                list.join(",")
            }
        })
        .collect();
    ports.join(", ")
}

fn address_of(binding: &PortBinding) -> String {
    let ip = match binding.host_ip.as_str() {
        "" => "0.0.0.0",
        it => it,
    };
    format!("{ip}:{}", binding.host_port.map_or(0, |it| it.first))
}
