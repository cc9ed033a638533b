//! # oom-kill-disabled
//!
//! A service that the kernel may not end when memory runs out.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::rules::reading::{below, is_true};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S020",
    name: "oom-kill-disabled",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a container that may not be ended when memory runs out",
        fr: "un conteneur qui ne peut être arrêté quand la mémoire manque",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "When memory runs out, the kernel ends the program that takes most of it. If it may not end this one, it ends others, those of the host among them; without a limit on its memory, the host itself stands still.",
        fr: "Quand la mémoire manque, le noyau arrête le programme qui en prend le plus. S'il ne peut arrêter celui-ci, il en arrête d'autres, dont ceux de l'hôte ; sans limite à sa mémoire, c'est l'hôte qui se fige.",
    },
    wrong: "services:\n  cache:\n    image: redis:7\n    oom_kill_disable: true\n",
    right: "services:\n  cache:\n    image: redis:7\n    mem_limit: 512m\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        let disabled = service.get("oom_kill_disable");
        let Some(disabled) = disabled.filter(|it| is_true(it)) else {
            continue;
        };
        let is_limited = service.contains_key("mem_limit")
            || below(service, &["deploy", "resources", "limits", "memory"]).is_some();
        let finding = findings
            .add(
                disabled.range,
                say!(
                    language,
                    "when memory runs out, others than `{name}` are ended",
                    "quand la mémoire manque, d'autres que `{name}` sont arrêtés"
                ),
            )
            .help(say!(
                language,
                "leave it out and limit its memory with `mem_limit`",
                "omettez-le et limitez sa mémoire avec `mem_limit`"
            ));
        if !is_limited {
            finding.severity(Severity::Warning);
        }
    }
}
