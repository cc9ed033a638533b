//! # fixed-container-name
//!
//! For those who ask: a container whose name the file fixes.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "X004",
    name: "fixed-container-name",
    family: Family::Practice,
    level: Level::Off,
    summary: Words {
        en: "a container whose name is fixed",
        fr: "un conteneur dont le nom est fixé",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "There is one container of a name on an engine: a service with a fixed one cannot be scaled, and the file cannot run twice on one machine, under two project names. Other services reach it by the name of the service anyhow.",
        fr: "Un moteur n'a qu'un conteneur d'un nom donné : un service au nom fixé ne peut être multiplié, et le fichier ne peut tourner deux fois sur une machine, sous deux noms de projet. Les autres services l'atteignent de toute façon par le nom du service.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    container_name: web\n",
    right: "services:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let Some(fixed) = &service.container_name else {
            continue;
        };
        let name = &service.name.value;
        findings
            .add(
                fixed.range,
                say!(
                    language,
                    "there can be one container of `{name}` on this machine, and no more",
                    "il ne peut y avoir qu'un conteneur de `{name}` sur cette machine"
                ),
            )
            .help(say!(
                language,
                "leave `container_name` out; others reach it as `{name}`",
                "omettez `container_name` ; les autres l'atteignent sous le nom `{name}`"
            ));
    }
}
