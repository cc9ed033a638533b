//! # host-network
//!
//! A container on the host's own network.

use crate::language::{Words, say};
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S003",
    name: "host-network",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a container on the network of the host",
        fr: "un conteneur sur le réseau de l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Such a container reaches everything that listens on the host, even on 127.0.0.1, and everything it listens on is open to the outside without `ports`. Links and the names of other services do not work there.",
        fr: "Un tel conteneur atteint tout ce qui écoute sur l'hôte, même sur 127.0.0.1, et tout ce sur quoi il écoute est ouvert au dehors sans `ports`. Les liens et les noms des autres services n'y fonctionnent pas.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    network_mode: host\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    ports:\n      - \"127.0.0.1:8080:80\"\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let mode = service.network_mode.as_ref();
        let Some(mode) = mode.filter(|it| it.value == NetworkModeRef::Host) else {
            continue;
        };
        let name = &service.name.value;
        findings
            .add(
                mode.range,
                say!(
                    language,
                    "`{name}` stands on the network of the host, without a wall between them",
                    "`{name}` est sur le réseau de l'hôte, sans paroi entre eux"
                ),
            )
            .help(say!(
                language,
                "give it a network of its own and publish the ports it needs with `ports`",
                "donnez-lui un réseau à lui et publiez avec `ports` ceux dont il a besoin"
            ));
    }
}
