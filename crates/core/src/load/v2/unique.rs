//! Lists whose entries have a key: of two with one key the later counts, at the earlier one's place.
//!
//! Source: `override/uncity.go` of compose-go 2.9.1.

use super::decode::go_type;
use super::merge::go_text;
use super::mounts;
use crate::document::{Map, Node, Value, all_differ};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::load::Loader;
use crate::sort::SortOnce;
use crate::text::FileRange;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::fmt;

/// An entry that the tool cannot find a key for, which stops it before it looks at the format.
pub(super) struct WrongItem {
    pub(super) range: FileRange,
    pub(super) said: String,
    /// The list.
    key: String,
    /// The key that lacks, if that is what is wrong.
    missing: Option<&'static str>,
    /// The text, if it cannot be read as what it should be.
    text: Option<String>,
}

/// Why an entry has no key.
enum NoKey {
    /// The tool's words.
    Said(String),
    /// It has no such key, and the tool's words for that.
    Missing(&'static str, String),
    /// It is no mount, and the tool's words for that.
    NoMount(String),
}

impl Loader<'_> {
    /// Records what is wrong with an entry.
    pub(super) fn tell_wrong_item(&mut self, wrong: WrongItem) {
        let kind = match (wrong.text, wrong.missing) {
            (Some(text), _) => FaultKind::BadValue {
                key: wrong.key,
                text,
                expected: Expected::Mount,
            },
            (None, Some(missing)) => FaultKind::MissingKey {
                keys: vec![missing.to_owned()],
                under: wrong.key,
            },
            (None, None) => FaultKind::Refused(Refusal::Other {
                text: wrong.said.clone(),
            }),
        };
        self.fault(wrong.range, kind).said(wrong.said);
    }
}

/// Applies the rule to the whole model, and gives the entries that it cannot be applied to.
pub(super) fn enforce(model: &mut Node) -> Vec<WrongItem> {
    let mut wrong = Vec::new();
    let mut lists = Lists { wrong: &mut wrong };
    each(model, "networks", |name, network| {
        let place = format_args!("networks.{name}");
        lists.enforce(network, "labels", &place, key_of_assignment);
        if let Some(Value::Map(ipam)) = network.get_mut("ipam").map(|it| &mut it.value) {
            let place = format_args!("{place}.ipam");
            lists.enforce(ipam, "options", &place, key_of_assignment);
        }
    });
    each(model, "services", |name, service| {
        lists.service(service, &format_args!("services.{name}"));
    });
    wrong
}

/// Applies the rule again to what has got its long form since: of a range of ports, one may be among those that another
/// file publishes. What is wrong was told before.
pub(super) fn enforce_on_long_forms(model: &mut Node) {
    let mut wrong = Vec::new();
    let mut lists = Lists { wrong: &mut wrong };
    each(model, "services", |name, service| {
        lists.items(service, &format_args!("services.{name}"));
    });
}

fn each(model: &mut Node, section: &str, mut change: impl FnMut(&str, &mut Map)) {
    let entries = model
        .as_map_mut()
        .and_then(|it| it.get_mut(section))
        .and_then(Node::as_map_mut);
    for (name, value) in entries.into_iter().flat_map(Map::values_mut) {
        if let Some(map) = value.as_map_mut() {
            change(name, map);
        }
    }
}

/// Where an entry stands. It is written out only for what is wrong.
struct Place<'a> {
    /// What has the list.
    list: &'a dyn fmt::Display,
    /// The key of the list.
    key: &'a str,
    index: usize,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.[{}]", self.list, self.key, self.index)
    }
}

struct Lists<'w> {
    wrong: &'w mut Vec<WrongItem>,
}

