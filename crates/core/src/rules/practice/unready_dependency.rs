//! # unready-dependency
//!
//! A service that others need has no health check, in the file or in its image: nobody can wait until it is ready.

use crate::graph::{Edge, EdgeKind};
use crate::language::{Words, say};
use crate::load::Format;
use crate::op::Condition;
use crate::rules::services::{self, WrittenHealth};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use rustc_hash::FxHashMap;

pub(super) static RULE: Rule = Rule {
    code: "H005",
    name: "unready-dependency",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a service that others need, without a health check",
        fr: "un service dont d'autres ont besoin, sans contrôle de santé",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Without a health check the tools see only whether a container runs. A dependent then starts too early at times, and fails, or needs a loop of its own that tries again.",
        fr: "Sans contrôle de santé, les outils voient seulement si un conteneur tourne. Un dépendant démarre alors parfois trop tôt, et échoue, ou doit réessayer en boucle.",
    },
    wrong: "services:\n  web:\n    image: myapp:1\n    depends_on: [db]\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: myapp:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:16\n    healthcheck:\n      test: pg_isready -U postgres\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    if cx.project.format != Format::Compose {
        return;
    }
    // Who waits for more than the start has other rules.
    let is_plain = |it: &&Edge| {
        matches!(
            it.kind,
            EdgeKind::Link { .. }
                | EdgeKind::DependsOn {
                    condition: Condition::Started
                }
        )
    };
    let mut needed: FxHashMap<&str, &Edge> = FxHashMap::default();
    for edge in cx.graph.edges.iter().filter(is_plain) {
        needed.entry(cx.graph.name(edge.dependency)).or_insert(edge);
    }
    for service in cx.project.services.values() {
        let Some(edge) = needed.get(service.name.value.as_str()) else {
            continue;
        };
        if services::written_health(service) != WrittenHealth::Nothing {
            continue;
        }
        let test = services::server_test(service);
        let lacks = services::image_has_healthcheck(cx, service) == Some(false);
        if !lacks && (test.is_none() || services::image_has_healthcheck(cx, service).is_some()) {
            continue;
        }
        let (name, other) = (&service.name.value, cx.graph.name(edge.dependent));
        let help = match test {
            Some(test) => say!(
                language,
                "for this image: `healthcheck: {{test: \"{test}\"}}`, and `condition: service_healthy` in `{other}`",
                "pour cette image : `healthcheck: {{test: \"{test}\"}}`, et `condition: service_healthy` dans `{other}`"
            ),
            None => say!(
                language,
                "add a `healthcheck` with a command that succeeds once `{name}` is ready",
                "ajoutez un `healthcheck` avec une commande qui réussit quand `{name}` est prêt"
            ),
        };
        findings
            .add(
                service.name.range,
                say!(
                    language,
                    "`{other}` needs `{name}`, and nothing tells when that is ready",
                    "`{other}` a besoin de `{name}`, et rien ne dit quand il est prêt"
                ),
            )
            .label(edge.range, say!(language, "needed here", "nécessaire ici"))
            .help(help);
    }
}
