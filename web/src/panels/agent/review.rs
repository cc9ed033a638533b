//! The last look before anything happens on the engine.

use super::Wire;
use crate::app::use_page;
use crate::components::{Glyph, Icon};
use crate::interop::browser;
use crate::live::{Purpose, Review, counted};
use crate::panels::problems::in_words;
use crate::state::Action;
use linkyard_core::op::Op;
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::{Html, TargetCast, component, html, use_effect_with, use_node_ref};

/// The sheet, while a plan waits for the user's word.
#[component]
pub fn ReviewSheet() -> Html {
    let page = use_page();
    let wire = Wire::of(&page);
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(page.review.is_some(), move |_| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                browser::show_modal(&dialog);
            }
        });
    }
    let Some(review) = page.review.clone() else {
        return Html::default();
    };
    let (title, verb, nothing) = match review.purpose {
        Purpose::Up => (
            "Launch on your engine?",
            "Launch",
            "Everything is as the file wants it: nothing to do.",
        ),
        Purpose::Down => (
            "Take the project down?",
            "Take down",
            "The project has nothing on the engine: nothing to do.",
        ),
    };
    let is_empty = review.plan.steps.is_empty();
    let on_close = {
        let page = page.clone();
        move || page.dispatch(Action::CloseReview)
    };
    let on_cancel = {
        let on_close = on_close.clone();
        move |it: yew::Event| {
            it.prevent_default();
            on_close();
        }
    };
    let on_go = {
        let review = review.clone();
        move |_| wire.execute(&review)
    };
    let risks = review.risks.iter().enumerate().map(|(risk_index, risk)| {
        let page = page.clone();
        let onchange = move |it: yew::Event| {
            let field: HtmlInputElement = it.target_unchecked_into();
            page.dispatch(Action::Accept { risk_index, is_accepted: field.checked() });
        };
        html! {
            <li>
                <label class="check">
                    <input type="checkbox" data-test="accept" checked={review.accepted.contains(&risk_index)} {onchange} />
                    <span>{ in_words(&risk.to_string()) }</span>
                </label>
            </li>
        }
    });
    let close = on_close.clone();
    html! {
        <dialog class="sheet" ref={dialog} aria-labelledby="review-title" oncancel={on_cancel} data-test="review">
            <h2 id="review-title">{ title }</h2>
            if is_empty {
                <p>{ nothing }</p>
            } else {
                { summary(&review) }
                if !review.risks.is_empty() {
                    <section>
                        <h3><Icon glyph={Glyph::Warning} />{ "Tick what you accept" }</h3>
                        <ul class="sheet__risks">{ for risks }</ul>
                    </section>
                }
                <details>
                    <summary>{ format!("All {}", counted(review.plan.steps.len(), "step")) }</summary>
                    <pre class="sheet__plan">{ review.plan.to_string() }</pre>
                </details>
            }
            <footer class="sheet__foot">
                <button type="button" class="button" onclick={move |_| close()}>{ if is_empty { "Close" } else { "Cancel" } }</button>
                if !is_empty {
                    <button type="button" class="button is-primary" data-test="go" disabled={!review.is_accepted()} onclick={on_go}>
                        { verb }
                    </button>
                }
            </footer>
        </dialog>
    }
}

/// What the plan does, by kind.
fn summary(review: &Review) -> Html {
    let mut groups: Vec<(&'static str, Vec<String>)> = Vec::new();
    let mut push =
        |title: &'static str, what: String| match groups.iter_mut().find(|it| it.0 == title) {
            Some(it) if it.1.contains(&what) => {}
            Some(it) => it.1.push(what),
            None => groups.push((title, vec![what])),
        };
    for step in &review.plan.steps {
        match &step.op {
            Op::PullImage { image } => push("Pulls", image.clone()),
            Op::BuildImage { image, build } => {
                push("Builds", format!("{image} from {}", build.context))
            }
            Op::CreateNetwork { name, .. } => push("Makes networks", name.clone()),
            Op::CreateVolume { name, .. } => push("Makes volumes", name.clone()),
            Op::CreateContainer { name, spec } => {
                push("Makes containers", name.clone());
                for port in &spec.ports {
                    push("Opens ports", port.to_string().replace("->", " → "));
                }
                for bind in spec
                    .binds
                    .iter()
                    .filter(|it| it.starts_with(['/', '~', '.']))
                {
                    push("Mounts folders of this machine", bind.clone());
                }
            }
            Op::StartContainer { container } => push("Starts", container.clone()),
            Op::StopContainer { container } => push("Stops", container.clone()),
            Op::RemoveContainer { container } => push("Removes containers", container.clone()),
            Op::RemoveNetwork { name } => push("Removes networks", name.clone()),
            Op::RemoveVolume { name } => push("Removes volumes with their data", name.clone()),
            Op::AwaitContainer { .. } => {}
        }
    }
    // Who is made is started too; it need not be said twice.
    let is_up_of_new = groups.iter().any(|it| it.0 == "Makes containers");
    let rows = groups
        .into_iter()
        .filter(|it| !(is_up_of_new && it.0 == "Starts"))
        .map(|(title, list)| {
            let items = list
                .into_iter()
                .map(|it| html! { <li><code>{ it }</code></li> });
            html! { <><dt>{ title }</dt><dd><ul>{ for items }</ul></dd></> }
        });
    html! { <dl class="sheet__summary">{ for rows }</dl> }
}
