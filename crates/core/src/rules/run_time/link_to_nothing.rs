//! # link-to-nothing
//!
//! A link to a service that has no container: both tools leave the link out and say nothing.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "L007",
    name: "link-to-nothing",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a link to a service that is scaled to zero",
        fr: "un lien vers un service réduit à zéro conteneur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The tool turns a link into one for each container of the source. With none there is no alias, no variable and no line in `/etc/hosts`, and nothing is said about it.",
        fr: "L'outil fait d'un lien un lien par conteneur de la source. Sans conteneur, il n'y a ni alias, ni variable, ni ligne dans `/etc/hosts`, et personne ne le dit.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    network_mode: bridge\n    links: [db]\n  db:\n    image: postgres:16\n    network_mode: bridge\n    scale: 0\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    network_mode: bridge\n    links: [db]\n  db:\n    image: postgres:16\n    network_mode: bridge\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        if services::n_containers(cx, service) == 0 {
            continue;
        }
        for link in &service.links {
            let Some(source) = cx.project.services.get(&link.source.value) else {
                continue;
            };
            if services::n_containers(cx, source) > 0 {
                continue;
            }
            let (name, alias) = (&source.name.value, link.alias());
            findings
                .add(
                    link.range,
                    say!(
                        language,
                        "`{alias}` leads nowhere: `{name}` has no container",
                        "`{alias}` ne mène nulle part : `{name}` n'a aucun conteneur"
                    ),
                )
                .label(
                    services::scale_range(source),
                    say!(language, "scaled to zero", "réduit à zéro"),
                )
                .help(say!(
                    language,
                    "start at least one container of `{name}`, or take the link out",
                    "démarrez au moins un conteneur de `{name}`, ou retirez le lien"
                ));
        }
    }
}
