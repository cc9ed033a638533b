//! The page as a whole: where the parts stand, and what happens by itself.

use crate::components::{Glyph, Icon};
use crate::examples::EXAMPLES;
use crate::facts;
use crate::interop::{browser, store};
use crate::panels::agent::{Banner, ReviewSheet, Wire};
use crate::panels::editor::Editor;
use crate::panels::graph::GraphPanel;
use crate::panels::header::Header;
use crate::panels::inspector::Inspector;
use crate::panels::order::Dock;
use crate::panels::problems::Problems;
use crate::session::Draft;
use crate::state::{Action, Pane, State};
use gloo::timers::callback::Timeout;
use yew::{
    ContextProvider, Html, UseReducerHandle, component, hook, html, use_context, use_effect_with,
    use_reducer,
};

/// The state, and the way to change it.
pub type Page = UseReducerHandle<State>;

/// So long after the last key a long text is analysed, in milliseconds.
const PAUSE: u32 = 250;

/// The page's state inside a component.
#[hook]
pub fn use_page() -> Page {
    let page = use_context::<Page>();
    #[expect(
        clippy::expect_used,
        reason = "the application provides it to all it contains"
    )]
    page.expect("a panel stands inside the application")
}

fn first_state() -> State {
    let draft = store::draft().or_else(|| EXAMPLES.first().map(|it| it.draft()));
    let draft = draft.unwrap_or_else(|| Draft::new("project", "docker-compose.yml", [].into()));
    let language = store::language()
        .or_else(browser::language)
        .unwrap_or_default();
    State::new(draft, store::choice(), store::theme(), language)
}

/// The application.
#[component]
pub fn App() -> Html {
    let page = use_reducer(first_state);
    use_keeping(&page);
    use_analysis(&page);
    use_agent(&page);
    let class = match page.pane {
        Pane::File => "page shows-file",
        Pane::Graph => "page shows-graph",
        Pane::Container => "page shows-container",
        Pane::Run => "page shows-run",
    };
    html! {
        <ContextProvider<Page> context={page.clone()}>
            <div {class}>
                <Header />
                <div class="notices">
                    <Banner />
                    { replaced(&page) }
                    { consequences(&page) }
                </div>
                <main class="panes">
                    <div class="pane pane-file"><Editor /><Problems /></div>
                    <div class="pane pane-graph"><GraphPanel /></div>
                    <div class="pane pane-dock"><Dock /></div>
                    <div class="pane pane-inspector"><Inspector /></div>
                </main>
                { switcher(&page) }
                <ReviewSheet />
            </div>
        </ContextProvider<Page>>
    }
}

/// Keeps draft, switches, language and theme in the browser at every change.
#[hook]
fn use_keeping(page: &Page) {
    use_effect_with(page.draft.clone(), |draft| {
        store::keep_draft(draft);
    });
    use_effect_with(page.around.choice, |choice| store::keep_choice(*choice));
    use_effect_with(page.around.language, |language| {
        store::keep_language(*language);
    });
    use_effect_with(page.theme, |theme| {
        store::keep_theme(*theme);
        browser::set_theme(*theme);
    });
}

/// Analyses a long text when typing pauses.
#[hook]
fn use_analysis(page: &Page) {
    let dispatcher = page.dispatcher();
    use_effect_with(
        (page.is_behind, page.active_text().len()),
        move |(is_behind, _)| {
            let timeout = is_behind
                .then(|| Timeout::new(PAUSE, move || dispatcher.dispatch(Action::Analyse)));
            // A key before that starts the pause anew.
            move || drop(timeout)
        },
    );
}

/// Pairs with the agent whose token the address holds, and keeps what it knows up to date.
#[hook]
fn use_agent(page: &Page) {
    let is_paired = page.hello().is_some();
    {
        let page = page.clone();
        use_effect_with((), move |()| {
            if let Some(token) = browser::take_token() {
                store::keep_token(&token);
            }
            Wire::of(&page).connect();
        });
    }
    let wire = Wire::of(page);
    {
        let wire = wire.clone();
        let images = facts::images(&page.session.plan);
        use_effect_with((is_paired, images), move |(is_paired, images)| {
            if *is_paired {
                wire.inspect(images.clone());
            }
        });
    }
    let key = (
        is_paired,
        page.session.analysis.project.name.clone(),
        page.session.analysis.profile.dialect,
    );
    use_effect_with(key, move |(is_paired, ..)| {
        if *is_paired {
            wire.observe();
        }
    });
}

fn replaced(page: &Page) -> Html {
    if page.replaced.is_none() {
        return Html::default();
    }
    let (back, dismiss) = (page.clone(), page.clone());
    html! {
        <div class="banner" role="status" data-test="replaced">
            <p>{ "Your draft was replaced." }</p>
            <button type="button" class="button" onclick={move |_| back.dispatch(Action::TakeBack)}>{ "Take it back" }</button>
            <button type="button" class="button is-icon" aria-label="Dismiss" title="Dismiss"
                onclick={move |_| dismiss.dispatch(Action::DismissReplaced)}><Icon glyph={Glyph::Cross} /></button>
        </div>
    }
}

fn consequences(page: &Page) -> Html {
    let Some(it) = &page.consequences else {
        return Html::default();
    };
    let dismiss = page.clone();
    html! {
        <div class="banner is-info" role="status" data-test="consequences">
            <Icon glyph={Glyph::Hint} />
            <p>{ it.sentence.clone() }</p>
            <button type="button" class="button is-icon" aria-label="Dismiss" title="Dismiss"
                onclick={move |_| dismiss.dispatch(Action::DismissConsequences)}><Icon glyph={Glyph::Cross} /></button>
        </div>
    }
}

/// On a telephone: which part is there.
fn switcher(page: &Page) -> Html {
    let panes = [
        (Pane::File, Glyph::File, "File"),
        (Pane::Graph, Glyph::Graph, "Graph"),
        (Pane::Container, Glyph::Box, "Container"),
        (Pane::Run, Glyph::Steps, "Order"),
    ];
    let [n_errors, ..] = page.session.counts();
    let buttons = panes.into_iter().map(|(pane, glyph, label)| {
        let is_on = page.pane == pane;
        let on = page.clone();
        html! {
            <button type="button" class={if is_on { "switcher__tab is-on" } else { "switcher__tab" }}
                aria-pressed={is_on.to_string()} data-test={format!("pane-{}", label.to_lowercase())}
                onclick={move |_| on.dispatch(Action::ShowPane(pane))}>
                <Icon {glyph} />
                <span>{ label }</span>
                if pane == Pane::File && n_errors > 0 { <span class="switcher__count">{ n_errors.to_string() }</span> }
            </button>
        }
    });
    html! { <nav class="switcher" aria-label="Parts of the page">{ for buttons }</nav> }
}
