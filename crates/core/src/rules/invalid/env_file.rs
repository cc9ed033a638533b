//! # env-file
//!
//! An env file that cannot be read, or a line in it that is no statement.

use crate::diagnostics::Severity;
use crate::fault::FaultKind;
use crate::files::ReadError;
use crate::language::{Language, Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M011",
    name: "env-file",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "an env file that cannot be read",
        fr: "un fichier d'environnement qui ne peut pas être lu",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`env_file` is read by the compose tool, not by the container: without the file nothing starts. A line in it that is no `NAME=VALUE` is skipped by docker-compose 1.29 and refused by Compose 2. What cannot be read here is also missing from the variables that are predicted.",
        fr: "`env_file` est lu par l'outil compose, pas par le conteneur : sans ce fichier, rien ne démarre. Une ligne qui n'est pas `NOM=VALEUR` est sautée par docker-compose 1.29 et refusée par Compose 2. Ce qui ne peut pas être lu ici manque aussi parmi les variables prédites.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    env_file: web.env\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    env_file:\n      - path: web.env\n        required: false\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        match &fault.kind {
            FaultKind::EnvFile { path, error } => {
                let (message, help) = words(path, error, language);
                findings.add_fault(fault, message).help(help);
            }
            FaultKind::EnvFileLine => {
                let is_refused = fault.said.as_ref().is_some_and(|it| it.is_refusal);
                let (severity, message) = if is_refused {
                    (
                        Severity::Error,
                        say!(
                            language,
                            "this line is no `NAME=VALUE`",
                            "cette ligne n'est pas de la forme `NOM=VALEUR`"
                        ),
                    )
                } else {
                    (
                        Severity::Warning,
                        say!(
                            language,
                            "this line is no `NAME=VALUE` and is skipped",
                            "cette ligne n'est pas de la forme `NOM=VALEUR` et elle est sautée"
                        ),
                    )
                };
                let mut finding = findings.add_fault(fault, message).severity(severity);
                if let Some(related) = fault.related {
                    finding = finding.label(
                        related,
                        say!(
                            language,
                            "the file is named here",
                            "le fichier est nommé ici"
                        ),
                    );
                }
                finding.help(say!(
                    language,
                    "close its quotes, or write `NAME=VALUE`",
                    "refermez ses guillemets, ou écrivez `NOM=VALEUR`"
                ));
            }
            _ => {}
        }
    }
}

/// What is wrong, and what to do.
fn words(path: &str, error: &ReadError, language: Language) -> (String, String) {
    match error {
        ReadError::NotFound => (
            say!(
                language,
                "env file `{path}` does not exist",
                "le fichier d'environnement `{path}` n'existe pas"
            ),
            say!(
                language,
                "create it, even empty, or take the entry out",
                "créez-le, même vide, ou enlevez l'entrée"
            ),
        ),
        ReadError::NotAllowed => (
            say!(
                language,
                "env file `{path}` lies outside the project folder and is not read here",
                "le fichier d'environnement `{path}` se trouve hors du dossier du projet et n'est pas lu ici"
            ),
            say!(
                language,
                "check the file with the command line, which may read it",
                "vérifiez le fichier avec la ligne de commande, qui peut le lire"
            ),
        ),
        ReadError::NotText => (
            say!(
                language,
                "env file `{path}` is not UTF-8 text",
                "le fichier d'environnement `{path}` n'est pas du texte UTF-8"
            ),
            say!(language, "save it as UTF-8", "enregistrez-le en UTF-8"),
        ),
        ReadError::Other(reason) => (
            say!(
                language,
                "env file `{path}` cannot be read: {reason}",
                "le fichier d'environnement `{path}` ne peut pas être lu : {reason}"
            ),
            say!(
                language,
                "make it readable, or take the entry out",
                "rendez-le lisible, ou enlevez l'entrée"
            ),
        ),
    }
}
