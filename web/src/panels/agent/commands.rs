//! What the page asks of the agent, and what it does with the answers.

use crate::agent_api::{Agent, ApiError};
use crate::app::Page;
use crate::interop::events::Stream;
use crate::interop::store;
use crate::live::{Purpose, Review};
use crate::session::Draft;
use crate::state::{Action, Problem, State};
use linkyard_core::images::ImageCatalog;
use linkyard_core::plan::{DownOptions, risks};
use linkyard_wire::{Event, Execute, PROTOCOL};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::UseReducerDispatcher;

thread_local! {
    /// The stream of the plan that is followed: closing it is dropping it.
    static FOLLOWED: RefCell<Option<Stream>> = const { RefCell::new(None) };
}

/// The agent together with the page that its answers go to.
#[derive(Clone)]
pub struct Wire {
    agent: Option<Agent>,
    page: Page,
}

type Send = UseReducerDispatcher<State>;

fn fail(send: &Send, error: &ApiError) {
    if error.is_lost() && !matches!(error, ApiError::Unreachable) {
        // The agent that gave it is gone; a new one gives a new token.
        store::forget_token();
    }
    send.dispatch(Action::Fail {
        problem: error.problem(),
        is_lost: error.is_lost(),
    });
}

impl Wire {
    /// The agent that this tab has a token of, if any.
    pub fn of(page: &Page) -> Wire {
        Wire {
            agent: store::token().map(Agent::new),
            page: page.clone(),
        }
    }

    /// Asks the agent who it is, and opens its project.
    pub fn connect(&self) {
        let Some(agent) = self.agent.clone() else {
            return;
        };
        let send = self.page.dispatcher();
        send.dispatch(Action::Connect);
        spawn_local(async move {
            match agent.hello().await {
                Ok(hello) => send.dispatch(Action::Pair(hello)),
                Err(err) => return fail(&send, &err),
            }
            match agent.project().await {
                Ok(it) => send.dispatch(Action::Load(Draft::new(
                    &it.project,
                    &it.file_name,
                    it.files,
                ))),
                Err(err) if err.is_without_project() => {}
                Err(err) => fail(&send, &err),
            }
        });
    }

    /// Learns what the engine knows of `images`.
    pub fn inspect(&self, images: Vec<String>) {
        let Some(agent) = self.agent.clone().filter(|_| !images.is_empty()) else {
            return;
        };
        let send = self.page.dispatcher();
        spawn_local(async move {
            let answer = agent.images(images).await;
            match answer.map(|it| ImageCatalog::from_inspect(&it.inspect)) {
                Ok(Ok(catalog)) => send.dispatch(Action::LearnImages(catalog)),
                Ok(Err(why)) => fail(&send, &ApiError::Unreadable(why)),
                Err(err) => fail(&send, &err),
            }
        });
    }

    /// Reads what the engine holds of the project.
    pub fn observe(&self) {
        let Some(agent) = self.agent.clone() else {
            return;
        };
        let (send, session) = (self.page.dispatcher(), Rc::clone(&self.page.session));
        spawn_local(async move {
            let also = also(&session);
            match agent
                .world(
                    &session.analysis.project.name,
                    session.analysis.profile.dialect,
                    &also,
                )
                .await
            {
                Ok(answer) => send.dispatch(Action::Observe(answer.world)),
                Err(err) => fail(&send, &err),
            }
        });
    }

    /// Makes the plan from what the engine holds now, and shows it. Nothing runs yet.
    pub fn prepare(&self, purpose: Purpose) {
        let Some(agent) = self.agent.clone() else {
            return;
        };
        let (send, session) = (self.page.dispatcher(), Rc::clone(&self.page.session));
        let folder = self.page.around.working_dir.clone();
        send.dispatch(Action::Ask);
        spawn_local(async move {
            let analysis = &session.analysis;
            let answer = agent
                .world(
                    &analysis.project.name,
                    analysis.profile.dialect,
                    &also(&session),
                )
                .await;
            let mut start = match answer {
                Ok(answer) => answer.world,
                Err(err) => return fail(&send, &err),
            };
            let plan = match purpose {
                Purpose::Up => analysis.plan_up(&start, &[]),
                Purpose::Down => analysis.plan_down(&start, DownOptions { volumes: false }),
            };
            // The comparison afterwards is with what the page knew of images.
            start.images = analysis.empty_world().images;
            let risks = risks(&plan, &folder);
            send.dispatch(Action::AskForReview {
                purpose,
                plan,
                start,
                risks,
            });
        });
    }

    /// Has the reviewed plan carried out, and follows it.
    pub fn execute(&self, review: &Review) {
        let Some(agent) = self.agent.clone() else {
            return;
        };
        let send = self.page.dispatcher();
        let request = Execute {
            protocol: PROTOCOL,
            plan: (*review.plan).clone(),
            start: (*review.start).clone(),
            accepted_risks: review.risks.clone(),
        };
        send.dispatch(Action::Begin);
        spawn_local(async move {
            match agent.execute(&request).await {
                Ok(accepted) => {
                    send.dispatch(Action::Taken(accepted.id));
                    follow(&agent, accepted.id, send);
                }
                Err(err) => fail(&send, &err),
            }
        });
    }

    /// Breaks the running plan off.
    pub fn stop(&self, id: u32) {
        let Some(agent) = self.agent.clone() else {
            return;
        };
        let send = self.page.dispatcher();
        spawn_local(async move {
            if let Err(err) = agent.stop(id).await {
                fail(&send, &err);
            }
        });
    }
}

fn follow(agent: &Agent, id: u32, send: Send) {
    let on_event = {
        let send = send.clone();
        move |event: Event| {
            let is_last = matches!(event, Event::Finished { .. });
            send.dispatch(Action::Happen(event));
            if is_last {
                // Not now: the stream is calling us.
                spawn_local(async { drop(FOLLOWED.with_borrow_mut(Option::take)) });
            }
        }
    };
    let on_end = {
        let send = send.clone();
        move || {
            send.dispatch(Action::CutOff);
            let problem = Problem {
                message: "The connection to the agent broke while a plan was running.".to_owned(),
                help: "Start `linkyard serve` again: it shows what is there, and `linkyard down` removes it.".to_owned(),
            };
            send.dispatch(Action::Fail {
                problem,
                is_lost: true,
            });
        }
    };
    let stream = agent.follow(id, on_event, on_end);
    if stream.is_none() {
        send.dispatch(Action::CutOff);
    }
    FOLLOWED.with_borrow_mut(|it| *it = stream);
}

/// What the plan will look for outside the project.
fn also(session: &crate::session::Session) -> Vec<String> {
    let project = &session.analysis.project;
    let links = project
        .services
        .values()
        .flat_map(|it| &it.external_links)
        .map(|it| it.source.value.clone());
    let networks = project
        .networks
        .iter()
        .filter(|it| it.1.external)
        .map(|(key, it)| it.name.clone().unwrap_or_else(|| key.clone()));
    let volumes = project
        .volumes
        .iter()
        .filter(|it| it.1.external)
        .map(|(key, it)| it.name.clone().unwrap_or_else(|| key.clone()));
    let mut res: Vec<String> = links.chain(networks).chain(volumes).collect();
    res.sort();
    res.dedup();
    res
}
