//! Which bytes of a broken text to blank so that what stands around them can be read. Knows nothing of the fault's kind.

use super::lines::{self};
use super::recover::Context;
use super::repair::Edit;
use std::ops::Range;

impl Context<'_> {
    /// Blanks the value that `at` stands in, up to the comment: what follows the key of the line,
    /// or the whole line if there is no key, with the lines that belong to it.
    pub(super) fn blank_value(&self, at: usize) -> Edit {
        let line = lines::line_start(self.bytes, at);
        let start = self.value_start(line, at);
        let end = lines::content_end(self.bytes, start).max(at).max(start);
        self.blank_with_block(line, start, end)
    }

    /// Blanks from `open` to the end of the line and the lines that belong to it.
    pub(super) fn blank_to_end(&self, open: usize) -> Edit {
        let line = lines::line_start(self.bytes, open);
        self.blank_with_block(line, open, lines::line_end(self.bytes, open))
    }

    /// Blanks a part of one line, and the lines below that are indented more than what holds it.
    pub(super) fn blank_with_block(&self, line: usize, start: usize, end: usize) -> Edit {
        let key = lines::after_dashes(self.bytes, line);
        let least = if key < start {
            key - line + 1
        } else {
            // No key in front: a list item, or a value on a line of its own.
            let dash = self
                .bytes
                .get(line..key)
                .and_then(|part| part.iter().rposition(|&b| b == b'-'));
            dash.map_or(key - line, |dash| dash + 1).max(1)
        };
        let block = lines::block_end(self.bytes, line, least, None);
        let below = lines::next_line(self.bytes, line);
        Edit::Blank(vec![start..end, below.min(block)..block])
    }

    /// Where the value of a line begins: behind `key: ` and `- `, not behind `at`.
    pub(super) fn value_start(&self, line: usize, at: usize) -> usize {
        let content = lines::after_dashes(self.bytes, line).min(at);
        let mut from = content;
        if matches!(self.bytes.get(from), Some(b'"' | b'\'')) {
            from = lines::quote_end(self.bytes, from).unwrap_or(from).min(at);
        }
        let part = self.bytes.get(from..at).unwrap_or_default();
        let colon = part.iter().enumerate().position(|(index, &b)| {
            b == b':'
                && self
                    .bytes
                    .get(from + index + 1)
                    .is_none_or(|&b| lines::is_blank(b))
        });
        match colon {
            Some(colon) => lines::content_start(self.bytes, from + colon + 1).min(at),
            None => content,
        }
    }

    /// Whether a comment stands before `at` on its line.
    pub(super) fn comment_before(&self, at: usize) -> bool {
        let line = lines::line_start(self.bytes, at);
        let end = lines::content_end(self.bytes, line);
        lines::skip_while(self.bytes, end, lines::is_blank) < lines::line_end(self.bytes, at)
            && end <= at
    }

    /// The character at an offset; empty at the end of the text.
    pub(super) fn character(&self, at: usize) -> Range<usize> {
        let length = self
            .text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        at..at + length
    }

    /// End of the run of non-blanks from `at`, within the line.
    pub(super) fn word_end(&self, at: usize) -> usize {
        lines::skip_while(self.bytes, at, |b| {
            !lines::is_blank(b) && !lines::is_break(b)
        })
    }
}
