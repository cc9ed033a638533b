//! # home-in-bind
//!
//! `~` in a mount is the home folder of whoever runs the tool. With `sudo` it is root's, and on another machine the folder
//! may be missing; the engine then makes an empty one.

use crate::language::Words;
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V002",
    name: "home-in-bind",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a mount from the home folder of whoever runs the tool",
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
        let from_home =
            |it: &&crate::project::Mount| it.kind == MountKind::Bind && it.source.starts_with('~');
        for mount in service.mounts.iter().filter(from_home) {
            findings
                .add(mount.range, format!("`{}` depends on who runs this", mount.source))
                .help("the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody");
        }
    }
}
