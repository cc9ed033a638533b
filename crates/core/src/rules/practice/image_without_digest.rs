//! # image-without-digest
//!
//! For those who ask: an image that is not held to its digest.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "I002",
    name: "image-without-digest",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "an image that is not held to its digest",
        fr: "une image qui n'est pas fixée à son empreinte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A tag can be moved to another image at any time, by its maker or by whoever stole the maker's key. A digest is the image itself: what was tested is what runs.",
        fr: "Une étiquette peut être déplacée à tout moment vers une autre image, par son auteur ou par qui lui a volé sa clé. Une empreinte est l'image elle-même : ce qui a été essayé est ce qui tourne.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n",
    right: "services:\n  db:\n    image: postgres:16@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let image = service.image.as_ref().filter(|_| service.build.is_none());
        let Some(image) = image.filter(|it| !it.value.is_empty() && !it.value.contains('@')) else {
            continue;
        };
        let reference = &image.value;
        findings
            .add(
                image.range,
                say!(
                    language,
                    "`{reference}` can become another image",
                    "`{reference}` peut devenir une autre image"
                ),
            )
            .help(say!(
                language,
                "add its digest: `docker image inspect --format '{{{{.RepoDigests}}}}' {reference}` shows it",
                "ajoutez son empreinte : `docker image inspect --format '{{{{.RepoDigests}}}}' {reference}` la montre"
            ));
    }
}
