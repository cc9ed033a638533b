//! # no-link-variables
//!
//! Engine 29 writes link lines into `/etc/hosts` but no link variables, unless its daemon is told to.

use crate::language::Words;
use crate::profile::LinkEnv;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "L004",
    name: "no-link-variables",
    family: Family::Deprecated,
    level: Level::Warning,
    summary: Words {
        en: "a link whose variables the engine no longer sets",
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
    if cx.profile.link_env() != LinkEnv::None {
        return;
    }
    for service in cx.project.services.values() {
        let is_on_bridge = cx.project.is_on_bridge(service);
        if let (true, Some(link)) = (is_on_bridge, service.links.first()) {
            findings
                .add(link.range, format!("Engine {} sets no link variables in `{}`", cx.profile.engine, service.name.value))
                .help("read the address from the name instead, or start the daemon with DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1");
        }
    }
}
