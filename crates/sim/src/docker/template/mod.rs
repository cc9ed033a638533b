//! Go templates, as `--format` takes them: fields, pipelines, `range`, `if`, `with`, and the functions of the client.

mod functions;
mod parse;
mod table;

pub(crate) use table::print_rows;

use functions::{function, printed};
use parse::read;
use serde_json::Value;
use std::collections::BTreeMap;

/// No template writes more than this: a loop within loops would fill the memory.
const MAX_OUTPUT: usize = 1 << 20;

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
        Ok(Template(read(text)?))
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
