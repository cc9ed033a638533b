//! A script as a tree.

use super::words::{Part, Token, tokens};

/// No script nests deeper.
const MAX_DEPTH: usize = 40;

/// A script that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script(pub(super) Vec<Item>);

/// A command with what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub first: Pipeline,
    /// `&&` and `||` with what follows.
    pub rest: Vec<(bool, Pipeline)>,
    pub is_background: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pipeline {
    pub is_negated: bool,
    pub commands: Vec<Command>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub kind: Kind,
    pub redirects: Vec<Redirect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    pub descriptor: u8,
    pub operator: &'static str,
    pub target: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Assignments and words.
    Simple(Vec<(String, Vec<Part>)>, Vec<Vec<Part>>),
    /// `( … )`: what it sets is gone afterwards.
    Subshell(Script),
    /// `{ …; }`.
    Group(Script),
    /// Conditions with their bodies, and `else`.
    If(Vec<(Script, Script)>, Script),
    /// Condition, body, whether it is `until`.
    While(Script, Script, bool),
    /// Variable, words, body.
    For(String, Vec<Vec<Part>>, Script),
}

/// Reads a script.
///
/// # Errors
/// Why it cannot be read, as the shell says: without the shell's name before it.
pub fn parse(text: &str) -> Result<Script, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        place: 0,
        depth: 0,
    };
    let res = parser.script(&[])?;
    match parser.peek() {
        None => Ok(res),
        Some(it) => Err(unexpected(it)),
    }
}

fn unexpected(token: &Token) -> String {
    let shown = match token {
        Token::Operator(it) | Token::Redirect(_, it) => format!("\"{it}\""),
        Token::Newline => "newline".to_owned(),
        Token::Word(parts) => match reserved(parts) {
            Some(it) => format!("\"{it}\""),
            None => "word".to_owned(),
        },
    };
    format!("syntax error: unexpected {shown}")
}

