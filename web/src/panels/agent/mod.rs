//! The way to a real engine: pairing, the review before anything runs, the launch, and its trouble.

mod banner;
mod commands;
mod review;
mod run;

pub use banner::Banner;
pub use commands::Wire;
pub use review::ReviewSheet;
pub use run::RunView;

use crate::app::use_page;
use crate::components::{Glyph, Icon};
use crate::live::{Pairing, Purpose};
use yew::{Html, component, html};

/// The state of the pairing, and the buttons that act on the engine.
#[component]
pub fn AgentBar() -> Html {
    let page = use_page();
    let wire = Wire::of(&page);
    match &page.pairing {
        Pairing::Alone | Pairing::Lost => html! {
            <details class="menu is-right">
                <summary class="button" data-test="run-for-real">
                    <span class="dot" />{ "Simulated" }
                </summary>
                <div class="menu__sheet">
                    <h3>{ "Run it for real" }</h3>
                    <p>
                        { "Run " }<code>{ "linkyard serve" }</code>
                        { " in the folder of your compose file, on a machine with Docker: it opens this page paired with your engine, with buttons to launch and to compare." }
                    </p>
                </div>
            </details>
        },
        Pairing::Connecting => {
            html! { <span class="pill" role="status">{ "Looking for the agent" }</span> }
        }
        Pairing::Paired(hello) => {
            let [n_errors, ..] = page.session.counts();
            let has_containers = page.observed.as_ref().is_some_and(|it| {
                it.containers
                    .values()
                    .any(|it| is_of(it, &page.session.analysis.project.name))
            });
            let is_busy = page.is_asking || page.is_running() || page.is_behind;
            let why_not = if n_errors > 0 {
                Some("The file has errors; the problems list says which")
            } else if !page.session.analysis.is_launchable() {
                Some("There is nothing to launch")
            } else {
                None
            };
            let up = wire.clone();
            let down = wire;
            html! {
                <div class="agent" role="group" aria-label="Engine">
                    <span class="pill is-live" title={format!("Docker Engine {}", hello.engine_version)} data-test="engine">
                        <span class="dot is-on" /><span class="agent__word">{ "Engine " }</span>{ short_version(&hello.engine_version) }
                    </span>
                    <button type="button" class="button is-primary" data-test="up" title={why_not.unwrap_or("Launch: you see the plan first")}
                        disabled={is_busy || why_not.is_some()} onclick={move |_| up.prepare(Purpose::Up)}>
                        <Icon glyph={Glyph::Up} />{ "Up" }
                    </button>
                    <button type="button" class="button" data-test="down" title="Remove what this project made"
                        disabled={is_busy || !has_containers} onclick={move |_| down.prepare(Purpose::Down)}>
                        <Icon glyph={Glyph::Down} />{ "Down" }
                    </button>
                </div>
            }
        }
    }
}

/// Whether a container belongs to `project`.
fn is_of(container: &linkyard_core::world::Container, project: &str) -> bool {
    container
        .spec
        .labels
        .get(linkyard_core::op::labels::PROJECT)
        .is_some_and(|it| it == project)
}

/// `20.10.24` of `20.10.24+dfsg1`.
fn short_version(version: &str) -> String {
    version
        .split(['+', '-', '~'])
        .next()
        .unwrap_or(version)
        .to_owned()
}
