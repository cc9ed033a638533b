//! # bad-value
//!
//! A value of the right type that means nothing to the tool.

use crate::fault::{Expected, FaultKind};
use crate::language::{Language, Words};
use crate::rules::{Conjunction, Family, Findings, Level, Page, Rule, RuleContext, list_of};

pub(super) static RULE: Rule = Rule {
    code: "M013",
    name: "bad-value",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a value that its key does not know",
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
        if let FaultKind::BadValue {
            key,
            text,
            expected,
        } = &fault.kind
        {
            let message = if text.is_empty() {
                format!("`{key}` lacks {}", words(*expected, language))
            } else {
                format!("`{text}` means nothing to `{key}`")
            };
            findings
                .add_fault(fault, message)
                .help(format!("write {}", words(*expected, language)));
        }
    }
}

fn words(expected: Expected, language: Language) -> String {
    let fixed = match expected {
        Expected::OneOf(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            return list_of(&words, Conjunction::Or, language);
        }
        Expected::AtLeast(least) => return format!("a number from {least} on"),
        Expected::AtMost(most) => return format!("a number up to {most}"),
        Expected::Name => "a name of letters, digits, `.`, `_` and `-`",
        Expected::ByteSize => "a size such as `512m`",
        Expected::WholeNumber => "a whole number",
        Expected::Number => "a number",
        Expected::Bool => "`true` or `false`",
        Expected::Address => "an IP address",
        Expected::Assignment => "`NAME=VALUE`",
        Expected::Device => "`SOURCE[:TARGET[:PERMISSIONS]]`",
        Expected::Duration => "a duration such as `1m30s`",
        Expected::Subnet => "a subnet such as `172.28.0.0/16`",
        Expected::ClosedQuotes => "a command whose quotes are closed",
        Expected::RestartPolicy => "`\"no\"`, `always`, `unless-stopped` or `on-failure[:N]`",
        Expected::Condition => {
            "`service_started`, `service_healthy` or `service_completed_successfully`"
        }
        Expected::Link => "`NAME` or `NAME:ALIAS`",
        Expected::ExtraHost => "`HOST:ADDRESS`",
        Expected::Mount => "`[SOURCE:]TARGET[:MODE]`",
        Expected::MountKind => "`bind`, `volume` or `tmpfs`",
        Expected::PortTarget => "a `target`",
    };
    fixed.to_owned()
}
