//! # port-of-host-network
//!
//! A service on the host's network publishes or exposes a port, which means nothing there.

use crate::diagnostics::Severity;
use crate::fault::ToolMessage;
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "P003",
    name: "port-of-host-network",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a port of a service that uses the host's network",
        fr: "un port d'un service qui utilise le réseau de l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "On the host's network a program listens at the host itself: nothing is mapped. docker-compose 1.29 stops with \"network_mode is incompatible with port_bindings\", Compose 2 warns and drops the ports, so that a changed number does not take effect.",
        fr: "Sur le réseau de l'hôte, un programme écoute sur l'hôte même : rien n'est redirigé. docker-compose 1.29 s'arrête avec \"network_mode is incompatible with port_bindings\" ; Compose 2 avertit et ignore les ports, si bien qu'un numéro changé reste sans effet.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    network_mode: host\n    ports: [\"8080:80\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    network_mode: host\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let Some(mode) = &service.network_mode else {
            continue;
        };
        if mode.value != NetworkModeRef::Host {
            continue;
        }
        let name = &service.name.value;
        let label = || say!(language, "the host's network", "le réseau de l'hôte");
        for port in &service.ports {
            let inside = port.value.container;
            let finding = findings
                .add(
                    port.range,
                    say!(
                        language,
                        "port {inside} is not mapped: `{name}` listens at the host itself",
                        "le port {inside} n'est pas redirigé : `{name}` écoute sur l'hôte même"
                    ),
                )
                .label(mode.range, label())
                .help(say!(
                    language,
                    "take the port out, or `network_mode`",
                    "retirez le port, ou `network_mode`"
                ));
            match cx.profile.dialect {
                Dialect::V1_29 => {
                    finding.severity(Severity::Error).said(
                        "\"host\" network_mode is incompatible with port_bindings".to_owned(),
                    );
                }
                Dialect::V2 => {
                    finding.change(|it| {
                        it.tool = Some(ToolMessage {
                            text: format!(
                                "{name} Published ports are discarded when using host network mode"
                            ),
                            is_refusal: false,
                        });
                    });
                }
            }
        }
        for port in &service.expose {
            let inside = port.value;
            findings
                .add(
                    port.range,
                    say!(
                        language,
                        "`expose` of port {inside} does nothing: `{name}` listens at the host itself",
                        "`expose` du port {inside} ne fait rien : `{name}` écoute sur l'hôte même"
                    ),
                )
                .severity(Severity::Hint)
                .label(mode.range, label())
                .help(say!(language, "take it out", "retirez-le"));
        }
    }
}
