//! # personal-path
//!
//! A mount from the home folder of one person, by its full path.

use crate::language::{Words, say};
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V011",
    name: "personal-path",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a mount from the home folder of one person",
        fr: "un montage depuis le dossier personnel de quelqu'un",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The folder is there on the machine of one person. On every other, the engine makes an empty folder of that name, and the container runs with nothing in it.",
        fr: "Le dossier n'existe que sur la machine d'une personne. Sur toute autre, le moteur crée un dossier vide de ce nom, et le conteneur tourne sans rien dedans.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    volumes:\n      - /home/alice/site:/usr/share/nginx/html:ro\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    volumes:\n      - ./site:/usr/share/nginx/html:ro\n",
    profile: None,
    fix: None,
};

fn is_personal(path: &str) -> bool {
    let path = path.trim_start_matches(['"', '\'']);
    let below = [
        "/home/",
        "/Users/",
        "C:\\Users\\",
        "C:/Users/",
        "c:\\Users\\",
        "c:/Users/",
    ]
    .iter()
    .find_map(|it| path.strip_prefix(it));
    below.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_alphanumeric()))
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        for mount in service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Bind)
        {
            let source = &mount.source;
            // A relative path was made absolute; what counts is what somebody wrote.
            let is_written = is_personal(source)
                && cx
                    .yaml_slice(mount.range)
                    .is_some_and(|it| it.contains(source.as_str()));
            if !is_written {
                continue;
            }
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "`{source}` is there on one machine only",
                        "`{source}` n'existe que sur une machine"
                    ),
                )
                .help(say!(
                    language,
                    "use a path in the project, such as `./site`, or a variable of `.env`",
                    "utilisez un chemin dans le projet, par exemple `./site`, ou une variable de `.env`"
                ));
        }
    }
}
