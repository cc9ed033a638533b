//! # duplicate-container-name
//!
//! Two services give their container the same name, or one gives a name and wants several containers.

use crate::language::{Words, say};
use crate::plan::n_containers;
use crate::project::Service;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "M007",
    name: "duplicate-container-name",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a container name that two containers would have",
        fr: "un nom de conteneur que deux conteneurs auraient",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "An engine has each container name once. Compose 2 refuses such a file; docker-compose 1.29 starts the first container and stops at the second, because the name is in use. Without `container_name` every container gets a name of its own.",
        fr: "Un moteur n'a chaque nom de conteneur qu'une fois. Compose 2 refuse un tel fichier ; docker-compose 1.29 démarre le premier conteneur et s'arrête au second, parce que le nom est pris. Sans `container_name`, chaque conteneur reçoit un nom à lui.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    container_name: front\n  blog:\n    image: nginx:1.27\n    container_name: front\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    container_name: front\n  blog:\n    image: nginx:1.27\n    container_name: blog\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut first_by_name: BTreeMap<&str, &Service> = BTreeMap::new();
    for service in cx.project.services.values() {
        let Some(container_name) = &service.container_name else {
            continue;
        };
        let name = container_name.value.as_str();
        if let Some(first) = first_by_name.get(name) {
            let other = first.container_name.as_ref();
            let other = other.map_or(first.name.range, |it| it.range);
            let first = &first.name.value;
            findings
                .add(
                    container_name.range,
                    say!(
                        language,
                        "container name `{name}` is already that of service `{first}`",
                        "le nom de conteneur `{name}` est déjà celui du service `{first}`"
                    ),
                )
                .label(other, say!(language, "first used here", "déjà pris ici"))
                .help(say!(
                    language,
                    "give one of them another name, or take `container_name` out",
                    "donnez un autre nom à l'un d'eux, ou enlevez `container_name`"
                ));
        }
        first_by_name.entry(name).or_insert(service);
        let wanted = n_containers(cx.project, service, &cx.settings.scale);
        if wanted > 1 {
            let service = &service.name.value;
            findings
                .add(
                    container_name.range,
                    say!(
                        language,
                        "{wanted} containers of service `{service}` cannot all be named `{name}`",
                        "{wanted} conteneurs du service `{service}` ne peuvent pas tous s'appeler `{name}`"
                    ),
                )
                .help(say!(
                    language,
                    "take `container_name` out to scale the service",
                    "enlevez `container_name` pour multiplier le service"
                ));
        }
    }
}
