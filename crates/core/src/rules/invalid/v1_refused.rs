//! # v1-refused
//!
//! A file of format v1, with its services at the top level, which current Compose does not read.

use crate::language::Words;
use crate::load::Format;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M010",
    name: "v1-refused",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a v1 file under a compose tool that does not read it",
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
    if cx.project.format == Format::V1
        && !cx.profile.reads_v1()
        && let Some(first) = cx.project.services.values().next()
    {
        let names: Vec<String> = cx
            .project
            .services
            .keys()
            .map(|it| format!("'{it}'"))
            .collect();
        let said = format!(
            "validating {}:  additional properties {} not allowed",
            cx.settings.file_name,
            names.join(", ")
        );
        findings
            .add(first.name.range, "Compose 2 does not read files of format v1, whose services stand at the top level".to_owned())
            .said(said)
            .help("choose docker-compose 1.29 (`--compose 1.29`), or put everything under `services:`");
    }
}
