//! Everything that can happen to the page.

use super::{DockTab, InspectorTab, Pane, Problem, Selection, Theme};
use crate::live::Purpose;
use crate::session::Draft;
use linkyard_core::images::ImageCatalog;
use linkyard_core::language::Language;
use linkyard_core::plan::{Plan, Risk};
use linkyard_core::profile::{Dialect, Engine};
use linkyard_core::text::{FileRange, TextEdit, TextRange};
use linkyard_core::world::World;
use linkyard_wire::{Event, Hello};

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// A text was typed.
    Type { file: String, text: String },
    /// Typing paused.
    Analyse,
    /// Another file comes to the editor.
    OpenFile(String),
    /// A file is made, and opened.
    CreateFile(String),
    /// The project gets another name.
    RenameProject(String),
    /// All texts are replaced.
    Load(Draft),
    /// The last replacement is taken back.
    TakeBack,
    /// The notice of the replacement goes.
    DismissReplaced,
    /// The engine switch.
    ChooseEngine(Option<Engine>),
    /// The compose switch.
    ChooseDialect(Option<Dialect>),
    /// The sentence about the switch goes.
    DismissConsequences,
    /// The facts of images become known.
    LearnImages(ImageCatalog),
    /// A container is looked at.
    Select {
        selection: Option<Selection>,
        shows_text: bool,
    },
    /// The caret moved to a byte offset of the compose file.
    MoveCaret(usize),
    /// A place is shown in the editor.
    Show {
        file: String,
        range: TextRange,
        takes_focus: bool,
    },
    /// The origin of a value is shown.
    ShowOrigin(FileRange),
    /// A fix is applied.
    Fix { file: String, edits: Vec<TextEdit> },
    /// The editor could not edit by itself: the state does.
    EditDirectly { file: String, edits: Vec<TextEdit> },
    /// Another part of the page, on a telephone.
    ShowPane(Pane),
    /// Another tab.
    ShowInspectorTab(InspectorTab),
    /// Another tab.
    ShowDockTab(DockTab),
    /// Light or dark.
    ChooseTheme(Theme),
    /// The language of findings.
    ChooseLanguage(Language),
    /// The agent was asked whether it is there.
    Connect,
    /// The agent answers.
    Pair(Hello),
    /// The agent is asked for something.
    Ask,
    /// The engine was read.
    Observe(World),
    /// A plan was made and waits for the user's word.
    AskForReview {
        purpose: Purpose,
        plan: Plan,
        start: World,
        risks: Vec<Risk>,
    },
    /// A risk is ticked, or not.
    Accept {
        risk_index: usize,
        is_accepted: bool,
    },
    /// The plan is not carried out.
    CloseReview,
    /// The plan goes to the agent.
    Begin,
    /// The agent took it.
    Taken(u32),
    /// Something happened to the plan.
    Happen(Event),
    /// The events broke off.
    CutOff,
    /// Something went wrong.
    Fail { problem: Problem, is_lost: bool },
    /// The notice of it goes.
    DismissProblem,
}
