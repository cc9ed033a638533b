//! # shell-runs-first-word
//!
//! `sh -c` with a script that is not one word: the shell runs the first, and the rest are its parameters.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "C002",
    name: "shell-runs-first-word",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "`sh -c` whose script falls apart into words",
        fr: "`sh -c` dont le script se défait en mots",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "After `-c` a shell takes one word as its script; the words behind it become `$0`, `$1` and so on. Without quotes `sh -c echo hi` runs `echo` alone.",
        fr: "Après `-c`, un shell prend un seul mot comme script ; les mots suivants deviennent `$0`, `$1` et ainsi de suite. Sans guillemets, `sh -c echo hi` n'exécute que `echo`.",
    },
    wrong: "services:\n  web:\n    image: alpine:3.20\n    command: sh -c echo hi\n",
    right: "services:\n  web:\n    image: alpine:3.20\n    command: sh -c \"echo hi\"\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let command = service.command.as_ref().map(|it| it.value.as_slice());
        let entrypoint = services::entrypoint(cx, service).iter();
        let mut words = entrypoint.chain(command.unwrap_or_default());
        if !words
            .clone()
            .next()
            .is_some_and(|it| services::is_shell(it))
        {
            continue;
        }
        let words: Vec<&str> = words.by_ref().map(String::as_str).collect();
        let Some([script, rest @ ..]) = services::shell_script(&words) else {
            continue;
        };
        let takes_parameters = script.contains(['$', ' ', '\n', '\t']);
        let is_torn = services::operator(rest).is_some();
        if rest.is_empty() || (takes_parameters && !is_torn) {
            continue;
        }
        let written = service.command.as_ref().or(service.entrypoint.as_ref());
        let Some(range) = written.map(|it| it.range) else {
            continue;
        };
        let lost = rest.join(" ");
        let finding = findings
            .add(
                range,
                say!(
                    language,
                    "the shell runs `{script}` and nothing else: `{lost}` are its parameters",
                    "le shell exécute `{script}` et rien d'autre : `{lost}` sont ses paramètres"
                ),
            )
            .help(say!(
                language,
                "put the whole script in quotes, as one word after `-c`",
                "mettez tout le script entre guillemets, en un seul mot après `-c`"
            ));
        if let Some(entrypoint) = &service.entrypoint
            && service.command.is_some()
        {
            finding.label(
                entrypoint.range,
                say!(
                    language,
                    "the shell is started here",
                    "le shell est lancé ici"
                ),
            );
        }
    }
}