impl Lists<'_> {
    fn service(&mut self, service: &mut Map, place: &dyn fmt::Display) {
        for key in [
            "annotations",
            "cap_add",
            "cap_drop",
            "dns",
            "dns_opt",
            "dns_search",
            "environment",
            "labels",
            "links",
            "profiles",
            "sysctls",
            "tmpfs",
        ] {
            self.enforce(service, key, place, key_of_assignment);
        }
        self.items(service, place);
        if let Some(Value::Map(build)) = service.get_mut("build").map(|it| &mut it.value) {
            let place = format_args!("{place}.build");
            for key in ["args", "additional_contexts", "platform", "tags", "labels"] {
                self.enforce(build, key, &place, key_of_assignment);
            }
        }
        if let Some(Value::Map(deploy)) = service.get_mut("deploy").map(|it| &mut it.value) {
            let place = format_args!("{place}.deploy");
            self.enforce(deploy, "labels", &place, key_of_assignment);
        }
        if let Some(Value::Map(networks)) = service.get_mut("networks").map(|it| &mut it.value) {
            for (name, network) in networks.values_mut() {
                let place = format_args!("{place}.networks.{name}");
                if let Some(network) = network.as_map_mut() {
                    for key in ["aliases", "link_local_ips"] {
                        self.enforce(network, key, &place, key_of_assignment);
                    }
                }
            }
        }
    }

    /// The lists of a service whose items may have a short and a long form.
    fn items(&mut self, service: &mut Map, place: &dyn fmt::Display) {
        self.enforce(service, "devices", place, key_of_device);
        self.enforce(service, "configs", place, |it, place| {
            key_of_file(it, place, "")
        });
        self.enforce(service, "secrets", place, |it, place| {
            key_of_file(it, place, "/run/secrets")
        });
        self.enforce(service, "env_file", place, key_of_env_file);
        self.enforce(service, "expose", place, key_of_expose);
        self.enforce(service, "ports", place, key_of_port);
        self.enforce(service, "volumes", place, key_of_mount);
    }

    fn enforce(
        &mut self,
        map: &mut Map,
        key: &str,
        list: &dyn fmt::Display,
        key_of: impl for<'n> Fn(&'n Node, &Place<'_>) -> Result<Cow<'n, str>, NoKey>,
    ) {
        let Some(Value::List(items)) = map.get_mut(key).map(|it| &mut it.value) else {
            return;
        };
        let keys = items
            .iter()
            .enumerate()
            .map(|(index, it)| key_of(it, &Place { list, key, index }).ok());
        if all_differ(items.len(), keys) {
            return;
        }
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut res: Vec<Node> = Vec::with_capacity(items.len());
        for (index, item) in std::mem::take(items).into_iter().enumerate() {
            let next = res.len();
            let place = Place { list, key, index };
            let known = match key_of(&item, &place) {
                Ok(key) => *places.entry(key.into_owned()).or_insert(next),
                Err(why) => {
                    let (missing, text, said) = match why {
                        NoKey::Said(said) => (None, None, said),
                        NoKey::Missing(key, said) => (Some(key), None, said),
                        NoKey::NoMount(said) => (None, go_text(&item.value), said),
                    };
                    self.wrong.push(WrongItem {
                        range: item.range,
                        said,
                        key: key.to_owned(),
                        missing,
                        text,
                    });
                    next
                }
            };
            match res.get_mut(known) {
                Some(old) => *old = item,
                None => res.push(item),
            }
        }
        *items = res;
    }
}

fn key_of_assignment<'n>(item: &'n Node, place: &Place<'_>) -> Result<Cow<'n, str>, NoKey> {
    let Some(text) = item.as_str() else {
        return Err(NoKey::Said(format!(
            "{place}: unexpected type {}",
            go_type(&item.value)
        )));
    };
    let key = text.split_once('=').map_or(text, |(key, _)| key);
    Ok(key.into())
}

fn key_of_device<'n>(item: &'n Node, place: &Place<'_>) -> Result<Cow<'n, str>, NoKey> {
    match &item.value {
        Value::Map(map) => target(map).ok_or_else(|| {
            missing_target(format!("service device {place} is missing a mount target"))
        }),
        Value::Str(text) => {
            let mut parts = text.split(':');
            let first = parts.next();
            Ok(parts.next().or(first).unwrap_or_default().into())
        }
        _ => Ok("".into()),
    }
}

