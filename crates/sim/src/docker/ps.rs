//! `ps`.

use super::{Arity, Client, Command, human_ago, human_duration, published_column, template};
use crate::args::{Grammar, Parsed, int, list, switch, text};
use linkyard_core::programs::command_line;
use linkyard_core::world::{Container, ContainerState, Health, Time, World};
use serde_json::{Map, Value};

pub(super) const COMMANDS: &[Command] = &[Command {
    name: "ps",
    usage: " [OPTIONS]",
    about: "List containers",
    arity: Arity::None,
    grammar: Grammar::Interspersed,
    flags: &[
        switch("all", Some('a'), "Also those that do not run"),
        list("filter", Some('f'), "Only those that match"),
        text("format", None, "Print by a Go template"),
        int("last", Some('n'), "The containers created last, so many"),
        switch("latest", Some('l'), "The container created last"),
        switch("no-trunc", None, "Do not shorten"),
        switch("quiet", Some('q'), "Only ids"),
        switch("size", Some('s'), "Sizes too"),
    ],
    run: ps,
}];

/// The column COMMAND: in quotes, and cut after 20 characters.
pub fn command_column(world: &World, container: &Container, is_whole: bool) -> String {
    // The engine puts quotes around arguments with blanks in them, but not around the program.
    let quoted: Vec<String> = command_line(world, container)
        .into_iter()
        .enumerate()
        .map(|(index, it)| {
            if index > 0 && it.contains(' ') {
                format!("'{it}'")
            } else {
                it
            }
        })
        .collect();
    let words = quoted.join(" ");
    let shown = if is_whole || words.chars().count() <= 20 {
        words
    } else {
        let start: String = words.chars().take(19).collect();
        format!("{start}…")
    };
    // Go's `strconv.Quote`.
    let escaped = shown
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// The column STATUS. Source: `State.String` of the engine.
pub fn status_column(now: Time, container: &Container) -> String {
    let life = &container.life;
    let since = |it: Option<Time>| now.since(it.unwrap_or_default());
    match container.state {
        ContainerState::Running | ContainerState::Paused => {
            let up = format!("Up {}", human_duration(since(life.started)));
            match (container.state, container.health) {
                (ContainerState::Paused, _) => format!("{up} (Paused)"),
                (_, Some(Health::Starting)) => format!("{up} (health: starting)"),
                (_, Some(Health::Healthy)) => format!("{up} (healthy)"),
                (_, Some(Health::Unhealthy)) => format!("{up} (unhealthy)"),
                (_, None) => up,
            }
        }
        ContainerState::Restarting => {
            format!(
                "Restarting ({}) {}",
                life.exit_code,
                human_ago(since(life.finished))
            )
        }
        ContainerState::Created => "Created".to_owned(),
        ContainerState::Dead => "Dead".to_owned(),
        ContainerState::Exited { .. } => {
            format!(
                "Exited ({}) {}",
                life.exit_code,
                human_ago(since(life.finished))
            )
        }
    }
}

fn ps(client: &mut Client<'_>, parsed: &Parsed) {
    if parsed.is_on("size") {
        client.fail(
            1,
            "linkyard: `docker ps --size` is not simulated: images have no layers here\n",
        );
        return;
    }
    let world = &client.machine.world;
    let mut found: Vec<&Container> = world.containers.values().collect();
    // The newest first; of several created at one moment the one that was created last.
    found.reverse();
    found.sort_by_key(|it| std::cmp::Reverse(it.life.created));
    let filters = parsed.values("filter");
    let last = if parsed.is_on("latest") {
        Some(1)
    } else {
        parsed
            .number("last")
            .and_then(|it| usize::try_from(it).ok())
    };
    let asks_for_state = filters
        .iter()
        .any(|it| it.starts_with("status=") || it.starts_with("exited="));
    if !parsed.is_on("all") && last.is_none() && !asks_for_state {
        found.retain(|it| it.state.is_up());
    }
    for filter in filters {
        let Some((key, _)) = filter.split_once('=') else {
            let text = "bad format of filter (expected name=value)\n";
            client.fail(1, text);
            return;
        };
        let same_key: Vec<&str> = filters
            .iter()
            .filter_map(|it| it.split_once('='))
            .filter(|it| it.0 == key)
            .map(|it| it.1)
            .collect();
        if !KNOWN_FILTERS.contains(&key) {
            client.fail(
                1,
                &format!("Error response from daemon: Invalid filter '{key}'\n"),
            );
            return;
        }
        // Values of one key are alternatives, but all labels must be there.
        found.retain(|it| match key {
            "label" => same_key.iter().all(|value| matches(world, it, key, value)),
            _ => same_key.iter().any(|value| matches(world, it, key, value)),
        });
    }
    if let Some(n) = last {
        found.truncate(n);
    }
    let is_whole = parsed.is_on("no-trunc");
    let rows: Vec<Value> = found.iter().map(|it| row(client, it, is_whole)).collect();
    let format = match parsed.value("format") {
        Some(it) => it.to_owned(),
        None if parsed.is_on("quiet") => "{{.ID}}".to_owned(),
        None => "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}".to_owned(),
    };
    let headers = [
        ("ID", "CONTAINER ID"),
        ("RunningFor", "CREATED"),
        ("CreatedAt", "CREATED AT"),
    ];
    template::print_rows(client, &format, &rows, &headers);
}

const KNOWN_FILTERS: [&str; 14] = [
    "ancestor", "before", "exited", "expose", "health", "id", "is-task", "label", "name",
    "network", "publish", "since", "status", "volume",
];

fn matches(world: &World, container: &Container, key: &str, value: &str) -> bool {
    match key {
        "name" => container.name.contains(value.trim_start_matches('/')),
        "id" => container.id.starts_with(value),
        "status" => container.state.as_str() == value,
        "exited" => {
            matches!(container.state, ContainerState::Exited { .. })
                && container.life.exit_code.to_string() == value
        }
        "label" => match value.split_once('=') {
            Some((key, value)) => container.spec.labels.get(key).is_some_and(|it| it == value),
            None => container.spec.labels.contains_key(value),
        },
        "network" => container.endpoints.contains_key(value),
        "ancestor" => {
            use linkyard_core::images::canonical_reference;
            canonical_reference(&container.spec.image) == canonical_reference(value)
        }
        "health" => match container.health {
            None => value == "none",
            Some(Health::Starting) => value == "starting",
            Some(Health::Healthy) => value == "healthy",
            Some(Health::Unhealthy) => value == "unhealthy",
        },
        "volume" => container
            .life
            .mounts
            .iter()
            .any(|it| it.source == value || it.target == value),
        "publish" | "expose" => {
            let port = value.split('/').next().unwrap_or_default();
            let in_published = container.published.iter().any(|it| {
                it.container.number.to_string() == port
                    || it.host_port.is_some_and(|it| it.first.to_string() == port)
            });
            in_published
                || key == "expose"
                    && container
                        .exposed
                        .iter()
                        .any(|it| it.number.to_string() == port)
        }
        "before" | "since" => {
            let Some(other) = world
                .resolve(value)
                .ok()
                .and_then(|it| world.containers.get(&it))
            else {
                return false;
            };
            let place = |it: &Container| world.containers.get_index_of(&it.name);
            if key == "before" {
                place(container) < place(other)
            } else {
                place(container) > place(other)
            }
        }
        _ => true,
    }
}

fn row(client: &Client<'_>, container: &Container, is_whole: bool) -> Value {
    let world = &client.machine.world;
    let now = world.now();
    let mut names = vec![container.name.clone()];
    if is_whole {
        // A container answers to the aliases of links to it as well.
        for recipient in world.containers.values() {
            for link in recipient
                .links
                .iter()
                .filter(|it| it.source_id == container.id)
            {
                names.push(format!("{}/{}", recipient.name, link.alias));
            }
        }
        names.sort();
    }
    let id = if is_whole {
        &container.id
    } else {
        container.short_id()
    };
    let networks: Vec<&str> = container.endpoints.keys().map(String::as_str).collect();
    let labels: Vec<String> = container
        .spec
        .labels
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let mounts: Vec<&str> = container
        .life
        .mounts
        .iter()
        .map(|it| it.source.as_str())
        .collect();
    let mut res = Map::new();
    let mut put = |key: &str, value: String| {
        res.insert(key.to_owned(), Value::String(value));
    };
    put("Command", command_column(world, container, is_whole));
    put("CreatedAt", created_at(container.life.created));
    put("ID", id.to_owned());
    put("Image", container.spec.image.clone());
    put("Labels", labels.join(","));
    put("LocalVolumes", container.life.mounts.len().to_string());
    put("Mounts", mounts.join(","));
    put("Names", names.join(","));
    put("Networks", networks.join(","));
    put("Ports", published_column(client.cli(), container));
    put("RunningFor", human_ago(now.since(container.life.created)));
    put("Size", "0B".to_owned());
    put("State", container.state.as_str().to_owned());
    put("Status", status_column(now, container));
    Value::Object(res)
}

/// `2026-01-01 00:00:01 +0000 UTC`.
pub(super) fn created_at(time: Time) -> String {
    let text = time.rfc3339();
    let day = text.get(..10).unwrap_or_default();
    let clock = text.get(11..19).unwrap_or_default();
    format!("{day} {clock} +0000 UTC")
}
