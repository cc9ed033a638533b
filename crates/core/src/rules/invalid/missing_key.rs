//! # missing-key
//!
//! A key that must stand here does not, or one that means nothing without another.

use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Conjunction, Family, Findings, Level, Page, Rule, RuleContext, list_of};

pub(super) static RULE: Rule = Rule {
    code: "M018",
    name: "missing-key",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a key that must be there is not",
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
    let language = cx.language();
    for fault in &cx.project.faults {
        match &fault.kind {
            FaultKind::MissingKey { keys, under } => {
                let words: Vec<&str> = keys.iter().map(String::as_str).collect();
                let keys = list_of(&words, Conjunction::And, language);
                findings
                    .add_fault(fault, format!("`{under}` lacks {keys}"))
                    .help(format!("add {keys}"));
            }
            FaultKind::NeedsKey { key, needs } => {
                let words: Vec<&str> = needs.iter().map(String::as_str).collect();
                let needs = list_of(&words, Conjunction::And, language);
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
