//! Checking a document against its format, and telling what violates it.

use super::Loader;
use crate::document::{Node, Value};
use crate::fault::{Expected, FaultKind, PortFault, Shape};
use crate::schema::{Keyword, Step, Type, Violation};
use crate::text::FileRange;

/// A violation in the words of faults: what, where, and the path of what has to go.
pub(super) struct Told {
    pub(super) kind: FaultKind,
    pub(super) range: FileRange,
    /// The other place involved.
    pub(super) related: Option<FileRange>,
    pub(super) path: Vec<Step>,
}

impl Loader<'_> {
    /// Records the violation, said by the tool as `said`; gives the paths of what has to be taken out.
    pub(super) fn tell_violation(
        &mut self,
        violation: &Violation<'_>,
        said: Option<&str>,
    ) -> Vec<Vec<Step>> {
        let mut paths = Vec::new();
        let is_cut_off = self.is_cut_off(violation.node);
        for told in explain(violation) {
            if is_cut_off {
                paths.push(told.path);
                continue;
            }
            let fault = self.fault(told.range, told.kind);
            fault.related = told.related;
            if let Some(said) = said {
                fault.said(said);
            }
            paths.push(told.path);
        }
        paths
    }

    /// Whether the value is missing because its text is broken: that is told already.
    fn is_cut_off(&self, node: &Node) -> bool {
        let source = self.sources.get(usize::from(node.range.file.0));
        let Some((source, tree)) = source.and_then(|it| Some((it, it.tree.as_ref()?))) else {
            return false;
        };
        let starts_on_its_line = |start: crate::text::TextSize| {
            let between = source.text.get(node.range.end.into()..start.into());
            between.is_some_and(|it| !it.contains('\n'))
        };
        node.is_null()
            && tree
                .errors
                .iter()
                .any(|it| starts_on_its_line(it.range.start()))
    }
}

/// What is wrong, in the terms of the form that the value most likely was meant to have.
fn explain(violation: &Violation<'_>) -> Vec<Told> {
    let path = &violation.path;
    let node = violation.node;
    let tell = |kind: FaultKind| {
        vec![Told {
            kind,
            range: node.range,
            related: None,
            path: path.clone(),
        }]
    };
    let bad_value = |expected: Expected| {
        tell(FaultKind::BadValue {
            key: name(path),
            text: text_of(node),
            expected,
        })
    };
    match &violation.keyword {
        Keyword::Type(types) => tell(wrong_type(path, node, types)),
        Keyword::Additional { keys, known } => keys
            .iter()
            .map(|(key, range)| {
                let mut path = path.clone();
                path.push(Step::Key(key.clone()));
                Told {
                    kind: FaultKind::UnknownKey {
                        key: key.to_string(),
                        service: service_of(&violation.path),
                        under: under(&violation.path),
                        known,
                    },
                    range: *range,
                    related: None,
                    path,
                }
            })
            .collect(),
        Keyword::Required(keys) => tell(FaultKind::MissingKey {
            keys: keys.clone(),
            under: name(path),
        }),
        Keyword::Dependency { key, needs } => tell(FaultKind::NeedsKey {
            key: key.clone(),
            needs: needs.clone(),
        }),
        Keyword::Enum(values) => bad_value(Expected::OneOf(values)),
        Keyword::Pattern(_) => bad_value(Expected::Name),
        Keyword::Minimum(least) => bad_value(Expected::AtLeast(*least)),
        Keyword::Maximum(most) => bad_value(Expected::AtMost(*most)),
        Keyword::Unique(first, second) => {
            let items = node.as_list().unwrap_or_default();
            let item = items.get(*second);
            let mut path = path.clone();
            path.push(Step::Index(*second));
            vec![Told {
                kind: FaultKind::DuplicateEntry {
                    key: name(&violation.path),
                    text: item.map(text_of).unwrap_or_default(),
                },
                range: item.map_or(node.range, |it| it.range),
                related: items.get(*first).map(|it| it.range),
                path,
            }]
        }
        Keyword::Format("subnet_ip_address", _) => bad_value(Expected::Subnet),
        Keyword::Format(format, why) => {
            let text = text_of(node);
            let why = if why.contains("length") {
                PortFault::Lengths
            } else {
                crate::project::port_fault(&text)
            };
            let key = if *format == "expose" {
                "expose"
            } else {
                "ports"
            };
            tell(FaultKind::BadPort { key, text, why })
        }
        Keyword::OneOf => {
            let is_type_here = |it: &Violation<'_>| {
                it.path.len() == path.len() && matches!(it.keyword, Keyword::Type(_))
            };
            let meant = violation
                .causes
                .iter()
                .find(|branch| !branch.iter().any(is_type_here));
            if let Some(branch) = meant {
                return branch.iter().flat_map(explain).collect();
            }
            let mut types = Vec::new();
            collect_types(violation, path.len(), &mut types);
            tell(wrong_type(path, node, &types))
        }
    }
}

fn collect_types(violation: &Violation<'_>, depth: usize, types: &mut Vec<Type>) {
    if let Keyword::Type(wanted) = &violation.keyword
        && violation.path.len() == depth
    {
        types.extend(wanted);
    }
    for cause in violation.causes.iter().flatten() {
        collect_types(cause, depth, types);
    }
}

fn wrong_type(path: &[Step], node: &Node, types: &[Type]) -> FaultKind {
    let mut expected: Vec<Shape> = Vec::new();
    for it in types {
        let shape = match it {
            Type::Array => Shape::List,
            Type::Boolean => Shape::Bool,
            Type::Integer | Type::Number => Shape::Number,
            Type::Object => Shape::Mapping,
            Type::String => Shape::String,
            Type::Null => Shape::Nothing,
        };
        if !expected.contains(&shape) {
            expected.push(shape);
        }
    }
    FaultKind::WrongType {
        key: name(path),
        expected,
        found: node.value.kind(),
    }
}

/// The nearest key above a value.
pub(super) fn name(path: &[Step]) -> String {
    path.iter()
        .rev()
        .find_map(|it| match it {
            Step::Key(key) => Some(key.to_string()),
            Step::Index(_) => None,
        })
        .unwrap_or_default()
}

fn service_of(path: &[Step]) -> Option<String> {
    match path {
        [Step::Key(top), Step::Key(name)] if top == "services" => Some(name.to_string()),
        _ => None,
    }
}

fn under(path: &[Step]) -> Option<String> {
    (!path.is_empty() && service_of(path).is_none()).then(|| name(path))
}

fn text_of(node: &Node) -> String {
    match &node.value {
        Value::Str(it) | Value::Date(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Float(it) => it.to_string(),
        Value::Bool(it) => it.to_string(),
        _ => String::new(),
    }
}
