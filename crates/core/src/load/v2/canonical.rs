//! Short forms become long ones.
//!
//! Source: `transform` of compose-go 2.9.1.

use super::decode::go_type;
use super::merge::{entry, go_text};
use super::{mounts, ports};
use crate::document::{Map, Node, Value};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::load::Loader;
use std::fmt;

impl Loader<'_> {
    /// Brings the whole model into long form.
    pub(super) fn canonical(&mut self, model: &mut Node) {
        let Some(root) = model.as_map_mut() else {
            return;
        };
        if let Some(services) = root.get_mut("services").and_then(Node::as_map_mut) {
            for (name, service) in services.values_mut() {
                if let Some(service) = service.as_map_mut() {
                    self.canonical_service(service, &format_args!("services.{name}"));
                }
            }
        }
        for section in ["networks", "volumes", "secrets", "configs"] {
            let Some(map) = root.get_mut(section).and_then(Node::as_map_mut) else {
                continue;
            };
            for (name, resource) in map.values_mut() {
                let place = format!("{section}.{name}");
                if let Some(resource) = resource.as_map_mut() {
                    self.canonical_external(resource, &place);
                }
            }
        }
    }

    fn canonical_service(&mut self, service: &mut Map, place: &dyn fmt::Display) {
        for key in ["dns", "label_file"] {
            if let Some(node) = service.get_mut(key) {
                string_to_list(node);
            }
        }
        if let Some(node) = service.get_mut("dns")
            && let Value::List(items) = &mut node.value
        {
            items.retain(|it| it.as_str() != Some("") && !it.is_null());
        }
        for (key, is_dependency) in [("networks", false), ("models", false), ("depends_on", true)] {
            if let Some(node) = service.get_mut(key) {
                list_to_map(node, is_dependency);
            }
        }
        if let Some(map) = service.get_mut("depends_on").and_then(Node::as_map_mut) {
            for (_, dependency) in map.values_mut() {
                let range = dependency.range;
                if let Some(dependency) = dependency.as_map_mut() {
                    for (key, value) in [
                        ("condition", Value::str("service_started")),
                        ("required", Value::Bool(true)),
                    ] {
                        if !dependency.contains_key(key) {
                            dependency.set(key, Node::new(value, range));
                        }
                    }
                }
            }
        }
        if let Some(node) = service.get_mut("env_file") {
            string_to_list(node);
            each_item(node, |it| {
                to_map(it, "path", &[("required", Value::Bool(true))])
            });
        }
        if let Some(node) = service.get_mut("extends") {
            to_map(node, "service", &[]);
        }
        for key in ["secrets", "configs"] {
            if let Some(node) = service.get_mut(key) {
                each_item(node, |it| to_map(it, "source", &[]));
            }
        }
        if let Some(node) = service.get_mut("gpus") {
            let range = node.range;
            if node.as_str().is_some() {
                let mut all = Map::new();
                all.set("count", Node::new(Value::str("all"), range));
                node.value = Value::List(vec![Node::new(Value::Map(all), range)]);
            }
        }
        if let Some(node) = service.get_mut("devices") {
            self.canonical_devices(node);
        }
        if let Some(node) = service.get_mut("ports") {
            self.canonical_ports(node, place);
        }
        if let Some(node) = service.get_mut("volumes") {
            Self::canonical_mounts(node);
        }
        if let Some(node) = service.get_mut("build") {
            to_map(node, "context", &[]);
            if let Some(build) = node.as_map_mut() {
                self.canonical_build(build, &format_args!("{place}.build"));
            }
        }
        let watches = service
            .get_mut("develop")
            .and_then(Node::as_map_mut)
            .and_then(|it| it.get_mut("watch"));
        if let Some(watches) = watches {
            each_item(watches, |watch| {
                for key in ["ignore", "include"] {
                    if let Some(node) = watch.as_map_mut().and_then(|it| it.get_mut(key)) {
                        string_to_list(node);
                    }
                }
            });
        }
    }

    fn canonical_build(&mut self, build: &mut Map, place: &dyn fmt::Display) {
        if let Some(node) = build.get_mut("secrets") {
            each_item(node, |it| to_map(it, "source", &[]));
        }
        for key in ["provenance", "sbom"] {
            if let Some(node) = build.get_mut(key)
                && node.as_str().is_none()
                && let Some(text) = go_text(&node.value)
            {
                node.value = Value::str(&text);
            }
        }
        let ulimits = build.get_mut("ulimits").and_then(Node::as_map_mut);
        for (name, limit) in ulimits.into_iter().flat_map(Map::values_mut) {
            if limit.as_map().is_some() || matches!(limit.value, Value::Int(_)) {
                continue;
            }
            let said = format!(
                "{place}.ulimits.{name}: invalid type {} for external",
                go_type(&limit.value)
            );
            let kind = FaultKind::BadValue {
                key: name.to_owned(),
                text: go_text(&limit.value).unwrap_or_default(),
                expected: Expected::WholeNumber,
            };
            self.fault(limit.range, kind).said(said);
            limit.value = Value::Int(0);
        }
        for key in ["additional_contexts", "ssh"] {
            let Some(node) = build.get_mut(key) else {
                continue;
            };
            let Value::List(items) = &node.value else {
                continue;
            };
            let mut map = Map::new();
            for item in items {
                let text = item.as_str().unwrap_or_default();
                match text.split_once('=') {
                    Some((name, value)) => map.set(name, Node::new(Value::str(value), item.range)),
                    None if key == "ssh" && text == "default" => {
                        map.set(text, Node::new(Value::Null, item.range));
                    }
                    None => {
                        let said = if key == "ssh" {
                            format!("invalid ssh key \"{text}\"")
                        } else {
                            format!("{place}.{key}: invalid value {text}, expected key=value")
                        };
                        let kind = FaultKind::BadValue {
                            key: key.to_owned(),
                            text: text.to_owned(),
                            expected: Expected::Assignment,
                        };
                        self.fault(item.range, kind).said(said);
                    }
                }
            }
            node.value = Value::Map(map);
        }
    }

    fn canonical_devices(&mut self, node: &mut Node) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let mut res = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            let Some(text) = item.as_str() else {
                res.push(item);
                continue;
            };
            let parts: Vec<&str> = text.split(':').collect();
            let (source, target, permissions) = match parts.as_slice() {
                [source] => (*source, "", "rwm"),
                [source, target] => (*source, *target, "rwm"),
                [source, target, permissions] => (*source, *target, *permissions),
                _ => {
                    let said = format!("confusing device mapping, please use long syntax: {text}");
                    let kind = FaultKind::BadValue {
                        key: "devices".to_owned(),
                        text: text.to_owned(),
                        expected: Expected::Device,
                    };
                    self.fault(item.range, kind).said(said);
                    continue;
                }
            };
            let target = if target.is_empty() { source } else { target };
            let mut map = Map::new();
            for (key, value) in [
                ("source", source),
                ("target", target),
                ("permissions", permissions),
            ] {
                map.set(key, Node::new(Value::str(value), item.range));
            }
            res.push(Node::new(Value::Map(map), item.range));
        }
        *items = res;
    }

    fn canonical_ports(&mut self, node: &mut Node, place: &dyn fmt::Display) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let mut res = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            let text = match &item.value {
                Value::Int(it) => it.to_string(),
                Value::Str(it) => it.to_string(),
                Value::Map(map) => {
                    // Without a target it was told before.
                    if map.contains_key("target") {
                        res.push(item);
                    }
                    continue;
                }
                other => {
                    let text = go_text(other).unwrap_or_default();
                    let said = format!("{place}.ports: invalid type {} for port", go_type(other));
                    self.bad_port(&item, text, crate::fault::PortFault::Form, said);
                    continue;
                }
            };
            match ports::parse(&text, item.range) {
                Ok(found) => res.extend(found),
                Err((why, said)) => self.bad_port(&item, text, why, said),
            }
        }
        *items = res;
    }

    fn bad_port(&mut self, item: &Node, text: String, why: crate::fault::PortFault, said: String) {
        let kind = FaultKind::BadPort {
            key: "ports",
            text,
            why,
        };
        self.fault(item.range, kind).said(said);
    }

    fn canonical_mounts(node: &mut Node) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let mut res = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            let Some(text) = item.as_str() else {
                // Without a target it was told before.
                if item.get("target").is_some() {
                    res.push(item);
                }
                continue;
            };
            // What cannot be read was told before.
            if let Ok(mount) = mounts::parse(text) {
                res.push(mount.into_node(item.range));
            }
        }
        *items = res;
    }

    /// `external: {name: …}` of old formats.
    fn canonical_external(&mut self, resource: &mut Map, place: &str) {
        let Some(external) = resource.get("external") else {
            return;
        };
        let range = external.range;
        let Some(old) = external.as_map() else {
            return;
        };
        let old_name = old.get("name").cloned();
        resource.set("external", Node::new(Value::Bool(true), range));
        let Some(old_name) = old_name else {
            return;
        };
        match resource.get("name") {
            None => resource.set("name", old_name),
            Some(name) if name.as_str() != old_name.as_str() => {
                let said = format!("{place}: name and external.name conflict; only use name");
                let refusal = Refusal::Exclusive {
                    place: place.to_owned(),
                    first: "name".to_owned(),
                    second: "external.name".to_owned(),
                };
                let range = old_name.range;
                self.fault(range, FaultKind::Refused(refusal)).said(said);
            }
            Some(_) => {}
        }
    }
}

fn string_to_list(node: &mut Node) {
    if node.as_str().is_some() {
        let item = Node::new(std::mem::take(&mut node.value), node.range);
        node.value = Value::List(vec![item]);
    }
}

fn list_to_map(node: &mut Node, is_dependency: bool) {
    if let Value::List(items) = &node.value {
        let entries = items
            .iter()
            .filter_map(|it| Some(entry(it.as_str()?, it.range, is_dependency)));
        node.value = Value::Map(entries.collect());
    }
}

fn each_item(node: &mut Node, change: impl FnMut(&mut Node)) {
    if let Value::List(items) = &mut node.value {
        items.iter_mut().for_each(change);
    }
}

/// A string as the value of `key` in a mapping; what `defaults` says is put in either way.
fn to_map(node: &mut Node, key: &str, defaults: &[(&str, Value)]) {
    if node.as_str().is_some() {
        let value = Node::new(std::mem::take(&mut node.value), node.range);
        let mut map = Map::new();
        map.set(key, value);
        node.value = Value::Map(map);
    }
    let range = node.range;
    if let Some(map) = node.as_map_mut() {
        for (key, value) in defaults {
            if !map.contains_key(key) {
                map.set(key, Node::new(value.clone(), range));
            }
        }
    }
}
