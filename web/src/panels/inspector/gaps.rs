//! What is missing because nobody has looked into an image, and the field to paste what somebody saw there.

use crate::app::{Page, use_page};
use crate::components::{Glyph, Icon};
use crate::facts;
use crate::state::Action;
use linkyard_core::op::Op;
use linkyard_core::world::{Container, Why};
use web_sys::HtmlTextAreaElement;
use yew::{AttrValue, Html, Properties, component, html, use_node_ref, use_state};

/// What is missing from the environment of `container`, image by image.
pub fn of_env(page: &Page, container: &Container) -> Html {
    let mut images: Vec<(String, Vec<String>)> = Vec::new();
    for gap in &container.gaps {
        let Why::ImageNotInspected(image) = &gap.why else {
            continue;
        };
        match images.iter_mut().find(|it| it.0 == *image) {
            Some(it) => it.1.push(gap.missing.clone()),
            None => images.push((image.clone(), vec![gap.missing.clone()])),
        }
    }
    if images.is_empty() {
        return Html::default();
    }
    let built = built_images(page);
    let title = match images.as_slice() {
        [(image, _)] => {
            html! { <>{ "Incomplete: nobody has looked into image " }<code>{ image.clone() }</code></> }
        }
        more => html! { { format!("Incomplete: nobody has looked into {} images", more.len()) } },
    };
    let images = images.into_iter().map(|(image, missing)| {
        let is_built = built.contains(&image);
        html! { <ImageGap key={image.clone()} image={image.clone()} missing={missing.join(", ")} {is_built} /> }
    });
    html! {
        <details class="gaps" data-test="gaps">
            <summary><Icon glyph={Glyph::Hint} /><span>{ title }</span></summary>
            { for images }
        </details>
    }
}

/// What is missing from the `/etc/hosts` of `container`. Images have no part in it.
pub fn of_hosts(container: &Container) -> Html {
    let others = container.gaps.iter().filter(|it| !matches!(it.why, Why::ImageNotInspected(_))).map(|it| {
        html! { <p class="gap__words">{ format!("{} is missing: {}", it.missing, it.why.sentence()) }</p> }
    });
    html! { <>{ for others }</> }
}

/// The images that the plan builds.
fn built_images(page: &Page) -> Vec<String> {
    let steps = page.shown.plan.steps.iter();
    steps
        .filter_map(|it| match &it.op {
            Op::BuildImage { image, .. } => Some(image.clone()),
            _ => None,
        })
        .collect()
}

/// Properties of [`ImageGap`].
#[derive(Properties, PartialEq)]
struct ImageGapProps {
    image: AttrValue,
    missing: AttrValue,
    is_built: bool,
}

#[component]
fn ImageGap(props: &ImageGapProps) -> Html {
    let page = use_page();
    let field = use_node_ref();
    let refusal = use_state(String::new);
    let on_use = {
        let (field, refusal, image) = (field.clone(), refusal.clone(), props.image.clone());
        move |_| {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else {
                return;
            };
            match facts::read(&field.value(), &image) {
                Ok(catalog) => page.dispatch(Action::LearnImages(catalog)),
                Err(err) => refusal.set(err),
            }
        }
    };
    let after = if props.is_built {
        " after it is built"
    } else {
        ""
    };
    html! {
        <details class="gap" data-test={format!("gap-{}", props.image)}>
            <summary>
                <code>{ props.image.clone() }</code>
                <span class="gap__missing">{ "missing: " }{ props.missing.clone() }</span>
            </summary>
            <label class="gap__label">
                { format!("Paste what this prints{after}:") }
                <code>{ format!("docker image inspect {}", props.image) }</code>
                <textarea ref={field} rows="4" spellcheck="false" data-test="facts" />
            </label>
            <button type="button" class="button" onclick={on_use}>{ "Use it" }</button>
            if !refusal.is_empty() { <p class="gap__refusal" role="alert">{ (*refusal).clone() }</p> }
        </details>
    }
}
