//! A button that puts a text on the clipboard and says so.

use super::{Glyph, Icon};
use crate::interop::browser;
use wasm_bindgen_futures::spawn_local;
use yew::{AttrValue, Html, Properties, component, html, use_effect_with, use_state};

/// Properties of [`CopyButton`].
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// The word on it.
    pub label: AttrValue,
    /// What it copies.
    pub text: AttrValue,
}

/// A button that copies.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let outcome = use_state(|| None::<bool>);
    {
        // What was copied is another text now.
        let outcome = outcome.clone();
        use_effect_with(props.text.clone(), move |_| outcome.set(None));
    }
    let onclick = {
        let (text, outcome) = (props.text.clone(), outcome.clone());
        move |_| {
            let (text, outcome) = (text.clone(), outcome.clone());
            spawn_local(async move { outcome.set(Some(browser::copy(&text).await)) });
        }
    };
    let (glyph, label) = match *outcome {
        None => (Glyph::Copy, props.label.clone()),
        Some(true) => (Glyph::Tick, AttrValue::from("Copied")),
        Some(false) => (Glyph::Cross, AttrValue::from("The browser refused")),
    };
    html! {
        <button type="button" class="button is-quiet" {onclick}>
            <Icon {glyph} /><span aria-live="polite">{ label }</span>
        </button>
    }
}
