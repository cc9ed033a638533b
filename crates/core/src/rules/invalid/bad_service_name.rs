//! # bad-service-name
//!
//! A service name with a character that container names and DNS names cannot have.

use crate::fault::FaultKind;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M009",
    name: "bad-service-name",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a service name with a character that is not allowed",
        fr: "un nom de service avec un caractère qui n'est pas admis",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The name of a service becomes part of the names of its containers and images, and the name under which others reach it. So both compose tools take letters, digits, `.`, `_` and `-` only, and refuse the file otherwise.",
        fr: "Le nom d'un service entre dans les noms de ses conteneurs et de ses images, et c'est sous ce nom que les autres le joignent. Les deux outils compose n'admettent donc que des lettres, des chiffres, `.`, `_` et `-`, et refusent le fichier sinon.",
    },
    wrong: "services:\n  web front:\n    image: nginx:1.27\n",
    right: "services:\n  web-front:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        if let FaultKind::BadServiceName { name } = &fault.kind {
            findings
                .add_fault(
                    fault,
                    say!(
                        language,
                        "`{name}` cannot be the name of a service",
                        "`{name}` ne peut pas être le nom d'un service"
                    ),
                )
                .help(say!(
                    language,
                    "use letters, digits, `.`, `_` and `-`",
                    "employez des lettres, des chiffres, `.`, `_` et `-`"
                ));
        }
    }
}
