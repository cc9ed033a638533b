//! # unreachable-port
//!
//! A service without a network exposes or publishes a port: nobody can reach it.

use crate::language::Words;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "N003",
    name: "unreachable-port",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a port of a service that has no network",
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
        let Some(mode) = service
            .network_mode
            .as_ref()
            .filter(|it| it.value == NetworkModeRef::None)
        else {
            continue;
        };
        let published = service.ports.iter().map(|it| (it.range, it.container));
        for (range, port) in published.chain(service.expose.iter().map(|it| (it.range, it.value))) {
            findings
                .add(
                    range,
                    format!(
                        "nobody can reach port {port} of `{}`, which has no network",
                        service.name.value
                    ),
                )
                .label(mode.range, "the network is switched off here")
                .help("take the port out, or give the service a network");
        }
    }
}
