//! # shell-words
//!
//! `&&`, `|`, `>` or `$NAME` in a command that no shell reads.
//!
//! Fix: Gives the line to `sh -c`; unsafe, because the image may lack a shell.

use crate::diagnostics::{Applicability, Severity};
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::project::Service;
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
        en: "The tools split a command into words and give them to the program; they start no shell. docker-compose 1.29 makes `&&`, `|` or `>` arguments like any other; Compose 2 silently leaves out all that follows. A variable stays as it is written.",
        fr: "Les outils découpent une commande en mots et les donnent au programme ; ils ne lancent pas de shell. docker-compose 1.29 fait de `&&`, `|` ou `>` des arguments comme les autres ; Compose 2 laisse tomber sans rien dire tout ce qui suit. Une variable reste telle quelle.",
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
        for (key, words) in [
            ("command", &service.command),
            ("entrypoint", &service.entrypoint),
        ] {
            let Some(words) = words else {
                continue;
            };
            if let Some(operator) = cut_off(cx, service, key, &words.value) {
                let mut with_script = services::entrypoint(cx, service).to_vec();
                with_script.push(String::new());
                let has_shell = key == "command" && services::shell_script(&with_script).is_some();
                let shell = if has_shell {
                    Shell::Started
                } else {
                    Shell::None
                };
                tell_cut(cx, findings, words.range, key, &operator, shell);
                continue;
            }
            let operator = services::operator(&words.value);
            let variable = services::variable(&words.value);
            if operator.is_none() && variable.is_none() {
                continue;
            }
            let before = match key {
                "command" => services::entrypoint(cx, service),
                _ => &[],
            };
            let all: Vec<&String> = before.iter().chain(&words.value).collect();
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
            if let Some(operator) = operator {
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
            } else if let Some(variable) = variable {
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

/// The operator at which Compose 2 stopped reading a command.
fn cut_off(cx: &RuleContext<'_>, service: &Service, key: &str, words: &[String]) -> Option<String> {
    // Most commands hold nothing of the kind, and looking through a long file for each would take its time.
    let range = if key == "command" {
        service.command.as_ref()?.range
    } else {
        service.entrypoint.as_ref()?.range
    };
    let is_suspect = cx
        .yaml_slice(range)
        .is_some_and(|it| it.contains([';', '&', '|', '<', '>']));
    if cx.profile.dialect != Dialect::V2 || !is_suspect {
        return None;
    }
    let name = &service.name.value;
    let written = cx.services().iter().find(|it| it.key.text == *name)?;
    let written = written.value.as_mapping()?.get(key)?.value.as_str()?;
    let all = shlex::split(written)?;
    let operator = services::operator(&all)?;
    services::operator(words)
        .is_none()
        .then(|| operator.to_owned())
}

/// Whether the entrypoint starts a shell already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shell {
    Started,
    None,
}

fn tell_cut(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    range: FileRange,
    key: &str,
    operator: &str,
    shell: Shell,
) {
    let language = cx.language();
    let finding = findings
        .add(
            range,
            say!(
                language,
                "Compose 2 stops reading this `{key}` at `{operator}`: the rest is lost",
                "Compose 2 arrête de lire `{key}` à `{operator}` : le reste est perdu"
            ),
        )
        .help(match shell {
            Shell::Started => say!(
                language,
                "give the shell one word: `{key}: [\"…\"]`",
                "donnez un seul mot au shell : `{key}: [\"…\"]`"
            ),
            Shell::None => say!(
                language,
                "start a shell: `{key}: [\"sh\", \"-c\", \"…\"]`",
                "lancez un shell : `{key}: [\"sh\", \"-c\", \"…\"]`"
            ),
        });
    if let Some(edit) = through_shell(cx, range).filter(|_| shell == Shell::None) {
        finding.fix(
            say!(language, "Start a shell", "Lancer un shell"),
            Applicability::Unsafe,
            vec![edit],
        );
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
