//! # variable-twice
//!
//! One variable twice in a list of `environment`: the last one counts, and neither tool says so.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range, services};
use crate::syntax::Node;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "E006",
    name: "variable-twice",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a variable that stands twice in a list",
        fr: "une variable qui figure deux fois dans une liste",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Both tools read such a list from top to bottom and keep the last value of a name. Whoever changes the first one sees nothing change.",
        fr: "Les deux outils lisent une telle liste de haut en bas et gardent la dernière valeur d'un nom. Qui change la première ne voit rien changer.",
    },
    wrong: "services:\n  web:\n    image: myapp:1\n    environment:\n      - LEVEL=debug\n      - LEVEL=info\n",
    right: "services:\n  web:\n    image: myapp:1\n    environment:\n      - LEVEL=info\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for list in services::written_variable_lists(cx) {
        let mut last: BTreeMap<&str, &Node> = BTreeMap::new();
        for item in list {
            let Some(text) = item.as_str() else {
                continue;
            };
            let name = text.split('=').next().unwrap_or_default();
            let Some(earlier) = last.insert(name, item) else {
                continue;
            };
            // The very same entry is another rule's finding.
            if earlier.as_str() == Some(text) {
                continue;
            }
            findings
                .add(
                    compose_range(earlier.range),
                    say!(
                        language,
                        "`{name}` is set again below, and this value does not count",
                        "`{name}` est définie de nouveau plus bas, et cette valeur ne compte pas"
                    ),
                )
                .label(
                    compose_range(item.range),
                    say!(language, "this one counts", "celle-ci compte"),
                )
                .help(say!(language, "keep one of the two", "gardez une des deux"));
        }
    }
}
