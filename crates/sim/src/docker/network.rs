//! `network create`, `ls`, `rm`, `connect`, `disconnect`, `prune`.

use super::{Arity, Client, Command, template};
use crate::args::{Grammar, Parsed, list, switch, text};
use crate::machine::DockerCli;
use linkyard_core::op::{EndpointSpec, LinkArg, NetworkSpec};
use linkyard_core::world::{DEFAULT_BRIDGE, EngineError, World};
use serde_json::{Value, json};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "network create",
        usage: " [OPTIONS] NETWORK",
        about: "Create a network",
        arity: Arity::Exactly(1),
        grammar: Grammar::Interspersed,
        flags: &[
            switch("attachable", None, "Let containers be attached by hand"),
            text("driver", Some('d'), "Driver"),
            list("gateway", None, "Gateway of the subnet"),
            switch("internal", None, "Leave it no way out"),
            list("label", None, "Set a label"),
            list("opt", Some('o'), "Option of the driver"),
            list("subnet", None, "Subnet in CIDR form"),
        ],
        run: create,
    },
    Command {
        name: "network ls",
        usage: " [OPTIONS]",
        about: "List networks",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[
            list("filter", Some('f'), "Only those that match"),
            text("format", None, "Print by a Go template"),
            switch("no-trunc", None, "Do not shorten"),
            switch("quiet", Some('q'), "Only ids"),
        ],
        run: ls,
    },
    Command {
        name: "network rm",
        usage: " NETWORK [NETWORK...]",
        about: "Remove one or more networks",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[switch("force", Some('f'), "Say nothing of missing ones")],
        run: rm,
    },
    Command {
        name: "network connect",
        usage: " [OPTIONS] NETWORK CONTAINER",
        about: "Connect a container to a network",
        arity: Arity::Exactly(2),
        grammar: Grammar::Interspersed,
        flags: &[
            list("alias", None, "Add a name on that network"),
            text("ip", None, "IPv4 address"),
            list("link", None, "Add a private name for another container"),
        ],
        run: connect,
    },
    Command {
        name: "network disconnect",
        usage: " [OPTIONS] NETWORK CONTAINER",
        about: "Disconnect a container from a network",
        arity: Arity::Exactly(2),
        grammar: Grammar::Interspersed,
        flags: &[switch("force", Some('f'), "Also one that is gone")],
        run: disconnect,
    },
    Command {
        name: "network prune",
        usage: " [OPTIONS]",
        about: "Remove all networks that nobody uses",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[
            switch("force", Some('f'), "Do not ask"),
            list("filter", None, "Only those that match"),
        ],
        run: |client, _| prune_networks(client),
    },
];

/// Networks that every engine has besides its bridge.
const PREDEFINED: [&str; 2] = ["host", "none"];

/// The id of a network; those that every engine has get one made from their name.
pub(super) fn id_of(world: &World, name: &str) -> String {
    match world.network_id(name) {
        Some(it) => it.to_owned(),
        None => super::images::hash_of(&format!("network {name}")),
    }
}

pub(super) fn driver(world: &World, name: &str) -> String {
    if name == "none" {
        return "null".to_owned();
    }
    if name == "host" {
        return "host".to_owned();
    }
    match world.networks.get(name).map(|it| it.spec.driver.as_str()) {
        None | Some("") => "bridge".to_owned(),
        Some(it) => it.to_owned(),
    }
}

/// The network of this name, id or beginning of an id.
pub(super) fn find(world: &World, word: &str) -> Option<String> {
    let mut names: Vec<&str> = world.networks.keys().map(String::as_str).collect();
    names.extend(PREDEFINED);
    if let Some(it) = names.iter().find(|it| **it == word) {
        return Some((*it).to_owned());
    }
    names
        .into_iter()
        .find(|it| word.len() >= 4 && id_of(world, it).starts_with(word))
        .map(str::to_owned)
}

fn create(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(name) = parsed.words.first() else {
        return;
    };
    let driver = parsed.value("driver").unwrap_or("bridge");
    if driver != "bridge" {
        client.fail(
            1,
            &format!("linkyard: networks with driver {driver} are not simulated, only bridge\n"),
        );
        return;
    }
    if PREDEFINED.contains(&name.as_str()) || name == DEFAULT_BRIDGE {
        let text = format!(
            "Error response from daemon: operation is not permitted on predefined {name} network\n"
        );
        client.fail(1, &text);
        return;
    }
    let labels = parsed.values("label").iter().map(|it| {
        let (key, value) = it.split_once('=').unwrap_or((it, ""));
        (key.to_owned(), value.to_owned())
    });
    let options = parsed.values("opt").iter().map(|it| {
        let (key, value) = it.split_once('=').unwrap_or((it, ""));
        (key.to_owned(), value.to_owned())
    });
    let spec = NetworkSpec {
        driver: driver.to_owned(),
        driver_opts: options.collect(),
        subnet: parsed.value("subnet").map(str::to_owned),
        internal: parsed.is_on("internal"),
        attachable: parsed.is_on("attachable"),
        labels: labels.collect(),
    };
    match client.machine.world.create_network(name, &spec) {
        Ok(()) => {
            let id = id_of(&client.machine.world, name);
            client.out.out(format!("{id}\n"));
        }
        Err(err) => client.refuse(&err),
    }
}

