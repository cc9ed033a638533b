//! # shell-words
//!
//! `&&`, `|`, `>` or `$NAME` in a command that no shell reads.
//!
//! Fix: Gives the line to `sh -c`; unsafe, because the image may lack a shell.

use crate::diagnostics::{Applicability, Severity};
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};
use crate::text::{FileId, FileRange, TextEdit};

pub(super) static RULE: Rule = Rule {
    code: "C001",
    name: "shell-words",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "words for a shell in a command that starts none",
        fr: "des mots pour un shell dans une commande qui n'en lance pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The tools split a command into words and give them to the program; they start no shell. `&&`, `|` or `>` then are arguments like any other, and a variable stays as it is written.",
        fr: "Les outils découpent une commande en mots et les donnent au programme ; ils ne lancent pas de shell. `&&`, `|` ou `>` sont alors des arguments comme les autres, et une variable reste telle quelle.",
    },
    wrong: "services:\n  web:\n    image: python:3.12\n    command: python manage.py migrate && python manage.py runserver\n",
    right: "services:\n  web:\n    image: python:3.12\n    command: [\"sh\", \"-c\", \"python manage.py migrate && python manage.py runserver\"]\n",
    profile: None,
    fix: Some(Words {
        en: "Gives the line to `sh -c`; unsafe, because the image may lack a shell.",
        fr: "Donne la ligne à `sh -c` ; à relire, car l'image n'a peut-être pas de shell.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let entrypoint = services::entrypoint(cx, service);
        for (key, words) in [
            ("command", &service.command),
            ("entrypoint", &service.entrypoint),
        ] {
            let Some(words) = words else {
                continue;
            };
            let mut all: Vec<String> = Vec::new();
            if key == "command" {
                all.extend(entrypoint.iter().cloned());
            }
            all.extend(words.value.iter().cloned());
            if services::shell_script(&all).is_some()
                || services::shell_script(&words.value).is_some()
            {
                continue;
            }
            let help = say!(
                language,
                "start one: `{key}: [\"sh\", \"-c\", \"…\"]`",
                "lancez-en un : `{key}: [\"sh\", \"-c\", \"…\"]`"
            );
            if let Some(operator) = services::operator(&words.value) {
                let finding = findings
                    .add(
                        words.range,
                        say!(
                            language,
                            "no shell reads this `{key}`: `{operator}` becomes an argument",
                            "aucun shell ne lit `{key}` : `{operator}` devient un argument"
                        ),
                    )
                    .help(help);
                if let Some(edit) = through_shell(cx, words.range) {
                    finding.fix(
                        say!(language, "Start a shell", "Lancer un shell"),
                        Applicability::Unsafe,
                        vec![edit],
                    );
                }
            } else if let Some(variable) = services::variable(&words.value) {
                findings
                    .add(
                        words.range,
                        say!(
                            language,
                            "no shell reads this `{key}`: `{variable}` stays as it is written",
                            "aucun shell ne lit `{key}` : `{variable}` reste tel quel"
                        ),
                    )
                    .severity(Severity::Hint)
                    .help(help);
            }
        }
    }
}

/// Gives a command that is written as one line to a shell.
fn through_shell(cx: &RuleContext<'_>, range: FileRange) -> Option<TextEdit> {
    let written = cx.slice(range.range());
    let is_plain = range.file == FileId::COMPOSE
        && !written.contains('\n')
        && !written.starts_with(['"', '\'', '[', '|', '>', '*', '!', '&']);
    let inside = written.replace('\\', "\\\\").replace('"', "\\\"");
    is_plain.then(|| TextEdit {
        range: range.range(),
        insert: format!("[\"sh\", \"-c\", \"{inside}\"]"),
    })
}
