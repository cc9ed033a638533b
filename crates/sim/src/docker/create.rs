//! What `run` and `create` send to the engine: their flags, read into the settings of a container.

use super::Client;
use crate::args::{Flag, Parsed, int, list, switch, text};
use crate::machine::DockerCli;
use indexmap::IndexMap;
use linkyard_core::op::{
    ContainerSpec, EndpointSpec, EnvArg, ExtraHost, Healthcheck, LinkArg, NetworkMode,
    RestartPolicy,
};
use linkyard_core::port::{HostPort, Port, PortBinding, Protocol};

/// Flags of `run` and `create`. Those that nothing here can show are read, and change nothing.
pub(super) const FLAGS: &[Flag] = &[
    list("add-host", None, "Add a line to /etc/hosts (host:ip)"),
    list("attach", Some('a'), "Attach to one of its streams"),
    list("cap-add", None, "Add a capability"),
    list("cap-drop", None, "Drop a capability"),
    text("cidfile", None, "Write the id to a file"),
    text("cpus", None, "Number of processors"),
    int("cpu-shares", Some('c'), "Weight of its processor time"),
    switch(
        "detach",
        Some('d'),
        "Run in the background and print its id",
    ),
    list("device", None, "Add a device of the host"),
    list("dns", None, "Set DNS servers"),
    list("dns-search", None, "Set DNS search domains"),
    text("domainname", None, "Domain name"),
    text("entrypoint", None, "Overwrite the image's ENTRYPOINT"),
    list("env", Some('e'), "Set a variable"),
    list("env-file", None, "Read variables from a file"),
    list("expose", None, "Expose a port or a range of ports"),
    list("group-add", None, "Add groups"),
    text("health-cmd", None, "Command that checks its health"),
    text("health-interval", None, "Time between two checks"),
    int(
        "health-retries",
        None,
        "Failures in a row until it is unhealthy",
    ),
    text(
        "health-start-period",
        None,
        "Time in which failures do not count",
    ),
    text("health-timeout", None, "Time for one check"),
    text("hostname", Some('h'), "Host name"),
    switch("init", None, "Run an init process in it"),
    switch("interactive", Some('i'), "Keep its standard input open"),
    text("ip", None, "IPv4 address"),
    text("ipc", None, "IPC mode"),
    list("label", Some('l'), "Set a label"),
    list("link", None, "Link to another container"),
    text("log-driver", None, "Logging driver"),
    list("log-opt", None, "Option of the logging driver"),
    text("mac-address", None, "MAC address"),
    text("memory", Some('m'), "Memory limit"),
    text("memory-swap", None, "Swap limit"),
    list("mount", None, "Mount a volume or a folder"),
    text("name", None, "Its name"),
    list("net", None, "Connect it to a network"),
    list("net-alias", None, "Add a name on its network"),
    list("network", None, "Connect it to a network"),
    list("network-alias", None, "Add a name on its network"),
    switch(
        "no-healthcheck",
        None,
        "Switch the image's health check off",
    ),
    text("pid", None, "PID namespace"),
    text("platform", None, "Platform of the image"),
    switch("privileged", None, "Give it every right over the host"),
    list("publish", Some('p'), "Publish a port to the host"),
    switch(
        "publish-all",
        Some('P'),
        "Publish all exposed ports to free host ports",
    ),
    text("pull", None, "When to pull the image"),
    switch("quiet", Some('q'), "Print nothing of the pull"),
    switch("read-only", None, "Mount its root file system read-only"),
    text("restart", None, "Restart policy"),
    switch("rm", None, "Remove it when it has ended"),
    list("security-opt", None, "Security option"),
    text("shm-size", None, "Size of /dev/shm"),
    switch("sig-proxy", None, "Forward signals"),
    text("stop-signal", None, "Signal that stops it"),
    int("stop-timeout", None, "Seconds until it is killed"),
    list("sysctl", None, "Kernel setting"),
    list("tmpfs", None, "Mount memory as a folder"),
    switch("tty", Some('t'), "Give it a terminal"),
    list("ulimit", None, "Limit"),
    text("user", Some('u'), "User"),
    text("userns", None, "User namespace"),
    list("volume", Some('v'), "Mount a volume or a folder"),
    list(
        "volumes-from",
        None,
        "Mount the volumes of another container",
    ),
    text("workdir", Some('w'), "Folder in which it starts"),
];

