//! # image-and-build
//!
//! A service of format v1 that both names an image and says how to build one.

use crate::language::{Words, say};
use crate::load::Format;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M004",
    name: "image-and-build",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a v1 service with both an image and a build context",
        fr: "un service v1 avec une image et un contexte de construction",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "In format v1 a service either runs an image or builds one, and docker-compose 1.29 refuses both. Later formats take the two together: the image is then the name that what was built gets.",
        fr: "Au format v1, un service exécute une image ou en construit une, et docker-compose 1.29 refuse les deux à la fois. Les formats suivants les acceptent ensemble : l'image est alors le nom donné à ce qui a été construit.",
    },
    wrong: "web:\n  image: example/web\n  build: .\n",
    right: "web:\n  build: .\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    if cx.project.format != Format::V1 {
        return;
    }
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if let (Some(image), Some(build)) = (&service.image, &service.build) {
            findings
                .add(
                    build.range,
                    say!(
                        language,
                        "service `{name}` has both an image and a build context",
                        "le service `{name}` a à la fois une image et un contexte de construction"
                    ),
                )
                .label(image.range, say!(language, "the image is here", "l'image est ici"))
                .help(say!(
                    language,
                    "keep one of the two; only files with `services:` may have both",
                    "gardez l'un des deux ; seuls les fichiers avec `services:` peuvent avoir les deux"
                ));
        }
    }
}
