//! Everything the page knows, and how it changes. Pure, so that it is tested without a browser.

mod action;
mod live;

pub use action::Action;

use crate::consequences::Consequences;
use crate::live::{Pairing, Review, Run};
use crate::session::{Choice, Draft, Session, Surroundings};
use linkyard_core::language::Language;
use linkyard_core::text::{FileRange, TextEdit, TextRange, apply_edits};
use linkyard_core::world::World;
use linkyard_wire::Hello;
use std::rc::Rc;
use yew::Reducible;

/// A text longer than this is analysed when typing pauses, not at every key.
const IMMEDIATE_BYTES: usize = 64 << 10;

/// A part of the page; on a telephone only one is there at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The texts and the findings.
    #[default]
    File,
    /// The picture.
    Graph,
    /// A container from inside.
    Container,
    /// Order, steps and launch.
    Run,
}

/// A tab of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectorTab {
    /// Environment.
    #[default]
    Env,
    /// `/etc/hosts`.
    Hosts,
    /// Predicted against observed.
    Diff,
}

/// A tab under the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DockTab {
    /// Start order.
    #[default]
    Order,
    /// The steps of the plan.
    Steps,
    /// The launch.
    Run,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A container that somebody looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Its service.
    pub service: String,
    /// Its number in the service, from 1.
    pub number: u32,
}

/// Something that the editor is asked to do. It does each request once, by its serial number.
#[derive(Clone, Debug, PartialEq)]
pub struct EditorRequest {
    /// Grows with every request.
    pub serial: u32,
    /// The file.
    pub file: String,
    /// What to do.
    pub kind: EditorRequestKind,
}

/// What the editor can be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum EditorRequestKind {
    /// Show a range and set the caret to it.
    Show {
        /// The range.
        range: TextRange,
        /// Whether the keyboard goes there too.
        takes_focus: bool,
    },
    /// Change the text in a way that the browser's own undo takes back.
    Edit(Vec<TextEdit>),
}

/// What went wrong outside the page's own work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened and why.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The page.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The texts.
    pub draft: Draft,
    /// The file in the editor.
    pub active_file: String,
    /// What else the analysis depends on.
    pub around: Surroundings,
    /// All that follows from the texts.
    pub session: Rc<Session>,
    /// The session whose picture is shown: an earlier one while the text is broken.
    pub shown: Rc<Session>,
    /// The text changed and has not been analysed.
    pub is_behind: bool,
    /// The container in the inspector.
    pub selection: Option<Selection>,
    /// The text that a value comes from.
    pub highlight: Option<FileRange>,
    /// The last request to the editor.
    pub request: Option<EditorRequest>,
    /// What the last turn of a switch changed.
    pub consequences: Option<Consequences>,
    /// The draft that was replaced, to take back.
    pub replaced: Option<Rc<Draft>>,
    /// The part shown on a telephone.
    pub pane: Pane,
    /// Tab of the inspector.
    pub inspector_tab: InspectorTab,
    /// Tab under the picture.
    pub dock_tab: DockTab,
    /// Light or dark.
    pub theme: Theme,
    /// The agent.
    pub pairing: Pairing,
    /// What the engine holds of the project.
    pub observed: Option<Rc<World>>,
    /// The agent is asked for something; buttons wait.
    pub is_asking: bool,
    /// A plan before the user's word.
    pub review: Option<Rc<Review>>,
    /// The last launch.
    pub run: Option<Rc<Run>>,
    /// Something went wrong.
    pub problem: Option<Problem>,
}

impl State {
    /// The page with `draft` open.
    pub fn new(draft: Draft, choice: Choice, theme: Theme, language: Language) -> State {
        let around = Surroundings {
            choice,
            language,
            ..Surroundings::default()
        };
        let session = Rc::new(Session::new(&draft, &around));
        let mut res = State {
            active_file: draft.file_name.clone(),
            draft,
            around,
            shown: Rc::clone(&session),
            session,
            is_behind: false,
            selection: None,
            highlight: None,
            request: None,
            consequences: None,
            replaced: None,
            pane: Pane::default(),
            inspector_tab: InspectorTab::default(),
            dock_tab: DockTab::default(),
            theme,
            pairing: Pairing::default(),
            observed: None,
            is_asking: false,
            review: None,
            run: None,
            problem: None,
        };
        res.select_the_most_linked();
        res
    }

    /// What the editor shows.
    pub fn active_text(&self) -> &str {
        self.draft
            .files
            .get(&self.active_file)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// Whether the picture is of an earlier text.
    pub fn is_stale(&self) -> bool {
        !Rc::ptr_eq(&self.session, &self.shown)
    }

    /// The agent's greeting, while paired.
    pub fn hello(&self) -> Option<&Hello> {
        match &self.pairing {
            Pairing::Paired(it) => Some(it),
            _ => None,
        }
    }

    /// Whether a launch is on its way.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|it| it.is_going())
    }

    fn analyse(&mut self) {
        self.is_behind = false;
        self.session = Rc::new(Session::new(&self.draft, &self.around));
        let fewer = self.session.analysis.project.services.len()
            < self.shown.analysis.project.services.len();
        if !(self.session.is_broken() && fewer) {
            self.shown = Rc::clone(&self.session);
        }
        let is_gone = |it: &Selection| {
            !self
                .shown
                .analysis
                .project
                .services
                .contains_key(&it.service)
        };
        if self.selection.as_ref().is_none_or(is_gone) {
            self.select_the_most_linked();
        }
        self.highlight = None;
    }

