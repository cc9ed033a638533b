//! A service in the picture.

use super::role::Role;
use crate::components::Glyph;
use crate::session::Session;
use linkyard_core::graph::EdgeKind;
use linkyard_core::layout::{Card, shortened};
use linkyard_core::project::Service;
use linkyard_core::world::{Container, ContainerState, Health};
use yew::{AttrValue, Callback, Html, Properties, component, html};

/// Properties of [`CardView`].
#[derive(Properties, PartialEq)]
pub struct CardProps {
    /// Where it stands.
    pub card: Card,
    /// The service's name.
    pub name: AttrValue,
    /// What is under the name: image or build folder.
    pub image: AttrValue,
    /// What it seems to be.
    pub role: Role,
    /// Its place in the start order, from 1; nothing on a cycle.
    pub order: Option<usize>,
    /// How many containers it has.
    pub n_containers: usize,
    /// What the engine says of it.
    pub badge: Option<Badge>,
    /// The full name for a screen reader.
    pub label: AttrValue,
    /// Whether it is looked at.
    pub is_selected: bool,
    /// Whether another one is looked at that has nothing to do with it.
    pub is_dim: bool,
    /// Whether it waits for itself.
    pub is_on_cycle: bool,
    /// Whether the keyboard reaches it first.
    pub is_tab_stop: bool,
    /// Called when it is chosen.
    pub on_choose: Callback<()>,
}

/// The state of a service's containers on the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Runs.
    Running,
    /// Runs and is not yet well, or starts again.
    Starting,
    /// Its health check fails.
    Unhealthy,
    /// Ended with an error.
    Failed,
    /// Ended, or not started.
    Stopped(&'static str),
}

impl Badge {
    /// The state of `containers`, the worst first; nothing without any.
    pub fn of(containers: &[&Container]) -> Option<Badge> {
        let badge = |it: &&Container| match (it.state, it.health) {
            (ContainerState::Running, Some(Health::Unhealthy)) => Badge::Unhealthy,
            (ContainerState::Running, Some(Health::Starting)) | (ContainerState::Restarting, _) => {
                Badge::Starting
            }
            (ContainerState::Running, _) => Badge::Running,
            (ContainerState::Exited { code: Some(0) }, _) => Badge::Stopped("ended"),
            (ContainerState::Exited { .. } | ContainerState::Dead, _) => Badge::Failed,
            (other, _) => Badge::Stopped(other.as_str()),
        };
        let rank = |it: &Badge| match it {
            Badge::Failed => 0,
            Badge::Unhealthy => 1,
            Badge::Starting => 2,
            Badge::Stopped(_) => 3,
            Badge::Running => 4,
        };
        containers.iter().map(badge).min_by_key(rank)
    }

    /// The word on it.
    pub fn word(self) -> &'static str {
        match self {
            Badge::Running => "running",
            Badge::Starting => "starting",
            Badge::Unhealthy => "unhealthy",
            Badge::Failed => "failed",
            Badge::Stopped(word) => word,
        }
    }

    /// The class of its colour.
    pub fn class(self) -> &'static str {
        match self {
            Badge::Running => "state-running",
            Badge::Starting => "state-starting",
            Badge::Unhealthy => "state-unhealthy",
            Badge::Failed => "state-failed",
            Badge::Stopped(_) => "state-stopped",
        }
    }

    /// Its shape, in a square of 10 around the origin.
    fn shape(self) -> Html {
        match self {
            Badge::Running => html! { <circle r="4.5" /> },
            Badge::Starting => html! { <circle r="4" class="is-ring" /> },
            Badge::Unhealthy => html! { <path d="M0-5 5 4H-5z" /> },
            Badge::Failed => html! { <path d="M-4-4 4 4M4-4-4 4" class="is-cross" /> },
            Badge::Stopped(_) => html! { <rect x="-4" y="-4" width="8" height="8" /> },
        }
    }
}

