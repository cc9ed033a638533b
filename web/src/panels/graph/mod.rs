//! The picture of the services: cards and edges as the core lays them out.

mod camera;
mod card;
mod edge;
mod role;

pub use card::{Badge, image_words};
pub use role::Role;

use crate::app::{Page, use_page};
use crate::components::{Glyph, Icon};
use crate::interop::browser::{self, SizeWatch};
use crate::session::Session;
use crate::state::{Action, Pane, Selection};
use camera::Camera;
use card::CardView;
use edge::EdgeView;
use linkyard_core::graph::ServiceIndex;
use linkyard_core::layout::{Layout, LayoutOptions, Orientation, Size, layout};
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::Element;
use yew::{
    Callback, Html, component, html, use_effect_with, use_memo, use_node_ref, use_state,
    use_state_eq,
};

/// Below this width of the panel, in CSS pixels, requests run down instead of to the right.
const NARROW: f64 = 560.0;
/// Height of the bar over the picture, in CSS pixels.
const BAR_HEIGHT: f64 = 44.0;
/// A press of a zoom button.
const ZOOM_STEP: f64 = 1.25;

/// The picture.
#[component]
pub fn GraphPanel() -> Html {
    let page = use_page();
    let session = Rc::clone(&page.shown);
    let frame = use_node_ref();
    let screen = use_state_eq(|| Size {
        width: 900.0,
        height: 600.0,
    });
    let chosen_camera = use_state(|| None::<Camera>);
    let drag = use_state(|| None::<(i32, f64, f64)>);
    let orientation = if screen.width < NARROW {
        Orientation::TopToBottom
    } else {
        Orientation::LeftToRight
    };

    let picture = use_memo(
        (Rc::clone(&session), orientation),
        |(session, orientation)| {
            layout(
                &session.analysis.graph,
                &LayoutOptions {
                    orientation: *orientation,
                    ..LayoutOptions::default()
                },
            )
        },
    );
    {
        let (frame, screen) = (frame.clone(), screen.clone());
        use_effect_with((), move |()| {
            let watched = frame.cast::<Element>();
            let watch = watched.and_then(|element| {
                SizeWatch::new(&element.clone(), move || {
                    let (width, height) = browser::size_of(&element);
                    // On a telephone the panel has no size while another part is shown.
                    if width > 0.0 && height > 0.0 {
                        screen.set(Size { width, height });
                    }
                })
            });
            move || drop(watch)
        });
    }
    {
        // Another project is seen whole; an edit leaves the view where it is.
        let chosen_camera = chosen_camera.clone();
        use_effect_with(session.draft.project.clone(), move |_| {
            chosen_camera.set(None)
        });
    }
    // The bars over the picture stay free.
    let free = Size {
        height: (screen.height - 2.0 * BAR_HEIGHT).max(screen.height / 2.0),
        ..*screen
    };
    let camera = chosen_camera.unwrap_or_else(|| Camera::fit(picture.size, free));
    let zoom = {
        let chosen_camera = chosen_camera.clone();
        Callback::from(move |factor: f64| chosen_camera.set(Some(camera.zoomed(factor, 0.0, 0.0))))
    };
    let fit = {
        let chosen_camera = chosen_camera.clone();
        Callback::from(move |()| chosen_camera.set(None))
    };

    let on_wheel = {
        let (chosen_camera, frame, screen) = (chosen_camera.clone(), frame.clone(), *screen);
        move |it: yew::WheelEvent| {
            it.prevent_default();
            if !(it.ctrl_key() || it.meta_key()) {
                chosen_camera.set(Some(camera.moved(-it.delta_x(), -it.delta_y())));
                return;
            }
            let Some(frame) = frame.cast::<Element>() else {
                return;
            };
            let (left, top) = browser::place_of(&frame);
            let x = f64::from(it.client_x()) - left - screen.width / 2.0;
            let y = f64::from(it.client_y()) - top - screen.height / 2.0;
            chosen_camera.set(Some(camera.zoomed((-it.delta_y() / 300.0).exp(), x, y)));
        }
    };
    let on_down = {
        let (drag, frame) = (drag.clone(), frame.clone());
        move |it: yew::PointerEvent| {
            let target: Element = yew::TargetCast::target_unchecked_into(&it);
            let is_background = target.closest(".card, .edge").ok().flatten().is_none();
            if it.button() == 0 && is_background {
                if let Some(frame) = frame.cast::<Element>() {
                    browser::capture_pointer(&frame, it.pointer_id());
                }
                drag.set(Some((
                    it.pointer_id(),
                    f64::from(it.client_x()),
                    f64::from(it.client_y()),
                )));
            }
        }
    };
    let on_move = {
        let (drag, chosen_camera) = (drag.clone(), chosen_camera.clone());
        move |it: yew::PointerEvent| {
            let Some((id, x, y)) = *drag else { return };
            if id == it.pointer_id() {
                let (new_x, new_y) = (f64::from(it.client_x()), f64::from(it.client_y()));
                chosen_camera.set(Some(camera.moved(new_x - x, new_y - y)));
                drag.set(Some((id, new_x, new_y)));
            }
        }
    };
    let on_up = {
        let drag = drag.clone();
        move |_: yew::PointerEvent| drag.set(None)
    };
    let on_key = {
        let (page, picture, zoom, fit, frame) = (
            page.clone(),
            Rc::clone(&picture),
            zoom.clone(),
            fit.clone(),
            frame.clone(),
        );
        move |it: yew::KeyboardEvent| {
            if it.ctrl_key() || it.meta_key() || it.alt_key() {
                return;
            }
            match it.key().as_str() {
                "+" | "=" => zoom.emit(ZOOM_STEP),
                "-" => zoom.emit(1.0 / ZOOM_STEP),
                "0" | "f" => fit.emit(()),
                "Enter" | " " => page.dispatch(Action::ShowPane(Pane::Container)),
                key @ ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown") => {
                    step(&page, &picture, &frame, key)
                }
                _ => return,
            }
            it.prevent_default();
        }
    };

    let graph = &session.analysis.graph;
    let is_empty = graph.services.is_empty();
    let count = crate::live::counted(graph.services.len(), "service");
    html! {
        <section class="graph" aria-label="Graph">
            <div class="graph__bar" role="toolbar" aria-label="View of the graph">
                <span class="graph__count">{ count }</span>
                { zoom_button(&zoom, 1.0 / ZOOM_STEP, Glyph::Minus, "Farther") }
                { zoom_button(&zoom, ZOOM_STEP, Glyph::Plus, "Closer") }
                <button type="button" class="button is-icon" title="Fit (F)" aria-label="Fit"
                    onclick={move |_| fit.emit(())}><Icon glyph={Glyph::Fit} /></button>
            </div>
            { cycle_notice(&session) }
            if page.is_stale() {
                <p class="notice is-warning" role="status">{ "The picture shows the last text that could be read." }</p>
            }
            <div class={if page.is_stale() { "graph__frame is-stale" } else { "graph__frame" }} ref={frame}
                onwheel={on_wheel} onpointerdown={on_down} onpointermove={on_move} onpointerup={on_up} onkeydown={on_key}>
                if is_empty {
                    <p class="graph__empty">{ "Paste or type a compose file: its services appear here." }</p>
                } else {
                    <svg class="graph__svg" viewBox={camera.view_box(*screen)} role="group"
                        aria-label="Services and what they need" aria-describedby="graph-help" data-test="graph">
                        { markers() }
                        { edges(&page, &session, &picture) }
                        { cards(&page, &session, &picture) }
                    </svg>
                }
            </div>
            <p id="graph-help" class="for-readers">
                { "Arrow keys go from service to service, Enter opens the container, plus and minus zoom, F fits." }
            </p>
            { legend(&session) }
        </section>
    }
}

