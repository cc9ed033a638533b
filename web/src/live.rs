//! What the page knows of a real engine: whether it is paired, what runs, and how a launch goes.

use linkyard_core::drift::Drift;
use linkyard_core::plan::{Plan, Risk, StepId, StepOutcome};
use linkyard_core::world::World;
use linkyard_wire::{Event, Hello};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Whether an agent answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Pairing {
    /// The page was opened by itself: everything is simulated.
    #[default]
    Alone,
    /// The agent has been asked.
    Connecting,
    /// The agent answers.
    Paired(Rc<Hello>),
    /// The agent did answer, or should have, and does not.
    Lost,
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Launch.
    Up,
    /// Take down.
    Down,
}

/// A plan that waits for the user's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// What it is for.
    pub purpose: Purpose,
    /// The plan.
    pub plan: Rc<Plan>,
    /// The world it starts from.
    pub start: Rc<World>,
    /// Its risks.
    pub risks: Vec<Risk>,
    /// Which of the risks were ticked.
    pub accepted: BTreeSet<usize>,
}

impl Review {
    /// Whether every risk is ticked.
    pub fn is_accepted(&self) -> bool {
        self.accepted.len() == self.risks.len()
    }
}

/// Where a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// Begun.
    Running,
    /// Ended.
    Ended(StepOutcome),
}

/// A plan on its way through the engine, or at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What it is for.
    pub purpose: Purpose,
    /// The agent's number of it; `None` until it has answered.
    pub id: Option<u32>,
    /// The plan.
    pub plan: Rc<Plan>,
    /// State by step.
    pub steps: Vec<StepState>,
    /// The last line that each step said.
    pub lines: Vec<String>,
    /// What came of it.
    pub end: Option<Rc<RunEnd>>,
    /// The connection broke before the end was known.
    pub is_cut: bool,
}

/// What came of a plan.
#[derive(Debug, PartialEq)]
pub struct RunEnd {
    /// The comparison with the prediction.
    pub drift: Drift,
    /// What is left half made.
    pub leftovers: Vec<String>,
    /// What could not be read.
    pub notes: Vec<String>,
}

impl Run {
    /// `plan`, not yet begun.
    pub fn new(purpose: Purpose, plan: Rc<Plan>) -> Run {
        let n_steps = plan.steps.len();
        Run {
            purpose,
            id: None,
            steps: vec![StepState::Waiting; n_steps],
            lines: vec![String::new(); n_steps],
            plan,
            end: None,
            is_cut: false,
        }
    }

    /// Whether it still goes on.
    pub fn is_going(&self) -> bool {
        self.end.is_none() && !self.is_cut
    }

    /// How many steps ended well.
    pub fn n_done(&self) -> usize {
        self.steps
            .iter()
            .filter(|it| **it == StepState::Ended(StepOutcome::Done))
            .count()
    }

    /// Whether a step failed or was skipped.
    pub fn has_failed(&self) -> bool {
        self.steps
            .iter()
            .any(|it| matches!(it, StepState::Ended(outcome) if *outcome != StepOutcome::Done))
    }

    /// Takes in what happened. Returns the observed world with the last event.
    pub fn take(&mut self, event: Event) -> Option<World> {
        match event {
            Event::Started { step } => self.set(step, StepState::Running),
            Event::Progress { step, line } => {
                if let Some(it) = self.index(step).and_then(|it| self.lines.get_mut(it)) {
                    *it = line;
                }
            }
            Event::Ended { step, outcome } => self.set(step, StepState::Ended(outcome)),
            Event::Finished {
                world,
                drift,
                leftovers,
                notes,
            } => {
                self.end = Some(Rc::new(RunEnd {
                    drift,
                    leftovers,
                    notes,
                }));
                return Some(*world);
            }
        }
        None
    }

    fn index(&self, step: StepId) -> Option<usize> {
        self.plan.steps.iter().position(|it| it.id == step)
    }

    fn set(&mut self, step: StepId, state: StepState) {
        if let Some(it) = self.index(step).and_then(|it| self.steps.get_mut(it)) {
            *it = state;
        }
    }
}

/// The comparison in one sentence.
pub fn verdict_sentence(drift: &Drift) -> String {
    use linkyard_core::drift::Aspect;
    let n_differences = drift.differences().count();
    if n_differences > 0 {
        let word = if n_differences == 1 {
            "difference"
        } else {
            "differences"
        };
        return format!(
            "{n_differences} {word} from the prediction, of {} things compared",
            drift.rows.len()
        );
    }
    let count = |aspect: Aspect| drift.rows.iter().filter(|it| it.aspect == aspect).count();
    let mut containers: Vec<&str> = drift.rows.iter().map(|it| it.container.as_str()).collect();
    containers.sort_unstable();
    containers.dedup();
    format!(
        "Everything as predicted: {}, {}, {}",
        counted(containers.len(), "container"),
        counted(count(Aspect::Env), "variable"),
        counted(count(Aspect::Hosts), "hosts line"),
    )
}

/// `1 step`, `2 steps`.
pub fn counted(n: usize, word: &str) -> String {
    if n == 1 {
        format!("1 {word}")
    } else {
        format!("{n} {word}s")
    }
}
