//! # unused-network
//!
//! A network that the file declares and no service uses, not even one that its profiles leave out.

use super::unused::{self, Section};
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::{Mapping, Node, NodeValue};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "U002",
    name: "unused-network",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a declared network that no service uses",
        fr: "un réseau déclaré qu'aucun service n'utilise",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Such a network separates nobody from anybody: the services that were meant to be on it are on the default network, where all reach each other.",
        fr: "Un tel réseau ne sépare personne de personne : les services qui devaient s'y trouver sont sur le réseau par défaut, où tous s'atteignent.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    networks: [front]\nnetworks:\n  front:\n  back:\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    networks: [front]\nnetworks:\n  front:\n",
    profile: None,
    fix: Some(Words {
        en: "Deletes the lines that declare it.",
        fr: "Supprime les lignes de sa déclaration.",
    }),
};

const SECTION: Section = Section {
    key: "networks",
    users,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    unused::tell(cx, findings, &SECTION, |name| {
        say!(
            language,
            "no service is on the network `{name}`",
            "aucun service n'est sur le réseau `{name}`"
        )
    });
}

fn users<'a>(service: &'a Mapping, used: &mut BTreeSet<&'a str>) {
    // Those who name none are on this one.
    used.insert("default");
    match service.get("networks").map(|it| &it.value.value) {
        Some(NodeValue::Mapping(map)) => used.extend(map.iter().map(|it| it.key.text.as_str())),
        Some(NodeValue::Sequence(list)) => used.extend(list.iter().filter_map(Node::as_str)),
        _ => {}
    }
}
