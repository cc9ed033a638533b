//! # network-mode-and-networks
//!
//! A service either takes a ready-made network with `network_mode` or lists its networks.

use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "N002",
    name: "network-mode-and-networks",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "`network_mode` and `networks` in one service",
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
        let listed = service.networks.iter().find_map(|it| it.range);
        if let (Some(mode), Some(networks)) = (&service.network_mode, listed) {
            findings
                .add(
                    mode.range,
                    format!(
                        "service `{}` has both `network_mode` and `networks`",
                        service.name.value
                    ),
                )
                .label(networks, "`networks` is here")
                .help("keep one of the two");
        }
    }
}
