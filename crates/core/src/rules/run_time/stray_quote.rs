//! # stray-quote
//!
//! A quote that is part of a path: YAML takes quotes away only where they stand around the whole value.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V014",
    name: "stray-quote",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a quote that is part of a path",
        fr: "un guillemet qui fait partie d'un chemin",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Quotes count as such only around a whole value. One at the end of a value without quotes is part of the path, and the container gets a folder of that odd name while the right one stays empty, or lives only as long as the container.",
        fr: "Les guillemets ne comptent comme tels qu'autour d'une valeur entière. Un seul, à la fin d'une valeur sans guillemets, fait partie du chemin : le conteneur reçoit un dossier de ce nom étrange, et le bon reste vide, ou ne vit que le temps du conteneur.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\"\nvolumes:\n  data:\n",
    right: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - \"data:/var/lib/postgresql/data\"\nvolumes:\n  data:\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        for mount in &service.mounts {
            let quoted = [&mount.target, &mount.source]
                .into_iter()
                .find(|it| it.starts_with(['"', '\'']) || it.ends_with(['"', '\'']));
            let Some(path) = quoted else {
                continue;
            };
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "the quote in `{path}` is part of the path",
                        "le guillemet dans `{path}` fait partie du chemin"
                    ),
                )
                .help(say!(
                    language,
                    "take it out, or put quotes around the whole entry",
                    "retirez-le, ou mettez des guillemets autour de toute l'entrée"
                ));
        }
    }
}
