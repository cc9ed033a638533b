//! The mounts of a service.
//!
//! Source: `VolumeSpec`, `MountSpec` and `VolumeFromSpec` of types.py, `resolve_volume_path` of config.py.

use super::ServiceContext;
use super::paths::{normal, split_mapping};
use super::python;
use crate::document::{Map, Node, Value, all_differ};
use crate::fault::{Expected, FaultKind, Refusal};
use crate::load::{Loader, is_short};
use crate::text::FileRange;
use compact_str::format_compact;
use indexmap::IndexMap;
use std::borrow::Cow;

/// A mount in its short form.
struct Mount<'a> {
    /// Host path or volume.
    source: Option<Cow<'a, str>>,
    target: Cow<'a, str>,
    mode: &'a str,
}

impl<'a> Mount<'a> {
    /// Reads `[SOURCE:]TARGET[:MODE]`; `None` if it has more parts.
    fn parse(text: &'a str) -> Option<Mount<'a>> {
        let mut parts = text.split(':');
        let (source, target, mode) = match (parts.next()?, parts.next(), parts.next()) {
            (target, None, _) => (None, target, "rw"),
            (source, Some(target), None) => (Some(dotted(source)), target, "rw"),
            (source, Some(target), Some(mode)) => (Some(dotted(source)), target, mode),
        };
        parts.next().is_none().then(|| Mount {
            source,
            target: normal(target),
            mode,
        })
    }

    /// What the tool makes of a path that it did not make absolute: a name.
    fn without_dot(mut self) -> Mount<'a> {
        if let Some(source) = self.source.as_deref().and_then(|it| it.strip_prefix("./")) {
            self.source = Some(Cow::Owned(source.to_owned()));
        }
        self
    }

    /// As it is printed.
    fn one_line(&self) -> String {
        match &self.source {
            Some(source) if !source.is_empty() => {
                format!("{source}:{}:{}", self.target, self.mode)
            }
            _ => self.target.to_string(),
        }
    }

