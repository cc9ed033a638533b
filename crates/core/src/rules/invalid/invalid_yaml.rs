//! # invalid-yaml
//!
//! The text is not YAML. What could be read around the fault is shown all the same.

use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::syntax::SyntaxErrorKind;

pub(super) static RULE: Rule = Rule {
    code: "Y001",
    name: "invalid-yaml",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "text that is not YAML",
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
    for error in &cx.tree.errors {
        if matches!(error.kind, SyntaxErrorKind::DuplicateKey { .. }) {
            continue;
        }
        let mut finding = findings.add(compose_range(error.range), error.kind.message());
        if let Some(related) = error.related {
            finding = finding.label(compose_range(related), "see here");
        }
        if let Some(help) = error.kind.help() {
            finding.help(help);
        }
    }
}
