//! Lines and their labels, and the turn of the picture to its orientation.

use super::columns::{Placed, label_width};
use super::order::Layering;
use super::{Area, Card, Layout, LayoutOptions, Orientation, Point, Route, Size, at};
use crate::graph::ServiceIndex;
use crate::sort::SortOnce;

/// Where along a curve a label may stand, best first.
const LABEL_PLACES: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8];

/// Draws what was placed.
pub(super) fn draw(
    layering: &Layering,
    placed: Placed,
    labels: Vec<String>,
    options: &LayoutOptions,
) -> Layout {
    let turn = Turn {
        orientation: options.orientation,
        margin: options.margin,
    };
    let cards: Vec<Card> = (0..layering.n_services)
        .map(|it| Card {
            service: ServiceIndex(it as u32),
            layer: at(&layering.layer_of, it) as u32,
            area: Area {
                size: options.card,
                ..turn.area(
                    at(&placed.along, it),
                    at(&placed.across, it) - placed.card.1 / 2.0,
                )
            },
        })
        .collect();
    let mut routes = routes(layering, &placed, labels, &turn);
    place_labels(&mut routes, &cards, options);
    let whole = turn.point(placed.extent.0, placed.extent.1);
    let size = Size {
        width: whole.x + options.margin,
        height: whole.y + options.margin,
    };
    Layout {
        size,
        cards,
        routes,
    }
}

/// From the axes of the picture to those of the screen.
struct Turn {
    orientation: Orientation,
    margin: f64,
}

impl Turn {
    fn point(&self, along: f64, across: f64) -> Point {
        let (x, y) = match self.orientation {
            Orientation::LeftToRight => (along, across),
            Orientation::TopToBottom => (across, along),
        };
        Point {
            x: (x + self.margin).round(),
            y: (y + self.margin).round(),
        }
    }

    fn area(&self, along: f64, across: f64) -> Area {
        let Point { x, y } = self.point(along, across);
        Area {
            x,
            y,
            size: Size::default(),
        }
    }
}

fn routes(layering: &Layering, placed: &Placed, labels: Vec<String>, turn: &Turn) -> Vec<Route> {
    let leaving = ports(layering, placed, |chain| {
        let mut it = chain.iter().copied();
        Some((it.next()?, it.next()?))
    });
    let arriving = ports(layering, placed, |chain| {
        let mut it = chain.iter().rev().copied();
        Some((it.next()?, it.next()?))
    });
    layering
        .chains
        .iter()
        .zip(labels)
        .enumerate()
        .map(|(edge_index, (chain, label))| {
            let mut points = Vec::with_capacity(chain.len() + 2);
            for (index, &vertex) in chain.iter().enumerate() {
                let along = at(&placed.along, vertex);
                let far = along + placed.card.0;
                if index == 0 {
                    points.push(turn.point(far, at(&leaving, edge_index)));
                } else if index + 1 == chain.len() {
                    points.push(turn.point(along, at(&arriving, edge_index)));
                } else {
                    // A bend passes its whole layer straight, so that the line keeps clear of the cards beside it.
                    points.push(turn.point(along, at(&placed.across, vertex)));
                    points.push(turn.point(far, at(&placed.across, vertex)));
                }
            }
            let is_backward = at(&layering.is_backward, edge_index);
            if is_backward {
                points.reverse();
            }
            Route {
                edge_index,
                points,
                label,
                label_area: Area::default(),
                is_backward,
                orientation: turn.orientation,
            }
        })
        .collect()
}

/// Where on its card's side each edge begins or ends: spread evenly, in the order of the other ends.
fn ports(
    layering: &Layering,
    placed: &Placed,
    ends: impl Fn(&[usize]) -> Option<(usize, usize)>,
) -> Vec<f64> {
    let mut by_card: Vec<Vec<(f64, usize)>> = vec![Vec::new(); layering.n_services];
    for (edge, chain) in layering.chains.iter().enumerate() {
        if let Some((own, next)) = ends(chain)
            && let Some(list) = by_card.get_mut(own)
        {
            list.push((at(&placed.across, next), edge));
        }
    }
    let mut res = vec![0.0; layering.chains.len()];
    for (card, mut list) in by_card.into_iter().enumerate() {
        list.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let side = placed.card.1;
        let step = (side / (list.len() as f64 + 1.0)).min(18.0);
        let first = at(&placed.across, card) - step * (list.len() as f64 - 1.0) / 2.0;
        for (index, (_, edge)) in list.into_iter().enumerate() {
            super::put(&mut res, edge, first + step * index as f64);
        }
    }
    res
}

