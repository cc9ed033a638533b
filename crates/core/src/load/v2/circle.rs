//! Services that need each other in a circle.

use crate::document::{Entry, Map, Node};
use crate::sort::SortOnce;
use crate::text::FileRange;
use rustc_hash::FxHashSet;

/// The first circle of dependencies, as the tool finds it: services and dependencies in the order of their names.
pub(super) fn cycle(services: &Map) -> Option<(Vec<&str>, FileRange)> {
    let mut names: Vec<&str> = services.iter().map(|it| it.key.as_str()).collect();
    names.order();
    // Services from which no circle can be reached.
    let mut done: FxHashSet<&str> = FxHashSet::default();
    for start in names {
        let mut path: Vec<(&str, Vec<&Entry>)> = vec![(start, dependencies(services, start))];
        while let Some((name, rest)) = path.last_mut() {
            let Some(next) = rest.pop() else {
                done.insert(name);
                path.pop();
                continue;
            };
            let key = next.key.as_str();
            if let Some(at) = path.iter().position(|(it, _)| *it == key) {
                let mut circle: Vec<&str> = path.iter().skip(at).map(|(it, _)| *it).collect();
                circle.push(key);
                return Some((circle, next.key_range));
            }
            if !done.contains(key) && services.contains_key(key) {
                path.push((key, dependencies(services, key)));
            }
        }
    }
    None
}

/// Last name first: the next one is taken from the end.
pub(super) fn dependencies<'d>(services: &'d Map, name: &str) -> Vec<&'d Entry> {
    let map = services
        .get(name)
        .and_then(|it| it.get("depends_on"))
        .and_then(Node::as_map);
    let mut res: Vec<&Entry> = map.into_iter().flatten().collect();
    res.order_by(|a, b| b.key.cmp(&a.key));
    res
}
