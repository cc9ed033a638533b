//! # bad-value
//!
//! A value of the right type that means nothing to the tool.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;
use crate::project::FaultKind;

pub(super) static RULE: Rule = Rule {
    code: "M013",
    name: "bad-value",
    severity: Severity::Error,
    summary: "a value that its key does not know",
    check,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        if let FaultKind::BadValue {
            key,
            text,
            expected,
        } = &fault.kind
        {
            let message = if text.is_empty() {
                format!("`{key}` lacks {expected}")
            } else {
                format!("`{text}` means nothing to `{key}`")
            };
            findings
                .add(fault.range, message)
                .help(format!("write {expected}"));
        }
    }
}
