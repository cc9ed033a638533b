//! # bad-value
//!
//! A value of the right type that means nothing to the tool.

use crate::fault::{Expected, FaultKind};
use crate::language::{Language, Words, say};
use crate::rules::{Conjunction, Family, Findings, Level, Page, Rule, RuleContext, list_of};

pub(super) static RULE: Rule = Rule {
    code: "M013",
    name: "bad-value",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a value that its key does not know",
        fr: "une valeur que sa clé ne connaît pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The value has the right type, but it is none that the compose tool or the engine knows: a restart policy that does not exist, a duration or a size that cannot be read. The tool stops there, or the engine does when the container is made.",
        fr: "La valeur a le bon type, mais ce n'en est aucune que l'outil compose ou le moteur connaisse : une politique de redémarrage qui n'existe pas, une durée ou une taille illisible. L'outil s'arrête là, ou le moteur à la création du conteneur.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    restart: sometimes\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    restart: on-failure\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        let FaultKind::BadValue {
            key,
            text,
            expected,
        } = &fault.kind
        else {
            continue;
        };
        let expected = words(*expected, language);
        let message = if text.is_empty() {
            say!(
                language,
                "`{key}` lacks {expected}",
                "il manque à `{key}` {expected}"
            )
        } else {
            say!(
                language,
                "`{text}` means nothing to `{key}`",
                "`{text}` ne veut rien dire pour `{key}`"
            )
        };
        findings.add_fault(fault, message).help(say!(
            language,
            "write {expected}",
            "écrivez {expected}"
        ));
    }
}

/// What may be written, with an article.
fn words(expected: Expected, language: Language) -> String {
    match expected {
        Expected::OneOf(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            list_of(&words, Conjunction::Or, language)
        }
        Expected::AtLeast(least) => say!(
            language,
            "a number from {least} on",
            "un nombre à partir de {least}"
        ),
        Expected::AtMost(most) => say!(
            language,
            "a number up to {most}",
            "un nombre jusqu'à {most}"
        ),
        Expected::Name => say!(
            language,
            "a name of letters, digits, `.`, `_` and `-`",
            "un nom fait de lettres, de chiffres, de `.`, de `_` et de `-`"
        ),
        Expected::ByteSize => say!(
            language,
            "a size such as `512m`",
            "une taille telle que `512m`"
        ),
        Expected::WholeNumber => say!(language, "a whole number", "un nombre entier"),
        Expected::Number => say!(language, "a number", "un nombre"),
        Expected::Bool => list_of(&["true", "false"], Conjunction::Or, language),
        Expected::Text => say!(language, "a string", "une chaîne"),
        Expected::Address => say!(language, "an IP address", "une adresse IP"),
        Expected::Assignment => say!(language, "`NAME=VALUE`", "`NOM=VALEUR`"),
        Expected::Device => say!(
            language,
            "`SOURCE[:TARGET[:PERMISSIONS]]`",
            "`SOURCE[:CIBLE[:DROITS]]`"
        ),
        Expected::Duration => say!(
            language,
            "a duration such as `1m30s`",
            "une durée telle que `1m30s`"
        ),
        Expected::Subnet => say!(
            language,
            "a subnet such as `172.28.0.0/16`",
            "un sous-réseau tel que `172.28.0.0/16`"
        ),
        Expected::ClosedQuotes => say!(
            language,
            "a command whose quotes are closed",
            "une commande dont les guillemets sont refermés"
        ),
        Expected::RestartPolicy => {
            let policies = ["\"no\"", "always", "unless-stopped", "on-failure[:N]"];
            list_of(&policies, Conjunction::Or, language)
        }
        Expected::Condition => {
            let conditions = [
                "service_started",
                "service_healthy",
                "service_completed_successfully",
            ];
            list_of(&conditions, Conjunction::Or, language)
        }
        Expected::Link => say!(language, "`NAME` or `NAME:ALIAS`", "`NOM` ou `NOM:ALIAS`"),
        Expected::ExtraHost => say!(language, "`HOST:ADDRESS`", "`HÔTE:ADRESSE`"),
        Expected::Mount => say!(
            language,
            "`[SOURCE:]TARGET[:MODE]`",
            "`[SOURCE:]CIBLE[:MODE]`"
        ),
        Expected::MountKind => list_of(&["bind", "volume", "tmpfs"], Conjunction::Or, language),
        Expected::PortTarget => say!(language, "a `target`", "un `target`"),
    }
}
