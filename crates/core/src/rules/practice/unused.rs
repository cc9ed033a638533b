//! What the files declare at the top and no service uses: shared by the four rules of it.

use crate::diagnostics::Applicability;
use crate::fault::{FaultKind, Refusal};
use crate::language::say;
use crate::load::Format;
use crate::profile::Dialect;
use crate::rules::{Findings, RuleContext, compose_range, delete_lines};
use crate::syntax::{Entry, Mapping, Node};
use crate::text::TextEdit;
use std::collections::BTreeSet;

/// A top-level key, and how to find what a service uses of it.
pub(super) struct Section {
    /// The key.
    pub(super) key: &'static str,
    /// Adds the names that a service uses.
    pub(super) users: for<'a> fn(&'a Mapping, &mut BTreeSet<&'a str>),
}

/// The entries of the main file's section that no service of any file uses, whatever its profiles.
fn unused<'a>(cx: &'a RuleContext<'_>, section: &Section) -> Vec<&'a Entry> {
    let declared = root(cx).and_then(|it| it.get(section.key));
    let Some(declared) = declared.and_then(|it| it.value.as_mapping()) else {
        return Vec::new();
    };
    // A file that could not be read may hold users.
    let is_blind = cx
        .loaded
        .faults
        .iter()
        .any(|it| matches!(it.kind, FaultKind::Refused(Refusal::File { .. })));
    if is_blind || cx.project.format == Format::V1 || !cx.tree.errors.is_empty() {
        return Vec::new();
    }
    let mut used = BTreeSet::new();
    let roots = cx
        .loaded
        .sources
        .iter()
        .filter_map(|it| it.tree.as_ref()?.root.as_ref());
    for root in roots.filter_map(Node::as_mapping) {
        let services = root.get("services").and_then(|it| it.value.as_mapping());
        for service in services.into_iter().flatten() {
            if let Some(service) = service.value.as_mapping() {
                (section.users)(service, &mut used);
            }
        }
    }
    if used.iter().any(|it| it.contains('$')) {
        return Vec::new();
    }
    declared
        .iter()
        .filter(|it| !it.merged && !used.contains(it.key.text.as_str()))
        .filter(|it| !it.key.text.starts_with("x-"))
        .collect()
}

fn root<'a>(cx: &'a RuleContext<'_>) -> Option<&'a Mapping> {
    cx.tree.root.as_ref()?.as_mapping()
}

/// Tells of each, with `message` and the fix that takes it out.
pub(super) fn tell(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    section: &Section,
    message: impl Fn(&str) -> String,
) {
    let language = cx.language();
    let unused = unused(cx, section);
    let key = section.key;
    let n_declared = root(cx)
        .and_then(|it| it.get(key)?.value.as_mapping())
        .map_or(0, |it| it.entries.len());
    for (index, entry) in unused.iter().enumerate() {
        let name = &entry.key.text;
        let finding = findings
            .add(compose_range(entry.key.range), message(name))
            .help(say!(
                language,
                "delete it, or name it under `{key}` of a service",
                "à supprimer, ou à nommer sous `{key}` d'un service"
            ));
        // docker-compose 1.29 makes every volume of the file.
        let applicability = if key == "volumes" && cx.profile.dialect == Dialect::V1_29 {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        if unused.len() < n_declared {
            if let Some(edit) = deletion(cx, entry) {
                let title = say!(language, "Delete `{name}`", "Supprimer `{name}`");
                finding.fix(title, applicability, vec![edit]);
            }
        } else if index == 0
            && let Some(edit) = root(cx).and_then(|it| deletion(cx, it.get(key)?))
        {
            // An empty section would be refused.
            let title = say!(language, "Delete `{key}`", "Supprimer `{key}`");
            finding.fix(title, applicability, vec![edit]);
        }
    }
}

/// Takes out the lines of an entry that has lines to itself.
fn deletion(cx: &RuleContext<'_>, entry: &Entry) -> Option<TextEdit> {
    let written = cx.slice(entry.range);
    let edit = delete_lines(cx.text, entry.range);
    let before = cx
        .text
        .get(usize::from(edit.range.start())..usize::from(entry.range.start()))?;
    let after = cx
        .text
        .get(usize::from(entry.range.end())..usize::from(edit.range.end()))?;
    let after = after.trim().trim_start_matches(':').trim_start();
    let has_lines = before.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    // Something else may refer to an anchor.
    (has_lines && !written.contains('&')).then_some(edit)
}

/// The names that a list of strings or of mappings with `source` gives.
pub(super) fn sources<'a>(service: &'a Mapping, key: &str, used: &mut BTreeSet<&'a str>) {
    let items = service.get(key).and_then(|it| it.value.as_sequence());
    for it in items.into_iter().flatten() {
        let name = match it.as_mapping() {
            Some(long) => long.get("source").and_then(|it| it.value.as_str()),
            None => it.as_str(),
        };
        used.extend(name);
    }
}
