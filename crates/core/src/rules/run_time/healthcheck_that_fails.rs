//! # healthcheck-that-fails
//!
//! A health check whose command cannot be what was meant: it never passes.

use crate::diagnostics::Severity;
use crate::language::{Language, Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "H002",
    name: "healthcheck-that-fails",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a health check that is not run as it is written",
        fr: "un contrôle de santé qui ne s'exécute pas comme il est écrit",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`[\"CMD\", …]` runs a program with its arguments, without a shell: no `||`, no variables, and each argument an item of its own. `[\"CMD-SHELL\", …]` gives a shell one string; further items are lost. A plain string is for a shell already, and `CMD` in it is the name of a program that is not there.",
        fr: "`[\"CMD\", …]` lance un programme avec ses arguments, sans shell : pas de `||`, pas de variables, et un élément par argument. `[\"CMD-SHELL\", …]` donne une seule chaîne à un shell ; les éléments suivants sont perdus. Une simple chaîne est déjà pour un shell, et `CMD` y est le nom d'un programme qui n'existe pas.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    healthcheck:\n      test: [\"CMD\", \"curl -f http://127.0.0.1/\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    healthcheck:\n      test: [\"CMD\", \"curl\", \"-f\", \"http://127.0.0.1/\"]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, written) in cx.loaded_services() {
        let health = cx
            .project
            .services
            .get(name)
            .and_then(|it| it.healthcheck.as_ref());
        let node = written.get("healthcheck").and_then(|it| it.get("test"));
        let (Some(health), Some(node)) = (health, node) else {
            continue;
        };
        let Some((how, words)) = health.value.test.split_first() else {
            continue;
        };
        let found = match (how.as_str(), words) {
            ("CMD-SHELL", [script]) => of_shell(language, script),
            ("CMD-SHELL", [script, _, ..]) => Some((
                Severity::Warning,
                say!(
                    language,
                    "the shell runs `{script}` alone: the other items are lost",
                    "le shell n'exécute que `{script}` : les autres éléments sont perdus"
                ),
                say!(
                    language,
                    "write the command as one string, or begin with `CMD`",
                    "écrivez la commande en une seule chaîne, ou commencez par `CMD`"
                ),
            )),
            ("CMD", words) => of_program(language, words),
            _ => None,
        };
        if let Some((severity, message, help)) = found {
            findings
                .add(node.range, message)
                .severity(severity)
                .help(help);
        }
    }
}

/// Severity, message and help.
type Found = Option<(Severity, String, String)>;

fn of_shell(language: Language, script: &str) -> Found {
    let first = script.split_whitespace().next()?;
    let first = first.trim_matches(|it| matches!(it, '[' | '"' | '\'' | ','));
    if !matches!(first, "CMD" | "CMD-SHELL" | "NONE") {
        return None;
    }
    Some((
        Severity::Warning,
        say!(
            language,
            "the shell looks for a program named `{first}`, and the check never passes",
            "le shell cherche un programme nommé `{first}`, et le contrôle ne réussit jamais"
        ),
        say!(
            language,
            "a plain string is for a shell already: take `{first}` out, or write a list",
            "une simple chaîne est déjà pour un shell : retirez `{first}`, ou écrivez une liste"
        ),
    ))
}

fn of_program(language: Language, words: &[String]) -> Found {
    if let [word] = words
        && word.trim().contains(char::is_whitespace)
    {
        return Some((
            Severity::Warning,
            say!(
                language,
                "`{word}` is looked for as the name of one program, and the check never passes",
                "`{word}` est cherché comme le nom d'un seul programme, et le contrôle ne réussit jamais"
            ),
            say!(
                language,
                "write each argument as an item of its own, or begin with `CMD-SHELL`",
                "écrivez chaque argument comme un élément, ou commencez par `CMD-SHELL`"
            ),
        ));
    }
    if services::shell_script(words).is_some() {
        return None;
    }
    if let Some(operator) = services::operator(words) {
        return Some((
            Severity::Warning,
            say!(
                language,
                "`{operator}` is for a shell, and `CMD` starts none: it becomes an argument",
                "`{operator}` est pour un shell, et `CMD` n'en lance pas : il devient un argument"
            ),
            say!(
                language,
                "begin with `CMD-SHELL`, and write the command as one string",
                "commencez par `CMD-SHELL`, et écrivez la commande en une seule chaîne"
            ),
        ));
    }
    let variable = services::variable(words)?;
    Some((
        Severity::Hint,
        say!(
            language,
            "`{variable}` is for a shell, and `CMD` starts none: it stays as it is written",
            "`{variable}` est pour un shell, et `CMD` n'en lance pas : il reste tel quel"
        ),
        say!(
            language,
            "begin with `CMD-SHELL`, and write the command as one string",
            "commencez par `CMD-SHELL`, et écrivez la commande en une seule chaîne"
        ),
    ))
}
