//! The rules: one file each in the folder of its family, holding its check, its fix and its page.
//!
//! A rule reads the tree, the model and the graph, and writes diagnostics. It changes nothing.

mod deprecated;
mod findings;
mod invalid;
mod levels;
mod practice;
mod reading;
mod rule;
mod run_time;
mod security;

#[cfg(test)]
mod tests;

pub(crate) use levels::Levels;
pub use levels::{CONFIG_FILE, Level};
pub use rule::{Family, Page, Rule, RuleContext};

use crate::diagnostics::{Diagnostic, Severity};
use crate::document::Kind;
use crate::language::{Language, Words};
use crate::text::{FileId, FileRange, TextEdit, TextRange};
use findings::Findings;

/// The families, each with its rules and their pages.
type Table<T> = [&'static [&'static T]; 5];

const RULES: Table<Rule> = [
    invalid::RULES,
    run_time::RULES,
    deprecated::RULES,
    security::RULES,
    practice::RULES,
];

/// Every rule, by family, then code.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.into_iter().flatten().copied()
}

/// The pages of all rules, in the order of [`rules`].
pub fn pages() -> impl Iterator<Item = &'static Page> {
    const PAGES: Table<Page> = [
        invalid::PAGES,
        run_time::PAGES,
        deprecated::PAGES,
        security::PAGES,
        practice::PAGES,
    ];
    PAGES.into_iter().flatten().copied()
}

/// The rule with this code or name, in capitals or not.
pub fn find_rule(code_or_name: &str) -> Option<&'static Rule> {
    rules().find(|it| {
        it.code.eq_ignore_ascii_case(code_or_name) || it.name.eq_ignore_ascii_case(code_or_name)
    })
}

/// The rule that a misspelt code or name was most likely meant for.
pub fn nearest_rule(text: &str) -> Option<&'static Rule> {
    let near = nearest(text, rules().flat_map(|it| [it.code, it.name]))?;
    find_rule(near)
}

/// Runs every rule that is on: findings sorted by place, then code.
pub(crate) fn check(cx: &RuleContext<'_>, levels: &Levels) -> Vec<Diagnostic> {
    let mut res = Vec::new();
    for rule in rules().filter(|it| levels.set(it).unwrap_or(it.level) != Level::Off) {
        let mut findings = Findings::of(rule);
        (rule.check)(cx, &mut findings);
        res.extend(levels.leveled(rule, findings));
    }
    give_words_to_rules(&mut res);
    levels.apply_comments(cx, &mut res);
    res.sort_by(|a, b| (a.range, &a.code, &a.message).cmp(&(b.range, &b.code, &b.message)));
    res.dedup();
    res
}

/// What the tool refuses is often found by a rule of its own, which knows more of it: that rule gets the tool's words.
fn give_words_to_rules(diagnostics: &mut Vec<Diagnostic>) {
    let mut at = 0;
    while let Some(it) = diagnostics.get(at) {
        let range = it.range;
        let tool = it.tool.clone().filter(|_| it.code == invalid::REFUSED);
        let own = tool.as_ref().and_then(|_| {
            diagnostics.iter().position(|other| {
                other.tool.is_none()
                    && other.severity == Severity::Error
                    && other.code != invalid::REFUSED
                    && other.range.file == range.file
                    && other.range.start <= range.end
                    && range.start <= other.range.end
            })
        });
        match own.and_then(|it| diagnostics.get_mut(it)) {
            Some(own) => {
                own.tool = tool;
                diagnostics.remove(at);
            }
            None => at += 1,
        }
    }
}

fn compose_range(range: TextRange) -> FileRange {
    FileRange::new(FileId::COMPOSE, range)
}

/// The candidate that `text` was most likely meant to be, or `None` if nothing is near.
fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (text.chars().count() / 3).max(1);
    candidates
        .filter(|it| *it != text)
        .map(|it| (strsim::osa_distance(text, it), it))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// How a list of words ends.
#[derive(Clone, Copy)]
enum Conjunction {
    And,
    Or,
}

/// `` `a`, `b` or `c` ``.
fn list_of(words: &[&str], conjunction: Conjunction, language: Language) -> String {
    let quoted: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    let conjunction = match (conjunction, language) {
        (Conjunction::And, Language::English) => "and",
        (Conjunction::Or, Language::English) => "or",
        (Conjunction::And, Language::French) => "et",
        (Conjunction::Or, Language::French) => "ou",
    };
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

/// What a value is, with an article.
fn name_of(kind: Kind, language: Language) -> &'static str {
    let words = match kind {
        Kind::Map => Words {
            en: "a mapping",
            fr: "une table",
        },
        Kind::List => Words {
            en: "a list",
            fr: "une liste",
        },
        Kind::Null => Words {
            en: "nothing",
            fr: "vide",
        },
        Kind::Bool => Words {
            en: "true or false",
            fr: "vrai ou faux",
        },
        Kind::Int | Kind::Float => Words {
            en: "a number",
            fr: "un nombre",
        },
        Kind::Date | Kind::Str => Words {
            en: "a string",
            fr: "une chaîne",
        },
    };
    words.in_language(language)
}

/// Deletes the whole lines that `range` touches.
fn delete_lines(text: &str, range: TextRange) -> TextEdit {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line_start = text
        .get(..start)
        .and_then(|it| it.rfind('\n'))
        .map_or(0, |it| it + 1);
    let rest = text.get(end..).unwrap_or_default();
    let line_end = rest.find('\n').map_or(text.len(), |it| end + it + 1);
    TextEdit {
        range: TextRange::new((line_start as u32).into(), (line_end as u32).into()),
        insert: String::new(),
    }
}
