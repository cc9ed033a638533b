//! Networks, volumes and images as JSON, in the engine's order.

use super::container::{gateway, list, mac, mountpoint};
use crate::docker::network;
use linkyard_core::world::{Time, World};
use serde_json::{Map, Value, json};

pub(super) fn network(world: &World, name: &str) -> Value {
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
        "Id": network::id_of(world, name),
        "Created": Time::default().rfc3339(),
        "Scope": "local",
        "Driver": network::driver(world, name),
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

pub(super) fn volume(world: &World, name: &str) -> Value {
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

pub(super) fn image(world: &World, canonical: &str) -> Value {
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
        "Id": crate::docker::images::id_of(canonical),
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
