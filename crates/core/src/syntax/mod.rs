//! Reading YAML: text in, a tree with a byte range on everything out.
//!
//! [`parse`] never fails. It finds every error of a text, not only the first, and gives what
//! stands around the errors.
//! It knows YAML and nothing about compose files: which keys there are and what they mean is for
//! others to say.
//! No other module names the crate that reads YAML.

mod blank;
mod build;
mod error;
mod events;
mod go;
mod lines;
mod raw;
mod recover;
mod repair;
mod resolve;
mod tree;

#[cfg(test)]
mod tests;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use go::{GoError, go_error};
pub use resolve::{Resolved, YamlVersion, is_surely_text, resolve_plain};
pub use text_size::{TextRange, TextSize};
pub use tree::{Entry, Key, Mapping, Node, NodeValue, Scalar, ScalarStyle, SyntaxTree, Tag};

use crate::sort::SortOnce;
use events::size_of;

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// The deepest nesting of mappings and lists, aliases included.
pub const MAX_DEPTH: usize = 128;
/// The largest number of values (scalars, lists and mappings; keys are not counted), each use of an
/// alias counted in full.
pub const MAX_NODES: usize = 100_000;
/// The most text, in bytes, that aliases may repeat.
pub const MAX_ALIAS_BYTES: usize = 16 << 20;

/// After so many errors the rest of a text is not checked.
const MAX_ERRORS: usize = 500;
/// How often a text is read again after an error was cut out of it.
const MAX_ROUNDS: usize = 100;
/// How many bytes may be read in all these rounds, so that a hostile text ends within a second.
const MAX_ROUND_BYTES: usize = 12 << 20;

/// Reads a YAML text. Never fails: the errors are in the tree.
///
/// Only the first document is read.
/// The crate that reads the text stops at the first error. The error is then described, the
/// smallest sensible part of a copy of the text is blanked, and the copy is read again, until
/// nothing is wrong any more. Blanking keeps every offset, so all ranges are those of `text`.
pub fn parse(text: &str) -> SyntaxTree {
    if text.len() > MAX_BYTES {
        let kind = SyntaxErrorKind::TooLarge {
            bytes: text.len(),
            limit: MAX_BYTES,
        };
        let range = TextRange::default();
        return SyntaxTree {
            errors: vec![SyntaxError {
                range,
                kind,
                related: None,
            }],
            ..SyntaxTree::default()
        };
    }
    let mut session = Session {
        errors: Vec::new(),
        dealt: Vec::new(),
        read: 0,
        rounds: 0,
    };
    let mut copy = session.without_forbidden_characters(text);
    if let Some(edit) = repair::leading_tabs(copy.as_deref().unwrap_or(text)) {
        copy = session
            .apply(copy.as_deref().unwrap_or(text), edit)
            .or(copy);
    }
    let mut marks_are_text = false;
    loop {
        let current = copy.as_deref().unwrap_or(text);
        let reading = events::read(current, marks_are_text);
        let repair = match &reading.failure {
            Some(failure) => session.deal_with(current, failure),
            None => None,
        };
        match repair {
            Some(Repair::Copy(repaired)) => copy = Some(repaired),
            Some(Repair::MarksAreText) => marks_are_text = true,
            None => {
                let mut errors = session.errors;
                let root = build::build(current, &reading, &mut errors);
                errors.extend(reading.errors);
                limit_errors(&mut errors);
                let mut unused_anchors = reading.unused_anchors;
                if !errors.is_empty() {
                    unused_anchors.clear();
                }
                return SyntaxTree {
                    root,
                    errors,
                    comments: reading.comments,
                    unused_anchors,
                };
            }
        }
    }
}

/// Sorts the errors, and leaves out what is past the limit except those that name a limit.
fn limit_errors(errors: &mut Vec<SyntaxError>) {
    errors.order_by_key(|error| (error.range.start(), error.range.end()));
    if errors.len() <= MAX_ERRORS {
        return;
    }
    errors.retain(|error| error.kind != SyntaxErrorKind::TooManyErrors);
    let more = errors.split_off(MAX_ERRORS);
    let at = more.first().map_or_else(TextRange::default, |error| {
        TextRange::empty(error.range.start())
    });
    errors.push(SyntaxError {
        range: at,
        kind: SyntaxErrorKind::TooManyErrors,
        related: None,
    });
    errors.extend(more.into_iter().filter(|error| {
        matches!(
            error.kind,
            SyntaxErrorKind::TooDeep { .. }
                | SyntaxErrorKind::TooManyNodes { .. }
                | SyntaxErrorKind::TooMuchRepeatedText { .. }
        )
    }));
}

/// The errors found so far and what was done about them.
struct Session {
    errors: Vec<SyntaxError>,
    /// Lines where an error was reported or text was blanked: start of the first line, end of the
    /// last. A second error there is a consequence of the first and not reported.
    dealt: Vec<std::ops::Range<usize>>,
    read: usize,
    rounds: usize,
}

/// What lets the text be read further.
enum Repair {
    Copy(String),
    /// Byte order marks inside the text are read as text from now on.
    MarksAreText,
}

