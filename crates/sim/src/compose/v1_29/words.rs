//! What the tool says of a text that is no YAML.

use linkyard_core::load::Source;
use linkyard_core::syntax::{SyntaxError, SyntaxErrorKind};

/// What the tool prints of a text that is no YAML. Its parser has many words; these are those for the usual slips, with
/// the place at which it is wrong.
pub(crate) fn not_yaml(source: &Source, error: &SyntaxError) -> String {
    let at = usize::from(error.range.start());
    let (line, column) = line_and_column(&source.text, at);
    let path = &source.path;
    let prefix = if path.starts_with('/') { "" } else { "./" };
    let mark = |line: usize, column: usize| {
        format!("  in \"{prefix}{path}\", line {line}, column {column}")
    };
    let here = mark(line, column);
    let text = &source.text;
    let last_line = text.rsplit('\n').next().unwrap_or_default();
    let end = mark(
        text.matches('\n').count() + 1,
        last_line.chars().count() + 1,
    );
    let after = text.get(at..).unwrap_or_default();
    // The next line with something on it.
    let next = after.lines().enumerate().skip(1);
    let next = next
        .filter(|(_, it)| !it.trim().is_empty())
        .map(|(n, it)| (line + n, it.len() - it.trim_start().len() + 1))
        .next();
    match &error.kind {
        SyntaxErrorKind::TabIndentation => format!(
            "yaml.scanner.ScannerError: while scanning for the next token\nfound character '\\t' that cannot start any token\n{here}"
        ),
        SyntaxErrorKind::ReservedCharacter { character } => format!(
            "yaml.scanner.ScannerError: while scanning for the next token\nfound character '{character}' that cannot start any token\n{here}"
        ),
        SyntaxErrorKind::UnclosedQuote => format!(
            "yaml.scanner.ScannerError: while scanning a quoted scalar\n{here}\nfound unexpected end of stream\n{end}"
        ),
        SyntaxErrorKind::UnclosedFlow => {
            let (what, bracket) = if after.starts_with('{') {
                ("mapping", '}')
            } else {
                ("sequence", ']')
            };
            format!(
                "yaml.parser.ParserError: while parsing a flow {what}\n{here}\nexpected ',' or '{bracket}', but got '<stream end>'\n{end}"
            )
        }
        SyntaxErrorKind::UndefinedAlias { name } => {
            format!("yaml.composer.ComposerError: found undefined alias '{name}'\n{here}")
        }
        SyntaxErrorKind::SecondDocument => format!(
            "yaml.composer.ComposerError: expected a single document in the stream\n{}\nbut found another document\n{here}",
            mark(1, 1)
        ),
        SyntaxErrorKind::MissingColon => {
            let found = match next {
                Some((line, column)) => mark(line, column),
                None => end,
            };
            format!(
                "yaml.scanner.ScannerError: while scanning a simple key\n{here}\ncould not find expected ':'\n{found}"
            )
        }
        SyntaxErrorKind::SecondColon => {
            format!("yaml.scanner.ScannerError: mapping values are not allowed here\n{here}")
        }
        SyntaxErrorKind::MismatchedBracket { open, close } => {
            let (what, bracket) = if *open == '{' {
                ("mapping", '}')
            } else {
                ("sequence", ']')
            };
            let opening = error.related.map_or(at, |it| usize::from(it.start()));
            let (line, column) = line_and_column(text, opening);
            format!(
                "yaml.parser.ParserError: while parsing a flow {what}\n{}\nexpected ',' or '{bracket}', but got '{close}'\n{here}",
                mark(line, column)
            )
        }
        kind => {
            let found = match kind {
                SyntaxErrorKind::TextAfterQuote => "<scalar>",
                _ => "<block mapping start>",
            };
            let (line, column) = block_start(text, line, column);
            format!(
                "yaml.parser.ParserError: while parsing a block mapping\n{}\nexpected <block end>, but found '{found}'\n{here}",
                mark(line, column)
            )
        }
    }
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|it| *it != '\n').count() + 1;
    (line, column)
}

/// Where the mapping begins that a line breaks.
fn block_start(text: &str, line: usize, column: usize) -> (usize, usize) {
    let indent_of = |it: &str| it.len() - it.trim_start_matches(' ').len();
    let lines: Vec<&str> = text.lines().take(line).collect();
    let own = lines.last().map_or(0, |it| indent_of(it));
    // What stands behind other text on its line belongs to the mapping of that line.
    let is_inside = column > own + 1;
    let mut res = (1, 1);
    let mut indent = None;
    for (at, text) in lines.iter().enumerate().rev() {
        let here = indent_of(text);
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            continue;
        }
        match indent {
            None if here < own || (is_inside && here <= own) => indent = Some(here),
            None => continue,
            Some(it) if here < it => break,
            Some(_) => {}
        }
        if indent == Some(here) {
            res = (at + 1, here + 1);
        }
    }
    res
}
