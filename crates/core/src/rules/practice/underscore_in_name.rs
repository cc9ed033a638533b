//! # underscore-in-name
//!
//! For those who ask: a service with `_` in its name, which is also its name on the network.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "X006",
    name: "underscore-in-name",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a service with `_` in its name",
        fr: "un service avec `_` dans son nom",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The name of a service is its host name for the others, and host names have no `_`. Most programs do not mind; Java's addresses have no host then, and Django and some proxies refuse the request.",
        fr: "Le nom d'un service est son nom d'hôte pour les autres, et un nom d'hôte n'a pas de `_`. La plupart des programmes s'en accommodent ; les adresses de Java n'ont alors pas d'hôte, et Django et certains mandataires refusent la requête.",
    },
    wrong: "services:\n  my_api:\n    image: example/api:1\n",
    right: "services:\n  my-api:\n    image: example/api:1\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if name.contains('_') {
            let better = name.replace('_', "-");
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "some programs do not take `{name}` for the name of a host",
                        "certains programmes n'acceptent pas `{name}` comme nom d'hôte"
                    ),
                )
                .help(say!(
                    language,
                    "call it `{better}`, here and wherever it is named",
                    "appelez-le `{better}`, ici et partout où il est nommé"
                ));
        }
    }
}
