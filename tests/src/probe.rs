//! What really is: containers, networks and volumes of an engine, and each container as seen from inside.

use crate::engine::Engine;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A container as the engine has it.
#[derive(Clone, Debug)]
pub struct Observed {
    /// Its id, 64 hexadecimal digits.
    pub id: String,
    /// The engine's word for its state.
    pub state: String,
    /// `Config.Env`.
    pub config_env: Vec<String>,
    /// `Config.ExposedPorts`.
    pub exposed: BTreeSet<String>,
    /// `SOURCE:ALIAS` of its legacy links, and of those on user-defined networks `NETWORK SOURCE:ALIAS`.
    pub links: BTreeSet<String>,
    /// Its address by network, while it runs.
    pub addresses: BTreeMap<String, String>,
    /// Environment of its first process, `K=V` each. Empty unless it runs.
    pub env: Vec<String>,
    /// Its `/etc/hosts`. Empty unless it runs.
    pub hosts: String,
}

/// Everything on an engine that a compose file can make.
#[derive(Clone, Debug)]
pub struct ObservedEngine {
    /// Its name on the network: what a container with the host's network sees as its host name.
    pub hostname: String,
    /// Containers by name.
    pub containers: BTreeMap<String, Observed>,
    /// User-defined networks and their subnets.
    pub networks: BTreeMap<String, String>,
    /// Named volumes.
    pub volumes: BTreeSet<String>,
}

/// Reads the engine. On a shared one `is_ours` says which containers count.
///
/// # Errors
/// The engine does not answer, or a running container cannot be looked into.
pub fn observe(engine: &Engine, is_ours: &dyn Fn(&str) -> bool) -> Result<ObservedEngine> {
    let list = |args: &[&str]| -> Result<Vec<String>> {
        Ok(engine
            .docker(args)?
            .split_whitespace()
            .map(str::to_owned)
            .collect())
    };
    let mut containers = BTreeMap::new();
    for id in list(&["ps", "--all", "--quiet", "--no-trunc"])? {
        let inspected: Value = serde_json::from_str(&engine.docker(&["inspect", &id])?)?;
        let it = &inspected[0];
        let name = it["Name"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches('/')
            .to_owned();
        if is_ours(&name) {
            let observed =
                container(engine, it, &name).with_context(|| format!("cannot look into {name}"))?;
            containers.insert(name, observed);
        }
    }
    let mut networks = BTreeMap::new();
    for name in list(&[
        "network",
        "ls",
        "--filter",
        "type=custom",
        "--format",
        "{{.Name}}",
    ])? {
        let subnet = engine.docker(&[
            "network",
            "inspect",
            "--format",
            "{{range .IPAM.Config}}{{.Subnet}}{{end}}",
            &name,
        ])?;
        networks.insert(name, subnet.trim().to_owned());
    }
    // A volume without a name gets one of 64 hexadecimal digits.
    let volumes = list(&["volume", "ls", "--quiet"])?
        .into_iter()
        .filter(|it| it.len() != 64)
        .collect();
    let hostname = engine
        .docker(&["info", "--format", "{{.Name}}"])?
        .trim()
        .to_owned();
    Ok(ObservedEngine {
        hostname,
        containers,
        networks,
        volumes,
    })
}

fn container(engine: &Engine, it: &Value, name: &str) -> Result<Observed> {
    let id = it["Id"].as_str().context("it has no id")?.to_owned();
    let state = it["State"]["Status"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let mut links: BTreeSet<String> = strings(&it["HostConfig"]["Links"])
        .iter()
        // Links that do nothing, on other networks than the default bridge, stand there as they were sent, without a slash.
        .filter(|link| link.starts_with('/'))
        .map(|link| {
            // `/SOURCE:/RECIPIENT/ALIAS`
            let (source, alias) = link.split_once(':').unwrap_or((link, ""));
            let alias = alias.strip_prefix(&format!("/{name}/")).unwrap_or(alias);
            format!("{}:{alias}", source.trim_start_matches('/'))
        })
        .collect();
    let mut addresses = BTreeMap::new();
    for (network, endpoint) in it["NetworkSettings"]["Networks"]
        .as_object()
        .into_iter()
        .flatten()
    {
        links.extend(
            strings(&endpoint["Links"])
                .iter()
                .map(|link| match link.contains(':') {
                    true => format!("{network} {link}"),
                    false => format!("{network} {link}:{link}"),
                }),
        );
        let address = endpoint["IPAddress"].as_str().unwrap_or_default();
        if !address.is_empty() {
            addresses.insert(network.clone(), address.to_owned());
        }
    }
    let (mut env, mut hosts) = (Vec::new(), String::new());
    if state == "running" {
        // As the container's own user: in a container even root may not read another one's environment.
        let raw = engine.docker(&["exec", &id, "/bin/cat", "/proc/1/environ"])?;
        env = raw.split_terminator('\0').map(str::to_owned).collect();
        hosts = engine.docker(&["exec", &id, "/bin/cat", "/etc/hosts"])?;
    }
    Ok(Observed {
        id,
        state,
        config_env: strings(&it["Config"]["Env"]),
        exposed: it["Config"]["ExposedPorts"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(port, _)| port.clone())
            .collect(),
        links,
        addresses,
        env,
        hosts,
    })
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