fn target(map: &Map) -> Option<Cow<'_, str>> {
    map.get("target")?.as_str().map(Cow::Borrowed)
}

fn missing_target(said: String) -> NoKey {
    NoKey::Missing("target", said)
}

fn key_of_file<'n>(item: &'n Node, place: &Place<'_>, folder: &str) -> Result<Cow<'n, str>, NoKey> {
    match &item.value {
        Value::Str(text) => Ok(format!("{folder}/{text}").into()),
        Value::Map(map) => match map.get("target") {
            // A target that is no string makes the tool crash; the format refuses it.
            Some(target) => Ok(go_text(&target.value).unwrap_or_default().into()),
            None => {
                let source = map
                    .get("source")
                    .map_or(String::from("%!s(<nil>)"), |it| verb(&it.value));
                Ok(format!("{folder}/{source}").into())
            }
        },
        value => Err(unsupported(value, place)),
    }
}

fn key_of_expose<'n>(item: &'n Node, place: &Place<'_>) -> Result<Cow<'n, str>, NoKey> {
    match &item.value {
        Value::Str(text) => Ok(text.as_str().into()),
        Value::Int(number) => Ok(number.to_string().into()),
        value => Err(unsupported(value, place)),
    }
}

fn unsupported(value: &Value, place: &Place<'_>) -> NoKey {
    NoKey::Said(format!("{place}: unsupported expose value {}", verb(value)))
}

fn key_of_env_file<'n>(item: &'n Node, place: &Place<'_>) -> Result<Cow<'n, str>, NoKey> {
    match &item.value {
        Value::Str(text) => Ok(text.as_str().into()),
        Value::Map(map) => match map.get("path") {
            // A path that is no string makes the tool crash; the format refuses it.
            Some(path) => Ok(go_text(&path.value).unwrap_or_default().into()),
            None => Err(NoKey::Missing(
                "path",
                format!("environment path attribute {place} is missing"),
            )),
        },
        _ => Ok("".into()),
    }
}

fn key_of_mount<'n>(item: &'n Node, place: &Place<'_>) -> Result<Cow<'n, str>, NoKey> {
    match &item.value {
        Value::Map(map) => target(map).ok_or_else(|| {
            missing_target(format!("service volume {place} is missing a mount target"))
        }),
        Value::Str(text) => mounts::parse(text)
            .map(|it| it.target.into())
            .map_err(NoKey::NoMount),
        _ => Ok("".into()),
    }
}

fn key_of_port<'n>(item: &'n Node, place: &Place<'_>) -> Result<Cow<'n, str>, NoKey> {
    let map = match &item.value {
        Value::Map(map) => map,
        Value::Str(text) => return Ok(text.as_str().into()),
        other => return Ok(go_text(other).unwrap_or_default().into()),
    };
    if !map.contains_key("target") {
        let said = format!("service ports {place} is missing a target port");
        return Err(missing_target(said));
    }
    let part = |key: &str, default: &str| {
        map.get(key)
            .map_or_else(|| default.to_owned(), |it| verb(&it.value))
    };
    let key = format!(
        "{}:{}:{}/{}",
        part("host_ip", "0.0.0.0"),
        part("published", "%!s(<nil>)"),
        part("target", ""),
        part("protocol", "tcp")
    );
    Ok(key.into())
}

/// A value as Go's `%s` prints it, which is meant for strings.
fn verb(value: &Value) -> String {
    let below = |value: &Value| match value {
        Value::Null => "<nil>".to_owned(),
        value => verb(value),
    };
    match value {
        Value::Null => "%!s(<nil>)".to_owned(),
        Value::Str(text) | Value::Date(text) => text.to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|it| below(&it.value)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(map) => {
            let mut entries: Vec<String> = map
                .iter()
                .map(|it| format!("{}:{}", it.key, below(&it.value.value)))
                .collect();
            entries.order();
            format!("map[{}]", entries.join(" "))
        }
        value => {
            let text = go_text(value).unwrap_or_default();
            format!("%!s({}={text})", go_type(value))
        }
    }
}
