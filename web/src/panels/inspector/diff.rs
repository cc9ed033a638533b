//! Predicted against observed.

use crate::components::{Glyph, Icon};
use linkyard_core::drift::{Aspect, DriftRow, Verdict};
use yew::{Html, Properties, component, html, use_state};

/// Properties of [`Differences`].
#[derive(Properties, PartialEq)]
pub struct DifferencesProps {
    /// The compared things.
    pub rows: Vec<DriftRow>,
    /// Whether they are of several containers: then as a table, else as a list that fits beside the graph.
    pub names_container: bool,
}

/// The comparison, thing by thing; what differs stands first.
#[component]
pub fn Differences(props: &DifferencesProps) -> Html {
    let only_differences = use_state(|| false);
    let (differing, same): (Vec<&DriftRow>, Vec<&DriftRow>) =
        props.rows.iter().partition(|it| !it.verdict.is_match());
    let n_differences = differing.len();
    let filters = *only_differences && n_differences > 0;
    let toggle = {
        let only_differences = only_differences.clone();
        move |_| only_differences.set(!*only_differences)
    };
    let rows = differing
        .into_iter()
        .chain(same.into_iter().filter(|_| !filters));
    let content = if props.names_container {
        table(rows)
    } else {
        list(rows)
    };
    html! {
        <>
            if n_differences > 0 {
                <label class="check">
                    <input type="checkbox" checked={filters} onchange={toggle} />
                    { format!("Only what differs ({n_differences} of {})", props.rows.len()) }
                </label>
            }
            { content }
        </>
    }
}

fn table<'a>(rows: impl Iterator<Item = &'a DriftRow>) -> Html {
    let rows = rows.map(|it| {
        html! {
            <tr class={class(it.verdict)}>
                <td>{ it.container.clone() }</td>
                <td>{ subject(it) }</td>
                { cells(it) }
                <td>{ verdict(it) }</td>
            </tr>
        }
    });
    html! {
        <div class="table-frame" role="region" aria-label="Predicted and observed" tabindex="0">
            <table class="drift" data-test="drift">
                <thead>
                    <tr>
                        <th scope="col">{ "Container" }</th>
                        <th scope="col">{ "What" }</th>
                        <th scope="col">{ "Predicted" }</th>
                        <th scope="col">{ "Observed" }</th>
                        <th scope="col">{ "Verdict" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn cells(row: &DriftRow) -> Html {
    if row.predicted == row.observed {
        return html! { <td colspan="2">{ value(row, &row.observed) }</td> };
    }
    html! { <><td>{ value(row, &row.predicted) }</td><td>{ value(row, &row.observed) }</td></> }
}

fn list<'a>(rows: impl Iterator<Item = &'a DriftRow>) -> Html {
    let rows = rows.map(|it| {
        let values = if it.predicted == it.observed {
            html! { <dd>{ value(it, &it.observed) }</dd> }
        } else {
            html! {
                <>
                    <dt>{ "predicted" }</dt><dd>{ value(it, &it.predicted) }</dd>
                    <dt>{ "observed" }</dt><dd>{ value(it, &it.observed) }</dd>
                </>
            }
        };
        html! {
            <li class={format!("difference {}", class(it.verdict))}>
                <span class="difference__what">{ subject(it) }</span>
                { verdict(it) }
                <dl>{ values }</dl>
            </li>
        }
    });
    html! { <ul class="differences" data-test="drift-of-container">{ for rows }</ul> }
}

/// Which thing was compared.
fn subject(row: &DriftRow) -> Html {
    let what = match row.aspect {
        Aspect::State => "state",
        Aspect::Env => "env",
        Aspect::Hosts => "hosts",
        Aspect::Order => "order",
        Aspect::Ports => "port",
    };
    if row.key == what {
        return html! { { what } };
    }
    html! { <><span class="drift__aspect">{ what }</span>{ " " }<code>{ row.key.clone() }</code></> }
}

fn value(row: &DriftRow, value: &Option<String>) -> Html {
    match value {
        Some(it) => html! { <code>{ it.clone() }</code> },
        // The engine had to do something first, such as building an image.
        None if row.verdict.is_match() => {
            html! { <span class="drift__none">{ "not known before" }</span> }
        }
        None => html! { <span class="drift__none">{ "not there" }</span> },
    }
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same | Verdict::RunTimeValue => "is-same",
        Verdict::NotReadable => "is-unread",
        _ => "is-different",
    }
}

fn verdict(row: &DriftRow) -> Html {
    let (glyph, words) = match row.verdict {
        Verdict::Same => (Glyph::Tick, "same"),
        Verdict::RunTimeValue => (Glyph::Tick, "fits, set at run time"),
        Verdict::Differs => (Glyph::Cross, "differs"),
        Verdict::OnlyPredicted => (Glyph::Cross, "only predicted"),
        Verdict::OnlyObserved => (Glyph::Cross, "only observed"),
        Verdict::NotReadable => (Glyph::Skipped, "could not be read"),
    };
    html! { <span class="drift__verdict"><Icon {glyph} />{ words }</span> }
}
