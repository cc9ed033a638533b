//! Trouble with the world outside the page: what happened, and what to do.

use crate::app::use_page;
use crate::components::{Glyph, Icon};
use crate::panels::problems::in_words;
use crate::state::Action;
use yew::{Html, component, html};

/// The banner, while there is trouble.
#[component]
pub fn Banner() -> Html {
    let page = use_page();
    let Some(problem) = page.problem.clone() else {
        return Html::default();
    };
    html! {
        <div class="banner is-error" role="alert" data-test="banner">
            <Icon glyph={Glyph::Error} />
            <p><strong>{ in_words(&problem.message) }</strong>{ " " }{ in_words(&problem.help) }</p>
            <button type="button" class="button is-icon" aria-label="Dismiss" title="Dismiss"
                onclick={move |_| page.dispatch(Action::DismissProblem)}><Icon glyph={Glyph::Cross} /></button>
        </div>
    }
}
