//! Scripts drawn at random: commands that people type, over a few names, so that many meet and many fail.

use linkyard_core::profile::Dialect;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What commands a script is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `docker` alone.
    Docker,
    /// docker-compose 1.29 on a file of format v1, whose links are legacy links.
    ComposeV1,
    /// docker-compose 1.29 on a file with networks.
    ComposeV3,
    /// Compose 2.
    Compose2,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [
        Kind::Docker,
        Kind::ComposeV1,
        Kind::ComposeV3,
        Kind::Compose2,
    ];

    /// Its name in test names.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Docker => "docker",
            Kind::ComposeV1 => "compose-v1",
            Kind::ComposeV3 => "compose-v3",
            Kind::Compose2 => "compose-2",
        }
    }
}

/// A project folder and what is typed in it.
#[derive(Clone, Debug)]
pub struct Script {
    /// Which commands.
    pub kind: Kind,
    /// Instructions of each image, by a short name.
    pub images: BTreeMap<String, Vec<String>>,
    /// Files of the project folder.
    pub files: BTreeMap<String, String>,
    /// The lines.
    pub lines: Vec<String>,
    /// Whether several containers may start side by side, so that chance deals their addresses.
    pub has_ties: bool,
}

impl Script {
    /// The compose tool of the script.
    pub fn dialect(&self) -> Dialect {
        match self.kind {
            Kind::Compose2 => Dialect::V2,
            Kind::Docker | Kind::ComposeV1 | Kind::ComposeV3 => Dialect::V1_29,
        }
    }

    /// Whether a compose tool runs.
    pub fn is_compose(&self) -> bool {
        self.kind != Kind::Docker
    }

    /// The script as a text that can be typed.
    pub fn text(&self) -> String {
        let mut res = String::new();
        for (path, text) in &self.files {
            // Writing to a string cannot fail.
            let _ = write!(res, "# {path}\n{text}\n");
        }
        res.push_str(&self.lines.join("\n"));
        res
    }
}

/// Images that scripts use. The first program of each obeys the stop signal at once.
fn images() -> BTreeMap<String, Vec<String>> {
    let image = |name: &str, instructions: &[&str]| {
        let instructions = instructions.iter().map(|it| (*it).to_owned()).collect();
        (name.to_owned(), instructions)
    };
    BTreeMap::from([
        image("plain", &[]),
        image(
            "db",
            &["EXPOSE 5432", "ENV PGDATA=/data", "ENV LANG=C.UTF-8"],
        ),
        image("web", &["EXPOSE 80", "EXPOSE 8000-8002"]),
        image("store", &["VOLUME /data", "ENV KEEP=1"]),
    ])
}

fn image_name(short: &str) -> String {
    crate::images::tag(&images()[short])
}

/// A script of `n_lines` commands of `kind`.
pub fn script(kind: Kind, n_lines: usize) -> BoxedStrategy<Script> {
    match kind {
        Kind::Docker => prop::collection::vec(docker_line(), n_lines)
            .prop_map(move |lines| Script {
                kind,
                images: images(),
                files: BTreeMap::new(),
                lines,
                has_ties: false,
            })
            .boxed(),
        Kind::ComposeV1 | Kind::ComposeV3 | Kind::Compose2 => (
            project(kind),
            prop::collection::vec(compose_line(kind), n_lines),
        )
            .prop_map(move |(file, lines)| Script {
                kind,
                images: images(),
                files: BTreeMap::from([("docker-compose.yml".to_owned(), file)]),
                lines,
                has_ties: true,
            })
            .boxed(),
    }
}

fn name() -> impl Strategy<Value = &'static str> {
    // No name may be the beginning of an id.
    select(&["ann", "bob", "sid", "tom"][..])
}

fn image() -> impl Strategy<Value = String> {
    select(&["plain", "db", "web", "store"][..]).prop_map(image_name)
}

/// Nothing, or one of the flags.
fn maybe(weight: f64, flag: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::option::weighted(weight, flag).prop_map(Option::unwrap_or_default)
}

fn network() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("n1".to_owned()),
        1 => Just("none".to_owned()),
        1 => Just("host".to_owned()),
        1 => name().prop_map(|it| format!("container:{it}")),
    ]
}

