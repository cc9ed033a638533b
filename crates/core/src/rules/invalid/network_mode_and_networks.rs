//! # network-mode-and-networks
//!
//! A service both takes a ready-made network with `network_mode` and lists its networks.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "N002",
    name: "network-mode-and-networks",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "`network_mode` and `networks` in one service",
        fr: "`network_mode` et `networks` dans un même service",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`network_mode` puts the container on one network stack that is there already: the default bridge, the host's, another container's or none. `networks` puts it on networks of the project. The two exclude each other, and both compose tools refuse the file.",
        fr: "`network_mode` place le conteneur sur une pile réseau qui existe déjà : le pont par défaut, celle de l'hôte, celle d'un autre conteneur ou aucune. `networks` le place sur des réseaux du projet. Les deux s'excluent, et les deux outils compose refusent le fichier.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    network_mode: bridge\n    networks: [front]\nnetworks:\n  front: {}\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    networks: [front]\nnetworks:\n  front: {}\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let listed = service.networks.iter().find_map(|it| it.range);
        if let (Some(mode), Some(networks)) = (&service.network_mode, listed) {
            findings
                .add(
                    mode.range,
                    say!(
                        language,
                        "service `{name}` has both `network_mode` and `networks`",
                        "le service `{name}` a à la fois `network_mode` et `networks`"
                    ),
                )
                .label(
                    networks,
                    say!(language, "`networks` is here", "`networks` est ici"),
                )
                .help(say!(
                    language,
                    "keep one of the two",
                    "gardez l'un des deux"
                ));
        }
    }
}
