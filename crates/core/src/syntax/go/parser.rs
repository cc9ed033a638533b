//! Tokens to nodes, as far as it takes to see whether they fit.

use super::scanner::{Scanner, TokenKind};
use super::{Mark, Stop};
use std::collections::BTreeSet;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    DocumentStart { is_first: bool },
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequence,
    IndentlessSequence,
    BlockKey,
    BlockValue,
    FlowSequence { is_first: bool },
    PairKey,
    PairValue,
    PairEnd,
    FlowKey { is_first: bool },
    FlowValue,
    FlowNoValue,
    End,
}

pub(super) struct Parser {
    scanner: Scanner,
    state: State,
    /// Where parsing goes on after what it is in.
    states: Vec<State>,
    /// Where the collections began that it is in.
    marks: Vec<Mark>,
    anchors: BTreeSet<String>,
    handles: BTreeSet<String>,
    n_documents: usize,
}

/// Where a node stands: what it may be depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Flow,
    Block,
    /// Where a list may begin without further indentation.
    BlockOrIndentless,
}

impl Parser {
    pub(super) fn new(text: &str) -> Parser {
        Parser {
            scanner: Scanner::new(text),
            state: State::DocumentStart { is_first: true },
            states: Vec::new(),
            marks: Vec::new(),
            anchors: BTreeSet::new(),
            handles: BTreeSet::new(),
            n_documents: 0,
        }
    }

    /// The document that parsing is in.
    pub(super) fn document(&self) -> usize {
        self.n_documents.saturating_sub(1)
    }

    /// Parses all of it.
    pub(super) fn run(&mut self) -> Result<(), Stop> {
        while self.state != State::End {
            self.step()?;
        }
        Ok(())
    }

    fn kind(&mut self) -> Result<TokenKind, Stop> {
        Ok(self.scanner.peek()?.kind.clone())
    }

    fn start(&mut self) -> Result<Mark, Stop> {
        Ok(self.scanner.peek()?.start)
    }

    /// The token is none that could stand here.
    fn unexpected<T>(&mut self, context_mark: Mark, problem: &'static str) -> Result<T, Stop> {
        Err(Stop {
            problem,
            problem_mark: self.start()?,
            context_mark,
            is_of_scanner: false,
            anchor: None,
        })
    }

