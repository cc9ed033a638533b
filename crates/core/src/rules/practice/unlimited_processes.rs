//! # unlimited-processes
//!
//! For those who ask: a service that may start any number of processes.

use crate::language::{Words, say};
use crate::rules::reading::below;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q005",
    name: "unlimited-processes",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a service without a limit on its processes",
        fr: "un service sans limite à ses processus",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A program that starts processes without end, by a mistake or on purpose, uses up those of the host, and then nobody can log in to stop it.",
        fr: "Un programme qui lance des processus sans fin, par erreur ou à dessein, épuise ceux de l'hôte, et plus personne ne peut s'y connecter pour l'arrêter.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    pids_limit: 100\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if !cx.loaded_service(name).is_some_and(|it| {
            it.contains_key("pids_limit")
                || below(it, &["deploy", "resources", "limits", "pids"]).is_some()
        }) {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "`{name}` may start any number of processes",
                        "`{name}` peut lancer autant de processus qu'il veut"
                    ),
                )
                .help(say!(
                    language,
                    "add `pids_limit`, such as `pids_limit: 100`",
                    "ajoutez `pids_limit`, par exemple `pids_limit: 100`"
                ));
        }
    }
}
