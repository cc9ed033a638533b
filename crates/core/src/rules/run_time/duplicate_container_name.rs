//! # duplicate-container-name
//!
//! Two services give their container the same name, or one gives a name and wants several containers.
//! An engine has each name once.

use crate::language::Words;
use crate::plan::n_containers;
use crate::project::Service;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "M007",
    name: "duplicate-container-name",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a container name that two containers would have",
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
    let mut first_by_name: BTreeMap<&str, &Service> = BTreeMap::new();
    for service in cx.project.services.values() {
        let Some(name) = &service.container_name else {
            continue;
        };
        if let Some(first) = first_by_name.get(name.value.as_str()) {
            let other = first
                .container_name
                .as_ref()
                .map_or(first.name.range, |it| it.range);
            findings
                .add(
                    name.range,
                    format!(
                        "container name `{}` is already that of service `{}`",
                        name.value, first.name.value
                    ),
                )
                .label(other, "first used here");
        }
        first_by_name.entry(&name.value).or_insert(service);
        let wanted = n_containers(service, &cx.settings.scale);
        if wanted > 1 {
            findings
                .add(
                    name.range,
                    format!(
                        "{wanted} containers of service `{}` cannot all be named `{}`",
                        service.name.value, name.value
                    ),
                )
                .help("take `container_name` out to scale the service");
        }
    }
}
