//! # healthcheck-times
//!
//! Times and numbers of a health check that the engine refuses, or reads as "take the usual".

use crate::diagnostics::Severity;
use crate::document::Value;
use crate::language::{Words, say};
use crate::project::parse_duration;
use crate::rules::services::{self, WrittenHealth};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "H003",
    name: "healthcheck-times",
    family: Family::RunTime,
    level: Level::Hint,
    summary: Words {
        en: "a time of a health check that the engine refuses or does not follow",
        fr: "un délai de contrôle de santé que le moteur refuse ou ne suit pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "To the engine 0 means the usual: a check every 30 seconds, of at most 30 seconds, three times. Whoever writes 0 expects something else. Any other time under a millisecond is refused.",
        fr: "Pour le moteur, 0 veut dire la valeur habituelle : un contrôle toutes les 30 secondes, de 30 secondes au plus, trois fois. Qui écrit 0 attend autre chose. Tout autre délai sous la milliseconde est refusé.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    healthcheck:\n      test: curl -f http://127.0.0.1/\n      retries: 0\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    healthcheck:\n      test: curl -f http://127.0.0.1/\n      retries: 1\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, written) in cx.loaded_services() {
        let health = cx.project.services.get(name).map(services::written_health);
        let Some(health) = written
            .get("healthcheck")
            .filter(|_| health != Some(WrittenHealth::Off))
        else {
            continue;
        };
        for (key, usual) in [("interval", "30s"), ("timeout", "30s"), ("retries", "3")] {
            let Some(node) = health.get(key) else {
                continue;
            };
            let is_zero = match &node.value {
                Value::Int(it) => *it == 0,
                Value::Str(it) if key == "retries" => it == "0",
                Value::Str(it) => parse_duration(it) == Some(0),
                _ => false,
            };
            if is_zero {
                findings
                    .add(
                        node.range,
                        say!(
                            language,
                            "`{key}` of 0 means the usual {usual} to the engine",
                            "`{key}` à 0 veut dire {usual}, la valeur habituelle, pour le moteur"
                        ),
                    )
                    .help(say!(
                        language,
                        "write what you want, or take the line out",
                        "écrivez ce que vous voulez, ou retirez la ligne"
                    ));
            }
        }
        for key in ["interval", "timeout", "start_period", "start_interval"] {
            let Some(node) = health.get(key) else {
                continue;
            };
            let nanoseconds = node.as_str().and_then(parse_duration);
            if nanoseconds.is_some_and(|it| it > 0 && it < 1_000_000) {
                findings
                    .add(
                        node.range,
                        say!(
                            language,
                            "the engine refuses a `{key}` of less than a millisecond",
                            "le moteur refuse un `{key}` de moins d'une milliseconde"
                        ),
                    )
                    .severity(Severity::Error)
                    .help(say!(
                        language,
                        "write a longer time, such as `5s`",
                        "écrivez un délai plus long, par exemple `5s`"
                    ));
            }
        }
    }
}
