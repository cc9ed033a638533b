//! # no-healthcheck-to-wait-for
//!
//! A service waits until another is healthy, and that one has no health check.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::op::Condition;
use crate::rules::services::{self, WrittenHealth};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "H001",
    name: "no-healthcheck-to-wait-for",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "`service_healthy` on a service without a health check",
        fr: "`service_healthy` sur un service sans contrôle de santé",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A container is healthy when its health check says so. Without one it never is: both tools stop the launch, Compose 2 with \"has no healthcheck configured\", docker-compose 1.29 with \"is missing a healthcheck configuration\".",
        fr: "Un conteneur est sain quand son contrôle de santé le dit. Sans contrôle de santé, il ne l'est jamais : les deux outils arrêtent le lancement, Compose 2 avec \"has no healthcheck configured\", docker-compose 1.29 avec \"is missing a healthcheck configuration\".",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:16\n    healthcheck:\n      test: pg_isready -U postgres\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        for it in &service.depends_on {
            let Some(dependency) = cx.project.services.get(&it.service.value) else {
                continue;
            };
            if it.condition != Condition::Healthy || services::n_containers(cx, dependency) == 0 {
                continue;
            }
            let name = &dependency.name.value;
            let written = services::written_health(dependency);
            let in_image = services::image_has_healthcheck(cx, dependency);
            let (place, severity, message) = match (written, in_image) {
                (WrittenHealth::On, _) | (WrittenHealth::Nothing, Some(true)) => continue,
                (WrittenHealth::Off, _) => (
                    dependency.healthcheck.as_ref().map(|it| it.range),
                    Severity::Error,
                    say!(
                        language,
                        "`{name}` never becomes healthy: its health check is switched off",
                        "`{name}` ne devient jamais sain : son contrôle de santé est désactivé"
                    ),
                ),
                (WrittenHealth::Nothing, Some(false)) => (
                    None,
                    Severity::Error,
                    say!(
                        language,
                        "`{name}` never becomes healthy: neither the file nor its image has a health check",
                        "`{name}` ne devient jamais sain : ni le fichier ni son image n'ont de contrôle de santé"
                    ),
                ),
                (WrittenHealth::Nothing, None) => (
                    None,
                    Severity::Hint,
                    say!(
                        language,
                        "`{name}` becomes healthy only if its image brings a health check",
                        "`{name}` ne devient sain que si son image apporte un contrôle de santé"
                    ),
                ),
            };
            let test = services::server_test(dependency).unwrap_or("…");
            let label = match written {
                WrittenHealth::Off => say!(language, "switched off here", "désactivé ici"),
                _ => say!(
                    language,
                    "no `healthcheck` here",
                    "pas de `healthcheck` ici"
                ),
            };
            findings
                .add(it.service.range, message)
                .severity(severity)
                .label(place.unwrap_or(dependency.name.range), label)
                .help(say!(
                    language,
                    "give `{name}` one: `healthcheck: {{test: \"{test}\"}}`",
                    "donnez-en un à `{name}` : `healthcheck: {{test: \"{test}\"}}`"
                ));
        }
    }
}
