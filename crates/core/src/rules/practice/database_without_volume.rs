//! # database-without-volume
//!
//! A database whose data folder is in no mount: the data lives as long as the container.

use super::databases;
use crate::language::{Words, say};
use crate::load::Format;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V012",
    name: "database-without-volume",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a database whose data lives only as long as its container",
        fr: "une base dont les données ne vivent que le temps du conteneur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`down` removes the container, and the next one begins with an empty database. What the image keeps aside by itself is a volume without a name, which no later container finds again.",
        fr: "`down` supprime le conteneur, et le suivant commence avec une base vide. Ce que l'image met de côté d'elle-même est un volume sans nom, qu'aucun conteneur ultérieur ne retrouve.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n",
    right: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - db-data:/var/lib/postgresql/data\nvolumes:\n  db-data:\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let folders = databases::data_folders(service);
        let Some(folder) = folders.first() else {
            continue;
        };
        let name = &service.name.value;
        let is_kept = service
            .mounts
            .iter()
            .any(|mount| folders.iter().any(|it| databases::holds(mount, it)));
        // Whoever asks for memory knows.
        let is_meant = cx
            .loaded_service(name)
            .is_some_and(|it| it.contains_key("tmpfs"));
        if is_kept || is_meant || !service.volumes_from.is_empty() {
            continue;
        }
        let range = service
            .image
            .as_ref()
            .map_or(service.name.range, |it| it.range);
        findings
            .add(
                range,
                say!(
                    language,
                    "the data of `{name}` is lost with its container",
                    "les données de `{name}` sont perdues avec son conteneur"
                ),
            )
            .help(match cx.project.format {
                Format::V1 => say!(
                    language,
                    "mount a volume there: `{name}-data:{folder}`",
                    "montez-y un volume : `{name}-data:{folder}`"
                ),
                Format::Compose => say!(
                    language,
                    "mount a volume there: `{name}-data:{folder}`, and declare it under `volumes`",
                    "montez-y un volume : `{name}-data:{folder}`, et déclarez-le sous `volumes`"
                ),
            });
    }
}
