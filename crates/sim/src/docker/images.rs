//! `images`, `pull`, `rmi`, `tag`.

use super::{Arity, Client, Command, human_ago, template};
use crate::args::{Grammar, Parsed, list, switch, text};
use crate::machine::DockerCli;
use linkyard_core::images::canonical_reference;
use linkyard_core::world::World;
use serde_json::{Value, json};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use std::sync::Arc;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "images",
        usage: " [OPTIONS] [REPOSITORY[:TAG]]",
        about: "List images",
        arity: Arity::AtMost(1),
        grammar: Grammar::Interspersed,
        flags: &[
            switch("all", Some('a'), "Also those without a name"),
            list("filter", Some('f'), "Only those that match"),
            text("format", None, "Print by a Go template"),
            switch("no-trunc", None, "Do not shorten"),
            switch("quiet", Some('q'), "Only ids"),
        ],
        run: images,
    },
    Command {
        name: "pull",
        usage: " [OPTIONS] NAME[:TAG|@DIGEST]",
        about: "Download an image from a registry",
        arity: Arity::Exactly(1),
        grammar: Grammar::Interspersed,
        flags: &[
            switch("all-tags", Some('a'), "All tags"),
            text("platform", None, "Platform of the image"),
            switch("quiet", Some('q'), "Print only its name"),
        ],
        run: pull,
    },
    Command {
        name: "rmi",
        usage: " [OPTIONS] IMAGE [IMAGE...]",
        about: "Remove one or more images",
        arity: Arity::AtLeast(1),
        grammar: Grammar::Interspersed,
        flags: &[
            switch(
                "force",
                Some('f'),
                "Also one that stopped containers were made from",
            ),
            switch("no-prune", None, "Keep its unnamed parents"),
        ],
        run: rmi,
    },
    Command {
        name: "tag",
        usage: " SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        about: "Give an image another name",
        arity: Arity::Exactly(2),
        grammar: Grammar::Interspersed,
        flags: &[],
        run: tag,
    },
];

/// 64 hexadecimal digits made from a text.
pub(crate) fn hash_of(text: &str) -> String {
    (0..4u64)
        .map(|part| {
            let mut hasher = SipHasher13::new_with_keys(part, 0);
            hasher.write(text.as_bytes());
            format!("{:016x}", hasher.finish())
        })
        .collect()
}

/// The id of an image, made from its name.
pub(crate) fn id_of(canonical: &str) -> String {
    format!("sha256:{}", hash_of(canonical))
}

/// The canonical name of the image that a word means, if the engine has it.
pub(super) fn find(world: &World, word: &str) -> Option<String> {
    let canonical = canonical_reference(word);
    if world.present_images.contains(&canonical) {
        return Some(canonical);
    }
    let digits = word.strip_prefix("sha256:").unwrap_or(word);
    let is_id = digits.len() >= 6 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    world
        .present_images
        .iter()
        .find(|it| is_id && hash_of(it).starts_with(digits))
        .cloned()
}

/// What a pull prints on standard output, as into a file.
pub(crate) fn pull_lines(reference: &str) -> String {
    let canonical = canonical_reference(reference);
    let (name, tag) = canonical.rsplit_once(':').unwrap_or((&canonical, "latest"));
    let path = if name.contains('/') {
        name.to_owned()
    } else {
        format!("library/{name}")
    };
    let layers: Vec<String> = (0..3)
        .map(|it| {
            hash_of(&format!("{canonical} layer {it}"))
                .chars()
                .take(12)
                .collect()
        })
        .collect();
    let mut res = format!("{tag}: Pulling from {path}\n");
    for state in [
        "Pulling fs layer",
        "Verifying Checksum",
        "Download complete",
        "Pull complete",
    ] {
        for layer in &layers {
            res.push_str(&format!("{layer}: {state}\n"));
        }
    }
    res.push_str(&format!("Digest: sha256:{}\n", hash_of(&canonical)));
    res
}

/// A note on an image of which nothing is known.
pub(crate) fn note_of_unknown(world: &World, reference: &str) -> Option<String> {
    world.images.get(reference).is_none().then(|| {
        format!(
            "linkyard: nothing is known of image {reference}; it is taken as one that runs until it is stopped\n"
        )
    })
}

/// Pulls for `run` and `create`. Says whether the image is there then.
pub(super) fn pull_for_run(client: &mut Client<'_>, reference: &str, is_quiet: bool) -> bool {
    let canonical = canonical_reference(reference);
    client
        .out
        .err(format!("Unable to find image '{canonical}' locally\n"));
    match client.machine.world.pull(reference) {
        Ok(()) => {
            if !is_quiet {
                let lines = pull_lines(reference);
                client.out.err(lines);
                client
                    .out
                    .err(format!("Status: Downloaded newer image for {canonical}\n"));
            }
            if let Some(note) = note_of_unknown(&client.machine.world, reference) {
                client.out.err(note);
            }
            client.machine.world.advance(PULL_MS);
            true
        }
        Err(err) => {
            let text = match client.cli() {
                DockerCli::V28 => format!(
                    "docker: Error response from daemon: {err}\n\nRun 'docker run --help' for more information\n"
                ),
                _ => format!(
                    "docker: Error response from daemon: {err}.\nSee 'docker run --help'.\n"
                ),
            };
            client.fail(125, &text);
            false
        }
    }
}

