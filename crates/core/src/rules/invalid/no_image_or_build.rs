//! # no-image-or-build
//!
//! A service that says neither which image it runs nor how to build one.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "M003",
    name: "no-image-or-build",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a service without an image and without a build context",
        fr: "un service sans image et sans contexte de construction",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A container is made from an image. A service that neither names one nor says from which folder to build one cannot be started, and both compose tools refuse the whole file because of it.",
        fr: "Un conteneur se fait à partir d'une image. Un service qui n'en nomme aucune et ne dit pas non plus de quel dossier la construire ne peut pas démarrer, et les deux outils compose refusent tout le fichier à cause de lui.",
    },
    wrong: "services:\n  web:\n    ports: [\"8080:80\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    ports: [\"8080:80\"]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    // One whose `image` or `build` could not be read has been told so, and one that extends another gets it there.
    let says_something: BTreeSet<&str> = cx
        .services()
        .iter()
        .filter(|it| {
            let has = |key| {
                it.value
                    .as_mapping()
                    .and_then(|it| it.get(key))
                    .is_some_and(|it| !it.value.is_null())
            };
            ["image", "build", "extends", "provider"]
                .into_iter()
                .any(has)
        })
        .map(|it| it.key.text.as_str())
        .collect();
    // Another file may say who provides it.
    let loaded = cx.loaded.document.get("services");
    let has_provider = |name: &str| {
        let service = loaded.and_then(|it| it.get(name));
        service.is_some_and(|it| it.get("provider").is_some())
    };
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if service.image.is_none()
            && service.build.is_none()
            && !says_something.contains(name.as_str())
            && !has_provider(name)
            && !cx.is_broken(service.range)
        {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "service `{name}` has neither an image nor a build context",
                        "le service `{name}` n'a ni image ni contexte de construction"
                    ),
                )
                .help(say!(
                    language,
                    "add `image: NAME` or `build: FOLDER`",
                    "ajoutez `image: NOM` ou `build: DOSSIER`"
                ));
        }
    }
}
