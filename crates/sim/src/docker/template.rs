//! Go templates, as `--format` takes them: fields, pipelines, `range`, `if`, `with`, and the functions of the client.

use super::Client;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// No template writes more than this: a loop within loops would fill the memory.
const MAX_OUTPUT: usize = 1 << 20;

/// No template nests deeper.
const MAX_DEPTH: usize = 32;

/// A parsed template.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Text(String),
    Action(Vec<Call>),
    Assign(String, Vec<Call>),
    If(Vec<Call>, Vec<Node>, Vec<Node>),
    With(Vec<Call>, Vec<Node>, Vec<Node>),
    Range(Vec<String>, Vec<Call>, Vec<Node>, Vec<Node>),
}

/// One member of a pipeline: a word and its arguments.
type Call = Vec<Operand>;

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Field(Vec<String>),
    Variable(String, Vec<String>),
    Literal(Value),
    Function(String),
    Pipeline(Vec<Call>, Vec<String>),
}

/// A template that was read.
pub(crate) struct Template(Vec<Node>);

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it, in the client's words.
    pub(crate) fn parse(text: &str) -> Result<Template, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser {
            tokens: &tokens,
            place: 0,
            depth: 0,
        };
        let (nodes, end) = parser.nodes()?;
        match end {
            End::Input => Ok(Template(nodes)),
            _ => Err("template parsing error: template: :1: unexpected {{end}}".to_owned()),
        }
    }

    /// Writes it with `value` as its data.
    ///
    /// # Errors
    /// A field that is not there, or a function that does not fit.
    pub(crate) fn render(&self, value: &Value) -> Result<String, String> {
        let mut out = String::new();
        let mut variables = BTreeMap::from([(String::new(), value.clone())]);
        render(&self.0, value, &mut variables, &mut out)?;
        Ok(out)
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

enum End {
    Input,
    End,
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
                "end" => return Ok((res, End::End)),
                "else" => return Ok((res, End::Else(rest.trim().to_owned()))),
                "if" | "with" | "range" => {
                    let node = self.block(word, rest)?;
                    res.push(node);
                }
                _ if action.starts_with("/*") => {}
                _ => res.push(simple(action)?),
            }
        }
        Ok((res, End::Input))
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
            End::End => Vec::new(),
            End::Else(condition) => match condition.strip_prefix("if ") {
                Some(condition) => vec![self.block("if", condition)?],
                None => {
                    let (nodes, end) = self.nodes()?;
                    if !matches!(end, End::End) {
                        return Err(
                            "template parsing error: template: :1: unexpected EOF".to_owned()
                        );
                    }
                    nodes
                }
            },
            End::Input => {
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

const FUNCTIONS: [&str; 23] = [
    "and", "eq", "ge", "gt", "index", "join", "json", "le", "len", "lower", "lt", "ne", "not",
    "or", "pad", "print", "printf", "println", "split", "title", "truncate", "upper", "slice",
];

type Variables = BTreeMap<String, Value>;

fn render(
    nodes: &[Node],
    dot: &Value,
    variables: &mut Variables,
    out: &mut String,
) -> Result<(), String> {
    for node in nodes {
        if out.len() > MAX_OUTPUT {
            return Err("template parsing error: template: it writes too much".to_owned());
        }
        match node {
            Node::Text(it) => out.push_str(it),
            Node::Action(it) => out.push_str(&printed(&pipeline(it, dot, variables)?)),
            Node::Assign(name, it) => {
                let value = pipeline(it, dot, variables)?;
                variables.insert(name.clone(), value);
            }
            Node::If(condition, body, otherwise) => {
                let branch = if is_true(&pipeline(condition, dot, variables)?) {
                    body
                } else {
                    otherwise
                };
                render(branch, dot, variables, out)?;
            }
            Node::With(condition, body, otherwise) => {
                let value = pipeline(condition, dot, variables)?;
                if is_true(&value) {
                    render(body, &value, variables, out)?;
                } else {
                    render(otherwise, dot, variables, out)?;
                }
            }
            Node::Range(names, over, body, otherwise) => {
                let entries: Vec<(Value, Value)> = match pipeline(over, dot, variables)? {
                    Value::Array(it) => it
                        .into_iter()
                        .enumerate()
                        .map(|(index, it)| (Value::from(index), it))
                        .collect(),
                    Value::Object(it) => {
                        let mut entries: Vec<(String, Value)> = it.into_iter().collect();
                        entries.sort_by(|a, b| a.0.cmp(&b.0));
                        entries
                            .into_iter()
                            .map(|(key, value)| (Value::String(key), value))
                            .collect()
                    }
                    _ => Vec::new(),
                };
                if entries.is_empty() {
                    render(otherwise, dot, variables, out)?;
                }
                for (key, value) in entries {
                    match names.as_slice() {
                        [only] => drop(variables.insert(only.clone(), value.clone())),
                        [first, second] => {
                            variables.insert(first.clone(), key);
                            variables.insert(second.clone(), value.clone());
                        }
                        _ => {}
                    }
                    render(body, &value, variables, out)?;
                }
            }
        }
    }
    Ok(())
}

fn pipeline(calls: &[Call], dot: &Value, variables: &Variables) -> Result<Value, String> {
    let mut piped: Option<Value> = None;
    for call in calls {
        let Some((first, rest)) = call.split_first() else {
            continue;
        };
        let mut arguments = rest
            .iter()
            .map(|it| value_of(it, dot, variables))
            .collect::<Result<Vec<Value>, String>>()?;
        arguments.extend(piped.take());
        piped = Some(match first {
            Operand::Function(name) => function(name, &arguments)?,
            other => value_of(other, dot, variables)?,
        });
    }
    Ok(piped.unwrap_or(Value::Null))
}

fn value_of(operand: &Operand, dot: &Value, variables: &Variables) -> Result<Value, String> {
    match operand {
        Operand::Literal(it) => Ok(it.clone()),
        Operand::Field(path) => field(dot, path),
        Operand::Variable(name, path) => {
            let value = variables.get(name).cloned().unwrap_or(Value::Null);
            field(&value, path)
        }
        Operand::Function(name) => function(name, &[]),
        Operand::Pipeline(calls, path) => field(&pipeline(calls, dot, variables)?, path),
    }
}

fn field(value: &Value, path: &[String]) -> Result<Value, String> {
    let mut res = value;
    for name in path {
        res = match res {
            Value::Object(it) => it.get(name).ok_or_else(|| {
                format!(
                    "template parsing error: template: :1:2: executing \"\" at <.{}>: map has no entry for key \"{name}\"",
                    path.join(".")
                )
            })?,
            Value::Null => return Ok(Value::Null),
            _ => {
                return Err(format!(
                    "template parsing error: template: :1:2: executing \"\" at <.{}>: can't evaluate field {name} in type interface {{}}",
                    path.join(".")
                ));
            }
        };
    }
    Ok(res.clone())
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(it) => *it,
        Value::Number(it) => it.as_f64() != Some(0.0),
        Value::String(it) => !it.is_empty(),
        Value::Array(it) => !it.is_empty(),
        Value::Object(it) => !it.is_empty(),
    }
}

