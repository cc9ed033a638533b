//! A JSON Schema as a table: only the keywords that compose formats use.

use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;

/// A type that a schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Array,
    Boolean,
    Integer,
    Null,
    Number,
    Object,
    String,
}

impl Type {
    /// The word in the schema, which the tools print.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Type::Array => "array",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Null => "null",
            Type::Number => "number",
            Type::Object => "object",
            Type::String => "string",
        }
    }

    fn of(text: &str) -> Option<Type> {
        [
            Type::Array,
            Type::Boolean,
            Type::Integer,
            Type::Null,
            Type::Number,
            Type::Object,
            Type::String,
        ]
        .into_iter()
        .find(|it| it.as_str() == text)
    }
}

/// What may stand under keys that are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Additional {
    /// Nothing: such a key is a violation.
    Forbidden,
    /// A value of this schema.
    Of(usize),
}

/// A pattern that keys or strings must match. The formats use few, so each is matched by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// `^[a-zA-Z0-9._-]+$`
    Name,
    /// `^x-`
    Extension,
    /// `^[a-z]+$`
    LowerCase,
    /// `.+` or `^.+$`
    Filled,
    /// `[a-zA-Z0-9][a-zA-Z0-9_.-]+`, found anywhere.
    ContainerName,
    /// The pull policies, found anywhere.
    PullPolicy,
}

impl Pattern {
    fn of(text: &str) -> Pattern {
        match text {
            "^[a-zA-Z0-9._-]+$" => Pattern::Name,
            "^x-" => Pattern::Extension,
            "^[a-z]+$" => Pattern::LowerCase,
            "[a-zA-Z0-9][a-zA-Z0-9_.-]+" => Pattern::ContainerName,
            it if it.starts_with("always|") => Pattern::PullPolicy,
            _ => Pattern::Filled,
        }
    }

    pub(crate) fn matches(self, text: &str) -> bool {
        let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
        match self {
            Pattern::Name => !text.is_empty() && text.chars().all(is_name),
            Pattern::Extension => text.starts_with("x-"),
            Pattern::LowerCase => {
                !text.is_empty() && text.chars().all(|it| it.is_ascii_lowercase())
            }
            Pattern::Filled => text.chars().any(|it| it != '\n'),
            Pattern::ContainerName => text.as_bytes().windows(2).any(
                |it| matches!(it, [a, b] if a.is_ascii_alphanumeric() && is_name(char::from(*b))),
            ),
            Pattern::PullPolicy => {
                let words = [
                    "always",
                    "never",
                    "build",
                    "if_not_present",
                    "missing",
                    "refresh",
                    "daily",
                    "weekly",
                ];
                words.into_iter().any(|it| text.contains(it)) || has_interval(text)
            }
        }
    }
}

/// Whether `every_` and at least one of `12h` stands somewhere.
fn has_interval(text: &str) -> bool {
    text.split("every_").skip(1).any(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest.as_bytes().get(digits);
        digits > 0 && unit.is_some_and(|it| b"wdhms".contains(it))
    })
}

/// A format of a string that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A published port.
    Ports,
    /// An exposed port.
    Expose,
    /// A subnet in CIDR form.
    Subnet,
}

/// One schema.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    pub(crate) id: Option<String>,
    pub(crate) types: Vec<Type>,
    pub(crate) properties: FxHashMap<String, usize>,
    /// The keys of `properties` in the order of the table.
    pub(crate) keys: Vec<String>,
    pub(crate) pattern_properties: Vec<(Pattern, usize)>,
    /// Those patterns as written.
    pub(crate) pattern_texts: Vec<String>,
    pub(crate) additional: Option<Additional>,
    pub(crate) required: Vec<String>,
    /// Whether `required` stands before `additionalProperties`.
    pub(crate) requires_first: bool,
    pub(crate) dependencies: Vec<(String, Vec<String>)>,
    pub(crate) items: Option<usize>,
    pub(crate) has_unique_items: bool,
    pub(crate) one_of: Vec<usize>,
    pub(crate) values: Vec<String>,
    pub(crate) pattern: Option<(Pattern, String)>,
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) format: Option<Format>,
    reference: Option<String>,
    /// The schema that the reference stands for.
    referred: Option<usize>,
}

