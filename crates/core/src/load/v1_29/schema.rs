//! A file against the schema of its format.
//!
//! Source: `validate_against_config_schema` of validation.py.

use super::files::ComposeFile;
use crate::document::{Kind, Node, Value, nowhere};
use crate::fault::FaultKind;
use crate::load::Loader;
use crate::schema::{self, Keyword, Step, Violation};
use crate::text::FileRange;
use compact_str::CompactString;

impl Loader<'_> {
    /// Tells every violation, and takes what violates out of the file.
    pub(super) fn check_format(&mut self, file: &mut ComposeFile) {
        let table = if file.is_v1 {
            schema::format_1()
        } else {
            schema::compose_1_29()
        };
        let Some(root) = table.root() else {
            return;
        };
        let document = std::mem::take(&mut file.document);
        let mut node = Node::new(Value::Map(document), nowhere());
        let mut typed = Vec::new();
        if !file.is_v1 {
            take_typed_keys(&mut node, "", Stand::OutsideOfLists, &mut typed);
        }
        for (range, key, kind) in typed {
            let said = format!(
                "TypeError: expected string or bytes-like object, got '{}'",
                class(kind)
            );
            self.fault(range, FaultKind::NotAStringKey { key })
                .said(said);
        }
        // The services of a v1 file stand at its top: their paths begin one step later.
        let n_added = usize::from(file.is_v1);
        let services = [Step::Key("services".into())];
        let found = match node.get("services").filter(|_| file.is_v1) {
            Some(map) => schema::check(table, root, map, &services),
            None => schema::check(table, root, &node, &[]),
        };
        if self.listed.is_none() {
            self.listed = schema::refusal_1_29(&found, &file.name, n_added);
        }
        let mut paths: Vec<Vec<Step>> = Vec::new();
        for violation in found.iter().flat_map(one_by_one) {
            let one = std::slice::from_ref(&violation);
            let said = schema::refusal_1_29(one, &file.name, n_added).unwrap_or_default();
            match &violation.keyword {
                Keyword::Additional { keys, .. } if matches!(violation.path.as_slice(), [Step::Key(it)] if it == "services") => {
                    for (key, range) in keys {
                        let name = key.to_string();
                        let kind = FaultKind::BadServiceName { name };
                        self.fault(*range, kind).said(said.as_str());
                        paths.push(vec![services[0].clone(), Step::Key(key.clone())]);
                    }
                }
                _ => paths.extend(self.tell_violation(&violation, Some(&said))),
            }
        }
        drop(found);
        for path in &paths {
            if let [Step::Key(section), Step::Key(service), ..] = path.as_slice()
                && section == "services"
            {
                self.broken.insert(service.to_string());
            }
        }
        schema::prune(&mut node, paths);
        if let Value::Map(document) = node.value {
            file.document = document;
        }
    }
}

/// The violation, once for each key that may not stand there: each is a mistake of its own.
fn one_by_one<'d>(violation: &Violation<'d>) -> Vec<Violation<'d>> {
    let Keyword::Additional { keys, known } = &violation.keyword else {
        return vec![violation.clone()];
    };
    let one = |key: &(CompactString, FileRange)| Violation {
        keyword: Keyword::Additional {
            keys: vec![key.clone()],
            known,
        },
        ..violation.clone()
    };
    keys.iter().map(one).collect()
}

/// Lists whose items may be mappings, and mappings inside of such items.
const ITEMS: [&str; 8] = [
    "config",
    "configs",
    "devices",
    "generic_resources",
    "ports",
    "preferences",
    "secrets",
    "volumes",
];
const INSIDE_OF_ITEMS: [&str; 6] = [
    "aux_addresses",
    "bind",
    "discrete_resource_spec",
    "options",
    "tmpfs",
    "volume",
];

/// Where a mapping stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    OutsideOfLists,
    Item,
    InsideOfItem,
}

/// Takes keys of items of lists out that are no strings: the tool looks for patterns in them, and stops.
/// Outside of lists it has made strings of them.
fn take_typed_keys(
    node: &mut Node,
    above: &str,
    stand: Stand,
    found: &mut Vec<(FileRange, String, Kind)>,
) {
    match &mut node.value {
        Value::List(items) => {
            for it in items {
                take_typed_keys(it, above, Stand::Item, found);
            }
        }
        Value::Map(map) => {
            let is_looked_at = match stand {
                Stand::OutsideOfLists => false,
                Stand::Item => ITEMS.contains(&above),
                Stand::InsideOfItem => INSIDE_OF_ITEMS.contains(&above),
            };
            if is_looked_at {
                map.retain(|it| {
                    let is_text = it.key_kind == Kind::Str;
                    if !is_text {
                        found.push((it.key_range, it.key.to_string(), it.key_kind));
                    }
                    is_text
                });
            }
            let below = match stand {
                Stand::OutsideOfLists => Stand::OutsideOfLists,
                Stand::Item | Stand::InsideOfItem => Stand::InsideOfItem,
            };
            // What stands under a key of the user's own may be anything.
            for (key, it) in map.values_mut().filter(|(key, _)| !key.starts_with("x-")) {
                take_typed_keys(it, key, below, found);
            }
        }
        _ => {}
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "NoneType",
        Kind::Bool => "bool",
        Kind::Int => "int",
        Kind::Float => "float",
        Kind::Date => "datetime.date",
        Kind::Str => "str",
        Kind::List => "list",
        Kind::Map => "dict",
    }
}
