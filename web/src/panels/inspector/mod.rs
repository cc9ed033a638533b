//! A container from inside: its environment and its `/etc/hosts`, each line with where it comes from, and how the
//! real one differs.

mod diff;
mod env;
mod gaps;
mod hosts;

pub use diff::Differences;

use crate::app::{Page, use_page};
use crate::components::{Glyph, Icon, Tab, Tabs};
use crate::panels::graph::{Badge, Role, image_words};
use crate::state::{Action, InspectorTab, Selection};
use linkyard_core::text::FileRange;
use linkyard_core::world::Container;
use yew::{Callback, Html, component, html};

/// The inspector.
#[component]
pub fn Inspector() -> Html {
    let page = use_page();
    let session = page.shown.clone();
    let Some(selection) = page.selection.clone() else {
        return html! {
            <section class="inspector" aria-label="Container">
                <p class="inspector__empty">
                    { "Choose a service in the graph: its environment and its /etc/hosts appear here." }
                </p>
            </section>
        };
    };
    let containers = session.containers(&selection.service);
    let container = containers
        .iter()
        .find(|it| it.spec.number == selection.number)
        .or(containers.first())
        .copied();
    let Some(container) = container else {
        return html! {
            <section class="inspector" aria-label="Container">
                <h2 class="inspector__name">{ selection.service.clone() }</h2>
                <p class="inspector__empty">
                    { "No container can be predicted for this service: the problems list says what stands in the way." }
                </p>
            </section>
        };
    };
    let drift = page.run.as_ref().and_then(|it| it.end.as_ref()).map(|it| {
        it.drift
            .rows
            .iter()
            .filter(|it| it.container == container.name)
            .cloned()
            .collect::<Vec<_>>()
    });
    let mut kinds = vec![
        (
            InspectorTab::Env,
            "Environment",
            container.env().len().to_string(),
            "tab-env",
        ),
        (
            InspectorTab::Hosts,
            "/etc/hosts",
            container.hosts.len().to_string(),
            "tab-hosts",
        ),
    ];
    if let Some(rows) = drift.as_ref().filter(|it| !it.is_empty()) {
        let n_differences = rows.iter().filter(|it| !it.verdict.is_match()).count();
        let count = if n_differences == 0 {
            "✓".to_owned()
        } else {
            n_differences.to_string()
        };
        kinds.push((InspectorTab::Diff, "Diff", count, "tab-diff"));
    }
    let open = kinds
        .iter()
        .position(|it| it.0 == page.inspector_tab)
        .unwrap_or(0);
    let tabs = kinds
        .iter()
        .map(|it| Tab {
            label: it.1.into(),
            count: it.2.clone().into(),
            test: it.3.into(),
        })
        .collect::<Vec<_>>();
    let on_open = {
        let (page, kinds) = (
            page.clone(),
            kinds.iter().map(|it| it.0).collect::<Vec<_>>(),
        );
        Callback::from(move |index: usize| {
            if let Some(kind) = kinds.get(index) {
                page.dispatch(Action::ShowInspectorTab(*kind));
            }
        })
    };
    let content = match kinds.get(open).map(|it| it.0) {
        Some(InspectorTab::Hosts) => hosts::hosts(&page, container),
        Some(InspectorTab::Diff) => {
            html! { <Differences rows={drift.unwrap_or_default()} names_container={false} /> }
        }
        _ => env::env(&page, container),
    };
    html! {
        <section class="inspector" aria-label="Container">
            { head(&page, container, &selection, &containers) }
            <Tabs label="Container" controls="inspector-panel" {tabs} {open} {on_open} />
            <div class="inspector__panel" id="inspector-panel" role="tabpanel" tabindex="0"
                aria-label={format!("Container {}", container.name)}>
                { content }
            </div>
        </section>
    }
}

fn head(
    page: &Page,
    container: &Container,
    selection: &Selection,
    containers: &[&Container],
) -> Html {
    let session = &page.shown;
    let service = session.analysis.project.services.get(&selection.service);
    let role = service.map_or(Role::Other, Role::of);
    let observed = page
        .observed
        .as_ref()
        .and_then(|it| it.containers.get(&container.name));
    let badge = observed.and_then(|it| Badge::of(&[it]));
    let numbers = (containers.len() > 1).then(|| {
        let options = containers.iter().map(|it| {
            let is_on = it.spec.number == container.spec.number;
            html! { <option value={it.spec.number.to_string()} selected={is_on}>{ it.name.clone() }</option> }
        });
        let (page, service) = (page.clone(), selection.service.clone());
        let onchange = move |it: yew::Event| {
            let field: web_sys::HtmlInputElement = yew::TargetCast::target_unchecked_into(&it);
            // A select has a value as an input has.
            let number = js_sys::Reflect::get(&field, &"value".into()).ok().and_then(|it| it.as_string());
            if let Some(number) = number.and_then(|it| it.parse().ok()) {
                let selection = Some(Selection { service: service.clone(), number });
                page.dispatch(Action::Select { selection, shows_text: false });
            }
        };
        html! { <select class="select" aria-label="Container of the service" {onchange}>{ for options }</select> }
    });
    let mut facts = vec![("Image", service.map(image_words).unwrap_or_default())];
    for (network, endpoint) in &container.endpoints {
        let address = observed
            .and_then(|it| it.endpoints.get(network)?.address.clone())
            .or_else(|| endpoint.address.clone().map(|it| format!("{it}*")));
        let words = address.unwrap_or_else(|| "no address".to_owned());
        facts.push(("Network", format!("{network}, {words}")));
    }
    if container.endpoints.is_empty() {
        facts.push(("Network", network_words(container)));
    }
    for port in &container.published {
        facts.push(("Port", port.to_string().replace("->", " → ")));
    }
    let facts = facts
        .into_iter()
        .map(|(key, value)| html! { <><dt>{ key }</dt><dd>{ value }</dd></> });
    html! {
        <header class={format!("inspector__head {}", role.class())}>
            <h2 class="inspector__name"><Icon glyph={role.glyph()} />{ container.name.clone() }</h2>
            if let Some(badge) = badge {
                <span class={format!("pill {}", badge.class())} data-test="container-state">{ badge.word() }</span>
            } else {
                <span class="pill is-predicted">{ "predicted" }</span>
            }
            { numbers.unwrap_or_default() }
            <dl class="facts">{ for facts }</dl>
        </header>
    }
}

fn network_words(container: &Container) -> String {
    use linkyard_core::op::NetworkMode;
    match &container.spec.network {
        NetworkMode::None => "none: loopback only".to_owned(),
        NetworkMode::Host => "the host's own".to_owned(),
        NetworkMode::Container { container } => format!("that of {container}"),
        NetworkMode::DefaultBridge | NetworkMode::User { .. } => {
            "none while it does not run".to_owned()
        }
    }
}

/// A button that shows the text behind a value.
fn origin(page: &Page, range: Option<FileRange>) -> Html {
    let Some(range) = range else {
        return Html::default();
    };
    let words = crate::words::place(&page.shown, range);
    let is_on = page.highlight == Some(range);
    let page = page.clone();
    html! {
        <button type="button" class={if is_on { "origin is-on" } else { "origin" }} title="Show the text that makes it"
            onclick={move |_| page.dispatch(Action::ShowOrigin(range))}>{ words }</button>
    }
}

/// A heading with an icon that warns.
fn warning(words: &str) -> Html {
    html! { <p class="group__warning"><Icon glyph={Glyph::Warning} />{ words.to_owned() }</p> }
}
