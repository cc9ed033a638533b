//! # no-image-or-build
//!
//! A service that says neither which image it runs nor how to build one.
//! Both compose tools refuse the file.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;

pub(super) static RULE: Rule = Rule {
    code: "M003",
    name: "no-image-or-build",
    severity: Severity::Error,
    summary: "a service without an image and without a build context",
    check,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    // A service whose `image` or `build` could not be read has been told so, and one that extends another gets it there.
    let mapping_has = |service: &str, key: &str| {
        cx.tree.root.as_ref().and_then(|it| it.as_mapping()).is_some_and(|root| {
            let services = root.get("services").and_then(|it| it.value.as_mapping()).unwrap_or(root);
            let entry = services.get(service).and_then(|it| it.value.as_mapping());
            entry.and_then(|it| it.get(key)).is_some_and(|it| !it.value.is_null())
        })
    };
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let says = |key| mapping_has(name, key);
        if service.image.is_none() && service.build.is_none() && !["image", "build", "extends", "provider"].iter().any(|it| says(it)) {
            findings
                .add(service.name.range, format!("service `{name}` has neither an image nor a build context"))
                .help("add `image: NAME` or `build: FOLDER`");
        }
    }
}
