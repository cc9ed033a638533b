//! # no-services
//!
//! There is nothing to start: the file is empty, not a mapping, or has no service. Or there is too much of it.

use crate::diagnostics::Severity;
use crate::fault::FaultKind;
use crate::language::{Language, Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range, name_of};
use crate::text::TextRange;

pub(super) static RULE: Rule = Rule {
    code: "M008",
    name: "no-services",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a file without services, or with too many",
        fr: "un fichier sans service, ou avec trop de services",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A compose file is a mapping with at least one service in it. An empty file, or one that is a list or a single text, is refused by both compose tools. What is read here ends at ten thousand services.",
        fr: "Un fichier compose est une table qui contient au moins un service. Un fichier vide, ou qui n'est qu'une liste ou un simple texte, est refusé par les deux outils compose. La lecture s'arrête ici à dix mille services.",
    },
    wrong: "- web\n- db\n",
    right: "services:\n  web:\n    image: nginx:1.27\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut is_told = false;
    for fault in &cx.project.faults {
        match &fault.kind {
            // Of a broken text nothing may be left, which does not make it empty.
            FaultKind::EmptyFile if !cx.tree.errors.is_empty() => continue,
            FaultKind::EmptyFile => {
                findings
                    .add_fault(
                        fault,
                        say!(language, "the file is empty", "le fichier est vide"),
                    )
                    .help(smallest_file(language));
            }
            FaultKind::NotAMapping { found } => {
                let found = name_of(*found, language);
                findings
                    .add_fault(
                        fault,
                        say!(
                            language,
                            "the file must be a mapping of services, but it is {found}",
                            "le fichier doit être une table de services, or c'est {found}"
                        ),
                    )
                    .help(say!(
                        language,
                        "write `NAME:` and put the service's keys below it",
                        "écrivez `NOM:` et mettez dessous les clés du service"
                    ));
            }
            FaultKind::TooManyServices { limit } => {
                findings
                    .add_fault(
                        fault,
                        say!(
                            language,
                            "more than {limit} services; this one and those after it are left out",
                            "plus de {limit} services ; celui-ci et les suivants sont laissés de côté"
                        ),
                    )
                    .help(say!(language, "split the file", "partagez le fichier"));
            }
            _ => continue,
        }
        is_told = true;
    }
    let has_others = cx.project.faults.iter().any(|it| {
        matches!(
            it.kind,
            FaultKind::WrongType { .. } | FaultKind::UnknownKey { .. }
        )
    });
    if cx.project.services.is_empty() && !is_told && !has_others && cx.tree.errors.is_empty() {
        findings
            .add(
                compose_range(TextRange::empty(0.into())),
                say!(
                    language,
                    "the file has no services",
                    "le fichier n'a aucun service"
                ),
            )
            .severity(Severity::Warning)
            .help(smallest_file(language));
    }
}

fn smallest_file(language: Language) -> String {
    say!(
        language,
        "a smallest file is `services: {{web: {{image: nginx}}}}`",
        "le plus petit fichier est `services: {{web: {{image: nginx}}}}`"
    )
}
