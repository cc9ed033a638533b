//! Predicted against observed.

use crate::components::{Glyph, Icon};
use crate::live::verdict_word;
use linkyard_core::drift::{Aspect, DriftRow, Verdict};
use yew::{Html, Properties, component, html, use_state};

/// Properties of [`DriftTable`].
#[derive(Properties, PartialEq)]
pub struct DriftTableProps {
    /// The compared things.
    pub rows: Vec<DriftRow>,
    /// Whether the container's name stands on every row.
    pub names_container: bool,
}

/// The comparison, row by row.
#[component]
pub fn DriftTable(props: &DriftTableProps) -> Html {
    let only_differences = use_state(|| false);
    let n_differences = props
        .rows
        .iter()
        .filter(|it| !it.verdict.is_match())
        .count();
    let filters = *only_differences && n_differences > 0;
    let toggle = {
        let only_differences = only_differences.clone();
        move |_| only_differences.set(!*only_differences)
    };
    // What differs stands first.
    let (differing, same): (Vec<&DriftRow>, Vec<&DriftRow>) =
        props.rows.iter().partition(|it| !it.verdict.is_match());
    let rows = differing
        .into_iter()
        .chain(same.into_iter().filter(|_| !filters))
        .map(|it| row(it, props.names_container));
    html! {
        <>
            if n_differences > 0 {
                <label class="check">
                    <input type="checkbox" checked={filters} onchange={toggle} />
                    { format!("Only what differs ({n_differences} of {})", props.rows.len()) }
                </label>
            }
            <div class="table-frame" role="region" aria-label="Predicted and observed" tabindex="0">
                <table class="drift" data-test="drift">
                    <thead>
                        <tr>
                            if props.names_container { <th scope="col">{ "Container" }</th> }
                            <th scope="col">{ "What" }</th>
                            <th scope="col">{ "Predicted" }</th>
                            <th scope="col">{ "Observed" }</th>
                            <th scope="col">{ "Verdict" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </>
    }
}

fn row(row: &DriftRow, names_container: bool) -> Html {
    let (glyph, class) = match row.verdict {
        Verdict::Same | Verdict::RunTimeValue => (Glyph::Tick, "is-same"),
        Verdict::NotReadable => (Glyph::Skipped, "is-unread"),
        _ => (Glyph::Cross, "is-different"),
    };
    let what = match row.aspect {
        Aspect::State => "state",
        Aspect::Env => "env",
        Aspect::Hosts => "hosts",
        Aspect::Order => "order",
        Aspect::Ports => "port",
    };
    let value = |it: &Option<String>| match it {
        Some(it) => html! { <code>{ it.clone() }</code> },
        None => html! { <span class="drift__none">{ "not there" }</span> },
    };
    html! {
        <tr {class}>
            if names_container { <td>{ row.container.clone() }</td> }
            <td><span class="drift__aspect">{ what }</span>{ " " }<code>{ row.key.clone() }</code></td>
            <td>{ value(&row.predicted) }</td>
            <td>{ value(&row.observed) }</td>
            <td class="drift__verdict"><Icon {glyph} />{ verdict_word(row.verdict) }</td>
        </tr>
    }
}
