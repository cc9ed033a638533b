//! The first thing that go-yaml finds wrong with a text, in its words: Compose 2 reads YAML with it, and stops there.
//!
//! [`parse`](super::parse) finds every error and says how to mend it; this knows only whether the tool gets through,
//! and what it prints if not. It builds no values.
//!
//! Source: the scanner and the parser of go.yaml.in/yaml 3.0.4, which are libyaml's.

mod parser;
mod scalars;
mod scanner;

use super::SyntaxTree;
use text_size::{TextRange, TextSize};

/// Why go-yaml does not read a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoError {
    /// Its words, as they stand after `yaml: `.
    pub text: String,
    /// Where it stopped.
    pub range: TextRange,
    /// The document that it stopped in, counted from 0.
    pub document: usize,
}

/// What stops go-yaml in the text of `tree`.
pub fn go_error(tree: &SyntaxTree, text: &str) -> Option<GoError> {
    if tree.errors.is_empty() && is_plain(text) {
        return None;
    }
    read(text)
}

/// Reads `text` as go-yaml does; gives what stops it.
pub(super) fn read(text: &str) -> Option<GoError> {
    let text_without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - text_without_mark.len();
    let control = text_without_mark
        .char_indices()
        .find(|(_, it)| !is_allowed(*it));
    if let Some((at, it)) = control {
        return Some(GoError {
            text: "control characters are not allowed".to_owned(),
            range: range(skipped + at, it.len_utf8()),
            document: 0,
        });
    }
    let mut parser = parser::Parser::new(text_without_mark);
    let stop = parser.run().err()?;
    let chars = text_without_mark.char_indices();
    let at = chars
        .map(|(at, _)| at)
        .nth(stop.problem_mark.index)
        .unwrap_or(text_without_mark.len());
    Some(GoError {
        text: stop.words(),
        range: range(skipped + at, 0),
        document: parser.document(),
    })
}

/// Whether the text has nothing in it that go-yaml and [`parse`](super::parse) could read differently: short lines of
/// ASCII, each quote and bracket closed on its line, no tab, tag, anchor, alias, block of text, or directive.
///
/// Such a text without errors of ours has none of go-yaml's, which a test holds; looking is a tenth of reading it.
pub(super) fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    loop {
        let special = rest.iter().position(|it| !is_ordinary(*it));
        let n_ordinary = special.unwrap_or(rest.len());
        let (_, tail) = rest.split_at(n_ordinary);
        let n_more = match tail.first() {
            None | Some(b'\n') => 0,
            Some(_) => tail.iter().take_while(|it| **it != b'\n').count(),
        };
        let (line, tail) = rest.split_at(n_ordinary + n_more);
        if !begins_plainly(line) || (n_more > 0 && !is_plain_line(line)) {
            return false;
        }
        match tail.split_first() {
            Some((_, tail)) => rest = tail,
            None => return true,
        }
    }
}

fn begins_plainly(line: &[u8]) -> bool {
    let is_lead = |it: &&u8| matches!(it, b' ' | b'-');
    let content = line.iter().find(|it| !is_lead(it));
    let is_plain = match content {
        Some(b':' | b',') => false,
        Some(b'.') => {
            let content = line.iter().skip_while(is_lead);
            !content.take(3).eq(b"...")
        }
        _ => true,
    };
    is_plain && line.len() < MOST_PLAIN_BYTES
}

fn is_plain_line(line: &[u8]) -> bool {
    let mut quote = None;
    let mut depth = 0i32;
    let is_plain = line.iter().all(|it| match (*it, quote) {
        (it @ (b'"' | b'\''), None) => {
            quote = Some(it);
            true
        }
        (it, Some(open)) if it == open => {
            quote = None;
            true
        }
        (b'\\', _) => false,
        (b' '..=b'~', Some(_)) => true,
        (b'[' | b'{', None) => {
            depth += 1;
            true
        }
        (b']' | b'}', None) => {
            depth -= 1;
            depth >= 0
        }
        (b'?' | b'%' | b'&' | b'*' | b'!' | b'|' | b'>' | b'@' | b'`', None) => false,
        (b' '..=b'~', None) => true,
        _ => false,
    });
    is_plain && quote.is_none() && depth == 0
}

/// Whether a byte means the same wherever it stands in a line.
fn is_ordinary(byte: u8) -> bool {
    ORDINARY.get(usize::from(byte)) == Some(&true)
}

#[expect(
    clippy::indexing_slicing,
    reason = "the compiler fills the table, and would see it"
)]
const ORDINARY: [bool; 256] = {
    let mut res = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        res[byte as usize] = true;
        byte += 1;
    }
    let mut special = b"\"'\\[]{}?%&*!|>@`".as_slice();
    while let [first, rest @ ..] = special {
        res[*first as usize] = false;
        special = rest;
    }
    res
};

/// Below the length after which go-yaml no longer takes a text for a key.
const MOST_PLAIN_BYTES: usize = 1_000;

fn range(at: usize, length: usize) -> TextRange {
    // Texts past the size limit are not read at all.
    let size = |it: usize| TextSize::new(u32::try_from(it).unwrap_or(u32::MAX));
    TextRange::new(size(at), size(at + length))
}

/// The characters that libyaml takes.
fn is_allowed(it: char) -> bool {
    matches!(
        it,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
            | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}'
    )
}

/// A place in the text.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// In characters.
    index: usize,
    line: usize,
    column: usize,
}

/// Where reading stopped, and why.
#[derive(Debug)]
struct Stop {
    problem: &'static str,
    problem_mark: Mark,
    /// Where the thing begins that cannot be read.
    context_mark: Mark,
    /// Whether the scanner stopped, which counts lines from 1 in its words; the parser counts from 0.
    is_of_scanner: bool,
    /// The anchor that is not there.
    anchor: Option<String>,
}

impl Stop {
    fn words(&self) -> String {
        if let Some(anchor) = &self.anchor {
            return format!("unknown anchor '{anchor}' referenced");
        }
        // The first line of a text is never named.
        let line = [self.context_mark.line, self.problem_mark.line]
            .into_iter()
            .find(|it| *it != 0);
        match line {
            Some(line) => {
                let line = line + usize::from(self.is_of_scanner);
                format!("line {line}: {}", self.problem)
            }
            None => self.problem.to_owned(),
        }
    }
}
