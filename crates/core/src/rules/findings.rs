//! What a rule found so far: the only place where diagnostics are made.

use super::Rule;
use crate::diagnostics::{Applicability, Diagnostic, Fix, Label, Severity};
use crate::fault::{Fault, ToolMessage};
use crate::text::{FileRange, TextEdit};

/// What a rule found so far.
pub(super) struct Findings {
    pub(super) rule: &'static Rule,
    pub(super) found: Vec<Diagnostic>,
}

impl Findings {
    /// None yet.
    pub(super) fn of(rule: &'static Rule) -> Findings {
        Findings {
            rule,
            found: Vec::new(),
        }
    }

    /// Adds a finding, to be completed by the calls on what this returns.
    pub(super) fn add(&mut self, range: FileRange, message: String) -> Finding<'_> {
        self.found.push(Diagnostic {
            code: self.rule.code.to_owned(),
            name: self.rule.name.to_owned(),
            severity: self.rule.level.severity().unwrap_or(Severity::Hint),
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

    /// Adds a finding for a fault, with what the tool says of it.
    pub(super) fn add_fault(&mut self, fault: &Fault, message: String) -> Finding<'_> {
        let said = fault.said.clone();
        self.add(fault.range, message).change(|it| it.tool = said)
    }
}

pub(super) struct Finding<'a> {
    diagnostic: Option<&'a mut Diagnostic>,
}

impl Finding<'_> {
    pub(super) fn change(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(it) = self.diagnostic.as_deref_mut() {
            change(it);
        }
        self
    }

    pub(super) fn severity(self, severity: Severity) -> Self {
        self.change(|it| it.severity = severity)
    }

    pub(super) fn label(self, range: FileRange, message: impl Into<String>) -> Self {
        let label = Label {
            range,
            message: message.into(),
        };
        self.change(|it| it.labels.push(label))
    }

    /// The tool stops with this text.
    pub(super) fn said(self, text: String) -> Self {
        self.change(|it| {
            it.tool = Some(ToolMessage {
                text,
                is_refusal: true,
            })
        })
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.change(|it| it.help = Some(help))
    }

    pub(super) fn fix(
        self,
        title: String,
        applicability: Applicability,
        edits: Vec<TextEdit>,
    ) -> Self {
        self.change(|it| {
            it.fixes.push(Fix {
                title,
                applicability,
                edits,
            })
        })
    }
}
