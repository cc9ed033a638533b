//! # tls-check-off
//!
//! A variable that makes a program take any certificate for the right one.

use crate::language::{Words, say};
use crate::rules::reading::variables;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "S023",
    name: "tls-check-off",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a program that takes any certificate for the right one",
        fr: "un programme qui prend tout certificat pour le bon",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Without this check a program does not know whom it talks to: whoever sits on the way can read and change all that it sends and gets, passwords included.",
        fr: "Sans cette vérification, un programme ne sait pas à qui il parle : qui se trouve sur le chemin peut lire et changer tout ce qu'il envoie et reçoit, mots de passe compris.",
    },
    wrong: "services:\n  app:\n    image: node:22\n    environment:\n      NODE_TLS_REJECT_UNAUTHORIZED: \"0\"\n",
    right: "services:\n  app:\n    image: node:22\n    environment:\n      NODE_EXTRA_CA_CERTS: /certs/ca.pem\n    volumes:\n      - ./ca.pem:/certs/ca.pem:ro\n",
    profile: None,
    fix: None,
};

fn is_off(name: &str, value: &str) -> bool {
    let is = |words: &[&str]| words.iter().any(|it| value.eq_ignore_ascii_case(it));
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" | "PYTHONHTTPSVERIFY" => is(&["0"]),
        "GIT_SSL_NO_VERIFY" => is(&["1", "true", "yes", "on"]),
        "NPM_CONFIG_STRICT_SSL" | "npm_config_strict_ssl" | "YARN_STRICT_SSL" => is(&["false"]),
        _ => false,
    }
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut told = BTreeSet::new();
    for service in cx.project.services.values() {
        let service_name = &service.name.value;
        for it in variables(service) {
            if !is_off(it.name, it.value) || !told.insert(it.range) {
                continue;
            }
            let name = it.name;
            findings
                .add(
                    it.range,
                    say!(
                        language,
                        "`{name}` makes `{service_name}` trust whoever answers",
                        "`{name}` fait que `{service_name}` se fie à quiconque répond"
                    ),
                )
                .help(say!(
                    language,
                    "mount the certificate of your own authority and name it to the program",
                    "montez le certificat de votre propre autorité et indiquez-le au programme"
                ));
        }
    }
}
