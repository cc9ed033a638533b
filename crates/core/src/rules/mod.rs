//! The rules: one file each, holding its page, its check, its fix and its tests; one table of all.
//!
//! A rule reads the tree, the model and the graph, and writes diagnostics. It changes nothing.

mod aliases_share_variables;
mod bad_env_entry;
mod bad_interpolation;
mod bad_port;
mod bad_service_name;
mod bad_value;
mod dependency_cycle;
mod duplicate_container_name;
mod duplicate_entry;
mod duplicate_key;
mod env_file;
mod home_in_bind;
mod host_port_clash;
mod image_and_build;
mod invalid_yaml;
mod link_without_effect;
mod missing_key;
mod network_mode_and_networks;
mod no_image_or_build;
mod no_link_variables;
mod no_services;
mod not_applied;
mod obsolete_version;
mod refused;
mod scale;
mod self_link;
mod undefined_network;
mod undefined_volume;
mod unknown_dependency;
mod unknown_key;
mod unknown_link_source;
mod unreachable_port;
mod unset_variable;
mod v1_refused;
mod wrong_type;

#[cfg(test)]
mod tests;

use crate::analysis::Settings;
use crate::diagnostics::{Applicability, Diagnostic, Fix, Label, Severity};
use crate::document::Kind;
use crate::fault::{Fault, ToolMessage};
use crate::graph::Graph;
use crate::images::ImageCatalog;
use crate::load::Format;
use crate::load::Loaded;
use crate::profile::Profile;
use crate::project::Project;
use crate::syntax::{Entry, Node, SyntaxTree};
use crate::text::{FileId, FileRange, TextEdit, TextRange};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable code.
    pub code: &'static str,
    /// Stable name, which reads well after "allow".
    pub name: &'static str,
    /// How much a finding matters, unless the check says otherwise.
    pub severity: Severity,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    check: fn(&RuleContext<'_>, &mut Findings),
}

/// What a rule reads.
pub struct RuleContext<'a> {
    /// The compose file.
    pub text: &'a str,
    /// Its tree.
    pub tree: &'a SyntaxTree,
    /// The canonical document and every file that was read.
    pub loaded: &'a Loaded,
    /// What is known of images, the ones that the project builds too.
    pub images: &'a ImageCatalog,
    /// Its model.
    pub project: &'a Project,
    /// Its graph.
    pub graph: &'a Graph,
    /// Engine and compose tool in force.
    pub profile: Profile,
    /// The user's choices.
    pub settings: &'a Settings,
}

impl RuleContext<'_> {
    /// The services as written, in file order.
    fn services(&self) -> &[Entry] {
        let root = self.tree.root.as_ref().and_then(Node::as_mapping);
        let services = match self.project.format {
            Format::V1 => root,
            Format::Compose => root
                .and_then(|it| it.get("services"))
                .and_then(|it| it.value.as_mapping()),
        };
        services.map(|it| it.entries.as_slice()).unwrap_or_default()
    }

    fn slice(&self, range: TextRange) -> &str {
        self.text
            .get(usize::from(range.start())..usize::from(range.end()))
            .unwrap_or_default()
    }
}

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &dependency_cycle::RULE,
    &unknown_dependency::RULE,
    &unknown_link_source::RULE,
    &self_link::RULE,
    &link_without_effect::RULE,
    &no_link_variables::RULE,
    &aliases_share_variables::RULE,
    &unknown_key::RULE,
    &wrong_type::RULE,
    &no_image_or_build::RULE,
    &image_and_build::RULE,
    &bad_env_entry::RULE,
    &obsolete_version::RULE,
    &duplicate_container_name::RULE,
    &no_services::RULE,
    &bad_service_name::RULE,
    &v1_refused::RULE,
    &env_file::RULE,
    &not_applied::RULE,
    &bad_value::RULE,
    &duplicate_entry::RULE,
    &missing_key::RULE,
    &refused::RULE,
    &scale::RULE,
    &unset_variable::RULE,
    &bad_interpolation::RULE,
    &undefined_network::RULE,
    &network_mode_and_networks::RULE,
    &unreachable_port::RULE,
    &bad_port::RULE,
    &host_port_clash::RULE,
    &undefined_volume::RULE,
    &home_in_bind::RULE,
    &invalid_yaml::RULE,
    &duplicate_key::RULE,
];

