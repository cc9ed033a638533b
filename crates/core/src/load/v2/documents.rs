//! The documents of a file, and why the tool cannot read them.
//!
//! Source: `cli.ProjectOptions` and `loader/reset.go` of compose-go 2.9.1, and go-yaml's decoder.

use super::merge::go_text;
use crate::document::{Kind, Node, Value};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;
use crate::syntax::{self, NodeValue, Resolved, SyntaxError, SyntaxErrorKind, YamlVersion};
use crate::text::{FileId, FileRange, TextRange};

/// More documents than anybody writes into one compose file.
const MOST_DOCUMENTS: usize = 100;

/// How a file comes into the project.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The user named it: the tool looks for the project's name in it before anything else.
    Named,
    /// Another file names it.
    Below,
}

impl Loader<'_> {
    /// The documents of a file, in order; each goes over those before it. Records what keeps the tool from reading them.
    pub(super) fn documents(&mut self, file: FileId, path: &str, role: Role) -> Vec<Node> {
        let yaml = self.profile.yaml();
        let Some(source) = self.sources.get_mut(usize::from(file.0)) else {
            return Vec::new();
        };
        let text = source.text.as_str();
        let Some(tree) = source.tree.as_mut() else {
            return Vec::new();
        };
        let mut res = Vec::new();
        match &tree.root {
            Some(root) => res.push(Node::from_syntax(root, file, yaml)),
            None if text.lines().any(|it| it.starts_with("---")) => {
                res.push(Node::new(
                    Value::Null,
                    FileRange::new(file, TextRange::default()),
                ));
            }
            None => {}
        }
        let go = syntax::go_error(tree, text);
        while let Some(at) = tree.errors.iter().position(|it| is_next_document(it, text)) {
            let begins = tree.errors.remove(at).range.start();
            let rest = syntax::parse(&blanked(text, begins.into()));
            let range = FileRange::new(file, TextRange::empty(begins));
            let root = rest.root.as_ref();
            res.push(root.map_or(Node::new(Value::Null, range), |it| {
                Node::from_syntax(it, file, yaml)
            }));
            tree.errors.extend(rest.errors);
            if res.len() > MOST_DOCUMENTS {
                break;
            }
        }
        if go.is_none() {
            // What our reader alone objects to is no matter: the tool reads it.
            tree.errors.retain(|it| is_of_tool(&it.kind));
        }
        let first = tree.errors.first();
        let place = first.map(|it| it.range);
        let has_tags = text.contains('!');
        let bad_tag = tree.root.as_ref().filter(|_| has_tags).and_then(bad_tag);
        let twice = tree.root.as_ref().and_then(|root| {
            let entries = &root.as_mapping()?.entries;
            let is_of_root = |it: &&SyntaxError| {
                let places = [Some(it.range), it.related];
                matches!(it.kind, SyntaxErrorKind::DuplicateKey { .. })
                    && entries
                        .iter()
                        .any(|entry| places.contains(&Some(entry.key.range)))
            };
            let found = tree.errors.iter().filter(is_of_root);
            let lines: Vec<String> = found.filter_map(|it| words(it, text)).collect();
            (!lines.is_empty()).then(|| lines.join("\n  "))
        });
        let is_named = role == Role::Named;
        let said = match (&go, first) {
            (Some(go), _) if is_named && go.document == 0 => Some(format!("yaml: {}", go.text)),
            // Looking for the project's name, it meets these first.
            (_, Some(_)) if is_named && twice.is_some() => {
                twice.map(|it| format!("yaml: unmarshal errors:\n  {it}"))
            }
            (Some(go), _) => Some(format!("failed to parse {path}: yaml: {}", go.text)),
            (None, Some(error)) => {
                words(error, text).map(|it| format!("failed to parse {path}: {it}"))
            }
            (None, None) => bad_tag
                .as_ref()
                .map(|(_, said)| format!("failed to parse {path}: yaml: {said}")),
        };
        let is_name_read = go.as_ref().is_none_or(|it| it.document > 0);
        if is_named && is_name_read {
            self.check_name(res.first(), file);
        }
        if let Some(said) = said {
            let stopped = go.map(|it| it.range).or(bad_tag.map(|it| it.0));
            let range = place.or(stopped).unwrap_or_default();
            let refusal = Refusal::Other { text: said.clone() };
            self.fault(FileRange::new(file, range), FaultKind::Refused(refusal))
                .said(said);
        }
        res
    }

    /// Looking for the project's name, the tool wants a mapping with a string.
    fn check_name(&mut self, document: Option<&Node>, file: FileId) {
        let Some(document) = document.filter(|it| !it.is_null()) else {
            return;
        };
        let (node, wanted) = match &document.value {
            Value::Map(map) => match map.get("name") {
                Some(name) if matches!(name.value.kind(), Kind::List | Kind::Map) => {
                    (name, "string")
                }
                _ => return,
            },
            _ => (document, "cli.named"),
        };
        let found = match node.value.kind() {
            Kind::List => "!!seq".to_owned(),
            Kind::Map => "!!map".to_owned(),
            kind => {
                let tag = match kind {
                    Kind::Bool => "!!bool",
                    Kind::Int => "!!int",
                    Kind::Float => "!!float",
                    Kind::Date => "!!timestamp",
                    _ => "!!str",
                };
                let text = go_text(&node.value).unwrap_or_default();
                let shown = match text.get(..7) {
                    Some(start) if text.len() > 10 => format!("{start}..."),
                    _ => text,
                };
                format!("{tag} `{shown}`")
            }
        };
        let source = self.sources.get(usize::from(file.0));
        let text = source.map(|it| it.text.as_str()).unwrap_or_default();
        let line = line_of(text, node.range.start.into());
        let said = format!(
            "yaml: unmarshal errors:\n  line {line}: cannot unmarshal {found} into {wanted}"
        );
        let kind = match wanted {
            "string" => FaultKind::Refused(Refusal::Other { text: said.clone() }),
            _ => FaultKind::NotAMapping {
                found: node.value.kind(),
            },
        };
        self.fault(node.range, kind).said(said);
    }
}

