//! # not-applied
//!
//! A key that the format knows and this program does not apply yet.

use crate::fault::FaultKind;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M012",
    name: "not-applied",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a key that is right but not applied here yet",
        fr: "une clé juste, mais pas encore appliquée ici",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The file is right, and the compose tool applies this key. Linkyard does not yet: its prediction leaves the key out, and a launch from here makes containers without it, so that the two may differ from what the compose tool would run.",
        fr: "Le fichier est juste, et l'outil compose applique cette clé. Linkyard ne le fait pas encore : sa prédiction la laisse de côté, et un lancement depuis ici crée les conteneurs sans elle ; les deux peuvent donc différer de ce que l'outil compose ferait tourner.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    isolation: process\n",
    right: "services:\n  web:\n    image: nginx:1.27\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        if let FaultKind::NotApplied { key } = &fault.kind {
            findings
                .add_fault(
                    fault,
                    say!(
                        language,
                        "`{key}` is not applied by Linkyard yet",
                        "`{key}` n'est pas encore appliqué par Linkyard"
                    ),
                )
                .help(say!(
                    language,
                    "the file is right; the prediction and a launch from here go without it",
                    "le fichier est juste ; la prédiction et un lancement depuis ici s'en passent"
                ));
        }
    }
}
