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
mod services;

#[cfg(test)]
mod tests;

pub(crate) use levels::Levels;
pub use levels::{CONFIG_FILE, Level};
pub use rule::{Family, Page, Rule, RuleContext};
pub use services::Facts;

use crate::diagnostics::{Diagnostic, Severity};
use crate::document::Kind;
use crate::fault::ToolMessage;
use crate::language::{Language, Words, say};
use crate::project::{Dependency, Service};
use crate::sort::SortOnce;
use crate::text::{FileId, FileRange, TextEdit, TextRange, TextSize};
use findings::Findings;
use std::collections::BTreeMap;

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
    res.order_by(|a, b| (a.range, &a.code, &a.message).cmp(&(b.range, &b.code, &b.message)));
    res.dedup();
    res
}

/// What the tool refuses is often found by a rule of its own, which knows more of it: that rule gets the tool's words.
///
/// Several may overlap the refusal: the first in the order of rules that has no words yet gets them. Where none does, one
/// of whose labels overlaps it, such as an edge of a circle.
fn give_words_to_rules(diagnostics: &mut Vec<Diagnostic>) {
    let mut owners = Owners::new(diagnostics);
    let mut given: BTreeMap<usize, ToolMessage> = BTreeMap::new();
    diagnostics.retain_mut(|it| {
        if it.code != invalid::REFUSED || it.tool.is_none() {
            return true;
        }
        let Some(owner) = owners.take(it.range) else {
            return true;
        };
        given.extend(it.tool.take().map(|tool| (owner, tool)));
        false
    });
    // Those that may own words are still the same: a refusal is never one of them.
    let owners = diagnostics.iter_mut().filter(|it| may_own_words(it));
    for (rank, owner) in owners.enumerate() {
        owner.tool = given.remove(&rank);
    }
}

fn may_own_words(it: &Diagnostic) -> bool {
    it.tool.is_none() && it.severity == Severity::Error && it.code != invalid::REFUSED
}

/// The findings that may get the tool's words, by their rank: their place in the order of rules.
struct Owners {
    by_place: Places,
    by_label: Places,
    is_taken: Vec<bool>,
}

impl Owners {
    fn new(diagnostics: &[Diagnostic]) -> Owners {
        let mut places = Vec::new();
        let mut labels = Vec::new();
        let mut n_owners = 0;
        for it in diagnostics.iter().filter(|it| may_own_words(it)) {
            places.push((it.range, n_owners));
            labels.extend(it.labels.iter().map(|it| (it.range, n_owners)));
            n_owners += 1;
        }
        Owners {
            by_place: Places::new(places),
            by_label: Places::new(labels),
            is_taken: vec![false; n_owners],
        }
    }

    /// The owner of what the tool says at `range`: nobody else gets it any more.
    fn take(&mut self, range: FileRange) -> Option<usize> {
        let is_free = |rank: usize| self.is_taken.get(rank) == Some(&false);
        let rank = self.by_place.first_at(range, is_free);
        let rank = rank.or_else(|| self.by_label.first_at(range, is_free))?;
        *self.is_taken.get_mut(rank)? = true;
        Some(rank)
    }
}

/// Places of findings, by file and start.
struct Places(Vec<Place>);

struct Place {
    range: FileRange,
    rank: usize,
    /// The furthest end in this file up to here: whoever looks backwards may stop where it lies before them.
    furthest: TextSize,
}

impl Places {
    fn new(mut ranges: Vec<(FileRange, usize)>) -> Places {
        ranges.order();
        let mut res: Vec<Place> = Vec::with_capacity(ranges.len());
        for (range, rank) in ranges {
            let before = res.last().filter(|it| it.range.file == range.file);
            let furthest = before.map_or(range.end, |it| it.furthest.max(range.end));
            res.push(Place {
                range,
                rank,
                furthest,
            });
        }
        Places(res)
    }

    /// The first by rank that overlaps `range`.
    fn first_at(&self, range: FileRange, is_free: impl Fn(usize) -> bool) -> Option<usize> {
        let starts_before = |it: &Place| (it.range.file, it.range.start) <= (range.file, range.end);
        let end = self.0.partition_point(starts_before);
        let near = self.0.get(..end)?.iter().rev();
        near.take_while(|it| it.range.file == range.file && it.furthest >= range.start)
            .filter(|it| it.range.end >= range.start && is_free(it.rank))
            .map(|it| it.rank)
            .min()
    }
}

fn compose_range(range: TextRange) -> FileRange {
    FileRange::new(FileId::COMPOSE, range)
}

/// More names than these are not compared: a file of thousands of wrong names must be told quickly too.
const MOST_CANDIDATES: usize = 256;

/// The candidate that `text` was most likely meant to be, or `None` if nothing is near.
fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = text.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .take(MOST_CANDIDATES)
        .filter(|it| *it != text && it.chars().count().abs_diff(length) <= limit)
        .map(|it| (strsim::osa_distance(text, it), it))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// What the file writes under `depends_on`; a loaded service also depends on what its links, volumes and network come from.
fn written_dependencies(service: &Service) -> impl Iterator<Item = &Dependency> {
    let derived = || {
        let links = service.links.iter().map(|it| it.range);
        let volumes = service.volumes_from.iter().map(|it| it.source.range);
        let network = service.network_mode.iter().map(|it| it.range);
        links.chain(volumes).chain(network)
    };
    service.depends_on.iter().filter(move |it| {
        let range = it.service.range;
        !derived().any(|other| {
            other.file == range.file && other.start <= range.start && range.start <= other.end
        })
    })
}

/// The question after a name that is not there, when another is near.
fn did_you_mean(meant: &str, language: Language) -> String {
    say!(
        language,
        "did you mean `{meant}`?",
        "vouliez-vous dire `{meant}` ?"
    )
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
    joined(&quoted, conjunction, language)
}

/// `a, b or c`.
fn joined<T: AsRef<str>>(words: &[T], conjunction: Conjunction, language: Language) -> String {
    let conjunction = match (conjunction, language) {
        (Conjunction::And, Language::English) => "and",
        (Conjunction::Or, Language::English) => "or",
        (Conjunction::And, Language::French) => "et",
        (Conjunction::Or, Language::French) => "ou",
    };
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.as_ref().to_owned(),
        Some((last, rest)) => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} {conjunction} {}", rest.join(", "), last.as_ref())
        }
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
            en: "`true` or `false`",
            fr: "`true` ou `false`",
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
