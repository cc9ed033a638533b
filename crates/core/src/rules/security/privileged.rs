//! # privileged
//!
//! A privileged container has every capability and every device of the host.

use crate::document::Value;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S001",
    name: "privileged",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a privileged container",
        fr: "un conteneur privilégié",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A privileged container has every capability and every device of the host, without the filters that keep other containers in: whoever gets into it has the machine.",
        fr: "Un conteneur privilégié a toutes les capacités et tous les périphériques de l'hôte, sans les filtres qui retiennent les autres conteneurs : qui y entre tient la machine.",
    },
    wrong: "services:\n  vpn:\n    image: alpine:3.20\n    privileged: true\n",
    right: "services:\n  vpn:\n    image: alpine:3.20\n    cap_add: [NET_BIND_SERVICE]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        let Some(privileged) = service.get("privileged") else {
            continue;
        };
        if privileged.value == Value::Bool(true) {
            findings
                .add(
                    privileged.range,
                    say!(
                        language,
                        "`{name}` gets every right over the host",
                        "`{name}` reçoit tous les droits sur l'hôte"
                    ),
                )
                .help(say!(
                    language,
                    "give it the capabilities it needs with `cap_add`, and the devices with `devices`",
                    "donnez-lui les capacités nécessaires avec `cap_add` et les périphériques avec `devices`"
                ));
        }
    }
}
