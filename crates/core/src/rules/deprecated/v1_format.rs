//! # v1-format
//!
//! A file of format v1, or a fig file, read by docker-compose 1.29: no later tool reads it.

use crate::language::{Words, say};
use crate::load::Format;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "D001",
    name: "v1-format",
    family: Family::Deprecated,
    level: Level::Hint,
    summary: Words {
        en: "a file of format v1, which no current tool reads",
        fr: "un fichier au format v1, qu'aucun outil actuel ne lit",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "docker-compose 1.29, of 2021, is the last tool that reads services at the top level. It gets no more corrections since 2023. Links of such a file set variables; under `services:` they do so only with `network_mode: bridge`.",
        fr: "docker-compose 1.29, de 2021, est le dernier outil qui lit les services au premier niveau. Il n'est plus corrigé depuis 2023. Les liens d'un tel fichier définissent des variables ; sous `services:`, ils ne le font qu'avec `network_mode: bridge`.",
    },
    wrong: "web:\n  image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    if cx.project.format != Format::V1 || !cx.profile.reads_v1() {
        return;
    }
    let Some(first) = cx.project.services.values().next() else {
        return;
    };
    findings
        .add(
            first.name.range,
            say!(
                language,
                "current Compose refuses this file: its services stand at the top level",
                "Compose actuel refuse ce fichier : ses services sont au premier niveau"
            ),
        )
        .help(say!(
            language,
            "put them under `services:`, with `network_mode: bridge` where the variables of links are needed",
            "mettez-les sous `services:`, avec `network_mode: bridge` là où les variables des liens servent"
        ));
}
