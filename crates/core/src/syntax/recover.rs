//! After an error: what is wrong in the words of the file's author, and what to blank so that
//! reading can go on.
//!
//! The YAML crate reports where it could not go on, which is often a line below the cause.
//! What is blanked is chosen so that neighbours survive and no second error follows from the
//! first. A wrong guess costs a poorer description, never a wrong range.

use std::ops::Range;

use super::SyntaxErrorKind as Kind;
use super::events::ErrorKind;
use super::lines::{self, Closing};
use super::raw::Failure;
use super::repair::{Edit, has_tab, tabbed_lines, tabs, whole_line};
use super::tree::ScalarStyle;
use crate::language::Words;

/// An error, described.
pub(super) struct Fault {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    pub(super) related: Option<Range<usize>>,
    pub(super) edit: Edit,
}

/// Describes an error and says what to do about it.
pub(super) fn diagnose(text: &str, failure: &Failure) -> Fault {
    let cx = Context {
        text,
        bytes: text.as_bytes(),
        failure,
        at: failure.at.min(text.len()),
    };
    cx.unclosed().unwrap_or_else(|| cx.by_kind())
}

pub(super) struct Context<'c> {
    pub(super) text: &'c str,
    pub(super) bytes: &'c [u8],
    pub(super) failure: &'c Failure,
    pub(super) at: usize,
}

