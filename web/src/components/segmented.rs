//! A row of choices of which one is on.

use yew::{AttrValue, Callback, Html, Properties, component, html};

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The word on it.
    pub label: AttrValue,
    /// What it is, for who asks.
    pub title: AttrValue,
    /// Whether it is on.
    pub is_on: bool,
    /// What its `data-test` says.
    pub test: AttrValue,
}

/// Properties of [`Segmented`].
#[derive(Properties, PartialEq)]
pub struct SegmentedProps {
    /// What is chosen here.
    pub label: AttrValue,
    /// Name of the group, once in the page.
    pub name: AttrValue,
    /// The choices.
    pub segments: Vec<Segment>,
    /// Called with the index of the choice.
    pub on_choose: Callback<usize>,
}

/// Radio buttons that look like one bar.
#[component]
pub fn Segmented(props: &SegmentedProps) -> Html {
    let segments = props.segments.iter().enumerate().map(|(index, it)| {
        let on_choose = props.on_choose.clone();
        html! {
            <label class={if it.is_on { "segment is-on" } else { "segment" }} title={it.title.clone()}>
                <input type="radio" name={props.name.clone()} checked={it.is_on} data-test={it.test.clone()}
                    onchange={move |_| on_choose.emit(index)} />
                <span>{ it.label.clone() }</span>
            </label>
        }
    });
    html! {
        <fieldset class="segmented">
            <legend>{ props.label.clone() }</legend>
            <div class="segmented__row">{ for segments }</div>
        </fieldset>
    }
}
