//! `rules`: every rule of `check`, by family.

use crate::Outcome;
use crate::args::{RulesArgs, RulesFormat, Shared};
use crate::language;
use crate::output;
use crate::problem::Problem;
use linkyard_core::language::Language;
use linkyard_core::rules::{Family, pages};
use serde::Serialize;
use std::fmt::Write as _;

#[derive(Serialize)]
struct Listed {
    code: &'static str,
    name: &'static str,
    family: &'static str,
    level: &'static str,
    summary: &'static str,
    /// What its fix does; absent where it has none.
    fix: Option<&'static str>,
}

/// Runs the command.
///
/// # Errors
/// The list cannot be written.
pub fn run(args: &RulesArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let language = language::of(shared);
    let listed: Vec<(Family, Listed)> = pages()
        .map(|page| {
            let rule = page.rule;
            let listed = Listed {
                code: rule.code,
                name: rule.name,
                family: rule.family.title().in_language(language),
                level: rule.level.as_str(),
                summary: rule.summary.in_language(language),
                fix: page.fix.map(|it| it.in_language(language)),
            };
            (rule.family, listed)
        })
        .collect();
    match args.format {
        RulesFormat::Json => {
            let listed: Vec<&Listed> = listed.iter().map(|(_, it)| it).collect();
            output::print(&super::to_json(&listed)?)?;
        }
        RulesFormat::Text => output::print(&table(&listed, language))?,
    }
    Ok(Outcome::Good)
}

fn table(listed: &[(Family, Listed)], language: Language) -> String {
    let mut res = String::new();
    let width = listed.iter().map(|(_, it)| it.name.len()).max();
    let width = width.unwrap_or_default();
    for family in Family::ALL {
        let mut rules = listed.iter().filter(|(it, _)| *it == family).peekable();
        if rules.peek().is_none() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(res, "{}\n", family.title().in_language(language));
        for (_, it) in rules {
            let Listed {
                code,
                name,
                level,
                summary,
                ..
            } = it;
            let fix = if it.fix.is_some() { "fix" } else { "" };
            let _ = writeln!(
                res,
                "  {code}  {name:width$}  {level:7}  {fix:3}  {summary}"
            );
        }
        res.push('\n');
    }
    let n = listed.len();
    res.push_str(&match language {
        Language::English => format!(
            "{n} rules. `linkyard explain RULE` prints the page of one. Set levels in `.linkyard.yml`:\n\n  rules:\n    image-without-tag: off\n\nAllow a finding where it is: `# linkyard: allow RULE` at the end of its line, or on the line before.\n"
        ),
        Language::French => format!(
            "{n} règles. `linkyard explain RÈGLE` affiche la page de l'une d'elles. Les niveaux se règlent dans `.linkyard.yml` :\n\n  rules:\n    image-without-tag: off\n\nAutoriser un constat sur place : `# linkyard: allow RÈGLE` à la fin de sa ligne, ou sur la ligne d'avant.\n"
        ),
    });
    res
}
