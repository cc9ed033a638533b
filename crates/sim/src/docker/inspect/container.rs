//! A container as JSON, in the engine's order.

use crate::docker::network::id_of;
use linkyard_core::images::canonical_reference;
use linkyard_core::op::{NetworkMode, RestartPolicy};
use linkyard_core::port::is_any_address;
use linkyard_core::world::{
    Container, ContainerState, DEFAULT_BRIDGE, Health, MountPointKind, Time, World,
};
use serde_json::{Map, Value, json};

fn time(at: Option<Time>) -> String {
    at.map_or("0001-01-01T00:00:00Z".to_owned(), Time::rfc3339)
}

pub(super) fn list(items: &[String]) -> Value {
    if items.is_empty() {
        Value::Null
    } else {
        json!(items)
    }
}

pub(super) fn container(world: &World, it: &Container) -> Value {
    let words = linkyard_core::programs::command_line(world, it);
    let (path, args) = words
        .split_first()
        .map_or((String::new(), Vec::new()), |(path, args)| {
            (path.clone(), args.to_vec())
        });
    let life = &it.life;
    let mut state = json!({
        "Status": it.state.as_str(),
        "Running": it.state.is_up(),
        "Paused": it.state == ContainerState::Paused,
        "Restarting": it.state == ContainerState::Restarting,
        "OOMKilled": false,
        "Dead": false,
        "Pid": life.pid,
        "ExitCode": life.exit_code,
        "Error": life.error,
        "StartedAt": time(life.started),
        "FinishedAt": time(life.finished),
    });
    if let (Some(health), Some(state)) = (it.health, state.as_object_mut()) {
        let word = match health {
            Health::Starting => "starting",
            Health::Healthy => "healthy",
            Health::Unhealthy => "unhealthy",
        };
        state.insert(
            "Health".to_owned(),
            json!({"Status": word, "FailingStreak": life.failing_streak, "Log": []}),
        );
    }
    let env: Vec<String> = it.config_env.iter().map(|it| it.entry.clone()).collect();
    let facts = world.images.get(&it.spec.image);
    let entrypoint = it
        .spec
        .entrypoint
        .clone()
        .or_else(|| facts.map(|it| it.entrypoint.clone()))
        .unwrap_or_default();
    let command = match (&it.spec.command, &it.spec.entrypoint) {
        (Some(it), _) => it.clone(),
        (None, Some(_)) => Vec::new(),
        (None, None) => facts.map(|it| it.command.clone()).unwrap_or_default(),
    };
    let exposed: Map<String, Value> = sorted(it.exposed.iter().map(ToString::to_string))
        .into_iter()
        .map(|it| (it, json!({})))
        .collect();
    let volumes: Map<String, Value> = it
        .life
        .mounts
        .iter()
        .filter(|it| it.kind == MountPointKind::AnonymousVolume)
        .map(|it| (it.target.clone(), json!({})))
        .collect();
    let mut config = Map::new();
    config.insert("Hostname".to_owned(), json!(it.hostname()));
    config.insert(
        "Domainname".to_owned(),
        json!(it.spec.domainname.as_deref().unwrap_or_default()),
    );
    config.insert(
        "User".to_owned(),
        json!(
            it.spec
                .user
                .as_deref()
                .or(facts.map(|it| it.user.as_str()))
                .unwrap_or_default()
        ),
    );
    for key in ["AttachStdin", "AttachStdout", "AttachStderr"] {
        config.insert(key.to_owned(), json!(false));
    }
    if !exposed.is_empty() {
        config.insert("ExposedPorts".to_owned(), Value::Object(exposed));
    }
    config.insert("Tty".to_owned(), json!(it.spec.tty));
    config.insert("OpenStdin".to_owned(), json!(it.spec.stdin_open));
    config.insert("StdinOnce".to_owned(), json!(false));
    config.insert("Env".to_owned(), json!(env));
    config.insert("Cmd".to_owned(), list(&command));
    config.insert("Image".to_owned(), json!(it.spec.image));
    config.insert(
        "Volumes".to_owned(),
        if volumes.is_empty() {
            Value::Null
        } else {
            Value::Object(volumes)
        },
    );
    config.insert(
        "WorkingDir".to_owned(),
        json!(it.spec.working_dir.as_deref().unwrap_or_default()),
    );
    config.insert("Entrypoint".to_owned(), list(&entrypoint));
    config.insert("OnBuild".to_owned(), Value::Null);
    config.insert("Labels".to_owned(), json!(it.spec.labels));
    if let Some(signal) = &it.spec.stop_signal {
        config.insert("StopSignal".to_owned(), json!(signal));
    }
    if let Some(check) = &it.spec.healthcheck {
        config.insert("Healthcheck".to_owned(), json!({"Test": check.test}));
    }
    let bridge = it.endpoints.get(DEFAULT_BRIDGE);
    let own = bridge.and_then(|it| it.address.clone()).unwrap_or_default();
    let gateway = gateway(world, DEFAULT_BRIDGE);
    let networks: Map<String, Value> = sorted(it.endpoints.keys().cloned())
        .into_iter()
        .map(|name| {
            let value = endpoint(world, it, &name);
            (name, value)
        })
        .collect();
    let mut networks = networks;
    match it.spec.network {
        NetworkMode::Host => {
            drop(networks.insert("host".to_owned(), empty_endpoint(world, "host")))
        }
        NetworkMode::None => {
            drop(networks.insert("none".to_owned(), empty_endpoint(world, "none")))
        }
        _ => {}
    }
    json!({
        "Id": it.id,
        "Created": it.life.created.rfc3339(),
        "Path": path,
        "Args": args,
        "State": state,
        "Image": crate::docker::images::id_of(&canonical_reference(&it.spec.image)),
        "ResolvConfPath": format!("/var/lib/docker/containers/{}/resolv.conf", it.id),
        "HostnamePath": format!("/var/lib/docker/containers/{}/hostname", it.id),
        "HostsPath": format!("/var/lib/docker/containers/{}/hosts", it.id),
        "LogPath": format!("/var/lib/docker/containers/{0}/{0}-json.log", it.id),
        "Name": format!("/{}", it.name),
        "RestartCount": life.restart_count,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": null,
        "HostConfig": host_config(it),
        "Mounts": mounts(it),
        "Config": config,
        "NetworkSettings": {
            "Bridge": "",
            "Ports": ports(it),
            "Gateway": if own.is_empty() { String::new() } else { gateway },
            "IPAddress": own,
            "IPPrefixLen": if own.is_empty() { 0 } else { 16 },
            "MacAddress": mac(&own),
            "Networks": networks,
        },
    })
}

