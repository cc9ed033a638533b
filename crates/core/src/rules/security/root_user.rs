//! # root-user
//!
//! A service that is told to run as root.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S015",
    name: "root-user",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a container that is told to run as root",
        fr: "un conteneur à qui l'on dit de tourner en tant que root",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Root in a container is root of the host behind a few walls: every fault in one of them then counts in full, and files it writes into mounts belong to root. Many images bring a user of their own, which this line sets aside.",
        fr: "Root dans un conteneur est le root de l'hôte derrière quelques parois : toute faille de l'une d'elles compte alors pleinement, et les fichiers écrits dans les montages appartiennent à root. Beaucoup d'images apportent leur propre utilisateur, que cette ligne écarte.",
    },
    wrong: "services:\n  app:\n    image: node:22\n    user: root\n",
    right: "services:\n  app:\n    image: node:22\n    user: node\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let is_root = |it: &&crate::text::Spanned<String>| {
            matches!(it.value.split(':').next(), Some("root" | "0"))
        };
        let Some(user) = service.user.as_ref().filter(is_root) else {
            continue;
        };
        let name = &service.name.value;
        findings
            .add(
                user.range,
                say!(
                    language,
                    "`{name}` runs as root",
                    "`{name}` tourne en tant que root"
                ),
            )
            .help(say!(
                language,
                "name the user of the image, or a number such as `1000:1000`",
                "nommez l'utilisateur de l'image, ou un numéro tel que `1000:1000`"
            ));
    }
}
