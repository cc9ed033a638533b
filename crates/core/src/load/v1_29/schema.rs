//! A file against the schema of its format.
//!
//! Source: `validate_against_config_schema` of validation.py.

use super::files::ComposeFile;
use crate::document::{Node, Value, nowhere};
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
        // The services of a v1 file stand at its top: their paths begin one step later.
        let n_added = usize::from(file.is_v1);
        let services = [Step::Key("services".into())];
        let found = match node.get("services").filter(|_| file.is_v1) {
            Some(map) => schema::check(table, root, map, &services),
            None => schema::check(table, root, &node, &[]),
        };
        let mut paths: Vec<Vec<Step>> = Vec::new();
        let mistakes = found
            .chunk_by(|one, next| matches!(one.keyword, Keyword::Type(_)) && one.path == next.path);
        for violation in mistakes.flat_map(one_by_one) {
            let said = schema::refusal_1_29(&violation, &file.name, n_added).unwrap_or_default();
            let Some(violation) = violation.first() else {
                continue;
            };
            match &violation.keyword {
                Keyword::Additional { keys, .. } if matches!(violation.path.as_slice(), [Step::Key(it)] if it == "services") => {
                    for (key, range) in keys {
                        let name = key.to_string();
                        let kind = FaultKind::BadServiceName { name };
                        self.fault(*range, kind).said(said.as_str());
                        paths.push(vec![services[0].clone(), Step::Key(key.clone())]);
                    }
                }
                _ => paths.extend(self.tell_violation(violation, Some(&said))),
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

/// The violations of one value, each mistake with what the library tells of it: it tells a key that may not stand there
/// together with the others, and a value of the wrong type once more where it has a format.
fn one_by_one<'d>(violations: &[Violation<'d>]) -> Vec<Vec<Violation<'d>>> {
    let [violation] = violations else {
        return vec![violations.to_vec()];
    };
    let Keyword::Additional { keys, known } = &violation.keyword else {
        return vec![violations.to_vec()];
    };
    let one = |key: &(CompactString, FileRange)| {
        vec![Violation {
            keyword: Keyword::Additional {
                keys: vec![key.clone()],
                known,
            },
            ..violation.clone()
        }]
    };
    keys.iter().map(one).collect()
}
