//! Sizes and places of the vertices. The picture runs along one axis here and is turned at the end.

use super::order::Layering;
use super::{LayoutOptions, Orientation, at, put};
use crate::sort::SortOnce;

/// So often the places are moved towards their neighbours.
const N_MOVES: usize = 6;
/// Room across the picture for a line that passes a layer.
const BEND_SIZE: f64 = 12.0;

/// Places of the vertices, in the axes of the picture: `along` the request path, and `across` it.
pub(super) struct Placed {
    /// Along the path, by vertex: the side nearest to the dependents.
    pub along: Vec<f64>,
    /// Across the path, by vertex: the middle.
    pub across: Vec<f64>,
    /// Size of a card along the path and across it.
    pub card: (f64, f64),
    /// The whole picture, without margins.
    pub extent: (f64, f64),
}

/// Places every vertex. A layer of very many services is wrapped into several columns.
pub(super) fn place(layering: &Layering, labels: &[String], options: &LayoutOptions) -> Placed {
    let card = match options.orientation {
        Orientation::LeftToRight => (options.card.width, options.card.height),
        Orientation::TopToBottom => (options.card.height, options.card.width),
    };
    let columns = columns(layering, options.orientation);
    let (along, length) = along(layering, &columns, labels, card.0, options);
    let mut res = Placed {
        along,
        across: Vec::new(),
        card,
        extent: (length, 0.0),
    };
    res.across = across(layering, &columns, card.1, options.card_gap);
    let mut end = 0f64;
    for vertex in 0..layering.layer_of.len() {
        end = end.max(at(&res.across, vertex) + size_of(layering, vertex, card.1) / 2.0);
    }
    res.extent.1 = end;
    res
}

/// The columns from the first dependents to the last dependencies.
fn columns(layering: &Layering, orientation: Orientation) -> Vec<Vec<usize>> {
    let limit = match orientation {
        Orientation::LeftToRight => {
            ((layering.n_services * 2) as f64).sqrt().ceil().max(8.0) as usize
        }
        // A narrow screen shows two cards beside each other and leaves room for a third.
        Orientation::TopToBottom => {
            (layering.n_services as f64).sqrt().floor().clamp(3.0, 8.0) as usize
        }
    };
    let mut res = Vec::new();
    for layer in layering.layers.iter().rev() {
        let n_cards = layer.iter().filter(|&&it| !layering.is_bend(it)).count();
        if n_cards <= limit {
            res.push(layer.clone());
            continue;
        }
        // Evenly filled columns; the bends stay in the first one.
        let n_columns = n_cards.div_ceil(limit);
        let per_column = n_cards.div_ceil(n_columns);
        let (bends, cards): (Vec<usize>, Vec<usize>) =
            layer.iter().partition(|&&it| layering.is_bend(it));
        for (index, chunk) in cards.chunks(per_column).enumerate() {
            let mut column = chunk.to_vec();
            if index == 0 {
                column.extend(&bends);
            }
            res.push(column);
        }
    }
    res
}

fn along(
    layering: &Layering,
    columns: &[Vec<usize>],
    labels: &[String],
    card: f64,
    options: &LayoutOptions,
) -> (Vec<f64>, f64) {
    let mut column_of = vec![0usize; layering.layer_of.len()];
    for (index, column) in columns.iter().enumerate() {
        column.iter().for_each(|&it| put(&mut column_of, it, index));
    }
    // The gap after each column.
    let mut gaps = vec![options.layer_gap; columns.len()];
    for (index, pair) in columns.windows(2).enumerate() {
        let layer = |column: &[usize]| column.first().map(|&it| at(&layering.layer_of, it));
        if let [one, other] = pair
            && layer(one) == layer(other)
        {
            put(&mut gaps, index, options.layer_gap / 3.0);
        }
    }
    for (chain, label) in layering.chains.iter().zip(labels) {
        let Some(&first) = chain.first() else {
            continue;
        };
        let room = match options.orientation {
            Orientation::LeftToRight => label_width(label, options) + 36.0,
            Orientation::TopToBottom => options.label_height + 44.0,
        };
        let column = at(&column_of, first);
        let gap = at(&gaps, column).max(room);
        put(&mut gaps, column, gap);
    }
    let mut start = 0.0;
    let mut end = 0.0;
    let mut res = vec![0.0; layering.layer_of.len()];
    for (column, gap) in columns.iter().zip(&gaps) {
        column.iter().for_each(|&it| put(&mut res, it, start));
        end = start + card;
        start = end + gap.round();
    }
    (res, end)
}

