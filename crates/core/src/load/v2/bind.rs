//! Values in the types of Compose 2's model: sizes in bytes, durations as Go prints them, commands in words.
//!
//! Source: `types` of compose-go 2.9.1. A key that a table names comes in the table's order, as the tool prints it.

use super::merge::go_text;
use crate::config::duration_text;
use crate::document::{Entry, Map, Node, Value};
use crate::fault::{Expected, FaultKind};
use crate::load::Loader;
use crate::project::parse_duration;

/// A type of the model. Where a value is empty, it is left out, unless its type says otherwise.
#[derive(Clone, Copy)]
enum Type {
    Text,
    /// Left out when false.
    Flag,
    /// Kept when false.
    Bool,
    /// Left out when 0.
    Int,
    /// Kept when 0.
    Number,
    /// Left out when 0.
    Float,
    Bytes,
    /// Left out when 0.
    Delay,
    /// Kept when 0.
    Duration,
    Words,
    Texts,
    /// Kept when null.
    Variables,
    Mapping,
    Hosts,
    Options,
    Ulimits,
    FileMode,
    Count,
    Test,
    Ssh,
    Any,
    /// A section, left out when nothing is in it.
    Section(&'static [(&'static str, Type)]),
    /// A section that is kept when it was written.
    Kept(&'static [(&'static str, Type)]),
    List(&'static Type),
    Dict(&'static Type),
    /// A mapping whose values may be null.
    Nullable(&'static Type),
}

use Type::*;

const FILE_MOUNT: Type = Kept(&[
    ("source", Text),
    ("target", Text),
    ("uid", Text),
    ("gid", Text),
    ("mode", FileMode),
]);
const DEVICE_REQUEST: Type = Kept(&[
    ("capabilities", Texts),
    ("driver", Text),
    ("count", Count),
    ("device_ids", Texts),
    ("options", Mapping),
]);
const RESOURCE: Type = Kept(&[
    ("cpus", Float),
    ("memory", Bytes),
    ("pids", Int),
    ("devices", List(&DEVICE_REQUEST)),
    (
        "generic_resources",
        List(&Kept(&[(
            "discrete_resource_spec",
            Kept(&[("kind", Text), ("value", Number)]),
        )])),
    ),
]);
const UPDATE: Type = Kept(&[
    ("parallelism", Number),
    ("delay", Delay),
    ("failure_action", Text),
    ("monitor", Delay),
    ("max_failure_ratio", Float),
    ("order", Text),
]);
const HOOK: Type = Kept(&[
    ("command", Words),
    ("user", Text),
    ("privileged", Flag),
    ("working_dir", Text),
    ("environment", Variables),
]);
const THROTTLE: Type = List(&Kept(&[("path", Text), ("rate", Bytes)]));

const SERVICE: &[(&str, Type)] = &[
    ("profiles", Texts),
    ("annotations", Mapping),
    ("attach", Bool),
    (
        "build",
        Kept(&[
            ("context", Text),
            ("dockerfile", Text),
            ("dockerfile_inline", Text),
            ("entitlements", Texts),
            ("args", Variables),
            ("provenance", Text),
            ("sbom", Text),
            ("ssh", Ssh),
            ("labels", Mapping),
            ("cache_from", Texts),
            ("cache_to", Texts),
            ("no_cache", Flag),
            ("additional_contexts", Mapping),
            ("pull", Flag),
            ("extra_hosts", Hosts),
            ("isolation", Text),
            ("network", Text),
            ("target", Text),
            ("secrets", List(&FILE_MOUNT)),
            ("shm_size", Bytes),
            ("tags", Texts),
            ("ulimits", Ulimits),
            ("platforms", Texts),
            ("privileged", Flag),
        ]),
    ),
    (
        "develop",
        Kept(&[(
            "watch",
            List(&Kept(&[
                ("path", Text),
                ("action", Text),
                ("target", Text),
                ("exec", HOOK),
                ("include", Texts),
                ("ignore", Texts),
                ("initial_sync", Flag),
            ])),
        )]),
    ),
    (
        "blkio_config",
        Kept(&[
            ("weight", Int),
            (
                "weight_device",
                List(&Kept(&[("path", Text), ("weight", Int)])),
            ),
            ("device_read_bps", THROTTLE),
            ("device_read_iops", THROTTLE),
            ("device_write_bps", THROTTLE),
            ("device_write_iops", THROTTLE),
        ]),
    ),
    ("cap_add", Texts),
    ("cap_drop", Texts),
    ("cgroup_parent", Text),
    ("cgroup", Text),
    ("cpu_count", Int),
    ("cpu_percent", Float),
    ("cpu_period", Int),
    ("cpu_quota", Int),
    ("cpu_rt_period", Int),
    ("cpu_rt_runtime", Int),
    ("cpus", Float),
    ("cpuset", Text),
    ("cpu_shares", Int),
    ("command", Words),
    ("configs", List(&FILE_MOUNT)),
    ("container_name", Text),
    (
        "credential_spec",
        Kept(&[("config", Text), ("file", Text), ("registry", Text)]),
    ),
    (
        "depends_on",
        Dict(&Kept(&[
            ("condition", Text),
            ("restart", Flag),
            ("required", Bool),
        ])),
    ),
    (
        "deploy",
        Kept(&[
            ("mode", Text),
            ("replicas", Number),
            ("labels", Mapping),
            ("update_config", UPDATE),
            ("rollback_config", UPDATE),
            (
                "resources",
                Section(&[("limits", RESOURCE), ("reservations", RESOURCE)]),
            ),
            (
                "restart_policy",
                Kept(&[
                    ("condition", Text),
                    ("delay", Duration),
                    ("max_attempts", Number),
                    ("window", Duration),
                ]),
            ),
            (
                "placement",
                Section(&[
                    ("constraints", Texts),
                    ("preferences", List(&Kept(&[("spread", Text)]))),
                    ("max_replicas_per_node", Int),
                ]),
            ),
            ("endpoint_mode", Text),
        ]),
    ),
    ("device_cgroup_rules", Texts),
    (
        "devices",
        List(&Kept(&[
            ("source", Text),
            ("target", Text),
            ("permissions", Text),
        ])),
    ),
    ("dns", Texts),
    ("dns_opt", Texts),
    ("dns_search", Texts),
    ("dockerfile", Text),
    ("domainname", Text),
    ("entrypoint", Words),
    ("provider", Kept(&[("type", Text), ("options", Any)])),
    ("environment", Variables),
    (
        "env_file",
        List(&Kept(&[
            ("path", Text),
            ("required", Bool),
            ("format", Text),
        ])),
    ),
    ("expose", Texts),
    ("extends", Kept(&[("file", Text), ("service", Text)])),
    ("external_links", Texts),
    ("extra_hosts", Hosts),
    ("group_add", Texts),
    ("gpus", List(&DEVICE_REQUEST)),
    ("hostname", Text),
    (
        "healthcheck",
        Kept(&[
            ("test", Test),
            ("timeout", Duration),
            ("interval", Duration),
            ("retries", Number),
            ("start_period", Duration),
            ("start_interval", Duration),
            ("disable", Flag),
        ]),
    ),
    ("image", Text),
    ("init", Bool),
    ("ipc", Text),
    ("isolation", Text),
    ("labels", Mapping),
    ("label_file", Texts),
    ("links", Texts),
    ("logging", Kept(&[("driver", Text), ("options", Options)])),
    ("log_driver", Text),
    ("log_opt", Options),
    ("mem_limit", Bytes),
    ("mem_reservation", Bytes),
    ("memswap_limit", Bytes),
    ("mem_swappiness", Bytes),
    ("mac_address", Text),
    (
        "models",
        Nullable(&Kept(&[("endpoint_var", Text), ("model_var", Text)])),
    ),
    ("net", Text),
    ("network_mode", Text),
    (
        "networks",
        Nullable(&Kept(&[
            ("aliases", Texts),
            ("driver_opts", Options),
            ("gw_priority", Int),
            ("interface_name", Text),
            ("ipv4_address", Text),
            ("ipv6_address", Text),
            ("link_local_ips", Texts),
            ("mac_address", Text),
            ("priority", Int),
        ])),
    ),
    ("oom_kill_disable", Flag),
    ("oom_score_adj", Int),
    ("pid", Text),
    ("pids_limit", Int),
    ("platform", Text),
    (
        "ports",
        List(&Kept(&[
            ("name", Text),
            ("mode", Text),
            ("host_ip", Text),
            ("target", Int),
            ("published", Text),
            ("protocol", Text),
            ("app_protocol", Text),
        ])),
    ),
    ("privileged", Flag),
    ("pull_policy", Text),
    ("read_only", Flag),
    ("restart", Text),
    ("runtime", Text),
    ("scale", Number),
    ("secrets", List(&FILE_MOUNT)),
    ("security_opt", Texts),
    ("shm_size", Bytes),
    ("stdin_open", Flag),
    ("stop_grace_period", Duration),
    ("stop_signal", Text),
    ("storage_opt", Options),
    ("sysctls", Mapping),
    ("tmpfs", Texts),
    ("tty", Flag),
    ("ulimits", Ulimits),
    ("use_api_socket", Flag),
    ("user", Text),
    ("userns_mode", Text),
    ("uts", Text),
    ("volume_driver", Text),
    (
        "volumes",
        List(&Kept(&[
            ("type", Text),
            ("source", Text),
            ("target", Text),
            ("read_only", Flag),
            ("consistency", Text),
            (
                "bind",
                Kept(&[
                    ("selinux", Text),
                    ("propagation", Text),
                    ("create_host_path", Flag),
                    ("recursive", Text),
                ]),
            ),
            (
                "volume",
                Kept(&[("labels", Mapping), ("nocopy", Flag), ("subpath", Text)]),
            ),
            ("tmpfs", Kept(&[("size", Bytes), ("mode", Int)])),
            ("image", Kept(&[("subpath", Text)])),
        ])),
    ),
    ("volumes_from", Texts),
    ("working_dir", Text),
    ("post_start", List(&HOOK)),
    ("pre_stop", List(&HOOK)),
];

const FILE_OBJECT: &[(&str, Type)] = &[
    ("name", Text),
    ("file", Text),
    ("environment", Text),
    ("content", Text),
    ("external", Flag),
    ("labels", Mapping),
    ("driver", Text),
    ("driver_opts", Options),
    ("template_driver", Text),
];

const ROOT: &[(&str, Type)] = &[
    // Not printed by the tool; kept for what is to be said about it.
    ("version", Text),
    ("name", Text),
    ("services", Dict(&Kept(SERVICE))),
    (
        "networks",
        Dict(&Kept(&[
            ("name", Text),
            ("driver", Text),
            ("driver_opts", Options),
            (
                "ipam",
                Section(&[
                    ("driver", Text),
                    (
                        "config",
                        List(&Kept(&[
                            ("subnet", Text),
                            ("gateway", Text),
                            ("ip_range", Text),
                            ("aux_addresses", Mapping),
                        ])),
                    ),
                    ("options", Options),
                ]),
            ),
            ("external", Flag),
            ("internal", Flag),
            ("attachable", Flag),
            ("labels", Mapping),
            ("enable_ipv4", Bool),
            ("enable_ipv6", Bool),
        ])),
    ),
    (
        "volumes",
        Dict(&Kept(&[
            ("name", Text),
            ("driver", Text),
            ("driver_opts", Options),
            ("external", Flag),
            ("labels", Mapping),
        ])),
    ),
    ("secrets", Dict(&Kept(FILE_OBJECT))),
    ("configs", Dict(&Kept(FILE_OBJECT))),
    (
        "models",
        Dict(&Kept(&[
            ("name", Text),
            ("model", Text),
            ("context_size", Int),
            ("runtime_flags", Texts),
        ])),
    ),
];

impl Loader<'_> {
    /// Gives every value its type.
    pub(super) fn bind(&mut self, model: &mut Node) {
        if let Value::Map(map) = std::mem::take(&mut model.value) {
            model.value = Value::Map(self.bind_section(map, ROOT));
        }
    }

    fn bind_section(&mut self, mut map: Map, table: &'static [(&'static str, Type)]) -> Map {
        let mut res = Map::new();
        for (key, kind) in table {
            let Some(entry) = map.remove(key) else {
                continue;
            };
            let key_text = entry.key.clone();
            if let Some(value) = self.bind_value(entry.value, *kind, &key_text) {
                res.put(Entry { value, ..entry });
            }
        }
        // Extensions stay as they are.
        for entry in map {
            if entry.key.starts_with("x-") {
                res.put(entry);
            }
        }
        res
    }

    fn bind_value(&mut self, node: Node, kind: Type, key: &str) -> Option<Node> {
        let range = node.range;
        let some = |value: Value| Some(Node::new(value, range));
        match kind {
            Any => Some(node),
            Text => {
                let text = go_text(&node.value)?;
                some(Value::str(&text)).filter(|_| !text.is_empty())
            }
            Flag => truth(&node.value)
                .filter(|it| *it)
                .and_then(|it| some(Value::Bool(it))),
            Bool => truth(&node.value).and_then(|it| some(Value::Bool(it))),
            Int => self
                .whole(&node, key)
                .filter(|it| *it != 0)
                .and_then(|it| some(Value::Int(it))),
            Number => self.whole(&node, key).and_then(|it| some(Value::Int(it))),
            Float => {
                let number = self.float(&node, key).filter(|it| *it != 0.0)?;
                some(number_value(number))
            }
            Bytes => {
                let bytes = self.bytes(&node, key).filter(|it| *it != 0)?;
                some(Value::str(&bytes.to_string()))
            }
            Delay => {
                let nanoseconds = self.duration(&node, key).filter(|it| *it != 0)?;
                some(Value::str(&duration_text(nanoseconds)))
            }
            Duration => {
                let nanoseconds = self.duration(&node, key)?;
                some(Value::str(&duration_text(nanoseconds)))
            }
            Words => self.words(node, key),
            Test => match &node.value {
                Value::Str(text) => {
                    let words = ["CMD-SHELL", text].map(|it| Node::new(Value::str(it), range));
                    some(Value::List(words.to_vec()))
                }
                _ => Some(node).filter(|it| it.as_list().is_some_and(|it| !it.is_empty())),
            },
            Texts => {
                let items = match node.value {
                    Value::List(items) => items,
                    Value::Null => return None,
                    _ => vec![node],
                };
                let texts: Vec<Node> = items
                    .into_iter()
                    .map(|it| {
                        let text = go_text(&it.value).unwrap_or_default();
                        Node::new(Value::str(&text), it.range)
                    })
                    .collect();
                some(Value::List(texts)).filter(|it| it.as_list().is_some_and(|it| !it.is_empty()))
            }
            Variables => some(Value::Map(pairs(&node, false))).filter(is_filled),
            Mapping => some(Value::Map(pairs(&node, true))).filter(is_filled),
            Options => {
                let map = texts_of(&node);
                some(Value::Map(map)).filter(is_filled)
            }
            Hosts => self.hosts(&node),
            Ulimits => some(Value::Map(self.ulimits(node))).filter(is_filled),
            FileMode => {
                let mode = match &node.value {
                    Value::Int(it) => Some(*it),
                    Value::Str(it) => i64::from_str_radix(it, 8).ok(),
                    _ => None,
                };
                match mode {
                    Some(mode) => some(Value::str(&format!("0{mode:o}"))),
                    None => {
                        self.not(&node, key, Expected::WholeNumber);
                        None
                    }
                }
            }
            Count => match &node.value {
                Value::Str(text) if text.eq_ignore_ascii_case("all") => some(Value::Int(-1)),
                _ => self
                    .whole(&node, key)
                    .filter(|it| *it != 0)
                    .and_then(|it| some(Value::Int(it))),
            },
            Ssh => {
                let map = node.as_map()?;
                let keys = map.iter().map(|it| {
                    let text = match it.value.as_str().filter(|it| !it.is_empty()) {
                        Some(path) => format!("{}: {path}", it.key),
                        None => it.key.to_string(),
                    };
                    Node::new(Value::str(&text), it.range())
                });
                some(Value::List(keys.collect()))
                    .filter(|it| it.as_list().is_some_and(|it| !it.is_empty()))
            }
            Section(table) | Kept(table) => {
                let Value::Map(map) = node.value else {
                    return None;
                };
                let map = self.bind_section(map, table);
                let keeps = matches!(kind, Kept(_)) || !map.is_empty();
                some(Value::Map(map)).filter(|_| keeps)
            }
            List(item) => {
                let Value::List(items) = node.value else {
                    return None;
                };
                let items: Vec<Node> = items
                    .into_iter()
                    .filter_map(|it| self.bind_value(it, *item, key))
                    .collect();
                some(Value::List(items)).filter(|it| it.as_list().is_some_and(|it| !it.is_empty()))
            }
            Dict(item) | Nullable(item) => {
                let Value::Map(map) = node.value else {
                    return None;
                };
                let mut res = Map::new();
                for entry in map {
                    let is_null = entry.value.is_null();
                    let range = entry.value.range;
                    let name = entry.key.clone();
                    let value = match (is_null, kind) {
                        (true, Nullable(_)) => Some(Node::new(Value::Null, range)),
                        _ => self.bind_value(entry.value, *item, &name),
                    };
                    if let Some(value) = value {
                        res.put(Entry { value, ..entry });
                    }
                }
                some(Value::Map(res)).filter(is_filled)
            }
        }
    }

    fn not(&mut self, node: &Node, key: &str, expected: Expected) {
        let text = go_text(&node.value).unwrap_or_default();
        let said = match expected {
            Expected::Duration => format!("time: invalid duration \"{text}\""),
            Expected::ByteSize => format!("invalid size: '{text}'"),
            _ => format!("'{key}' cannot parse value: \"{text}\""),
        };
        let kind = FaultKind::BadValue {
            key: key.to_owned(),
            text,
            expected,
        };
        self.fault(node.range, kind).said(said);
    }

    fn whole(&mut self, node: &Node, key: &str) -> Option<i64> {
        match &node.value {
            Value::Null => None,
            Value::Int(it) => Some(*it),
            Value::Float(it) => Some(*it as i64),
            Value::Str(text) => {
                let res = super::casts::parse_int(text);
                if res.is_none() {
                    self.not(node, key, Expected::WholeNumber);
                }
                res
            }
            _ => None,
        }
    }

    fn float(&mut self, node: &Node, key: &str) -> Option<f64> {
        match &node.value {
            Value::Int(it) => Some(*it as f64),
            // The model holds 32 bits, and prints the shortest text for them.
            Value::Float(it) => (*it as f32).to_string().parse().ok(),
            Value::Str(text) => {
                let res = text.parse::<f32>().ok();
                if res.is_none() {
                    self.not(node, key, Expected::Number);
                }
                res.and_then(|it| it.to_string().parse().ok())
            }
            _ => None,
        }
    }

    fn bytes(&mut self, node: &Node, key: &str) -> Option<i64> {
        match &node.value {
            Value::Int(it) => Some(*it),
            Value::Str(text) => {
                let res = byte_size(text);
                if res.is_none() {
                    self.not(node, key, Expected::ByteSize);
                }
                res
            }
            _ => None,
        }
    }

    fn duration(&mut self, node: &Node, key: &str) -> Option<i64> {
        let text = go_text(&node.value)?;
        let res = parse_duration(&text);
        if res.is_none() {
            self.not(node, key, Expected::Duration);
        }
        res
    }

    fn words(&mut self, node: Node, key: &str) -> Option<Node> {
        let range = node.range;
        match &node.value {
            Value::Null => None,
            Value::Str(text) => match shlex::split(text) {
                Some(words) => {
                    let words = words.iter().map(|it| Node::new(Value::str(it), range));
                    Some(Node::new(Value::List(words.collect()), range))
                }
                None => {
                    let text = text.to_string();
                    let kind = FaultKind::BadValue {
                        key: key.to_owned(),
                        text,
                        expected: Expected::ClosedQuotes,
                    };
                    self.fault(range, kind).said("invalid command line string");
                    None
                }
            },
            _ => Some(node),
        }
    }

    fn hosts(&mut self, node: &Node) -> Option<Node> {
        let mut res: Vec<(String, Node)> = Vec::new();
        let mut put = |host: &str, ip: &str, range| {
            let ip = ip
                .strip_prefix('[')
                .and_then(|it| it.strip_suffix(']'))
                .unwrap_or(ip);
            let text = format!("{host}={ip}");
            res.push((text.clone(), Node::new(Value::str(&text), range)));
        };
        let mut bad: Vec<(Node, String)> = Vec::new();
        match &node.value {
            Value::List(items) => {
                for item in items {
                    let text = go_text(&item.value).unwrap_or_default();
                    match text.split_once('=').or_else(|| text.split_once(':')) {
                        Some((host, _)) if host.is_empty() || host.contains(':') => {
                            bad.push((item.clone(), format!("bad host name '{host}'")));
                        }
                        Some((host, ips)) => {
                            ips.split(',').for_each(|ip| put(host, ip, item.range));
                        }
                        None => {
                            let said = format!("invalid additional host, missing IP: {text}");
                            bad.push((item.clone(), said));
                        }
                    }
                }
            }
            Value::Map(map) => {
                for entry in map {
                    match &entry.value.value {
                        Value::List(items) => {
                            for ip in items {
                                let ip = go_text(&ip.value).unwrap_or_default();
                                put(&entry.key, &ip, entry.range());
                            }
                        }
                        value => {
                            let ip = go_text(value).unwrap_or_default();
                            put(&entry.key, &ip, entry.range());
                        }
                    }
                }
            }
            _ => return None,
        }
        for (node, said) in bad {
            let kind = FaultKind::BadValue {
                key: "extra_hosts".to_owned(),
                text: go_text(&node.value).unwrap_or_default(),
                expected: Expected::ExtraHost,
            };
            self.fault(node.range, kind).said(said);
        }
        res.sort_by(|a, b| a.0.cmp(&b.0));
        let items: Vec<Node> = res.into_iter().map(|(_, it)| it).collect();
        (!items.is_empty()).then(|| Node::new(Value::List(items), node.range))
    }

    fn ulimits(&mut self, node: Node) -> Map {
        let Value::Map(map) = node.value else {
            return Map::new();
        };
        let mut res = Map::new();
        for entry in map {
            let range = entry.value.range;
            let part = |key: &str| match entry.value.get(key).map(|it| &it.value) {
                Some(Value::Int(it)) => *it,
                _ => 0,
            };
            let value = match &entry.value.value {
                Value::Int(it) if *it != 0 => Value::Int(*it),
                _ => {
                    let mut both = Map::new();
                    both.set("soft", Node::new(Value::Int(part("soft")), range));
                    both.set("hard", Node::new(Value::Int(part("hard")), range));
                    Value::Map(both)
                }
            };
            res.put(Entry {
                value: Node::new(value, range),
                ..entry
            });
        }
        res
    }
}

