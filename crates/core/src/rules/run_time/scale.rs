//! # scale
//!
//! How many containers a service has must be said once, and must be a number that an engine can bear.

use crate::language::{Words, say};
use crate::plan::{most_containers, n_wanted};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M015",
    name: "scale",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "`scale` and `deploy.replicas` that contradict each other, or too many containers",
        fr: "`scale` et `deploy.replicas` qui se contredisent, ou trop de conteneurs",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`scale` and `deploy.replicas` say the same thing, and the compose tools refuse a file in which they differ. A very large number starts to make containers one by one until the engine or the machine gives up, so the plan here ends at a thousand for each service.",
        fr: "`scale` et `deploy.replicas` disent la même chose, et les outils compose refusent un fichier où ils diffèrent. Un très grand nombre fait créer des conteneurs un par un jusqu'à ce que le moteur ou la machine n'en puisse plus : le plan s'arrête donc ici à mille par service.",
    },
    wrong: "services:\n  worker:\n    image: alpine:3.20\n    scale: 2\n    deploy:\n      replicas: 3\n",
    right: "services:\n  worker:\n    image: alpine:3.20\n    deploy:\n      replicas: 3\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        if let (Some(scale), Some(replicas)) = (&service.scale, &service.replicas)
            && scale.value != replicas.value
        {
            let (one, two) = (scale.value, replicas.value);
            findings
                .add(
                    scale.range,
                    say!(
                        language,
                        "`scale` says {one}, `deploy.replicas` says {two}",
                        "`scale` dit {one}, `deploy.replicas` dit {two}"
                    ),
                )
                .label(
                    replicas.range,
                    say!(
                        language,
                        "`deploy.replicas` is here",
                        "`deploy.replicas` est ici"
                    ),
                )
                .help(say!(
                    language,
                    "keep one of the two",
                    "gardez l'un des deux"
                ));
        }
        let wanted = n_wanted(service, &cx.settings.scale);
        let most = most_containers(cx.project, service);
        if wanted > most {
            let written = service.scale.as_ref().or(service.replicas.as_ref());
            let name = &service.name.value;
            findings
                .add(
                    written.map_or(service.name.range, |it| it.range),
                    say!(
                        language,
                        "{wanted} containers of service `{name}` are wanted, the most that are planned is {most}",
                        "{wanted} conteneurs du service `{name}` sont demandés, le plus qui soit prévu est {most}"
                    ),
                )
                .help(say!(
                    language,
                    "take a smaller number",
                    "prenez un nombre plus petit"
                ));
        }
    }
}
