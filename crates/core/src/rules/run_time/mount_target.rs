//! # mount-target
//!
//! A mount whose place in the container is not an absolute path, or is the root.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V003",
    name: "mount-target",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a mount at a place where the engine mounts nothing",
        fr: "un montage à un endroit où le moteur ne monte rien",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine mounts at absolute paths below the root. A relative path, or `/` itself, is refused when the container is created (\"mount path must be absolute\", \"destination can't be '/'\").",
        fr: "Le moteur monte à des chemins absolus sous la racine. Un chemin relatif, ou `/` même, est refusé à la création du conteneur (\"mount path must be absolute\", \"destination can't be '/'\").",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    volumes:\n      - ./html:html\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    volumes:\n      - ./html:/html\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        for mount in &service.mounts {
            let target = mount.target.as_str();
            // Without its variables a path is nobody's choice.
            let is_root = is_root(target);
            let is_good = target.starts_with('/') && !is_root;
            if target.is_empty() || is_good || !cx.is_literal(mount.range) {
                continue;
            }
            if is_root {
                findings
                    .add(
                        mount.range,
                        say!(
                            language,
                            "nothing can be mounted at the root of a container",
                            "rien ne peut être monté à la racine d'un conteneur"
                        ),
                    )
                    .help(say!(
                        language,
                        "choose a folder below it, such as `/app`",
                        "choisissez un dossier en dessous, par exemple `/app`"
                    ));
                continue;
            }
            // A path of Windows containers.
            let is_windows = target.get(1..3) == Some(":\\");
            if is_windows {
                continue;
            }
            // A volume that is taken for a drive has a rule of its own.
            if target.get(1..3) == Some(":/") {
                continue;
            }
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "`{target}` is no absolute path in the container",
                        "`{target}` n'est pas un chemin absolu dans le conteneur"
                    ),
                )
                .help(say!(
                    language,
                    "write the whole path, from `/` on",
                    "écrivez le chemin entier, à partir de `/`"
                ));
        }
    }
}

/// Whether a path comes to `/`.
fn is_root(path: &str) -> bool {
    let mut depth = 0usize;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    depth == 0 && path.starts_with('/')
}
