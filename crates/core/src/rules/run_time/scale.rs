//! # scale
//!
//! How many containers a service has must be said once, and must be a number that an engine can bear.

use crate::language::Words;
use crate::plan::{MAX_CONTAINERS, n_wanted};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M015",
    name: "scale",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "`scale` and `deploy.replicas` that contradict each other, or too many containers",
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
        let wanted = n_wanted(service, &cx.settings.scale);
        if wanted > MAX_CONTAINERS {
            let written = service.scale.as_ref().or(service.replicas.as_ref());
            let name = &service.name.value;
            findings
                .add(
                    written.map_or(service.name.range, |it| it.range),
                    format!("{wanted} containers of service `{name}` are wanted, at most {MAX_CONTAINERS} are planned"),
                )
                .help("take a smaller number");
        }
    }
}
