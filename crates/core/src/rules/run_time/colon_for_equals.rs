//! # colon-for-equals
//!
//! `NAME:value` in a list of variables: it is the name of a variable that has no value.
//!
//! Fix: Writes `=` for the colon; unsafe, because the program then gets a variable more.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range, services};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "E004",
    name: "colon-for-equals",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a colon where a list of variables needs `=`",
        fr: "un deux-points là où une liste de variables veut `=`",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "In a list each entry is `NAME=value`. Without `=` the whole entry is a name, whose value is taken from the shell; there is none, and the program gets no variable at all.",
        fr: "Dans une liste, chaque entrée est `NOM=valeur`. Sans `=`, toute l'entrée est un nom, dont la valeur est prise au shell ; il n'y en a pas, et le programme ne reçoit aucune variable.",
    },
    wrong: "services:\n  web:\n    image: myapp:1\n    environment:\n      - LEVEL:debug\n",
    right: "services:\n  web:\n    image: myapp:1\n    environment:\n      - LEVEL=debug\n",
    profile: None,
    fix: Some(Words {
        en: "Writes `=` for the colon; unsafe, because the program then gets a variable more.",
        fr: "Écrit `=` au lieu du deux-points ; à relire, car le programme reçoit alors une variable de plus.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for item in services::written_variables(cx) {
        let Some(text) = item.as_str().filter(|it| !it.contains('=')) else {
            continue;
        };
        let Some((name, value)) = text.split_once(':') else {
            continue;
        };
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || it == '_');
        // A blank in a name is another rule's finding.
        if !is_name || value.starts_with("//") || text.contains(char::is_whitespace) {
            continue;
        }
        let finding = findings
            .add(
                compose_range(item.range),
                say!(
                    language,
                    "`{text}` is the name of a variable here, and `{name}` is not set",
                    "`{text}` est ici le nom d'une variable, et `{name}` n'est pas définie"
                ),
            )
            .help(say!(
                language,
                "write `{name}={value}`",
                "écrivez `{name}={value}`"
            ));
        let written = cx.slice(item.range);
        if let Some((before, after)) = written.split_once(':') {
            let edit = TextEdit {
                range: item.range,
                insert: format!("{before}={after}"),
            };
            finding.fix(
                say!(language, "Write `=`", "Écrire `=`"),
                Applicability::Unsafe,
                vec![edit],
            );
        }
    }
}
