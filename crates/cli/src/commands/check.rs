//! `check`: findings, and with `--fix` the safe repairs.

use crate::Outcome;
use crate::args::{CheckArgs, CheckFormat, Shared};
use crate::output;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use crate::render::diagnostics::Sources;
use crate::render::findings_json;
use linkyard_core::analysis::Analysis;
use linkyard_core::diagnostics::{Applicability, Diagnostic, Fix, Severity};
use linkyard_core::text::{FileId, TextEdit, TextRange, apply_edits};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// More rounds than any file needs: each round either repairs something or is the last.
const MOST_ROUNDS: usize = 100;

/// Runs the command.
///
/// # Errors
/// The input cannot be read, or a fixed file cannot be written.
pub fn run(args: &CheckArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &[])?;
    let mut analysis = input.analyse(None)?;
    let mut fixed = Vec::new();
    let mut text = input.text.clone();
    if args.fix {
        (text, fixed) = fix(&input, &mut analysis);
        if text != input.text
            && let Some(path) = &input.path
        {
            replace_file(path, &text).map_err(|err| {
                Problem::usage(format!("the fixed text cannot be written to `{}`", path.display()))
                    .because(err.to_string())
                    .help("nothing was changed; `linkyard check --fix -f - < FILE` prints the fixed text instead")
            })?;
        }
    }
    let prints_text = args.fix && input.path.is_none();
    let sources = Sources::new(&analysis);
    let report = match args.format {
        CheckFormat::Human => {
            let mut res: String = fixed.iter().map(|it| format!("fixed: {it}\n")).collect();
            if !fixed.is_empty() {
                res.push('\n');
            }
            res.push_str(&sources.render(&analysis.diagnostics));
            res.push_str(&summary(&input, &analysis));
            res
        }
        CheckFormat::Json => {
            let report = findings_json::report(
                &input.settings.file_name,
                &fixed,
                &analysis.diagnostics,
                &sources,
            );
            super::to_json(&report)?
        }
    };
    if prints_text {
        output::eprint(&report);
        output::print(&text)?;
    } else {
        output::print(&report)?;
    }
    let is_bad = analysis
        .diagnostics
        .iter()
        .any(|it| it.severity == Severity::Error);
    Ok(if is_bad { Outcome::Bad } else { Outcome::Good })
}

/// One line: how many findings of each kind, and how many of them `--fix` repairs.
pub fn summary(input: &ProjectInput, analysis: &Analysis) -> String {
    let file = &input.settings.file_name;
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| {
            let n = analysis
                .diagnostics
                .iter()
                .filter(|it| it.severity == severity)
                .count();
            (n > 0).then(|| format!("{n} {}{}", severity.as_str(), if n == 1 { "" } else { "s" }))
        })
        .collect();
    if counts.is_empty() {
        let n = analysis.project.services.len();
        return format!(
            "{file}: {n} service{}, no findings\n",
            if n == 1 { "" } else { "s" }
        );
    }
    let fixable = analysis
        .diagnostics
        .iter()
        .filter(|it| safe_fix(it).is_some())
        .count();
    let hint = match fixable {
        0 => String::new(),
        1 => "; `linkyard check --fix` repairs 1 of them".to_owned(),
        n => format!("; `linkyard check --fix` repairs {n} of them"),
    };
    format!("{file}: {}{hint}\n", counts.join(", "))
}

/// The fix that may be applied without a look, if it is one of the compose file.
fn safe_fix(diagnostic: &Diagnostic) -> Option<&Fix> {
    let is_here = diagnostic.range.file == FileId::COMPOSE;
    diagnostic
        .fixes
        .iter()
        .find(|it| is_here && it.applicability == Applicability::Safe && !it.edits.is_empty())
}

/// Applies safe fixes until none is left. Gives the new text and what was done, and leaves `analysis` at the new text.
fn fix(input: &ProjectInput, analysis: &mut Analysis) -> (String, Vec<String>) {
    let mut text = input.text.clone();
    let mut done = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let chosen = compatible_fixes(&analysis.diagnostics);
        let edits: Vec<TextEdit> = chosen
            .iter()
            .flat_map(|(_, fix)| fix.edits.iter().cloned())
            .collect();
        let (next, _) = apply_edits(&text, &edits);
        if next == text {
            break;
        }
        for (diagnostic, fix) in chosen {
            let line = analysis.lines.line_col(diagnostic.range.start).line + 1;
            done.push(format!("line {line}: {} ({})", fix.title, diagnostic.code));
        }
        text = next;
        *analysis = input.analysis_of(&text);
    }
    (text, done)
}

/// The safe fixes that do not touch each other's text; the others get their turn in the next round.
fn compatible_fixes(diagnostics: &[Diagnostic]) -> Vec<(&Diagnostic, &Fix)> {
    let mut taken: Vec<TextRange> = Vec::new();
    let mut res = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = safe_fix(diagnostic) else {
            continue;
        };
        let touches = |edit: &TextEdit| {
            taken
                .iter()
                .any(|it| it.start() <= edit.range.end() && edit.range.start() <= it.end())
        };
        if !fix.edits.iter().any(touches) {
            taken.extend(fix.edits.iter().map(|it| it.range));
            res.push((diagnostic, fix));
        }
    }
    res
}

/// Replaces the content of `path` in one step: other programs see the old text or the new one, never a part.
fn replace_file(path: &Path, text: &str) -> std::io::Result<()> {
    // A link stays a link.
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.linkyard-{}", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(&path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&temporary, &path)
    })();
    if written.is_err() {
        // The reason for the failure is what the user is told; a temporary file that stays is in the same folder.
        let _ = fs::remove_file(&temporary);
    }
    written
}
