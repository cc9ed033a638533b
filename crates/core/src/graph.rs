//! Who needs whom: services as nodes, typed edges with the text that caused them, start order, waves and cycles.

use crate::op::Condition;
use crate::project::{NetworkModeRef, Project, Service};
use crate::sort::SortOnce;
use crate::text::FileRange;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Index of a service in [`Project::services`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceIndex(pub u32);

/// Why a service needs another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// `links`, under this alias.
    Link {
        /// The alias.
        alias: String,
    },
    /// `depends_on`.
    DependsOn {
        /// What it waits for.
        condition: Condition,
    },
    /// `volumes_from`.
    VolumesFrom,
    /// `network_mode: service:…`, or `net: container:…` of v1.
    NetworkOf,
}

impl EdgeKind {
    /// The key that makes such an edge.
    pub fn key(&self) -> &'static str {
        match self {
            EdgeKind::Link { .. } => "links",
            EdgeKind::DependsOn { .. } => "depends_on",
            EdgeKind::VolumesFrom => "volumes_from",
            EdgeKind::NetworkOf => "network_mode",
        }
    }
}

/// An edge from a dependent to its dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who needs.
    pub dependent: ServiceIndex,
    /// Who is needed.
    pub dependency: ServiceIndex,
    /// Why.
    pub kind: EdgeKind,
    /// The text.
    pub range: FileRange,
}

/// Services that wait for each other, as a path that ends where it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The edges in order; the last one leads back to the first dependent.
    pub edges: Vec<Edge>,
}

/// The services of a project and what they need.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Names by [`ServiceIndex`], in file order.
    pub services: Vec<String>,
    /// All edges between different services, in file order.
    pub edges: Vec<Edge>,
    /// One shortest cycle for each group of services that wait for each other.
    pub cycles: Vec<Cycle>,
    /// Start order: each service after what it needs. Services on a cycle, and those that need them, stand at the end.
    pub order: Vec<ServiceIndex>,
    /// Services that could start at the same time, first wave first. Holds every service once, like `order`.
    pub waves: Vec<Vec<ServiceIndex>>,
}

impl Graph {
    /// Builds the graph of `project`. Edges to services that do not exist are left out: a rule reports them.
    pub fn new(project: &Project) -> Graph {
        let services: Vec<String> = project.services.keys().cloned().collect();
        let edges: Vec<Edge> = project
            .services
            .values()
            .zip(0u32..)
            .flat_map(|(service, index)| edges_of(project, service, ServiceIndex(index)))
            .collect();
        let mut res = Graph {
            services,
            edges,
            ..Graph::default()
        };
        let dependents = res.dependents();
        res.order = res.start_order(&dependents);
        res.waves = res.start_waves(&dependents);
        res.cycles = res.find_cycles();
        res
    }

    /// The name of a service.
    pub fn name(&self, index: ServiceIndex) -> &str {
        self.services
            .get(index.0 as usize)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// The edges of a dependent.
    pub fn dependencies(&self, dependent: ServiceIndex) -> impl Iterator<Item = &Edge> {
        // Edges are in file order, so those of one dependent stand together.
        let start = self.edges.partition_point(|it| it.dependent < dependent);
        self.edges
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |it| it.dependent == dependent)
    }

    fn dependents(&self) -> Vec<Vec<u32>> {
        let mut res = vec![Vec::new(); self.services.len()];
        for edge in &self.edges {
            if let Some(list) = res.get_mut(edge.dependency.0 as usize) {
                list.push(edge.dependent.0);
            }
        }
        for list in &mut res {
            list.order();
            list.dedup();
        }
        res
    }

    /// docker-compose's own order: take the last service not yet visited; visit its dependents in file order first;
    /// then put it at the front. Source: `sort_services.py` of docker-compose 1.29.
    fn start_order(&self, dependents: &[Vec<u32>]) -> Vec<ServiceIndex> {
        let mut visited = vec![false; self.services.len()];
        let mut reversed = Vec::with_capacity(self.services.len());
        for root in (0..self.services.len() as u32).rev() {
            // An own stack, because a chain of 10,000 services would overflow the page's.
            let mut stack = vec![(root, 0usize)];
            if std::mem::replace(visited.get_mut(root as usize).unwrap_or(&mut true), true) {
                continue;
            }
            while let Some(top) = stack.last_mut() {
                let next = dependents
                    .get(top.0 as usize)
                    .and_then(|it| it.get(top.1))
                    .copied();
                top.1 += 1;
                match next {
                    Some(next) => {
                        if let Some(seen) = visited.get_mut(next as usize)
                            && !std::mem::replace(seen, true)
                        {
                            stack.push((next, 0));
                        }
                    }
                    None => {
                        reversed.push(ServiceIndex(top.0));
                        stack.pop();
                    }
                }
            }
        }
        reversed.reverse();
        reversed
    }

