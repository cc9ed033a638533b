//! Looking at raw YAML text without reading it: lines, indentation, quotes, brackets.
//!
//! The functions here guess where YAML has to know.
//! They place empty values and describe errors; they never decide what a correct text means.

/// Start of the line that holds `at`.
pub(super) fn line_start(text: &[u8], at: usize) -> usize {
    let before = text.get(..at.min(text.len())).unwrap_or_default();
    before
        .iter()
        .rposition(|&b| is_break(b))
        .map_or(0, |found| found + 1)
}

/// End of the line that holds `at`, before its line break.
pub(super) fn line_end(text: &[u8], at: usize) -> usize {
    let at = at.min(text.len());
    let after = text.get(at..).unwrap_or_default();
    after
        .iter()
        .position(|&b| is_break(b))
        .map_or(text.len(), |found| at + found)
}

/// Start of the line after the one that holds `at`; the length of the text if there is none.
pub(super) fn next_line(text: &[u8], at: usize) -> usize {
    let end = line_end(text, at);
    match (text.get(end), text.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(_), _) => end + 1,
        (None, _) => end,
    }
}

/// First byte of a line that is not a blank, given the start of the line.
pub(super) fn content_start(text: &[u8], line: usize) -> usize {
    skip_while(text, line, is_blank)
}

/// Whether a line has neither content nor comment.
pub(super) fn is_empty_line(text: &[u8], line: usize) -> bool {
    text.get(content_start(text, line))
        .is_none_or(|&b| is_break(b))
}

/// Whether a line has no content, at most a comment.
pub(super) fn is_idle_line(text: &[u8], line: usize) -> bool {
    text.get(content_start(text, line))
        .is_none_or(|&b| is_break(b) || b == b'#')
}

/// First byte of a line's content behind any `- ` of list items.
pub(super) fn after_dashes(text: &[u8], line: usize) -> usize {
    let mut at = content_start(text, line);
    while text.get(at) == Some(&b'-') && text.get(at + 1).is_none_or(|&b| is_blank(b)) {
        at = content_start(text, at + 1);
    }
    at
}

/// End of the text before `end` without blanks and line breaks at its end, not before `start`.
pub(super) fn trim_end(text: &[u8], start: usize, end: usize) -> usize {
    let part = text.get(start..end).unwrap_or_default();
    part.iter()
        .rposition(|&b| !is_blank(b) && !is_break(b))
        .map_or(start, |found| start + found + 1)
}

/// Where the content of a line ends: before its comment, quotes considered.
pub(super) fn content_end(text: &[u8], from: usize) -> usize {
    let end = line_end(text, from);
    let mut at = from;
    let mut fresh = true;
    while at < end {
        match text.get(at) {
            Some(b'#') if at == from || text.get(at - 1).is_some_and(|&b| is_blank(b)) => break,
            Some(b'"' | b'\'') if fresh => match quote_end(text, at) {
                Some(close) if close <= end => {
                    at = close;
                    fresh = false;
                    continue;
                }
                _ => return trim_end(text, from, end),
            },
            Some(&b) => fresh = begins_token_after(b),
            None => break,
        }
        at += 1;
    }
    trim_end(text, from, at)
}

/// Start of the first line after `line` that is indented less than `least`, leaving out lines
/// without content at the end.
///
/// With `dashes_from`, list items are also counted in if they are indented that much: the items of
/// a list may stand under their key without being indented more than the key.
pub(super) fn block_end(
    text: &[u8],
    line: usize,
    least: usize,
    dashes_from: Option<usize>,
) -> usize {
    let mut end = next_line(text, line);
    let mut at = end;
    while at < text.len() {
        let next = next_line(text, at);
        if !is_idle_line(text, at) {
            let content = content_start(text, at);
            let indent = content - at;
            let is_item = text.get(content) == Some(&b'-')
                && text
                    .get(content + 1)
                    .is_none_or(|&b| is_blank(b) || is_break(b));
            let counts = indent >= least
                || is_item && dashes_from.is_some_and(|dashes_from| indent >= dashes_from);
            if !counts {
                break;
            }
            end = next;
        }
        at = next;
    }
    end
}

/// End of the quoted text that begins at `open`, behind its closing quote.
pub(super) fn quote_end(text: &[u8], open: usize) -> Option<usize> {
    let quote = *text.get(open)?;
    let mut at = open + 1;
    loop {
        let byte = *text.get(at)?;
        if quote == b'"' && byte == b'\\' {
            at += 2;
        } else if byte == quote {
            if quote == b'\'' && text.get(at + 1) == Some(&b'\'') {
                at += 2;
            } else {
                return Some(at + 1);
            }
        } else {
            at += 1;
        }
    }
}

