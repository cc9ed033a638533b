//! # unset-variable
//!
//! A variable that neither the shell nor `.env` gives a value, so that nothing is put in its place.

use crate::diagnostics::Severity;
use crate::fault::FaultKind;
use crate::language::{Language, Words, say};
use crate::load::Format;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M016",
    name: "unset-variable",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a variable without a value",
        fr: "une variable sans valeur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The compose tools fill in variables from the shell and from `.env`. For one that neither knows they put nothing, print a warning that is easily missed, and go on with an image `nginx:` or an empty password. With `${NAME:?text}` they refuse the file instead.",
        fr: "Les outils compose remplacent les variables d'après le shell et `.env`. À la place d'une variable que ni l'un ni l'autre ne connaît, ils ne mettent rien, affichent un avertissement facile à manquer et continuent avec une image `nginx:` ou un mot de passe vide. Avec `${NOM:?texte}`, ils refusent le fichier.",
    },
    wrong: "services:\n  web:\n    image: nginx:${TAG}\n",
    right: "services:\n  web:\n    image: nginx:${TAG:-1.27}\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        match &fault.kind {
            FaultKind::UnsetVariable { name } => {
                // Files of format v1 know no defaults.
                let help = match cx.project.format {
                    Format::V1 => set_it(language),
                    Format::Compose => say!(
                        language,
                        "set it in `.env`, or give it a default: `${{{name}:-…}}`",
                        "définissez-la dans `.env`, ou donnez-lui une valeur par défaut : `${{{name}:-…}}`"
                    ),
                };
                findings
                    .add_fault(
                        fault,
                        say!(
                            language,
                            "variable `{name}` is not set; nothing is put in its place",
                            "la variable `{name}` n'est pas définie ; rien n'est mis à sa place"
                        ),
                    )
                    .help(help);
            }
            FaultKind::MissingVariable { name, message } => {
                let message = message.trim_end_matches('.');
                let text = if message.is_empty() {
                    say!(
                        language,
                        "variable `{name}` must have a value",
                        "la variable `{name}` doit avoir une valeur"
                    )
                } else {
                    say!(
                        language,
                        "variable `{name}` must have a value: {message}",
                        "la variable `{name}` doit avoir une valeur : {message}"
                    )
                };
                findings
                    .add_fault(fault, text)
                    .severity(Severity::Error)
                    .help(set_it(language));
            }
            _ => {}
        }
    }
}

fn set_it(language: Language) -> String {
    say!(
        language,
        "set it in `.env` or in the shell",
        "définissez-la dans `.env` ou dans le shell"
    )
}