impl Client<'_> {
    /// Reads the flags and words of `run` and `create`.
    ///
    /// # Errors
    /// The client's refusal.
    pub(super) fn container_spec(&self, parsed: &Parsed) -> Result<ContainerSpec, String> {
        let (image, command) = parsed
            .words
            .split_first()
            .ok_or_else(|| "no image".to_owned())?;
        if parsed.is_on("rm") && parsed.value("restart").is_some_and(|it| it != "no") {
            let old = self.cli() < DockerCli::V28;
            return Err(if old {
                "Conflicting options: --restart and --rm".to_owned()
            } else {
                "conflicting options: cannot specify both --restart and --rm".to_owned()
            });
        }
        let links = parsed.values("link").iter().map(|it| link(it));
        let links: Vec<LinkArg> = links.collect::<Result<_, _>>()?;
        let mut exposed = std::collections::BTreeSet::new();
        for it in parsed.values("expose") {
            if it.contains(':') {
                return Err(format!("invalid port format for --expose: {it}"));
            }
            let ports = port_range(it).ok_or_else(|| {
                format!(
                    "invalid range format for --expose: {it}, error: Invalid ContainerPort: {it}"
                )
            })?;
            exposed.extend(ports);
        }
        let mut ports = Vec::new();
        for it in parsed.values("publish") {
            ports.extend(bindings(it)?);
        }
        let mut env = Vec::new();
        for file in parsed.values("env-file") {
            let path = file.strip_prefix("./").unwrap_or(file);
            let text = self
                .machine
                .files
                .get(path)
                .ok_or_else(|| format!("open {file}: no such file or directory"))?;
            env.extend(self.env_file(text));
        }
        for it in parsed.values("env") {
            env.push(self.variable(it));
        }
        let mut binds = Vec::new();
        let mut volumes = Vec::new();
        for it in parsed.values("volume") {
            match it.split_once(':') {
                None => volumes.push(it.clone()),
                Some((source, rest))
                    if source.starts_with('.') && self.cli() > DockerCli::V20_10 =>
                {
                    let path =
                        linkyard_core::project::host_path(source, &self.machine.working_dir, "");
                    binds.push(format!("{path}:{rest}"));
                }
                Some((source, _)) if !source.starts_with('/') && !is_volume_name(source) => {
                    return Err(format!(
                        "Error response from daemon: {}",
                        bad_volume_name(source)
                    ));
                }
                Some((_, rest)) if rest.matches(':').count() > 1 => {
                    return Err(format!(
                        "Error response from daemon: invalid volume specification: '{it}'"
                    ));
                }
                Some(_) => binds.push(it.clone()),
            }
        }
        for it in parsed.values("mount") {
            let field = |wanted: &[&str]| {
                it.split(',').find_map(|part| {
                    let (key, value) = part.split_once('=')?;
                    wanted.contains(&key).then(|| value.to_owned())
                })
            };
            let target = field(&["target", "dst", "destination"]).ok_or_else(|| {
                format!("invalid argument \"{it}\" for \"--mount\" flag: target is required")
            })?;
            let mode = if it.split(',').any(|it| it == "readonly" || it == "ro") {
                ":ro"
            } else {
                ""
            };
            match field(&["source", "src"]) {
                Some(source) => binds.push(format!("{source}:{target}{mode}")),
                None => volumes.push(target),
            }
        }
        let network = self.network_mode(parsed, &links)?;
        let is_user_network = matches!(network, NetworkMode::User { .. });
        let extra_hosts = parsed
            .values("add-host")
            .iter()
            .map(|it| extra_host(it))
            .collect::<Result<_, _>>()?;
        let entrypoint = parsed.value("entrypoint").map(|it| {
            if it.is_empty() {
                Vec::new()
            } else {
                vec![it.to_owned()]
            }
        });
        Ok(ContainerSpec {
            image: image.clone(),
            command: (!command.is_empty()).then(|| command.to_vec()),
            entrypoint,
            env,
            exposed,
            ports,
            links: if is_user_network { Vec::new() } else { links },
            extra_hosts,
            network,
            hostname: parsed.value("hostname").map(str::to_owned),
            domainname: parsed.value("domainname").map(str::to_owned),
            user: parsed.value("user").map(str::to_owned),
            working_dir: parsed.value("workdir").map(str::to_owned),
            binds,
            volumes,
            volumes_from: parsed.values("volumes-from").to_vec(),
            restart: restart_policy(self.cli(), parsed.value("restart").unwrap_or("no"))?,
            healthcheck: healthcheck(parsed)?,
            labels: parsed
                .values("label")
                .iter()
                .map(|it| {
                    let (key, value) = it.split_once('=').unwrap_or((it, ""));
                    (key.to_owned(), value.to_owned())
                })
                .collect(),
            tty: parsed.is_on("tty"),
            stdin_open: parsed.is_on("interactive"),
            privileged: parsed.is_on("privileged"),
            stop_signal: parsed.value("stop-signal").map(str::to_owned),
            stop_timeout: parsed
                .number("stop-timeout")
                .and_then(|it| u32::try_from(it).ok()),
            auto_remove: parsed.is_on("rm"),
            publish_all: parsed.is_on("publish-all"),
            ..ContainerSpec::default()
        })
    }

    /// `K=V`, or `K` with the shell's value; one that the shell does not have is sent as `K`, which takes the image's away.
    pub(super) fn variable(&self, text: &str) -> EnvArg {
        let entry = match self.machine.variables.get(text) {
            Some(value) => format!("{text}={value}"),
            None => text.to_owned(),
        };
        EnvArg {
            entry,
            origin: None,
        }
    }

    fn env_file(&self, text: &str) -> Vec<EnvArg> {
        text.lines()
            .map(|it| it.trim_start())
            .filter(|it| !it.is_empty() && !it.starts_with('#'))
            .map(|it| self.variable(it))
            // Other than of `-e`, the client sends nothing of a variable that has no value.
            .filter(|it| it.entry.contains('='))
            .collect()
    }

    fn network_mode(&self, parsed: &Parsed, links: &[LinkArg]) -> Result<NetworkMode, String> {
        let networks: Vec<&String> = parsed
            .values("network")
            .iter()
            .chain(parsed.values("net"))
            .collect();
        let aliases: Vec<String> = parsed
            .values("network-alias")
            .iter()
            .chain(parsed.values("net-alias"))
            .cloned()
            .collect();
        let endpoint = |is_first: bool| EndpointSpec {
            aliases: if is_first {
                aliases.clone()
            } else {
                Vec::new()
            },
            links: if is_first { links.to_vec() } else { Vec::new() },
            ipv4_address: parsed.value("ip").filter(|_| is_first).map(str::to_owned),
        };
        let mode = match networks.first().map(|it| it.as_str()) {
            None | Some("bridge" | "default") => {
                if !aliases.is_empty() && self.cli() > DockerCli::V20_10 {
                    return Err(ALIASES_REFUSED.to_owned());
                }
                NetworkMode::DefaultBridge
            }
            Some(name) if !aliases.is_empty() && !is_user_network(name) => {
                return Err(ALIASES_REFUSED.to_owned());
            }
            Some(name)
                if !links.is_empty() && self.cli() < DockerCli::V28 && !is_user_network(name) =>
            {
                return Err("links are only supported for user-defined networks".to_owned());
            }
            Some("host") => NetworkMode::Host,
            Some("none") => NetworkMode::None,
            Some(name) => match name.strip_prefix("container:") {
                Some(container) => {
                    if parsed.is_given("hostname") {
                        return Err("Error response from daemon: conflicting options: hostname and the network mode".to_owned());
                    }
                    if !parsed.values("publish").is_empty() || parsed.is_on("publish-all") {
                        return Err("Error response from daemon: conflicting options: port publishing and the container type network mode".to_owned());
                    }
                    if !parsed.values("expose").is_empty() {
                        return Err("Error response from daemon: conflicting options: port exposing and the container type network mode".to_owned());
                    }
                    if !parsed.values("add-host").is_empty() {
                        return Err(
                            "Error response from daemon: conflicting options: custom host-to-IP mapping and the network mode"
                                .to_owned(),
                        );
                    }
                    NetworkMode::Container {
                        container: container.to_owned(),
                    }
                }
                None => NetworkMode::User {
                    networks: networks
                        .iter()
                        .enumerate()
                        .map(|(index, it)| ((*it).clone(), endpoint(index == 0)))
                        .collect::<IndexMap<_, _>>(),
                },
            },
        };
        Ok(mode)
    }
}