    fn start_waves(&self, dependents: &[Vec<u32>]) -> Vec<Vec<ServiceIndex>> {
        let mut n_open = vec![0u32; self.services.len()];
        for &dependent in dependents.iter().flatten() {
            if let Some(n) = n_open.get_mut(dependent as usize) {
                *n += 1;
            }
        }
        let mut wave: Vec<u32> = (0u32..)
            .zip(&n_open)
            .filter(|(_, n)| **n == 0)
            .map(|(index, _)| index)
            .collect();
        let mut res = Vec::new();
        let mut placed = BTreeSet::new();
        while !wave.is_empty() {
            let mut next = Vec::new();
            for &service in &wave {
                placed.insert(service);
                for &dependent in dependents.get(service as usize).into_iter().flatten() {
                    if let Some(n) = n_open.get_mut(dependent as usize) {
                        *n -= 1;
                        if *n == 0 {
                            next.push(dependent);
                        }
                    }
                }
            }
            next.order();
            res.push(wave.into_iter().map(ServiceIndex).collect());
            wave = next;
        }
        let left: Vec<ServiceIndex> = (0..self.services.len() as u32)
            .filter(|it| !placed.contains(it))
            .map(ServiceIndex)
            .collect();
        if !left.is_empty() {
            res.push(left);
        }
        res
    }

    fn find_cycles(&self) -> Vec<Cycle> {
        let mut graph: DiGraph<(), ()> =
            DiGraph::with_capacity(self.services.len(), self.edges.len());
        for _ in &self.services {
            graph.add_node(());
        }
        for edge in &self.edges {
            graph.add_edge(
                NodeIndex::new(edge.dependent.0 as usize),
                NodeIndex::new(edge.dependency.0 as usize),
                (),
            );
        }
        // Not by `tarjan_scc`: it calls itself for each service of a chain, and a stack ends.
        let mut groups: Vec<BTreeSet<ServiceIndex>> = petgraph::algo::kosaraju_scc(&graph)
            .into_iter()
            .filter(|it| it.len() > 1)
            .map(|it| {
                it.into_iter()
                    .map(|node| ServiceIndex(node.index() as u32))
                    .collect()
            })
            .collect();
        groups.order();
        groups
            .iter()
            .filter_map(|it| self.shortest_cycle(it))
            .collect()
    }

    /// The shortest cycle through the first service of a group, by breadth-first search inside the group.
    fn shortest_cycle(&self, group: &BTreeSet<ServiceIndex>) -> Option<Cycle> {
        let start = *group.first()?;
        let mut came_by: BTreeMap<ServiceIndex, &Edge> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(service) = queue.pop_front() {
            for edge in self
                .dependencies(service)
                .filter(|it| group.contains(&it.dependency))
            {
                if edge.dependency == start {
                    let mut edges = vec![edge.clone()];
                    let mut at = service;
                    while at != start {
                        let edge = came_by.get(&at)?;
                        edges.push((*edge).clone());
                        at = edge.dependent;
                    }
                    edges.reverse();
                    return Some(Cycle { edges });
                }
                if let std::collections::btree_map::Entry::Vacant(it) =
                    came_by.entry(edge.dependency)
                {
                    it.insert(edge);
                    queue.push_back(edge.dependency);
                }
            }
        }
        None
    }
}

fn edges_of(project: &Project, service: &Service, dependent: ServiceIndex) -> Vec<Edge> {
    let mut res = Vec::new();
    let mut push = |name: &str, kind: EdgeKind, range: FileRange| {
        if let Some(index) = project.services.get_index_of(name) {
            let dependency = ServiceIndex(index as u32);
            if dependency != dependent {
                res.push(Edge {
                    dependent,
                    dependency,
                    kind,
                    range,
                });
            }
        }
    };
    for link in &service.links {
        push(
            &link.source,
            EdgeKind::Link {
                alias: link.alias().to_owned(),
            },
            link.range,
        );
    }
    for it in &service.depends_on {
        push(
            &it.service,
            EdgeKind::DependsOn {
                condition: it.condition,
            },
            it.service.range,
        );
    }
    for it in service.volumes_from.iter().filter(|it| !it.is_container) {
        push(&it.source, EdgeKind::VolumesFrom, it.source.range);
    }
    if let Some(mode) = &service.network_mode
        && let NetworkModeRef::Service(name) = &mode.value
    {
        push(name, EdgeKind::NetworkOf, mode.range);
    }
    res
}
