//! Where the cards and the lines of the picture go.
//!
//! A layered drawing whose layers are the start waves: a dependent stands before what it needs, so that the eye
//! follows a request from the first service to the last. Same graph, same picture; services keep the order of the
//! file wherever the lines leave a choice, so that cards do not jump while somebody types.
//! Knows nothing of colours, fonts or SVG.

mod columns;
mod order;
mod routes;
#[cfg(test)]
mod tests;

use crate::graph::{Edge, EdgeKind, Graph, ServiceIndex};
use crate::op::Condition;
use std::fmt::Write as _;

/// Which way a request runs through the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// Recipient at the left, source at the right.
    #[default]
    LeftToRight,
    /// Recipient at the top, source at the bottom: for narrow screens.
    TopToBottom,
}

/// Sizes, in the units of the picture: CSS pixels in the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutOptions {
    /// Which way a request runs.
    pub orientation: Orientation,
    /// Size of a card.
    pub card: Size,
    /// Free space between two cards of a layer.
    pub card_gap: f64,
    /// The least space between two layers; it grows with the labels in it.
    pub layer_gap: f64,
    /// Height of a label.
    pub label_height: f64,
    /// Width of a label's character.
    pub char_width: f64,
    /// Free space around the whole picture.
    pub margin: f64,
}

impl Default for LayoutOptions {
    fn default() -> LayoutOptions {
        LayoutOptions {
            orientation: Orientation::LeftToRight,
            card: Size {
                width: 168.0,
                height: 64.0,
            },
            card_gap: 28.0,
            layer_gap: 56.0,
            label_height: 20.0,
            char_width: 7.0,
            margin: 16.0,
        }
    }
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// Its size.
    pub size: Size,
}

impl Area {
    /// Whether the two share more than a side.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.x < other.x + other.size.width
            && other.x < self.x + self.size.width
            && self.y < other.y + other.size.height
            && other.y < self.y + self.size.height
    }

    /// Its middle.
    pub fn centre(&self) -> Point {
        Point {
            x: self.x + self.size.width / 2.0,
            y: self.y + self.size.height / 2.0,
        }
    }
}

/// A service in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// The service.
    pub service: ServiceIndex,
    /// Its layer: 0 needs nothing, and starts first.
    pub layer: u32,
    /// Where it stands.
    pub area: Area,
}

/// An edge in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Index in [`Graph::edges`].
    pub edge_index: usize,
    /// From the dependent's card to the dependency's, by way of the bends.
    pub points: Vec<Point>,
    /// The word on it.
    pub label: String,
    /// Where the word stands.
    pub label_area: Area,
    /// Whether it runs against the picture, to close a cycle.
    pub is_backward: bool,
    /// Which way the picture runs.
    pub orientation: Orientation,
}

impl Route {
    /// The line as the `d` of an SVG path: curves that leave and reach every point along the request path.
    pub fn path(&self) -> String {
        let mut res = String::new();
        let mut previous: Option<Point> = None;
        for &point in &self.points {
            // Writing to a string cannot fail.
            let _ = match previous {
                None => write!(res, "M{} {}", point.x, point.y),
                Some(from) => {
                    let [a, b] = routes::controls(from, point, self.orientation);
                    write!(
                        res,
                        " C{} {} {} {} {} {}",
                        a.x, a.y, b.x, b.y, point.x, point.y
                    )
                }
            };
            previous = Some(point);
        }
        res
    }
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Its size, margins included.
    pub size: Size,
    /// The services, by index.
    pub cards: Vec<Card>,
    /// The edges, as in [`Graph::edges`].
    pub routes: Vec<Route>,
}

/// Lays `graph` out.
pub fn layout(graph: &Graph, options: &LayoutOptions) -> Layout {
    let n_services = graph.services.len();
    if n_services == 0 {
        return Layout::default();
    }
    let links: Vec<(usize, usize)> = graph
        .edges
        .iter()
        .map(|it| (it.dependent.0 as usize, it.dependency.0 as usize))
        .collect();
    let labels: Vec<String> = graph.edges.iter().map(edge_label).collect();
    let layering = order::Layering::new(n_services, &links);
    let placed = columns::place(&layering, &labels, options);
    routes::draw(&layering, placed, labels, options)
}

/// The word on an edge: the alias of a link, else what kind of need it is.
pub fn edge_label(edge: &Edge) -> String {
    match &edge.kind {
        EdgeKind::Link { alias } => shortened(alias, 20),
        EdgeKind::DependsOn {
            condition: Condition::Started,
        } => "starts after".to_owned(),
        EdgeKind::DependsOn {
            condition: Condition::Healthy,
        } => "waits: healthy".to_owned(),
        EdgeKind::DependsOn {
            condition: Condition::CompletedSuccessfully,
        } => "waits: finished".to_owned(),
        EdgeKind::VolumesFrom => "volumes from".to_owned(),
        EdgeKind::NetworkOf => "network of".to_owned(),
    }
}

/// `text`, cut to `limit` characters with an ellipsis as the last one.
pub fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut res: String = text.chars().take(limit.saturating_sub(1)).collect();
    res.push('…');
    res
}

/// `list[index]`, or the default outside the list: positions are computed here, and a wrong one must not end the page.
fn at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

/// `list[index] = value`; nothing outside the list.
fn put<T>(list: &mut [T], index: usize, value: T) {
    if let Some(it) = list.get_mut(index) {
        *it = value;
    }
}