/// Whether `--network` names a network that somebody created.
fn is_user_network(name: &str) -> bool {
    !matches!(name, "host" | "none") && !name.starts_with("container:")
}

/// Whether the engine takes a volume of this name.
pub(super) fn is_volume_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-'))
}

/// The engine's refusal of a volume's name.
pub(super) fn bad_volume_name(name: &str) -> String {
    format!(
        "create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
    )
}

const ALIASES_REFUSED: &str = "network-scoped aliases are only supported for user-defined networks";

fn link(text: &str) -> Result<LinkArg, String> {
    let mut parts = text.split(':');
    let (source, alias, more) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if more.is_some() {
        return Err(format!(
            "invalid argument \"{text}\" for \"--link\" flag: bad format for links: {text}"
        ));
    }
    Ok(LinkArg {
        source: source.to_owned(),
        alias: alias.unwrap_or(source).to_owned(),
        origin: None,
    })
}

fn extra_host(text: &str) -> Result<ExtraHost, String> {
    let (host, address) = text.split_once([':', '=']).ok_or_else(|| {
        format!("invalid argument \"{text}\" for \"--add-host\" flag: bad format for add-host: \"{text}\"")
    })?;
    let is_address = address == "host-gateway" || address.parse::<std::net::IpAddr>().is_ok();
    if !is_address {
        return Err(format!(
            "invalid argument \"{text}\" for \"--add-host\" flag: invalid IP address in add-host: \"{address}\""
        ));
    }
    Ok(ExtraHost {
        host: host.to_owned(),
        address: address.to_owned(),
        origin: None,
    })
}

