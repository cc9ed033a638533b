//! # privileged-build
//!
//! A build that has more rights over the host than builds have.

use crate::diagnostics::Severity;
use crate::document::Node;
use crate::language::{Words, say};
use crate::rules::reading::{is_true, strings};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S021",
    name: "privileged-build",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a build with rights over the host",
        fr: "un build qui a des droits sur l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A build runs what its Dockerfile and the packages in it say. With `privileged` or the entitlement `security.insecure` they have every right over the host; with the host's network they reach all that listens there.",
        fr: "Un build exécute ce que disent son Dockerfile et les paquets qui s'y trouvent. Avec `privileged` ou l'autorisation `security.insecure` ils ont tous les droits sur l'hôte ; avec le réseau de l'hôte ils atteignent tout ce qui y écoute.",
    },
    wrong: "services:\n  app:\n    build:\n      context: .\n      privileged: true\n",
    right: "services:\n  app:\n    build:\n      context: .\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        let Some(build) = service.get("build").and_then(Node::as_map) else {
            continue;
        };
        let privileged = build.get("privileged").filter(|it| is_true(it));
        let insecure = strings(build, "entitlements").filter(|it| it.0 == "security.insecure");
        let every = privileged.map(|it| it.range);
        for range in every.into_iter().chain(insecure.map(|it| it.1)) {
            findings
                .add(
                    range,
                    say!(
                        language,
                        "the build of `{name}` gets every right over the host",
                        "le build de `{name}` reçoit tous les droits sur l'hôte"
                    ),
                )
                .help(say!(
                    language,
                    "leave it out, and do what needs it when the container starts",
                    "omettez-le, et faites au démarrage du conteneur ce qui l'exige"
                ));
        }
        let network = build.get("network");
        let network = network.filter(|it| it.as_str() == Some("host"));
        let host = network.map(|it| it.range);
        let entitled = strings(build, "entitlements").filter(|it| it.0 == "network.host");
        for range in host.into_iter().chain(entitled.map(|it| it.1)) {
            findings
                .add(
                    range,
                    say!(
                        language,
                        "the build of `{name}` stands on the network of the host",
                        "le build de `{name}` est sur le réseau de l'hôte"
                    ),
                )
                .severity(Severity::Hint)
                .help(say!(
                    language,
                    "leave it out: builds reach the internet without it",
                    "omettez-le : les builds atteignent internet sans cela"
                ));
        }
    }
}
