//! # undefined-volume
//!
//! A service mounts a named volume that the file does not declare. Format v1 needs no declaration.

use crate::language::{Words, say};
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
        fr: "un volume nommé que le fichier ne déclare pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A mount whose source is no path is a named volume, which must be declared under the top-level `volumes`: both compose tools refuse the file otherwise. Often a folder was meant, and only its `./` is missing. Format v1 needs no declaration.",
        fr: "Un montage dont la source n'est pas un chemin est un volume nommé, à déclarer sous `volumes`, au premier niveau : sinon, les deux outils compose refusent le fichier. Souvent, c'est un dossier qui était voulu, et il ne manque que son `./`. Le format v1 ne demande pas de déclaration.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    volumes: [\"data:/var/lib/postgresql/data\"]\n",
    right: "services:\n  db:\n    image: postgres:16\n    volumes: [\"data:/var/lib/postgresql/data\"]\nvolumes:\n  data: {}\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    if cx.project.format == Format::V1 {
        return;
    }
    let language = cx.language();
    for service in cx.project.services.values() {
        let named = service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Volume);
        for mount in named.filter(|it| !cx.project.volumes.contains_key(&it.source)) {
            let name = &mount.source;
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "volume `{name}` is not declared",
                        "le volume `{name}` n'est pas déclaré"
                    ),
                )
                .help(say!(
                    language,
                    "declare it: `volumes: {{{name}: {{}}}}` at the top level; for a folder of the host write `./{name}`",
                    "déclarez-le : `volumes: {{{name}: {{}}}}` au premier niveau ; pour un dossier de l'hôte, écrivez `./{name}`"
                ));
        }
    }
}
