//! One service laid over another, each key by its own rule. What no rule names gets lost, as in the tool.
//!
//! Source: `merge_service_dicts` of config.py.

use super::merge_parts as parts;
use super::prepare::{to_dependencies, to_labels, to_list};
use super::python;
use crate::document::{Entry, Map, Node, Value};
use crate::load::Loader;
use crate::sort::SortOnce;

/// Keys that are replaced whole. Source: `ALLOWED_KEYS` of config.py without those that have a rule.
const REPLACED: &[&str] = &[
    "build",
    "cgroup_parent",
    "command",
    "container_name",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "credential_spec",
    "dns_opt",
    "dockerfile",
    "domainname",
    "entrypoint",
    "group_add",
    "hostname",
    "image",
    "init",
    "ipc",
    "isolation",
    "log_driver",
    "log_opt",
    "mac_address",
    "mem_limit",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "net",
    "network_mode",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "privileged",
    "read_only",
    "restart",
    "runtime",
    "scale",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "tty",
    "user",
    "userns_mode",
    "volume_driver",
    "working_dir",
];

/// Two mappings on their way into one.
pub(super) struct Merge<'a> {
    base: &'a Map,
    over: &'a Map,
    pub(super) res: Map,
}

impl<'a> Merge<'a> {
    pub(super) fn new(base: &'a Map, over: &'a Map) -> Merge<'a> {
        Merge {
            base,
            over,
            res: Map::new(),
        }
    }

    /// The value of a key in both, where at least one has it.
    pub(super) fn both(&self, key: &str) -> Option<(Option<&'a Node>, Option<&'a Node>)> {
        let both = (self.base.get(key), self.over.get(key));
        (both != (None, None)).then_some(both)
    }

    /// Puts a value that was made of both.
    pub(super) fn put(&mut self, key: &str, value: Value) {
        if let Some(entry) = self.over.entry(key).or_else(|| self.base.entry(key)) {
            let value = Node::new(value, entry.value.range);
            self.res.put(Entry {
                value,
                ..entry.clone()
            });
        }
    }

    /// The later value counts.
    pub(super) fn replace(&mut self, key: &str) {
        if let Some(entry) = self.over.entry(key).or_else(|| self.base.entry(key)) {
            self.res.put(entry.clone());
        }
    }

    /// Entries of both, those of the later one counting.
    pub(super) fn update(&mut self, key: &str, mut read: impl FnMut(&Node) -> Map) {
        let Some((base, over)) = self.both(key) else {
            return;
        };
        let mut res = base.map(&mut read).unwrap_or_default();
        for entry in over.map(&mut read).into_iter().flatten() {
            res.put(entry);
        }
        self.put(key, Value::Map(res));
    }

    /// A value that `join` makes of what both have.
    pub(super) fn join(
        &mut self,
        key: &str,
        join: impl FnOnce(Option<&Node>, Option<&Node>) -> Value,
    ) {
        if let Some((base, over)) = self.both(key) {
            let value = join(base, over);
            self.put(key, value);
        }
    }
}

/// The items of both lists.
pub(super) fn items<'n>(base: Option<&'n Node>, over: Option<&'n Node>) -> Vec<&'n Node> {
    [base, over]
        .into_iter()
        .flatten()
        .filter_map(Node::as_list)
        .flatten()
        .collect()
}

/// The mapping of a node, empty if it is none.
pub(super) fn mapping(node: Option<&Node>) -> &Map {
    static EMPTY: Map = Map::EMPTY;
    node.and_then(Node::as_map).unwrap_or(&EMPTY)
}

pub(super) fn labels(node: &Node) -> Map {
    read_with(node, to_labels)
}

fn read_with(node: &Node, change: impl FnOnce(&mut Node)) -> Map {
    let mut node = node.clone();
    change(&mut node);
    match node.value {
        Value::Map(map) => map,
        _ => Map::new(),
    }
}

