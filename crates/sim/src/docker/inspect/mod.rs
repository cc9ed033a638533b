//! `inspect`: what is known of a container, network, volume or image, as JSON in the engine's order.

mod container;
mod others;

use container::container;
use others::{image, network, volume};

use super::{Arity, Client, Command, template};
use crate::args::{Flag, Grammar, Parsed, switch, text};
use crate::machine::DockerCli;
use linkyard_core::images::canonical_reference;
use linkyard_core::world::World;
use serde_json::Value;

const FLAGS: &[Flag] = &[
    text("format", Some('f'), "Print by a Go template"),
    switch("size", Some('s'), "Sizes too"),
    text("type", None, "Only objects of this type"),
];

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "inspect",
        usage: " [OPTIONS] NAME|ID [NAME|ID...]",
        about: "Return low-level information on Docker objects",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: FLAGS,
        run: |client, parsed| {
            let kind = parsed.value("type").unwrap_or("object").to_owned();
            inspect(client, parsed, &kind);
        },
    },
    Command {
        name: "container inspect",
        usage: " [OPTIONS] CONTAINER [CONTAINER...]",
        about: "Display detailed information on one or more containers",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: FLAGS,
        run: |client, parsed| inspect(client, parsed, "container"),
    },
    Command {
        name: "image inspect",
        usage: " [OPTIONS] IMAGE [IMAGE...]",
        about: "Display detailed information on one or more images",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: FLAGS,
        run: |client, parsed| inspect(client, parsed, "image"),
    },
    Command {
        name: "network inspect",
        usage: " [OPTIONS] NETWORK [NETWORK...]",
        about: "Display detailed information on one or more networks",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[
            text("format", Some('f'), "Print by a Go template"),
            switch("verbose", Some('v'), "More of it"),
        ],
        run: |client, parsed| inspect(client, parsed, "network"),
    },
    Command {
        name: "volume inspect",
        usage: " [OPTIONS] VOLUME [VOLUME...]",
        about: "Display detailed information on one or more volumes",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[text("format", Some('f'), "Print by a Go template")],
        run: |client, parsed| inspect(client, parsed, "volume"),
    },
];

fn inspect(client: &mut Client<'_>, parsed: &Parsed, kind: &str) {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for word in &parsed.words {
        match object(&client.machine.world, kind, word) {
            Some(it) => found.push(it),
            None => missing.push(word.as_str()),
        }
    }
    match parsed.value("format") {
        None => {
            let text = if found.is_empty() {
                "[]".to_owned()
            } else {
                pretty(&Value::Array(found))
            };
            client.out.out(format!("{text}\n"));
        }
        Some(format) => {
            let format = if format == "json" {
                "{{json .}}"
            } else {
                format
            };
            let template = match template::Template::parse(format) {
                Ok(it) => it,
                Err(why) => {
                    client.fail(64, &format!("{why}\n"));
                    return;
                }
            };
            for it in &found {
                match template.render(it) {
                    Ok(text) => client.out.out(format!("{text}\n")),
                    Err(why) => {
                        client.fail(1, &format!("{why}\n"));
                        return;
                    }
                }
            }
            if found.is_empty() {
                client.out.out("\n");
            }
        }
    }
    for word in missing {
        let text = match (kind, client.cli()) {
            ("object", _) => format!("Error: No such object: {word}\n"),
            (kind, DockerCli::V20_10) => format!("Error: No such {kind}: {word}\n"),
            ("network", _) => format!("Error response from daemon: network {word} not found\n"),
            ("volume", _) => format!("Error response from daemon: get {word}: no such volume\n"),
            ("image", _) => format!(
                "Error response from daemon: No such image: {}\n",
                canonical_reference(word)
            ),
            (kind, _) => format!("Error response from daemon: No such {kind}: {word}\n"),
        };
        client.fail(1, &text);
    }
}

/// As the client prints JSON: four blanks a level.
fn pretty(value: &Value) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    // Writing to memory cannot fail.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

fn object(world: &World, kind: &str, word: &str) -> Option<Value> {
    let is = |it: &str| kind == "object" || kind == it;
    if is("container")
        && let Ok(name) = world.resolve(word)
    {
        return world.containers.get(&name).map(|it| container(world, it));
    }
    if is("image")
        && let Some(canonical) = super::images::find(world, word)
    {
        return Some(image(world, &canonical));
    }
    if is("network")
        && let Some(name) = super::network::find(world, word)
    {
        return Some(network(world, &name));
    }
    if is("volume") && world.volumes.contains_key(word) {
        return Some(volume(world, word));
    }
    None
}
