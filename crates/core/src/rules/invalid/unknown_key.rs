//! # unknown-key
//!
//! A key that no version of the format knows at this place.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::{Words, say};
use crate::load::Format;
use crate::project::TOP_LEVEL_KEYS;
use crate::rules::{
    Conjunction, Family, Findings, Level, Page, Rule, RuleContext, did_you_mean, list_of, nearest,
};
use crate::syntax::{Entry, Node};
use crate::text::TextEdit;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "M001",
    name: "unknown-key",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a key that the format does not have",
        fr: "une clé que le format n'a pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The compose tools check every key against a schema and refuse the whole file over one that they do not know, so a single misspelt key stops everything. Keys that begin with `x-` are left to their author.",
        fr: "Les outils compose vérifient chaque clé avec un schéma et refusent tout le fichier pour une seule qu'ils ne connaissent pas : une clé mal écrite arrête donc tout. Les clés qui commencent par `x-` sont laissées à leur auteur.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    enviroment:\n      LANG: C.UTF-8\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    environment:\n      LANG: C.UTF-8\n",
    profile: None,
    fix: Some(Words {
        en: "Renames the key to the one it was most likely meant to be, if that one is not there already. Safe directly in a service or at the top level; deeper down, look first whether the name is free.",
        fr: "Renomme la clé en celle qui était le plus probablement voulue, si elle n'est pas déjà là. Sûr directement dans un service ou au premier niveau ; plus bas, vérifiez d'abord si le nom est libre.",
    }),
};

/// Keys that people write and that are spelt otherwise, too far away to be found by spelling.
const COMMON_MISTAKES: &[(&str, &str)] = &[
    ("add_host", "extra_hosts"),
    ("cmd", "command"),
    ("dependencies", "depends_on"),
    ("env", "environment"),
    ("extra_host", "extra_hosts"),
    ("hosts", "extra_hosts"),
    ("net", "network_mode"),
    ("network_mode", "net"),
    ("workdir", "working_dir"),
];

/// A longer list of keys helps nobody.
const MOST_LISTED: usize = 12;

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let root = cx.tree.root.as_ref().and_then(Node::as_mapping);
    let services: BTreeMap<&str, &Entry> = cx
        .services()
        .iter()
        .map(|it| (it.key.text.as_str(), it))
        .collect();
    for fault in &cx.project.faults {
        let FaultKind::UnknownKey {
            key,
            service,
            under,
            known,
        } = &fault.kind
        else {
            continue;
        };
        let message = match (service, under) {
            (Some(service), _) => say!(
                language,
                "unknown key `{key}` in service `{service}`",
                "clé inconnue `{key}` dans le service `{service}`"
            ),
            (None, Some(under)) => say!(
                language,
                "unknown key `{key}` under `{under}`",
                "clé inconnue `{key}` sous `{under}`"
            ),
            (None, None) => say!(
                language,
                "unknown key `{key}` at the top level",
                "clé inconnue `{key}` au premier niveau"
            ),
        };
        let is_top_level = service.is_none() && under.is_none();
        let finding = findings.add_fault(fault, message);
        let Some(meant) = meant(key, known) else {
            finding.help(match (service, under) {
                (None, None) if cx.project.format == Format::Compose => {
                    let known = list_of(TOP_LEVEL_KEYS, Conjunction::And, language);
                    say!(
                        language,
                        "if `{key}` is a service, put it under `services`; the keys here are {known}",
                        "si `{key}` est un service, mettez-le sous `services` ; les clés admises ici sont {known}"
                    )
                }
                (None, Some(_)) if (1..=MOST_LISTED).contains(&known.len()) => {
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let known = list_of(&known, Conjunction::Or, language);
                    say!(
                        language,
                        "take it out, or write {known}",
                        "enlevez-la, ou écrivez {known}"
                    )
                }
                _ => say!(
                    language,
                    "the compose tool refuses the file because of it; take it out, or correct it",
                    "l'outil compose refuse le fichier à cause d'elle ; enlevez-la, ou corrigez-la"
                ),
            });
            continue;
        };
        let siblings = service
            .as_deref()
            .and_then(|it| services.get(it))
            .and_then(|it| it.value.as_mapping());
        let siblings = siblings.or(root.filter(|_| is_top_level));
        if siblings.is_some_and(|it| it.get(meant).is_some()) {
            finding.help(say!(
                language,
                "did you mean `{meant}`? it is there already: keep one of the two",
                "vouliez-vous dire `{meant}` ? elle est déjà là : gardez l'une des deux"
            ));
            continue;
        }
        // Deeper down the other keys are not at hand, so somebody has to look whether the new name is free.
        let applicability = match under {
            None => Applicability::Safe,
            Some(_) => Applicability::Unsafe,
        };
        let edit = TextEdit {
            range: fault.range.range(),
            insert: meant.to_owned(),
        };
        finding.help(did_you_mean(meant, language)).fix(
            say!(
                language,
                "Rename `{key}` to `{meant}`",
                "Renommer `{key}` en `{meant}`"
            ),
            applicability,
            vec![edit],
        );
    }
}

/// The known key that `key` was most likely meant to be.
fn meant<'a>(key: &str, known: &'a [String]) -> Option<&'a str> {
    let mut common = COMMON_MISTAKES.iter().filter(|(wrong, _)| *wrong == key);
    common
        .find_map(|(_, right)| known.iter().find(|it| it == right))
        .map(String::as_str)
        .or_else(|| nearest(key, known.iter().map(String::as_str)))
}
