//! # duplicate-entry
//!
//! A list whose entries must differ names one twice. Both compose tools refuse the file.
//!
//! Fix: removes the second one's line.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, delete_lines};

pub(super) static RULE: Rule = Rule {
    code: "M014",
    name: "duplicate-entry",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "an entry that stands twice in a list",
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

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        let FaultKind::DuplicateEntry { key, text } = &fault.kind else {
            continue;
        };
        let finding = findings.add_fault(fault, format!("`{text}` stands twice in `{key}`"));
        let range = fault.range.range();
        let edit = delete_lines(cx.text, range);
        // Only an item that has its line for itself can be taken out by the line.
        let line = cx.slice(edit.range).trim();
        if line
            .strip_prefix('-')
            .is_some_and(|it| it.trim() == cx.slice(range))
        {
            finding.fix(
                "Remove the second one".to_owned(),
                Applicability::Safe,
                vec![edit],
            );
        } else {
            finding.help("take one of the two out");
        }
    }
}
