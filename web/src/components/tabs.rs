//! A tab list. Arrow keys go from tab to tab, as the ARIA pattern has it.

use crate::interop::browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::{AttrValue, Callback, Html, Properties, component, html};

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// The word on it.
    pub label: AttrValue,
    /// A number or a mark after it.
    pub count: AttrValue,
    /// What its `data-test` says.
    pub test: AttrValue,
}

/// Properties of [`Tabs`].
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// What the tabs are of.
    pub label: AttrValue,
    /// Id of the panel that they switch.
    pub controls: AttrValue,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// Index of the open one.
    pub open: usize,
    /// Called with the index of the chosen one.
    pub on_open: Callback<usize>,
}

/// A tab list.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let n_tabs = props.tabs.len();
    let open = props.open;
    let on_key = {
        let on_open = props.on_open.clone();
        move |it: KeyboardEvent| {
            let next = match it.key().as_str() {
                "ArrowRight" => (open + 1) % n_tabs.max(1),
                "ArrowLeft" => (open + n_tabs.saturating_sub(1)) % n_tabs.max(1),
                "Home" => 0,
                "End" => n_tabs.saturating_sub(1),
                _ => return,
            };
            it.prevent_default();
            on_open.emit(next);
            let list = it
                .current_target()
                .and_then(|it| it.dyn_into::<Element>().ok());
            if let Some(tab) = list.and_then(|it| it.children().item(next as u32)) {
                browser::focus(&tab);
            }
        }
    };
    let tabs = props.tabs.iter().enumerate().map(|(index, it)| {
        let on_open = props.on_open.clone();
        let is_open = index == open;
        html! {
            <button type="button" role="tab" class={if is_open { "tab is-on" } else { "tab" }}
                aria-selected={is_open.to_string()} aria-controls={props.controls.clone()}
                tabindex={if is_open { "0" } else { "-1" }} data-test={it.test.clone()}
                onclick={move |_| on_open.emit(index)}>
                { it.label.clone() }
                if !it.count.is_empty() { <span class="tab__count">{ it.count.clone() }</span> }
            </button>
        }
    });
    html! {
        <div class="tabs" role="tablist" aria-label={props.label.clone()} onkeydown={on_key}>{ for tabs }</div>
    }
}
