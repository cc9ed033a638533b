//! # bad-env-entry
//!
//! A variable name that cannot be one: empty, or with a blank in it.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "M005",
    name: "bad-env-entry",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a variable whose name is empty or has a blank in it",
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
        let FaultKind::BadEnvName { name } = &fault.kind else {
            continue;
        };
        if name.is_empty() {
            findings
                .add_fault(fault, "a variable without a name".to_owned())
                .help("write `NAME=VALUE`");
            continue;
        }
        let finding = findings
            .add_fault(fault, format!("variable name `{name}` has a blank in it"))
            .help(
                "write `NAME=VALUE` without blanks around the `=`, or `NAME: VALUE` as a mapping",
            );
        let written = cx.slice(fault.range.range());
        let trimmed = name.trim();
        if !trimmed.contains(char::is_whitespace)
            && let Some((before, after)) = written.split_once('=')
        {
            let insert = format!("{}={}", before.trim_end(), after.trim_start());
            let edit = TextEdit {
                range: fault.range.range(),
                insert,
            };
            finding.fix(
                "Take the blanks around `=` away".to_owned(),
                Applicability::Unsafe,
                vec![edit],
            );
        }
    }
}
