//! # unused-allow
//!
//! A comment allows what is not there. Comments are read by [`super::super::levels`].

use crate::language::Words;
use crate::rules::{Family, Level, Page, Rule};

pub(super) static RULE: Rule = Rule {
    code: "X002",
    name: "unused-allow",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a comment that allows what no rule finds there",
        fr: "un commentaire qui autorise ce qu'aucune règle ne trouve là",
    },
    check: |_, _| {},
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Whoever reads the comment believes that something is wrong there; and should it become wrong one day, nobody would be told.",
        fr: "Qui lit le commentaire croit que quelque chose ne va pas à cet endroit ; et si cela devait arriver un jour, personne n'en saurait rien.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27 # linkyard: allow privileged\n",
    right: "services:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};
