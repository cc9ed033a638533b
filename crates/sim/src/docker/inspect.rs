//! `inspect`: what is known of a container, network, volume or image, as JSON in the engine's order.

use super::{Arity, Client, Command, template};
use crate::args::{Flag, Grammar, Parsed, switch, text};
use crate::machine::DockerCli;
use linkyard_core::images::canonical_reference;
use linkyard_core::op::{NetworkMode, RestartPolicy};
use linkyard_core::port::is_any_address;
use linkyard_core::world::{
    Container, ContainerState, DEFAULT_BRIDGE, Health, MountPointKind, Time, World,
};
use serde_json::{Map, Value, json};

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

fn time(at: Option<Time>) -> String {
    at.map_or("0001-01-01T00:00:00Z".to_owned(), Time::rfc3339)
}

fn list(items: &[String]) -> Value {
    if items.is_empty() {
        Value::Null
    } else {
        json!(items)
    }
}

fn container(world: &World, it: &Container) -> Value {
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
        "Image": super::images::id_of(&canonical_reference(&it.spec.image)),
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

fn mountpoint(volume: &str) -> String {
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

fn gateway(world: &World, network: &str) -> String {
    world
        .networks
        .get(network)
        .and_then(|it| it.pool.as_ref())
        .map(|it| it.gateway().to_string())
        .unwrap_or_default()
}

/// The hardware address that older engines make from the IPv4 address.
fn mac(address: &str) -> String {
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
        "NetworkID": super::network::id_of(world, name),
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
        "NetworkID": super::network::id_of(world, name),
        "EndpointID": "", "Gateway": "", "IPAddress": "", "IPPrefixLen": 0, "IPv6Gateway": "",
        "GlobalIPv6Address": "", "GlobalIPv6PrefixLen": 0, "MacAddress": "", "DriverOpts": null,
    })
}

fn network(world: &World, name: &str) -> Value {
    let network = world.networks.get(name);
    let subnet = network
        .and_then(|it| it.pool.as_ref())
        .map(linkyard_core::world::Pool::subnet);
    let config = match subnet {
        Some(subnet) => json!([{"Subnet": subnet, "Gateway": gateway(world, name)}]),
        None => json!([]),
    };
    let mut containers: Vec<(String, Value)> = world
        .containers
        .values()
        .filter_map(|it| {
            let address = it.endpoints.get(name)?.address.clone()?;
            let value = json!({
                "Name": it.name,
                "EndpointID": "",
                "MacAddress": mac(&address),
                "IPv4Address": format!("{address}/16"),
                "IPv6Address": "",
            });
            Some((it.id.clone(), value))
        })
        .collect();
    containers.sort_by(|a, b| a.0.cmp(&b.0));
    let spec = network.map(|it| it.spec.clone()).unwrap_or_default();
    json!({
        "Name": name,
        "Id": super::network::id_of(world, name),
        "Created": Time::default().rfc3339(),
        "Scope": "local",
        "Driver": super::network::driver(world, name),
        "EnableIPv6": false,
        "IPAM": {"Driver": "default", "Options": {}, "Config": config},
        "Internal": spec.internal,
        "Attachable": spec.attachable,
        "Ingress": false,
        "ConfigFrom": {"Network": ""},
        "ConfigOnly": false,
        "Containers": containers.into_iter().collect::<Map<_, _>>(),
        "Options": spec.driver_opts,
        "Labels": spec.labels,
    })
}

fn volume(world: &World, name: &str) -> Value {
    let labels = world
        .volumes
        .get(name)
        .map(|it| it.labels.clone())
        .unwrap_or_default();
    json!({
        "CreatedAt": Time::default().rfc3339(),
        "Driver": "local",
        "Labels": if labels.is_empty() { Value::Null } else { json!(labels) },
        "Mountpoint": mountpoint(name),
        "Name": name,
        "Options": null,
        "Scope": "local",
    })
}

fn image(world: &World, canonical: &str) -> Value {
    let facts = world.images.get(canonical);
    let exposed: Map<String, Value> = facts
        .into_iter()
        .flat_map(|it| it.exposed.iter())
        .map(|it| (it.to_string(), json!({})))
        .collect();
    let volumes: Map<String, Value> = facts
        .into_iter()
        .flat_map(|it| it.volumes.iter())
        .map(|it| (it.clone(), json!({})))
        .collect();
    let or_null = |it: Map<String, Value>| {
        if it.is_empty() {
            Value::Null
        } else {
            Value::Object(it)
        }
    };
    json!({
        "Id": super::images::id_of(canonical),
        "RepoTags": [canonical],
        "RepoDigests": [],
        "Created": Time::default().rfc3339(),
        "Config": {
            "User": facts.map(|it| it.user.clone()).unwrap_or_default(),
            "ExposedPorts": or_null(exposed),
            "Env": facts.map(|it| it.env.clone()).unwrap_or_default(),
            "Cmd": facts.map(|it| list(&it.command)),
            "Volumes": or_null(volumes),
            "Entrypoint": facts.map(|it| list(&it.entrypoint)),
        },
        "Architecture": "amd64",
        "Os": "linux",
    })
}