fn zoom_button(zoom: &Callback<f64>, factor: f64, glyph: Glyph, word: &'static str) -> Html {
    let zoom = zoom.clone();
    html! {
        <button type="button" class="button is-icon" title={word} aria-label={word} onclick={move |_| zoom.emit(factor)}>
            <Icon {glyph} />
        </button>
    }
}

/// Arrow heads, one for each colour of line.
fn markers() -> Html {
    let marker = |id: &'static str| {
        html! {
            <marker {id} class={id} viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">
                <path d="M1 1 9 5 1 9z" />
            </marker>
        }
    };
    html! { <defs>{ for ["arrow", "arrow-lit", "arrow-cycle"].into_iter().map(marker) }</defs> }
}

/// Edges that are part of a cycle, by index.
fn cycle_edges(session: &Session) -> BTreeSet<usize> {
    let graph = &session.analysis.graph;
    let on_cycle: Vec<_> = graph.cycles.iter().flat_map(|it| &it.edges).collect();
    let is_on_cycle = |index: &usize| {
        graph
            .edges
            .get(*index)
            .is_some_and(|it| on_cycle.contains(&it))
    };
    (0..graph.edges.len()).filter(is_on_cycle).collect()
}

fn selected_index(page: &Page, session: &Session) -> Option<ServiceIndex> {
    let name = &page.selection.as_ref()?.service;
    let index = session
        .analysis
        .graph
        .services
        .iter()
        .position(|it| it == name)?;
    Some(ServiceIndex(index as u32))
}

fn edges(page: &Page, session: &Session, picture: &Layout) -> Html {
    let graph = &session.analysis.graph;
    let on_cycle = cycle_edges(session);
    let selected = selected_index(page, session);
    let views = picture.routes.iter().filter_map(|route| {
        let edge = graph.edges.get(route.edge_index)?;
        let is_lit = selected.is_some_and(|it| it == edge.dependent || it == edge.dependency);
        let (page, range) = (page.clone(), edge.range);
        Some(html! {
            <EdgeView key={route.edge_index} route={route.clone()} kind={edge::kind_class(&edge.kind)}
                title={edge::spoken(graph.name(edge.dependent), graph.name(edge.dependency), &edge.kind)}
                is_on_cycle={on_cycle.contains(&route.edge_index)} {is_lit} is_dim={selected.is_some() && !is_lit}
                on_choose={move |()| page.dispatch(Action::ShowOrigin(range))} />
        })
    });
    html! { <g>{ for views }</g> }
}

