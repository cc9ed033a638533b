//! # unlimited-logs
//!
//! For those who ask: a service whose log the engine keeps whole.

use crate::document::Map;
use crate::language::{Words, say};
use crate::rules::reading::below;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q008",
    name: "unlimited-logs",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a service whose log grows without end",
        fr: "un service dont le journal grandit sans fin",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine keeps all that a container says in one file that grows until the disk is full. The driver `local` keeps the last 100 MB; `json-file` does with `max-size`.",
        fr: "Le moteur garde tout ce que dit un conteneur dans un fichier qui grandit jusqu'à remplir le disque. Le pilote `local` garde les 100 derniers Mo ; `json-file` en fait autant avec `max-size`.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    logging:\n      driver: local\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if !cx.loaded_service(name).is_some_and(is_limited) {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "the log of `{name}` grows until the disk is full",
                        "le journal de `{name}` grandit jusqu'à remplir le disque"
                    ),
                )
                .help(say!(
                    language,
                    "add `logging: {{driver: local}}`, or `max-size` to the options of `json-file`",
                    "ajoutez `logging: {{driver: local}}`, ou `max-size` aux options de `json-file`"
                ));
        }
    }
}

fn is_limited(service: &Map) -> bool {
    let driver = below(service, &["logging", "driver"]).or_else(|| service.get("log_driver"));
    let driver = driver.and_then(|it| it.as_str()).unwrap_or("json-file");
    driver != "json-file"
        || below(service, &["logging", "options", "max-size"]).is_some()
        || below(service, &["log_opt", "max-size"]).is_some()
}
