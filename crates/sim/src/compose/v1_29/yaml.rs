//! YAML as PyYAML writes it, and what it says of a text that is none.

use linkyard_core::load::Source;
use linkyard_core::syntax::SyntaxError;

/// What the tool prints of a text that is no YAML. Its parser's words are many; what is said here is where it stopped.
pub(crate) fn not_yaml(source: &Source, error: &SyntaxError) -> String {
    let at = usize::from(error.range.start());
    let before = source.text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|it| *it != '\n').count() + 1;
    let path = &source.path;
    let prefix = if path.starts_with('/') { "" } else { "./" };
    format!(
        "yaml.scanner.ScannerError: mapping values are not allowed here\n  in \"{prefix}{path}\", line {line}, column {column}"
    )
}