/// Flags of `run` and `create`.
fn container_flags() -> impl Strategy<Value = String> {
    let link = prop_oneof![
        name().prop_map(|it| format!(" --link {it}")),
        (name(), select(&["db", "my-db", "store.local"][..]))
            .prop_map(|(name, alias)| format!(" --link {name}:{alias}")),
    ];
    let port = select(
        &[
            "8080:80",
            "127.0.0.1:8081:80",
            "5432",
            "8082:53/udp",
            "9000-9001:8000-8001",
        ][..],
    );
    (
        maybe(0.4, link),
        maybe(0.3, port.prop_map(|it| format!(" -p {it}"))),
        maybe(
            0.3,
            select(&["A=1", "DB_PORT=mine", "EMPTY=", "NAME=two words"][..])
                .prop_map(|it| format!(" -e '{it}'")),
        ),
        maybe(0.15, network().prop_map(|it| format!(" --network {it}"))),
        maybe(0.15, Just(" --expose 7000".to_owned())),
        maybe(
            0.15,
            select(&["host1", "host1.example.org"][..]).prop_map(|it| format!(" --hostname {it}")),
        ),
        maybe(0.1, Just(" --add-host other:10.0.0.9".to_owned())),
        maybe(
            0.15,
            select(&["-v v1:/data", "-v /anonymous", "-v /etc:/host:ro"][..])
                .prop_map(|it| format!(" {it}")),
        ),
        maybe(0.1, name().prop_map(|it| format!(" --volumes-from {it}"))),
        maybe(0.1, Just(" --restart unless-stopped".to_owned())),
    )
        .prop_map(|it| [it.0, it.1, it.2, it.3, it.4, it.5, it.6, it.7, it.8, it.9].concat())
}

/// Programs that end by themselves.
fn short_program() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "env",
            "cat /etc/hosts",
            "cat /etc/hostname",
            "hostname",
            "true",
            "sh -c 'echo out; echo err >&2; exit 3'",
            "sh -c 'echo $DB_PORT $A'",
            "cat /missing",
            "missing-program",
        ][..],
    )
}

fn docker_line() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        12 => (name(), container_flags(), image())
            .prop_map(|(name, flags, image)| format!("run -d --name {name}{flags} {image}")),
        3 => (name(), container_flags(), image())
            .prop_map(|(name, flags, image)| format!("create --name {name}{flags} {image}")),
        3 => (container_flags(), image(), short_program())
            .prop_map(|(flags, image, program)| format!("run --rm --name once{flags} {image} {program}")),
        2 => (name(), image(), short_program())
            .prop_map(|(name, image, program)| format!("run --name {name} {image} {program}")),
        5 => name().prop_map(|it| format!("stop {it}")),
        1 => (name(), name()).prop_map(|(a, b)| format!("stop -t 1 {a} {b}")),
        6 => name().prop_map(|it| format!("start {it}")),
        4 => name().prop_map(|it| format!("restart {it}")),
        3 => (name(), select(&["", "-s TERM ", "-s USR1 ", "--signal=SIGINT "][..]))
            .prop_map(|(name, signal)| format!("kill {signal}{name}")),
        4 => (name(), select(&["", "-f ", "-v ", "-fv "][..]))
            .prop_map(|(name, flags)| format!("rm {flags}{name}")),
        3 => (name(), name()).prop_map(|(a, b)| format!("rename {a} {b}")),
        2 => name().prop_map(|it| format!("pause {it}")),
        2 => name().prop_map(|it| format!("unpause {it}")),
        6 => (name(), short_program()).prop_map(|(name, program)| format!("exec {name} {program}")),
        1 => name().prop_map(|it| format!("exec -e EXTRA=1 {it} env")),
        2 => Just("ps".to_owned()),
        2 => Just("ps -a".to_owned()),
        1 => select(&["ps -aq --no-trunc", "ps -a --format '{{.Names}} {{.Status}} {{.Ports}}'", "ps -a --filter status=exited", "ps -l"][..]).prop_map(str::to_owned),
        2 => name().prop_map(|it| format!("port {it}")),
        3 => name().prop_map(|it| format!("logs {it}")),
        2 => (name(), select(&[
            "{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}",
            "{{json .Config.Env}}",
            "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}",
            "{{.Name}} {{.Config.Image}} {{.HostConfig.RestartPolicy.Name}}",
            "{{json .NetworkSettings.Ports}}",
        ][..])).prop_map(|(name, format)| format!("inspect --format '{format}' {name}")),
        3 => Just("network create n1".to_owned()),
        1 => Just("network rm n1".to_owned()),
        2 => name().prop_map(|it| format!("network connect n1 {it}")),
        1 => name().prop_map(|it| format!("network disconnect n1 {it}")),
        1 => Just("network ls --format '{{.Name}} {{.Driver}} {{.Scope}}'".to_owned()),
        1 => select(&["volume create v1", "volume rm v1", "volume ls -q"][..]).prop_map(str::to_owned),
        1 => name().prop_map(|it| format!("rm --link {it}/db")),
    ];
    line.prop_map(|it| format!("docker {it}"))
}

