//! A plan as a shell script: the same launch in the words of the docker client.

#[cfg(test)]
mod tests;

use super::{Plan, Step};
use crate::op::{
    BuildSpec, Condition, ContainerSpec, EndpointSpec, Healthcheck, NetworkMode, NetworkSpec, Op,
    RestartPolicy,
};
use crate::port::{HostPort, PortBinding};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Lines are broken between flags when they get longer.
const WIDTH: usize = 100;

/// The steps of `plan` as commands of the docker client, in order, for a POSIX shell.
///
/// `folder` is the project's: folders of builds start there.
pub fn script(plan: &Plan, folder: &str) -> String {
    let mut res = format!(
        "#!/bin/sh\n# Project {}, launched as Compose {} does it, for Engine {}.\nset -e\n",
        plan.project, plan.profile.dialect, plan.profile.engine
    );
    for it in limits(plan) {
        let _ = writeln!(res, "# {it}");
    }
    if plan.steps.iter().any(|it| builds_from_folder(&it.op)) {
        let _ = writeln!(res, "cd {}", quoted(folder));
    }
    let unset = removed_variables(plan);
    if !unset.is_empty() {
        let names: Vec<&str> = unset.into_iter().collect();
        let _ = writeln!(
            res,
            "# A variable without a value takes that of the image away, unless this shell has one.\nunset {}",
            names.join(" ")
        );
    }
    let mut steps = plan.steps.iter().peekable();
    let mut cause = String::new();
    while let Some(step) = steps.next() {
        let is_started_next = matches!(
            (&step.op, steps.peek().map(|it| &it.op)),
            (Op::CreateContainer { name, spec }, Some(Op::StartContainer { container }))
                if name == container && further_networks(spec).next().is_none()
        );
        let next_cause = step.cause.to_string();
        if next_cause != cause {
            let _ = writeln!(res, "\n# {next_cause}");
            cause = next_cause;
        }
        if is_started_next {
            steps.next();
        }
        for command in commands(step, is_started_next) {
            res.push_str(&command);
            res.push('\n');
        }
    }
    res
}

/// What the client has no words for, as sentences.
fn limits(plan: &Plan) -> Vec<String> {
    let specs = || {
        plan.steps.iter().filter_map(|it| match &it.op {
            Op::CreateContainer { name, spec } => Some((name, spec)),
            _ => None,
        })
    };
    let mut res = Vec::new();
    if specs().any(|(_, it)| it.env.len() > 1) {
        res.push(
            "The client sends the variables of several -e in an order that it draws at random."
                .to_owned(),
        );
    }
    for (name, spec) in specs() {
        let is_exec = |it: &Healthcheck| it.test.first().is_some_and(|it| it == "CMD");
        if spec.healthcheck.as_ref().is_some_and(is_exec) {
            res.push(format!(
                "The health check of {name} runs without a shell in the project, and in one here."
            ));
        }
        if spec.network == NetworkMode::None && !spec.links.is_empty() {
            res.push(format!(
                "The links of {name}, which has no network, do nothing and are left out."
            ));
        }
    }
    res
}

fn builds_from_folder(op: &Op) -> bool {
    matches!(op, Op::BuildImage { build, .. } if !build.is_remote() && !build.context.starts_with('/'))
}

/// Names of variables that containers are told to have not, as far as a shell can take them away.
fn removed_variables(plan: &Plan) -> BTreeSet<&str> {
    let is_name = |it: &str| {
        !it.starts_with(|it: char| it.is_ascii_digit())
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
            && !it.is_empty()
    };
    plan.steps
        .iter()
        .filter_map(|it| match &it.op {
            Op::CreateContainer { spec, .. } => Some(&spec.env),
            _ => None,
        })
        .flatten()
        .map(|it| it.entry.as_str())
        .filter(|it| is_name(it))
        .collect()
}

/// The commands of one step. A container that is started right away is created by `run`.
fn commands(step: &Step, is_started_next: bool) -> Vec<String> {
    match &step.op {
        Op::PullImage { image } => vec![line(["docker", "pull", image])],
        Op::BuildImage { image, build } => vec![build_command(image, build)],
        Op::CreateNetwork { name, spec } => vec![network_command(name, spec)],
        Op::CreateVolume { name, labels } => {
            let mut words = Words::of("docker volume create");
            words.labels(labels);
            words.word(name);
            vec![words.broken()]
        }
        Op::CreateContainer { name, spec } => {
            let mut res = vec![container_command(name, spec, is_started_next)];
            res.extend(further_networks(spec).map(|(network, endpoint)| {
                let mut words = Words::of("docker network connect");
                words.endpoint(endpoint, "--alias");
                words.word(network);
                words.word(name);
                words.broken()
            }));
            res
        }
        Op::StartContainer { container } => vec![line(["docker", "start", container])],
        Op::AwaitContainer { container, until } => await_commands(container, *until),
        Op::StopContainer { container } => vec![line(["docker", "stop", container])],
        Op::RemoveContainer { container } => vec![line(["docker", "rm", "-v", container])],
        Op::RemoveNetwork { name } => vec![line(["docker", "network", "rm", name])],
        Op::RemoveVolume { name } => vec![line(["docker", "volume", "rm", name])],
    }
}

