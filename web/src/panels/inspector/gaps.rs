//! What is missing because nobody has looked into an image, and the field to paste what somebody saw there.

use crate::app::{Page, use_page};
use crate::components::{Glyph, Icon};
use crate::facts;
use crate::state::Action;
use linkyard_core::world::{Container, Why};
use web_sys::HtmlTextAreaElement;
use yew::{AttrValue, Html, Properties, component, html, use_node_ref, use_state};

/// The gaps of `container`, one card an image.
pub fn gaps(page: &Page, container: &Container) -> Html {
    let mut images: Vec<(String, Vec<String>)> = Vec::new();
    let mut others = Vec::new();
    for gap in &container.gaps {
        match &gap.why {
            Why::ImageNotInspected(image) => match images.iter_mut().find(|it| it.0 == *image) {
                Some(it) => it.1.push(gap.missing.clone()),
                None => images.push((image.clone(), vec![gap.missing.clone()])),
            },
            why => others.push(format!("{} is missing: {}", gap.missing, why.sentence())),
        }
    }
    let builds: Vec<&str> = page
        .shown
        .analysis
        .project
        .services
        .values()
        .filter(|it| it.build.is_some())
        .map(|it| it.name.value.as_str())
        .collect();
    let images = images.into_iter().map(|(image, missing)| {
        let is_built = builds.iter().any(|it| image.ends_with(it));
        html! { <ImageGap key={image.clone()} image={image.clone()} missing={missing.join(", ")} {is_built} /> }
    });
    let others = others.into_iter().map(|it| html! { <p class="gap__words">{ it }</p> });
    html! { <>{ for images }{ for others }</> }
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
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            match facts::read(&field.value(), &image) {
                Ok(catalog) => page.dispatch(Action::LearnImages(catalog)),
                Err(err) => refusal.set(err),
            }
        }
    };
    let after = if props.is_built { " after it is built" } else { "" };
    html! {
        <details class="gap" data-test={format!("gap-{}", props.image)}>
            <summary>
                <Icon glyph={Glyph::Hint} />
                <span>{ "Nobody has looked into image " }<code>{ props.image.clone() }</code>{ ", so these are missing: " }{ props.missing.clone() }</span>
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
