//! # unreachable-port
//!
//! A service without a network exposes or publishes a port: nobody can reach it.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;
use crate::project::NetworkModeRef;

pub(super) static RULE: Rule = Rule {
    code: "N003",
    name: "unreachable-port",
    severity: Severity::Warning,
    summary: "a port of a service that has no network",
    check,
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