/// The opening quote of the quoted text that ends at `end`, looking forward from `from`.
pub(super) fn quote_open(text: &[u8], from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    let mut fresh = true;
    while at < end {
        let byte = *text.get(at)?;
        if fresh && matches!(byte, b'"' | b'\'') {
            let close = quote_end(text, at)?;
            if close == end {
                return Some(at);
            }
            at = close;
            fresh = false;
        } else {
            fresh = begins_token_after(byte);
            at += 1;
        }
    }
    None
}

/// What closes a bracket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Closing {
    /// The right bracket, at this offset.
    Matched(usize),
    /// The wrong bracket, at this offset.
    Mismatched(usize),
    /// Nothing.
    Missing,
}

/// How far a closing bracket is looked for; an error further in is only described less well.
const BRACKET_WINDOW: usize = 256 << 10;

/// The bracket that closes the one at `open`.
pub(super) fn bracket_close(text: &[u8], open: usize) -> Closing {
    let end = text.len().min(open.saturating_add(BRACKET_WINDOW));
    let mut stack = Vec::new();
    let mut at = open;
    let mut fresh = true;
    while at < end {
        let Some(&byte) = text.get(at) else { break };
        match byte {
            b'"' | b'\'' if fresh => match quote_end(text, at) {
                Some(close) => {
                    at = close;
                    fresh = false;
                    continue;
                }
                None => return Closing::Missing,
            },
            b'#' if at > 0
                && text
                    .get(at - 1)
                    .is_some_and(|&b| is_blank(b) || is_break(b)) =>
            {
                at = line_end(text, at);
                continue;
            }
            b'[' | b'{' => stack.push(byte),
            b']' | b'}' => {
                let opened = stack.pop();
                let right = matches!((opened, byte), (Some(b'['), b']') | (Some(b'{'), b'}'));
                if !right {
                    return if stack.is_empty() {
                        Closing::Mismatched(at)
                    } else {
                        Closing::Missing
                    };
                }
                if stack.is_empty() {
                    return Closing::Matched(at);
                }
            }
            _ => {}
        }
        fresh = begins_token_after(byte);
        at += 1;
    }
    Closing::Missing
}

/// Where the indicators before a value lead.
pub(super) struct Lead {
    /// Behind the `:`, `-` or `?` that announces the value.
    pub(super) indicator_end: usize,
    /// First byte of the value behind blanks, comments, tag and anchor.
    pub(super) value_start: usize,
}

/// Steps from the end of the thing before a value over the indicator that announces it.
pub(super) fn lead(text: &[u8], from: usize, indicator: Option<u8>) -> Lead {
    let mut indicator_end = from;
    let mut at = skip_idle(text, from);
    if indicator.is_some() && text.get(at).copied() == indicator {
        at += 1;
        indicator_end = at;
    }
    at = skip_idle(text, at);
    while matches!(text.get(at), Some(b'&' | b'!')) {
        at = skip_while(text, at, |b| !is_blank(b) && !is_break(b));
        at = skip_idle(text, at);
    }
    Lead {
        indicator_end,
        value_start: at,
    }
}

/// Start and end of the anchor that stands before a value, looked for as [`lead`] does.
pub(super) fn anchor(text: &[u8], from: usize, indicator: Option<u8>) -> Option<(usize, usize)> {
    let mut at = skip_idle(text, from);
    if indicator.is_some() && text.get(at).copied() == indicator {
        at = skip_idle(text, at + 1);
    }
    loop {
        let is_of_word = |b| !is_blank(b) && !is_break(b);
        match text.get(at)? {
            b'&' => {
                let in_name = |b| is_of_word(b) && !matches!(b, b',' | b'[' | b']' | b'{' | b'}');
                return Some((at, skip_while(text, at, in_name)));
            }
            b'!' => at = skip_idle(text, skip_while(text, at, is_of_word)),
            _ => return None,
        }
    }
}

/// Steps over blanks, line breaks and comments.
fn skip_idle(text: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        at = skip_while(text, at, |b| is_blank(b) || is_break(b));
        if text.get(at) != Some(&b'#') {
            return at;
        }
        at = line_end(text, at);
    }
}

pub(super) fn skip_while(text: &[u8], from: usize, holds: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.iter()
        .position(|&b| !holds(b))
        .map_or(text.len(), |found| from + found)
}

/// Whether a quote or a value can begin behind this byte.
fn begins_token_after(byte: u8) -> bool {
    is_blank(byte) || is_break(byte) || matches!(byte, b'[' | b'{' | b',' | b':')
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

pub(super) fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
