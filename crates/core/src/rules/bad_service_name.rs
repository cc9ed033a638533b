//! # bad-service-name
//!
//! Service names become parts of container names, so they have letters, digits, `.`, `_` and `-` only.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;
use crate::fault::FaultKind;

pub(super) static RULE: Rule = Rule {
    code: "M009",
    name: "bad-service-name",
    severity: Severity::Error,
    summary: "a service name with a character that is not allowed",
    check,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        if let FaultKind::BadServiceName { name } = &fault.kind {
            findings
                .add_fault(fault, format!("`{name}` cannot be the name of a service"))
                .help("use letters, digits, `.`, `_` and `-`");
        }
    }
}
