//! # scale
//!
//! How many containers a service has must be said once.

use super::{Findings, Rule, RuleContext};
use crate::diagnostics::Severity;

pub(super) static RULE: Rule = Rule {
    code: "M015",
    name: "scale",
    severity: Severity::Error,
    summary: "`scale` and `deploy.replicas` that contradict each other, or `--scale` of a service that is not there",
    check,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for service in cx.project.services.values() {
        if let (Some(scale), Some(replicas)) = (&service.scale, &service.replicas)
            && scale.value != replicas.value
        {
            findings
                .add(
                    replicas.range,
                    format!(
                        "`deploy.replicas` says {}, `scale` says {}",
                        replicas.value, scale.value
                    ),
                )
                .label(scale.range, "`scale` is here")
                .help("keep one of the two");
        }
    }
}
