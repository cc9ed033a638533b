//! # unlimited-memory
//!
//! For those who ask: a service that may take all memory of the host.

use crate::language::{Words, say};
use crate::rules::reading::below;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q004",
    name: "unlimited-memory",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a service without a limit on its memory",
        fr: "un service sans limite à sa mémoire",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A service that leaks memory takes that of the host, and the kernel then ends whatever is biggest, which may be another. With a limit it is this one that ends, and starts again.",
        fr: "Un service qui perd de la mémoire prend celle de l'hôte, et le noyau arrête alors le plus gros programme, qui peut en être un autre. Avec une limite, c'est celui-ci qui s'arrête, et redémarre.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    mem_limit: 256m\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if !cx.loaded_service(name).is_some_and(|it| {
            it.contains_key("mem_limit")
                || below(it, &["deploy", "resources", "limits", "memory"]).is_some()
        }) {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "`{name}` may take all memory of the host",
                        "`{name}` peut prendre toute la mémoire de l'hôte"
                    ),
                )
                .help(say!(
                    language,
                    "add `mem_limit`, such as `mem_limit: 256m`",
                    "ajoutez `mem_limit`, par exemple `mem_limit: 256m`"
                ));
        }
    }
}
