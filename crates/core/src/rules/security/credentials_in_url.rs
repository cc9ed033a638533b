//! # credentials-in-url
//!
//! An address with a password in it, among the variables or in a command.

use super::secrets;
use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::rules::reading::{variables, written_commands};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::FileRange;
use rustc_hash::FxHashSet;

pub(super) static RULE: Rule = Rule {
    code: "S017",
    name: "credentials-in-url",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "an address with a password in it",
        fr: "une adresse qui contient un mot de passe",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A password inside an address stands in the file like any other, and gets around more: addresses are written to logs and to error messages whole.",
        fr: "Un mot de passe dans une adresse est en clair dans le fichier comme tout autre, et circule davantage : les adresses sont écrites en entier dans les journaux et les messages d'erreur.",
    },
    wrong: "services:\n  app:\n    image: node:22\n    environment:\n      DATABASE_URL: postgres://app:Kx8-vRt-203@db/app\n",
    right: "services:\n  app:\n    image: node:22\n    environment:\n      DATABASE_URL: postgres://app:${DB_PASSWORD:?}@db/app\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    // Services that share their variables have the same lines.
    let mut told = FxHashSet::default();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        for it in variables(service) {
            if it.value.contains("://") && told.insert(it.range) {
                tell(cx, findings, name, it.range);
            }
        }
        for (range, words) in written_commands(service) {
            if words.iter().any(|it| it.contains("://")) {
                tell(cx, findings, name, range);
            }
        }
    }
}

fn tell(cx: &RuleContext<'_>, findings: &mut Findings, name: &str, range: FileRange) {
    let language = cx.language();
    let text = cx.yaml_slice(range).filter(|it| it.contains('@'));
    let Some(found) = text.and_then(secrets::credentials) else {
        return;
    };
    let finding = findings
        .add(
            cx.part_range(range, found.text),
            say!(
                language,
                "this address of `{name}` has a password in it",
                "cette adresse de `{name}` contient un mot de passe"
            ),
        )
        .help(say!(
            language,
            "write a variable in its place, such as `${{DB_PASSWORD:?}}`, and set it in `.env`",
            "écrivez une variable à sa place, par exemple `${{DB_PASSWORD:?}}`, et définissez-la dans `.env`"
        ));
    if found.is_default {
        finding.severity(Severity::Hint);
    }
}
