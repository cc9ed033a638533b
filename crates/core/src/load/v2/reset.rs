//! `!reset` and `!override`: what an earlier file said goes away.

use super::Path;
use crate::document::{Mark, Node, Value};
use compact_str::CompactString;

/// Takes the marked values of `!reset` out, and gives the paths of all marked values.
pub(super) fn take_marks(document: &mut Node) -> Vec<Path> {
    let mut res = Vec::new();
    if has_marks(document) {
        walk(document, &mut Path::new(), &mut res);
    }
    res
}

fn has_marks(node: &Node) -> bool {
    node.mark.is_some()
        || match &node.value {
            Value::Map(map) => map.iter().any(|it| has_marks(&it.value)),
            Value::List(items) => items.iter().any(has_marks),
            _ => false,
        }
}

fn walk(node: &mut Node, path: &mut Path, res: &mut Vec<Path>) {
    match &mut node.value {
        Value::Map(map) => {
            for (key, value) in map.values_mut() {
                path.push(key.into());
                if value.mark.is_some() {
                    res.push(path.clone());
                }
                walk(value, path, res);
                path.pop();
            }
            map.retain(|it| it.value.mark != Some(Mark::Reset));
        }
        Value::List(items) => {
            items.retain(|it| it.mark != Some(Mark::Reset));
            path.push("[]".into());
            for item in items {
                walk(item, path, res);
            }
            path.pop();
        }
        _ => {}
    }
}

/// Takes the values at `paths` out of `target`.
pub(super) fn apply(target: &mut Node, paths: &[Path]) {
    for path in paths {
        remove(target, path);
    }
}

fn remove(node: &mut Node, path: &[CompactString]) {
    let (Some(map), Some((first, rest))) = (node.as_map_mut(), path.split_first()) else {
        return;
    };
    if rest.is_empty() {
        map.remove(first);
    } else if let Some(below) = map.get_mut(first) {
        remove(below, rest);
    }
}
