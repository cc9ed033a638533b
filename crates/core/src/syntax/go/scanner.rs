//! Characters to tokens.

use super::{Mark, Stop};
use std::collections::VecDeque;

/// What a token is. Values are left out, except names that are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    StreamEnd,
    Version { is_known: bool },
    TagHandle(String),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    Tag { handle: String },
    Scalar,
}

/// A token with its start.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: Mark,
}

/// A place that turns out to be a key if a colon follows in time.
#[derive(Clone, Copy, Debug, Default)]
struct SimpleKey {
    is_possible: bool,
    is_required: bool,
    token_number: usize,
    mark: Mark,
}

/// How far the colon of a key may be from its start.
const MOST_KEY_CHARS: usize = 1024;
/// The deepest nesting that go-yaml takes.
const MOST_LEVELS: usize = 10_000;

pub(super) struct Scanner {
    chars: Vec<char>,
    pub(super) mark: Mark,
    pub(super) flow_level: usize,
    pub(super) indent: isize,
    indents: Vec<isize>,
    pub(super) may_be_key: bool,
    keys: Vec<SimpleKey>,
    tokens: VecDeque<Token>,
    n_taken: usize,
}

pub(super) fn is_word(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '_' | '-')
}

pub(super) fn is_blank(it: char) -> bool {
    matches!(it, ' ' | '\t')
}

