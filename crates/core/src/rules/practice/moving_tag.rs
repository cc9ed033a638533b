//! # moving-tag
//!
//! For those who ask: a tag without a number, which moves on with each release.

use crate::language::{Words, say};
use crate::rules::reading::image_tag;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "I004",
    name: "moving-tag",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a tag that moves on with each release",
        fr: "une étiquette qui avance à chaque version",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Tags without a number, such as `stable`, `alpine` or `main`, are given to each new release in turn, as `latest` is.",
        fr: "Les étiquettes sans numéro, comme `stable`, `alpine` ou `main`, passent à chaque nouvelle version, comme `latest`.",
    },
    wrong: "services:\n  web:\n    image: nginx:alpine\n",
    right: "services:\n  web:\n    image: nginx:1.27-alpine\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let Some(image) = service.image.as_ref().filter(|_| service.build.is_none()) else {
            continue;
        };
        let tag = image_tag(&image.value).filter(|it| {
            !it.is_empty() && *it != "latest" && !it.bytes().any(|it| it.is_ascii_digit())
        });
        let Some(tag) = tag.filter(|_| cx.is_literal(image.range)) else {
            continue;
        };
        findings
            .add(
                image.range,
                say!(
                    language,
                    "`{tag}` is another image after each release",
                    "`{tag}` est une autre image après chaque version"
                ),
            )
            .help(say!(
                language,
                "name a tag with a number",
                "nommez une étiquette qui porte un numéro"
            ));
    }
}
