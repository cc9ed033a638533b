//! # shares-one-of-many
//!
//! A service shares the network or the processes of another that has several containers: of one of them, whichever it is.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "G005",
    name: "shares-one-of-many",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a shared network or process space of a service with several containers",
        fr: "un espace réseau ou de processus partagé avec un service à plusieurs conteneurs",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Every container of a service has a network and processes of its own. Only those of one can be shared, and the file does not say of which; the other containers are out of reach.",
        fr: "Chaque conteneur d'un service a son réseau et ses processus. On ne partage que ceux d'un seul, et le fichier ne dit pas duquel ; les autres restent hors d'atteinte.",
    },
    wrong: "services:\n  vpn:\n    image: alpine:3.20\n    scale: 2\n  web:\n    image: nginx:1.27\n    network_mode: \"service:vpn\"\n",
    right: "services:\n  vpn:\n    image: alpine:3.20\n  web:\n    image: nginx:1.27\n    network_mode: \"service:vpn\"\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (_, written) in cx.loaded_services() {
        for key in ["network_mode", "pid", "ipc"] {
            let Some(node) = written.get(key) else {
                continue;
            };
            let name = node.as_str().and_then(|it| it.strip_prefix("service:"));
            let Some(owner) = name.and_then(|it| cx.project.services.get(it)) else {
                continue;
            };
            let n = services::n_containers(cx, owner);
            if n < 2 {
                continue;
            }
            let name = &owner.name.value;
            findings
                .add(
                    node.range,
                    say!(
                        language,
                        "`{key}` takes one of the {n} containers of `{name}`, whichever comes first",
                        "`{key}` prend un des {n} conteneurs de `{name}`, le premier venu"
                    ),
                )
                .label(
                    services::scale_range(owner),
                    say!(language, "{n} containers", "{n} conteneurs"),
                )
                .help(say!(
                    language,
                    "leave `{name}` with one container",
                    "laissez un seul conteneur à `{name}`"
                ));
        }
    }
}
