//! Services that wait for each other, or for themselves.
//!
//! Source: sort_services.py.

use crate::document::{Map, Node};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;
use crate::text::FileRange;
use rustc_hash::{FxHashMap, FxHashSet};

/// A service that needs another one, and the place that says so.
struct Dependent {
    index: usize,
    range: FileRange,
}

impl Loader<'_> {
    /// Visits the services as the tool does, and tells each way that leads back.
    pub(super) fn check_order(&mut self, services: &Map) {
        let dependents = dependents(services);
        let names: Vec<&str> = services.iter().map(|it| it.key.as_str()).collect();
        let mut is_done = vec![false; names.len()];
        for start in (0..names.len()).rev() {
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            let mut on_path: FxHashSet<usize> = FxHashSet::from_iter([start]);
            if is_done.get(start) == Some(&true) {
                continue;
            }
            while let Some((service, next)) = path.last_mut() {
                let service = *service;
                let Some(dependent) = dependents.get(service).and_then(|it| it.get(*next)) else {
                    if let Some(it) = is_done.get_mut(service) {
                        *it = true;
                    }
                    on_path.remove(&service);
                    path.pop();
                    continue;
                };
                *next += 1;
                if on_path.contains(&dependent.index) {
                    let way: Vec<&str> = path
                        .iter()
                        .filter_map(|(it, _)| names.get(*it).copied())
                        .collect();
                    self.tell_circle(services, &way, dependent, &names);
                } else if is_done.get(dependent.index) == Some(&false) {
                    on_path.insert(dependent.index);
                    path.push((dependent.index, 0));
                }
            }
        }
    }

    fn tell_circle(&mut self, services: &Map, way: &[&str], last: &Dependent, names: &[&str]) {
        let name = names.get(last.index).copied().unwrap_or_default();
        let service = services.get(name);
        let list = |key: &str| service.and_then(|it| it.get(key)).and_then(Node::as_list);
        let links_to_itself = list("links").unwrap_or_default().iter().any(|it| {
            let source = it.as_str().and_then(|it| it.split(':').next());
            source == Some(name)
        });
        let depends_on_itself = service
            .and_then(|it| it.get("depends_on"))
            .is_some_and(|it| it.get(name).is_some());
        let said = if links_to_itself {
            format!("A service can not link to itself: {name}")
        } else if depends_on_itself {
            format!("A service can not depend on itself: {name}")
        } else {
            format!("Circular dependency between {}", way.join(" and "))
        };
        self.fault(last.range, FaultKind::Refused(Refusal::Cycle))
            .said(said);
    }
}

/// For each service those that need it, in the order of the file.
fn dependents(services: &Map) -> Vec<Vec<Dependent>> {
    let places: FxHashMap<&str, usize> = services
        .iter()
        .enumerate()
        .map(|(at, it)| (it.key.as_str(), at))
        .collect();
    let mut res: Vec<Vec<Dependent>> = services.iter().map(|_| Vec::new()).collect();
    for (index, entry) in services.iter().enumerate() {
        let mut seen = FxHashSet::default();
        for (name, range) in needs(&entry.value) {
            if let Some(at) = places.get(name)
                && seen.insert(*at)
                && let Some(list) = res.get_mut(*at)
            {
                list.push(Dependent { index, range });
            }
        }
    }
    res
}

/// The services that one needs.
fn needs(service: &Node) -> Vec<(&str, FileRange)> {
    let mut res = Vec::new();
    let list = |key: &str| service.get(key).and_then(Node::as_list).unwrap_or_default();
    for link in list("links") {
        let source = link.as_str().and_then(|it| it.split(':').next());
        res.extend(source.map(|it| (it, link.range)));
    }
    for it in list("volumes_from") {
        // Written out by now; the tool does not look at whether a container is meant.
        let source = it.as_str().and_then(|it| it.split(':').nth(1));
        res.extend(source.map(|source| (source, it.range)));
    }
    for key in ["network_mode", "pid", "ipc"] {
        if let Some(mode) = service.get(key) {
            let source = mode.as_str().and_then(|it| it.strip_prefix("service:"));
            res.extend(source.map(|it| (it, mode.range)));
        }
    }
    let dependencies = service.get("depends_on").and_then(Node::as_map);
    for entry in dependencies.into_iter().flatten() {
        res.push((entry.key.as_str(), entry.key_range));
    }
    res
}
