//! # new-privileges
//!
//! For those who ask: a service whose programs may gain rights by running another.

use crate::language::{Words, say};
use crate::rules::reading::strings;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S024",
    name: "new-privileges",
    family: Family::Security,
    level: Level::Off,
    summary: Words {
        en: "a service without `no-new-privileges`",
        fr: "un service sans `no-new-privileges`",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Programs such as `su` and `sudo` run as root whoever starts them. `no-new-privileges` takes that from all programs of the container, so that an ordinary user in it stays one.",
        fr: "Des programmes comme `su` et `sudo` s'exécutent en tant que root, qui que ce soit qui les lance. `no-new-privileges` l'ôte à tous les programmes du conteneur : un utilisateur ordinaire le reste.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    security_opt:\n      - no-new-privileges:true\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let is_set = cx
            .loaded_service(name)
            .is_some_and(|it| strings(it, "security_opt").any(|(it, _)| forbids(it)));
        if !is_set {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "programs of `{name}` may gain rights",
                        "les programmes de `{name}` peuvent gagner des droits"
                    ),
                )
                .help(say!(
                    language,
                    "add `security_opt: [no-new-privileges:true]`",
                    "ajoutez `security_opt: [no-new-privileges:true]`"
                ));
        }
    }
}

fn forbids(option: &str) -> bool {
    match option.split_once([':', '=']) {
        Some((key, value)) => key == "no-new-privileges" && value == "true",
        None => option == "no-new-privileges",
    }
}
