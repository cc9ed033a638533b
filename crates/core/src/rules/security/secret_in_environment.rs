//! # secret-in-environment
//!
//! A secret that is written out among the variables of a service.
//! Passwords that everybody tries first are left to [`super::default_password`].

use super::default_password::Users;
use super::secrets;
use crate::language::{Words, say};
use crate::load::Format;
use crate::rules::reading::variables;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "S009",
    name: "secret-in-environment",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a secret written out in the file",
        fr: "un secret écrit en clair dans le fichier",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The file is shared, copied and kept in version control, where the secret stays for good even when the line is changed. Whoever reads the file has it.",
        fr: "Le fichier est partagé, copié et conservé dans un dépôt, où le secret reste pour toujours même si la ligne change. Qui lit le fichier le tient.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: Kx8-vRt-203\n",
    right: "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    // Services that share their variables have the same lines.
    let mut told = BTreeSet::new();
    for service in cx.project.services.values() {
        let service_name = &service.name.value;
        let users = LazyCell::new(|| Users::of(service));
        for it in variables(service) {
            let is_found = secrets::names_secret(it.name)
                && secrets::is_secret(it.name, it.value)
                && !users.have_default(it.name, it.value)
                && cx.is_literal(it.range)
                && told.insert(it.range);
            if !is_found {
                continue;
            }
            let name = it.name;
            findings
                .add(
                    it.range,
                    say!(
                        language,
                        "whoever reads this file knows `{name}` of `{service_name}`",
                        "qui lit ce fichier connaît `{name}` de `{service_name}`"
                    ),
                )
                .help(match cx.project.format {
                    Format::V1 => say!(
                        language,
                        "write `${{{name}}}` here, and the value in `.env`",
                        "écrivez ici `${{{name}}}`, et la valeur dans `.env`"
                    ),
                    Format::Compose => say!(
                        language,
                        "write `${{{name}}}` here and the value in `.env`, or hand it over as a file with `secrets`",
                        "écrivez ici `${{{name}}}` et la valeur dans `.env`, ou transmettez-la dans un fichier avec `secrets`"
                    ),
                });
        }
    }
}
