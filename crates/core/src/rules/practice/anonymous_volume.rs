//! # anonymous-volume
//!
//! A volume without a name. One that lies inside another mount, or holds what an installation can bring back, is meant so: it keeps
//! a folder of the image from being covered.

use crate::language::{Words, say};
use crate::load::Format;
use crate::project::{Mount, MountKind};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "V010",
    name: "anonymous-volume",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a volume without a name",
        fr: "un volume sans nom",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Nothing but the container knows a volume without a name: after `down` the next container begins with an empty one, and the old one stays on the disk until somebody finds and deletes it. One inside another mount, or for what can be installed again, such as `node_modules`, is not counted.",
        fr: "Un volume sans nom n'est connu que de son conteneur : après `down`, le conteneur suivant en reçoit un vide, et l'ancien reste sur le disque jusqu'à ce que quelqu'un le trouve et le supprime. Celui qui se trouve dans un autre montage, ou qui contient ce qui peut être réinstallé, comme `node_modules`, ne compte pas.",
    },
    wrong: "services:\n  app:\n    image: example/app:1\n    volumes:\n      - /var/lib/app\n",
    right: "services:\n  app:\n    image: example/app:1\n    volumes:\n      - app-data:/var/lib/app\nvolumes:\n  app-data:\n",
    profile: None,
    fix: None,
};

/// Folders of what can be installed or built again.
const INSTALLED: &[&str] = &[
    ".next",
    ".nuxt",
    ".venv",
    "bin",
    "node_modules",
    "obj",
    "target",
    "vendor",
    "venv",
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        if !service
            .mounts
            .iter()
            .any(|it| it.kind == MountKind::Anonymous)
        {
            continue;
        }
        let name = &service.name.value;
        let trimmed = |it: &Mount| it.target.trim_end_matches('/').to_owned();
        let targets: BTreeSet<String> = service.mounts.iter().map(trimmed).collect();
        for mount in &service.mounts {
            let target = mount.target.trim_end_matches('/');
            let is_inside = target
                .match_indices('/')
                .any(|(at, _)| target.get(..at).is_some_and(|it| targets.contains(it)));
            let last = target.rsplit('/').next().unwrap_or_default();
            if mount.kind != MountKind::Anonymous
                || INSTALLED.contains(&last)
                || is_inside
                // `c:/data` is told by a rule of its own.
                || !target.starts_with('/')
            {
                continue;
            }
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "what `{name}` keeps in `{target}` is lost to it after `down`",
                        "ce que `{name}` garde dans `{target}` est perdu pour lui après `down`"
                    ),
                )
                .help(match cx.project.format {
                    Format::V1 => say!(
                        language,
                        "give the volume a name: `{name}-data:{target}`",
                        "donnez un nom au volume : `{name}-data:{target}`"
                    ),
                    Format::Compose => say!(
                        language,
                        "give the volume a name: `{name}-data:{target}`, and declare it under `volumes`",
                        "donnez un nom au volume : `{name}-data:{target}`, et déclarez-le sous `volumes`"
                    ),
                });
        }
    }
}
