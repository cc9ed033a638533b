//! # not-applied
//!
//! A key that the format knows and this program does not apply yet.
//! The prediction leaves it out, and a launch from here makes containers without it.

use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M012",
    name: "not-applied",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a key that is right but not applied here yet",
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
        if let FaultKind::NotApplied { key } = &fault.kind {
            findings
                .add_fault(fault, format!("`{key}` is not applied by Linkyard yet"))
                .help("the file is right; the prediction and a launch from here go without it");
        }
    }
}
