//! `build`: reads the Dockerfile of the folder, and makes an image with its facts.

use super::{Arity, Client, Command};
use crate::args::{Grammar, Parsed, list, switch, text};
use crate::machine::DockerCli;

pub(super) const COMMANDS: &[Command] = &[Command {
    name: "build",
    usage: " [OPTIONS] PATH | URL | -",
    about: "Build an image from a Dockerfile",
    arity: Arity::Exactly(1),
    grammar: Grammar::Interspersed,
    flags: &[
        list("build-arg", None, "Set a build argument"),
        list("cache-from", None, "Image to take layers from"),
        text("file", Some('f'), "Name of the Dockerfile"),
        switch("force-rm", None, "Remove intermediate containers"),
        list("label", None, "Set a label"),
        switch("no-cache", None, "Build everything anew"),
        text("progress", None, "Kind of progress"),
        switch("pull", None, "Pull the base image anew"),
        switch("quiet", Some('q'), "Print only its id"),
        switch("rm", None, "Remove intermediate containers"),
        list("tag", Some('t'), "Its name"),
        text("target", None, "Stage to build"),
    ],
    run: build,
}];

fn build(client: &mut Client<'_>, parsed: &Parsed) {
    let Some(context) = parsed.words.first() else {
        return;
    };
    if context == "-" || context.contains("://") {
        client.fail(1, "linkyard: only folders can be built in the simulation\n");
        return;
    }
    let names: Vec<String> = parsed.values("tag").to_vec();
    let spec = linkyard_core::op::BuildSpec {
        context: context.clone(),
        dockerfile: parsed.value("file").map(str::to_owned),
        args: parsed
            .values("build-arg")
            .iter()
            .map(|it| match it.split_once('=') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (it.clone(), client.machine.variables.get(it).cloned()),
            })
            .collect(),
        target: parsed.value("target").map(str::to_owned),
    };
    match crate::building::build(
        client.machine,
        &spec,
        &names,
        parsed.value("file").is_some(),
    ) {
        Ok(built) => {
            let id = built.id.clone();
            if parsed.is_on("quiet") {
                client.out.out(format!("{id}\n"));
            } else if client.cli() == DockerCli::V20_10 {
                client.out.out(built.classic_text());
            } else {
                client.out.err(built.plain_text());
            }
        }
        Err(why) => client.fail(1, &format!("{why}\n")),
    }
}
