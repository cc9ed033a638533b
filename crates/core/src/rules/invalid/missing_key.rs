//! # missing-key
//!
//! A key that must stand here does not, or one that means nothing without another, or one that is no string.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::{Language, Words, say};
use crate::rules::{Conjunction, Family, Findings, Level, Page, Rule, RuleContext, list_of};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "M018",
    name: "missing-key",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a key that must be there is not",
        fr: "une clé indispensable qui manque",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The compose tools check every file against a schema: some keys must be there, such as the `target` of a port in its long form, some mean nothing without another, and every key must be a string. A file that violates it is refused.",
        fr: "Les outils compose vérifient chaque fichier avec un schéma : certaines clés doivent être là, comme le `target` d'un port en forme longue, d'autres ne veulent rien dire sans une autre, et chaque clé doit être une chaîne. Un fichier qui ne le respecte pas est refusé.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    ports:\n      - published: 8080\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    ports:\n      - published: 8080\n        target: 80\n",
    profile: None,
    fix: Some(Words {
        en: "Puts a key that is no string, such as a number, in quotes. Safe: it is the same key as text. What lacks altogether is for its author to add.",
        fr: "Met entre guillemets une clé qui n'est pas une chaîne, un nombre par exemple. Sûr : c'est la même clé, en texte. Ce qui manque tout à fait, c'est à son auteur de l'ajouter.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        match &fault.kind {
            FaultKind::MissingKey { keys, under } => {
                let keys = names(keys, language);
                findings
                    .add_fault(
                        fault,
                        say!(
                            language,
                            "`{under}` lacks {keys}",
                            "il manque {keys} à `{under}`"
                        ),
                    )
                    .help(say!(language, "add {keys}", "ajoutez {keys}"));
            }
            FaultKind::NeedsKey { key, needs } => {
                let needs = names(needs, language);
                findings
                    .add_fault(
                        fault,
                        say!(
                            language,
                            "`{key}` means nothing without {needs}",
                            "`{key}` ne veut rien dire sans {needs}"
                        ),
                    )
                    .help(say!(
                        language,
                        "add {needs}, or take `{key}` out",
                        "ajoutez {needs}, ou enlevez `{key}`"
                    ));
            }
            FaultKind::NotAStringKey { key } => {
                let finding = findings
                    .add_fault(
                        fault,
                        say!(
                            language,
                            "the key `{key}` is not a string",
                            "la clé `{key}` n'est pas une chaîne"
                        ),
                    )
                    .help(say!(
                        language,
                        "put it in quotes: `\"{key}\"`",
                        "mettez-la entre guillemets : `\"{key}\"`"
                    ));
                // Written otherwise, such as `0x10`, it is for its author to say which text is meant.
                if cx.written(fault.range) == key {
                    let edit = TextEdit {
                        range: fault.range.range(),
                        insert: format!("\"{key}\""),
                    };
                    finding.fix(
                        say!(
                            language,
                            "Put `{key}` in quotes",
                            "Mettre `{key}` entre guillemets"
                        ),
                        Applicability::Safe,
                        vec![edit],
                    );
                }
            }
            _ => {}
        }
    }
}

fn names(keys: &[String], language: Language) -> String {
    let words: Vec<&str> = keys.iter().map(String::as_str).collect();
    list_of(&words, Conjunction::And, language)
}
