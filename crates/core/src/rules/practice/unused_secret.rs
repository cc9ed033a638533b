//! # unused-secret
//!
//! A secret that the file declares and no service uses, not even one that its profiles leave out.

use super::unused::{self, Section};
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::Mapping;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "U003",
    name: "unused-secret",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a declared secret that no service uses",
        fr: "un secret déclaré qu'aucun service n'utilise",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A secret reaches only the services that name it: one that none names protects nothing, and the service meant to have it gets its password from elsewhere, or not at all.",
        fr: "Un secret n'arrive qu'aux services qui le nomment : celui qu'aucun ne nomme ne protège rien, et le service qui devait l'avoir prend son mot de passe ailleurs, ou n'en a pas.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    secrets: [password]\nsecrets:\n  password:\n    file: ./password.txt\n  token:\n    file: ./token.txt\n",
    right: "services:\n  db:\n    image: postgres:16\n    secrets: [password]\nsecrets:\n  password:\n    file: ./password.txt\n",
    profile: None,
    fix: Some(Words {
        en: "Deletes the lines that declare it.",
        fr: "Supprime les lignes de sa déclaration.",
    }),
};

const SECTION: Section = Section {
    key: "secrets",
    users,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    unused::tell(cx, findings, &SECTION, |name| {
        say!(
            language,
            "no service uses the secret `{name}`",
            "aucun service n'utilise le secret `{name}`"
        )
    });
}

fn users<'a>(service: &'a Mapping, used: &mut BTreeSet<&'a str>) {
    unused::sources(service, "secrets", used);
    let build = service.get("build").and_then(|it| it.value.as_mapping());
    if let Some(build) = build {
        unused::sources(build, "secrets", used);
    }
}
