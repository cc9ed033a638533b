//! A launch: its steps as they go, then what came of it.

use super::Wire;
use crate::app::use_page;
use crate::components::{Glyph, Icon};
use crate::live::{Purpose, Run, RunEnd, StepState, counted, verdict_sentence};
use crate::panels::inspector::Differences;
use crate::panels::problems::in_words;
use linkyard_core::plan::StepOutcome;
use yew::{Html, component, html};

/// The last launch.
#[component]
pub fn RunView() -> Html {
    let page = use_page();
    let wire = Wire::of(&page);
    let Some(run) = page.run.clone() else {
        return Html::default();
    };
    let stop = run.id.filter(|_| run.is_going()).map(|id| {
        html! {
            <button type="button" class="button" data-test="stop" onclick={move |_| wire.stop(id)}>
                <Icon glyph={Glyph::Cross} />{ "Break off" }
            </button>
        }
    });
    html! {
        <div class="run">
            <div class={format!("verdict {}", verdict_class(&run))} role="status" data-test="verdict">
                <Icon glyph={verdict_glyph(&run)} />
                <span>{ sentence(&run) }</span>
                { stop.unwrap_or_default() }
            </div>
            if run.has_failed() { { steps(&run) } }
            if let Some(end) = &run.end { { outcome(&run, end) } }
            if !run.has_failed() { { steps(&run) } }
        </div>
    }
}

fn verdict_class(run: &Run) -> &'static str {
    match &run.end {
        _ if run.is_cut || run.has_failed() => "is-error",
        Some(end) if !end.drift.is_empty() => "is-warning",
        Some(_) => "is-good",
        None => "is-going",
    }
}

fn verdict_glyph(run: &Run) -> Glyph {
    match verdict_class(run) {
        "is-error" => Glyph::Error,
        "is-warning" => Glyph::Warning,
        "is-good" => Glyph::Tick,
        _ => Glyph::Clock,
    }
}

fn sentence(run: &Run) -> String {
    let (n_done, n_steps) = (run.n_done(), run.steps.len());
    let steps = counted(n_steps, "step");
    match (&run.end, run.purpose) {
        _ if run.is_cut => format!(
            "The connection broke after {n_done} of {steps}: what is there now is not known"
        ),
        (None, Purpose::Up) => format!("Launching: {n_done} of {steps} done"),
        (None, Purpose::Down) => format!("Taking down: {n_done} of {steps} done"),
        (Some(_), _) if run.has_failed() => {
            format!("{n_done} of {steps} done; the others failed or were skipped")
        }
        (Some(end), Purpose::Up) => verdict_sentence(&end.drift),
        (Some(_), Purpose::Down) => format!("The project is down: {steps} done"),
    }
}

fn outcome(run: &Run, end: &RunEnd) -> Html {
    let list = |items: &[String]| {
        items
            .iter()
            .map(|it| html! { <li>{ in_words(it) }</li> })
            .collect::<Html>()
    };
    let shows_table = run.purpose == Purpose::Up && !end.drift.rows.is_empty();
    html! {
        <>
            if !end.leftovers.is_empty() {
                <section class="notice is-warning"><h3>{ "Left half made" }</h3><ul>{ list(&end.leftovers) }</ul></section>
            }
            if shows_table { <Differences rows={end.drift.rows.clone()} names_container={true} /> }
            if !end.notes.is_empty() {
                <details class="run__steps">
                    <summary>{ counted(end.notes.len(), "note") }{ " on what was read" }</summary>
                    <ul class="run__notes">{ list(&end.notes) }</ul>
                </details>
            }
        </>
    }
}

fn steps(run: &Run) -> Html {
    let rows =
        run.plan
            .steps
            .iter()
            .zip(&run.steps)
            .zip(&run.lines)
            .map(|((step, state), line)| {
                let (class, glyph, word) = match state {
                    StepState::Waiting => ("is-waiting", Glyph::Waiting, "waits"),
                    StepState::Running => ("is-running", Glyph::Clock, "runs"),
                    StepState::Ended(StepOutcome::Done) => ("is-done", Glyph::Tick, "done"),
                    StepState::Ended(StepOutcome::Failed { .. }) => {
                        ("is-failed", Glyph::Error, "failed")
                    }
                    StepState::Ended(StepOutcome::Skipped { .. }) => {
                        ("is-skipped", Glyph::Skipped, "skipped")
                    }
                };
                let more = match state {
                    StepState::Ended(StepOutcome::Failed { message }) => message.clone(),
                    StepState::Ended(StepOutcome::Skipped { because }) => {
                        format!("step {because} was not done")
                    }
                    StepState::Running => line.clone(),
                    _ => String::new(),
                };
                html! {
                    <li class={format!("step {class}")}>
                        <span class="step__number">{ step.id.to_string() }</span>
                        <span class="step__op">{ step.op.to_string() }</span>
                        <span class="step__state"><Icon {glyph} />{ word }</span>
                        if !more.is_empty() { <span class="step__more">{ more }</span> }
                    </li>
                }
            });
    // When all went well the table matters; the steps are there for who asks.
    let is_open = run.end.is_none() || run.has_failed();
    html! {
        <details class="run__steps" open={is_open}>
            <summary>{ counted(run.steps.len(), "step") }</summary>
            <ol class="steps" data-test="run-steps">{ for rows }</ol>
        </details>
    }
}
