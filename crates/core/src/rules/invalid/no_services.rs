//! # no-services
//!
//! There is nothing to start: the file is empty, not a mapping, or has no service. Or there is too much of it.

use crate::diagnostics::Severity;
use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range, name_of};
use crate::text::TextRange;

pub(super) static RULE: Rule = Rule {
    code: "M008",
    name: "no-services",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a file without services, or with too many",
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
    let mut is_told = false;
    for fault in &cx.project.faults {
        match &fault.kind {
            // Of a broken text nothing may be left, which does not make it empty.
            FaultKind::EmptyFile if !cx.tree.errors.is_empty() => continue,
            FaultKind::EmptyFile => {
                findings
                    .add_fault(fault, "the file is empty".to_owned())
                    .help("a smallest file is `services: {web: {image: nginx}}`");
            }
            FaultKind::NotAMapping { found } => {
                findings
                    .add_fault(
                        fault,
                        format!(
                            "the file must be a mapping of services, but it is {}",
                            name_of(*found, language)
                        ),
                    )
                    .help("write `NAME:` and put the service's keys below it");
            }
            FaultKind::TooManyServices { limit } => {
                findings
                    .add_fault(
                        fault,
                        format!(
                            "more than {limit} services; this one and those after it are left out"
                        ),
                    )
                    .help("split the file");
            }
            _ => continue,
        }
        is_told = true;
    }
    let has_others = cx.project.faults.iter().any(|it| {
        matches!(
            it.kind,
            FaultKind::WrongType { .. } | FaultKind::UnknownKey { .. }
        )
    });
    if cx.project.services.is_empty() && !is_told && !has_others && cx.tree.errors.is_empty() {
        findings
            .add(
                compose_range(TextRange::empty(0.into())),
                "the file has no services".to_owned(),
            )
            .severity(Severity::Warning);
    }
}
