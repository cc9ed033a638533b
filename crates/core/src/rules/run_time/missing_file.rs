//! # missing-file
//!
//! A file of the project is mounted, and is not there. Only told where the project folder is known.

use crate::language::{Words, say};
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "V005",
    name: "missing-file",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a mounted file that is not there",
        fr: "un fichier monté qui n'existe pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine knows nothing of files: what is not there it makes as an empty folder of that name. The program in the container then finds a folder where it wants a file, and the folder stays on the host.",
        fr: "Le moteur ne sait rien des fichiers : ce qui n'existe pas, il le crée comme un dossier vide de ce nom. Le programme trouve alors un dossier là où il veut un fichier, et le dossier reste sur l'hôte.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    volumes:\n      - ./there.env:/etc/nginx/there.env:ro\n",
    profile: None,
    fix: None,
};

/// Ends of the names of files that people mount.
const ENDINGS: &[&str] = &[
    "cfg",
    "cnf",
    "conf",
    "config",
    "crt",
    "css",
    "env",
    "htpasswd",
    "html",
    "ini",
    "js",
    "json",
    "key",
    "lua",
    "pem",
    "php",
    "properties",
    "py",
    "rb",
    "sh",
    "sql",
    "template",
    "toml",
    "ts",
    "txt",
    "xml",
    "yaml",
    "yml",
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        for mount in service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Bind)
        {
            let is_file = ending(&mount.source)
                .is_some_and(|it| ending(&mount.target) == Some(it) && ENDINGS.contains(&it));
            if !is_file {
                continue;
            }
            let Some(path) = cx.path_in_project(&mount.source) else {
                continue;
            };
            if !cx.is_missing(&path) {
                continue;
            }
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "`{path}` does not exist: the engine makes a folder of that name",
                        "`{path}` n'existe pas : le moteur crée un dossier de ce nom"
                    ),
                )
                .help(say!(
                    language,
                    "create the file before the first start",
                    "créez le fichier avant le premier démarrage"
                ));
        }
    }
}

/// The end of a file's name behind its last point.
fn ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    Some(name.rsplit_once('.')?.1)
}
