//! All services: merged, extended, checked, and in the form that is printed.
//!
//! Source: `load_services` and `finalize_service` of config.py.

use super::ServiceContext;
use super::files::ComposeFile;
use super::merge_parts::long_file_mount;
use super::prepare::{each_item, to_texts};
use super::python;
use crate::document::{Entry, Kind, Map, Node, Value};
use crate::fault::{Expected, FaultKind};
use crate::load::Loader;
use compact_str::CompactString;
use rustc_hash::FxHashSet;

impl Loader<'_> {
    /// Takes the services out of the files where nothing asks for them again.
    pub(super) fn services(&mut self, files: &mut [ComposeFile]) -> Map {
        let merged = match files {
            [only] => services_of(only),
            _ => self.merge_files(files),
        };
        let Some(first) = files.first() else {
            return Map::new();
        };
        let folder = self.settings.working_dir.clone();
        let names: FxHashSet<CompactString> = merged.iter().map(|it| it.key.clone()).collect();
        let mut res = Map::with_capacity(merged.len());
        for mut entry in merged {
            let context = ServiceContext {
                name: &entry.key,
                range: entry.key_range,
                is_v1: first.is_v1,
                names: &names,
            };
            let own = match std::mem::take(&mut entry.value.value) {
                Value::Map(own) => own,
                _ => Map::new(),
            };
            let mut service = self.extended_service(&entry.key, own, first);
            self.prepare(&mut service, &folder);
            self.check_service(&service, &context);
            self.finish_service(&mut service, &context);
            entry.value = Node::new(Value::Map(service), entry.value.range);
            res.put(entry);
        }
        self.check_order(&res);
        res
    }

    /// The services of several files, laid over each other.
    fn merge_files(&mut self, files: &[ComposeFile]) -> Map {
        let is_v1 = files.first().is_some_and(|it| it.is_v1);
        let services = |file: &ComposeFile| -> Map {
            let map = file.document.get("services").and_then(Node::as_map);
            map.cloned().unwrap_or_default()
        };
        let mut files = files.iter().map(services);
        let mut merged = files.next().unwrap_or_default();
        for over in files {
            let mut res = Map::new();
            for entry in merged.iter().chain(&over) {
                if res.contains_key(&entry.key) {
                    continue;
                }
                let empty = Map::EMPTY;
                let of = |map: &Map| map.get(&entry.key).and_then(Node::as_map).cloned();
                let (base, over) = (of(&merged), of(&over));
                let (base, over) = (
                    base.as_ref().unwrap_or(&empty),
                    over.as_ref().unwrap_or(&empty),
                );
                let mut service = self.merge_services(base, over, is_v1);
                if let Some(extends) = over.entry("extends").or_else(|| base.entry("extends")) {
                    service.put(extends.clone());
                }
                res.put(Entry {
                    value: Node::new(Value::Map(service), entry.value.range),
                    ..entry.clone()
                });
            }
            merged = res;
        }
        merged
    }

    fn finish_service(&mut self, service: &mut Map, context: &ServiceContext<'_>) {
        self.resolve_environment(service);
        if let Some(node) = service.get_mut("volumes_from") {
            self.finish_volumes_from(node, context);
        }
        if let Some(node) = service.get_mut("volumes") {
            self.finish_mounts(node, context);
        }
        if let Some(mut entry) = service.remove("net") {
            let named = entry.value.as_str();
            let named = named.and_then(|it| it.strip_prefix("container:"));
            if let Some(named) = named.filter(|it| context.names.contains(*it)) {
                entry.value.value = Value::str(&format!("service:{named}"));
            }
            entry.key = "network_mode".into();
            service.put(entry);
        }
        if let Some(networks) = service.get_mut("networks")
            && let Value::List(items) = &networks.value
        {
            let entries = items.iter().map(|it| Entry {
                key: it.as_str().unwrap_or_default().into(),
                key_range: it.range,
                key_kind: Kind::Str,
                value: Node::new(Value::Null, it.range),
            });
            networks.value = Value::Map(entries.collect());
        }
        self.finish_restart(service);
        for key in ["secrets", "configs"] {
            if let Some(node) = service.get_mut(key) {
                each_item(node, |it| *it = long_file_mount(it));
            }
        }
        self.finish_build(service);
        self.finish_v1_keys(service);
        finish_healthcheck(service);
        if let Some(ports) = service.get_mut("ports") {
            each_item(ports, |it| {
                if let Value::Map(port) = &it.value
                    && (context.is_v1 || port.contains_key(super::ports::ADDRESS))
                {
                    it.value = Value::str(&super::ports::one_line(port));
                }
            });
        }
    }

    /// Source: `parse_restart_spec` and `serialize_restart_spec` of types.py.
    fn finish_restart(&mut self, service: &mut Map) {
        let Some(node) = service.get_mut("restart") else {
            return;
        };
        let text = node.as_str().unwrap_or_default();
        if !text.contains(':') {
            return;
        }
        let (text, range) = (text.to_owned(), node.range);
        let said = match text.split(':').collect::<Vec<_>>().as_slice() {
            [name, retries] => match retries.trim().parse::<i64>() {
                Ok(0) => {
                    node.value = Value::str(name);
                    return;
                }
                Ok(retries) => {
                    node.value = Value::str(&format!("{name}:{retries}"));
                    return;
                }
                Err(_) => {
                    format!("ValueError: invalid literal for int() with base 10: '{retries}'")
                }
            },
            _ => format!("Restart {text} has incorrect format, should be mode[:max_retry]"),
        };
        service.remove("restart");
        let kind = FaultKind::BadValue {
            key: "restart".to_owned(),
            text,
            expected: Expected::RestartPolicy,
        };
        self.fault(range, kind).said(said);
    }

    /// Source: `normalize_build`.
    fn finish_build(&mut self, service: &mut Map) {
        let Some(build) = service.get_mut("build") else {
            return;
        };
        if build.as_str().is_some() {
            let context = Node::new(std::mem::take(&mut build.value), build.range);
            let mut map = Map::new();
            map.set("context", context);
            build.value = Value::Map(map);
        }
        if let Some(args) = build.as_map_mut().and_then(|it| it.get_mut("args")) {
            let mut map = self.environment(args);
            self.fill_in(&mut map);
            to_texts(&mut map);
            args.value = Value::Map(map);
        }
    }

    /// Source: `normalize_v1_service_format`.
    fn finish_v1_keys(&mut self, service: &mut Map) {
        for (old, new) in [("log_driver", "driver"), ("log_opt", "options")] {
            let Some(entry) = service.remove(old) else {
                continue;
            };
            if !service.contains_key("logging") {
                let logging = Node::new(Value::Map(Map::new()), entry.range());
                service.set("logging", logging);
            }
            let logging = service.get_mut("logging").and_then(Node::as_map_mut);
            if let Some(logging) = logging {
                logging.set(new, entry.value);
            }
        }
        if let Some(entry) = service.remove("dockerfile")
            && let Some(build) = service.get_mut("build").and_then(Node::as_map_mut)
        {
            build.set("dockerfile", entry.value);
        }
    }
}

/// The services of the only file: its own, or copies where some of them are to be laid under others.
fn services_of(file: &mut ComposeFile) -> Map {
    let Some(services) = file.document.get_mut("services").and_then(Node::as_map_mut) else {
        return Map::new();
    };
    let extends = |it: &Entry| it.value.get("extends").is_some();
    if services.iter().any(extends) {
        services.clone()
    } else {
        std::mem::take(services)
    }
}

/// Durations as they are printed.
fn finish_healthcheck(service: &mut Map) {
    let Some(check) = service.get_mut("healthcheck").and_then(Node::as_map_mut) else {
        return;
    };
    for key in ["interval", "timeout", "start_period"] {
        if let Some(node) = check.get_mut(key)
            && let Value::Int(nanoseconds) = node.value
        {
            node.value = Value::str(&python::duration_text(nanoseconds));
        }
    }
}
