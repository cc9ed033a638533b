//! # quotes-in-value
//!
//! Quotes inside a list entry of `environment`: they become part of the value.
//!
//! Fix: Puts the quotes around the whole entry; unsafe, because the program then gets another value.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range, services};
use crate::syntax::ScalarStyle;
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "E003",
    name: "quotes-in-value",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "quotes that become part of a variable's value",
        fr: "des guillemets qui entrent dans la valeur d'une variable",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "YAML takes quotes away only around a whole value. In `- NAME=\"value\"` they stand in the middle of one, so that the program gets the value with its quotes.",
        fr: "YAML ne retire les guillemets qu'autour d'une valeur entière. Dans `- NAME=\"value\"`, ils sont au milieu : le programme reçoit la valeur avec ses guillemets.",
    },
    wrong: "services:\n  web:\n    image: myapp:1\n    environment:\n      - GREETING=\"hello\"\n",
    right: "services:\n  web:\n    image: myapp:1\n    environment:\n      - \"GREETING=hello\"\n",
    profile: None,
    fix: Some(Words {
        en: "Puts the quotes around the whole entry; unsafe, because the program then gets another value.",
        fr: "Met les guillemets autour de toute l'entrée ; à relire, car le programme reçoit alors une autre valeur.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for item in services::written_variables(cx) {
        let Some(scalar) = item.as_scalar().filter(|it| it.style == ScalarStyle::Plain) else {
            continue;
        };
        let Some((name, value)) = scalar.text.split_once('=') else {
            continue;
        };
        let inside = ['"', '\'']
            .into_iter()
            .find_map(|it| value.strip_prefix(it)?.strip_suffix(it));
        let Some(inside) = inside.filter(|it| !it.contains(['"', '\''])) else {
            continue;
        };
        let finding = findings
            .add(
                compose_range(item.range),
                say!(
                    language,
                    "the quotes are part of the value of `{name}`",
                    "les guillemets font partie de la valeur de `{name}`"
                ),
            )
            .help(say!(
                language,
                "take them away, or put them around the whole entry",
                "retirez-les, ou mettez-les autour de toute l'entrée"
            ));
        if !inside.contains('\\') && !cx.slice(item.range).contains('\n') {
            let edit = TextEdit {
                range: item.range,
                insert: format!("\"{name}={inside}\""),
            };
            finding.fix(
                say!(
                    language,
                    "Put the quotes around the whole entry",
                    "Mettre les guillemets autour de toute l'entrée"
                ),
                Applicability::Unsafe,
                vec![edit],
            );
        }
    }
}
