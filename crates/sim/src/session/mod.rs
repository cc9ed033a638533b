//! A session at the machine: every state is a fold over an append-only log of what was done.
//!
//! Steps form a tree. Going back and doing something else grows another branch; nothing that was done is ever lost.
//! The same log yields the same machine and the same output, to the byte.

mod change;
mod log;
#[cfg(test)]
mod tests;
mod words;

pub use change::Change;
pub use log::LogError;

use crate::host_shell;
use crate::machine::{DockerCli, Machine};
use crate::output::Output;
use change::Glance;
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::Profile;
use linkyard_core::world::{Fault, Time};
use std::collections::BTreeMap;
use std::fmt;

/// A step's number, from 1 in the order in which steps were made. 0 is the machine as it was at the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub u32);

impl StepId {
    /// Before the first step.
    pub const START: StepId = StepId(0);
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A line was typed.
    Line(String),
    /// A file of the folder got another text, or was taken away.
    Edit {
        /// Its path, relative to the folder.
        path: String,
        /// The text; `None` takes the file away.
        text: Option<String>,
    },
    /// Something went wrong because somebody wanted to see what follows.
    Fault(Fault),
    /// Another engine or compose tool is imitated from here on.
    Profile(Profile),
}

/// A step: what was done, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// The step after which it was done.
    pub parent: StepId,
    /// What was done.
    pub entry: Entry,
    /// What it printed.
    pub output: Output,
    /// What it changed.
    pub changes: Vec<Change>,
    /// The virtual clock afterwards.
    pub at: Time,
}

/// A line of steps that nothing was done after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its last step.
    pub tip: StepId,
    /// The step at which it left the older branches; [`StepId::START`] for the first.
    pub from: StepId,
    /// Whether the session stands on it: at its tip, or at a step from which redo leads there.
    pub is_current: bool,
}

/// What a machine begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Which engine and which compose tool are imitated.
    pub profile: Profile,
    /// What is known of images.
    pub images: ImageCatalog,
    /// Text files by path relative to the folder.
    pub files: BTreeMap<String, String>,
    /// The shell's variables.
    pub variables: BTreeMap<String, String>,
    /// Absolute path of the folder.
    pub working_dir: String,
    /// Whether output goes to a terminal.
    pub is_terminal: bool,
}

impl Start {
    /// An empty engine and a folder with `files`.
    pub fn new(profile: Profile, images: ImageCatalog, files: BTreeMap<String, String>) -> Start {
        let machine = Machine::new(profile, images);
        Start {
            profile,
            images: machine.world.images,
            files,
            variables: machine.variables,
            working_dir: machine.working_dir,
            is_terminal: machine.is_terminal,
        }
    }

    fn machine(&self) -> Machine {
        let mut res = Machine::new(self.profile, self.images.clone());
        res.files.clone_from(&self.files);
        res.variables.clone_from(&self.variables);
        res.working_dir.clone_from(&self.working_dir);
        res.is_terminal = self.is_terminal;
        res
    }
}

/// Every so many steps of a branch a copy of the machine is kept, so that no step is far from one.
const CHECKPOINT_EVERY: u32 = 32;

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    start: Start,
    /// The tree, in the order in which steps were made: a step's parent stands before it.
    steps: Vec<Node>,
    /// Where redo leads from the start.
    next_of_start: Option<StepId>,
    current: StepId,
    machine: Machine,
    /// Copies of the machine after some steps.
    checkpoints: BTreeMap<StepId, Machine>,
}

#[derive(Clone, Debug, PartialEq)]
struct Node {
    step: Step,
    /// How many steps lead here.
    depth: u32,
    /// Where redo leads: the step after it that was made or visited last.
    next: Option<StepId>,
}

impl Session {
    /// A session at an empty engine, in a folder with `files`.
    pub fn new(profile: Profile, images: ImageCatalog, files: BTreeMap<String, String>) -> Session {
        Session::at(Start::new(profile, images, files))
    }

    /// A session that begins with `start`.
    pub fn at(start: Start) -> Session {
        Session {
            machine: start.machine(),
            start,
            steps: Vec::new(),
            next_of_start: None,
            current: StepId::START,
            checkpoints: BTreeMap::new(),
        }
    }

    /// What it began with.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The machine as it is now.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// The step after which the machine is as it is now.
    pub fn current(&self) -> StepId {
        self.current
    }