fn build_command(image: &str, build: &BuildSpec) -> String {
    let mut words = Words::of("docker build");
    words.flag("-t", image);
    if let Some(dockerfile) = &build.dockerfile {
        // The client looks for it where it is called, and not in the context.
        let context = build.context.trim_end_matches('/');
        let is_plain = build.is_remote() || dockerfile.starts_with('/') || context == ".";
        if is_plain {
            words.flag("-f", dockerfile);
        } else {
            words.flag("-f", &format!("{context}/{dockerfile}"));
        }
    }
    for (name, value) in &build.args {
        match value {
            Some(value) => words.flag("--build-arg", &format!("{name}={value}")),
            None => words.flag("--build-arg", name),
        }
    }
    if let Some(target) = &build.target {
        words.flag("--target", target);
    }
    words.word(&build.context);
    words.broken()
}

fn network_command(name: &str, spec: &NetworkSpec) -> String {
    let mut words = Words::of("docker network create");
    if !spec.driver.is_empty() && spec.driver != "bridge" {
        words.flag("--driver", &spec.driver);
    }
    for (key, value) in &spec.driver_opts {
        words.flag("--opt", &format!("{key}={value}"));
    }
    if let Some(subnet) = &spec.subnet {
        words.flag("--subnet", subnet);
    }
    words.switch("--internal", spec.internal);
    words.switch("--attachable", spec.attachable);
    words.labels(&spec.labels);
    words.word(name);
    words.broken()
}

/// The networks that a container is connected to after it was created: `create` takes one.
fn further_networks(spec: &ContainerSpec) -> impl Iterator<Item = (&String, &EndpointSpec)> {
    let networks = match &spec.network {
        NetworkMode::User { networks } => Some(networks.iter().skip(1)),
        _ => None,
    };
    networks.into_iter().flatten()
}

fn container_command(name: &str, spec: &ContainerSpec, runs: bool) -> String {
    let mut words = Words::of(if runs {
        "docker run -d"
    } else {
        "docker create"
    });
    words.flag("--name", name);
    match &spec.network {
        NetworkMode::DefaultBridge => {}
        NetworkMode::Host => words.flag("--network", "host"),
        NetworkMode::None => words.flag("--network", "none"),
        NetworkMode::Container { container } => {
            words.flag("--network", &format!("container:{container}"));
        }
        NetworkMode::User { networks } => {
            if let Some((network, endpoint)) = networks.first() {
                words.flag("--network", network);
                words.endpoint(endpoint, "--network-alias");
            }
        }
    }
    if spec.network != NetworkMode::None {
        for it in &spec.links {
            words.flag("--link", &format!("{}:{}", it.source, it.alias));
        }
    }
    words.option("--hostname", &spec.hostname);
    words.option("--domainname", &spec.domainname);
    for it in &spec.extra_hosts {
        words.flag("--add-host", &format!("{}:{}", it.host, it.address));
    }
    for it in &spec.env {
        words.flag("-e", &it.entry);
    }
    let published: BTreeSet<_> = spec.ports.iter().map(|it| it.container).collect();
    for it in spec.exposed.iter().filter(|it| !published.contains(it)) {
        words.flag("--expose", &it.to_string());
    }
    for it in &spec.ports {
        words.flag("-p", &published_port(it));
    }
    words.switch("-P", spec.publish_all);
    for it in spec.binds.iter().chain(&spec.volumes) {
        words.flag("-v", it);
    }
    for it in &spec.volumes_from {
        words.flag("--volumes-from", it);
    }
    match spec.restart {
        RestartPolicy::No => {}
        RestartPolicy::Always => words.flag("--restart", "always"),
        RestartPolicy::UnlessStopped => words.flag("--restart", "unless-stopped"),
        RestartPolicy::OnFailure { max_retries: 0 } => words.flag("--restart", "on-failure"),
        RestartPolicy::OnFailure { max_retries } => {
            words.flag("--restart", &format!("on-failure:{max_retries}"));
        }
    }
    if let Some(it) = &spec.healthcheck {
        words.health(it);
    }
    words.option("--user", &spec.user);
    words.option("--workdir", &spec.working_dir);
    words.option("--stop-signal", &spec.stop_signal);
    let stop_timeout = spec.stop_timeout.map(|it| it.to_string());
    words.option("--stop-timeout", &stop_timeout);
    words.switch("--privileged", spec.privileged);
    words.switch("--tty", spec.tty);
    words.switch("--interactive", spec.stdin_open);
    words.switch("--rm", spec.auto_remove);
    words.labels(&spec.labels);
    // The client takes one word as entrypoint: the others stand before the command, which comes to the same.
    let mut arguments: Vec<&str> = Vec::new();
    if let Some(entrypoint) = &spec.entrypoint {
        let (first, rest) = match entrypoint.split_first() {
            Some((first, rest)) => (first.as_str(), rest),
            None => ("", entrypoint.as_slice()),
        };
        words.flag("--entrypoint", first);
        arguments.extend(rest.iter().map(String::as_str));
    }
    arguments.extend(spec.command.iter().flatten().map(String::as_str));
    words.word(&spec.image);
    words.words(&arguments);
    words.broken()
}

