//! # no-healthcheck
//!
//! For those who ask: a service of which nobody can tell whether it works. An image that brings a check of its own, where that is
//! known, is enough.

use crate::language::{Words, say};
use crate::project::image_name;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q007",
    name: "no-healthcheck",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a service without a health check",
        fr: "un service sans contrôle de santé",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A program can hang while its container runs. Only a health check tells the difference, to people and to the services that wait for it.",
        fr: "Un programme peut être bloqué alors que son conteneur tourne. Seul un contrôle de santé fait la différence, pour les personnes et pour les services qui l'attendent.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    healthcheck:\n      test: [CMD, curl, -f, \"http://localhost\"]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let is_checked = cx
            .loaded_service(name)
            .is_some_and(|it| it.contains_key("healthcheck"));
        let image = match &service.image {
            Some(image) => image.value.clone(),
            None => image_name(&cx.project.name, name, cx.profile),
        };
        let brings_one = cx.images.get(&image).is_some_and(|it| it.has_healthcheck());
        if !is_checked && !brings_one {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "nobody can tell whether `{name}` works or hangs",
                        "personne ne peut dire si `{name}` fonctionne ou est bloqué"
                    ),
                )
                .help(say!(
                    language,
                    "add `healthcheck` with a command that asks the program for something",
                    "ajoutez `healthcheck` avec une commande qui demande quelque chose au programme"
                ));
        }
    }
}