/// Whether the error is that another document begins, which is none to this tool.
fn is_next_document(error: &SyntaxError, text: &str) -> bool {
    let begins = text
        .get(usize::from(error.range.start())..)
        .unwrap_or_default();
    error.kind == SyntaxErrorKind::SecondDocument && begins.starts_with("---")
}

/// The text with blanks for what stands before `at`: what is left keeps its place.
fn blanked(text: &str, at: usize) -> String {
    let (before, rest) = text.split_at_checked(at).unwrap_or(("", text));
    let blanks = before
        .bytes()
        .map(|it| if it == b'\n' { '\n' } else { ' ' });
    blanks.chain(rest.chars()).collect()
}

/// Whether the tool minds it too, though go-yaml reads the text.
fn is_of_tool(kind: &SyntaxErrorKind) -> bool {
    matches!(
        kind,
        SyntaxErrorKind::DuplicateKey { .. }
            | SyntaxErrorKind::ComplexKey
            | SyntaxErrorKind::InvalidMergeValue
            | SyntaxErrorKind::RecursiveAlias { .. }
            | SyntaxErrorKind::TooLarge { .. }
            | SyntaxErrorKind::TooDeep { .. }
            | SyntaxErrorKind::TooManyNodes { .. }
            | SyntaxErrorKind::TooMuchRepeatedText { .. }
            | SyntaxErrorKind::TooManyErrors
    )
}

/// What the tool says of a text that go-yaml reads.
fn words(error: &SyntaxError, text: &str) -> Option<String> {
    match &error.kind {
        SyntaxErrorKind::DuplicateKey { key } => {
            let line = line_of(text, error.range.start().into());
            let first = line_of(text, error.related?.start().into());
            Some(format!(
                "line {line}: mapping key {key:?} already defined at line {first}"
            ))
        }
        SyntaxErrorKind::InvalidMergeValue => {
            Some("yaml: map merge requires map or sequence of maps as the value".to_owned())
        }
        SyntaxErrorKind::ComplexKey => {
            let key = text.get(usize::from(error.range.start())..usize::from(error.range.end()))?;
            let tree = syntax::parse(key);
            let root = tree.root.as_ref()?;
            let node = Node::from_syntax(root, FileId::COMPOSE, YamlVersion::V1_2);
            Some(format!("yaml: invalid map key: {}", go_syntax(&node.value)))
        }
        _ => None,
    }
}

/// The first value that is not what its tag says.
fn bad_tag(node: &syntax::Node) -> Option<(TextRange, String)> {
    match &node.value {
        NodeValue::Mapping(mapping) => mapping.entries.iter().find_map(|it| bad_tag(&it.value)),
        NodeValue::Sequence(items) => items.iter().find_map(bad_tag),
        NodeValue::Null => None,
        NodeValue::Scalar(scalar) => {
            let tag = node.tag.as_ref()?;
            if !["!!bool", "!!int", "!!float", "!!null", "!!timestamp"].contains(&tag.text.as_str())
            {
                return None;
            }
            let found = match syntax::resolve_plain(&scalar.text, YamlVersion::V1_2) {
                Resolved::Null => "!!null",
                Resolved::Bool(_) => "!!bool",
                Resolved::Int(_) if tag.text == "!!float" => "!!float",
                Resolved::Int(_) => "!!int",
                Resolved::Float(_) => "!!float",
                Resolved::Timestamp => "!!timestamp",
                Resolved::Str => "!!str",
            };
            let said = format!("cannot decode {found} `{}` as a {}", scalar.text, tag.text);
            (found != tag.text).then_some((node.range, said))
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.bytes().filter(|it| *it == b'\n').count() + 1
}

/// A value as Go's `%#v` prints it.
fn go_syntax(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::Str(text) => format!("{text:?}"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|it| go_syntax(&it.value)).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Map(map) => {
            let mut sorted = map.clone();
            sorted.sort();
            let entries: Vec<String> = sorted
                .iter()
                .map(|it| format!("{:?}:{}", it.key.as_str(), go_syntax(&it.value.value)))
                .collect();
            format!("map[string]interface {{}}{{{}}}", entries.join(", "))
        }
        value => go_text(value).unwrap_or_default(),
    }
}
