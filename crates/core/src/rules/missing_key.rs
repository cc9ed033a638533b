//! # missing-key
//!
//! A key that must stand here does not, or one that means nothing without another.

use super::{Findings, Rule, RuleContext, list_of};
use crate::diagnostics::Severity;
use crate::fault::FaultKind;

pub(super) static RULE: Rule = Rule {
    code: "M018",
    name: "missing-key",
    severity: Severity::Error,
    summary: "a key that must be there is not",
    check,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        match &fault.kind {
            FaultKind::MissingKey { keys, under } => {
                let words: Vec<&str> = keys.iter().map(String::as_str).collect();
                let keys = list_of(&words, "and");
                findings
                    .add_fault(fault, format!("`{under}` lacks {keys}"))
                    .help(format!("add {keys}"));
            }
            FaultKind::NeedsKey { key, needs } => {
                let words: Vec<&str> = needs.iter().map(String::as_str).collect();
                let needs = list_of(&words, "and");
                findings
                    .add_fault(fault, format!("`{key}` means nothing without {needs}"))
                    .help(format!("add {needs}"));
            }
            FaultKind::NotAStringKey { key } => {
                findings
                    .add_fault(fault, format!("the key `{key}` is not a string"))
                    .help(format!("put it in quotes: `\"{key}\"`"));
            }
            _ => {}
        }
    }
}
