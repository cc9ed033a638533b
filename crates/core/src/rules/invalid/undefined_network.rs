//! # undefined-network
//!
//! A service is on a network that the file does not declare.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, did_you_mean, nearest};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "N001",
    name: "undefined-network",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a network that the file does not declare",
        fr: "un réseau que le fichier ne déclare pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Networks of services are declared under the top-level `networks`, apart from `default`. Compose 2 refuses a file that uses another one; docker-compose 1.29 accepts it and stops when it comes to starting the service.",
        fr: "Les réseaux des services se déclarent sous `networks`, au premier niveau, sauf `default`. Compose 2 refuse un fichier qui en utilise un autre ; docker-compose 1.29 l'accepte, puis s'arrête au moment de démarrer le service.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    networks: [frontend]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    networks: [frontend]\nnetworks:\n  frontend: {}\n",
    profile: None,
    fix: Some(Words {
        en: "Takes the declared network whose name is nearest, where one is near. To be looked at first: it is a guess.",
        fr: "Prend le réseau déclaré au nom le plus proche, s'il y en a un. À vérifier d'abord : c'est une supposition.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let own = &service.name.value;
        for network in &service.networks {
            let name = &network.name;
            let Some(range) = network.range else { continue };
            if name == "default" || cx.project.networks.contains_key(name) {
                continue;
            }
            let finding = findings.add(
                range,
                say!(
                    language,
                    "service `{own}` is on network `{name}`, which is not declared",
                    "le service `{own}` est sur le réseau `{name}`, qui n'est pas déclaré"
                ),
            );
            match nearest(name, cx.project.networks.keys().map(String::as_str)) {
                Some(meant) => {
                    let edit = TextEdit {
                        range: range.range(),
                        insert: meant.to_owned(),
                    };
                    finding.help(did_you_mean(meant, language)).fix(
                        say!(
                            language,
                            "Change it to `{meant}`",
                            "Remplacer par `{meant}`"
                        ),
                        Applicability::Unsafe,
                        vec![edit],
                    );
                }
                None => {
                    finding.help(say!(
                        language,
                        "declare it: `networks: {{{name}: {{}}}}` at the top level",
                        "déclarez-le : `networks: {{{name}: {{}}}}` au premier niveau"
                    ));
                }
            }
        }
    }
}
