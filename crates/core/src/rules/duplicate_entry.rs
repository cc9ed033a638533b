//! # duplicate-entry
//!
//! A list whose entries must differ names one twice. Both compose tools refuse the file.
//!
//! Fix: removes the second one's line.

use super::{Findings, Rule, RuleContext, delete_lines};
use crate::diagnostics::{Applicability, Severity};
use crate::fault::FaultKind;

pub(super) static RULE: Rule = Rule {
    code: "M014",
    name: "duplicate-entry",
    severity: Severity::Error,
    summary: "an entry that stands twice in a list",
    check,
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
