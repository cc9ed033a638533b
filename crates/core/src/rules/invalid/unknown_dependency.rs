//! # unknown-dependency
//!
//! `depends_on`, `volumes_from` or `network_mode` names a service that the file does not have.

use crate::diagnostics::Applicability;
use crate::language::Words;
use crate::load::Format;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, nearest};
use crate::text::{FileRange, TextEdit};

pub(super) static RULE: Rule = Rule {
    code: "G001",
    name: "unknown-dependency",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a dependency on a service that is not there",
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
        let own = service.name.value.as_str();
        let mut report = |name: &str, range: FileRange, text: String, can_rename: bool| {
            if cx.project.services.contains_key(name) {
                return;
            }
            let mut finding = findings.add(range, text);
            let meant = nearest(
                name,
                cx.project
                    .services
                    .keys()
                    .map(String::as_str)
                    .filter(|it| *it != own),
            );
            if let Some(meant) = meant {
                finding = finding.help(format!("did you mean `{meant}`?"));
                if can_rename {
                    let edit = TextEdit {
                        range: range.range(),
                        insert: meant.to_owned(),
                    };
                    finding.fix(
                        format!("Change it to `{meant}`"),
                        Applicability::Unsafe,
                        vec![edit],
                    );
                }
            }
        };
        for it in service.depends_on.iter().filter(|it| it.required) {
            let name = &it.service.value;
            report(
                name,
                it.service.range,
                format!("service `{own}` depends on `{name}`, which is no service here"),
                true,
            );
        }
        // In format v1 the name may also be that of a container from elsewhere.
        for it in service
            .volumes_from
            .iter()
            .filter(|it| !it.is_container && cx.project.format == Format::Compose)
        {
            let name = &it.source.value;
            report(
                name,
                it.source.range,
                format!("service `{own}` takes volumes from `{name}`, which is no service here"),
                true,
            );
        }
        if let Some(mode) = &service.network_mode
            && let NetworkModeRef::Service(name) = &mode.value
        {
            report(
                name,
                mode.range,
                format!("service `{own}` uses the network of `{name}`, which is no service here"),
                false,
            );
        }
    }
}
