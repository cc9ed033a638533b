//! The top of the page: examples, switches, engine.

use crate::app::use_page;
use crate::components::{Glyph, Icon, Segment, Segmented};
use crate::examples::EXAMPLES;
use crate::panels::agent::AgentBar;
use crate::state::{Action, Theme};
use linkyard_core::language::Language;
use linkyard_core::profile::{Dialect, Engine};
use yew::{Callback, Html, component, html};

/// The header.
#[component]
pub fn Header() -> Html {
    let page = use_page();
    let next_theme = match page.theme {
        Theme::System => (Theme::Dark, "Dark"),
        Theme::Dark => (Theme::Light, "Light"),
        Theme::Light => (Theme::System, "As the system"),
    };
    let on_theme = {
        let page = page.clone();
        move |_| page.dispatch(Action::ChooseTheme(next_theme.0))
    };
    html! {
        <header class="header">
            <h1 class="header__name"><Icon glyph={Glyph::Mark} />{ "Linkyard" }</h1>
            <Examples />
            <EngineSwitch />
            <DialectSwitch />
            <span class="header__space" />
            <AgentBar />
            <LanguageSwitch />
            <button type="button" class="button is-icon header__theme" data-test="theme" onclick={on_theme}
                title={format!("Colours: {}", next_theme.1)} aria-label={format!("Colours: {}", next_theme.1)}>
                <Icon glyph={Glyph::Theme} />
            </button>
        </header>
    }
}

/// The language of findings: the other one is a click away.
#[component]
fn LanguageSwitch() -> Html {
    let page = use_page();
    let (next, label, title) = match page.around.language {
        Language::English => (
            Language::French,
            "EN",
            "Findings in English. Les constats en français ?",
        ),
        Language::French => (
            Language::English,
            "FR",
            "Constats en français. Findings in English?",
        ),
    };
    let onclick = move |_| page.dispatch(Action::ChooseLanguage(next));
    html! {
        <button type="button" class="button is-quiet header__language" data-test="language" {onclick}
            {title} aria-label={title}>{ label }</button>
    }
}

#[component]
fn Examples() -> Html {
    let page = use_page();
    let menu = yew::use_node_ref();
    let items = EXAMPLES.iter().enumerate().map(|(index, it)| {
        let (page, menu) = (page.clone(), menu.clone());
        let onclick = move |_| {
            if let Some(it) = EXAMPLES.get(index) {
                page.dispatch(Action::Load(it.draft()));
            }
            if let Some(menu) = menu.cast::<web_sys::Element>() {
                let _ = menu.remove_attribute("open");
            }
        };
        html! {
            <li>
                <button type="button" class="menu__item" {onclick} data-test={format!("example-{index}")}>
                    <strong>{ it.title }</strong><span>{ it.about }</span>
                </button>
            </li>
        }
    });
    html! {
        <details class="menu" ref={menu.clone()}>
            <summary class="button is-quiet" data-test="examples">{ "Examples" }</summary>
            <div class="menu__sheet"><ul>{ for items }</ul></div>
        </details>
    }
}

#[component]
fn EngineSwitch() -> Html {
    let page = use_page();
    let current = page.session.analysis.profile.engine;
    let paired = page.around.paired_engine;
    let segments = Engine::ALL
        .iter()
        .map(|it| Segment {
            label: it.as_str().into(),
            title: match it {
                Engine::V29 => "Docker Engine 29 and later: links set no variables".into(),
                Engine::V20_10 => "Docker Engine 20.10 to 25".into(),
                other => format!("Docker Engine {other}").into(),
            },
            is_on: *it == current,
            test: format!("engine-{it}").into(),
        })
        .collect::<Vec<_>>();
    let on_choose = Callback::from(move |index: usize| {
        if let Some(engine) = Engine::ALL.get(index) {
            let is_own = paired == Some(*engine);
            page.dispatch(Action::ChooseEngine((!is_own).then_some(*engine)));
        }
    });
    html! { <Segmented label="Engine" name="engine" {segments} {on_choose} /> }
}

#[component]
fn DialectSwitch() -> Html {
    let page = use_page();
    let choice = page.around.choice.dialect;
    let in_force = page.session.analysis.profile.dialect;
    let options = [None, Some(Dialect::V1_29), Some(Dialect::V2)];
    let segments = options
        .iter()
        .map(|it| Segment {
            label: match it {
                None => format!("auto: {in_force}").into(),
                Some(it) => it.as_str().into(),
            },
            title: match it {
                None => "As the file's format asks for".into(),
                Some(Dialect::V1_29) => "docker-compose 1.29".into(),
                Some(Dialect::V2) => "docker compose 2 and later".into(),
            },
            is_on: *it == choice,
            test: format!("compose-{}", it.map_or("auto", Dialect::as_str)).into(),
        })
        .collect::<Vec<_>>();
    let on_choose = Callback::from(move |index: usize| {
        if let Some(dialect) = options.get(index) {
            page.dispatch(Action::ChooseDialect(*dialect));
        }
    });
    html! { <Segmented label="Compose" name="compose" {segments} {on_choose} /> }
}
