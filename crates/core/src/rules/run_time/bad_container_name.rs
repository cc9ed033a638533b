//! # bad-container-name
//!
//! A container name that the engine refuses, though the compose tool lets it pass.

use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "R001",
    name: "bad-container-name",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a container name that the engine refuses",
        fr: "un nom de conteneur que le moteur refuse",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine takes names of two or more of the characters a-z, A-Z, 0-9, `_`, `.` and `-`, the first a letter or a digit. The tools check less, so that the refusal comes when the container is created.",
        fr: "Le moteur accepte des noms d'au moins deux caractères parmi a-z, A-Z, 0-9, `_`, `.` et `-`, le premier étant une lettre ou un chiffre. Les outils vérifient moins : le refus vient à la création du conteneur.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    container_name: .web\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    container_name: web\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let Some(name) = service
            .container_name
            .as_ref()
            .filter(|it| !is_good(&it.value))
        else {
            continue;
        };
        // Without its variables a name is nobody's choice.
        if name.value.is_empty() || !cx.is_literal(name.range) {
            continue;
        }
        let text = &name.value;
        let refusal =
            format!("Invalid container name ({text}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        let said = match cx.profile.dialect {
            Dialect::V1_29 => format!(
                "Cannot create container for service {}: {refusal}",
                service.name.value
            ),
            Dialect::V2 => format!("Error response from daemon: {refusal}"),
        };
        findings
            .add(
                name.range,
                say!(
                    language,
                    "the engine takes no container named `{text}`",
                    "le moteur n'accepte pas de conteneur nommé `{text}`"
                ),
            )
            .said(said)
            .help(say!(
                language,
                "begin with a letter or a digit, and write at least two characters of a-z, A-Z, 0-9, `_`, `.` and `-`",
                "commencez par une lettre ou un chiffre, avec au moins deux caractères parmi a-z, A-Z, 0-9, `_`, `.` et `-`"
            ));
    }
}

fn is_good(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|it: char| it.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-'))
}
