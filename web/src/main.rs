//! The playground page: mounts the application. What a compose file means is computed in `linkyard-core`, not here.

mod agent_api;
mod app;
mod components;
mod consequences;
mod examples;
mod facts;
mod interop;
mod live;
mod offsets;
mod panels;
mod session;
mod state;
mod words;

fn main() {
    interop::crash::install();
    yew::Renderer::<app::App>::new().render();
}
