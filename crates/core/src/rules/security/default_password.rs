//! # default-password
//!
//! A password that is tried first: a well-known one, or the name of the user.

use super::secrets;
use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::project::Service;
use crate::rules::reading::variables;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::cell::LazyCell;
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

/// The names of users that the variables of a service give, each with what stands before the word for a user in its variable.
pub(super) struct Users<'a>(BTreeSet<(String, &'a str)>);

impl<'a> Users<'a> {
    pub(super) fn of(service: &'a Service) -> Users<'a> {
        let users = variables(service).filter_map(|it| {
            let name = it.name.to_ascii_lowercase();
            let stem = ["user", "username", "user_name"]
                .iter()
                .find_map(|ending| name.strip_suffix(ending))?;
            Some((stem.to_owned(), it.value))
        });
        Users(users.collect())
    }

    /// Whether a variable is a password that is tried first: a well-known one, or for `DB_PASSWORD` the value of `DB_USER`.
    pub(super) fn have_default(&self, name: &str, value: &str) -> bool {
        if !secrets::names_password(name) {
            return false;
        }
        let stem = secrets::before_password(name).to_ascii_lowercase();
        secrets::is_well_known(value) || self.0.contains(&(stem, value))
    }
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut told = BTreeSet::new();
    for service in cx.project.services.values() {
        let service_name = &service.name.value;
        let users = LazyCell::new(|| Users::of(service));
        for it in variables(service) {
            let is_found = secrets::names_password(it.name)
                && secrets::is_secret(it.name, it.value)
                && users.have_default(it.name, it.value);
            if !is_found {
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
