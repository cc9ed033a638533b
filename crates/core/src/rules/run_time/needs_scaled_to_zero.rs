//! # needs-scaled-to-zero
//!
//! A service needs another that has no container. What is shared must be there; an order of start is silently dropped.

use crate::diagnostics::Severity;
use crate::document::Map;
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::project::Service;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};
use crate::text::FileRange;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "G004",
    name: "needs-scaled-to-zero",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a dependency on a service that is scaled to zero",
        fr: "une dépendance envers un service réduit à zéro conteneur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`depends_on` a service without containers waits for nothing, and nothing is said about it. A network, process or volume space of such a service cannot be shared: the tools stop the launch.",
        fr: "`depends_on` envers un service sans conteneur n'attend rien, et personne ne le dit. L'espace réseau, de processus ou de volumes d'un tel service ne se partage pas : les outils arrêtent le lancement.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n    deploy:\n      replicas: 0\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n    deploy:\n      replicas: 1\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, written) in cx.loaded_services() {
        let Some(service) = cx.project.services.get(name) else {
            continue;
        };
        if services::n_containers(cx, service) == 0 {
            continue;
        }
        let shared = shared(cx, service, written);
        // Links have a rule of their own.
        let mut told: BTreeSet<&str> = shared.iter().map(|(it, ..)| it.as_str()).collect();
        told.extend(service.links.iter().map(|it| it.source.value.as_str()));
        for it in service.depends_on.iter().filter(|it| it.required) {
            let other = it.service.value.as_str();
            let empty = empty(cx, other).filter(|_| !told.contains(other));
            // A number that comes from a variable is a switch, and somebody turned it off.
            if let Some(empty) = empty.filter(|it| cx.is_literal(*it)) {
                findings
                    .add(
                        it.service.range,
                        say!(
                            language,
                            "`{name}` starts without `{other}`, which has no container",
                            "`{name}` démarre sans `{other}`, qui n'a aucun conteneur"
                        ),
                    )
                    .label(empty, say!(language, "scaled to zero", "réduit à zéro"))
                    .help(say!(
                        language,
                        "start at least one container of `{other}`, or take the dependency out",
                        "démarrez au moins un conteneur de `{other}`, ou retirez la dépendance"
                    ));
            }
        }
        for (other, range, key) in &shared {
            if let Some(empty) = empty(cx, other) {
                findings
                    .add(
                        *range,
                        say!(
                            language,
                            "`{name}` cannot start: `{key}` needs a container of `{other}`, which has none",
                            "`{name}` ne peut pas démarrer : `{key}` a besoin d'un conteneur de `{other}`, qui n'en a pas"
                        ),
                    )
                    .severity(Severity::Error)
                    .label(empty, say!(language, "scaled to zero", "réduit à zéro"))
                    .help(say!(
                        language,
                        "start at least one container of `{other}`",
                        "démarrez au moins un conteneur de `{other}`"
                    ));
            }
        }
    }
}

/// Where it says that a service has no container; `None` if it has some.
fn empty(cx: &RuleContext<'_>, name: &str) -> Option<FileRange> {
    let service = cx.project.services.get(name)?;
    (services::n_containers(cx, service) == 0).then(|| services::scale_range(service))
}

/// The services whose network, processes or volumes a service shares, with the text and the key.
fn shared(
    cx: &RuleContext<'_>,
    service: &Service,
    written: &Map,
) -> Vec<(String, FileRange, &'static str)> {
    let mut res = Vec::new();
    for key in ["network_mode", "pid", "ipc"] {
        if let Some(node) = written.get(key)
            && let Some(name) = node.as_str().and_then(|it| it.strip_prefix("service:"))
        {
            res.push((name.to_owned(), node.range, key));
        }
    }
    // docker-compose 1.29 makes a container for the sake of its volumes.
    let makes_one = cx.profile.dialect == Dialect::V1_29;
    for it in service
        .volumes_from
        .iter()
        .filter(|it| !it.is_container && !makes_one)
    {
        res.push((it.source.value.clone(), it.source.range, "volumes_from"));
    }
    res
}
