//! # unset-variable
//!
//! A variable that neither the shell nor `.env` gives a value. The tools put nothing in its place and warn.
//! With `${NAME:?text}` they refuse the file.

use crate::diagnostics::Severity;
use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M016",
    name: "unset-variable",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a variable without a value",
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
        match &fault.kind {
            FaultKind::UnsetVariable { name } => {
                findings
                    .add_fault(
                        fault,
                        format!("variable `{name}` is not set; nothing is put in its place"),
                    )
                    .help(format!(
                        "set it in `.env`, or give it a default: `${{{name}:-…}}`"
                    ));
            }
            FaultKind::MissingVariable { name, message } => {
                let reason = if message.is_empty() {
                    String::new()
                } else {
                    format!(": {message}")
                };
                findings
                    .add_fault(
                        fault,
                        format!("variable `{name}` must have a value{reason}"),
                    )
                    .severity(Severity::Error)
                    .help("set it in `.env` or in the shell");
            }
            _ => {}
        }
    }
}