/// Runs every rule: findings sorted by place, then code.
pub fn check(cx: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut res = Vec::new();
    for rule in RULES {
        let mut findings = Findings {
            rule,
            found: Vec::new(),
        };
        (rule.check)(cx, &mut findings);
        res.extend(findings.found);
    }
    give_words_to_rules(&mut res);
    res.sort_by(|a, b| (a.range, &a.code, &a.message).cmp(&(b.range, &b.code, &b.message)));
    res.dedup();
    res
}

/// What the tool refuses is often found by a rule of its own, which knows more of it: that rule gets the tool's words.
fn give_words_to_rules(diagnostics: &mut Vec<Diagnostic>) {
    let mut at = 0;
    while let Some(it) = diagnostics.get(at) {
        let range = it.range;
        let tool = it.tool.clone().filter(|_| it.code == refused::RULE.code);
        let own = tool.as_ref().and_then(|_| {
            diagnostics.iter().position(|other| {
                other.tool.is_none()
                    && other.severity == Severity::Error
                    && other.code != refused::RULE.code
                    && other.range.file == range.file
                    && other.range.start <= range.end
                    && range.start <= other.range.end
            })
        });
        match own.and_then(|it| diagnostics.get_mut(it)) {
            Some(own) => {
                own.tool = tool;
                diagnostics.remove(at);
            }
            None => at += 1,
        }
    }
}

/// What a rule found so far. The only place where diagnostics are made.
struct Findings {
    rule: &'static Rule,
    found: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a finding, to be completed by the calls on what this returns.
    fn add(&mut self, range: FileRange, message: String) -> Finding<'_> {
        self.found.push(Diagnostic {
            code: self.rule.code.to_owned(),
            name: self.rule.name.to_owned(),
            severity: self.rule.severity,
            range,
            message,
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
            tool: None,
        });
        Finding {
            diagnostic: self.found.last_mut(),
        }
    }
}

impl Findings {
    /// Adds a finding for a fault, with what the tool says of it.
    fn add_fault(&mut self, fault: &Fault, message: String) -> Finding<'_> {
        let said = fault.said.clone();
        self.add(fault.range, message).change(|it| it.tool = said)
    }
}

struct Finding<'a> {
    diagnostic: Option<&'a mut Diagnostic>,
}

impl Finding<'_> {
    fn change(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(it) = self.diagnostic.as_deref_mut() {
            change(it);
        }
        self
    }

    fn severity(self, severity: Severity) -> Self {
        self.change(|it| it.severity = severity)
    }

    fn label(self, range: FileRange, message: impl Into<String>) -> Self {
        let label = Label {
            range,
            message: message.into(),
        };
        self.change(|it| it.labels.push(label))
    }

    /// The tool stops with this text.
    fn said(self, text: String) -> Self {
        self.change(|it| {
            it.tool = Some(ToolMessage {
                text,
                is_refusal: true,
            })
        })
    }

    fn help(self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.change(|it| it.help = Some(help))
    }

    fn fix(self, title: String, applicability: Applicability, edits: Vec<TextEdit>) -> Self {
        self.change(|it| {
            it.fixes.push(Fix {
                title,
                applicability,
                edits,
            })
        })
    }
}

fn compose_range(range: TextRange) -> FileRange {
    FileRange::new(FileId::COMPOSE, range)
}

/// The candidate that `text` was most likely meant to be, or `None` if nothing is near.
fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (text.chars().count() / 3).max(1);
    candidates
        .filter(|it| *it != text)
        .map(|it| (strsim::osa_distance(text, it), it))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// `` `a`, `b` or `c` ``.
fn list_of(words: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

/// What a value is, with an article.
fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Map => "a mapping",
        Kind::List => "a list",
        Kind::Null => "nothing",
        Kind::Bool => "true or false",
        Kind::Int | Kind::Float => "a number",
        Kind::Date | Kind::Str => "a string",
    }
}

/// Deletes the whole lines that `range` touches.
fn delete_lines(text: &str, range: TextRange) -> TextEdit {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line_start = text
        .get(..start)
        .and_then(|it| it.rfind('\n'))
        .map_or(0, |it| it + 1);
    let rest = text.get(end..).unwrap_or_default();
    let line_end = rest.find('\n').map_or(text.len(), |it| end + it + 1);
    TextEdit {
        range: TextRange::new((line_start as u32).into(), (line_end as u32).into()),
        insert: String::new(),
    }
}
