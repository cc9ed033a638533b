//! # v1-refused
//!
//! A file of format v1, with its services at the top level, which current Compose does not read.

use crate::language::{Words, say};
use crate::load::Format;
use crate::profile::{Dialect, Engine, Profile};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M010",
    name: "v1-refused",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a v1 file under a compose tool that does not read it",
        fr: "un fichier v1 sous un outil compose qui ne le lit pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Files of fig and of the first docker-compose have their services at the top level. Compose 2 takes every service for an unknown key and refuses the file; docker-compose 1.29 is the last tool that reads it. Put under `services:`, the same file is read by both, but its services then share a network of their own, on which links set no variables.",
        fr: "Les fichiers de fig et du premier docker-compose ont leurs services au premier niveau. Compose 2 prend chaque service pour une clé inconnue et refuse le fichier ; docker-compose 1.29 est le dernier outil qui le lise. Mis sous `services:`, le même fichier est lu par les deux, mais ses services partagent alors un réseau à eux, où les liens ne posent pas de variables.",
    },
    wrong: "web:\n  image: nginx:1.27\n  links: [db]\ndb:\n  image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    links: [db]\n  db:\n    image: postgres:16\n",
    profile: Some(Profile {
        engine: Engine::V28,
        dialect: Dialect::V2,
    }),
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    if cx.project.format == Format::V1
        && !cx.profile.reads_v1()
        && let Some(first) = cx.project.services.values().next()
    {
        findings
            .add(
                first.name.range,
                say!(
                    language,
                    "Compose 2 does not read files of format v1, whose services stand at the top level",
                    "Compose 2 ne lit pas les fichiers au format v1, dont les services sont au premier niveau"
                ),
            )
            .help(say!(
                language,
                "choose docker-compose 1.29 (`--compose 1.29`), or put everything under `services:`",
                "choisissez docker-compose 1.29 (`--compose 1.29`), ou mettez tout sous `services:`"
            ));
    }
}