fn function(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let first = arguments.first().unwrap_or(&Value::Null);
    let last = arguments.last().unwrap_or(&Value::Null);
    let text = |it: &Value| printed(it);
    Ok(match name {
        "json" => Value::String(json(first)),
        "len" => Value::from(match first {
            Value::String(it) => it.len(),
            Value::Array(it) => it.len(),
            Value::Object(it) => it.len(),
            _ => 0,
        }),
        "index" => {
            let mut res = first.clone();
            for key in arguments.iter().skip(1) {
                res = match (&res, key) {
                    (Value::Object(it), Value::String(key)) => {
                        it.get(key).cloned().unwrap_or(Value::Null)
                    }
                    (Value::Array(it), key) => {
                        let index = key.as_u64().and_then(|it| usize::try_from(it).ok());
                        index.and_then(|index| it.get(index)).cloned().ok_or_else(|| {
                            "template parsing error: template: :1:2: executing \"\" at <index>: error calling index: index out of range".to_owned()
                        })?
                    }
                    _ => Value::Null,
                };
            }
            res
        }
        "join" => {
            let separator = arguments.get(1).map(text).unwrap_or_default();
            let parts: Vec<String> = first.as_array().into_iter().flatten().map(text).collect();
            Value::String(parts.join(&separator))
        }
        "split" => {
            let separator = arguments.get(1).map(text).unwrap_or_default();
            let parts = text(first);
            Value::Array(parts.split(separator.as_str()).map(Value::from).collect())
        }
        "upper" => Value::String(text(last).to_uppercase()),
        "lower" => Value::String(text(last).to_lowercase()),
        "title" => {
            let text = text(last);
            let mut chars = text.chars();
            let start: String = chars
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            Value::String(start + chars.as_str())
        }
        "truncate" => {
            let n = arguments.get(1).and_then(Value::as_u64).unwrap_or(u64::MAX);
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            Value::String(text(first).chars().take(n).collect())
        }
        "slice" => {
            let at = |index: usize| arguments.get(index).and_then(Value::as_u64);
            let from = usize::try_from(at(1).unwrap_or(0)).unwrap_or(0);
            let to = usize::try_from(at(2).unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
            Value::String(text(first).chars().take(to).skip(from).collect())
        }
        "println" => {
            let parts: Vec<String> = arguments.iter().map(text).collect();
            Value::String(format!("{}\n", parts.join(" ")))
        }
        "print" => Value::String(arguments.iter().map(text).collect()),
        "printf" => Value::String(printf(&text(first), arguments.get(1..).unwrap_or_default())),
        "pad" => Value::String(format!(" {} ", text(first))),
        "not" => Value::Bool(!is_true(first)),
        "and" => arguments
            .iter()
            .find(|it| !is_true(it))
            .unwrap_or(last)
            .clone(),
        "or" => arguments
            .iter()
            .find(|it| is_true(it))
            .unwrap_or(last)
            .clone(),
        "eq" => Value::Bool(arguments.iter().skip(1).any(|it| text(it) == text(first))),
        "ne" => Value::Bool(arguments.get(1).is_none_or(|it| text(it) != text(first))),
        "lt" | "le" | "gt" | "ge" => {
            let (a, b) = (number(first), arguments.get(1).map_or(0.0, number));
            Value::Bool(match name {
                "lt" => a < b,
                "le" => a <= b,
                "gt" => a > b,
                _ => a >= b,
            })
        }
        _ => Value::Null,
    })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

fn printf(format: &str, arguments: &[Value]) -> String {
    let mut res = String::new();
    let mut arguments = arguments.iter();
    let mut chars = format.chars();
    while let Some(it) = chars.next() {
        if it != '%' {
            res.push(it);
            continue;
        }
        let mut kind = chars.next();
        while kind.is_some_and(|it| it.is_ascii_digit() || it == '-' || it == '.') {
            kind = chars.next();
        }
        match kind {
            Some('%') | None => res.push('%'),
            Some('q') => {
                let value = arguments.next().map(printed).unwrap_or_default();
                // Writing to a string cannot fail.
                let _ = write!(res, "{value:?}");
            }
            Some(_) => res.push_str(&arguments.next().map(printed).unwrap_or_default()),
        }
    }
    res
}

/// JSON as Go writes it: compact, and with `<`, `>` and `&` escaped.
pub(super) fn json(value: &Value) -> String {
    serde_json::to_string(value)
        .unwrap_or_default()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// A value as Go prints it: `[a b]`, `map[k:v]`.
fn printed(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(it) => it.clone(),
        Value::Array(it) => {
            let parts: Vec<String> = it.iter().map(printed).collect();
            format!("[{}]", parts.join(" "))
        }
        Value::Object(it) => {
            let mut parts: Vec<String> = it
                .iter()
                .map(|(key, value)| format!("{key}:{}", printed(value)))
                .collect();
            parts.sort();
            format!("map[{}]", parts.join(" "))
        }
    }
}

/// Prints rows by a template, or as a table whose headers follow from the template's fields.
pub(crate) fn print_rows(
    client: &mut Client<'_>,
    format: &str,
    rows: &[Value],
    headers: &[(&str, &str)],
) {
    let (format, is_table) = match format.strip_prefix("table") {
        Some(it) => (it.trim_start(), true),
        None => (format, false),
    };
    let format = match format {
        "json" => "{{json .}}",
        it => it,
    };
    let template = match Template::parse(format) {
        Ok(it) => it,
        Err(why) => {
            client.fail(64, &format!("{why}\n"));
            return;
        }
    };
    let mut lines = Vec::new();
    if is_table {
        let names = rows.first().and_then(Value::as_object).cloned();
        let names = names.unwrap_or_else(|| fields_of(format));
        let header: Map<String, Value> = names
            .keys()
            .map(|key| (key.clone(), Value::String(header_of(key, headers))))
            .collect();
        lines.push(template.render(&Value::Object(header)));
    }
    lines.extend(rows.iter().map(|it| template.render(it)));
    let lines: Vec<String> = match lines.into_iter().collect() {
        Ok(it) => it,
        Err(why) => {
            client.fail(1, &format!("{why}\n"));
            return;
        }
    };
    let text = if is_table {
        columns(&lines)
    } else {
        lines.iter().map(|it| format!("{it}\n")).collect()
    };
    client.out.out(text);
}

/// The fields that a template names, for the header of a table without rows.
fn fields_of(format: &str) -> Map<String, Value> {
    format
        .split("{{")
        .filter_map(|it| it.trim_start().strip_prefix('.'))
        .map(|it| {
            let end = it
                .find(|it: char| !it.is_alphanumeric())
                .unwrap_or(it.len());
            (it.get(..end).unwrap_or_default().to_owned(), Value::Null)
        })
        .collect()
}

fn header_of(key: &str, headers: &[(&str, &str)]) -> String {
    match headers.iter().find(|it| it.0 == key) {
        Some((_, header)) => (*header).to_owned(),
        None => key.to_uppercase(),
    }
}

/// Lines of cells between tabs, each column as wide as its widest cell and three blanks. The last is not filled.
pub(crate) fn columns(lines: &[String]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        for (index, cell) in cells.iter().enumerate().take(cells.len().saturating_sub(1)) {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(it) => *it = (*it).max(width),
                None => widths.push(width),
            }
        }
    }
    let mut res = String::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        for (index, cell) in cells.iter().enumerate() {
            res.push_str(cell);
            if index + 1 < cells.len() {
                let width = widths.get(index).copied().unwrap_or(0) + 3;
                res.extend(std::iter::repeat_n(
                    ' ',
                    width.saturating_sub(cell.chars().count()),
                ));
            }
        }
        res.push('\n');
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(template: &str, want: &str) {
        let value = json!({
            "Name": "/web", "Config": {"Env": ["A=1", "B=2"], "Labels": {"b": "2", "a": "1"}},
            "State": {"Running": true, "ExitCode": 0}, "None": null,
        });
        let got = Template::parse(template).and_then(|it| it.render(&value));
        assert_eq!(got.unwrap_or_else(|it| it), want, "{template}");
    }

    #[test]
    fn templates_are_written_as_go_writes_them() {
        check(
            "{{.Name}} {{.State.Running}} {{.State.ExitCode}}",
            "/web true 0",
        );
        check("{{json .Config.Env}}", r#"["A=1","B=2"]"#);
        check("{{range .Config.Env}}{{.}};{{end}}", "A=1;B=2;");
        check(
            "{{range $i, $e := .Config.Env}}{{$i}}={{$e}} {{end}}",
            "0=A=1 1=B=2 ",
        );
        check(
            "{{index .Config.Env 1}} {{index .Config.Labels \"a\"}}",
            "B=2 1",
        );
        check(
            "{{len .Config.Env}} {{.Config.Env}} {{.Config.Labels}}",
            "2 [A=1 B=2] map[a:1 b:2]",
        );
        check("{{if .State.Running}}up{{else}}down{{end}}", "up");
        check(
            "{{if eq .State.ExitCode 1}}one{{else if .None}}x{{else}}zero{{end}}",
            "zero",
        );
        check("{{with .None}}x{{else}}none{{end}}", "none");
        check("{{join .Config.Env \",\" | upper}}", "A=1,B=2");
        check("{{printf \"%s-%d\" .Name 3}}{{println}}", "/web-3\n");
        check("a {{- .Name -}} b", "a/webb");
    }

    #[test]
    fn what_is_not_there_is_refused() {
        check(
            "{{.Nope}}",
            "template parsing error: template: :1:2: executing \"\" at <.Nope>: map has no entry for key \"Nope\"",
        );
        check(
            "{{nope .Name}}",
            "template parsing error: template: :1: function \"nope\" not defined",
        );
        check(
            "{{.Name",
            "template parsing error: template: :1: unclosed action",
        );
    }
}
