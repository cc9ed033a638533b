//! `version` and `info`.

use super::{Arity, Client, Command, template};
use crate::args::{Grammar, Parsed, text};
use crate::machine::DockerCli;
use linkyard_core::profile::Engine;
use serde_json::json;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "version",
        usage: " [OPTIONS]",
        about: "Show the versions of client and engine",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[text("format", Some('f'), "Print by a Go template")],
        run: version,
    },
    Command {
        name: "info",
        usage: " [OPTIONS]",
        about: "Display system-wide information",
        arity: Arity::None,
        grammar: Grammar::Interspersed,
        flags: &[text("format", Some('f'), "Print by a Go template")],
        run: info,
    },
];

/// The release of an engine's generation that is imitated.
fn engine_version(engine: Engine) -> &'static str {
    match engine {
        Engine::V20_10 => "20.10.24",
        Engine::V26 => "26.1.5",
        Engine::V27 => "27.5.1",
        Engine::V28 => "28.5.2",
        Engine::V29 => "29.0.0",
    }
}

fn client_version(cli: DockerCli) -> &'static str {
    match cli {
        DockerCli::V20_10 => "20.10.24",
        DockerCli::V23 => "26.1.5",
        DockerCli::V28 => "28.5.2",
    }
}

pub(super) fn one_line_version(client: &mut Client<'_>) {
    let version = client_version(client.cli());
    client
        .out
        .out(format!("Docker version {version}, build linkyard\n"));
}

fn version(client: &mut Client<'_>, parsed: &Parsed) {
    let (own, engine) = (
        client_version(client.cli()),
        engine_version(client.machine.world.profile.engine),
    );
    if let Some(format) = parsed.value("format") {
        let row = json!({
            "Client": {"Version": own, "Os": "linux", "Arch": "amd64"},
            "Server": {"Version": engine, "Os": "linux", "Arch": "amd64"},
        });
        template::print_rows(client, format, &[row], &[]);
        return;
    }
    client.out.out(format!(
        "Client:\n Version:           {own}\n OS/Arch:           linux/amd64\n\nServer: simulated by Linkyard\n Engine:\n  Version:          {engine}\n  OS/Arch:          linux/amd64\n"
    ));
}

fn info(client: &mut Client<'_>, parsed: &Parsed) {
    let world = &client.machine.world;
    let count = |word: &str| {
        world
            .containers
            .values()
            .filter(|it| it.state.as_str() == word)
            .count()
    };
    let (running, paused) = (count("running") + count("restarting"), count("paused"));
    let n = world.containers.len();
    let n_images = world.present_images.len();
    let name = world
        .simulation
        .as_ref()
        .map(|it| it.hostname.clone())
        .unwrap_or_default();
    let version = engine_version(world.profile.engine);
    if let Some(format) = parsed.value("format") {
        let row = json!({
            "Containers": n, "ContainersRunning": running, "ContainersPaused": paused,
            "ContainersStopped": n - running - paused, "Images": n_images, "Name": name,
            "ServerVersion": version, "Driver": "overlay2", "OperatingSystem": "simulated by Linkyard",
        });
        template::print_rows(client, format, &[row], &[]);
        return;
    }
    client.out.out(format!(
        "Server: simulated by Linkyard\n Containers: {n}\n  Running: {running}\n  Paused: {paused}\n  Stopped: {}\n Images: {n_images}\n Server Version: {version}\n Name: {name}\n",
        n - running - paused
    ));
}