/// A word that has a meaning of its own when it begins a command: not quoted, one piece.
fn reserved(parts: &[Part]) -> Option<&str> {
    match parts {
        [
            Part::Text {
                text,
                is_quoted: false,
            },
        ] => Some(text.as_str()),
        _ => None,
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    place: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.place)
    }

    fn is_operator(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(Token::Operator(it)) if *it == wanted)
    }

    fn word(&self) -> Option<&'a str> {
        match self.peek() {
            Some(Token::Word(parts)) => reserved(parts),
            _ => None,
        }
    }

    fn skip_newlines(&mut self) {
        while matches!(self.peek(), Some(Token::Newline)) {
            self.place += 1;
        }
    }

    fn expect_word(&mut self, wanted: &str) -> Result<(), String> {
        self.skip_newlines();
        if self.word() == Some(wanted) {
            self.place += 1;
            return Ok(());
        }
        match self.peek() {
            Some(it) => Err(format!("{} (expecting \"{wanted}\")", unexpected(it))),
            None => Err(format!(
                "syntax error: unexpected end of file (expecting \"{wanted}\")"
            )),
        }
    }

    /// Commands up to one of the words that end them, which stays.
    fn script(&mut self, ends: &[&str]) -> Result<Script, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the script is nested too deeply to be simulated".to_owned());
        }
        let mut res = Vec::new();
        loop {
            while matches!(self.peek(), Some(Token::Newline | Token::Operator(";"))) {
                self.place += 1;
            }
            let is_end = self.peek().is_none()
                || self.is_operator(")")
                || self.is_operator("}")
                || self.word().is_some_and(|it| ends.contains(&it));
            if is_end {
                break;
            }
            res.push(self.item()?);
        }
        self.depth -= 1;
        Ok(Script(res))
    }

    fn item(&mut self) -> Result<Item, String> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            let is_and = match self.peek() {
                Some(Token::Operator("&&")) => true,
                Some(Token::Operator("||")) => false,
                _ => break,
            };
            self.place += 1;
            self.skip_newlines();
            rest.push((is_and, self.pipeline()?));
        }
        let is_background = self.is_operator("&");
        if is_background {
            self.place += 1;
        }
        match self.peek() {
            None | Some(Token::Newline) => {}
            Some(Token::Operator(";")) => self.place += 1,
            Some(Token::Operator(")" | "}")) => {}
            Some(it) if !is_background => return Err(unexpected(it)),
            Some(_) => {}
        }
        Ok(Item {
            first,
            rest,
            is_background,
        })
    }

    fn pipeline(&mut self) -> Result<Pipeline, String> {
        let is_negated = self.word() == Some("!");
        if is_negated {
            self.place += 1;
        }
        let mut commands = vec![self.command()?];
        while self.is_operator("|") {
            self.place += 1;
            self.skip_newlines();
            commands.push(self.command()?);
        }
        Ok(Pipeline {
            is_negated,
            commands,
        })
    }

    fn command(&mut self) -> Result<Command, String> {
        let kind = match self.peek() {
            Some(Token::Operator("(")) => {
                self.place += 1;
                let body = self.script(&[])?;
                self.close(")")?;
                Kind::Subshell(body)
            }
            Some(Token::Operator("{")) => {
                self.place += 1;
                let body = self.script(&[])?;
                self.close("}")?;
                Kind::Group(body)
            }
            Some(Token::Word(_)) => match self.word() {
                Some("if") => self.if_command()?,
                Some(word @ ("while" | "until")) => {
                    self.place += 1;
                    let condition = self.script(&["do"])?;
                    self.expect_word("do")?;
                    let body = self.script(&["done"])?;
                    self.expect_word("done")?;
                    Kind::While(condition, body, word == "until")
                }
                Some("for") => self.for_command()?,
                Some(word @ ("case" | "function" | "select")) => {
                    return Err(format!("`{word}` is not simulated"));
                }
                Some(word @ ("then" | "do" | "done" | "fi" | "else" | "elif" | "esac")) => {
                    return Err(format!("syntax error: unexpected \"{word}\""));
                }
                _ => return self.simple(),
            },
            Some(Token::Redirect(..)) => return self.simple(),
            Some(it) => return Err(unexpected(it)),
            None => return Err("syntax error: unexpected end of file".to_owned()),
        };
        Ok(Command {
            kind,
            redirects: self.redirects()?,
        })
    }

    fn close(&mut self, wanted: &str) -> Result<(), String> {
        if self.is_operator(wanted) {
            self.place += 1;
            return Ok(());
        }
        Err(format!(
            "syntax error: unexpected end of file (expecting \"{wanted}\")"
        ))
    }

    fn if_command(&mut self) -> Result<Kind, String> {
        let mut branches = Vec::new();
        let mut otherwise = Script::default();
        loop {
            // `if` or `elif`.
            self.place += 1;
            let condition = self.script(&["then"])?;
            self.expect_word("then")?;
            let body = self.script(&["elif", "else", "fi"])?;
            branches.push((condition, body));
            self.skip_newlines();
            match self.word() {
                Some("elif") => {}
                Some("else") => {
                    self.place += 1;
                    otherwise = self.script(&["fi"])?;
                    self.expect_word("fi")?;
                    break;
                }
                _ => {
                    self.expect_word("fi")?;
                    break;
                }
            }
        }
        Ok(Kind::If(branches, otherwise))
    }

    fn for_command(&mut self) -> Result<Kind, String> {
        self.place += 1;
        let name = self
            .word()
            .ok_or_else(|| "syntax error: bad for loop variable".to_owned())?
            .to_owned();
        self.place += 1;
        self.skip_newlines();
        let mut words = Vec::new();
        if self.word() == Some("in") {
            self.place += 1;
            while let Some(Token::Word(parts)) = self.peek() {
                words.push(parts.clone());
                self.place += 1;
            }
        }
        if self.is_operator(";") {
            self.place += 1;
        }
        self.expect_word("do")?;
        let body = self.script(&["done"])?;
        self.expect_word("done")?;
        Ok(Kind::For(name, words, body))
    }

    fn redirects(&mut self) -> Result<Vec<Redirect>, String> {
        let mut res = Vec::new();
        while let Some(Token::Redirect(descriptor, operator)) = self.peek() {
            self.place += 1;
            res.push(self.redirect(*descriptor, operator)?);
        }
        Ok(res)
    }

    fn redirect(&mut self, descriptor: u8, operator: &'static str) -> Result<Redirect, String> {
        let mut target = Vec::new();
        if !operator.starts_with(">&") {
            match self.peek() {
                Some(Token::Word(parts)) => {
                    target.clone_from(parts);
                    self.place += 1;
                }
                Some(it) => return Err(unexpected(it)),
                None => return Err("syntax error: unexpected newline".to_owned()),
            }
        }
        Ok(Redirect {
            descriptor,
            operator,
            target,
        })
    }

    fn simple(&mut self) -> Result<Command, String> {
        let (mut assignments, mut words, mut redirects) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            match self.peek() {
                Some(Token::Word(parts)) => {
                    self.place += 1;
                    match assignment(parts).filter(|_| words.is_empty()) {
                        Some(it) => assignments.push(it),
                        None => words.push(parts.clone()),
                    }
                }
                Some(Token::Redirect(descriptor, operator)) => {
                    self.place += 1;
                    redirects.push(self.redirect(*descriptor, operator)?);
                }
                // A brace within a command is a word.
                Some(Token::Operator(it @ ("{" | "}"))) if !words.is_empty() && *it == "{" => {
                    self.place += 1;
                    words.push(vec![Part::Text {
                        text: (*it).to_owned(),
                        is_quoted: true,
                    }]);
                }
                Some(Token::Operator("(")) => return Err("functions are not simulated".to_owned()),
                _ => break,
            }
        }
        Ok(Command {
            kind: Kind::Simple(assignments, words),
            redirects,
        })
    }
}

/// `NAME=value`.
fn assignment(parts: &[Part]) -> Option<(String, Vec<Part>)> {
    let (first, rest) = parts.split_first()?;
    let Part::Text {
        text,
        is_quoted: false,
    } = first
    else {
        return None;
    };
    let (name, value) = text.split_once('=')?;
    let is_name = name.chars().enumerate().all(|(index, it)| {
        it == '_' || it.is_ascii_alphabetic() || index > 0 && it.is_ascii_digit()
    });
    if name.is_empty() || !is_name {
        return None;
    }
    let mut res = vec![Part::Text {
        text: value.to_owned(),
        is_quoted: true,
    }];
    res.extend(rest.iter().cloned());
    Some((name.to_owned(), res))
}
