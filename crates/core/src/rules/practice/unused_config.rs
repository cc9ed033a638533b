//! # unused-config
//!
//! A config that the file declares and no service uses, not even one that its profiles leave out.

use super::unused::{self, Section};
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::Mapping;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "U004",
    name: "unused-config",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a declared config that no service uses",
        fr: "une config déclarée qu'aucun service n'utilise",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A config reaches only the services that name it: the one that was meant to read it runs with what its image brings.",
        fr: "Une config n'arrive qu'aux services qui la nomment : celui qui devait la lire tourne avec ce qu'apporte son image.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    configs: [site]\nconfigs:\n  site:\n    file: ./site.conf\n  old-site:\n    file: ./old.conf\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    configs: [site]\nconfigs:\n  site:\n    file: ./site.conf\n",
    profile: None,
    fix: Some(Words {
        en: "Deletes the lines that declare it.",
        fr: "Supprime les lignes de sa déclaration.",
    }),
};

const SECTION: Section = Section {
    key: "configs",
    users,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    unused::tell(cx, findings, &SECTION, |name| {
        say!(
            language,
            "no service uses the config `{name}`",
            "aucun service n'utilise la config `{name}`"
        )
    });
}

fn users<'a>(service: &'a Mapping, used: &mut BTreeSet<&'a str>) {
    unused::sources(service, "configs", used);
    let credentials = service.get("credential_spec");
    let credentials = credentials.and_then(|it| it.value.as_mapping());
    let config = credentials.and_then(|it| it.get("config"));
    used.extend(config.and_then(|it| it.value.as_str()));
}
