//! # logging-disabled
//!
//! A service whose output goes nowhere.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S019",
    name: "logging-disabled",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a container whose output is thrown away",
        fr: "un conteneur dont la sortie est jetée",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "With the driver `none` nothing is kept of what a container says: `docker logs` has nothing to show when it fails, nor when somebody got in.",
        fr: "Avec le pilote `none`, rien n'est gardé de ce que dit un conteneur : `docker logs` n'a rien à montrer quand il tombe en panne, ni quand quelqu'un s'y est introduit.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    logging:\n      driver: none\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    logging:\n      driver: local\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        let driver = service.get("logging").and_then(|it| it.get("driver"));
        let driver = driver.or_else(|| service.get("log_driver"));
        let Some(driver) = driver.filter(|it| it.as_str() == Some("none")) else {
            continue;
        };
        findings
            .add(
                driver.range,
                say!(
                    language,
                    "nothing is kept of what `{name}` says",
                    "rien n'est gardé de ce que dit `{name}`"
                ),
            )
            .help(say!(
                language,
                "`local` keeps the last 100 MB and no more",
                "`local` garde les 100 derniers Mo, et pas plus"
            ));
    }
}
