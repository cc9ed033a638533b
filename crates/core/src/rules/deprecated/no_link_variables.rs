//! # no-link-variables
//!
//! Engine 29 writes link lines into `/etc/hosts` but no link variables, unless its daemon is told to.

use crate::language::{Words, say};
use crate::profile::{Dialect, Engine, LinkEnv, Profile};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "L004",
    name: "no-link-variables",
    family: Family::Deprecated,
    level: Level::Warning,
    summary: Words {
        en: "a link whose variables the engine no longer sets",
        fr: "un lien dont le moteur ne pose plus les variables",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Up to Engine 28 a link on the default bridge gives its recipient variables such as `DB_PORT_5432_TCP_ADDR`. Engine 29 no longer sets them unless its daemon runs with `DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1`, and a later engine is to drop that too: a program that reads them finds nothing. The names in `/etc/hosts` remain.",
        fr: "Jusqu'à l'Engine 28, un lien sur le pont par défaut donne à son destinataire des variables comme `DB_PORT_5432_TCP_ADDR`. L'Engine 29 ne les pose plus, à moins que son démon ne tourne avec `DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1`, et une version suivante doit abandonner cela aussi : un programme qui les lit ne trouve rien. Les noms dans `/etc/hosts` restent.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    network_mode: bridge\n    links: [db]\n  db:\n    image: postgres:16\n    network_mode: bridge\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n",
    profile: Some(Profile {
        engine: Engine::V29,
        dialect: Dialect::V2,
    }),
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    if cx.profile.link_env() != LinkEnv::None {
        return;
    }
    let language = cx.language();
    let engine = cx.profile.engine;
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let is_on_bridge = cx.project.is_on_bridge(service);
        if let (true, Some(link)) = (is_on_bridge, service.links.first()) {
            findings
                .add(
                    link.range,
                    say!(
                        language,
                        "Engine {engine} sets no link variables in `{name}`",
                        "l'Engine {engine} ne pose pas de variables de lien dans `{name}`"
                    ),
                )
                .help(say!(
                    language,
                    "reach the source by its name instead, or start the daemon with `DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1`",
                    "joignez la source par son nom, ou démarrez le démon avec `DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1`"
                ));
        }
    }
}