fn sorted(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut res: Vec<String> = items.collect();
    res.sort_unstable();
    res
}

fn host_config(it: &Container) -> Value {
    let spec = &it.spec;
    let mut links: Vec<String> = it
        .links
        .iter()
        .map(|link| format!("/{}:/{}/{}", link.source, it.name, link.alias))
        .collect();
    links.sort_unstable();
    let mode = match &spec.network {
        NetworkMode::DefaultBridge => "default".to_owned(),
        NetworkMode::Host => "host".to_owned(),
        NetworkMode::None => "none".to_owned(),
        NetworkMode::Container { container } => format!("container:{container}"),
        NetworkMode::User { networks } => networks.keys().next().cloned().unwrap_or_default(),
    };
    let (policy, retries) = match spec.restart {
        RestartPolicy::No => ("no", 0),
        RestartPolicy::Always => ("always", 0),
        RestartPolicy::UnlessStopped => ("unless-stopped", 0),
        RestartPolicy::OnFailure { max_retries } => ("on-failure", max_retries),
    };
    let mut bindings = Map::new();
    for binding in &spec.ports {
        let port = match binding.host_port {
            None => String::new(),
            Some(it) if it.first == it.last => it.first.to_string(),
            Some(it) => format!("{}-{}", it.first, it.last),
        };
        let entry = json!({"HostIp": binding.host_ip, "HostPort": port});
        let list = bindings
            .entry(binding.container.to_string())
            .or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(entry);
        }
    }
    let hosts: Vec<String> = spec
        .extra_hosts
        .iter()
        .map(|it| format!("{}:{}", it.host, it.address))
        .collect();
    json!({
        "Binds": list(&spec.binds),
        "NetworkMode": mode,
        "PortBindings": bindings,
        "RestartPolicy": {"Name": policy, "MaximumRetryCount": retries},
        "AutoRemove": spec.auto_remove,
        "VolumesFrom": list(&spec.volumes_from),
        "ExtraHosts": list(&hosts),
        "Links": list(&links),
        "Privileged": spec.privileged,
        "PublishAllPorts": spec.publish_all,
    })
}

