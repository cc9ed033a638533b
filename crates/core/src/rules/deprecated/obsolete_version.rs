//! # obsolete-version
//!
//! Current Compose ignores `version` and warns about it.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, delete_lines};
use crate::text::FileId;

pub(super) static RULE: Rule = Rule {
    code: "M006",
    name: "obsolete-version",
    family: Family::Deprecated,
    level: Level::Warning,
    summary: Words {
        en: "`version`, which current Compose ignores",
        fr: "`version`, que l'outil Compose actuel ignore",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Compose 2 reads every file by one specification, ignores `version` and prints a warning at every run. docker-compose 1.29 needs it only to tell the formats apart, and there nothing is reported.",
        fr: "Compose 2 lit chaque fichier selon une seule spécification, ignore `version` et affiche un avertissement à chaque exécution. docker-compose 1.29 n'en a besoin que pour distinguer les formats, et là rien n'est signalé.",
    },
    wrong: "version: \"3.8\"\nservices:\n  web:\n    image: nginx:1.27\n",
    right: "services:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: Some(Words {
        en: "Removes the line. Safe: Compose 2 does not read it. Keep it where the file must also run under docker-compose 1.29.",
        fr: "Enlève la ligne. Sûr : Compose 2 ne la lit pas. Gardez-la si le fichier doit aussi fonctionner sous docker-compose 1.29.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let Some(version) = &cx.project.version else {
        return;
    };
    if cx.profile.dialect == Dialect::V1_29 || version.range.file != FileId::COMPOSE {
        return;
    }
    let language = cx.language();
    findings
        .add(
            version.range,
            say!(
                language,
                "`version` is obsolete and ignored",
                "`version` est obsolète et ignorée"
            ),
        )
        .help(say!(
            language,
            "current Compose reads every file by one specification; take the line out",
            "l'outil Compose actuel lit chaque fichier selon une seule spécification ; enlevez la ligne"
        ))
        .fix(
            say!(language, "Remove the line", "Enlever la ligne"),
            Applicability::Safe,
            vec![delete_lines(cx.text, version.range.range())],
        );
}