/// `80/tcp` leads there from any free port of the host, `127.0.0.1:8080:80/tcp` from this one.
fn published_port(it: &PortBinding) -> String {
    let ip = if it.host_ip.contains(':') && !it.host_ip.starts_with('[') {
        format!("[{}]", it.host_ip)
    } else {
        it.host_ip.clone()
    };
    let port = match it.host_port {
        None => String::new(),
        Some(HostPort { first, last }) if first == last => first.to_string(),
        Some(HostPort { first, last }) => format!("{first}-{last}"),
    };
    match (ip.as_str(), port.as_str()) {
        ("", "") => it.container.to_string(),
        ("", port) => format!("{port}:{}", it.container),
        (ip, port) => format!("{ip}:{port}:{}", it.container),
    }
}

/// Waits as the compose tool does, and ends the script where it would give up.
fn await_commands(container: &str, until: Condition) -> Vec<String> {
    let name = quoted(container);
    match until {
        Condition::Started => Vec::new(),
        Condition::Healthy => vec![format!(
            "until state=$(docker inspect -f '{{{{if .State.Running}}}}{{{{.State.Health.Status}}}}{{{{else}}}}stopped{{{{end}}}}' {name}); [ \"$state\" = healthy ]; do\n  \
             [ \"$state\" = starting ] || {{ echo {} >&2; exit 1; }}\n  \
             sleep 1\n\
             done",
            format_args!("{}\"$state\"", quoted(&format!("{container} is "))),
        )],
        Condition::CompletedSuccessfully => vec![format!(
            "code=$(docker wait {name}); [ \"$code\" = 0 ] || {{ echo {}\"$code\" >&2; exit 1; }}",
            quoted(&format!("{container} ended with code "))
        )],
    }
}

/// A time as Go reads it, in the largest unit that fits.
fn go_duration(nanoseconds: i64) -> String {
    let units = [
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
        (1_000, "us"),
        (1, "ns"),
    ];
    let (size, unit) = units
        .into_iter()
        .find(|(size, _)| nanoseconds % size == 0)
        .unwrap_or((1, "ns"));
    format!("{}{unit}", nanoseconds / size)
}

fn line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(quoted).collect();
    words.join(" ")
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_@%+=:,./-".contains(it);
    // `NAME=value` at the beginning of a command would be an assignment, but no command begins with it here.
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A command that is put together: its pieces stay on one line each where it has to be broken.
struct Words(Vec<String>);

impl Words {
    fn of(command: &str) -> Words {
        Words(vec![command.to_owned()])
    }

    fn flag(&mut self, name: &str, value: &str) {
        self.0.push(format!("{name} {}", quoted(value)));
    }

    fn option(&mut self, name: &str, value: &Option<String>) {
        if let Some(value) = value {
            self.flag(name, value);
        }
    }

    fn switch(&mut self, name: &str, is_on: bool) {
        if is_on {
            self.0.push(name.to_owned());
        }
    }

    fn word(&mut self, word: &str) {
        self.0.push(quoted(word));
    }

    /// Words that stay with the last piece.
    fn words(&mut self, words: &[&str]) {
        if let Some(last) = self.0.last_mut() {
            for word in words {
                last.push(' ');
                last.push_str(&quoted(word));
            }
        }
    }

    fn labels(&mut self, labels: &BTreeMap<String, String>) {
        for (key, value) in labels {
            self.flag("--label", &format!("{key}={value}"));
        }
    }

    fn endpoint(&mut self, endpoint: &EndpointSpec, alias_flag: &str) {
        self.option("--ip", &endpoint.ipv4_address);
        for it in &endpoint.aliases {
            self.flag(alias_flag, it);
        }
        for it in &endpoint.links {
            self.flag("--link", &format!("{}:{}", it.source, it.alias));
        }
    }

    fn health(&mut self, check: &Healthcheck) {
        match check.test.split_first() {
            Some((kind, _)) if kind == "NONE" => {
                self.switch("--no-healthcheck", true);
                return;
            }
            Some((kind, words)) if kind == "CMD" => {
                self.flag("--health-cmd", &line(words.iter().map(String::as_str)));
            }
            Some((_, words)) => self.flag("--health-cmd", &words.join(" ")),
            None => {}
        }
        for (name, time) in [
            ("--health-interval", check.interval),
            ("--health-timeout", check.timeout),
            ("--health-start-period", check.start_period),
        ] {
            if time != 0 {
                self.flag(name, &go_duration(time));
            }
        }
        if check.retries != 0 {
            self.flag("--health-retries", &check.retries.to_string());
        }
    }

    /// On one line if that is short enough, else with a piece a line.
    fn broken(self) -> String {
        let length: usize = self.0.iter().map(|it| it.len() + 1).sum();
        let separator = if length > WIDTH { " \\\n  " } else { " " };
        self.0.join(separator)
    }
}
