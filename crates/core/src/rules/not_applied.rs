//! # not-applied
//!
//! A key that the format knows and this program does not apply yet.
//! The prediction leaves it out, and a launch from here makes containers without it.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;
use crate::fault::FaultKind;

pub(super) static RULE: Rule = Rule {
    code: "M012",
    name: "not-applied",
    severity: Severity::Warning,
    summary: "a key that is right but not applied here yet",
    check,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        if let FaultKind::NotApplied { key } = &fault.kind {
            findings
                .add_fault(fault, format!("`{key}` is not applied by Linkyard yet"))
                .help("the file is right; the prediction and a launch from here go without it");
        }
    }
}
