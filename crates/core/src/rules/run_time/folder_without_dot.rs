//! # folder-without-dot
//!
//! A folder of the project written without `./` in a v1 file: it is taken for the name of a volume.
//!
//! Fix: Puts `./` before the path; unsafe, because a volume may have been meant.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::load::Format;
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::{FileId, TextEdit, TextRange, TextSize};

pub(super) static RULE: Rule = Rule {
    code: "V004",
    name: "folder-without-dot",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a folder that is taken for the name of a volume",
        fr: "un dossier pris pour le nom d'un volume",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Only a path that begins with `/`, `.` or `~` is a folder of the host; anything else names a volume. A volume name holds no `/`, so that the engine refuses it when the container is created.",
        fr: "Seul un chemin qui commence par `/`, `.` ou `~` est un dossier de l'hôte ; tout le reste nomme un volume. Un nom de volume ne contient pas de `/` : le moteur le refuse à la création du conteneur.",
    },
    wrong: "web:\n  image: nginx:1.27\n  volumes:\n    - data/html:/html\n",
    right: "web:\n  image: nginx:1.27\n  volumes:\n    - ./data/html:/html\n",
    profile: None,
    fix: Some(Words {
        en: "Puts `./` before the path; unsafe, because a volume may have been meant.",
        fr: "Met `./` devant le chemin ; à relire, car un volume était peut-être voulu.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    // Later formats have volumes declared, and another rule finds this one undeclared.
    if cx.project.format != Format::V1 {
        return;
    }
    for service in cx.project.services.values() {
        for mount in &service.mounts {
            let source = mount.source.as_str();
            if mount.kind != MountKind::Volume || !source.contains('/') {
                continue;
            }
            let said = format!(
                "Cannot create container for service {}: create {source}: \"{source}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path",
                service.name.value
            );
            let finding = findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "`{source}` is taken for the name of a volume, not for a folder",
                        "`{source}` est pris pour le nom d'un volume, pas pour un dossier"
                    ),
                )
                .said(said)
                .help(say!(
                    language,
                    "write `./{source}` for a folder of the project",
                    "écrivez `./{source}` pour un dossier du projet"
                ));
            let written = cx.slice(mount.range.range());
            if let Some(at) = written
                .find(source)
                .filter(|_| mount.range.file == FileId::COMPOSE)
            {
                let start = mount.range.start + TextSize::new(at as u32);
                let edit = TextEdit {
                    range: TextRange::empty(start),
                    insert: "./".to_owned(),
                };
                finding.fix(
                    say!(language, "Put `./` before it", "Mettre `./` devant"),
                    Applicability::Unsafe,
                    vec![edit],
                );
            }
        }
    }
}