/// `80`, `8000-8002`, `53/udp`.
fn port_range(text: &str) -> Option<Vec<Port>> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let protocol: Protocol = protocol.parse().ok()?;
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then(|| (first..=last).map(|it| Port::new(it, protocol)).collect())
}

/// `80`, `8080:80`, `127.0.0.1:8080:80/udp`, `8000-8001:80-81`.
fn bindings(text: &str) -> Result<Vec<PortBinding>, String> {
    let refuse =
        |why: String| format!("invalid argument \"{text}\" for \"-p, --publish\" flag: {why}");
    let mut parts: Vec<&str> = text.rsplitn(3, ':').collect();
    let container = parts.first().copied().unwrap_or_default();
    let (host, host_ip) = match parts.len() {
        1 => ("", ""),
        2 => (parts.remove(1), ""),
        _ => {
            let ip = parts.pop().unwrap_or_default();
            (parts.pop().unwrap_or_default(), ip)
        }
    };
    let host_ip = host_ip.trim_start_matches('[').trim_end_matches(']');
    if !host_ip.is_empty() && host_ip.parse::<std::net::IpAddr>().is_err() {
        return Err(refuse(format!("Invalid ip address: {host_ip}")));
    }
    let inside = port_range(container).ok_or_else(|| {
        let number = container.split('/').next().unwrap_or_default();
        match container.split_once('/') {
            Some((_, protocol)) if protocol.parse::<Protocol>().is_err() => {
                refuse(format!("Invalid proto: {protocol}"))
            }
            _ if number.is_empty() => refuse(format!("No port specified: {text}<empty>")),
            _ => refuse(format!("Invalid containerPort: {number}")),
        }
    })?;
    if host.is_empty() {
        return Ok(inside
            .into_iter()
            .map(|container| PortBinding {
                container,
                host_ip: host_ip.to_owned(),
                host_port: None,
            })
            .collect());
    }
    let outside = port_range(host).ok_or_else(|| refuse(format!("Invalid hostPort: {host}")))?;
    if inside.len() == 1 && outside.len() > 1 {
        let (first, last) = (outside.first(), outside.last());
        let range = first.zip(last).map(|(first, last)| HostPort {
            first: first.number,
            last: last.number,
        });
        return Ok(inside
            .into_iter()
            .map(|container| PortBinding {
                container,
                host_ip: host_ip.to_owned(),
                host_port: range,
            })
            .collect());
    }
    if inside.len() != outside.len() {
        return Err(refuse(format!(
            "Invalid ranges specified for container and host Ports: {container} and {host}"
        )));
    }
    Ok(inside
        .into_iter()
        .zip(outside)
        .map(|(container, host)| PortBinding {
            container,
            host_ip: host_ip.to_owned(),
            host_port: Some(HostPort::one(host.number)),
        })
        .collect())
}

