//! # bad-service-name
//!
//! Service names become parts of container names, so they have letters, digits, `.`, `_` and `-` only.

use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M009",
    name: "bad-service-name",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a service name with a character that is not allowed",
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
        if let FaultKind::BadServiceName { name } = &fault.kind {
            findings
                .add_fault(fault, format!("`{name}` cannot be the name of a service"))
                .help("use letters, digits, `.`, `_` and `-`");
        }
    }
}