    /// A mount in its long form as a short one.
    fn of_map(map: &'a Map) -> Mount<'a> {
        let text = |key: &str| Some(Cow::<str>::Owned(python::text(map.get(key)?)));
        let is_read_only = map
            .get("read_only")
            .is_some_and(|it| python::is_true(&it.value));
        Mount {
            source: text("source").filter(|it| !it.is_empty()),
            target: text("target").unwrap_or(Cow::Borrowed("None")),
            mode: if is_read_only { "ro" } else { "rw" },
        }
    }

    fn of_node(node: &'a Node) -> Option<Mount<'a>> {
        match &node.value {
            Value::Map(map) => Some(Mount::of_map(map)),
            Value::Str(text) => Mount::parse(text),
            _ => None,
        }
    }

    /// The name of the volume, if it has one.
    fn volume(&self) -> Option<&str> {
        let source = self.source.as_deref()?;
        (!source.is_empty() && !source.starts_with(['.', '/', '~'])).then_some(source)
    }
}

impl Loader<'_> {
    /// Makes the host's side of a mount absolute.
    pub(super) fn expand_mount(&self, node: &mut Node, folder: &str) {
        match &mut node.value {
            Value::Str(text) => {
                let (path, Some((host, mode))) = split_mapping(text) else {
                    return;
                };
                let stays = match host.chars().next() {
                    Some('.') => folder.is_empty(),
                    Some('~') => false,
                    _ => true,
                };
                if stays && mode != Some("") {
                    return;
                }
                let host = if host.starts_with('.') {
                    self.expand_path(folder, host)
                } else {
                    self.expand_home(host)
                };
                // An empty mode goes away.
                let mode = mode.filter(|it| !it.is_empty());
                let mode = mode.map(|it| format!(":{it}")).unwrap_or_default();
                *text = format_compact!("{host}:{path}{mode}");
            }
            Value::Map(map) => {
                let is_bind = map.get("type").and_then(Node::as_str) == Some("bind");
                if let Some(source) = map.get_mut("source").filter(|_| is_bind)
                    && let Value::Str(path) = &source.value
                    && path.starts_with(['.', '~'])
                {
                    source.value = Value::str(&self.expand_path(folder, path));
                }
            }
            _ => {}
        }
    }

    /// The mounts as the tool keeps them; two at one place are a fault.
    pub(super) fn finish_mounts(&mut self, node: &mut Node, context: &ServiceContext<'_>) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let normalises = self.is_set("COMPOSE_CONVERT_WINDOWS_PATHS");
        let has_folder = !self.settings.working_dir.is_empty();
        items.retain_mut(|item| {
            let wrong = match &mut item.value {
                Value::Str(text) => match Mount::parse(text) {
                    Some(mount) => {
                        let mount = if has_folder {
                            mount.without_dot()
                        } else {
                            mount
                        };
                        *text = mount.one_line().into();
                        None
                    }
                    None => {
                        let said = format!(
                            "Volume {text} has incorrect format, should be external:internal[:mode]"
                        );
                        let kind = FaultKind::BadValue {
                            key: "volumes".to_owned(),
                            text: text.to_string(),
                            expected: Expected::Mount,
                        };
                        Some((item.range, kind, said))
                    }
                },
                Value::Map(map) => finish_long(map, normalises),
                _ => None,
            };
            let is_good = wrong.is_none();
            if let Some((range, kind, said)) = wrong {
                self.fault(range, kind).said(said);
            }
            is_good
        });
        self.check_mount_points(node, context);
    }

    fn check_mount_points(&mut self, node: &Node, context: &ServiceContext<'_>) {
        let mounts = node.as_list().unwrap_or_default().iter();
        let mounts: Vec<_> = mounts
            .filter_map(|it| Some((Mount::of_node(it)?, it.range)))
            .collect();
        let targets = mounts
            .iter()
            .map(|(it, _)| Some(Cow::Borrowed(&*it.target)));
        if all_differ(mounts.len(), targets) {
            return;
        }
        let mut by_target: IndexMap<String, Vec<(String, FileRange)>> = IndexMap::new();
        for (mount, range) in &mounts {
            let at = by_target.entry(mount.target.to_string()).or_default();
            at.push((mount.one_line(), *range));
        }
        for (target, all) in by_target {
            let [(_, first), .., (_, last)] = all.as_slice() else {
                continue;
            };
            let (first, last) = (*first, *last);
            let all: Vec<&str> = all.iter().map(|(text, _)| text.as_str()).collect();
            let said = format!("Duplicate mount points: [{}]", all.join(", "));
            let refusal = Refusal::MountTwice {
                service: context.name.to_owned(),
                target,
            };
            self.fault(last, FaultKind::Refused(refusal))
                .said(said)
                .related(first);
        }
    }

    /// Whether a variable is set to something. Source: `get_boolean` of environment.py.
    fn is_set(&self, variable: &str) -> bool {
        self.variables
            .get(variable)
            .is_some_and(|it| !it.is_empty() && it != "0" && !it.eq_ignore_ascii_case("false"))
    }

    /// `[service:|container:]NAME[:MODE]`, written out.
    pub(super) fn finish_volumes_from(&mut self, node: &mut Node, context: &ServiceContext<'_>) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let mut kept = Vec::with_capacity(items.len());
        for mut item in std::mem::take(items) {
            let text = item.as_str().unwrap_or_default();
            match volumes_from(text, context) {
                Ok(text) => {
                    item.value = Value::str(&text);
                    kept.push(item);
                }
                Err(said) => {
                    let kind = FaultKind::Refused(Refusal::Other { text: said.clone() });
                    self.fault(item.range, kind).said(said);
                }
            }
        }
        *items = kept;
    }

    /// Volumes with a name must be declared. Source: `match_named_volumes` of validation.py.
    pub(super) fn check_named_volumes(&mut self, services: &Map, volumes: &Map) {
        for service in services {
            let mounts = service.value.get("volumes").and_then(Node::as_list);
            for item in mounts.unwrap_or_default() {
                let name = match &item.value {
                    Value::Map(map) => {
                        let is_volume = map.get("type").and_then(Node::as_str) == Some("volume");
                        let name = map.get("source").and_then(Node::as_str);
                        name.filter(|it| is_volume && !it.is_empty())
                            .map(str::to_owned)
                    }
                    Value::Str(text) => {
                        Mount::parse(text).and_then(|it| it.volume().map(str::to_owned))
                    }
                    _ => continue,
                };
                let Some(name) = name.filter(|it| !volumes.contains_key(it)) else {
                    continue;
                };
                let shown = python::text(item);
                let said = format!(
                    "Named volume \"{shown}\" is used in service \"{}\" but no declaration was found in the volumes section.",
                    service.key
                );
                self.fault(
                    item.range,
                    FaultKind::Refused(Refusal::NamedVolume { name }),
                )
                .said(said);
            }
        }
    }
}

/// A path made shorter; one of the project folder keeps the dot that tells it from the name of a volume.
fn dotted(path: &str) -> Cow<'_, str> {
    let below = path.strip_prefix("./").filter(|it| !it.starts_with('/'));
    if below.is_some_and(is_short) {
        return Cow::Borrowed(path);
    }
    let res = normal(path);
    if path.starts_with('.') && !res.starts_with(['.', '/']) {
        return Cow::Owned(format!("./{res}"));
    }
    res
}