    fn pop(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    fn step(&mut self) -> Result<(), Stop> {
        match self.state {
            State::DocumentStart { is_first } => self.document_start(is_first),
            State::DocumentContent => match self.kind()? {
                TokenKind::Version { .. }
                | TokenKind::TagHandle(_)
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd => {
                    self.pop();
                    Ok(())
                }
                _ => self.node(Place::Block),
            },
            State::DocumentEnd => {
                if self.kind()? == TokenKind::DocumentEnd {
                    self.scanner.skip_token();
                }
                self.anchors.clear();
                self.handles.clear();
                self.state = State::DocumentStart { is_first: false };
                Ok(())
            }
            State::BlockNode => self.node(Place::Block),
            State::BlockSequence => self.block_sequence(),
            State::IndentlessSequence => self.indentless_sequence(),
            State::BlockKey => self.block_key(),
            State::BlockValue => self.block_value(),
            State::FlowSequence { is_first } => self.flow_sequence(is_first),
            State::PairKey => {
                match self.kind()? {
                    TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => {
                        // libyaml goes past the token here.
                        self.scanner.skip_token();
                        self.state = State::PairValue;
                        Ok(())
                    }
                    _ => self.node_then(State::PairValue, Place::Flow),
                }
            }
            State::PairValue => {
                if self.kind()? == TokenKind::Value {
                    self.scanner.skip_token();
                    let kind = self.kind()?;
                    if !matches!(kind, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                        return self.node_then(State::PairEnd, Place::Flow);
                    }
                }
                self.state = State::PairEnd;
                Ok(())
            }
            State::PairEnd => {
                self.state = State::FlowSequence { is_first: false };
                Ok(())
            }
            State::FlowKey { is_first } => self.flow_key(is_first),
            State::FlowValue => {
                if self.kind()? == TokenKind::Value {
                    self.scanner.skip_token();
                    let kind = self.kind()?;
                    if !matches!(kind, TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
                        return self.node_then(State::FlowKey { is_first: false }, Place::Flow);
                    }
                }
                self.state = State::FlowKey { is_first: false };
                Ok(())
            }
            State::FlowNoValue => {
                self.state = State::FlowKey { is_first: false };
                Ok(())
            }
            State::End => Ok(()),
        }
    }

    fn document_start(&mut self, is_first: bool) -> Result<(), Stop> {
        if !is_first {
            while self.kind()? == TokenKind::DocumentEnd {
                self.scanner.skip_token();
            }
        }
        let kind = self.kind()?;
        if kind == TokenKind::StreamEnd {
            self.state = State::End;
            return Ok(());
        }
        self.n_documents += 1;
        let is_explicit = matches!(
            kind,
            TokenKind::Version { .. } | TokenKind::TagHandle(_) | TokenKind::DocumentStart
        );
        if is_first && !is_explicit {
            self.states.push(State::DocumentEnd);
            self.state = State::BlockNode;
            return Ok(());
        }
        let mut has_version = false;
        loop {
            match self.kind()? {
                TokenKind::Version { is_known } => {
                    if has_version {
                        return self.unexpected(Mark::default(), "found duplicate %YAML directive");
                    }
                    if !is_known {
                        return self
                            .unexpected(Mark::default(), "found incompatible YAML document");
                    }
                    has_version = true;
                }
                TokenKind::TagHandle(handle) => {
                    if !self.handles.insert(handle) {
                        return self.unexpected(Mark::default(), "found duplicate %TAG directive");
                    }
                }
                _ => break,
            }
            self.scanner.skip_token();
        }
        if self.kind()? != TokenKind::DocumentStart {
            return self.unexpected(Mark::default(), "did not find expected <document start>");
        }
        self.scanner.skip_token();
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(())
    }

    fn node_then(&mut self, next: State, place: Place) -> Result<(), Stop> {
        self.states.push(next);
        self.node(place)
    }

    /// A node begins; the state is what its inside needs.
    fn node(&mut self, place: Place) -> Result<(), Stop> {
        let start = self.start()?;
        if let TokenKind::Alias(name) = self.kind()? {
            if !self.anchors.contains(&name) {
                return Err(Stop {
                    problem: "",
                    problem_mark: start,
                    context_mark: start,
                    is_of_scanner: false,
                    anchor: Some(name),
                });
            }
            self.scanner.skip_token();
            self.pop();
            return Ok(());
        }
        let (mut has_anchor, mut has_tag) = (false, false);
        loop {
            match self.kind()? {
                TokenKind::Anchor(name) if !has_anchor => {
                    has_anchor = true;
                    self.anchors.insert(name);
                }
                TokenKind::Tag { handle } if !has_tag => {
                    has_tag = true;
                    let is_known = handle.is_empty()
                        || matches!(handle.as_str(), "!" | "!!")
                        || self.handles.contains(&handle);
                    if !is_known {
                        return self.unexpected(start, "found undefined tag handle");
                    }
                }
                _ => break,
            }
            self.scanner.skip_token();
        }
        let is_block = place != Place::Flow;
        let state = match self.kind()? {
            TokenKind::BlockEntry if place == Place::BlockOrIndentless => {
                self.state = State::IndentlessSequence;
                return Ok(());
            }
            TokenKind::Scalar => {
                self.scanner.skip_token();
                self.pop();
                return Ok(());
            }
            TokenKind::FlowSequenceStart => State::FlowSequence { is_first: true },
            TokenKind::FlowMappingStart => State::FlowKey { is_first: true },
            TokenKind::BlockSequenceStart if is_block => State::BlockSequence,
            TokenKind::BlockMappingStart if is_block => State::BlockKey,
            _ if has_anchor || has_tag => {
                self.pop();
                return Ok(());
            }
            _ => return self.unexpected(start, "did not find expected node content"),
        };
        let mark = self.start()?;
        self.marks.push(mark);
        self.scanner.skip_token();
        self.state = state;
        Ok(())
    }

    fn end_collection(&mut self) {
        self.scanner.skip_token();
        self.marks.pop();
        self.pop();
    }

    fn begin(&self) -> Mark {
        self.marks.last().copied().unwrap_or_default()
    }

    fn block_sequence(&mut self) -> Result<(), Stop> {
        match self.kind()? {
            TokenKind::BlockEntry => {
                self.scanner.skip_token();
                match self.kind()? {
                    TokenKind::BlockEntry | TokenKind::BlockEnd => Ok(()),
                    _ => self.node_then(State::BlockSequence, Place::Block),
                }
            }
            TokenKind::BlockEnd => {
                self.end_collection();
                Ok(())
            }
            _ => self.unexpected(self.begin(), "did not find expected '-' indicator"),
        }
    }

    fn indentless_sequence(&mut self) -> Result<(), Stop> {
        if self.kind()? != TokenKind::BlockEntry {
            self.pop();
            return Ok(());
        }
        self.scanner.skip_token();
        match self.kind()? {
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                Ok(())
            }
            _ => self.node_then(State::IndentlessSequence, Place::Block),
        }
    }

