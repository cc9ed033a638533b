//! # legacy-links
//!
//! Links on the default bridge, which newer engines stop supporting step by step. Engine 29 has a rule of its own.

use crate::language::{Words, say};
use crate::profile::LinkEnv;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "D002",
    name: "legacy-links",
    family: Family::Deprecated,
    level: Level::Hint,
    summary: Words {
        en: "links on the default bridge, which newer engines drop",
        fr: "des liens sur le bridge par défaut, que les moteurs récents abandonnent",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Engine 28.4 declared the variables of links deprecated, Engine 29 sets none unless its daemon is told to, and 30 is to drop them for good. On a network of the file, services find each other by name, with every engine.",
        fr: "Le moteur 28.4 a déclaré obsolètes les variables des liens, le 29 n'en définit plus sauf réglage du démon, et le 30 doit les supprimer. Sur un réseau du fichier, les services se trouvent par leur nom, avec tous les moteurs.",
    },
    wrong: "web:\n  image: nginx:1.27\n  links: [db]\ndb:\n  image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    if cx.profile.link_env() == LinkEnv::None {
        return;
    }
    for service in cx.project.services.values() {
        let Some(link) = service
            .links
            .first()
            .filter(|_| cx.project.is_on_bridge(service))
        else {
            continue;
        };
        let name = &service.name.value;
        findings
            .add(
                link.range,
                say!(
                    language,
                    "`{name}` loses the variables of its links with Engine 29",
                    "`{name}` perd les variables de ses liens avec le moteur 29"
                ),
            )
            .help(say!(
                language,
                "on a network of the file the name of a service is enough; pass on what else is needed with `environment`",
                "sur un réseau du fichier, le nom d'un service suffit ; passez le reste par `environment`"
            ));
    }
}
