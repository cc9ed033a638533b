//! # wrong-type
//!
//! A value of a type that the key does not take, such as a string where a list belongs.

use crate::diagnostics::Applicability;
use crate::document::Kind;
use crate::fault::{FaultKind, Shape};
use crate::language::{Language, Words, say};
use crate::rules::{
    Conjunction, Family, Findings, Level, Page, Rule, RuleContext, joined, name_of,
};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "M002",
    name: "wrong-type",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a value of a type that its key does not take",
        fr: "une valeur d'un type que sa clé n'admet pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "YAML decides from the way a value is written whether it is a text, a number, a truth value, a list or a mapping, and the compose tools check the type of each before they look at it. A version such as `3.20` without quotes is a number, `yes` may be a truth value, and one entry without its `-` is no list.",
        fr: "YAML décide d'après l'écriture d'une valeur si c'est un texte, un nombre, une valeur de vérité, une liste ou une table, et les outils compose vérifient le type de chacune avant de la lire. Une version comme `3.20` sans guillemets est un nombre, `yes` peut être une valeur de vérité, et une entrée sans son `-` n'est pas une liste.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    user: 1000\n    ports: 8080:80\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    user: \"1000\"\n    ports: [\"8080:80\"]\n",
    profile: None,
    fix: Some(Words {
        en: "Puts a number or a truth value in quotes where a text is wanted, and a single entry in brackets where a list is. Safe: it is what was written, in the form that the tool takes.",
        fr: "Met un nombre ou une valeur de vérité entre guillemets là où il faut un texte, et une entrée seule entre crochets là où il faut une liste. Sûr : c'est ce qui était écrit, sous la forme que l'outil accepte.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        let FaultKind::WrongType {
            key,
            expected,
            found,
        } = &fault.kind
        else {
            continue;
        };
        // Where the text is broken, the value is what could not be read.
        if *found == Kind::Null && cx.is_broken(fault.range) {
            continue;
        }
        let names = joined(&names(expected, language), Conjunction::Or, language);
        let message = if *found == Kind::Null {
            say!(
                language,
                "`{key}` must be {names}, but nothing stands here",
                "`{key}` doit être {names}, mais il n'y a rien ici"
            )
        } else {
            let found = name_of(*found, language);
            say!(
                language,
                "`{key}` must be {names}, but this is {found}",
                "`{key}` doit être {names}, or ceci est {found}"
            )
        };
        let finding = findings
            .add_fault(fault, message)
            .help(help(key, expected, *found, language));
        let range = fault.range.range();
        let written = cx.written(fault.range);
        if !is_plain(written) {
            continue;
        }
        // Of several types it is not certain which was meant.
        let scalars = [Shape::Number, Shape::Bool];
        if expected.contains(&Shape::String) && !expected.iter().any(|it| scalars.contains(it)) {
            let edit = TextEdit {
                range,
                insert: format!("\"{written}\""),
            };
            finding.fix(
                say!(
                    language,
                    "Put `{written}` in quotes",
                    "Mettre `{written}` entre guillemets"
                ),
                Applicability::Safe,
                vec![edit],
            );
        } else if expected == &[Shape::List] && !written.contains(',') {
            let edit = TextEdit {
                range,
                insert: format!("[{written}]"),
            };
            finding.fix(
                say!(
                    language,
                    "Make it a list: `[{written}]`",
                    "En faire une liste : `[{written}]`"
                ),
                Applicability::Safe,
                vec![edit],
            );
        }
    }
}

/// What to write instead.
fn help(key: &str, expected: &[Shape], found: Kind, language: Language) -> String {
    let has = |it: Shape| expected.contains(&it);
    match found {
        Kind::Null => say!(
            language,
            "give `{key}` a value, or take it out",
            "donnez une valeur à `{key}`, ou enlevez-la"
        ),
        Kind::Map | Kind::List if has(Shape::String) || has(Shape::Number) || has(Shape::Bool) => {
            say!(
                language,
                "write one value after `{key}:`",
                "écrivez une seule valeur après `{key}:`"
            )
        }
        Kind::List if has(Shape::Mapping) => say!(
            language,
            "write `NAME: VALUE` lines without `-`",
            "écrivez des lignes `NOM: VALEUR` sans `-`"
        ),
        _ if has(Shape::List) => say!(
            language,
            "write each entry as `- ENTRY` on a line of its own, or all as `[ENTRY, ENTRY]`",
            "écrivez chaque entrée `- ENTRÉE` sur une ligne à elle, ou toutes sous la forme `[ENTRÉE, ENTRÉE]`"
        ),
        _ if has(Shape::Mapping) => say!(
            language,
            "write `NAME: VALUE` lines below `{key}:`, indented",
            "écrivez des lignes `NOM: VALEUR` sous `{key}:`, indentées"
        ),
        _ if has(Shape::Bool) => say!(
            language,
            "write `true` or `false` without quotes",
            "écrivez `true` ou `false` sans guillemets"
        ),
        _ if has(Shape::Number) => say!(
            language,
            "write a number without quotes",
            "écrivez un nombre sans guillemets"
        ),
        _ => say!(
            language,
            "put it in quotes to make it a string",
            "mettez-la entre guillemets pour en faire une chaîne"
        ),
    }
}

/// Whether a text means the same in quotes or in brackets.
fn is_plain(written: &str) -> bool {
    !written.is_empty()
        && !written.starts_with(['*', '&', '!'])
        && !written.contains(['\n', '"', '\'', '[', ']', '{', '}', '\\', '#'])
}

/// What is wanted, with articles.
fn names(expected: &[Shape], language: Language) -> Vec<&'static str> {
    let kinds = [
        (Shape::Mapping, Kind::Map),
        (Shape::List, Kind::List),
        (Shape::String, Kind::Str),
        (Shape::Number, Kind::Int),
    ];
    let mut res: Vec<&str> = kinds
        .into_iter()
        .filter(|(shape, _)| expected.contains(shape))
        .map(|(_, kind)| name_of(kind, language))
        .collect();
    if expected.contains(&Shape::Bool) {
        res.extend(["`true`", "`false`"]);
    }
    res
}
