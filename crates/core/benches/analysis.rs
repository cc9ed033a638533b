//! How long it takes from a text to its findings, and to the predicted world. Run with `cargo bench -p linkyard-core`.
//!
//! The aim is 1,000 services from text to world in 16 ms, one frame of a screen, and growth of at most n log n.

use divan::{Bencher, counter::ItemsCount};
use linkyard_core::analysis::{Analysis, Settings};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

fn main() {
    divan::main();
}

/// How much stands in each service.
#[derive(Clone, Copy, PartialEq)]
enum Detail {
    /// So much that 10,000 services stay below the limit of 100,000 nodes.
    Lean,
    /// As in files of real projects.
    Full,
}

/// A file of the first format: each service has links to two or three services before it. Every tenth one has none, as
/// databases do; so the graph is many shallow trees.
fn generate(n_services: usize, detail: Detail) -> String {
    let mut res = String::new();
    for index in 0..n_services {
        let image = ["nginx", "postgres", "redis", "busybox"][index % 4];
        let port = 8000 + index % 1000;
        // Writing to a string cannot fail.
        let _ = write!(
            res,
            "service{index}:\n  image: {image}\n  expose:\n  - \"{port}\"\n  environment:\n    INDEX: \"{index}\"\n"
        );
        if detail == Detail::Full {
            let _ = write!(
                res,
                "    LANG: C.UTF-8\n  command: serve --number {index}\n  volumes:\n  - ./data/{index}:/data:ro\n  \
                 restart: always\n  hostname: host{index}\n  labels:\n    tier: backend\n"
            );
        }
        if index % 10 == 0 {
            continue;
        }
        let mut sources = vec![index / 10 * 10, index - 1];
        if index % 3 == 0 {
            sources.push(index / 2);
        }
        sources.dedup();
        res.push_str("  links:\n");
        for (source, alias) in sources.iter().zip(["db", "backend", "cache"]) {
            let _ = writeln!(res, "  - service{source}:{alias}");
        }
    }
    res
}

fn analysis(text: &str) -> Analysis {
    Analysis::new(text, &Settings::default(), &BTreeMap::new())
}

/// What `check` does, and what the page does at every key stroke for its list of problems.
#[divan::bench(args = SIZES)]
fn text_to_diagnostics(bencher: Bencher<'_, '_>, n_services: usize) {
    let text = generate(n_services, Detail::Lean);
    assert!(
        analysis(&text).is_launchable(),
        "the generated file is a good one"
    );
    bencher
        .counter(ItemsCount::new(n_services))
        .bench(|| analysis(divan::black_box(&text)).diagnostics.len());
}

/// What `predict` does, and what the page does at every key stroke for its graph.
#[divan::bench(args = SIZES)]
fn text_to_predicted_world(bencher: Bencher<'_, '_>, n_services: usize) {
    world_bench(bencher, &generate(n_services, Detail::Lean));
}

/// The same for services in which more is said.
#[divan::bench(args = [1_000])]
fn full_text_to_predicted_world(bencher: Bencher<'_, '_>, n_services: usize) {
    world_bench(bencher, &generate(n_services, Detail::Full));
}

fn world_bench(bencher: Bencher<'_, '_>, text: &str) {
    let (_, prediction) = analysis(text).predict();
    assert!(
        prediction.first_error.is_none(),
        "the generated file can be launched: {:?}",
        prediction.first_error
    );
    bencher
        .counter(ItemsCount::new(prediction.world.containers.len()))
        .bench(|| {
            let (_, prediction) = analysis(divan::black_box(text)).predict();
            prediction.world.containers.len()
        });
}
