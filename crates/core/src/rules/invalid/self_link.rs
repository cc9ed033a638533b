//! # self-link
//!
//! A service that links to itself, or depends on itself, waits for itself.

use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "L002",
    name: "self-link",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a service that links to or depends on itself",
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
    for service in cx.project.services.values() {
        let name = &service.name.value;
        for link in service.links.iter().filter(|it| it.source.value == *name) {
            findings
                .add(link.range, format!("service `{name}` links to itself"))
                .help("take the link out");
        }
        for it in service
            .depends_on
            .iter()
            .filter(|it| it.service.value == *name)
        {
            findings
                .add(
                    it.service.range,
                    format!("service `{name}` depends on itself"),
                )
                .help("take the entry out");
        }
        for it in service
            .volumes_from
            .iter()
            .filter(|it| it.source.value == *name && !it.is_container)
        {
            findings
                .add(
                    it.source.range,
                    format!("service `{name}` takes the volumes from itself"),
                )
                .help("take the entry out");
        }
    }
}
