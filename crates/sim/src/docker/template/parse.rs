//! Reading a template.

use super::functions::FUNCTIONS;
use super::{Call, Node, Operand};
use serde_json::Value;

/// No template nests deeper.
const MAX_DEPTH: usize = 32;

/// Reads a template.
pub(super) fn read(text: &str) -> Result<Vec<Node>, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        place: 0,
        depth: 0,
    };
    match parser.nodes()? {
        (nodes, End::OfInput) => Ok(nodes),
        _ => Err("template parsing error: template: :1: unexpected {{end}}".to_owned()),
    }
}

enum Token {
    Text(String),
    Action(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut res = Vec::new();
    let mut rest = text;
    let mut trims = false;
    while let Some((before, after)) = rest.split_once("{{") {
        let before = if trims { before.trim_start() } else { before };
        let (after, trims_before) = match after.strip_prefix("- ") {
            Some(it) => (it, true),
            None => (after, false),
        };
        let before = if trims_before {
            before.trim_end()
        } else {
            before
        };
        res.push(Token::Text(unescape(before)));
        let end = end_of_action(after)
            .ok_or_else(|| "template parsing error: template: :1: unclosed action".to_owned())?;
        let (action, behind) = after.split_at_checked(end).unwrap_or((after, ""));
        rest = behind.strip_prefix("}}").unwrap_or(behind);
        let (action, trims_after) = match action.strip_suffix(" -") {
            Some(it) => (it, true),
            None => (action, false),
        };
        trims = trims_after;
        res.push(Token::Action(action.trim().to_owned()));
    }
    res.push(Token::Text(unescape(if trims {
        rest.trim_start()
    } else {
        rest
    })));
    Ok(res)
}

/// The client lets people write tabs and line feeds as in a string.
fn unescape(text: &str) -> String {
    text.replace("\\t", "\t").replace("\\n", "\n")
}

/// Where `}}` stands outside of quotes.
fn end_of_action(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut chars = text.char_indices().peekable();
    while let Some((index, it)) = chars.next() {
        match (quote, it) {
            (None, '"' | '`' | '\'') => quote = Some(it),
            (Some('"'), '\\') => drop(chars.next()),
            (Some(open), it) if open == it => quote = None,
            (None, '}') if chars.peek().is_some_and(|it| it.1 == '}') => return Some(index),
            _ => {}
        }
    }
    None
}

/// What ends a list of nodes.
enum End {
    OfInput,
    OfBlock,
    Else(String),
}

struct Parser<'a> {
    tokens: &'a [Token],
    place: usize,
    depth: usize,
}

impl Parser<'_> {
    fn nodes(&mut self) -> Result<(Vec<Node>, End), String> {
        let mut res = Vec::new();
        while let Some(token) = self.tokens.get(self.place) {
            self.place += 1;
            let action = match token {
                Token::Text(it) => {
                    if !it.is_empty() {
                        res.push(Node::Text(it.clone()));
                    }
                    continue;
                }
                Token::Action(it) => it.as_str(),
            };
            let (word, rest) = action.split_once(' ').unwrap_or((action, ""));
            match word {
                "end" => return Ok((res, End::OfBlock)),
                "else" => return Ok((res, End::Else(rest.trim().to_owned()))),
                "if" | "with" | "range" => {
                    let node = self.block(word, rest)?;
                    res.push(node);
                }
                _ if action.starts_with("/*") => {}
                _ => res.push(simple(action)?),
            }
        }
        Ok((res, End::OfInput))
    }

    fn block(&mut self, word: &str, head: &str) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("template parsing error: template: :1: too deeply nested".to_owned());
        }
        let (variables, pipeline) = match head.split_once(":=") {
            Some((names, pipeline)) => (
                names
                    .split(',')
                    .map(|it| it.trim().trim_start_matches('$').to_owned())
                    .collect(),
                pipeline,
            ),
            None => (Vec::new(), head),
        };
        let pipeline = parse_pipeline(pipeline)?;
        let (body, end) = self.nodes()?;
        let otherwise = match end {
            End::OfBlock => Vec::new(),
            End::Else(condition) => match condition.strip_prefix("if ") {
                Some(condition) => vec![self.block("if", condition)?],
                None => {
                    let (nodes, end) = self.nodes()?;
                    if !matches!(end, End::OfBlock) {
                        return Err(
                            "template parsing error: template: :1: unexpected EOF".to_owned()
                        );
                    }
                    nodes
                }
            },
            End::OfInput => {
                return Err("template parsing error: template: :1: unexpected EOF".to_owned());
            }
        };
        self.depth -= 1;
        Ok(match word {
            "if" => Node::If(pipeline, body, otherwise),
            "with" => Node::With(pipeline, body, otherwise),
            _ => Node::Range(variables, pipeline, body, otherwise),
        })
    }
}