fn mounts(it: &Container) -> Value {
    let mounts = it.life.mounts.iter().map(|it| {
        let mut res = Map::new();
        let is_bind = it.kind == MountPointKind::Bind;
        res.insert(
            "Type".to_owned(),
            json!(if is_bind { "bind" } else { "volume" }),
        );
        if !is_bind {
            res.insert("Name".to_owned(), json!(it.source));
        }
        let source = if is_bind {
            it.source.clone()
        } else {
            mountpoint(&it.source)
        };
        res.insert("Source".to_owned(), json!(source));
        res.insert("Destination".to_owned(), json!(it.target));
        if !is_bind {
            res.insert("Driver".to_owned(), json!("local"));
        }
        res.insert(
            "Mode".to_owned(),
            json!(if it.is_read_only { "ro" } else { "" }),
        );
        res.insert("RW".to_owned(), json!(!it.is_read_only));
        res.insert(
            "Propagation".to_owned(),
            json!(if is_bind { "rprivate" } else { "" }),
        );
        Value::Object(res)
    });
    Value::Array(mounts.collect())
}

pub(super) fn mountpoint(volume: &str) -> String {
    format!("/var/lib/docker/volumes/{volume}/_data")
}

fn ports(it: &Container) -> Value {
    let mut res = Map::new();
    if !it.state.is_up() || it.endpoints.is_empty() {
        return Value::Object(res);
    }
    for port in sorted(it.exposed.iter().map(ToString::to_string)) {
        let mut listeners = Vec::new();
        for binding in it
            .published
            .iter()
            .filter(|it| it.container.to_string() == port)
        {
            let number = binding
                .host_port
                .map(|it| it.first.to_string())
                .unwrap_or_default();
            if is_any_address(&binding.host_ip) && !binding.host_ip.contains(':') {
                listeners.push(json!({"HostIp": "0.0.0.0", "HostPort": number}));
                if binding.host_ip.is_empty() {
                    listeners.push(json!({"HostIp": "::", "HostPort": number}));
                }
            } else {
                listeners.push(json!({"HostIp": binding.host_ip, "HostPort": number}));
            }
        }
        let value = if listeners.is_empty() {
            Value::Null
        } else {
            Value::Array(listeners)
        };
        res.insert(port, value);
    }
    Value::Object(res)
}

pub(super) fn gateway(world: &World, network: &str) -> String {
    world
        .networks
        .get(network)
        .and_then(|it| it.pool.as_ref())
        .map(|it| it.gateway().to_string())
        .unwrap_or_default()
}

/// The hardware address that older engines make from the IPv4 address.
pub(super) fn mac(address: &str) -> String {
    match address.parse::<std::net::Ipv4Addr>() {
        Ok(it) => {
            let [a, b, c, d] = it.octets();
            format!("02:42:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
        }
        Err(_) => String::new(),
    }
}

fn endpoint(world: &World, it: &Container, name: &str) -> Value {
    let Some(endpoint) = it.endpoints.get(name) else {
        return Value::Null;
    };
    let address = endpoint.address.clone().unwrap_or_default();
    let is_up = !address.is_empty();
    let prefix = world
        .networks
        .get(name)
        .and_then(|it| it.pool.as_ref())
        .and_then(|it| it.subnet().rsplit_once('/')?.1.parse::<u8>().ok());
    let mut aliases = endpoint.aliases.clone();
    if name != DEFAULT_BRIDGE {
        aliases.push(it.short_id().to_owned());
    }
    json!({
        "IPAMConfig": null,
        "Links": list(&endpoint.links),
        "Aliases": list(&aliases),
        "NetworkID": id_of(world, name),
        "EndpointID": "",
        "Gateway": if is_up { gateway(world, name) } else { String::new() },
        "IPAddress": address,
        "IPPrefixLen": prefix.filter(|_| is_up).unwrap_or(0),
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "MacAddress": mac(&address),
        "DriverOpts": null,
    })
}

fn empty_endpoint(world: &World, name: &str) -> Value {
    json!({
        "IPAMConfig": null, "Links": null, "Aliases": null,
        "NetworkID": id_of(world, name),
        "EndpointID": "", "Gateway": "", "IPAddress": "", "IPPrefixLen": 0, "IPv6Gateway": "",
        "GlobalIPv6Address": "", "GlobalIPv6PrefixLen": 0, "MacAddress": "", "DriverOpts": null,
    })
}