fn ls(client: &mut Client<'_>, parsed: &Parsed) {
    let world = &client.machine.world;
    let mut names: Vec<String> = world.networks.keys().cloned().collect();
    names.extend(PREDEFINED.iter().map(|it| (*it).to_owned()));
    for filter in parsed.values("filter") {
        let (key, value) = filter.split_once('=').unwrap_or((filter, ""));
        names.retain(|name| {
            let network = world.networks.get(name);
            let is_custom = name != DEFAULT_BRIDGE && network.is_some();
            match key {
                "name" => name.contains(value),
                "driver" => driver(world, name) == value,
                "type" => is_custom == (value == "custom"),
                "label" => network.is_some_and(|it| match value.split_once('=') {
                    Some((key, value)) => it.spec.labels.get(key).is_some_and(|it| it == value),
                    None => it.spec.labels.contains_key(value),
                }),
                _ => true,
            }
        });
    }
    // The client sorts by name as people do.
    names.sort();
    let is_whole = parsed.is_on("no-trunc");
    let rows: Vec<Value> = names
        .iter()
        .map(|name| {
            let id = id_of(world, name);
            let shown = if is_whole {
                id.as_str()
            } else {
                id.get(..12).unwrap_or(&id)
            };
            json!({"ID": shown, "Name": name, "Driver": driver(world, name), "Scope": "local"})
        })
        .collect();
    let format = match parsed.value("format") {
        Some(it) => it.to_owned(),
        None if parsed.is_on("quiet") => "{{.ID}}".to_owned(),
        None => "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}".to_owned(),
    };
    template::print_rows(client, &format, &rows, &[("ID", "NETWORK ID")]);
}

fn rm(client: &mut Client<'_>, parsed: &Parsed) {
    let is_old = client.cli() == DockerCli::V20_10;
    let mut is_failure = false;
    for word in &parsed.words {
        let Some(name) = find(&client.machine.world, word) else {
            is_failure = true;
            if is_old {
                client.out.err(format!("Error: No such network: {word}\n"));
            } else {
                client.out.err(format!(
                    "Error response from daemon: network {word} not found\n"
                ));
            }
            continue;
        };
        if PREDEFINED.contains(&name.as_str()) || name == DEFAULT_BRIDGE {
            is_failure = true;
            client.out.err(format!(
                "Error response from daemon: {name} is a pre-defined network and cannot be removed\n"
            ));
            continue;
        }
        match client.machine.world.remove_network(&name) {
            Ok(()) => client.out.out(format!("{word}\n")),
            Err(err) => {
                is_failure = true;
                client
                    .out
                    .err(format!("Error response from daemon: {err}\n"));
            }
        }
    }
    if is_failure {
        client.out.code = 1;
        // This client ends with a status of its own and says so.
        if client.cli() == DockerCli::V28 {
            client.out.err("exit status 1\n");
        }
    }
}

fn endpoint(parsed: &Parsed) -> EndpointSpec {
    let links = parsed.values("link").iter().map(|it| {
        let (source, alias) = it.split_once(':').unwrap_or((it, it));
        LinkArg {
            source: source.to_owned(),
            alias: alias.to_owned(),
            origin: None,
        }
    });
    EndpointSpec {
        aliases: parsed.values("alias").to_vec(),
        links: links.collect(),
        ipv4_address: parsed.value("ip").map(str::to_owned),
    }
}

fn connect(client: &mut Client<'_>, parsed: &Parsed) {
    let [network, word] = parsed.words.as_slice() else {
        return;
    };
    let spec = endpoint(parsed);
    let outcome = both(client, network, word)
        .and_then(|(network, name)| client.machine.world.connect(&network, &name, &spec));
    if let Err(err) = outcome {
        client.refuse(&err);
    }
}

fn disconnect(client: &mut Client<'_>, parsed: &Parsed) {
    let [network, word] = parsed.words.as_slice() else {
        return;
    };
    let outcome = both(client, network, word)
        .and_then(|(network, name)| client.machine.world.disconnect(&network, &name));
    if let Err(err) = outcome {
        client.refuse(&err);
    }
}

/// The container is looked up before the network.
fn both(client: &Client<'_>, network: &str, word: &str) -> Result<(String, String), EngineError> {
    let world = &client.machine.world;
    let name = world.resolve(word)?;
    let network = find(world, network).ok_or_else(|| EngineError::NoSuchNetwork {
        name: network.to_owned(),
    })?;
    Ok((network, name))
}

/// Removes the networks that no running container is on.
pub(super) fn prune_networks(client: &mut Client<'_>) {
    let world = &mut client.machine.world;
    let unused: Vec<String> = world
        .networks
        .keys()
        .filter(|name| *name != DEFAULT_BRIDGE)
        .filter(|name| {
            !world
                .containers
                .values()
                .any(|it| it.endpoints.contains_key(*name))
        })
        .cloned()
        .collect();
    if unused.is_empty() {
        return;
    }
    client.out.out("Deleted Networks:\n");
    for name in unused {
        if client.machine.world.remove_network(&name).is_ok() {
            client.out.out(format!("{name}\n"));
        }
    }
    client.out.out("\n");
}
