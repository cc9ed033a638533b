//! What `run` and `create` send to the engine: their flags, read into the settings of a container.

use super::Client;
use super::values::{
    ALIASES_REFUSED, bad_volume_name, bindings, extra_host, healthcheck, is_user_network,
    is_volume_name, link, port_range, restart_policy,
};
use crate::args::{Flag, Parsed, int, list, switch, text};
use crate::machine::DockerCli;
use indexmap::IndexMap;
use linkyard_core::op::{ContainerSpec, EndpointSpec, EnvArg, LinkArg, NetworkMode};

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