/// The two inner points of the curve between two points of a route.
pub(super) fn controls(from: Point, to: Point, orientation: Orientation) -> [Point; 2] {
    match orientation {
        Orientation::LeftToRight => {
            let reach = ((to.x - from.x) / 2.0).round();
            [
                Point {
                    x: from.x + reach,
                    y: from.y,
                },
                Point {
                    x: to.x - reach,
                    y: to.y,
                },
            ]
        }
        Orientation::TopToBottom => {
            let reach = ((to.y - from.y) / 2.0).round();
            [
                Point {
                    x: from.x,
                    y: from.y + reach,
                },
                Point {
                    x: to.x,
                    y: to.y - reach,
                },
            ]
        }
    }
}

fn point_on(from: Point, to: Point, orientation: Orientation, t: f64) -> Point {
    let [a, b] = controls(from, to, orientation);
    let mix = |p: f64, q: f64, r: f64, s: f64| {
        let u = 1.0 - t;
        u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
    };
    Point {
        x: mix(from.x, a.x, b.x, to.x),
        y: mix(from.y, a.y, b.y, to.y),
    }
}

/// Puts every label on its line, beside the labels and cards that are there already where that can be done.
fn place_labels(routes: &mut [Route], cards: &[Card], options: &LayoutOptions) {
    let mut taken = Taken::new(cards, options);
    for route in routes {
        let size = Size {
            width: label_width(&route.label, options),
            height: options.label_height,
        };
        let centred = |it: Point| Area {
            x: (it.x - size.width / 2.0).round(),
            y: (it.y - size.height / 2.0).round(),
            size,
        };
        let orientation = route.orientation;
        let mut candidates = route
            .points
            .windows(2)
            .filter_map(|it| {
                if let &[from, to] = it {
                    Some((from, to))
                } else {
                    None
                }
            })
            .flat_map(|(from, to)| {
                LABEL_PLACES
                    .iter()
                    .map(move |&t| centred(point_on(from, to, orientation, t)))
            });
        let first = candidates.next().unwrap_or_default();
        let area = if taken.is_free(&first) {
            first
        } else {
            candidates.find(|it| taken.is_free(it)).unwrap_or(first)
        };
        taken.add(area);
        route.label_area = area;
    }
}

/// The areas in use, in squares, so that a look takes the same time however large the picture is.
struct Taken {
    square: f64,
    areas: std::collections::BTreeMap<(i32, i32), Vec<Area>>,
}

impl Taken {
    fn new(cards: &[Card], options: &LayoutOptions) -> Taken {
        let square = options.card.width.max(options.card.height).max(64.0);
        let mut res = Taken {
            square,
            areas: std::collections::BTreeMap::new(),
        };
        cards.iter().for_each(|it| res.add(it.area));
        res
    }

    fn squares(&self, area: &Area) -> impl Iterator<Item = (i32, i32)> + use<> {
        let index = |it: f64| (it / self.square).floor() as i32;
        let columns = index(area.x)..=index(area.x + area.size.width);
        let rows = index(area.y)..=index(area.y + area.size.height);
        columns.flat_map(move |column| rows.clone().map(move |row| (column, row)))
    }

    fn add(&mut self, area: Area) {
        for square in self.squares(&area) {
            self.areas.entry(square).or_default().push(area);
        }
    }

    fn is_free(&self, area: &Area) -> bool {
        self.squares(area)
            .filter_map(|it| self.areas.get(&it))
            .flatten()
            .all(|it| !it.overlaps(area))
    }
}