impl Session {
    /// Reports an error that stopped the reading, and mends it; `None` if reading ends here.
    fn deal_with(&mut self, text: &str, failure: &raw::Failure) -> Option<Repair> {
        self.rounds += 1;
        // The crate has read a little further than the error it reports.
        self.read += failure.at.max(failure.cursor) + 1;
        let bytes = text.as_bytes();
        let fault = recover::diagnose(text, failure);
        let is_dealt = self.is_dealt(lines::line_start(bytes, fault.range.start));
        if !is_dealt {
            self.report(&fault.range, fault.kind, fault.related);
        }
        if self.rounds >= MAX_ROUNDS
            || self.read >= MAX_ROUND_BYTES
            || self.errors.len() >= MAX_ERRORS
        {
            self.report(
                &(failure.at..failure.at),
                SyntaxErrorKind::TooManyErrors,
                None,
            );
            return None;
        }
        if fault.edit == repair::Edit::MarksAreText {
            return Some(Repair::MarksAreText);
        }
        let edits = if is_dealt {
            Vec::new()
        } else {
            vec![fault.edit]
        };
        let wider = repair::wider(bytes, fault.range.start, failure);
        if !is_dealt {
            self.dealt
                .push(lines::line_start(bytes, fault.range.start)..fault.range.start + 1);
        }
        for edit in edits.into_iter().chain(wider) {
            if let Some(repaired) = self.apply(text, edit) {
                return Some(Repair::Copy(repaired));
            }
        }
        None
    }

    /// Carries out an edit; `None` if it changes nothing.
    fn apply(&mut self, text: &str, edit: repair::Edit) -> Option<String> {
        let mut bytes = text.as_bytes().to_vec();
        let mut changed = false;
        match edit {
            repair::Edit::Blank(ranges) => {
                for range in ranges {
                    self.dealt
                        .push(lines::line_start(text.as_bytes(), range.start)..range.end);
                    changed |= repair::blank(&mut bytes, range);
                }
            }
            repair::Edit::Untab(tabbed) => {
                for line in tabbed {
                    if !self.is_dealt(line.start) {
                        self.report(
                            &repair::tabs(text.as_bytes(), line.start),
                            SyntaxErrorKind::TabIndentation,
                            None,
                        );
                    }
                    self.dealt.push(line.clone());
                    for byte in bytes.get_mut(line).unwrap_or_default() {
                        if *byte == b'\t' {
                            *byte = b' ';
                            changed = true;
                        }
                    }
                }
            }
            repair::Edit::MarksAreText => {}
        }
        if !changed {
            return None;
        }
        String::from_utf8(bytes).ok()
    }

    /// Reports each line's first character that YAML forbids everywhere, and gives a copy without
    /// them; `None` if there are none.
    fn without_forbidden_characters(&mut self, text: &str) -> Option<String> {
        // Part by part without an early end: that is done for many bytes at once.
        let mut parts = text.as_bytes().chunks(256);
        let has_any = |part: &[u8]| {
            part.iter()
                .fold(false, |any, it| any | may_be_forbidden(*it))
        };
        parts.any(has_any).then_some(())?;
        let mut copy = String::with_capacity(text.len());
        let mut changed = false;
        let (mut line, mut reported, mut leads) = (0, false, true);
        for (at, character) in text.char_indices() {
            if !is_forbidden(character) {
                copy.push(character);
                leads &= character == ' ';
                if matches!(character, '\n' | '\r') {
                    (line, reported, leads) = (at + 1, false, true);
                }
                continue;
            }
            changed = true;
            let end = at + character.len_utf8();
            if !reported && self.errors.len() <= MAX_ERRORS {
                self.dealt.push(line..end);
                self.report(
                    &(at..end),
                    SyntaxErrorKind::InvalidCharacter { character },
                    None,
                );
            }
            reported = true;
            // A letter at the front of a line keeps its indentation; elsewhere a blank does least.
            let filler = if leads && !lines::is_empty_line(text.as_bytes(), end) {
                '_'
            } else {
                ' '
            };
            leads &= filler == ' ';
            copy.extend(std::iter::repeat_n(filler, character.len_utf8()));
        }
        changed.then_some(copy)
    }

    fn report(
        &mut self,
        range: &std::ops::Range<usize>,
        kind: SyntaxErrorKind,
        related: Option<std::ops::Range<usize>>,
    ) {
        let text_range = |range: &std::ops::Range<usize>| {
            TextRange::new(size_of(range.start), size_of(range.end.max(range.start)))
        };
        self.errors.push(SyntaxError {
            range: text_range(range),
            kind,
            related: related.as_ref().map(text_range),
        });
    }

    fn is_dealt(&self, line: usize) -> bool {
        self.dealt.iter().any(|range| range.contains(&line))
    }
}

/// Whether a byte may begin a character that YAML forbids.
fn may_be_forbidden(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
        | (byte == 0x7f)
        | (byte == 0xc2)
        | (byte == 0xef)
}

/// The characters outside the printable set of YAML.
fn is_forbidden(character: char) -> bool {
    matches!(character,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}'
        | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}
