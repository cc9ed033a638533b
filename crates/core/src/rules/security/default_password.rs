//! # default-password
//!
//! A password that is tried first: a well-known one, or the name of the user.

use super::secrets;
use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::project::Service;
use crate::rules::reading::variables;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "S013",
    name: "default-password",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a password that everybody tries first",
        fr: "un mot de passe que tout le monde essaie d'abord",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Programs that look for open services all day long try a few dozen passwords on each: `admin`, `changeme`, `postgres`, the name of the user. One of those is no password.",
        fr: "Des programmes qui cherchent à longueur de journée des services ouverts essaient sur chacun quelques dizaines de mots de passe : `admin`, `changeme`, `postgres`, le nom de l'utilisateur. Un de ceux-là n'en est pas un.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: postgres\n",
    right: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}\n",
    profile: None,
    fix: None,
};

/// Whether a variable of a service is a password that is tried first.
pub(super) fn is_default(service: &Service, name: &str, value: &str) -> bool {
    secrets::names_password(name)
        && (secrets::is_well_known(value) || is_user(service, name, value))
}

/// Whether the value is that of the variable which names the user of this password: `DB_USER` for `DB_PASSWORD`.
fn is_user(service: &Service, name: &str, value: &str) -> bool {
    let stem = secrets::before_password(name);
    !value.is_empty()
        && variables(service).any(|it| {
            let rest = it
                .name
                .get(..stem.len())
                .filter(|it| it.eq_ignore_ascii_case(stem));
            let rest = rest
                .and_then(|_| it.name.get(stem.len()..))
                .unwrap_or_default();
            it.value == value
                && ["USER", "USERNAME", "USER_NAME"]
                    .iter()
                    .any(|it| rest.eq_ignore_ascii_case(it))
        })
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut told = BTreeSet::new();
    for service in cx.project.services.values() {
        let service_name = &service.name.value;
        for it in variables(service) {
            if !secrets::is_secret(it.name, it.value) || !is_default(service, it.name, it.value) {
                continue;
            }
            let (name, value) = (it.name, it.value);
            let Some(written) = cx.yaml_slice(it.range) else {
                continue;
            };
            let severity = if cx.is_literal(it.range) {
                Severity::Warning
            } else if written.contains(&format!("-{value}}}")) {
                Severity::Hint
            } else {
                continue;
            };
            if !told.insert(it.range) {
                continue;
            }
            let message = match severity {
                Severity::Hint => say!(
                    language,
                    "`{name}` of `{service_name}` is `{value}` unless somebody sets it",
                    "`{name}` de `{service_name}` vaut `{value}` tant que personne ne la définit"
                ),
                _ => say!(
                    language,
                    "`{value}` is one of the first guesses for `{name}` of `{service_name}`",
                    "`{value}` est une des premières tentatives pour `{name}` de `{service_name}`"
                ),
            };
            findings
                .add(it.range, message)
                .severity(severity)
                .help(say!(
                    language,
                    "write `${{{name}:?}}`, which refuses to run without one, and set a random value in `.env`",
                    "écrivez `${{{name}:?}}`, qui refuse de démarrer sans valeur, et mettez-en une au hasard dans `.env`"
                ));
        }
    }
}
