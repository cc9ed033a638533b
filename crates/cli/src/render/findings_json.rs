//! Findings for programs: `check --format json`.

use super::diagnostics::Sources;
use linkyard_core::diagnostics::{Applicability, Diagnostic, Severity};
use linkyard_core::fault::ToolMessage;
use linkyard_core::text::{FileId, FileRange};
use serde::Serialize;

/// The object that `check --format json` prints.
#[derive(Serialize)]
pub struct Report<'a> {
    file: &'a str,
    errors: usize,
    warnings: usize,
    hints: usize,
    /// Titles of the fixes that `--fix` wrote; the findings below are what remained.
    fixed: &'a [String],
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    #[serde(flatten)]
    at: Place<'a>,
    message: &'a str,
    help: Option<&'a str>,
    labels: Vec<Label<'a>>,
    fixes: Vec<Fix<'a>>,
    /// What the imitated compose tool prints about it.
    tool: Option<&'a ToolMessage>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    start: Point,
    end: Point,
}

/// Line and column count from 1, the column in characters; the offset counts bytes from 0.
#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct Label<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    start: Point,
    end: Point,
    insert: &'a str,
}

/// The report on one compose file.
pub fn report<'a>(
    file: &'a str,
    fixed: &'a [String],
    diagnostics: &'a [Diagnostic],
    sources: &'a Sources<'_>,
) -> Report<'a> {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|it| it.severity == severity)
            .count()
    };
    let point = |file: FileId, offset: usize| {
        let (line, column) = sources.line_and_column(file, offset);
        Point {
            line,
            column,
            offset,
        }
    };
    let place = |range: FileRange| Place {
        file: sources.name(range.file),
        start: point(range.file, range.start.into()),
        end: point(range.file, range.end.into()),
    };
    let fix = |fix: &'a linkyard_core::diagnostics::Fix, file: FileId| Fix {
        title: &fix.title,
        applicability: fix.applicability,
        edits: fix
            .edits
            .iter()
            .map(|it| Edit {
                start: point(file, it.range.start().into()),
                end: point(file, it.range.end().into()),
                insert: &it.insert,
            })
            .collect(),
    };
    Report {
        file,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        hints: count(Severity::Hint),
        fixed,
        diagnostics: diagnostics
            .iter()
            .map(|it| Finding {
                code: &it.code,
                name: &it.name,
                severity: it.severity,
                at: place(it.range),
                message: &it.message,
                help: it.help.as_deref(),
                labels: it
                    .labels
                    .iter()
                    .map(|it| Label {
                        at: place(it.range),
                        message: &it.message,
                    })
                    .collect(),
                fixes: it
                    .fixes
                    .iter()
                    .map(|fixes| fix(fixes, it.range.file))
                    .collect(),
                tool: it.tool.as_ref(),
            })
            .collect(),
    }
}
