//! # bad-env-entry
//!
//! A variable name that cannot be one: empty, or with a blank in it.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "M005",
    name: "bad-env-entry",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a variable whose name is empty or has a blank in it",
        fr: "une variable dont le nom est vide ou contient un blanc",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "No program can read a variable with a blank in its name, and one without a name cannot be set at all. docker-compose 1.29 refuses the file; Compose 2 takes the blank into the name, and the program in the container does not find what it looks for.",
        fr: "Aucun programme ne peut lire une variable dont le nom contient un blanc, et une variable sans nom ne peut pas être définie. docker-compose 1.29 refuse le fichier ; Compose 2 prend le blanc dans le nom, et le programme du conteneur ne trouve pas ce qu'il cherche.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_PASSWORD = example\n",
    right: "services:\n  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_PASSWORD=example\n",
    profile: None,
    fix: Some(Words {
        en: "Takes the blanks around the `=` away. To be looked at first: a blank at the start of the value may be meant.",
        fr: "Enlève les blancs autour du `=`. À vérifier d'abord : un blanc au début de la valeur peut être voulu.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        let FaultKind::BadEnvName { name } = &fault.kind else {
            continue;
        };
        if name.is_empty() {
            findings
                .add_fault(
                    fault,
                    say!(
                        language,
                        "a variable without a name",
                        "une variable sans nom"
                    ),
                )
                .help(say!(language, "write `NAME=VALUE`", "écrivez `NOM=VALEUR`"));
            continue;
        }
        let finding = findings.add_fault(
            fault,
            say!(
                language,
                "variable name `{name}` has a blank in it",
                "le nom de variable `{name}` contient un blanc"
            ),
        );
        let Some((before, after)) = cx.written(fault.range).split_once('=') else {
            finding.help(say!(
                language,
                "write the name without blanks",
                "écrivez le nom sans blanc"
            ));
            continue;
        };
        let finding = finding.help(say!(
            language,
            "write `NAME=VALUE` without blanks around the `=`, or `NAME: VALUE` as a mapping",
            "écrivez `NOM=VALEUR` sans blanc autour du `=`, ou `NOM: VALEUR` sous forme de table"
        ));
        if !name.trim().contains(char::is_whitespace) {
            let edit = TextEdit {
                range: fault.range.range(),
                insert: format!("{}={}", before.trim_end(), after.trim_start()),
            };
            finding.fix(
                say!(
                    language,
                    "Take the blanks around `=` away",
                    "Enlever les blancs autour de `=`"
                ),
                Applicability::Unsafe,
                vec![edit],
            );
        }
    }
}