/// What is kept of a long form, or why it is refused.
fn finish_long(map: &mut Map, normalises: bool) -> Option<(FileRange, FaultKind, String)> {
    let kind = map.get("type").and_then(Node::as_str).unwrap_or_default();
    let kind = kind.to_owned();
    if let Some(source) = map
        .get_mut("source")
        .filter(|it| python::is_true(&it.value))
    {
        if kind == "tmpfs" {
            let said = "tmpfs mounts can not specify a source".to_owned();
            let refusal = Refusal::Other { text: said.clone() };
            return Some((source.range, FaultKind::Refused(refusal), said));
        }
        let mut path = normal(&python::text(source)).into_owned();
        if normalises {
            let (drive, tail) = super::paths::split_drive(&path);
            if !drive.is_empty() {
                let letter = drive.to_lowercase();
                path = format!("/{}{tail}", letter.trim_end_matches(':'));
            }
            path = path.replace('\\', "/");
        }
        source.value = Value::str(&path);
    }
    let mut kept = Map::new();
    for key in [
        "type",
        "source",
        "target",
        "read_only",
        "consistency",
        &kind,
    ] {
        let entry = map.entry(key).filter(|it| python::is_true(&it.value.value));
        if let Some(entry) = entry {
            kept.put(entry.clone());
        }
    }
    *map = kept;
    None
}

fn volumes_from(text: &str, context: &ServiceContext<'_>) -> Result<String, String> {
    let parts: Vec<&str> = text.split(':').collect();
    if context.is_v1 {
        let (source, mode) = match parts.as_slice() {
            [source] => (*source, "rw"),
            [source, mode] => (*source, *mode),
            _ => {
                return Err(format!(
                    "volume_from {text} has incorrect format, should be service[:mode]"
                ));
            }
        };
        let kind = if context.names.contains(source) {
            "service"
        } else {
            "container"
        };
        return Ok(format!("{kind}:{source}:{mode}"));
    }
    let (kind, source, mode) = match parts.as_slice() {
        [source] => ("service", *source, "rw"),
        ["container", source] => ("container", *source, "rw"),
        [source, mode] => ("service", *source, *mode),
        [kind @ ("service" | "container"), source, mode] => (*kind, *source, *mode),
        [kind, _, _] => return Err(format!("Unknown volumes_from type '{kind}' in '{text}'")),
        _ => {
            return Err(format!(
                "volume_from {text} has incorrect format, should be one of '<service name>[:<mode>]' or 'container:<container name>[:<mode>]'"
            ));
        }
    };
    Ok(format!("{kind}:{source}:{mode}"))
}
