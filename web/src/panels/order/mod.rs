//! Under the picture: the start order as waves, the steps of the plan, and the launch.

use crate::app::{Page, use_page};
use crate::components::{Glyph, Icon, Tab, Tabs};
use crate::panels::agent::RunView;
use crate::panels::graph::Role;
use crate::panels::problems::in_words;
use crate::session::Session;
use crate::state::{Action, DockTab, Pane, Selection};
use crate::words::place;
use linkyard_core::plan::Step;
use std::rc::Rc;
use yew::{Callback, Html, component, html};

/// More steps than these are counted, not listed.
const MAX_LISTED: usize = 400;

/// The dock.
#[component]
pub fn Dock() -> Html {
    let page = use_page();
    let mut kinds = vec![(DockTab::Order, "Start order"), (DockTab::Steps, "Steps")];
    if page.run.is_some() {
        kinds.push((DockTab::Run, "Launch"));
    }
    let tabs: Vec<Tab> = kinds
        .iter()
        .map(|(kind, label)| {
            let count = match kind {
                DockTab::Steps => page.shown.plan.steps.len().to_string(),
                _ => String::new(),
            };
            let test = format!("dock-{}", label.to_lowercase().replace(' ', "-"));
            Tab {
                label: (*label).into(),
                count: count.into(),
                test: test.into(),
            }
        })
        .collect();
    let open = kinds
        .iter()
        .position(|it| it.0 == page.dock_tab)
        .unwrap_or(0);
    let on_open = {
        let (page, kinds) = (page.clone(), kinds.clone());
        Callback::from(move |index: usize| {
            if let Some((kind, _)) = kinds.get(index) {
                page.dispatch(Action::ShowDockTab(*kind));
            }
        })
    };
    let content = match kinds.get(open).map(|it| it.0) {
        Some(DockTab::Steps) => steps(&page),
        Some(DockTab::Run) => html! { <RunView /> },
        _ => order(&page, &page.shown),
    };
    html! {
        <section class={if page.dock_tab == DockTab::Run { "dock is-tall" } else { "dock" }} aria-label="Order and launch">
            <Tabs label="Order and launch" controls="dock-panel" {tabs} {open} {on_open} />
            <div class="dock__panel" id="dock-panel" role="tabpanel" tabindex="0" aria-label="Order and launch">
                { content }
            </div>
        </section>
    }
}

fn order(page: &Page, session: &Rc<Session>) -> Html {
    let graph = &session.analysis.graph;
    if graph.services.is_empty() {
        return html! { <p class="dock__empty">{ "No services yet." }</p> };
    }
    let n_waves = graph.waves.len();
    let waves = graph.waves.iter().enumerate().map(|(index, wave)| {
        let is_cycle = !graph.cycles.is_empty() && index + 1 == n_waves;
        let title = match (is_cycle, index) {
            (true, _) => "wait for each other".to_owned(),
            (false, 0) => "first".to_owned(),
            (false, _) => "then".to_owned(),
        };
        let chips = wave.iter().map(|service| {
            let name = graph.name(*service).to_owned();
            let number = graph.order.iter().position(|it| it == service).map_or(0, |it| it + 1);
            let role = session.analysis.project.services.get(&name).map_or(Role::Other, Role::of);
            let is_on = page.selection.as_ref().is_some_and(|it| it.service == name);
            let onclick = {
                let (page, name) = (page.clone(), name.clone());
                move |_| {
                    let selection = Some(Selection { service: name.clone(), number: 1 });
                    page.dispatch(Action::Select { selection, shows_text: true });
                    page.dispatch(Action::ShowPane(Pane::Container));
                }
            };
            html! {
                <li>
                    <button type="button" class={format!("chip {} {}", role.class(), if is_on { "is-on" } else { "" })}
                        aria-pressed={is_on.to_string()} {onclick}>
                        if is_cycle {
                            <Icon glyph={Glyph::Error} class="chip__icon" />
                        } else {
                            <span class="chip__number">{ number.to_string() }</span>
                        }
                        <span class="chip__name">{ name }</span>
                    </button>
                </li>
            }
        });
        html! {
            <li class={if is_cycle { "wave is-cycle" } else { "wave" }}>
                <span class="wave__title">{ title }</span>
                <ul class="wave__chips">{ for chips }</ul>
            </li>
        }
    });
    html! { <ol class="waves" data-test="start-order" aria-label="Start order">{ for waves }</ol> }
}

fn steps(page: &Page) -> Html {
    let plan = &page.shown.plan;
    if plan.steps.is_empty() {
        return html! { <p class="dock__empty">{ "Nothing to do." }</p> };
    }
    let rows = plan
        .steps
        .iter()
        .take(MAX_LISTED)
        .map(|it| step_row(page, it));
    html! {
        <>
            <ol class="steps" aria-label="Steps of up on an empty engine">{ for rows }</ol>
            if plan.steps.len() > MAX_LISTED {
                <p class="dock__empty">{ format!("and {} more", plan.steps.len() - MAX_LISTED) }</p>
            }
        </>
    }
}

fn step_row(page: &Page, step: &Step) -> Html {
    let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
    let cause = in_words(&step.cause.to_string());
    let origin = step.cause.range.map(|range| {
        let page = page.clone();
        let words = place(&page.shown, range);
        html! {
            <button type="button" class="origin" onclick={move |_| page.dispatch(Action::ShowOrigin(range))}>{ words }</button>
        }
    });
    html! {
        <li class="step">
            <span class="step__number">{ step.id.to_string() }</span>
            <span class="step__op">{ step.op.to_string() }</span>
            <span class="step__after">
                { if after.is_empty() { "at once".to_owned() } else { format!("after {}", after.join(", ")) } }
            </span>
            <span class="step__cause">{ cause }{ " " }{ origin.unwrap_or_default() }</span>
        </li>
    }
}
