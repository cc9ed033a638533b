//! # home-in-bind
//!
//! `~` in a mount is the home folder of whoever runs the tool.

use crate::language::{Words, say};
use crate::project::{Mount, MountKind};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V002",
    name: "home-in-bind",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a mount from the home folder of whoever runs the tool",
        fr: "un montage depuis le dossier personnel de qui lance l'outil",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The compose tool puts the home folder of whoever runs it in place of `~`: with `sudo` that is root's, and on another machine the folder may be missing. The engine then makes an empty one, owned by root, and the program starts without its files.",
        fr: "L'outil compose remplace `~` par le dossier personnel de qui le lance : avec `sudo`, c'est celui de root, et sur une autre machine le dossier peut manquer. Le moteur en crée alors un vide, qui appartient à root, et le programme démarre sans ses fichiers.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    volumes: [\"~/configs:/etc/configs:ro\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    volumes: [\"./configs:/etc/configs:ro\"]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        for mount in service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Bind)
        {
            let Some(source) = written_source(cx, mount) else {
                continue;
            };
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "`{source}` depends on who runs this",
                        "`{source}` dépend de qui lance ceci"
                    ),
                )
                .help(say!(
                    language,
                    "the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody",
                    "le moteur crée un dossier vide là où il n'y en a pas ; un chemin dans le projet, comme `./configs`, est le même pour tous"
                ));
        }
    }
}

/// The path as somebody wrote it, where it begins with `~`: the mount itself may have the home folder in its place.
fn written_source<'a>(cx: &'a RuleContext<'_>, mount: &Mount) -> Option<&'a str> {
    let text = cx.yaml_slice(mount.range)?;
    let source = match text.split_once("source:") {
        Some((_, after)) => after.lines().next()?,
        None => text.split(':').next()?,
    };
    let source = source.trim_matches([' ', '"', '\'', ',', '}']);
    source.starts_with('~').then_some(source)
}
