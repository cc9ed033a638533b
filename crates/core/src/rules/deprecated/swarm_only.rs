//! # swarm-only
//!
//! Keys under `deploy` that only a swarm reads: the compose tool ignores them.

use crate::document::Node;
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "D004",
    name: "swarm-only",
    family: Family::Deprecated,
    level: Level::Hint,
    summary: Words {
        en: "a key under `deploy` that only a swarm reads",
        fr: "une clé sous `deploy` que seul un swarm lit",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`docker stack deploy` reads these keys; docker-compose 1.29 and Compose 2 start the containers without them. A label under `deploy` is a label of the swarm's service, not of its containers.",
        fr: "`docker stack deploy` lit ces clés ; docker-compose 1.29 et Compose 2 démarrent les conteneurs sans elles. Une étiquette sous `deploy` est celle du service du swarm, pas de ses conteneurs.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    deploy:\n      labels:\n        traefik.enable: \"true\"\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    labels:\n      traefik.enable: \"true\"\n",
    profile: None,
    fix: None,
};

/// The keys, and whether docker-compose 1.29 reads a part of what is under them.
const KEYS: &[(&str, bool)] = &[
    ("endpoint_mode", false),
    ("labels", false),
    ("placement", true),
    ("rollback_config", false),
    ("update_config", false),
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (_, service) in cx.loaded_services() {
        let deploy = service.get("deploy").and_then(Node::as_map);
        for entry in deploy.into_iter().flatten() {
            let Some((key, is_read_in_part)) = KEYS.iter().find(|(it, _)| *it == entry.key) else {
                continue;
            };
            // The most replicas of one node, of which there is one.
            let counts = *is_read_in_part
                && cx.profile.dialect == Dialect::V1_29
                && entry.value.get("max_replicas_per_node").is_some();
            if counts {
                continue;
            }
            let help = if *key == "labels" {
                say!(
                    language,
                    "write `labels` in the service itself for labels of its containers",
                    "écrivez `labels` dans le service même pour étiqueter ses conteneurs"
                )
            } else {
                say!(
                    language,
                    "take it out, unless the file is also for `docker stack deploy`",
                    "retirez-la, sauf si le fichier sert aussi à `docker stack deploy`"
                )
            };
            findings
                .add(
                    entry.key_range,
                    say!(
                        language,
                        "only a swarm reads `deploy.{key}`: the compose tool ignores it",
                        "seul un swarm lit `deploy.{key}` : l'outil compose l'ignore"
                    ),
                )
                .help(help);
        }
    }
}
