//! # default-capabilities
//!
//! For those who ask: a service that keeps the capabilities which the engine gives to all.

use crate::language::{Words, say};
use crate::rules::reading::strings;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S025",
    name: "default-capabilities",
    family: Family::Security,
    level: Level::Off,
    summary: Words {
        en: "a service that does not drop all capabilities",
        fr: "un service qui ne retire pas toutes les capacités",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine gives each container fourteen capabilities, of which most programs need none or one: dropping all and adding the one that is needed leaves an intruder with next to nothing.",
        fr: "Le moteur donne à chaque conteneur quatorze capacités, dont la plupart des programmes n'ont besoin d'aucune ou d'une seule : les retirer toutes et rendre la seule nécessaire ne laisse presque rien à un intrus.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    cap_drop: [ALL]\n    cap_add: [NET_BIND_SERVICE, CHOWN, SETUID, SETGID]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let drops_all = cx.loaded_service(name).is_some_and(|it| {
            strings(it, "cap_drop").any(|(it, _)| it.eq_ignore_ascii_case("all"))
        });
        if !drops_all {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "`{name}` keeps capabilities that it may not need",
                        "`{name}` garde des capacités dont il n'a peut-être pas besoin"
                    ),
                )
                .help(say!(
                    language,
                    "add `cap_drop: [ALL]`, and the needed ones under `cap_add`",
                    "ajoutez `cap_drop: [ALL]`, et les nécessaires sous `cap_add`"
                ));
        }
    }
}