/// How long a pull takes.
pub(crate) const PULL_MS: u64 = 4_000;

fn pull(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(word) = parsed.words.first() else {
        return;
    };
    let canonical = canonical_reference(word);
    let is_quiet = parsed.is_on("quiet");
    let has_tag = word
        .rsplit('/')
        .next()
        .is_some_and(|it| it.contains([':', '@']));
    if !has_tag && !is_quiet {
        client.out.out("Using default tag: latest\n");
    }
    let was_here = client.machine.world.has_image(word);
    match client.machine.world.pull(word) {
        Ok(()) => {
            let full = if canonical.contains('/') {
                format!("docker.io/{canonical}")
            } else {
                format!("docker.io/library/{canonical}")
            };
            if is_quiet {
                client.out.out(format!("{full}\n"));
                return;
            }
            if was_here {
                let (name, tag) = canonical.rsplit_once(':').unwrap_or((&canonical, "latest"));
                let path = if name.contains('/') {
                    name.to_owned()
                } else {
                    format!("library/{name}")
                };
                client.out.out(format!(
                    "{tag}: Pulling from {path}\nDigest: sha256:{}\nStatus: Image is up to date for {canonical}\n{full}\n",
                    hash_of(&canonical)
                ));
                return;
            }
            client.out.out(pull_lines(word));
            client.out.out(format!(
                "Status: Downloaded newer image for {canonical}\n{full}\n"
            ));
            if let Some(note) = note_of_unknown(&client.machine.world, word) {
                client.out.err(note);
            }
            client.machine.world.advance(PULL_MS);
        }
        Err(err) => client.refuse(&err),
    }
}

fn images(client: &mut Client<'_>, parsed: &Parsed) {
    let world = &client.machine.world;
    let now = world.now();
    let times = world.simulation.as_ref().map(|it| &it.image_times);
    let mut names: Vec<&String> = world.present_images.iter().collect();
    if let Some(wanted) = parsed.words.first() {
        names.retain(|it| {
            let repository = it.rsplit_once(':').map_or(it.as_str(), |it| it.0);
            repository == wanted || **it == canonical_reference(wanted)
        });
    }
    names.sort_by_key(|it| {
        let at = times.and_then(|times| times.get(*it)).copied();
        (std::cmp::Reverse(at), (*it).clone())
    });
    let rows: Vec<Value> = names
        .iter()
        .map(|name| {
            let (repository, tag) = name.rsplit_once(':').unwrap_or((name, "latest"));
            let id = id_of(name);
            let short = id.get(7..19).unwrap_or_default();
            let at = times
                .and_then(|times| times.get(*name))
                .copied()
                .unwrap_or_default();
            json!({
                "ID": if parsed.is_on("no-trunc") { id.as_str() } else { short },
                "Repository": repository,
                "Tag": tag,
                "CreatedSince": human_ago(now.since(at)),
                "CreatedAt": super::ps::created_at(at),
                "Size": "0B",
            })
        })
        .collect();
    let format = match parsed.value("format") {
        Some(it) => it.to_owned(),
        None if parsed.is_on("quiet") => "{{.ID}}".to_owned(),
        None => "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}".to_owned(),
    };
    template::print_rows(
        client,
        &format,
        &rows,
        &[("ID", "IMAGE ID"), ("CreatedSince", "CREATED")],
    );
}

fn rmi(client: &mut Client<'_>, parsed: &Parsed) {
    let is_old = client.cli() == DockerCli::V20_10;
    for word in &parsed.words {
        let Some(canonical) = find(&client.machine.world, word) else {
            let text = if is_old {
                format!("Error: No such image: {word}\n")
            } else {
                format!(
                    "Error response from daemon: No such image: {}\n",
                    canonical_reference(word)
                )
            };
            client.fail(1, &text);
            continue;
        };
        match client
            .machine
            .world
            .remove_image(&canonical, parsed.is_on("force"))
        {
            Ok(()) => client.out.out(format!(
                "Untagged: {canonical}\nDeleted: {}\n",
                id_of(&canonical)
            )),
            Err(err) => {
                let short = id_of(&canonical).get(7..19).unwrap_or_default().to_owned();
                let text = err.to_string().replacen(&canonical, word, 1);
                client.fail(1, &format!("Error response from daemon: {text} {short}\n"));
            }
        }
    }
}

fn tag(client: &mut Client<'_>, parsed: &Parsed) {
    let [source, target] = parsed.words.as_slice() else {
        return;
    };
    let Some(canonical) = find(&client.machine.world, source) else {
        client.fail(
            1,
            &format!(
                "Error response from daemon: No such image: {}\n",
                canonical_reference(source)
            ),
        );
        return;
    };
    if let Some(facts) = client.machine.world.images.get(&canonical).map(Arc::clone) {
        client.machine.world.images.insert(target, facts);
    }
    client.machine.world.add_image(target);
}
