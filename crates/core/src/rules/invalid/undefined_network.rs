//! # undefined-network
//!
//! A service is on a network that the file does not declare.

use crate::diagnostics::Applicability;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, nearest};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "N001",
    name: "undefined-network",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a network that the file does not declare",
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
        for network in &service.networks {
            let Some(range) = network.range else { continue };
            if network.name == "default" || cx.project.networks.contains_key(&network.name) {
                continue;
            }
            let finding = findings.add(
                range,
                format!(
                    "service `{}` is on network `{}`, which is not declared",
                    service.name.value, network.name
                ),
            );
            match nearest(
                &network.name,
                cx.project.networks.keys().map(String::as_str),
            ) {
                Some(meant) => {
                    let edit = TextEdit {
                        range: range.range(),
                        insert: meant.to_owned(),
                    };
                    finding.help(format!("did you mean `{meant}`?")).fix(
                        format!("Change it to `{meant}`"),
                        Applicability::Unsafe,
                        vec![edit],
                    );
                }
                None => {
                    finding.help(format!(
                        "declare it: `networks: {{{}: {{}}}}` at the top level",
                        network.name
                    ));
                }
            }
        }
    }
}