    fn block_key(&mut self) -> Result<(), Stop> {
        match self.kind()? {
            TokenKind::Key => {
                self.scanner.skip_token();
                self.block_part(State::BlockValue)
            }
            TokenKind::BlockEnd => {
                self.end_collection();
                Ok(())
            }
            _ => self.unexpected(self.begin(), "did not find expected key"),
        }
    }

    fn block_value(&mut self) -> Result<(), Stop> {
        if self.kind()? == TokenKind::Value {
            self.scanner.skip_token();
            return self.block_part(State::BlockKey);
        }
        self.state = State::BlockKey;
        Ok(())
    }

    /// A key or a value of a block mapping, which may be empty.
    fn block_part(&mut self, next: State) -> Result<(), Stop> {
        match self.kind()? {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                self.state = next;
                Ok(())
            }
            _ => self.node_then(next, Place::BlockOrIndentless),
        }
    }

    fn flow_sequence(&mut self, is_first: bool) -> Result<(), Stop> {
        if self.kind()? != TokenKind::FlowSequenceEnd {
            if !is_first {
                if self.kind()? != TokenKind::FlowEntry {
                    return self.unexpected(self.begin(), "did not find expected ',' or ']'");
                }
                self.scanner.skip_token();
            }
            match self.kind()? {
                TokenKind::Key => {
                    self.scanner.skip_token();
                    self.state = State::PairKey;
                    return Ok(());
                }
                TokenKind::FlowSequenceEnd => {}
                _ => return self.node_then(State::FlowSequence { is_first: false }, Place::Flow),
            }
        }
        self.end_collection();
        Ok(())
    }

    fn flow_key(&mut self, is_first: bool) -> Result<(), Stop> {
        if self.kind()? != TokenKind::FlowMappingEnd {
            if !is_first {
                if self.kind()? != TokenKind::FlowEntry {
                    return self.unexpected(self.begin(), "did not find expected ',' or '}'");
                }
                self.scanner.skip_token();
            }
            match self.kind()? {
                TokenKind::Key => {
                    self.scanner.skip_token();
                    return match self.kind()? {
                        TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd => {
                            self.state = State::FlowValue;
                            Ok(())
                        }
                        _ => self.node_then(State::FlowValue, Place::Flow),
                    };
                }
                TokenKind::FlowMappingEnd => {}
                _ => return self.node_then(State::FlowNoValue, Place::Flow),
            }
        }
        self.end_collection();
        Ok(())
    }
}
