//! # self-link
//!
//! A service that links to itself, depends on itself or takes its own volumes.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, written_dependencies};

pub(super) static RULE: Rule = Rule {
    code: "L002",
    name: "self-link",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a service that links to or depends on itself",
        fr: "un service lié à lui-même ou qui dépend de lui-même",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A service starts after those that it links to or depends on, so one that names itself would wait for itself. Both compose tools refuse the file. Within the container its own name is known without a link.",
        fr: "Un service démarre après ceux auxquels il est lié ou dont il dépend : celui qui se nomme lui-même s'attendrait lui-même. Les deux outils compose refusent le fichier. Dans le conteneur, son propre nom est connu sans lien.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [web]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        for link in service.links.iter().filter(|it| it.source.value == *name) {
            findings
                .add(
                    link.range,
                    say!(
                        language,
                        "service `{name}` links to itself",
                        "le service `{name}` a un lien vers lui-même"
                    ),
                )
                .help(say!(language, "take the link out", "enlevez le lien"));
        }
        for it in written_dependencies(service).filter(|it| it.service.value == *name) {
            findings
                .add(
                    it.service.range,
                    say!(
                        language,
                        "service `{name}` depends on itself",
                        "le service `{name}` dépend de lui-même"
                    ),
                )
                .help(say!(language, "take the entry out", "enlevez l'entrée"));
        }
        for it in service
            .volumes_from
            .iter()
            .filter(|it| it.source.value == *name && !it.is_container)
        {
            findings
                .add(
                    it.source.range,
                    say!(
                        language,
                        "service `{name}` takes the volumes from itself",
                        "le service `{name}` prend ses propres volumes"
                    ),
                )
                .help(say!(language, "take the entry out", "enlevez l'entrée"));
        }
    }
}
