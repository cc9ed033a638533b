//! # duplicate-key
//!
//! A mapping has a key twice. docker-compose 1.29 takes the last one silently; current Compose refuses the file.

use crate::diagnostics::Severity;
use crate::language::Words;
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::syntax::SyntaxErrorKind;

pub(super) static RULE: Rule = Rule {
    code: "Y002",
    name: "duplicate-key",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a key that stands twice in a mapping",
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
        let SyntaxErrorKind::DuplicateKey { key } = &error.kind else {
            continue;
        };
        let (severity, help) = match cx.profile.dialect {
            Dialect::V1_29 => (
                Severity::Warning,
                "docker-compose takes the last one and says nothing",
            ),
            Dialect::V2 => (Severity::Error, "put both under one key, or take one out"),
        };
        let finding = findings
            .add(
                compose_range(error.range),
                format!("key `{key}` stands twice"),
            )
            .severity(severity)
            .help(help);
        if let Some(related) = error.related {
            finding.label(compose_range(related), "first here");
        }
    }
}
