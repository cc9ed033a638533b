//! # no-image-or-build
//!
//! A service that says neither which image it runs nor how to build one.
//! Both compose tools refuse the file.

use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "M003",
    name: "no-image-or-build",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a service without an image and without a build context",
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
    for service in cx.project.services.values() {
        let name = &service.name.value;
        // Where the text is broken, the image may be what could not be read.
        let range = service.range.range();
        if cx
            .tree
            .errors
            .iter()
            .any(|it| range.contains_range(it.range))
        {
            continue;
        }
        if service.image.is_none()
            && service.build.is_none()
            && !says_something.contains(name.as_str())
        {
            findings
                .add(
                    service.name.range,
                    format!("service `{name}` has neither an image nor a build context"),
                )
                .help("add `image: NAME` or `build: FOLDER`");
        }
    }
}
