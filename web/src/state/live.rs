//! How the page changes while it deals with a real engine.

use super::{Action, DockTab, Pane, State};
use crate::live::{Pairing, Review, Run};
use std::collections::BTreeSet;
use std::rc::Rc;

impl State {
    /// Takes in what has to do with the agent.
    pub(super) fn apply_live(&mut self, action: Action) {
        match action {
            Action::Connect => self.pairing = Pairing::Connecting,
            Action::Pair(hello) => {
                self.around.paired_engine = Some(hello.engine);
                self.around.working_dir.clone_from(&hello.project_dir);
                self.around.home_dir.clone_from(&hello.home_dir);
                self.pairing = Pairing::Paired(Rc::new(hello));
                self.problem = None;
                self.analyse();
            }
            Action::Ask => self.is_asking = true,
            Action::Observe(world) => {
                self.is_asking = false;
                self.observed = Some(Rc::new(world));
            }
            Action::AskForReview {
                purpose,
                plan,
                start,
                risks,
            } => {
                self.is_asking = false;
                self.observed = Some(Rc::new(start.clone()));
                let accepted = BTreeSet::new();
                let review = Review {
                    purpose,
                    plan: Rc::new(plan),
                    start: Rc::new(start),
                    risks,
                    accepted,
                };
                self.review = Some(Rc::new(review));
            }
            Action::Accept {
                risk_index,
                is_accepted,
            } => {
                if let Some(review) = &mut self.review {
                    let review = Rc::make_mut(review);
                    if is_accepted {
                        review.accepted.insert(risk_index);
                    } else {
                        review.accepted.remove(&risk_index);
                    }
                }
            }
            Action::CloseReview => self.review = None,
            Action::Begin => {
                if let Some(review) = self.review.take() {
                    self.run = Some(Rc::new(Run::new(review.purpose, Rc::clone(&review.plan))));
                    self.dock_tab = DockTab::Run;
                    self.pane = Pane::Run;
                    self.problem = None;
                }
            }
            Action::Taken(id) => {
                if let Some(run) = &mut self.run {
                    Rc::make_mut(run).id = Some(id);
                }
            }
            Action::Happen(event) => {
                let Some(run) = &mut self.run else { return };
                if let Some(world) = Rc::make_mut(run).take(event) {
                    self.observed = Some(Rc::new(world));
                }
            }
            Action::CutOff => {
                if let Some(run) = self.run.as_mut().filter(|it| it.is_going()) {
                    Rc::make_mut(run).is_cut = true;
                }
            }
            Action::Fail { problem, is_lost } => {
                self.is_asking = false;
                self.problem = Some(problem);
                if is_lost {
                    self.pairing = Pairing::Lost;
                }
                // A plan that the agent did not take never began.
                if self
                    .run
                    .as_ref()
                    .is_some_and(|it| it.is_going() && it.id.is_none())
                {
                    self.run = None;
                    self.dock_tab = DockTab::Order;
                }
            }
            Action::DismissProblem => self.problem = None,
            _ => {}
        }
    }
}
