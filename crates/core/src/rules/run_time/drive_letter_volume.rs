//! # drive-letter-volume
//!
//! A volume with a name of one letter: Compose 2 takes it for the drive of a Windows path, and so for a part of the target.

use crate::language::{Words, say};
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V016",
    name: "drive-letter-volume",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a volume whose one-letter name reads as a drive",
        fr: "un volume dont le nom d'une lettre est lu comme un lecteur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Compose 2 reads Windows paths on every system: in `d:/data` the `d:` is a drive, so that the whole is one path in the container and names no volume. The engine refuses it, since such a path is not absolute on Linux.",
        fr: "Compose 2 lit les chemins de Windows sur tout système : dans `d:/data`, `d:` est un lecteur, si bien que le tout est un seul chemin du conteneur et ne nomme aucun volume. Le moteur le refuse, car un tel chemin n'est pas absolu sous Linux.",
    },
    wrong: "services:\n  app:\n    image: example/app:1\n    volumes:\n      - d:/data\nvolumes:\n  d:\n",
    right: "services:\n  app:\n    image: example/app:1\n    volumes:\n      - app-data:/data\nvolumes:\n  app-data:\n",
    profile: None,
    fix: None,
};

/// The drive and the path after it.
fn split_drive(target: &str) -> Option<(&str, &str)> {
    let (drive, path) = target.split_once(':')?;
    let is_letter = drive.len() == 1 && drive.bytes().all(|it| it.is_ascii_alphabetic());
    (is_letter && path.starts_with('/')).then_some((drive, path))
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let unnamed = service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Anonymous);
        for mount in unnamed {
            let Some((drive, path)) = split_drive(&mount.target) else {
                continue;
            };
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "`{drive}:` reads as a Windows drive here, not as the volume `{drive}`",
                        "`{drive}:` est lu ici comme un lecteur de Windows, et non comme le volume `{drive}`"
                    ),
                )
                .help(say!(
                    language,
                    "give the volume a longer name, or write `type`, `source: {drive}` and `target: {path}`",
                    "donnez au volume un nom plus long, ou écrivez `type`, `source: {drive}` et `target: {path}`"
                ));
        }
    }
}
