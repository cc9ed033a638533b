//! `check`: findings, and with `--fix` the repairs.

mod fix;

use crate::Outcome;
use crate::args::{CheckArgs, CheckFormat, Shared};
use crate::language::FIXED;
use crate::output;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use crate::render::diagnostics::{Options, Sources};
use crate::render::{findings_json, github, sarif};
use fix::Fixed;
use linkyard_core::analysis::Analysis;
use linkyard_core::diagnostics::{Applicability, Severity};
use linkyard_core::language::Language;

/// Runs the command.
///
/// # Errors
/// The input cannot be read, or a fixed file cannot be written.
pub fn run(args: &CheckArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &[])?;
    input.settings.rule_levels = args.rules.clone();
    let mut analysis = input.analyse(None)?;
    let mut done = Vec::new();
    let mut text = None;
    if args.fix {
        let limit = if args.unsafe_fixes {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        let fixed = Fixed::new(&input, analysis, limit);
        fixed.write(&input)?;
        text = Some(fixed.text).filter(|_| input.path.is_none());
        analysis = fixed.analysis;
        done = fixed.done;
    }
    let report = report(args, &input, &analysis, &done)?;
    match text {
        Some(text) => {
            output::eprint(&report);
            output::print(&text)?;
        }
        None => output::print(&report)?,
    }
    let is_bad = analysis
        .diagnostics
        .iter()
        .any(|it| it.severity == Severity::Error);
    Ok(if is_bad { Outcome::Bad } else { Outcome::Good })
}

fn report(
    args: &CheckArgs,
    input: &ProjectInput,
    analysis: &Analysis,
    done: &[String],
) -> Result<String, Problem> {
    let sources = Sources::new(analysis);
    let found = &analysis.diagnostics;
    let language = input.settings.language;
    match args.format {
        CheckFormat::Human => {
            let fixed = FIXED.in_language(language);
            let mut res: String = done.iter().map(|it| format!("{fixed}: {it}\n")).collect();
            if !done.is_empty() {
                res.push('\n');
            }
            let options = Options {
                language,
                shows_tool: args.explain.then_some(analysis.profile.dialect),
            };
            res.push_str(&sources.render(found, options));
            res.push_str(&summary(input, analysis));
            Ok(res)
        }
        CheckFormat::Json => {
            let file = &input.settings.file_name;
            super::to_json(&findings_json::report(file, done, found, &sources))
        }
        CheckFormat::Sarif => super::to_json(&sarif::log(found, &sources, language)),
        CheckFormat::Github => Ok(github::commands(found, &sources)),
    }
}

/// One line: how many findings of each kind, and how many of them `--fix` repairs.
fn summary(input: &ProjectInput, analysis: &Analysis) -> String {
    let file = &input.settings.file_name;
    let language = input.settings.language;
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| {
            let found = analysis.diagnostics.iter();
            let n = found.filter(|it| it.severity == severity).count();
            let word = severity.words().in_language(language);
            (n > 0).then(|| format!("{n} {word}{}", if n == 1 { "" } else { "s" }))
        })
        .collect();
    if counts.is_empty() {
        let n = analysis.project.services.len();
        let s = if n == 1 { "" } else { "s" };
        return match language {
            Language::English => format!("{file}: {n} service{s}, no findings\n"),
            Language::French => format!("{file} : {n} service{s}, rien à signaler\n"),
        };
    }
    let n = analysis
        .diagnostics
        .iter()
        .filter(|it| fix::wanted(it, Applicability::Safe).is_some())
        .count();
    let counts = counts.join(", ");
    match language {
        Language::English if n == 0 => format!("{file}: {counts}\n"),
        Language::English => {
            format!("{file}: {counts}; `linkyard check --fix` repairs {n} of them\n")
        }
        Language::French if n == 0 => format!("{file} : {counts}\n"),
        Language::French => {
            format!("{file} : {counts} ; `linkyard check --fix` en corrige {n}\n")
        }
    }
}