/// `no`, `always`, `unless-stopped`, `on-failure:3`.
pub(super) fn restart_policy(cli: DockerCli, text: &str) -> Result<RestartPolicy, String> {
    let (name, retries) = text.split_once(':').unwrap_or((text, ""));
    let is_old = cli == DockerCli::V20_10;
    match name {
        "" | "no" => Ok(RestartPolicy::No),
        "always" => Ok(RestartPolicy::Always),
        "unless-stopped" => Ok(RestartPolicy::UnlessStopped),
        "on-failure" => match retries {
            "" => Ok(RestartPolicy::OnFailure { max_retries: 0 }),
            it => it
                .parse()
                .map(|max_retries| RestartPolicy::OnFailure { max_retries })
                .map_err(|_| {
                    let prefix = if is_old {
                        ""
                    } else {
                        "invalid restart policy format: "
                    };
                    format!("{prefix}maximum retry count must be an integer")
                }),
        },
        _ if is_old => Err(format!(
            "Error response from daemon: invalid restart policy '{name}'"
        )),
        _ => Err(format!(
            "Error response from daemon: invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
        )),
    }
}

fn healthcheck(parsed: &Parsed) -> Result<Option<Healthcheck>, String> {
    if parsed.is_on("no-healthcheck") {
        return Ok(Some(Healthcheck {
            test: vec!["NONE".to_owned()],
            ..Healthcheck::default()
        }));
    }
    let names = [
        "health-cmd",
        "health-interval",
        "health-timeout",
        "health-retries",
        "health-start-period",
    ];
    if !names.iter().any(|it| parsed.is_given(it)) {
        return Ok(None);
    }
    let time = |name: &str| match parsed.value(name) {
        None => Ok(0),
        Some(it) => duration_ns(it).ok_or_else(|| {
            format!(
                "invalid argument \"{it}\" for \"--{name}\" flag: time: invalid duration \"{it}\""
            )
        }),
    };
    Ok(Some(Healthcheck {
        test: parsed
            .value("health-cmd")
            .map(|it| vec!["CMD-SHELL".to_owned(), it.to_owned()])
            .unwrap_or_default(),
        interval: time("health-interval")?,
        timeout: time("health-timeout")?,
        retries: parsed
            .number("health-retries")
            .and_then(|it| u32::try_from(it).ok())
            .unwrap_or(0),
        start_period: time("health-start-period")?,
    }))
}

/// `1m30s` in nanoseconds.
fn duration_ns(text: &str) -> Option<i64> {
    let mut res: f64 = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, after) = rest.split_at_checked(end)?;
        let unit_end = after
            .find(|it: char| it.is_ascii_digit() || it == '.')
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(unit_end)?;
        let factor = match unit {
            "ns" => 1.0,
            "us" | "µs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3_600e9,
            _ => return None,
        };
        res += number.parse::<f64>().ok()? * factor;
        rest = after;
    }
    (!text.is_empty()).then_some(res as i64)
}
