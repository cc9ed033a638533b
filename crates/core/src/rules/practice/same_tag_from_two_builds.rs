//! # same-tag-from-two-builds
//!
//! Two services whose builds differ give their images one name: the later build takes it from the earlier.

use crate::images::canonical_reference;
use crate::language::{Words, say};
use crate::project::Service;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub(super) static RULE: Rule = Rule {
    code: "I003",
    name: "same-tag-from-two-builds",
    family: Family::Practice,
    level: Level::Warning,
    summary: Words {
        en: "two different builds that give their image the same name",
        fr: "deux builds différents qui donnent le même nom à leur image",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "An image name belongs to one image at a time. The build that ends last takes the name, and then both services run that one image; which one it is may differ from one run to the next.",
        fr: "Un nom d'image n'appartient qu'à une image à la fois. Le build qui finit le dernier prend le nom, et les deux services exécutent alors cette seule image ; laquelle, cela peut changer d'une fois à l'autre.",
    },
    wrong: "services:\n  web:\n    image: example/app:1\n    build: ./web\n  worker:\n    image: example/app:1\n    build: ./worker\n",
    right: "services:\n  web:\n    image: example/web:1\n    build: ./web\n  worker:\n    image: example/worker:1\n    build: ./worker\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut first_of: BTreeMap<String, &Service> = BTreeMap::new();
    for service in cx.project.services.values() {
        let (Some(image), Some(build)) = (&service.image, &service.build) else {
            continue;
        };
        if image.value.is_empty() {
            continue;
        }
        let other = match first_of.entry(canonical_reference(&image.value)) {
            Entry::Vacant(it) => {
                it.insert(service);
                continue;
            }
            Entry::Occupied(it) => *it.get(),
        };
        let is_same = other
            .build
            .as_ref()
            .is_some_and(|it| it.value == build.value);
        if is_same {
            continue;
        }
        let (name, reference) = (&other.name.value, &image.value);
        let label = other.image.as_ref().map_or(other.range, |it| it.range);
        findings
            .add(
                image.range,
                say!(
                    language,
                    "this build takes the name `{reference}` from that of `{name}`",
                    "ce build prend le nom `{reference}` à celui de `{name}`"
                ),
            )
            .label(label, say!(language, "the other build", "l'autre build"))
            .help(say!(
                language,
                "give each image a name of its own, or leave `image` out",
                "donnez à chaque image son propre nom, ou omettez `image`"
            ));
    }
}
