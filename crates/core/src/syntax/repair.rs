//! Changes of a broken text that keep every offset, so that it can be read further.

use std::ops::Range;

use super::lines;
use super::raw::Failure;

/// A change of the text that keeps every offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Write spaces over everything but line breaks.
    Blank(Vec<Range<usize>>),
    /// Write spaces over the tabs of these ranges, one in each line.
    Untab(Vec<Range<usize>>),
    /// Read byte order marks as text; nothing is changed.
    MarksAreText,
}

impl Edit {
    /// Blanks one range.
    pub(super) fn blank(range: Range<usize>) -> Self {
        Self::Blank(vec![range])
    }
}

/// The tabs in front of the first line with content. The YAML crate accepts them, PyYAML and Go's
/// yaml do not.
pub(super) fn leading_tabs(text: &str) -> Option<Edit> {
    let bytes = text.as_bytes();
    let mut line = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    while line < bytes.len() && lines::is_idle_line(bytes, line) {
        line = lines::next_line(bytes, line);
    }
    has_tab(bytes, line).then(|| Edit::Untab(tabbed_lines(bytes, line)))
}

/// What to try when the first edit was not enough, from the smallest to the largest.
pub(super) fn wider(bytes: &[u8], cause: usize, failure: &Failure) -> Vec<Edit> {
    let mut edits = vec![
        Edit::blank(whole_line(bytes, cause)),
        Edit::blank(whole_line(bytes, failure.at)),
    ];
    // The nearest line above that has content, then the nearest below.
    let mut line = lines::line_start(bytes, failure.at);
    while line > 0 {
        line = lines::line_start(bytes, line - 1);
        if !lines::is_idle_line(bytes, line) {
            edits.push(Edit::blank(line..lines::line_end(bytes, line)));
            break;
        }
    }
    let mut line = lines::next_line(bytes, failure.at);
    while line < bytes.len() {
        if !lines::is_idle_line(bytes, line) {
            edits.push(Edit::blank(line..lines::line_end(bytes, line)));
            break;
        }
        line = lines::next_line(bytes, line);
    }
    edits
}

/// The tabs in the indentation of a line: from the first to the last.
pub(super) fn tabs(bytes: &[u8], line: usize) -> Range<usize> {
    let content = lines::content_start(bytes, line);
    let blanks = bytes.get(line..content).unwrap_or_default();
    let first = blanks.iter().position(|&b| b == b'\t').unwrap_or_default();
    let last = blanks
        .iter()
        .rposition(|&b| b == b'\t')
        .map_or(blanks.len(), |last| last + 1);
    line + first..line + last.max(first)
}

/// Whether the indentation of a line holds a tab.
pub(super) fn has_tab(bytes: &[u8], line: usize) -> bool {
    let content = lines::content_start(bytes, line);
    bytes
        .get(line..content)
        .is_some_and(|blanks| blanks.contains(&b'\t'))
}

/// The indentation of a line with tabs and of the lines below that begin with a tab as well: they
/// have the same fault.
pub(super) fn tabbed_lines(bytes: &[u8], line: usize) -> Vec<Range<usize>> {
    let indentation = |line: usize| line..lines::content_start(bytes, line);
    let mut tabbed = vec![indentation(line)];
    let mut next = lines::next_line(bytes, line);
    while next < bytes.len() && tabbed.len() < super::MAX_ERRORS {
        if bytes.get(next) == Some(&b'\t') && !lines::is_empty_line(bytes, next) {
            tabbed.push(indentation(next));
        } else if !lines::is_idle_line(bytes, next) {
            break;
        }
        next = lines::next_line(bytes, next);
    }
    tabbed
}

/// The line of `at` with the lines below that are indented more.
pub(super) fn whole_line(bytes: &[u8], at: usize) -> Range<usize> {
    let line = lines::line_start(bytes, at);
    let indent = lines::content_start(bytes, line) - line;
    line..lines::block_end(bytes, line, indent + 1, None)
}

/// Writes over everything in a range but line breaks; `false` if nothing was there.
///
/// A part of a line becomes spaces. A line without anything left becomes line breaks: in a block of
/// text above it, spaces would be content.
pub(super) fn blank(bytes: &mut [u8], range: std::ops::Range<usize>) -> bool {
    let mut changed = false;
    let mut at = range.start;
    while at < range.end {
        let end = lines::line_end(bytes, at).min(range.end);
        let content = lines::content_start(bytes, lines::line_start(bytes, at));
        let whole = at <= content && lines::is_empty_line(bytes, end);
        let filler = if whole { b'\n' } else { b' ' };
        for byte in bytes.get_mut(at..end).unwrap_or_default() {
            changed |= !lines::is_blank(*byte);
            *byte = filler;
        }
        at = lines::next_line(bytes, end).max(end + 1);
    }
    changed
}
