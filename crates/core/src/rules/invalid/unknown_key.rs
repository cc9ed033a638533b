//! # unknown-key
//!
//! A key that no version of the format knows at this place.
//! docker-compose refuses the whole file, so a misspelt key stops everything.
//!
//! Fix: renames it to the key it was most likely meant to be, if that key is not there already.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::Words;
use crate::load::Format;
use crate::project::TOP_LEVEL_KEYS;
use crate::rules::{
    Conjunction, Family, Findings, Level, Page, Rule, RuleContext, list_of, nearest,
};
use crate::syntax::{Entry, Node};
use crate::text::TextEdit;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "M001",
    name: "unknown-key",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a key that the format does not have",
        fr: "",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words { en: "", fr: "" },
    wrong: "",
    right: "",
    profile: None,
    fix: None,
};

/// Keys that people write and that are spelt otherwise, too far away to be found by spelling.
const COMMON_MISTAKES: &[(&str, &str)] = &[
    ("add_host", "extra_hosts"),
    ("cmd", "command"),
    ("dependencies", "depends_on"),
    ("env", "environment"),
    ("extra_host", "extra_hosts"),
    ("hosts", "extra_hosts"),
    ("net", "network_mode"),
    ("network_mode", "net"),
    ("workdir", "working_dir"),
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let root = cx.tree.root.as_ref().and_then(Node::as_mapping);
    let services: BTreeMap<&str, &Entry> = cx
        .services()
        .iter()
        .map(|it| (it.key.text.as_str(), it))
        .collect();
    for fault in &cx.project.faults {
        let FaultKind::UnknownKey {
            key,
            service,
            under,
            known,
        } = &fault.kind
        else {
            continue;
        };
        let place = match (service, under) {
            (Some(service), _) => format!("in service `{service}`"),
            (None, Some(under)) => format!("under `{under}`"),
            (None, None) => "at the top level".to_owned(),
        };
        let common = COMMON_MISTAKES
            .iter()
            .find(|(wrong, right)| wrong == key && known.iter().any(|it| it == right));
        let meant = common
            .map(|(_, right)| *right)
            .or_else(|| nearest(key, known.iter().map(String::as_str)));
        let mut finding = findings.add_fault(fault, format!("unknown key `{key}` {place}"));
        let is_top_level = service.is_none() && under.is_none();
        if let Some(meant) = meant {
            finding = finding.help(format!("did you mean `{meant}`?"));
            let siblings = service
                .as_deref()
                .and_then(|it| services.get(it))
                .and_then(|it| it.value.as_mapping());
            let siblings = siblings.or(root.filter(|_| is_top_level));
            let is_taken = siblings.is_some_and(|it| it.get(meant).is_some());
            if !is_taken {
                // Deeper down the other keys are not at hand, so somebody has to look whether the new name is free.
                let applicability = if under.is_none() {
                    Applicability::Safe
                } else {
                    Applicability::Unsafe
                };
                let edit = TextEdit {
                    range: fault.range.range(),
                    insert: meant.to_owned(),
                };
                finding.fix(
                    format!("Rename `{key}` to `{meant}`"),
                    applicability,
                    vec![edit],
                );
            }
        } else if is_top_level && cx.project.format == Format::Compose {
            finding.help(format!(
                "if `{key}` is a service, put it under `services`; the keys here are {}",
                list_of(TOP_LEVEL_KEYS, Conjunction::And, language)
            ));
        } else if service.is_some() {
            finding
                .help("docker-compose refuses the file because of it; take it out, or correct it");
        }
    }
}
