//! Layers, bends, and the order inside each layer. No sizes yet.

use super::{at, put};
use crate::sort::SortOnce;

/// So often the layers are swept for a better order.
const MAX_SWEEPS: usize = 8;
/// Past so many bends, long edges run straight: the picture is unreadable by then, and must still come at once.
const MAX_BENDS: usize = 4_000;
/// Past so many edges and bends there is one sweep only.
const LARGE: usize = 3_000;

/// The layers with the order inside each.
///
/// A vertex is a service (its index) or a bend of a long edge (all numbers above).
pub(super) struct Layering {
    /// How many services there are.
    pub n_services: usize,
    /// The edges as given.
    pub links: Vec<(usize, usize)>,
    /// Layer by vertex: 0 needs nothing.
    pub layer_of: Vec<usize>,
    /// Vertices by layer, in order.
    pub layers: Vec<Vec<usize>>,
    /// For each edge its vertices from the higher layer to the lower one.
    pub chains: Vec<Vec<usize>>,
    /// For each edge whether it closes a cycle, so that its chain begins at the dependency.
    pub is_backward: Vec<bool>,
}

impl Layering {
    /// Layers the services that need each other as `links` (dependent, dependency) say.
    pub fn new(n_services: usize, links: &[(usize, usize)]) -> Layering {
        let is_backward = backward(n_services, links);
        let directed: Vec<(usize, usize)> = links
            .iter()
            .zip(&is_backward)
            .map(|(&(from, to), &back)| if back { (to, from) } else { (from, to) })
            .collect();
        let layer_of = layers_of(n_services, &directed);
        let mut res = Layering {
            n_services,
            links: links.to_vec(),
            layer_of,
            layers: Vec::new(),
            chains: Vec::new(),
            is_backward,
        };
        res.bend(&directed);
        res.sort();
        res
    }

    /// Whether a vertex is a bend.
    pub fn is_bend(&self, vertex: usize) -> bool {
        vertex >= self.n_services
    }

    /// Puts a bend into every layer that an edge passes.
    fn bend(&mut self, directed: &[(usize, usize)]) {
        let span = |&(from, to): &(usize, usize)| {
            at(&self.layer_of, from).saturating_sub(at(&self.layer_of, to) + 1)
        };
        let are_bent = directed.iter().map(span).sum::<usize>() <= MAX_BENDS;
        let mut layer_of = self.layer_of.clone();
        for &(from, to) in directed {
            let mut chain = vec![from];
            if are_bent {
                for layer in (at(&layer_of, to) + 1..at(&layer_of, from)).rev() {
                    chain.push(layer_of.len());
                    layer_of.push(layer);
                }
            }
            chain.push(to);
            self.chains.push(chain);
        }
        self.layer_of = layer_of;
        let n_layers = self.layer_of.iter().max().map_or(0, |it| it + 1);
        self.layers = vec![Vec::new(); n_layers];
        for (vertex, &layer) in self.layer_of.iter().enumerate() {
            if let Some(it) = self.layers.get_mut(layer) {
                it.push(vertex);
            }
        }
    }

    /// For each vertex those it is joined with in the next higher and in the next lower layer.
    pub fn neighbours(&self) -> Neighbours {
        let mut higher = vec![Vec::new(); self.layer_of.len()];
        let mut lower = higher.clone();
        for pair in self.chains.iter().flat_map(|it| it.windows(2)) {
            if let &[from, to] = pair
                && from != to
            {
                lower.get_mut(from).into_iter().for_each(|it| it.push(to));
                higher.get_mut(to).into_iter().for_each(|it| it.push(from));
            }
        }
        Neighbours { higher, lower }
    }

    /// Sorts every layer by the middle of its neighbours, to and fro; keeps the order with the fewest crossings,
    /// the first of equals.
    fn sort(&mut self) {
        let neighbours = self.neighbours();
        // A bend stands where its dependent stands in the file.
        let mut key = vec![0usize; self.layer_of.len()];
        for chain in &self.chains {
            let first = chain.first().copied().unwrap_or_default();
            chain.iter().for_each(|&it| put(&mut key, it, first));
        }
        (0..self.n_services).for_each(|it| put(&mut key, it, it));
        for layer in &mut self.layers {
            layer.order_by_key(|&it| (at(&key, it), it));
        }
        let n_sweeps = if self.layer_of.len() + self.links.len() > LARGE {
            1
        } else {
            MAX_SWEEPS
        };
        let mut best = (self.crossings(&neighbours), self.layers.clone());
        for sweep in 0..n_sweeps {
            if best.0 == 0 {
                break;
            }
            let is_upward = sweep % 2 == 0;
            let n_layers = self.layers.len();
            for step in 1..n_layers {
                let (layer, lists) = if is_upward {
                    (step, &neighbours.lower)
                } else {
                    (n_layers - 1 - step, &neighbours.higher)
                };
                let place = self.places();
                let Some(vertices) = self.layers.get_mut(layer) else {
                    continue;
                };
                let mut keyed: Vec<(f64, usize, usize)> = vertices
                    .iter()
                    .enumerate()
                    .map(|(index, &it)| {
                        let list = lists.get(it).map(Vec::as_slice).unwrap_or_default();
                        let middle = if list.is_empty() {
                            index as f64
                        } else {
                            list.iter().map(|&it| at(&place, it) as f64).sum::<f64>()
                                / list.len() as f64
                        };
                        (middle, at(&key, it), it)
                    })
                    .collect();
                keyed.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
                *vertices = keyed.into_iter().map(|it| it.2).collect();
            }
            let n_crossings = self.crossings(&neighbours);
            if n_crossings < best.0 {
                best = (n_crossings, self.layers.clone());
            }
        }
        self.layers = best.1;
    }

