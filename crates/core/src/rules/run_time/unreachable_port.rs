//! # unreachable-port
//!
//! A service without a network exposes or publishes a port: nobody can reach it.

use crate::language::{Words, say};
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "N003",
    name: "unreachable-port",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a port of a service that has no network",
        fr: "un port d'un service qui n'a pas de réseau",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "With `network_mode: none` a container has its loopback and nothing else. The compose tools accept `ports` and `expose` there, and the engine leaves them without effect: neither the host nor another container reaches the port.",
        fr: "Avec `network_mode: none`, un conteneur n'a que sa boucle locale. Les outils compose y acceptent `ports` et `expose`, et le moteur les laisse sans effet : ni l'hôte ni un autre conteneur n'atteint le port.",
    },
    wrong: "services:\n  batch:\n    image: alpine:3.20\n    network_mode: none\n    expose: [\"3000\"]\n",
    right: "services:\n  batch:\n    image: alpine:3.20\n    network_mode: none\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
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
                    say!(
                        language,
                        "nobody can reach port {port} of `{name}`, which has no network",
                        "personne ne peut atteindre le port {port} de `{name}`, qui n'a pas de réseau"
                    ),
                )
                .label(
                    mode.range,
                    say!(
                        language,
                        "the network is switched off here",
                        "le réseau est coupé ici"
                    ),
                )
                .help(say!(
                    language,
                    "take the port out, or give the service a network",
                    "enlevez le port, ou donnez un réseau au service"
                ));
        }
    }
}