/// A set of schemas that refer to each other; the first is the root.
#[derive(Debug, Default)]
pub(crate) struct Table {
    schemas: Vec<Schema>,
    definitions: BTreeMap<String, usize>,
    /// Whether 5.0 is a whole number too.
    pub(super) takes_whole_floats: bool,
}

impl Table {
    pub(super) fn read(json: &str) -> Table {
        let value: Value = serde_json::from_str(json).unwrap_or_default();
        let mut res = Table::default();
        res.add(&value);
        res.keep_definitions(&value, "#/definitions");
        for schema in &mut res.schemas {
            let name = schema.reference.as_ref();
            schema.referred = name.and_then(|it| res.definitions.get(it)).copied();
        }
        res
    }

    /// The same, where 5.0 is a whole number too.
    pub(super) fn with_whole_floats(mut self) -> Table {
        self.takes_whole_floats = true;
        self
    }

    fn keep_definitions(&mut self, value: &Value, prefix: &str) {
        for (name, definition) in value["definitions"].as_object().into_iter().flatten() {
            let at = self.add(definition);
            self.definitions.insert(format!("{prefix}/{name}"), at);
        }
    }

    pub(crate) fn root(&self) -> Option<&Schema> {
        self.schemas.first()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Schema> {
        let schema = self.schemas.get(at)?;
        self.resolved(schema)
    }

    /// What a reference stands for.
    pub(crate) fn resolved<'a>(&'a self, schema: &'a Schema) -> Option<&'a Schema> {
        match &schema.reference {
            None => Some(schema),
            // A reference never leads to another one in these tables.
            Some(_) => self.schemas.get(schema.referred?),
        }
    }

    fn add(&mut self, value: &Value) -> usize {
        let at = self.schemas.len();
        self.schemas.push(Schema::default());
        let schema = self.schema(value);
        if let Some(place) = self.schemas.get_mut(at) {
            *place = schema;
        }
        at
    }

    fn schema(&mut self, value: &Value) -> Schema {
        let mut res = Schema {
            id: value["id"].as_str().map(str::to_owned),
            types: match &value["type"] {
                Value::String(it) => Type::of(it).into_iter().collect(),
                other => strings(other)
                    .iter()
                    .filter_map(|it| Type::of(it))
                    .collect(),
            },
            additional: match &value["additionalProperties"] {
                Value::Bool(false) => Some(Additional::Forbidden),
                Value::Bool(true) | Value::Null => None,
                other => Some(Additional::Of(self.add(other))),
            },
            required: strings(&value["required"]),
            requires_first: value
                .as_object()
                .into_iter()
                .flat_map(serde_json::Map::keys)
                .find(|it| matches!(it.as_str(), "required" | "additionalProperties"))
                .is_some_and(|it| it == "required"),
            has_unique_items: value["uniqueItems"] == Value::Bool(true),
            values: strings(&value["enum"]),
            pattern: value["pattern"]
                .as_str()
                .map(|it| (Pattern::of(it), it.to_owned())),
            minimum: value["minimum"].as_i64(),
            maximum: value["maximum"].as_i64(),
            format: match value["format"].as_str() {
                Some("ports") => Some(Format::Ports),
                Some("expose") => Some(Format::Expose),
                Some("subnet_ip_address") => Some(Format::Subnet),
                _ => None,
            },
            reference: value["$ref"].as_str().map(str::to_owned),
            ..Schema::default()
        };
        for (key, property) in value["properties"].as_object().into_iter().flatten() {
            let at = self.add(property);
            res.keys.push(key.clone());
            res.properties.insert(key.clone(), at);
        }
        for (text, property) in value["patternProperties"].as_object().into_iter().flatten() {
            let at = self.add(property);
            res.pattern_properties.push((Pattern::of(text), at));
            res.pattern_texts.push(text.clone());
        }
        for (key, needs) in value["dependencies"].as_object().into_iter().flatten() {
            res.dependencies.push((key.clone(), strings(needs)));
        }
        if value["items"].is_object() {
            res.items = Some(self.add(&value["items"]));
        }
        for branch in value["oneOf"].as_array().into_iter().flatten() {
            let at = self.add(branch);
            res.one_of.push(at);
        }
        res
    }
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}
