//! # overridden-link-variable
//!
//! A variable of `environment` with the name of one that a link sets: the file's wins, and a name alone takes the link's away.

use crate::language::{Words, say};
use crate::links::{self, SourceVariables};
use crate::profile::LinkEnv;
use crate::project::Link;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "E005",
    name: "overridden-link-variable",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a variable of the file in the place of one that a link sets",
        fr: "une variable du fichier à la place d'une variable qu'un lien définit",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine writes the variables of links first and those of the container over them. An address that is written by hand then hides the one that the link would give, which changes with every start.",
        fr: "Le moteur écrit d'abord les variables des liens, puis celles du conteneur par-dessus. Une adresse écrite à la main cache alors celle que le lien donnerait, et qui change à chaque démarrage.",
    },
    wrong: "web:\n  image: nginx:1.27\n  links: [db]\n  environment:\n    DB_PORT: \"5432\"\ndb:\n  image: postgres:16\n",
    right: "web:\n  image: nginx:1.27\n  links: [db]\n  environment:\n    DATABASE_PORT: \"5432\"\ndb:\n  image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let style = cx.profile.link_env();
    if style == LinkEnv::None {
        return;
    }
    for service in cx.project.services.values() {
        if !cx.project.is_on_bridge(service) || service.environment.is_empty() {
            continue;
        }
        let mut links: BTreeMap<String, &Link> = BTreeMap::new();
        for link in &service.links {
            let Some(source) = cx.project.services.get(&link.source.value) else {
                continue;
            };
            let prefix = links::prefix(link.alias());
            let mut variables = service.environment.iter();
            if !variables.any(|it| it.entry.starts_with(&prefix)) {
                continue;
            }
            let (ports, _) = services::ports(cx, source);
            let env = source.environment.iter().map(|it| it.entry.as_str());
            let variables = SourceVariables::new(style, "", ports.into_iter(), env);
            for it in variables.of_link("", link.alias()) {
                links.entry(it.name.to_string()).or_insert(link);
            }
        }
        for variable in &service.environment {
            let name = variable.entry.split('=').next().unwrap_or_default();
            let (Some(link), Some(range)) = (links.get(name), variable.origin) else {
                continue;
            };
            let message = if variable.entry.contains('=') {
                say!(
                    language,
                    "`{name}` replaces the variable of that name that the link sets",
                    "`{name}` remplace la variable du même nom que le lien définit"
                )
            } else {
                say!(
                    language,
                    "`{name}` without a value takes away the variable that the link sets",
                    "`{name}` sans valeur retire la variable que le lien définit"
                )
            };
            findings
                .add(range, message)
                .label(link.range, say!(language, "the link", "le lien"))
                .help(say!(
                    language,
                    "give the variable another name, or leave it to the link",
                    "donnez un autre nom à la variable, ou laissez-la au lien"
                ));
        }
    }
}
