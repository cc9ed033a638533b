//! # host-namespace
//!
//! A container that shares a namespace with the host: processes, shared memory, users, host name or control groups.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S004",
    name: "host-namespace",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a container that shares processes, memory or users with the host",
        fr: "un conteneur qui partage processus, mémoire ou utilisateurs avec l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A namespace is a wall between a container and the host. Without the one around processes, the container sees every process of the host, with its command line, and may read the variables of those of its user; without the one around shared memory, it reads and writes that of the host's programs.",
        fr: "Un espace de noms est une paroi entre un conteneur et l'hôte. Sans celle des processus, le conteneur voit tous ceux de l'hôte, avec leur ligne de commande, et peut lire les variables de ceux de son utilisateur ; sans celle de la mémoire partagée, il lit et écrit celle des programmes de l'hôte.",
    },
    wrong: "services:\n  monitor:\n    image: alpine:3.20\n    pid: host\n",
    right: "services:\n  monitor:\n    image: alpine:3.20\n    pid: service:web\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        for key in ["pid", "ipc", "userns_mode", "uts", "cgroup"] {
            let Some(mode) = service.get(key).filter(|it| it.as_str() == Some("host")) else {
                continue;
            };
            let message = match key {
                "pid" => say!(
                    language,
                    "`{name}` sees all processes of the host",
                    "`{name}` voit tous les processus de l'hôte"
                ),
                "ipc" => say!(
                    language,
                    "`{name}` shares the memory of the host's programs",
                    "`{name}` partage la mémoire des programmes de l'hôte"
                ),
                "userns_mode" => say!(
                    language,
                    "root of `{name}` is root of the host, even where the engine keeps them apart",
                    "root de `{name}` est root de l'hôte, même là où le moteur les sépare"
                ),
                "uts" => say!(
                    language,
                    "`{name}` may rename the host",
                    "`{name}` peut renommer l'hôte"
                ),
                _ => say!(
                    language,
                    "`{name}` sees the control groups of the host",
                    "`{name}` voit les groupes de contrôle de l'hôte"
                ),
            };
            let finding = findings.add(mode.range, message).help(say!(
                language,
                "leave `{key}` out, or share it with one service: `service:NAME`",
                "omettez `{key}`, ou partagez-le avec un seul service : `service:NOM`"
            ));
            if !matches!(key, "pid" | "ipc") {
                finding.severity(Severity::Hint);
            }
        }
    }
}
