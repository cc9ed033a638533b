//! An edge in the picture.

use linkyard_core::graph::EdgeKind;
use linkyard_core::layout::Route;
use yew::{AttrValue, Callback, Html, Properties, component, html};

/// Properties of [`EdgeView`].
#[derive(Properties, PartialEq)]
pub struct EdgeProps {
    /// Where it runs.
    pub route: Route,
    /// What kind of need it is: a class.
    pub kind: AttrValue,
    /// The whole of it, for who points at it.
    pub title: AttrValue,
    /// Whether it is part of a cycle.
    pub is_on_cycle: bool,
    /// Whether one of its ends is looked at.
    pub is_lit: bool,
    /// Whether another service is looked at.
    pub is_dim: bool,
    /// Called when it is chosen: its text is shown.
    pub on_choose: Callback<()>,
}

/// An edge with its word.
#[component]
pub fn EdgeView(props: &EdgeProps) -> Html {
    let mut class = format!("edge {}", props.kind);
    for (is_so, word) in [
        (props.is_on_cycle, " is-on-cycle"),
        (props.is_lit, " is-lit"),
        (props.is_dim, " is-dim"),
    ] {
        if is_so {
            class.push_str(word);
        }
    }
    let path = props.route.path();
    let label = props.route.label_area;
    let middle = label.centre();
    let onclick = {
        let on_choose = props.on_choose.clone();
        move |_| on_choose.emit(())
    };
    html! {
        <g {class} {onclick} data-test={format!("edge-{}", props.route.label)}>
            <title>{ props.title.clone() }</title>
            <path class="edge__reach" d={path.clone()} />
            <path class="edge__line" d={path} marker-end={marker(props)} />
            <rect class="edge__plate" x={label.x.to_string()} y={label.y.to_string()}
                width={label.size.width.to_string()} height={label.size.height.to_string()} rx="4" />
            <text class="edge__label" x={middle.x.to_string()} y={(middle.y + 4.0).to_string()} text-anchor="middle">
                { props.route.label.clone() }
            </text>
        </g>
    }
}

fn marker(props: &EdgeProps) -> &'static str {
    if props.is_on_cycle {
        "url(#arrow-cycle)"
    } else if props.is_lit {
        "url(#arrow-lit)"
    } else {
        "url(#arrow)"
    }
}

/// The class of a kind of edge.
pub fn kind_class(kind: &EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Link { .. } => "edge-link",
        EdgeKind::DependsOn { .. } => "edge-order",
        EdgeKind::VolumesFrom => "edge-volumes",
        EdgeKind::NetworkOf => "edge-network",
    }
}

/// An edge in words.
pub fn spoken(dependent: &str, dependency: &str, kind: &EdgeKind) -> String {
    match kind {
        EdgeKind::Link { alias } => format!("{dependent} reaches {dependency} as {alias}"),
        EdgeKind::DependsOn { condition } => {
            format!("{dependent} waits until {dependency} {condition}")
        }
        EdgeKind::VolumesFrom => format!("{dependent} mounts the volumes of {dependency}"),
        EdgeKind::NetworkOf => format!("{dependent} shares the network of {dependency}"),
    }
}
