//! # undefined-volume
//!
//! A service mounts a named volume that the file does not declare. Format v1 needs no declaration.

use crate::language::Words;
use crate::load::Format;
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V001",
    name: "undefined-volume",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a named volume that the file does not declare",
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
    if cx.project.format == Format::V1 {
        return;
    }
    for service in cx.project.services.values() {
        for mount in service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Volume)
        {
            if !cx.project.volumes.contains_key(&mount.source) {
                findings
                    .add(mount.range, format!("volume `{}` is not declared", mount.source))
                    .help(format!(
                        "declare it: `volumes: {{{}: {{}}}}` at the top level; for a folder of the host write `./{}`",
                        mount.source, mount.source
                    ));
            }
        }
    }
}
