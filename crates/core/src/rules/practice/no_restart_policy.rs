//! # no-restart-policy
//!
//! For those who ask: a service without a restart policy.

use crate::language::{Words, say};
use crate::rules::reading::below;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q006",
    name: "no-restart-policy",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a service that stays down when it fails",
        fr: "un service qui reste arrêté après une panne",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Without a policy, a service that fails stays down until somebody notices, and none comes back after the host was restarted. `restart: \"no\"` says that this is meant.",
        fr: "Sans politique, un service qui échoue reste arrêté jusqu'à ce que quelqu'un s'en aperçoive, et aucun ne revient après un redémarrage de l'hôte. `restart: \"no\"` dit que c'est voulu.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    restart: unless-stopped\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        if !cx.loaded_service(name).is_some_and(|it| {
            it.contains_key("restart") || below(it, &["deploy", "restart_policy"]).is_some()
        }) {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "`{name}` stays down when it fails",
                        "`{name}` reste arrêté s'il échoue"
                    ),
                )
                .help(say!(
                    language,
                    "add `restart: unless-stopped`, or `restart: \"no\"` if it is to end",
                    "ajoutez `restart: unless-stopped`, ou `restart: \"no\"` s'il doit se terminer"
                ));
        }
    }
}
