//! # image-without-tag
//!
//! An image without a tag, or with `latest`: whatever is newest on the day it is pulled.
//! Images that the project builds are left alone.

use crate::language::{Words, say};
use crate::rules::reading::{image_name, image_tag};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "I001",
    name: "image-without-tag",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "an image without a version",
        fr: "une image sans version",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Without a tag the engine takes `latest`, which is whatever was newest when it was pulled: two machines run different programs from one file, and one day a new major version does not read the old data.",
        fr: "Sans étiquette, le moteur prend `latest`, c'est-à-dire ce qui était le plus récent au moment du téléchargement : deux machines exécutent des programmes différents avec un même fichier, et un jour une nouvelle version majeure ne lit plus les anciennes données.",
    },
    wrong: "services:\n  db:\n    image: postgres\n",
    right: "services:\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let services = cx.project.services.values();
    let built: BTreeSet<&str> = services
        .clone()
        .filter(|it| it.build.is_some())
        .filter_map(|it| Some(it.image.as_ref()?.value.as_str()))
        .collect();
    let mut told = BTreeSet::new();
    for service in services {
        let Some(image) = &service.image else {
            continue;
        };
        let reference = image.value.as_str();
        let tag = image_tag(reference);
        let is_open = !reference.contains('@') && matches!(tag, None | Some("latest"));
        // What is taken from a variable is chosen elsewhere.
        if !is_open
            || reference.is_empty()
            || reference == "scratch"
            || built.contains(reference)
            || !cx.is_literal(image.range)
            || !told.insert(image.range)
        {
            continue;
        }
        let name = image_name(reference);
        findings
            .add(
                image.range,
                say!(
                    language,
                    "which version of `{name}` runs depends on the day it is pulled",
                    "la version de `{name}` qui tourne dépend du jour où elle est téléchargée"
                ),
            )
            .help(say!(
                language,
                "name a version: `{name}:VERSION`",
                "nommez une version : `{name}:VERSION`"
            ));
    }
}
