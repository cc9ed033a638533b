//! Findings as workflow commands of GitHub Actions: `check --format github`.

use super::diagnostics::Sources;
use linkyard_core::diagnostics::{Diagnostic, Severity};
use std::fmt::Write as _;

/// One command a finding.
///
/// Source: the workflow commands `error`, `warning` and `notice` of GitHub Actions.
pub fn commands(diagnostics: &[Diagnostic], sources: &Sources<'_>) -> String {
    let mut res = String::new();
    for it in diagnostics {
        let command = match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let (line, column) = sources.line_and_column(it.range.file, it.range.start.into());
        let (end_line, end_column) = sources.line_and_column(it.range.file, it.range.end.into());
        let mut message = it.message.clone();
        if let Some(help) = &it.help {
            message.push('\n');
            message.push_str(help);
        }
        let file = property(sources.name(it.range.file));
        let title = property(&format!("{} {}", it.code, it.name));
        // A range of columns is only understood within one line. Writing to a string cannot fail.
        let columns = if line == end_line {
            format!(",col={column},endColumn={end_column}")
        } else {
            String::new()
        };
        let _ = writeln!(
            res,
            "::{command} file={file},line={line},endLine={end_line}{columns},title={title}::{}",
            data(&message)
        );
    }
    res
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