/// A compose file: a chain of services, so that nothing but replicas starts side by side.
fn project(kind: Kind) -> impl Strategy<Value = String> {
    let service = (
        select(&["plain", "db", "web", "store"][..]),
        any::<bool>(),
        prop::option::weighted(0.3, select(&["A=1", "DB_PORT=mine"][..])),
        prop::option::weighted(0.2, Just("7000")),
        prop::option::weighted(0.2, select(&["5432", "127.0.0.1::80"][..])),
        prop::option::weighted(0.2, Just("data")),
    );
    prop::collection::vec(service, 2..=3).prop_map(move |services| {
        let names = ["db", "app", "web"];
        let mut body = String::new();
        let mut has_volume = false;
        let indent = if kind == Kind::ComposeV1 { "" } else { "  " };
        for (index, (image, has_alias, variable, expose, port, volume)) in
            services.iter().enumerate()
        {
            let mut line = |text: String| {
                // Writing to a string cannot fail.
                let _ = writeln!(body, "{indent}{text}");
            };
            line(format!("{}:", names[index]));
            line(format!("  image: {}", image_name(image)));
            if let Some(before) = index.checked_sub(1).map(|it| names[it]) {
                let alias = if *has_alias { ":store" } else { "" };
                line(format!("  links: [\"{before}{alias}\"]"));
            }
            if let Some(it) = variable {
                line(format!("  environment: [{it}]"));
            }
            if let Some(it) = expose {
                line(format!("  expose: [\"{it}\"]"));
            }
            if let Some(it) = port {
                line(format!("  ports: [\"{it}\"]"));
            }
            if let Some(it) = volume {
                has_volume = true;
                line(format!("  volumes: [\"{it}:/keep\"]"));
            }
        }
        match kind {
            Kind::ComposeV1 | Kind::Docker => body,
            Kind::ComposeV3 | Kind::Compose2 => {
                let version = if kind == Kind::ComposeV3 {
                    "version: \"3.3\"\n"
                } else {
                    ""
                };
                let volumes = if has_volume {
                    "volumes:\n  data: {}\n"
                } else {
                    ""
                };
                format!("{version}services:\n{body}{volumes}")
            }
        }
    })
}

fn service() -> impl Strategy<Value = &'static str> {
    select(&["db", "app", "web"][..])
}

fn compose_line(kind: Kind) -> impl Strategy<Value = String> {
    let (program, separator) = match kind {
        Kind::Compose2 => ("docker compose", '-'),
        _ => ("docker-compose", '_'),
    };
    let line = prop_oneof![
        10 => Just("up -d".to_owned()),
        3 => service().prop_map(|it| format!("up -d {it}")),
        2 => service().prop_map(|it| format!("up -d --no-deps {it}")),
        2 => service().prop_map(|it| format!("up -d --force-recreate --no-deps {it}")),
        1 => Just("up -d --force-recreate".to_owned()),
        2 => (service(), 1..3u32).prop_map(|(it, n)| format!("up -d --no-deps --scale {it}={n} {it}")),
        3 => service().prop_map(|it| format!("stop {it}")),
        1 => Just("stop".to_owned()),
        3 => service().prop_map(|it| format!("start {it}")),
        1 => Just("start".to_owned()),
        2 => service().prop_map(|it| format!("restart {it}")),
        2 => service().prop_map(|it| format!("kill {it}")),
        1 => service().prop_map(|it| format!("kill -s TERM {it}")),
        2 => service().prop_map(|it| format!("pause {it}")),
        2 => service().prop_map(|it| format!("unpause {it}")),
        2 => service().prop_map(|it| format!("rm -f {it}")),
        1 => service().prop_map(|it| format!("rm -fsv {it}")),
        2 => service().prop_map(|it| format!("create {it}")),
        2 => Just("down".to_owned()),
        1 => Just("down -v".to_owned()),
        3 => Just("ps".to_owned()),
        1 => select(&["ps -q", "ps --services", "ps -a"][..]).prop_map(str::to_owned),
        2 => service().prop_map(|it| format!("logs --no-color {it}")),
        2 => (service(), select(&["80", "5432", "7000"][..])).prop_map(|(it, port)| format!("port {it} {port}")),
        3 => (service(), select(&["env", "cat /etc/hosts", "true", "sh -c 'exit 4'"][..]))
            .prop_map(|(it, program)| format!("exec -T {it} {program}")),
        3 => (service(), select(&["env", "cat /etc/hosts", "sh -c 'echo hi; exit 4'"][..]))
            .prop_map(|(it, program)| format!("run --rm -T {it} {program}")),
        1 => (service(), select(&["env", "true"][..]))
            .prop_map(|(it, program)| format!("run --no-deps --name once -T {it} {program}")),
        1 => Just("config --services".to_owned()),
        1 => Just("images -q".to_owned()),
    ];
    let by_hand = prop_oneof![
        service().prop_map(move |it| format!("docker stop proj{separator}{it}{separator}1")),
        service().prop_map(move |it| format!("docker rm -f proj{separator}{it}{separator}1")),
        service().prop_map(move |it| format!("docker exec proj{separator}{it}{separator}1 env")),
        Just("docker ps -a --format '{{.Names}} {{.Status}} {{.Ports}}'".to_owned()),
        service()
            .prop_map(|it| format!("printf '    environment: [ADDED=1]\\n' >/dev/null; echo {it}")),
    ];
    prop_oneof![
        12 => line.prop_map(move |it| format!("{program} {it}")),
        1 => by_hand,
    ]
}
