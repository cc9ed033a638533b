//! # deprecated-image
//!
//! An image that its publishers on Docker Hub call deprecated.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "D005",
    name: "deprecated-image",
    family: Family::Deprecated,
    level: Level::Warning,
    summary: Words {
        en: "an image that gets no more corrections",
        fr: "une image qui ne reçoit plus de corrections",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The pages of these images on Docker Hub say that they are no longer made: known holes stay open, and a tag may go away. The table is of August 2026.",
        fr: "Les pages de ces images sur Docker Hub disent qu'elles ne sont plus faites : les failles connues restent ouvertes, et une version peut disparaître. La table date d'août 2026.",
    },
    wrong: "services:\n  app:\n    image: openjdk:17\n",
    right: "services:\n  app:\n    image: eclipse-temurin:17\n",
    profile: None,
    fix: None,
};

/// An image, the month since which it is deprecated, and what to use for it; empty where there is nothing.
///
/// Source: the `deprecated.md` files of docker-library/docs up to August 2026.
const IMAGES: &[(&str, &str, &str)] = &[
    ("adoptopenjdk", "2021-08", "eclipse-temurin"),
    ("celery", "2017-06", "python"),
    ("centos", "2024-06", ""),
    ("clearlinux", "2025-07", ""),
    ("consul", "2023-06", "hashicorp/consul"),
    ("django", "2016-12", "python"),
    ("express-gateway", "2022-01", ""),
    ("fsharp", "2021-10", "mcr.microsoft.com/dotnet/sdk"),
    ("glassfish", "2016-10", ""),
    ("iojs", "2017-04", "node"),
    ("java", "2016-12", "eclipse-temurin"),
    ("jenkins", "2018-08", "jenkins/jenkins"),
    ("jobber", "2024-07", ""),
    ("mongo-express", "2026-02", ""),
    ("mono", "2025-08", ""),
    ("nats-streaming", "2023-06", "nats"),
    ("notary", "2025-07", ""),
    ("nuxeo", "2021-10", ""),
    ("openjdk", "2022-07", "eclipse-temurin"),
    ("opensuse", "2021-10", "opensuse/leap"),
    ("owncloud", "2019-01", "owncloud/server"),
    ("php-zendserver", "2024-07", ""),
    ("piwik", "2018-09", "matomo"),
    ("rails", "2016-12", "ruby"),
    ("sentry", "2021-10", ""),
    ("sl", "2024-06", ""),
    ("swarm", "2021-10", ""),
    ("teamspeak", "2026-02", ""),
    ("thrift", "2021-10", ""),
    ("unit", "2025-10", "nginx"),
    ("vault", "2023-06", "hashicorp/vault"),
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let Some(image) = service.image.as_ref().filter(|_| service.build.is_none()) else {
            continue;
        };
        let mut reference = image.value.as_str();
        for prefix in ["docker.io/", "index.docker.io/", "library/"] {
            reference = reference.strip_prefix(prefix).unwrap_or(reference);
        }
        let name = reference.split(['@', ':']).next().unwrap_or_default();
        let Some((name, since, instead)) = IMAGES.iter().find(|(it, ..)| *it == name) else {
            continue;
        };
        let help = if instead.is_empty() {
            say!(
                language,
                "look for an image that is still made",
                "cherchez une image qui est encore faite"
            )
        } else {
            say!(
                language,
                "`{instead}` takes its place",
                "`{instead}` la remplace"
            )
        };
        findings
            .add(
                image.range,
                say!(
                    language,
                    "image `{name}` is deprecated since {since}",
                    "l'image `{name}` est obsolète depuis {since}"
                ),
            )
            .help(help);
    }
}
