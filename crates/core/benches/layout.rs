//! How long the picture takes. Run with `cargo bench -p linkyard-core --bench layout`.
//!
//! The aim is 200 services in 40 ms in the page, which is two to three times slower than here.

use divan::Bencher;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::layout::{LayoutOptions, layout};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

/// A project in which each service links to up to three before it, near and far, as real ones do.
#[divan::bench(args = [20, 50, 200, 1_000])]
fn picture(bencher: Bencher<'_, '_>, n_services: usize) {
    let mut text = String::new();
    for index in 0..n_services {
        // Writing to a string cannot fail.
        let _ = write!(text, "service{index}:\n  image: busybox\n");
        if index > 3 && index % 10 != 0 {
            let (near, far, farther) = (index - 1 - index % 3, index / 2, index / 7);
            let mut sources = vec![near, far, farther];
            sources.sort_unstable();
            sources.dedup();
            text.push_str("  links:\n");
            for source in sources {
                let _ = writeln!(text, "  - service{source}");
            }
        }
    }
    let files = BTreeMap::<String, String>::new();
    let graph = Analysis::new(&text, &Settings::default(), &files).graph;
    bencher.bench(|| layout(&graph, &LayoutOptions::default()));
}
