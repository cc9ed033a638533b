//! # aliases-share-variables
//!
//! Two aliases of one recipient that differ only in capitals, or in `-` and `_`, give variables of the same names.

use crate::language::{Words, say};
use crate::links;
use crate::profile::LinkEnv;
use crate::project::Link;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "L005",
    name: "aliases-share-variables",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "two links whose variables have the same names",
        fr: "deux liens dont les variables ont les mêmes noms",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine makes the names of link variables from the alias in capitals, with `_` for `-`, so that `db` and `DB` both give `DB_PORT`. Which of the two links the engine writes last, and so which database the program reaches, is chance.",
        fr: "Le moteur tire le nom des variables d'un lien de l'alias en majuscules, avec `_` au lieu de `-` : `db` et `DB` donnent donc tous deux `DB_PORT`. Lequel des deux liens le moteur écrit en dernier, et donc quelle base de données le programme joint, relève du hasard.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    network_mode: bridge\n    links: [\"main:db\", \"copy:DB\"]\n  main:\n    image: postgres:16\n    network_mode: bridge\n  copy:\n    image: postgres:16\n    network_mode: bridge\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    network_mode: bridge\n    links: [\"main:db\", \"copy:copy-db\"]\n  main:\n    image: postgres:16\n    network_mode: bridge\n  copy:\n    image: postgres:16\n    network_mode: bridge\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    if cx.profile.link_env() == LinkEnv::None {
        return;
    }
    let language = cx.language();
    for service in cx.project.services.values() {
        if !cx.project.is_on_bridge(service) {
            continue;
        }
        let mut first_by_prefix: BTreeMap<String, &Link> = BTreeMap::new();
        for link in service.links.iter().chain(&service.external_links) {
            let prefix = links::prefix(link.alias());
            let Some(first) = first_by_prefix.get(&prefix) else {
                first_by_prefix.insert(prefix, link);
                continue;
            };
            let (one, two) = (first.alias(), link.alias());
            if one != two {
                findings
                    .add(
                        link.range,
                        say!(
                            language,
                            "aliases `{one}` and `{two}` both give variables that begin with `{prefix}_`",
                            "les alias `{one}` et `{two}` donnent tous deux des variables qui commencent par `{prefix}_`"
                        ),
                    )
                    .label(
                        first.range,
                        say!(language, "the other one is here", "l'autre est ici"),
                    )
                    .help(say!(
                        language,
                        "which of the two wins is the engine's chance; give one another alias",
                        "lequel des deux l'emporte relève du hasard ; donnez un autre alias à l'un d'eux"
                    ));
            }
        }
    }
}
