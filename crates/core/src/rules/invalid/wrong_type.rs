//! # wrong-type
//!
//! A value of a type that the key does not take, such as a string where a list belongs.
//!
//! Fix: puts a plain number or truth value in quotes where a string is wanted.

use crate::diagnostics::Applicability;
use crate::fault::{FaultKind, Shape};
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, name_of};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "M002",
    name: "wrong-type",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a value of a type that its key does not take",
        fr: "",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words { en: "", fr: "" },
    wrong: "",
    right: "",
    profile: None,
    fix: None,
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
        let names: Vec<&str> = expected
            .iter()
            .filter(|it| **it != Shape::Nothing)
            .map(|it| name(*it))
            .collect();
        let expected_text = names.join(" or ");
        let finding = findings.add_fault(
            fault,
            format!(
                "`{key}` must be {expected_text}, but this is {}",
                name_of(*found, language)
            ),
        );
        let range = fault.range.range();
        let written = cx.slice(range);
        let is_plain = !written.is_empty() && !written.contains(['\n', '"', '\'', '[', '{']);
        if !is_plain {
            continue;
        }
        if expected.contains(&Shape::String) {
            let edit = TextEdit {
                range,
                insert: format!("\"{written}\""),
            };
            finding.fix(
                format!("Put `{written}` in quotes"),
                Applicability::Safe,
                vec![edit],
            );
        } else if expected == &[Shape::List] {
            let edit = TextEdit {
                range,
                insert: format!("[{written}]"),
            };
            finding.fix(
                format!("Make it a list: `[{written}]`"),
                Applicability::Safe,
                vec![edit],
            );
        }
    }
}

fn name(shape: Shape) -> &'static str {
    match shape {
        Shape::Mapping => "a mapping",
        Shape::List => "a list",
        Shape::String => "a string",
        Shape::Number => "a number",
        Shape::Bool => "true or false",
        Shape::Nothing => "nothing",
    }
}
