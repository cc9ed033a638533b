//! # obsolete-version
//!
//! Current Compose ignores `version` and warns about it. docker-compose 1.29 needs it only to tell the formats apart.
//!
//! Fix: removes the line.

use crate::diagnostics::Applicability;
use crate::language::Words;
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, delete_lines};
use crate::text::FileId;

pub(super) static RULE: Rule = Rule {
    code: "M006",
    name: "obsolete-version",
    family: Family::Deprecated,
    level: Level::Warning,
    summary: Words {
        en: "`version`, which current Compose ignores",
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
    let Some(version) = &cx.project.version else {
        return;
    };
    if cx.profile.dialect == Dialect::V1_29 || version.range.file != FileId::COMPOSE {
        return;
    }
    findings
        .add(
            version.range,
            "`version` is obsolete and ignored".to_owned(),
        )
        .help("current Compose reads every file by one specification; take the line out")
        .fix(
            "Remove the line".to_owned(),
            Applicability::Safe,
            vec![delete_lines(cx.text, version.range.range())],
        );
}