impl Loader<'_> {
    /// `over` laid over `base`, without `extends`.
    pub(super) fn merge_services(&mut self, base: &Map, over: &Map, is_v1: bool) -> Map {
        let mut merge = Merge::new(base, over);
        merge.update("environment", |it| self.environment(it));
        merge.update("labels", labels);
        merge.update("ulimits", |it| mapping(Some(it)).clone());
        merge.update("sysctls", labels);
        merge.update("depends_on", |it| read_with(it, to_dependencies));
        merge.update("storage_opt", |it| mapping(Some(it)).clone());
        merge.join("links", parts::links);
        merge.join("secrets", parts::file_mounts);
        merge.join("configs", parts::file_mounts);
        merge.join("security_opt", parts::security);
        merge.update("extra_hosts", |it| self.extra_hosts(it));
        merge.join("networks", parts::networks);
        merge.join("volumes", parts::path_mappings);
        merge.join("devices", parts::path_mappings);
        for key in [
            "cap_add",
            "cap_drop",
            "expose",
            "external_links",
            "volumes_from",
            "device_cgroup_rules",
            "profiles",
        ] {
            merge.join(key, parts::unique_texts);
        }
        for key in ["dns", "dns_search", "env_file", "tmpfs"] {
            merge.join(key, |base, over| {
                let mut both = [base.cloned(), over.cloned()];
                for it in both.iter_mut().flatten() {
                    to_list(it);
                }
                let [base, over] = &both;
                let all = items(base.as_ref(), over.as_ref());
                Value::List(all.into_iter().cloned().collect())
            });
        }
        merge.join("logging", parts::logging);
        self.merge_ports(&mut merge);
        merge.join("blkio_config", parts::blkio_config);
        merge.join("healthcheck", parts::healthcheck);
        merge.join("deploy", |base, over| {
            let rules = self.deploy(base, over);
            Value::Map(rules)
        });
        for key in REPLACED {
            merge.replace(key);
        }
        if is_v1 {
            replace_origin(&mut merge);
        } else {
            merge.join("build", |base, over| {
                let build = self.build(base, over);
                Value::Map(build)
            });
        }
        merge.res
    }

    fn merge_ports(&mut self, merge: &mut Merge<'_>) {
        let Some((base, over)) = merge.both("ports") else {
            return;
        };
        let mut by_key: indexmap::IndexMap<String, Node> = indexmap::IndexMap::new();
        for list in [base, over].into_iter().flatten() {
            let mut list = list.clone();
            self.prepare_ports(&mut list);
            if let Value::List(ports) = list.value {
                by_key.extend(
                    ports
                        .into_iter()
                        .map(|it| (super::ports::merge_key(&it), it)),
                );
            }
        }
        let mut ports: Vec<Node> = by_key.into_values().collect();
        ports.order_by_key(|it| match it.get("target").map(|it| &it.value) {
            Some(Value::Int(it)) => *it,
            _ => 0,
        });
        merge.put("ports", Value::List(ports));
    }

    /// Source: `parse_extra_hosts` of types.py.
    pub(super) fn extra_hosts(&mut self, node: &Node) -> Map {
        let Value::List(list) = &node.value else {
            return mapping(Some(node)).clone();
        };
        let mut res = Map::new();
        for item in list {
            let text = item.as_str().unwrap_or_default();
            match text.split_once(':') {
                Some((host, address)) => {
                    let value = Node::new(Value::str(address.trim()), item.range);
                    res.set(host.trim(), value);
                }
                None => {
                    let said = "ValueError: not enough values to unpack (expected 2, got 1)";
                    self.refuse(item.range, said.to_owned());
                }
            }
        }
        res
    }
}

/// In format v1 an image takes the place of a build, and the other way round.
fn replace_origin(merge: &mut Merge<'_>) {
    merge.res.remove("image");
    merge.res.remove("build");
    for map in [merge.over, merge.base] {
        for key in ["image", "build"] {
            if let Some(entry) = map.entry(key) {
                merge.res.put(entry.clone());
                return;
            }
        }
    }
}

/// A list of texts, each once, sorted.
pub(super) fn sorted_texts(items: &[&Node]) -> Value {
    let mut by_text = std::collections::BTreeMap::new();
    for it in items {
        by_text.insert(python::text(it), it.range);
    }
    let items = by_text
        .into_iter()
        .map(|(text, range)| Node::new(Value::str(&text), range));
    Value::List(items.collect())
}
