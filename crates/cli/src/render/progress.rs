//! A launch while it happens: one line per step, with a spinner on a terminal.

use crate::output;
use indicatif::{ProgressBar, ProgressStyle};
use linkyard_core::plan::{Plan, StepId, StepOutcome};
use linkyard_wire::Event;
use std::time::Duration;

/// Shows the events of one plan on standard error.
pub struct ProgressView<'a> {
    plan: &'a Plan,
    /// The spinner of the step in hand; only on a terminal.
    spinner: Option<ProgressBar>,
    is_terminal: bool,
}

impl<'a> ProgressView<'a> {
    /// For the steps of `plan`.
    pub fn new(plan: &'a Plan) -> ProgressView<'a> {
        ProgressView {
            plan,
            spinner: None,
            is_terminal: output::stderr_is_terminal(),
        }
    }

    /// Shows what happened.
    pub fn show(&mut self, event: &Event) {
        match event {
            Event::Started { step } if self.is_terminal => {
                let spinner = ProgressBar::new_spinner().with_message(self.title(*step));
                // The template is a constant, and without a style the spinner looks plainer, no more.
                if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
                    spinner.set_style(style);
                }
                spinner.enable_steady_tick(Duration::from_millis(120));
                self.spinner = Some(spinner);
            }
            Event::Started { .. } | Event::Finished { .. } => {}
            Event::Progress { step, line } => match &self.spinner {
                Some(spinner) => spinner.set_message(format!("{}: {line}", self.title(*step))),
                None => output::eprint(&format!("      {line}\n")),
            },
            Event::Ended { step, outcome } => {
                if let Some(spinner) = self.spinner.take() {
                    spinner.finish_and_clear();
                }
                let (mark, rest) = match outcome {
                    StepOutcome::Done => ("done   ", String::new()),
                    StepOutcome::Failed { message } => ("FAILED ", format!(": {message}")),
                    StepOutcome::Skipped { because } => (
                        "skipped",
                        format!(", because {} is not done", self.title(*because)),
                    ),
                };
                output::eprint(&format!("{mark} {}{rest}\n", self.title(*step)));
            }
        }
    }

    /// `[2/6] start container shop_db_1`. A plan may be a part of another one, so steps are counted here.
    fn title(&self, id: StepId) -> String {
        let n = self.plan.steps.len();
        let width = n.to_string().len();
        match self.plan.steps.iter().zip(1..).find(|(it, _)| it.id == id) {
            Some((step, number)) => format!("[{number:>width$}/{n}] {}", step.op),
            None => format!("step {id}"),
        }
    }
}
