//! # env-file
//!
//! An env file that cannot be read, or a line in it that is no statement.
//! docker-compose refuses to run without the file; without this program's knowing it, variables are missing from the picture.

use crate::diagnostics::Severity;
use crate::fault::FaultKind;
use crate::files::ReadError;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M011",
    name: "env-file",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "an env file that cannot be read",
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
            FaultKind::EnvFile { path, error } => {
                let (message, help) = match error {
                    ReadError::NotFound => (
                        format!("env file `{path}` does not exist"),
                        "create it, even empty, or take the entry out",
                    ),
                    ReadError::NotAllowed => (
                        format!(
                            "env file `{path}` lies outside the project folder and is not read here"
                        ),
                        "check the file with the command line, which may read it",
                    ),
                    ReadError::NotText => (
                        format!("env file `{path}` is not UTF-8 text"),
                        "save it as UTF-8",
                    ),
                    ReadError::Other(reason) => (
                        format!("env file `{path}` cannot be read: {reason}"),
                        "make it readable, or take the entry out",
                    ),
                };
                findings.add_fault(fault, message).help(help);
            }
            FaultKind::EnvFileLine => {
                let mut finding = findings
                    .add_fault(
                        fault,
                        "this line is no `NAME=VALUE` and is skipped".to_owned(),
                    )
                    .severity(Severity::Warning);
                if let Some(related) = fault.related {
                    finding = finding.label(related, "the file is named here");
                }
                finding.help("close its quotes, or write `NAME=VALUE`");
            }
            _ => {}
        }
    }
}