/// A service's card.
#[component]
pub fn CardView(props: &CardProps) -> Html {
    let area = props.card.area;
    let (width, height) = (area.size.width, area.size.height);
    let mut class = format!("card {}", props.role.class());
    for (is_so, word) in [
        (props.is_selected, " is-selected"),
        (props.is_dim, " is-dim"),
        (props.is_on_cycle, " is-on-cycle"),
        (props.badge.is_some(), " is-live"),
    ] {
        if is_so {
            class.push_str(word);
        }
    }
    let onclick = {
        let on_choose = props.on_choose.clone();
        move |_| on_choose.emit(())
    };
    let full_text = format!("{}\n{}", props.name, props.image);
    let limit = 14;
    html! {
        <g {class} transform={format!("translate({} {})", area.x, area.y)} {onclick}
            role="button" tabindex={if props.is_tab_stop { "0" } else { "-1" }}
            aria-label={props.label.clone()} aria-pressed={props.is_selected.to_string()}
            data-test={format!("card-{}", props.name)} data-service={props.name.clone()}>
            <title>{ full_text }</title>
            if props.n_containers > 1 {
                <rect class="card__stack" x="5" y="-5" width={width.to_string()} height={height.to_string()} rx="6" />
            }
            <rect class="card__ring" x="-4" y="-4" width={(width + 8.0).to_string()} height={(height + 8.0).to_string()} rx="9" />
            <rect class="card__body" width={width.to_string()} height={height.to_string()} rx="6" />
            <path class="card__bar" d={format!("M6 0H5v{height}h1a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6z")} />
            <svg class="card__icon icon" x="15" y="13" width="16" height="16" viewBox="0 0 16 16">
                <path d={props.role.glyph().path()} />
            </svg>
            <text class="card__name" x="39" y="25.5">{ shortened(&props.name, limit) }</text>
            <text class="card__image" x="15" y="48">{ shortened(&props.image, if props.badge.is_some() { 11 } else { 22 }) }</text>
            { order_badge(props, width) }
            if let Some(badge) = props.badge {
                <g class={format!("badge {}", badge.class())} transform={format!("translate({} 44)", width - 14.0)}>
                    { badge.shape() }
                    <text x="-10" y="4" text-anchor="end">{ badge.word() }</text>
                </g>
            }
            if props.n_containers > 1 {
                <text class="card__count" x={(width - 14.0).to_string()} y="-9" text-anchor="end">{ format!("{} containers", props.n_containers) }</text>
            }
        </g>
    }
}

fn order_badge(props: &CardProps, width: f64) -> Html {
    let x = width - 20.0;
    match props.order {
        Some(order) if !props.is_on_cycle => html! {
            <g class="card__order" transform={format!("translate({x} 20)")}>
                <title>{ format!("starts as number {order}") }</title>
                <circle r="10" />
                <text y="4" text-anchor="middle">{ order.to_string() }</text>
            </g>
        },
        _ => html! {
            <g class="card__order is-never" transform={format!("translate({x} 20)")}>
                <svg class="icon" x="-8" y="-8" width="16" height="16" viewBox="0 0 16 16"><path d={Glyph::Error.path()} /></svg>
            </g>
        },
    }
}

/// What stands under a service's name.
pub fn image_words(service: &Service) -> String {
    match (&service.image, &service.build) {
        (Some(image), None) => image.value.clone(),
        (_, Some(build)) if build.value.context == "." => "built from this folder".to_owned(),
        (_, Some(build)) => format!("built from {}", build.value.context),
        (None, None) => "no image".to_owned(),
    }
}

/// The full name of a service for a screen reader.
pub fn spoken(
    session: &Session,
    service: &Service,
    order: Option<usize>,
    badge: Option<Badge>,
) -> String {
    let graph = &session.analysis.graph;
    let mut res = format!("{}, {}", service.name.value, image_words(service));
    if let Some(order) = order {
        res += &format!(", starts as number {order} of {}", graph.services.len());
    }
    if let Some(badge) = badge {
        res += &format!(", {}", badge.word());
    }
    for edge in graph
        .edges
        .iter()
        .filter(|it| graph.name(it.dependent) == service.name.value)
    {
        let source = graph.name(edge.dependency);
        res += &match &edge.kind {
            EdgeKind::Link { alias } if alias == source => format!(", link to {source}"),
            EdgeKind::Link { alias } => format!(", link to {source} as {alias}"),
            EdgeKind::DependsOn { .. } => format!(", starts after {source}"),
            EdgeKind::VolumesFrom => format!(", volumes from {source}"),
            EdgeKind::NetworkOf => format!(", network of {source}"),
        };
    }
    res
}
