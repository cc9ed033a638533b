//! # image-and-build
//!
//! In format v1 a service either runs an image or builds one. Later formats take both: the image is then the name of what is built.

use crate::language::Words;
use crate::load::Format;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M004",
    name: "image-and-build",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a v1 service with both an image and a build context",
        fr: "",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words { en: "", fr: "" },
    wrong: "",
    right: "",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    if cx.project.format != Format::V1 {
        return;
    }
    for service in cx.project.services.values() {
        if let (Some(image), Some(build)) = (&service.image, &service.build) {
            findings
                .add(
                    build.range,
                    format!(
                        "service `{}` has both an image and a build context",
                        service.name.value
                    ),
                )
                .label(image.range, "the image is here")
                .help("keep one of the two; only files with `services:` may have both");
        }
    }
}