    /// A step.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.node(id).map(|it| &it.step)
    }

    /// All steps of all branches, in the order in which they were made.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().map(|it| &it.step)
    }

    /// The steps that lead from the start to `id`, which is the last of them.
    pub fn path_to(&self, id: StepId) -> Vec<&Step> {
        let mut res: Vec<&Step> = self.ancestors(id).map(|it| &it.step).collect();
        res.reverse();
        res
    }

    /// Does what somebody typed: a command of the machine, or one of the words of the session itself
    /// (`linkyard undo`). The answer of the latter is in no step.
    pub fn run(&mut self, line: &str) -> Output {
        match words::parse(line) {
            Some(words) => words::run(self, &words),
            None => self.apply(Entry::Line(line.to_owned())),
        }
    }

    /// Does one thing, after the current step, and goes to it.
    pub fn apply(&mut self, entry: Entry) -> Output {
        let before = Glance::at(&self.machine);
        let output = perform(&mut self.machine, &entry);
        let changes = before.changes_until(&self.machine);
        let parent = self.current;
        let depth = self.node(parent).map_or(0, |it| it.depth) + 1;
        let id = StepId(
            u32::try_from(self.steps.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
        );
        self.set_next(parent, id);
        self.steps.push(Node {
            step: Step {
                id,
                parent,
                entry,
                output: output.clone(),
                changes,
                at: self.machine.world.now(),
            },
            depth,
            next: None,
        });
        self.current = id;
        self.keep_checkpoint(depth);
        output
    }

    /// Goes back one step. Says whether there was one.
    pub fn undo(&mut self) -> bool {
        match self.step(self.current).map(|it| it.parent) {
            Some(parent) => self.goto(parent),
            None => false,
        }
    }

    /// Goes forward to the step that was undone last. Says whether there was one.
    pub fn redo(&mut self) -> bool {
        match self.next_of(self.current) {
            Some(next) => self.goto(next),
            None => false,
        }
    }

    /// Goes to a step of any branch. Says whether there is such a step.
    pub fn goto(&mut self, id: StepId) -> bool {
        if id != StepId::START && self.node(id).is_none() {
            return false;
        }
        self.make_redo_lead_to(id);
        // From the nearest copy on the way there, or from here if the way leads through here.
        let mut missing = Vec::new();
        let mut base = id;
        while base != StepId::START && base != self.current && !self.checkpoints.contains_key(&base)
        {
            missing.push(base);
            base = self.step(base).map_or(StepId::START, |it| it.parent);
        }
        if base != self.current {
            self.machine = match self.checkpoints.get(&base) {
                Some(it) => it.clone(),
                None => self.start.machine(),
            };
        }
        for id in missing.into_iter().rev() {
            let Some(node) = self.node(id) else { continue };
            let (entry, depth) = (node.step.entry.clone(), node.depth);
            perform(&mut self.machine, &entry);
            self.current = id;
            self.keep_checkpoint(depth);
        }
        self.current = id;
        true
    }

    /// The branches, oldest first.
    pub fn branches(&self) -> Vec<Branch> {
        let mut has_next = vec![false; self.steps.len() + 1];
        for node in &self.steps {
            if let Some(it) = has_next.get_mut(node.step.parent.0 as usize) {
                *it = true;
            }
        }
        let mut is_seen = vec![false; self.steps.len() + 1];
        let current_tip = self.tip_from(self.current);
        let mut res = Vec::new();
        for node in &self.steps {
            let tip = node.step.id;
            if has_next.get(tip.0 as usize).copied().unwrap_or(false) {
                continue;
            }
            let mut from = StepId::START;
            for it in self.ancestors(tip) {
                match is_seen.get_mut(it.step.id.0 as usize) {
                    Some(seen) if !*seen => *seen = true,
                    _ => {
                        from = it.step.id;
                        break;
                    }
                }
            }
            res.push(Branch {
                tip,
                from,
                is_current: tip == current_tip,
            });
        }
        res
    }

    /// The same log, folded anew from the start.
    pub fn replay(&self) -> Session {
        let mut res = Session::at(self.start.clone());
        for step in self.steps() {
            res.goto(step.parent);
            res.apply(step.entry.clone());
        }
        res.goto(self.current);
        res
    }

    /// Where redo leads in the end.
    fn tip_from(&self, mut id: StepId) -> StepId {
        while let Some(next) = self.next_of(id) {
            id = next;
        }
        id
    }

    fn node(&self, id: StepId) -> Option<&Node> {
        self.steps.get((id.0 as usize).checked_sub(1)?)
    }

    /// A step and those before it, up to the first.
    fn ancestors(&self, id: StepId) -> impl Iterator<Item = &Node> {
        std::iter::successors(self.node(id), |it| self.node(it.step.parent))
    }

    fn next_of(&self, id: StepId) -> Option<StepId> {
        match self.node(id) {
            Some(it) => it.next,
            None => self.next_of_start,
        }
    }

    fn set_next(&mut self, id: StepId, next: StepId) {
        let place = match (id.0 as usize).checked_sub(1) {
            Some(index) => self.steps.get_mut(index).map(|it| &mut it.next),
            None => Some(&mut self.next_of_start),
        };
        if let Some(place) = place {
            *place = Some(next);
        }
    }

    fn make_redo_lead_to(&mut self, id: StepId) {
        let way: Vec<(StepId, StepId)> = self
            .ancestors(id)
            .map(|it| (it.step.parent, it.step.id))
            .collect();
        for (parent, next) in way {
            if self.next_of(parent) == Some(next) {
                continue;
            }
            self.set_next(parent, next);
        }
    }

    fn keep_checkpoint(&mut self, depth: u32) {
        if depth.is_multiple_of(CHECKPOINT_EVERY) && !self.checkpoints.contains_key(&self.current) {
            self.checkpoints.insert(self.current, self.machine.clone());
        }
    }
}

/// Does one thing to a machine.
fn perform(machine: &mut Machine, entry: &Entry) -> Output {
    match entry {
        Entry::Line(line) => return host_shell::run_line(machine, line),
        Entry::Edit {
            path,
            text: Some(text),
        } => {
            machine.files.insert(path.clone(), text.clone());
        }
        Entry::Edit { path, text: None } => {
            machine.files.remove(path);
        }
        Entry::Fault(fault) => machine.world.inject(fault.clone()),
        Entry::Profile(profile) => {
            machine.world.profile = *profile;
            machine.docker_cli = DockerCli::of_engine(profile.engine);
        }
    }
    Output::new()
}
