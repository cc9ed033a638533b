//! Checks of single values that the format does not make.
//!
//! Source: `validation` of compose-go 2.9.1, and what `paths` refuses.

use super::decode::go_type;
use super::merge::go_text;
use crate::document::{Node, Value};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::load::Loader;

impl Loader<'_> {
    /// Checks of single values.
    pub(super) fn validate(&mut self, model: &mut Node) {
        let mut found: Vec<(crate::text::FileRange, FaultKind, String)> = Vec::new();
        let mut refuse = |node: &Node, kind: FaultKind, said: String| {
            found.push((node.range, kind, said));
        };
        for (section, keys) in [
            ("configs", &["file", "environment", "content"][..]),
            ("secrets", &["file", "environment"][..]),
        ] {
            let map = model.get(section).and_then(Node::as_map);
            for entry in map.into_iter().flatten() {
                let Some(resource) = entry.value.as_map() else {
                    continue;
                };
                let place = format!("{section}.{}", entry.key);
                let said: Vec<&&str> = keys.iter().filter(|it| resource.contains_key(it)).collect();
                if let [first, second, ..] = said.as_slice() {
                    let refusal = Refusal::Exclusive {
                        place: place.clone(),
                        first: (**first).to_owned(),
                        second: (**second).to_owned(),
                    };
                    let text = format!(
                        "{place}: {} attributes are mutually exclusive",
                        keys.join("|")
                    );
                    refuse(&entry.value, FaultKind::Refused(refusal), text);
                }
                let is_given = resource.contains_key("driver") || resource.contains_key("external");
                if said.is_empty() && !is_given {
                    let refusal = Refusal::NoContent {
                        what: if section == "configs" {
                            "config"
                        } else {
                            "secret"
                        },
                        name: entry.key.to_string(),
                    };
                    let text = format!("{place}: one of {} must be set", keys.join("|"));
                    refuse(&entry.value, FaultKind::Refused(refusal), text);
                }
            }
        }
        for entry in model
            .get("volumes")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let Some(volume) = entry.value.as_map() else {
                continue;
            };
            let is_external =
                volume.get("external").map(|it| &it.value) == Some(&Value::Bool(true));
            let other = volume.iter().find(|it| {
                !matches!(it.key.as_str(), "name" | "external") && !it.key.starts_with("x-")
            });
            if let Some(other) = other.filter(|_| is_external) {
                let refusal = Refusal::ExternalWithSettings {
                    name: entry.key.to_string(),
                    key: other.key.to_string(),
                };
                let text = format!(
                    "volumes.{}: conflicting parameters \"external\" and \"{}\" specified",
                    entry.key, other.key
                );
                refuse(&other.value, FaultKind::Refused(refusal), text);
            }
        }
        for entry in model
            .get("services")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let ports = entry.value.get("ports").and_then(Node::as_list);
            for port in ports.into_iter().flatten() {
                let Some(ip) = port.get("host_ip").and_then(Node::as_str) else {
                    continue;
                };
                if ip.parse::<std::net::IpAddr>().is_err() {
                    let kind = FaultKind::BadValue {
                        key: "host_ip".to_owned(),
                        text: ip.to_owned(),
                        expected: Expected::Address,
                    };
                    let text = format!("services.{}.ports.[]: invalid ip address: {ip}", entry.key);
                    refuse(port, kind, text);
                }
            }
            let mounts = entry.value.get("volumes").and_then(Node::as_list);
            for mount in mounts.into_iter().flatten() {
                let is_bind = mount.get("type").and_then(Node::as_str) == Some("bind");
                if is_bind && mount.get("source").is_none() {
                    let kind = FaultKind::MissingKey {
                        keys: vec!["source".to_owned()],
                        under: "volumes".to_owned(),
                    };
                    let text =
                        "invalid mount config for type \"bind\": field Source must not be empty";
                    refuse(mount, kind, text.to_owned());
                }
            }
            let contexts = entry.value.get("build");
            let contexts = contexts.and_then(|it| it.get("additional_contexts"));
            for context in contexts.and_then(Node::as_map).into_iter().flatten() {
                if context.value.as_str().is_none() {
                    let found = go_type(&context.value.value).trim_matches(['<', '>']);
                    let kind = FaultKind::BadValue {
                        key: context.key.to_string(),
                        text: go_text(&context.value.value).unwrap_or_default(),
                        expected: Expected::Text,
                    };
                    let text = format!(
                        "panic: interface conversion: interface {{}} is {found}, not string"
                    );
                    refuse(&context.value, kind, text);
                }
            }
            let watches = entry.value.get("develop").and_then(|it| it.get("watch"));
            for watch in watches.and_then(Node::as_list).into_iter().flatten() {
                if let Some(path) = watch.get("path").filter(|it| it.as_str() == Some("")) {
                    let text = format!(
                        "services.{}.develop.watch.[].path: value can't be blank",
                        entry.key
                    );
                    let refusal = Refusal::Other { text: text.clone() };
                    refuse(path, FaultKind::Refused(refusal), text);
                }
            }
            let gpus = entry.value.get("gpus").and_then(Node::as_list);
            let devices = entry
                .value
                .get("deploy")
                .and_then(|it| it.get("resources"))
                .and_then(|it| it.get("reservations"))
                .and_then(|it| it.get("devices"))
                .and_then(Node::as_list);
            for (device, key) in gpus.into_iter().flatten().map(|it| (it, "gpus")).chain(
                devices
                    .into_iter()
                    .flatten()
                    .map(|it| (it, "deploy.resources.reservations.devices")),
            ) {
                if device.get("count").is_some() && device.get("device_ids").is_some() {
                    let place = format!("services.{}.{key}.[]", entry.key);
                    let text =
                        format!("{place}: \"count\" and \"device_ids\" attributes are exclusive");
                    let refusal = Refusal::Exclusive {
                        place,
                        first: "count".to_owned(),
                        second: "device_ids".to_owned(),
                    };
                    refuse(device, FaultKind::Refused(refusal), text);
                }
            }
        }
        for (range, kind, said) in found {
            self.fault(range, kind).said(said);
        }
    }
}