impl Context<'_> {
    /// A quote or a bracket that is never closed, whatever the crate made of it.
    fn unclosed(&self) -> Option<Fault> {
        match &self.failure.kind {
            ErrorKind::UnclosedQuotedScalar
            | ErrorKind::DocumentIndicatorInQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent => return Some(self.unclosed_quote(self.at)),
            ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
                let from = self.failure.cursor.min(self.at);
                let open = lines::quote_open(self.bytes, from, self.at)?;
                if lines::line_start(self.bytes, open) < lines::line_start(self.bytes, self.at) {
                    // The text ran on to a quote that was meant to open another one.
                    return Some(self.unclosed_quote(open));
                }
                return None;
            }
            ErrorKind::UnclosedFlowCollection { .. } => return Some(self.unclosed_flow(self.at)),
            ErrorKind::TabInIndentation
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInPlainScalar => return None,
            _ => {}
        }
        let open = self.bracket()?;
        match lines::bracket_close(self.bytes, open) {
            Closing::Missing => Some(self.unclosed_flow(open)),
            Closing::Mismatched(close) => self.mismatched(open, close),
            Closing::Matched(_) => None,
        }
    }

    fn by_kind(&self) -> Fault {
        let line = lines::line_start(self.bytes, self.at);
        let first = lines::content_start(self.bytes, line);
        match &self.failure.kind {
            ErrorKind::TabInIndentation
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart => self.tab(line),
            ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
                let from = self.failure.cursor.min(self.at);
                let open = lines::quote_open(self.bytes, from, self.at);
                let range = self.at..self.word_end(self.at);
                let edit = self.blank_value(open.unwrap_or(self.at));
                Fault {
                    related: open.map(|open| open..self.at),
                    ..fault(range, Kind::TextAfterQuote, edit)
                }
            }
            ErrorKind::MismatchedFlowCollectionEnd { .. } => {
                match lines::bracket_close(self.bytes, self.at) {
                    Closing::Mismatched(close) => self.mismatched(self.at, close),
                    _ => None,
                }
                .unwrap_or_else(|| self.unclosed_flow(self.at))
            }
            ErrorKind::MisplacedFlowCollectionEnd => fault(
                self.at..self.at + 1,
                Kind::StrayBracket,
                self.blank_value(self.at),
            ),
            ErrorKind::MappingValueNotAllowed => self.value_not_allowed(line),
            ErrorKind::SimpleKeyExpected => self.missing_colon(self.at, line),
            ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedDocumentStart
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::InvalidIndentation
            | ErrorKind::InvalidFlowScalarIndent
            | ErrorKind::InvalidBlockScalarIndent => self.misplaced_line(line, first),
            ErrorKind::UnexpectedCharacter { character } if super::is_forbidden(*character) => {
                let kind = Kind::InvalidCharacter {
                    character: *character,
                };
                fault(self.character(self.at), kind, self.blank_value(self.at))
            }
            ErrorKind::UnexpectedCharacter { character } => {
                let kind = Kind::ReservedCharacter {
                    character: *character,
                };
                fault(self.character(self.at), kind, self.blank_value(self.at))
            }
            ErrorKind::MissingDocumentEndBeforeDirective => {
                let kind = Kind::ReservedCharacter { character: '%' };
                fault(
                    self.character(self.at),
                    kind,
                    Edit::blank(whole_line(self.bytes, line)),
                )
            }
            ErrorKind::BomInsideDocument => {
                let kind = Kind::InvalidCharacter {
                    character: '\u{feff}',
                };
                fault(self.character(self.at), kind, Edit::MarksAreText)
            }
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape => self.escape(),
            ErrorKind::CommentNotSeparated => {
                let end = lines::line_end(self.bytes, self.at);
                let edit = Edit::blank(self.at..end);
                fault(
                    self.character(self.at),
                    Kind::MissingSpaceBeforeComment,
                    edit,
                )
            }
            ErrorKind::CommentInterceptedScalar => {
                // The crate points into the comment or at the line behind it.
                let line = if self.bytes.get(first) == Some(&b'#') || self.comment_before(self.at) {
                    lines::next_line(self.bytes, self.at)
                } else {
                    line
                };
                let first = lines::content_start(self.bytes, line);
                let end = lines::content_end(self.bytes, first);
                fault(
                    first..end,
                    Kind::CommentInValue,
                    Edit::blank(whole_line(self.bytes, line)),
                )
            }
            ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
                let end = lines::content_end(self.bytes, self.at).max(self.at);
                fault(
                    self.at..end,
                    Kind::InvalidBlockHeader,
                    self.blank_value(self.at),
                )
            }
            ErrorKind::MissingAnchorOrAliasName => fault(
                self.character(self.at),
                Kind::MissingAnchorName,
                self.blank_value(self.at),
            ),
            ErrorKind::UndeclaredTagHandle
            | ErrorKind::ExpectedTagBang
            | ErrorKind::InvalidGlobalTagCharacter
            | ErrorKind::InvalidTagTerminator
            | ErrorKind::MissingTagUri
            | ErrorKind::UnclosedVerbatimTag
            | ErrorKind::InvalidTagEscape
            | ErrorKind::InvalidTagUtf8LeadingByte
            | ErrorKind::InvalidTagUtf8TrailingByte
            | ErrorKind::InvalidTagUtf8 => {
                let end = self.word_end(self.at);
                fault(self.at..end, Kind::InvalidTag, self.blank_value(self.at))
            }
            ErrorKind::DuplicateVersionDirective
            | ErrorKind::UnsupportedYamlMajorVersion
            | ErrorKind::DuplicateTagDirective
            | ErrorKind::InvalidDirectiveTerminator
            | ErrorKind::MissingYamlVersionSeparator
            | ErrorKind::MissingDirectiveName
            | ErrorKind::InvalidDirectiveName
            | ErrorKind::DirectiveByteLimitExceeded { .. }
            | ErrorKind::YamlVersionTooLong
            | ErrorKind::MissingYamlVersion
            | ErrorKind::InvalidTagDirectiveTerminator
            | ErrorKind::ExpectedTagDirectiveBang => {
                let range = first..lines::content_end(self.bytes, first);
                fault(
                    range,
                    Kind::InvalidDirective,
                    Edit::blank(line..lines::line_end(self.bytes, line)),
                )
            }
            kind => self.other(kind, first),
        }
    }

    /// The innermost open bracket; a pair without braces in a list is a mapping, but has none.
    fn bracket(&self) -> Option<usize> {
        let starts = self
            .failure
            .open
            .iter()
            .rev()
            .filter(|open| open.flow)
            .map(|open| open.start);
        starts
            .into_iter()
            .find(|&start| matches!(self.bytes.get(start), Some(b'[' | b'{')))
    }

    fn unclosed_quote(&self, open: usize) -> Fault {
        let edit = self.blank_to_end(open);
        fault(self.character(open), Kind::UnclosedQuote, edit)
    }

    fn unclosed_flow(&self, open: usize) -> Fault {
        let edit = self.blank_to_end(open);
        fault(self.character(open), Kind::UnclosedFlow, edit)
    }

    fn mismatched(&self, open: usize, close: usize) -> Option<Fault> {
        let char_at = |at: usize| self.text.get(at..)?.chars().next();
        let kind = Kind::MismatchedBracket {
            open: char_at(open)?,
            close: char_at(close)?,
        };
        let end = lines::line_end(self.bytes, close);
        let edit = Edit::blank(open..end);
        Some(Fault {
            related: Some(self.character(open)),
            ..fault(self.character(close), kind, edit)
        })
    }

    /// Tabs at the front of this line or, as the crate may point above it, of a later one.
    fn tab(&self, line: usize) -> Fault {
        let mut tabbed = line;
        while tabbed < self.bytes.len()
            && (!has_tab(self.bytes, tabbed) || lines::is_empty_line(self.bytes, tabbed))
        {
            tabbed = lines::next_line(self.bytes, tabbed);
        }
        if tabbed >= self.bytes.len() {
            // A tab behind a dash or a colon.
            let end = lines::line_end(self.bytes, self.at);
            let found = self
                .bytes
                .get(self.at..end)
                .and_then(|rest| rest.iter().position(|&b| b == b'\t'));
            let start = self.at + found.unwrap_or_default();
            let range = start..lines::skip_while(self.bytes, start, |b| b == b'\t').max(start);
            let rest_of_line = line..end;
            return fault(range, Kind::TabIndentation, Edit::Untab(vec![rest_of_line]));
        }
        let lines = tabbed_lines(self.bytes, tabbed);
        fault(
            tabs(self.bytes, tabbed),
            Kind::TabIndentation,
            Edit::Untab(lines),
        )
    }

    /// A `:` where no key can be.
    fn value_not_allowed(&self, line: usize) -> Fault {
        let Some((start, end, ScalarStyle::Plain)) = self.failure.last_scalar else {
            return self.second_colon(self.at);
        };
        if end > self.at || start > self.at || end < line {
            return self.second_colon(self.at);
        }
        if start >= line {
            return self.second_colon(start);
        }
        let first_line = lines::line_start(self.bytes, start);
        if lines::after_dashes(self.bytes, first_line) == start {
            // Lines without a colon ran into this one.
            return self.missing_colon(start, line);
        }
        // The value above runs on because this line is indented more than its key.
        let first = lines::content_start(self.bytes, line);
        let key = lines::after_dashes(self.bytes, first_line);
        let dashes_from = Some(key - first_line);
        let block = line..lines::block_end(self.bytes, line, first - line + 1, dashes_from);
        let related = Some(key..lines::trim_end(self.bytes, key, start).max(key));
        Fault {
            related,
            ..fault(first..self.at, Kind::BadIndentation, Edit::blank(block))
        }
    }

    /// `key: other: value`; `value` is where the second key begins.
    fn second_colon(&self, value: usize) -> Fault {
        fault(
            self.at..self.at + 1,
            Kind::SecondColon,
            self.blank_value(value),
        )
    }

    /// Plain lines from `start`, up to the line at `until`, that should have been keys.
    fn missing_colon(&self, start: usize, until: usize) -> Fault {
        let line = lines::line_start(self.bytes, start);
        let end = lines::content_end(self.bytes, start).max(start);
        let word = self.text.get(start..end).unwrap_or_default();
        let kind = match word.find(':') {
            Some(colon) if !word.starts_with(['"', '\'']) && !word.contains("://") && colon > 0 => {
                Kind::MissingSpaceAfterColon
            }
            _ => Kind::MissingColon,
        };
        let indent = lines::after_dashes(self.bytes, line) - line;
        let block = lines::block_end(self.bytes, line, indent + 1, None);
        let itself = start..block;
        let mut ranges = vec![itself];
        // More lines of the same kind in between.
        if until > line {
            ranges.push(start..until);
        }
        fault(start..end, kind, Edit::Blank(ranges))
    }

    /// A line whose content is in order, at a place where it cannot be.
    fn misplaced_line(&self, line: usize, first: usize) -> Fault {
        let bytes = self.bytes;
        let is_item = bytes.get(first) == Some(&b'-')
            && bytes
                .get(first + 1)
                .is_none_or(|&b| lines::is_blank(b) || lines::is_break(b));
        let starts_line =
            self.at <= first || is_item && self.at <= lines::after_dashes(bytes, line);
        if !starts_line {
            if bytes.get(self.at) == Some(&b'-') {
                return fault(
                    self.at..self.at + 1,
                    Kind::ListOnKeyLine,
                    self.blank_value(self.at),
                );
            }
            return self.other(&self.failure.kind, first);
        }
        let indent = first - line;
        let column = |start: usize| start - lines::line_start(bytes, start);
        let sibling = self
            .failure
            .open
            .iter()
            .rev()
            .find(|open| !open.flow && column(open.start) == indent);
        let kind = match sibling {
            Some(open) if open.mapping && is_item => Kind::ListItemInMapping,
            Some(open) if !open.mapping && !is_item => Kind::KeyInList,
            _ => Kind::BadIndentation,
        };
        let end = lines::content_end(bytes, first).max(first);
        let has_value = bytes.get(end.saturating_sub(1)) != Some(&b':');
        let same = is_item && matches!(kind, Kind::ListItemInMapping);
        let dashes_from = (same || !has_value).then_some(indent);
        let block = line..lines::block_end(bytes, line, indent + 1, dashes_from);
        fault(first..end, kind, Edit::blank(block))
    }

    /// A wrong backslash in double quotes; the crate points at the opening quote.
    fn escape(&self) -> Fault {
        let close = lines::quote_end(self.bytes, self.at);
        let end = close.unwrap_or(lines::line_end(self.bytes, self.at));
        let halves = matches!(
            self.failure.kind,
            ErrorKind::InvalidLowSurrogate
                | ErrorKind::MissingLowSurrogate
                | ErrorKind::UnpairedLowSurrogate
        );
        let mut at = self.at + 1;
        let mut range = self.character(self.at);
        while at < end {
            if self.bytes.get(at) != Some(&b'\\') {
                at += 1;
                continue;
            }
            let letter = self.bytes.get(at + 1).copied().unwrap_or_default();
            let wanted = match letter {
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                _ => 0,
            };
            let digits = self.bytes.get(at + 2..at + 2 + wanted).unwrap_or_default();
            let code = self
                .text
                .get(at + 2..at + 2 + wanted)
                .and_then(|code| u32::from_str_radix(code, 16).ok());
            // One half of a surrogate pair may be right; the crate has looked at both.
            let known = match wanted {
                0 => b"0abtnvfre\"/\\N_LP \t\n\r".contains(&letter),
                4 => code.is_some_and(|code| char::from_u32(code).is_some() || !halves),
                _ => code.is_some_and(|code| char::from_u32(code).is_some()),
            };
            let escape_end = self
                .text
                .ceil_char_boundary((at + 2 + digits.len()).min(end));
            if !known {
                range = at..escape_end.min(end.max(at + 1));
                break;
            }
            at = escape_end.max(at + 2);
        }
        let range =
            self.text.floor_char_boundary(range.start)..self.text.ceil_char_boundary(range.end);
        fault(range, Kind::InvalidEscape, Edit::blank(self.at..end))
    }

    /// An error without a kind of its own.
    fn other(&self, kind: &ErrorKind, first: usize) -> Fault {
        if let Some(open) = self.bracket() {
            let message = if self.bytes.get(open) == Some(&b'{') {
                Words {
                    en: "between `{` and `}` this does not fit `key: value, key: value`",
                    fr: "entre `{` et `}`, ceci n'a pas la forme `clé: valeur, clé: valeur`",
                }
            } else {
                Words {
                    en: "between `[` and `]` this does not fit `item, item`",
                    fr: "entre `[` et `]`, ceci n'a pas la forme `élément, élément`",
                }
            };
            let end = match lines::bracket_close(self.bytes, open) {
                Closing::Matched(close) => close + 1,
                _ => lines::line_end(self.bytes, open),
            };
            let related = Some(self.character(open));
            let edit = Edit::blank(open..end);
            let kind = Kind::Unexpected { message };
            return Fault {
                related,
                ..fault(self.character(self.at), kind, edit)
            };
        }
        let message = match kind {
            ErrorKind::InvalidDocumentEnd => Words {
                en: "nothing can stand after `...`",
                fr: "rien ne peut suivre `...`",
            },
            ErrorKind::PlainScalarStartsWithDashFlowIndicator => Words {
                en: "a value cannot begin like this",
                fr: "une valeur ne peut pas commencer ainsi",
            },
            ErrorKind::InvalidSimpleKey => Words {
                en: "this key is too long or goes over several lines",
                fr: "cette clé est trop longue ou s'étend sur plusieurs lignes",
            },
            _ => Words {
                en: "this does not fit the lines around it",
                fr: "ceci ne va pas avec les lignes autour",
            },
        };
        let start = self.at.max(first);
        let end = lines::content_end(self.bytes, start).max(start);
        fault(
            start..end,
            Kind::Unexpected { message },
            self.blank_value(start),
        )
    }
}

fn fault(range: Range<usize>, kind: Kind, edit: Edit) -> Fault {
    Fault {
        range,
        kind,
        related: None,
        edit,
    }
}