fn cards(page: &Page, session: &Session, picture: &Layout) -> Html {
    let graph = &session.analysis.graph;
    let project = &session.analysis.project;
    let selected = selected_index(page, session);
    let on_cycle: BTreeSet<ServiceIndex> = graph
        .cycles
        .iter()
        .flat_map(|it| it.edges.iter().map(|it| it.dependent))
        .collect();
    let near: BTreeSet<ServiceIndex> = graph
        .edges
        .iter()
        .filter(|it| Some(it.dependent) == selected || Some(it.dependency) == selected)
        .flat_map(|it| [it.dependent, it.dependency])
        .collect();
    let views = picture.cards.iter().filter_map(|card| {
        let (name, service) = project.services.get_index(card.service.0 as usize)?;
        let order = graph.order.iter().position(|it| *it == card.service).map(|it| it + 1);
        let observed = page.observed.as_ref().map(|it| it.service_containers(&project.name, name)).unwrap_or_default();
        let badge = Badge::of(&observed);
        let is_selected = selected == Some(card.service);
        let on_choose = {
            let (page, service) = (page.clone(), name.clone());
            move |()| {
                let selection = Some(Selection { service: service.clone(), number: 1 });
                page.dispatch(Action::Select { selection, shows_text: true });
                page.dispatch(Action::ShowPane(Pane::Container));
            }
        };
        Some(html! {
            <CardView key={name.clone()} card={*card} name={name.clone()} image={image_words(service)}
                role={Role::of(service)} {order} n_containers={session.containers(name).len()} {badge}
                label={card::spoken(session, service, order, badge)} {is_selected}
                is_dim={selected.is_some() && !is_selected && !near.contains(&card.service)}
                is_on_cycle={on_cycle.contains(&card.service)}
                is_tab_stop={is_selected || (selected.is_none() && card.service.0 == 0)} {on_choose} />
        })
    });
    html! { <g>{ for views }</g> }
}

/// Goes to the nearest card in the direction of an arrow key.
fn step(page: &Page, picture: &Layout, frame: &yew::NodeRef, key: &str) {
    let current = selected_index(page, &page.shown).map_or(0, |it| it.0 as usize);
    let Some(from) = picture.cards.get(current).map(|it| it.area.centre()) else {
        return;
    };
    let distance = |card: &&linkyard_core::layout::Card| {
        let to = card.area.centre();
        let (x, y) = (to.x - from.x, to.y - from.y);
        let (ahead, aside) = match key {
            "ArrowLeft" => (-x, y),
            "ArrowRight" => (x, y),
            "ArrowUp" => (-y, x),
            _ => (y, x),
        };
        // What lies aside counts double, so that the next one straight ahead wins.
        (ahead > 1.0).then_some(ahead + 2.0 * aside.abs())
    };
    let nearest = picture
        .cards
        .iter()
        .filter_map(|it| Some((distance(&it)?, it.service)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, service)) = nearest else { return };
    let name = page.shown.analysis.graph.name(service).to_owned();
    if let Some(frame) = frame.cast::<Element>() {
        let cards = frame.get_elements_by_class_name("card");
        if let Some(card) = cards.item(service.0) {
            browser::focus(&card);
        }
    }
    let selection = Some(Selection {
        service: name,
        number: 1,
    });
    page.dispatch(Action::Select {
        selection,
        shows_text: true,
    });
}

fn cycle_notice(session: &Session) -> Html {
    let graph = &session.analysis.graph;
    let notices = graph.cycles.iter().take(3).map(|cycle| {
        let mut path: Vec<&str> = cycle.edges.iter().map(|it| graph.name(it.dependent)).collect();
        path.extend(path.first().copied());
        html! {
            <p class="notice is-error" data-test="cycle">
                <Icon glyph={Glyph::Error} />{ format!("These wait for each other: {}", path.join(" → ")) }
            </p>
        }
    });
    html! { <>{ for notices }</> }
}

/// What the lines mean, for the kinds that are in the picture.
fn legend(session: &Session) -> Html {
    let edges = &session.analysis.graph.edges;
    let kinds = [
        ("edge-link", "link, with its alias"),
        ("edge-order", "start order only"),
        ("edge-volumes", "volumes"),
        ("edge-network", "network of another"),
    ];
    let items = kinds
        .into_iter()
        .filter(|(class, _)| edges.iter().any(|it| edge::kind_class(&it.kind) == *class))
        .map(|(class, words)| {
            html! {
                <li class={format!("edge {class}")}>
                    <svg width="30" height="8" viewBox="0 0 30 8" aria-hidden="true"><path class="edge__line" d="M1 4h28" /></svg>
                    { words }
                </li>
            }
        });
    html! { <ul class="graph__legend" aria-label="Lines">{ for items }</ul> }
}