fn is_filled(node: &Node) -> bool {
    node.as_map().is_some_and(|it| !it.is_empty())
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(it) => Some(*it),
        Value::Str(text) => match text.to_lowercase().as_str() {
            "true" | "y" | "yes" | "on" => Some(true),
            "false" | "n" | "no" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn number_value(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::Int(number as i64)
    } else {
        Value::Float(number)
    }
}

/// `NAME=VALUE` items or a mapping, as a mapping; an empty value where texts are wanted, null otherwise.
fn pairs(node: &Node, wants_text: bool) -> Map {
    let value = |text: Option<String>, range| {
        let value = match text {
            Some(text) => Value::str(&text),
            None if wants_text => Value::str(""),
            None => Value::Null,
        };
        Node::new(value, range)
    };
    let mut res = Map::new();
    match &node.value {
        Value::List(items) => {
            for item in items {
                let text = go_text(&item.value).unwrap_or_default();
                let (name, text) = match text.split_once('=') {
                    Some((name, text)) => (name, Some(text.to_owned())),
                    None => (text.as_str(), None),
                };
                res.set(name, value(text, item.range));
            }
        }
        Value::Map(map) => {
            for entry in map {
                res.put(Entry {
                    value: value(go_text(&entry.value.value), entry.value.range),
                    ..entry.clone()
                });
            }
        }
        _ => {}
    }
    res
}

fn texts_of(node: &Node) -> Map {
    let mut res = Map::new();
    for entry in node.as_map().into_iter().flatten() {
        let text = go_text(&entry.value.value).unwrap_or_default();
        res.put(Entry {
            value: Node::new(Value::str(&text), entry.value.range),
            ..entry.clone()
        });
    }
    res
}

/// A size such as `512m` or `1.5GiB`. Source: `RAMInBytes` of Docker's go-units.
pub(crate) fn byte_size(text: &str) -> Option<i64> {
    let end = text.rfind(|it: char| it.is_ascii_digit() || matches!(it, '.' | ' '))?;
    let (number, suffix) = text.split_at_checked(end + 1)?;
    // One blank may part the number from its unit.
    let number = number.strip_suffix(' ').unwrap_or(number);
    let number: f64 = number.parse().ok().filter(|it| *it >= 0.0)?;
    let suffix = suffix.to_lowercase();
    let power = match suffix.as_str() {
        "" | "b" => 0,
        _ => {
            let unit = suffix.chars().next()?;
            let rest = suffix.get(1..)?;
            let power = "kmgtp".find(unit)? as i32 + 1;
            matches!(rest, "" | "b" | "ib").then_some(power)?
        }
    };
    Some((number * 1024f64.powi(power)) as i64)
}
