//! # self-link
//!
//! A service that links to itself, or depends on itself, waits for itself.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;

pub(super) static RULE: Rule = Rule {
    code: "L002",
    name: "self-link",
    severity: Severity::Error,
    summary: "a service that links to or depends on itself",
    check,
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
