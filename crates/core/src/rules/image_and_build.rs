//! # image-and-build
//!
//! In format v1 a service either runs an image or builds one. Later formats take both: the image is then the name of what is built.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;
use crate::load::Format;

pub(super) static RULE: Rule = Rule {
    code: "M004",
    name: "image-and-build",
    severity: Severity::Error,
    summary: "a v1 service with both an image and a build context",
    check,
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
