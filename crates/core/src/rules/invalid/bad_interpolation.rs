//! # bad-interpolation
//!
//! A `$` that begins no variable that the tool knows. docker-compose 1.29 refuses the file.
//! In v1 files it knows `$NAME` and `${NAME}` only.
//!
//! Fix: doubles the `$`, which then stands for itself.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "M017",
    name: "bad-interpolation",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a `$` that begins no variable",
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
    for fault in cx
        .project
        .faults
        .iter()
        .filter(|it| it.kind == FaultKind::BadInterpolation)
    {
        let range = fault.range.range();
        let written = cx.slice(range);
        let finding = findings
            .add_fault(fault, "a `$` here begins no variable".to_owned())
            .help("write `$$` for a `$`, or `${NAME}` for a variable");
        if !written.contains("$$") && written.matches('$').count() == 1 {
            let edit = TextEdit {
                range,
                insert: written.replace('$', "$$"),
            };
            finding.fix(
                "Double the `$`".to_owned(),
                Applicability::Unsafe,
                vec![edit],
            );
        }
    }
}