    /// Looks at a container with something to see: the one with the most links, the first of equals.
    fn select_the_most_linked(&mut self) {
        let services = &self.shown.analysis.project.services;
        let n_links =
            |it: &linkyard_core::project::Service| it.links.len() + it.external_links.len();
        let most = services.values().map(n_links).max().unwrap_or(0);
        let first = services.values().find(|it| n_links(it) == most);
        self.selection = first.map(|it| Selection {
            service: it.name.value.clone(),
            number: 1,
        });
    }

    fn load(&mut self, draft: Draft) {
        self.active_file.clone_from(&draft.file_name);
        self.draft = draft;
        self.selection = None;
        self.consequences = None;
        self.request = None;
        self.analyse();
        self.shown = Rc::clone(&self.session);
        self.select_the_most_linked();
    }

    fn turn(&mut self, turn: impl FnOnce(&mut Choice)) {
        turn(&mut self.around.choice);
        let before = Rc::clone(&self.session);
        self.analyse();
        let is_same = before.analysis.profile == self.session.analysis.profile;
        let (old, new) = (before.world(), self.session.world());
        self.consequences = (!is_same).then(|| Consequences::between(old, new));
    }

    fn ask_editor(&mut self, file: &str, kind: EditorRequestKind) {
        if !self.draft.files.contains_key(file) {
            return;
        }
        let serial = self.request.as_ref().map_or(0, |it| it.serial) + 1;
        file.clone_into(&mut self.active_file);
        self.request = Some(EditorRequest {
            serial,
            file: file.to_owned(),
            kind,
        });
    }

    fn show_selected_text(&mut self) {
        let Some(selection) = &self.selection else {
            return;
        };
        let service = self
            .session
            .analysis
            .project
            .services
            .get(&selection.service);
        if let Some(range) = service.map(|it| it.name.range) {
            let file = self.session.file_of(range).to_owned();
            self.ask_editor(
                &file,
                EditorRequestKind::Show {
                    range: range.range(),
                    takes_focus: false,
                },
            );
        }
    }

    fn set_text(&mut self, file: String, text: String) {
        let n_bytes = text.len();
        self.draft.files.insert(file, text);
        self.highlight = None;
        self.consequences = None;
        self.replaced = None;
        self.is_behind = true;
        if n_bytes <= IMMEDIATE_BYTES {
            self.analyse();
        }
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Type { file, text } => self.set_text(file, text),
            Action::Analyse => self.analyse(),
            Action::OpenFile(name) => self.active_file = name,
            Action::CreateFile(name) => {
                self.draft.files.entry(name.clone()).or_default();
                self.active_file = name;
                self.pane = Pane::File;
                self.analyse();
            }
            Action::RenameProject(name) => {
                self.draft.project = name;
                self.analyse();
            }
            Action::Load(draft) => {
                let old = std::mem::replace(&mut self.draft, draft.clone());
                self.load(draft);
                self.replaced =
                    (old != self.draft && !old.text().trim().is_empty()).then(|| Rc::new(old));
            }
            Action::TakeBack => {
                if let Some(draft) = self.replaced.take() {
                    self.load((*draft).clone());
                }
            }
            Action::DismissReplaced => self.replaced = None,
            Action::ChooseEngine(engine) => self.turn(|it| it.engine = engine),
            Action::ChooseDialect(dialect) => self.turn(|it| it.dialect = dialect),
            Action::DismissConsequences => self.consequences = None,
            Action::LearnImages(catalog) => {
                self.around.images.extend(catalog);
                self.analyse();
            }
            Action::Select {
                selection,
                shows_text,
            } => {
                self.selection = selection;
                self.highlight = None;
                if shows_text {
                    self.show_selected_text();
                }
            }
            Action::MoveCaret(offset) => {
                if let Some(service) = self.session.service_at(offset)
                    && self
                        .selection
                        .as_ref()
                        .is_none_or(|it| it.service != service)
                {
                    self.selection = Some(Selection {
                        service: service.to_owned(),
                        number: 1,
                    });
                }
            }
            Action::Show {
                file,
                range,
                takes_focus,
            } => {
                self.pane = Pane::File;
                self.ask_editor(&file, EditorRequestKind::Show { range, takes_focus });
            }
            Action::ShowOrigin(range) => {
                let file = self.session.file_of(range).to_owned();
                self.highlight = Some(range);
                self.pane = Pane::File;
                self.ask_editor(
                    &file,
                    EditorRequestKind::Show {
                        range: range.range(),
                        takes_focus: false,
                    },
                );
            }
            Action::Fix { file, edits } => {
                self.pane = Pane::File;
                self.ask_editor(&file, EditorRequestKind::Edit(edits));
            }
            Action::EditDirectly { file, edits } => {
                let text = self
                    .draft
                    .files
                    .get(&file)
                    .map(String::as_str)
                    .unwrap_or_default();
                let text = apply_edits(text, &edits).0;
                self.set_text(file, text);
            }
            Action::ShowPane(pane) => self.pane = pane,
            Action::ShowInspectorTab(tab) => self.inspector_tab = tab,
            Action::ShowDockTab(tab) => self.dock_tab = tab,
            Action::ChooseTheme(theme) => self.theme = theme,
            Action::ChooseLanguage(language) => {
                self.around.language = language;
                self.analyse();
            }
            other => self.apply_live(other),
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut res = (*self).clone();
        res.apply(action);
        Rc::new(res)
    }
}

#[cfg(test)]
mod tests;