    /// Each vertex's place in its layer.
    fn places(&self) -> Vec<usize> {
        let mut res = vec![0; self.layer_of.len()];
        for layer in &self.layers {
            for (place, &vertex) in layer.iter().enumerate() {
                put(&mut res, vertex, place);
            }
        }
        res
    }

    /// How often edges cross between neighbouring layers.
    fn crossings(&self, neighbours: &Neighbours) -> usize {
        let place = self.places();
        let mut n_crossings = 0;
        for layer in &self.layers {
            // The ends in the lower layer, in the order of the ends in this one: every inversion is a crossing.
            let mut ends = Vec::new();
            for &vertex in layer {
                let start = ends.len();
                ends.extend(
                    neighbours
                        .lower
                        .get(vertex)
                        .into_iter()
                        .flatten()
                        .map(|&it| at(&place, it)),
                );
                ends.get_mut(start..).unwrap_or_default().order();
            }
            n_crossings += inversions(&ends);
        }
        n_crossings
    }
}

/// Who is joined with whom, by vertex.
pub(super) struct Neighbours {
    /// In the next higher layer.
    pub higher: Vec<Vec<usize>>,
    /// In the next lower layer.
    pub lower: Vec<Vec<usize>>,
}

/// Pairs that stand in the wrong order, counted with a Fenwick tree.
fn inversions(list: &[usize]) -> usize {
    let size = list.iter().max().map_or(0, |it| it + 1);
    let mut tree = vec![0usize; size + 1];
    let mut res = 0;
    for (n_seen, &value) in list.iter().enumerate() {
        let mut n_not_above = 0;
        let mut node = value + 1;
        while node > 0 {
            n_not_above += at(&tree, node);
            node &= node - 1;
        }
        res += n_seen - n_not_above;
        node = value + 1;
        while node <= size {
            let count = at(&tree, node) + 1;
            put(&mut tree, node, count);
            node += node & node.wrapping_neg();
        }
    }
    res
}

/// The edges that close a cycle when the services are walked in file order.
fn backward(n_services: usize, links: &[(usize, usize)]) -> Vec<bool> {
    let mut outgoing: Vec<Vec<(usize, usize)>> = vec![Vec::new(); n_services];
    for (edge, &(from, to)) in links.iter().enumerate() {
        if let Some(it) = outgoing.get_mut(from) {
            it.push((edge, to));
        }
    }
    let mut res = vec![false; links.len()];
    // 0: not yet seen; 1: on the way; 2: done.
    let mut state = vec![0u8; n_services];
    for root in 0..n_services {
        if at(&state, root) != 0 {
            continue;
        }
        put(&mut state, root, 1);
        let mut stack = vec![(root, 0usize)];
        while let Some((service, next)) = stack.last_mut() {
            let edge = outgoing.get(*service).and_then(|it| it.get(*next)).copied();
            *next += 1;
            match edge {
                Some((edge, to)) => match at(&state, to) {
                    0 => {
                        put(&mut state, to, 1);
                        stack.push((to, 0));
                    }
                    1 => put(&mut res, edge, true),
                    _ => {}
                },
                None => {
                    put(&mut state, *service, 2);
                    stack.pop();
                }
            }
        }
    }
    res
}

/// The longest way from each service down to one that needs nothing: its start wave.
fn layers_of(n_services: usize, directed: &[(usize, usize)]) -> Vec<usize> {
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); n_services];
    let mut n_open = vec![0usize; n_services];
    for &(from, to) in directed.iter().filter(|(from, to)| from != to) {
        dependents
            .get_mut(to)
            .into_iter()
            .for_each(|it| it.push(from));
        let n = at(&n_open, from) + 1;
        put(&mut n_open, from, n);
    }
    let mut res = vec![0usize; n_services];
    let mut ready: Vec<usize> = (0..n_services).filter(|&it| at(&n_open, it) == 0).collect();
    while let Some(service) = ready.pop() {
        let above = at(&res, service) + 1;
        for &dependent in dependents.get(service).into_iter().flatten() {
            let layer = at(&res, dependent).max(above);
            put(&mut res, dependent, layer);
            let n = at(&n_open, dependent).saturating_sub(1);
            put(&mut n_open, dependent, n);
            if n == 0 {
                ready.push(dependent);
            }
        }
    }
    res
}