/// The width of a label with its padding.
pub(super) fn label_width(label: &str, options: &LayoutOptions) -> f64 {
    label.chars().count() as f64 * options.char_width + 14.0
}

fn size_of(layering: &Layering, vertex: usize, card: f64) -> f64 {
    if layering.is_bend(vertex) {
        BEND_SIZE
    } else {
        card
    }
}

/// Moves the vertices of every column towards the middle of their neighbours, column by column, to and fro,
/// without changing their order or letting them touch.
fn across(layering: &Layering, columns: &[Vec<usize>], card: f64, gap: f64) -> Vec<f64> {
    let neighbours = layering.neighbours();
    let mut res = vec![0.0; layering.layer_of.len()];
    let sizes: Vec<Vec<f64>> = columns
        .iter()
        .map(|it| it.iter().map(|&it| size_of(layering, it, card)).collect())
        .collect();
    // At first every column is centred on one line.
    for (column, sizes) in columns.iter().zip(&sizes) {
        let wanted = vec![0.0; column.len()];
        for (&vertex, middle) in column.iter().zip(spread(&wanted, sizes, gap)) {
            put(&mut res, vertex, middle);
        }
    }
    for round in 0..N_MOVES {
        let is_forward = round % 2 == 0;
        for step in 0..columns.len() {
            let index = if is_forward {
                step
            } else {
                columns.len() - 1 - step
            };
            let (Some(column), Some(sizes)) = (columns.get(index), sizes.get(index)) else {
                continue;
            };
            let wanted: Vec<f64> = column
                .iter()
                .map(|&it| {
                    let list = |lists: &[Vec<usize>]| lists.get(it).cloned().unwrap_or_default();
                    let (higher, lower) = (list(&neighbours.higher), list(&neighbours.lower));
                    let mut all: Vec<f64> = higher
                        .iter()
                        .chain(&lower)
                        .map(|&it| at(&res, it))
                        .collect();
                    median(&mut all).unwrap_or(at(&res, it))
                })
                .collect();
            for (&vertex, middle) in column.iter().zip(spread(&wanted, sizes, gap)) {
                put(&mut res, vertex, middle);
            }
        }
    }
    let start = res
        .iter()
        .enumerate()
        .map(|(vertex, middle)| middle - size_of(layering, vertex, card) / 2.0)
        .fold(f64::INFINITY, f64::min);
    res.iter().map(|it| (it - start).round()).collect()
}

fn median(list: &mut [f64]) -> Option<f64> {
    list.order_by(f64::total_cmp);
    let upper = list.get(list.len() / 2).copied()?;
    if list.len() % 2 == 1 {
        Some(upper)
    } else {
        Some((at(list, list.len() / 2 - 1) + upper) / 2.0)
    }
}

/// Middles as near to `wanted` as order and gaps allow, in the sense of least squares: what collides is put side by
/// side around the mean of its wishes.
fn spread(wanted: &[f64], sizes: &[f64], gap: f64) -> Vec<f64> {
    // Distances from the first middle when all stand side by side.
    let mut offsets = Vec::with_capacity(sizes.len());
    let mut offset = 0.0;
    let mut previous: Option<f64> = None;
    for &size in sizes {
        if let Some(previous) = previous {
            offset += previous / 2.0 + gap + size / 2.0;
        }
        offsets.push(offset);
        previous = Some(size);
    }
    // Blocks of the sum of wishes and the number of members; a block that would stand before its predecessor joins it.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wanted.iter().zip(&offsets) {
        let mut block = (wish - offset, 1);
        while let Some(&(sum, n)) = blocks.last()
            && sum / n as f64 >= block.0 / block.1 as f64
        {
            block = (block.0 + sum, block.1 + n);
            blocks.pop();
        }
        blocks.push(block);
    }
    let starts = blocks
        .iter()
        .flat_map(|&(sum, n)| std::iter::repeat_n(sum / n as f64, n));
    starts
        .zip(&offsets)
        .map(|(start, offset)| start + offset)
        .collect()
}
