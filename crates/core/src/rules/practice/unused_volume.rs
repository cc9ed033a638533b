//! # unused-volume
//!
//! A volume that the file declares and no service uses, not even one that its profiles leave out.

use super::unused::{self, Section};
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::Mapping;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "U001",
    name: "unused-volume",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a declared volume that no service uses",
        fr: "un volume déclaré qu'aucun service n'utilise",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Whoever reads the file looks for the data in it and does not find any; often the service meant to use it names it differently, and then the data goes elsewhere.",
        fr: "Qui lit le fichier y cherche les données et n'en trouve pas ; souvent le service qui devait l'utiliser le nomme autrement, et les données vont alors ailleurs.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n  old-data:\n",
    right: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n",
    profile: None,
    fix: Some(Words {
        en: "Deletes the lines that declare it. Unsafe with docker-compose 1.29, which makes every declared volume.",
        fr: "Supprime les lignes de sa déclaration. À vérifier avec docker-compose 1.29, qui crée tout volume déclaré.",
    }),
};

const SECTION: Section = Section {
    key: "volumes",
    users,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    unused::tell(cx, findings, &SECTION, |name| {
        say!(
            language,
            "no service uses the volume `{name}`",
            "aucun service n'utilise le volume `{name}`"
        )
    });
}

fn users<'a>(service: &'a Mapping, used: &mut BTreeSet<&'a str>) {
    let mut named = BTreeSet::new();
    unused::sources(service, "volumes", &mut named);
    // A variable may hold colons of its own; what it stands for is not known here.
    let names = named.into_iter().map(|it| match it.split_once(':') {
        Some((name, _)) if !it.contains('$') => name,
        _ => it,
    });
    used.extend(names);
}
