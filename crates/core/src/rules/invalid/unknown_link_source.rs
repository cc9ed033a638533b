//! # unknown-link-source
//!
//! A link to a service that the file does not have.
//!
//! Fix: the service it was most likely meant to be.

use crate::diagnostics::Applicability;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, nearest};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "L001",
    name: "unknown-link-source",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a link to a service that is not there",
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
        for link in service
            .links
            .iter()
            .filter(|it| !cx.project.services.contains_key(&it.source.value))
        {
            let finding = findings.add(
                link.source.range,
                format!(
                    "service `{}` links to `{}`, which is no service here",
                    service.name.value, link.source.value
                ),
            );
            let names = cx
                .project
                .services
                .keys()
                .map(String::as_str)
                .filter(|it| **it != *service.name.value);
            match nearest(&link.source.value, names) {
                Some(meant) => {
                    let edit = TextEdit {
                        range: link.source.range.range(),
                        insert: meant.to_owned(),
                    };
                    finding.help(format!("did you mean `{meant}`?")).fix(
                        format!("Link to `{meant}`"),
                        Applicability::Unsafe,
                        vec![edit],
                    );
                }
                None => {
                    finding.help(
                        "add the service, or use `external_links` for a container from elsewhere",
                    );
                }
            }
        }
    }
}
