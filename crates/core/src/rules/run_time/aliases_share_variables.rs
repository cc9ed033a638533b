//! # aliases-share-variables
//!
//! Two aliases of one recipient that differ only in capitals, or in `-` and `_`, give variables of the same names.
//! Then the link that the engine happens to write last wins, variable by variable.

use crate::language::Words;
use crate::links;
use crate::profile::LinkEnv;
use crate::project::Link;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "L005",
    name: "aliases-share-variables",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "two links whose variables have the same names",
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
    if cx.profile.link_env() == LinkEnv::None {
        return;
    }
    for service in cx.project.services.values() {
        if !cx.project.is_on_bridge(service) {
            continue;
        }
        let mut first_by_prefix: BTreeMap<String, &Link> = BTreeMap::new();
        for link in service.links.iter().chain(&service.external_links) {
            let prefix = links::prefix(link.alias());
            let Some(first) = first_by_prefix.get(&prefix) else {
                first_by_prefix.insert(prefix, link);
                continue;
            };
            if first.alias() != link.alias() {
                findings
                    .add(
                        link.range,
                        format!(
                            "aliases `{}` and `{}` both give variables that begin with `{prefix}_`",
                            first.alias(),
                            link.alias()
                        ),
                    )
                    .label(first.range, "the other one is here")
                    .help("which of the two wins is the engine's chance; give one another alias");
            }
        }
    }
}