pub(super) fn is_break(it: char) -> bool {
    matches!(it, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The end of the text reads as this character, which cannot stand in it.
pub(super) const END: char = '\0';

pub(super) fn is_blank_or_end(it: char) -> bool {
    is_blank(it) || is_break(it) || it == END
}

impl Scanner {
    pub(super) fn new(text: &str) -> Scanner {
        Scanner {
            chars: text.chars().collect(),
            mark: Mark::default(),
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            may_be_key: true,
            keys: vec![SimpleKey::default()],
            tokens: VecDeque::new(),
            // The start of the stream is a token to libyaml.
            n_taken: 1,
        }
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Result<&Token, Stop> {
        // go-yaml looks two tokens further, so that it finds the comments that belong to them.
        while self.tokens.len() < 3 || self.head_may_be_key()? {
            self.fetch()?;
        }
        match self.tokens.front() {
            Some(it) => Ok(it),
            None => Err(self.stop(self.mark, "unknown problem parsing YAML content")),
        }
    }

    pub(super) fn skip_token(&mut self) {
        if self.tokens.pop_front().is_some() {
            self.n_taken += 1;
        }
    }

    pub(super) fn stop(&self, context_mark: Mark, problem: &'static str) -> Stop {
        Stop {
            problem,
            problem_mark: self.mark,
            context_mark,
            is_of_scanner: true,
            anchor: None,
        }
    }

    pub(super) fn char(&self) -> char {
        self.char_after(0)
    }

    pub(super) fn char_after(&self, n: usize) -> char {
        self.chars.get(self.mark.index + n).copied().unwrap_or(END)
    }

    /// Goes past one character that ends no line.
    pub(super) fn skip(&mut self) {
        self.mark.index += 1;
        self.mark.column += 1;
    }

    /// Goes past the end of a line.
    pub(super) fn skip_line(&mut self) {
        let is_pair = self.char() == '\r' && self.char_after(1) == '\n';
        self.mark.index += if is_pair { 2 } else { 1 };
        self.mark.column = 0;
        self.mark.line += 1;
    }

    pub(super) fn skip_while(&mut self, accepts: impl Fn(char) -> bool) {
        while accepts(self.char()) {
            self.skip();
        }
    }

    pub(super) fn skip_comment(&mut self) {
        if self.char() == '#' {
            self.skip_while(|it| !is_break(it) && it != END);
        }
    }

    /// Whether a line begins here with `---` or `...`.
    pub(super) fn is_document_mark(&self) -> bool {
        let has = |it: char| (0..3).all(|n| self.char_after(n) == it);
        self.mark.column == 0 && (has('-') || has('.')) && is_blank_or_end(self.char_after(3))
    }

    fn column(&self) -> isize {
        isize::try_from(self.mark.column).unwrap_or(isize::MAX)
    }

    fn push(&mut self, kind: TokenKind, start: Mark) {
        self.tokens.push_back(Token { kind, start });
    }

    /// Where the token of that number stands among those that are not taken yet.
    fn place_of(&self, number: usize) -> usize {
        number.saturating_sub(self.n_taken).min(self.tokens.len())
    }

    fn head_may_be_key(&mut self) -> Result<bool, Stop> {
        for at in 0..self.keys.len() {
            let is_head = self
                .keys
                .get(at)
                .is_some_and(|it| it.is_possible && it.token_number == self.n_taken);
            if is_head {
                return self.is_valid_key(at);
            }
        }
        Ok(false)
    }

    fn is_valid_key(&mut self, at: usize) -> Result<bool, Stop> {
        let mark = self.mark;
        let Some(key) = self.keys.get_mut(at).filter(|it| it.is_possible) else {
            return Ok(false);
        };
        if key.mark.line < mark.line || key.mark.index + MOST_KEY_CHARS < mark.index {
            if key.is_required {
                let start = key.mark;
                return Err(self.stop(start, "could not find expected ':'"));
            }
            key.is_possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn save_key(&mut self) -> Result<(), Stop> {
        if !self.may_be_key {
            return Ok(());
        }
        let key = SimpleKey {
            is_possible: true,
            is_required: self.flow_level == 0 && self.indent == self.column(),
            token_number: self.n_taken + self.tokens.len(),
            mark: self.mark,
        };
        self.drop_key()?;
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
        Ok(())
    }

    fn drop_key(&mut self) -> Result<(), Stop> {
        let Some(key) = self.keys.last_mut().filter(|it| it.is_possible) else {
            return Ok(());
        };
        if key.is_required {
            let start = key.mark;
            return Err(self.stop(start, "could not find expected ':'"));
        }
        key.is_possible = false;
        Ok(())
    }

    /// A deeper block begins at `column`; its token goes before the token `number`, or to the end.
    fn roll_indent(
        &mut self,
        column: usize,
        number: Option<usize>,
        kind: TokenKind,
        mark: Mark,
    ) -> Result<(), Stop> {
        let column = isize::try_from(column).unwrap_or(isize::MAX);
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MOST_LEVELS {
            return Err(self.stop(self.mark, "exceeded max depth of 10000"));
        }
        let at = number.map_or(self.tokens.len(), |it| self.place_of(it));
        self.tokens.insert(at, Token { kind, start: mark });
        Ok(())
    }

    fn unroll_indent(&mut self, column: isize) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.push(TokenKind::BlockEnd, self.mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn skip_to_token(&mut self) {
        loop {
            while self.char() == ' '
                || (self.char() == '\t' && (self.flow_level > 0 || !self.may_be_key))
            {
                self.skip();
            }
            self.skip_comment();
            if !is_break(self.char()) {
                return;
            }
            self.skip_line();
            if self.flow_level == 0 {
                self.may_be_key = true;
            }
        }
    }

    fn fetch(&mut self) -> Result<(), Stop> {
        self.skip_to_token();
        self.unroll_indent(self.column());
        let start = self.mark;
        let next_is_blank = is_blank_or_end(self.char_after(1));
        match self.char() {
            END => {
                if self.mark.column != 0 {
                    self.mark.column = 0;
                    self.mark.line += 1;
                }
                self.between_documents()?;
                self.push(TokenKind::StreamEnd, self.mark);
                Ok(())
            }
            '%' if start.column == 0 => {
                self.between_documents()?;
                let kind = self.directive()?;
                self.push(kind, start);
                Ok(())
            }
            it @ ('-' | '.') if self.is_document_mark() => {
                self.between_documents()?;
                (0..3).for_each(|_| self.skip());
                let kind = if it == '-' {
                    TokenKind::DocumentStart
                } else {
                    TokenKind::DocumentEnd
                };
                self.push(kind, start);
                Ok(())
            }
            '[' => self.flow_start(TokenKind::FlowSequenceStart),
            '{' => self.flow_start(TokenKind::FlowMappingStart),
            ']' => self.flow_end(TokenKind::FlowSequenceEnd),
            '}' => self.flow_end(TokenKind::FlowMappingEnd),
            ',' => {
                self.drop_key()?;
                self.may_be_key = true;
                self.skip();
                self.push(TokenKind::FlowEntry, start);
                Ok(())
            }
            '-' if next_is_blank => {
                let problem = "block sequence entries are not allowed in this context";
                self.block_part(TokenKind::BlockSequenceStart, problem)?;
                self.drop_key()?;
                self.may_be_key = true;
                self.skip();
                self.push(TokenKind::BlockEntry, start);
                Ok(())
            }
            '?' if self.flow_level > 0 || next_is_blank => {
                let problem = "mapping keys are not allowed in this context";
                self.block_part(TokenKind::BlockMappingStart, problem)?;
                self.drop_key()?;
                self.may_be_key = self.flow_level == 0;
                self.skip();
                self.push(TokenKind::Key, start);
                Ok(())
            }
            ':' if self.flow_level > 0 || next_is_blank => self.value(),
            it @ ('*' | '&') => {
                self.begin_node()?;
                let name = self.anchor()?;
                let kind = if it == '*' {
                    TokenKind::Alias(name)
                } else {
                    TokenKind::Anchor(name)
                };
                self.push(kind, start);
                Ok(())
            }
            '!' => {
                self.begin_node()?;
                let handle = self.tag()?;
                self.push(TokenKind::Tag { handle }, start);
                Ok(())
            }
            '|' | '>' if self.flow_level == 0 => {
                self.drop_key()?;
                self.may_be_key = true;
                self.block_scalar()?;
                self.push(TokenKind::Scalar, start);
                Ok(())
            }
            '\'' | '"' => {
                self.begin_node()?;
                self.quoted_scalar()?;
                self.push(TokenKind::Scalar, start);
                Ok(())
            }
            it if begins_plain(it, self.char_after(1), self.flow_level > 0) => {
                self.begin_node()?;
                self.plain_scalar()?;
                self.push(TokenKind::Scalar, start);
                Ok(())
            }
            _ => Err(self.stop(start, "found character that cannot start any token")),
        }
    }

    fn begin_node(&mut self) -> Result<(), Stop> {
        self.save_key()?;
        self.may_be_key = false;
        Ok(())
    }

    fn between_documents(&mut self) -> Result<(), Stop> {
        self.unroll_indent(-1);
        self.drop_key()?;
        self.may_be_key = false;
        Ok(())
    }

    /// `-` or `?` outside of brackets, where it may stand only if a key could.
    fn block_part(&mut self, kind: TokenKind, problem: &'static str) -> Result<(), Stop> {
        if self.flow_level > 0 {
            return Ok(());
        }
        if !self.may_be_key {
            return Err(self.stop(self.mark, problem));
        }
        self.roll_indent(self.mark.column, None, kind, self.mark)
    }

    fn flow_start(&mut self, kind: TokenKind) -> Result<(), Stop> {
        self.save_key()?;
        self.keys.push(SimpleKey::default());
        self.flow_level += 1;
        if self.flow_level > MOST_LEVELS {
            return Err(self.stop(self.mark, "exceeded max depth of 10000"));
        }
        self.may_be_key = true;
        self.push(kind, self.mark);
        self.skip();
        Ok(())
    }

    fn flow_end(&mut self, kind: TokenKind) -> Result<(), Stop> {
        self.drop_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.keys.pop();
        }
        self.may_be_key = false;
        self.push(kind, self.mark);
        self.skip();
        Ok(())
    }

    fn value(&mut self) -> Result<(), Stop> {
        let start = self.mark;
        let last = self.keys.len().saturating_sub(1);
        if self.is_valid_key(last)?
            && let Some(key) = self.keys.get_mut(last)
        {
            key.is_possible = false;
            let key = *key;
            let at = self.place_of(key.token_number);
            let token = Token {
                kind: TokenKind::Key,
                start: key.mark,
            };
            self.tokens.insert(at, token);
            let kind = TokenKind::BlockMappingStart;
            self.roll_indent(key.mark.column, Some(key.token_number), kind, key.mark)?;
            self.may_be_key = false;
        } else {
            let problem = "mapping values are not allowed in this context";
            self.block_part(TokenKind::BlockMappingStart, problem)?;
            self.may_be_key = self.flow_level == 0;
        }
        self.skip();
        self.push(TokenKind::Value, start);
        Ok(())
    }
}

/// Whether a value without quotes may begin with `it`.
fn begins_plain(it: char, next: char, is_in_flow: bool) -> bool {
    match it {
        '-' => !is_blank(next),
        '?' | ':' => !is_in_flow && !is_blank_or_end(next),
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
        | '@' | '`' => false,
        it => !is_blank_or_end(it),
    }
}
