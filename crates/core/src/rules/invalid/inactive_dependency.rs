//! # inactive-dependency
//!
//! A service needs another that is left out, because none of its profiles is active.

use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::project::NetworkModeRef;
use crate::rules::{
    Family, Findings, Level, Page, Rule, RuleContext, compose_range, services, written_dependencies,
};
use crate::text::FileRange;

pub(super) static RULE: Rule = Rule {
    code: "G006",
    name: "inactive-dependency",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a dependency on a service whose profile is not active",
        fr: "une dépendance envers un service dont le profil n'est pas actif",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A service with `profiles` exists only while one of them is active. Whoever needs it then needs a service that is not there, and both tools refuse to start anything.",
        fr: "Un service avec `profiles` n'existe que si l'un d'eux est actif. Qui en a besoin a alors besoin d'un service qui n'existe pas, et les deux outils refusent de démarrer quoi que ce soit.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n    profiles: [data]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let own = &service.name.value;
        let mut needs: Vec<(&str, FileRange)> = Vec::new();
        needs.extend(
            service
                .links
                .iter()
                .map(|it| (it.source.value.as_str(), it.source.range)),
        );
        let required = written_dependencies(service).filter(|it| it.required);
        needs.extend(required.map(|it| (it.service.value.as_str(), it.service.range)));
        let of_services = service.volumes_from.iter().filter(|it| !it.is_container);
        needs.extend(of_services.map(|it| (it.source.value.as_str(), it.source.range)));
        if let Some(mode) = &service.network_mode
            && let NetworkModeRef::Service(name) = &mode.value
        {
            needs.push((name, mode.range));
        }
        for (name, range) in needs {
            let Some(profiles) = services::inactive(cx, name) else {
                continue;
            };
            let names: Vec<&str> = profiles
                .as_sequence()
                .unwrap_or_default()
                .iter()
                .filter_map(|it| it.as_str())
                .collect();
            let names = names.join(", ");
            let finding = findings
                .add(
                    range,
                    say!(
                        language,
                        "service `{own}` needs `{name}`, none of whose profiles is active",
                        "le service `{own}` a besoin de `{name}`, dont aucun profil n'est actif"
                    ),
                )
                .label(
                    compose_range(profiles.range),
                    say!(
                        language,
                        "only there with one of these",
                        "seulement là avec l'un de ceux-ci"
                    ),
                )
                .help(say!(
                    language,
                    "activate one with `--profile`, or write `profiles: [{names}]` in `{own}` too",
                    "activez-en un avec `--profile`, ou écrivez aussi `profiles: [{names}]` dans `{own}`"
                ));
            if cx.profile.dialect == Dialect::V1_29 {
                finding.said(format!(
                    "Service \"{name}\" was pulled in as a dependency of service \"{own}\" but is not enabled by the active profiles. You may fix this by adding a common profile to \"{name}\" and \"{own}\"."
                ));
            }
        }
    }
}
