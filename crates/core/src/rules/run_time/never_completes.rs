//! # never-completes
//!
//! A service waits for the end of another that never ends: it is restarted, or it is a server.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::op::{Condition, RestartPolicy};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "G003",
    name: "never-completes",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "`service_completed_successfully` on a service that does not end",
        fr: "`service_completed_successfully` sur un service qui ne se termine pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine starts a container with `restart: always` or `unless-stopped` again as soon as it ends, so that it is never seen as finished, and the dependent waits for ever. A server runs until it is stopped.",
        fr: "Le moteur redémarre un conteneur en `restart: always` ou `unless-stopped` dès qu'il se termine : il n'est jamais vu comme terminé, et le dépendant attend sans fin. Un serveur, lui, tourne jusqu'à ce qu'on l'arrête.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n  migrate:\n    image: alpine:3.20\n    command: echo done\n    restart: always\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n  migrate:\n    image: alpine:3.20\n    command: echo done\n    restart: on-failure\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let awaited = service
            .depends_on
            .iter()
            .filter(|it| it.condition == Condition::CompletedSuccessfully);
        for it in awaited {
            let Some(dependency) = cx.project.services.get(&it.service.value) else {
                continue;
            };
            let (recipient, name) = (&service.name.value, &dependency.name.value);
            let restart = dependency.restart.as_ref().filter(|it| {
                matches!(
                    it.value,
                    RestartPolicy::Always | RestartPolicy::UnlessStopped
                )
            });
            if let Some(restart) = restart {
                findings
                    .add(
                        it.service.range,
                        say!(
                            language,
                            "`{recipient}` never starts: `{name}` is started again whenever it ends",
                            "`{recipient}` ne démarre jamais : `{name}` redémarre chaque fois qu'il se termine"
                        ),
                    )
                    .label(
                        restart.range,
                        say!(language, "started again because of this", "redémarré à cause de ceci"),
                    )
                    .help(say!(
                        language,
                        "give `{name}` `restart: on-failure`, or no `restart` at all",
                        "donnez `restart: on-failure` à `{name}`, ou pas de `restart` du tout"
                    ));
            } else if services::is_known_server(dependency) {
                findings
                    .add(
                        it.service.range,
                        say!(
                            language,
                            "`{recipient}` waits for the end of `{name}`, which is a server and does not end",
                            "`{recipient}` attend la fin de `{name}`, un serveur, qui ne se termine pas"
                        ),
                    )
                    .severity(Severity::Warning)
                    .label(
                        dependency.image.as_ref().map_or(dependency.name.range, |it| it.range),
                        say!(language, "a server", "un serveur"),
                    )
                    .help(say!(
                        language,
                        "wait for `service_healthy` instead",
                        "attendez plutôt `service_healthy`"
                    ));
            }
        }
    }
}
