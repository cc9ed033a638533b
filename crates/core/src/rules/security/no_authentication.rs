//! # no-authentication
//!
//! A service that is told to let everybody in without a password.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::port::is_any_address;
use crate::project::Service;
use crate::rules::reading::{commands, variables};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::FileRange;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "S022",
    name: "no-authentication",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a service that lets everybody in without a password",
        fr: "un service qui laisse entrer tout le monde sans mot de passe",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Every container on a common network, and everybody where its port is published, can read and change what such a service holds. Behind walls that hold for years, this is forgotten, and then a port is opened.",
        fr: "Tout conteneur sur un réseau commun, et tout le monde là où son port est publié, peut lire et changer ce que détient un tel service. Derrière des murs qui tiennent des années, on l'oublie, puis un port est ouvert.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_HOST_AUTH_METHOD: trust\n",
    right: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}\n",
    profile: None,
    fix: None,
};

/// Whether a variable of this name and value lets everybody in.
fn opens(name: &str, value: &str) -> bool {
    let is = |words: &[&str]| words.iter().any(|it| value.eq_ignore_ascii_case(it));
    match name {
        "POSTGRES_HOST_AUTH_METHOD" => is(&["trust"]),
        "ALLOW_EMPTY_PASSWORD"
        | "MYSQL_ALLOW_EMPTY_PASSWORD"
        | "MARIADB_ALLOW_EMPTY_PASSWORD"
        | "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"
        | "ALLOW_ANONYMOUS_LOGIN" => is(&["yes", "true", "1", "on"]),
        "xpack.security.enabled"
        | "ME_CONFIG_BASICAUTH"
        | "ME_CONFIG_BASICAUTH_ENABLED"
        | "INFLUXDB_HTTP_AUTH_ENABLED" => is(&["false"]),
        "NEO4J_AUTH" => is(&["none"]),
        "GF_AUTH_ANONYMOUS_ORG_ROLE" => is(&["admin"]),
        "DISABLE_SECURITY_PLUGIN"
        | "plugins.security.disabled"
        | "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED" => is(&["true"]),
        _ => false,
    }
}

/// The option of a command that lets everybody in.
fn opening_option<'a>(word: &'a str, next: Option<&str>) -> Option<&'a str> {
    let is_open = match word {
        "--api.insecure" | "--api.insecure=true" | "--skip-grant-tables" => true,
        "--protected-mode" => next == Some("no"),
        _ => [
            "--NotebookApp.token=",
            "--ServerApp.token=",
            "--IdentityProvider.token=",
        ]
        .iter()
        .filter_map(|it| word.strip_prefix(it))
        .any(|it| it.trim_matches(['"', '\'']).is_empty()),
    };
    is_open.then_some(word)
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for service in cx.project.services.values() {
        for it in variables(service) {
            if opens(it.name, it.value) && told.insert(it.range) {
                tell(cx, findings, service, it.range, it.name);
            }
        }
        for (range, words) in commands(service, "--") {
            for (at, word) in words.iter().enumerate() {
                let next = words.get(at + 1).copied();
                if let Some(option) = opening_option(word, next) {
                    let range = cx.part_range(range, option);
                    tell(cx, findings, service, range, option);
                }
            }
        }
    }
}

fn tell(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    service: &Service,
    range: FileRange,
    option: &str,
) {
    let language = cx.language();
    let name = &service.name.value;
    let is_open = service.ports.iter().any(|it| is_any_address(&it.host_ip));
    let finding = findings
        .add(
            range,
            say!(
                language,
                "`{option}` lets everybody into `{name}` who reaches it",
                "`{option}` laisse entrer dans `{name}` quiconque l'atteint"
            ),
        )
        .help(say!(
            language,
            "give it a password, and hand it over with `.env` or `secrets`",
            "donnez-lui un mot de passe, transmis avec `.env` ou `secrets`"
        ));
    if is_open {
        finding.severity(Severity::Warning);
    }
}
