//! Findings as SARIF 2.1.0: `check --format sarif`.
//!
//! Only the properties that code scanning services read.

use super::diagnostics::Sources;
use linkyard_core::diagnostics::{Diagnostic, Severity};
use linkyard_core::language::Language;
use linkyard_core::rules::{Level, Page, pages};
use linkyard_core::text::{FileId, FileRange};
use serde::Serialize;
use std::collections::BTreeMap;

/// A whole log.
#[derive(Serialize)]
pub struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    language: &'static str,
    /// Columns count characters, as everywhere in this program.
    column_kind: &'static str,
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// The log of one run, with the rules that found something.
pub fn log(diagnostics: &[Diagnostic], sources: &Sources<'_>, language: Language) -> Log {
    let used: Vec<&Page> = pages()
        .filter(|page| diagnostics.iter().any(|it| it.code == page.rule.code))
        .collect();
    let index: BTreeMap<&str, usize> = used.iter().map(|it| it.rule.code).zip(0..).collect();
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "linkyard",
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: used.iter().map(|it| descriptor(it, language)).collect(),
                },
            },
            language: language.as_str(),
            column_kind: "unicodeCodePoints",
            results: diagnostics
                .iter()
                .map(|it| finding(it, sources, index.get(it.code.as_str()).copied()))
                .collect(),
        }],
    }
}

fn descriptor(page: &Page, language: Language) -> Descriptor {
    let rule = page.rule;
    let message = |text: &str| Message {
        text: text.to_owned(),
    };
    let why = page.why.in_language(language);
    Descriptor {
        id: rule.code,
        name: rule.name,
        short_description: message(rule.summary.in_language(language)),
        full_description: message(why),
        help: message(&format!("{why}\n\n{}", page.right)),
        default_configuration: Configuration {
            enabled: rule.level != Level::Off,
            level: rule.level.severity().map_or("none", level),
        },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn finding(it: &Diagnostic, sources: &Sources<'_>, rule_index: Option<usize>) -> Finding {
    let mut text = it.message.clone();
    if let Some(help) = &it.help {
        text = format!("{text}\n{help}");
    }
    Finding {
        rule_id: it.code.clone(),
        rule_index,
        level: level(it.severity),
        message: Message { text },
        locations: [location(it.range, None, sources)],
        related_locations: it
            .labels
            .iter()
            .map(|label| location(label.range, Some(&label.message), sources))
            .collect(),
        fixes: it
            .fixes
            .iter()
            .map(|fix| Fix {
                description: Message {
                    text: fix.title.clone(),
                },
                artifact_changes: [ArtifactChange {
                    artifact_location: artifact(it.range.file, sources),
                    replacements: fix
                        .edits
                        .iter()
                        .map(|edit| Replacement {
                            deleted_region: region(
                                FileRange::new(it.range.file, edit.range),
                                sources,
                            ),
                            inserted_content: Message {
                                text: edit.insert.clone(),
                            },
                        })
                        .collect(),
                }],
            })
            .collect(),
    }
}

fn location(range: FileRange, message: Option<&str>, sources: &Sources<'_>) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: artifact(range.file, sources),
            region: region(range, sources),
        },
        message: message.map(|it| Message {
            text: it.to_owned(),
        }),
    }
}

/// A path as a relative or absolute URI: what a path may hold and a URI may not is percent-encoded.
fn artifact(file: FileId, sources: &Sources<'_>) -> ArtifactLocation {
    let mut uri = String::new();
    for byte in sources.name(file).bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    ArtifactLocation { uri }
}

fn region(range: FileRange, sources: &Sources<'_>) -> Region {
    let (start_line, start_column) = sources.line_and_column(range.file, range.start.into());
    let (end_line, end_column) = sources.line_and_column(range.file, range.end.into());
    Region {
        start_line,
        start_column,
        end_line,
        end_column,
    }
}