fn simple(action: &str) -> Result<Node, String> {
    if let Some((name, pipeline)) = action.split_once(":=").filter(|it| it.0.starts_with('$')) {
        let name = name.trim().trim_start_matches('$').to_owned();
        return Ok(Node::Assign(name, parse_pipeline(pipeline)?));
    }
    Ok(Node::Action(parse_pipeline(action)?))
}

/// Splits at a character outside of quotes and brackets.
fn split_outside(text: &str, at: char) -> Vec<String> {
    let mut res = vec![String::new()];
    let (mut quote, mut depth, mut escaped) = (None, 0usize, false);
    for it in text.chars() {
        let is_split = quote.is_none() && depth == 0 && it == at;
        match (quote, it) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (None, '"' | '`') => quote = Some(it),
            (Some(open), it) if open == it => quote = None,
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if is_split {
            res.push(String::new());
        } else if let Some(last) = res.last_mut() {
            last.push(it);
        }
    }
    res
}

fn parse_pipeline(text: &str) -> Result<Vec<Call>, String> {
    split_outside(text, '|')
        .iter()
        .map(|call| {
            let operands: Vec<Operand> = split_outside(call, ' ')
                .iter()
                .filter(|it| !it.trim().is_empty())
                .map(|it| operand(it.trim()))
                .collect::<Result<_, _>>()?;
            if operands.is_empty() {
                return Err(
                    "template parsing error: template: :1: missing value for command".to_owned(),
                );
            }
            Ok(operands)
        })
        .collect()
}

fn path(text: &str) -> Vec<String> {
    text.split('.')
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

fn operand(text: &str) -> Result<Operand, String> {
    if let Some(rest) = text.strip_prefix('(') {
        let (inside, after) = rest.rsplit_once(')').unwrap_or((rest, ""));
        return Ok(Operand::Pipeline(parse_pipeline(inside)?, path(after)));
    }
    if let Some(inside) = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        let value = serde_json::from_str(text).unwrap_or_else(|_| inside.to_owned());
        return Ok(Operand::Literal(Value::String(value)));
    }
    if let Some(inside) = text.strip_prefix('`').and_then(|it| it.strip_suffix('`')) {
        return Ok(Operand::Literal(Value::String(inside.to_owned())));
    }
    if text.starts_with('.') {
        return Ok(Operand::Field(path(text)));
    }
    if let Some(rest) = text.strip_prefix('$') {
        let (name, fields) = rest.split_once('.').unwrap_or((rest, ""));
        return Ok(Operand::Variable(name.to_owned(), path(fields)));
    }
    if let Ok(number) = text.parse::<i64>() {
        return Ok(Operand::Literal(Value::from(number)));
    }
    match text {
        "true" => Ok(Operand::Literal(Value::Bool(true))),
        "false" => Ok(Operand::Literal(Value::Bool(false))),
        "nil" => Ok(Operand::Literal(Value::Null)),
        _ if FUNCTIONS.contains(&text) => Ok(Operand::Function(text.to_owned())),
        _ => Err(format!(
            "template parsing error: template: :1: function \"{text}\" not defined"
        )),
    }
}
