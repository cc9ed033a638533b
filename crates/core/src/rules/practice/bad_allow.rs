//! # bad-allow
//!
//! `.linkyard.yml`, or a comment for this program, names something that is not there. Both are read by [`super::super::levels`].

use crate::language::Words;
use crate::rules::{Family, Level, Page, Rule};

pub(super) static RULE: Rule = Rule {
    code: "X001",
    name: "bad-allow",
    family: Family::Practice,
    level: Level::Warning,
    summary: Words {
        en: "a comment or a line of `.linkyard.yml` that names no rule or level",
        fr: "un commentaire ou une ligne de `.linkyard.yml` qui ne nomme ni règle ni niveau",
    },
    check: |_, _| {},
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A misspelt name allows nothing, and looks as if it did. What the compose tool refuses cannot be allowed either: the file would not run.",
        fr: "Un nom mal écrit n'autorise rien et en a pourtant l'air. Ce que l'outil compose refuse ne peut pas être autorisé non plus : le fichier ne fonctionnerait pas.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    privileged: true # linkyard: allow priviledged\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    privileged: true # linkyard: allow privileged\n",
    profile: None,
    fix: None,
};
