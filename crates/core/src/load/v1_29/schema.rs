//! A file against the schema of its format.
//!
//! Source: `validate_against_config_schema` of validation.py.

use super::files::ComposeFile;
use crate::document::Node;
use crate::fault::FaultKind;
use crate::load::Loader;
use crate::schema::{self, Keyword, Step, Violation};

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
        let mut node = Node::new(
            crate::document::Value::Map(document),
            crate::document::nowhere(),
        );
        // The services of a v1 file stand at its top: their paths begin one step later.
        let n_added = usize::from(file.is_v1);
        let services = [Step::Key("services".into())];
        let found = match node.get("services").filter(|_| file.is_v1) {
            Some(map) => schema::check(table, root, map, &services),
            None => schema::check(table, root, &node, &[]),
        };
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
        if let crate::document::Value::Map(document) = node.value {
            file.document = document;
        }
    }
}

/// The violation, once for each key that may not stand there: each is a mistake of its own.
fn one_by_one<'d>(violation: &Violation<'d>) -> Vec<Violation<'d>> {
    let Keyword::Additional { keys, known } = &violation.keyword else {
        return vec![violation.clone()];
    };
    let one = |key: &(compact_str::CompactString, crate::text::FileRange)| Violation {
        keyword: Keyword::Additional {
            keys: vec![key.clone()],
            known,
        },
        ..violation.clone()
    };
    keys.iter().map(one).collect()
}
