//! # writable-root
//!
//! For those who ask: a service that can change the files of its image.

use crate::language::{Words, say};
use crate::rules::reading::is_true;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S026",
    name: "writable-root",
    family: Family::Security,
    level: Level::Off,
    summary: Words {
        en: "a service that can change the files of its image",
        fr: "un service qui peut changer les fichiers de son image",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A container that cannot write its own files cannot be made to run what an intruder leaves there. What it must write goes into volumes, and into memory with `tmpfs`.",
        fr: "Un conteneur qui ne peut écrire ses propres fichiers ne peut être amené à exécuter ce qu'un intrus y dépose. Ce qu'il doit écrire va dans des volumes, et en mémoire avec `tmpfs`.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    read_only: true\n    tmpfs: [/run, /var/cache/nginx]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let is_read_only = cx
            .loaded_service(name)
            .and_then(|it| it.get("read_only"))
            .is_some_and(is_true);
        if !is_read_only {
            findings
                .add(
                    service.name.range,
                    say!(
                        language,
                        "`{name}` can change the files of its image",
                        "`{name}` peut changer les fichiers de son image"
                    ),
                )
                .help(say!(
                    language,
                    "add `read_only: true`, and `tmpfs` for the folders it writes",
                    "ajoutez `read_only: true`, et `tmpfs` pour les dossiers où il écrit"
                ));
        }
    }
}
