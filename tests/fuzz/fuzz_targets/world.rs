//! A text to its findings, its canonical document and its predicted world, as each tool and on each engine; then every
//! fix applied.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::config::config;
use linkyard_core::language::Language;
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::text::apply_edits;
use std::collections::BTreeMap;

/// Larger texts are the syntax's business; the world of a small text can be large already.
const MOST_BYTES: usize = 1 << 16;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    if text.len() > MOST_BYTES {
        return;
    }
    let dialect = [Dialect::V1_29, Dialect::V2][usize::from(first & 1)];
    let engine = Engine::ALL[usize::from(first >> 1) % Engine::ALL.len()];
    let settings = Settings {
        profile: Some(Profile { engine, dialect }),
        working_dir: "/srv/shop".to_owned(),
        language: Language::ALL[usize::from(first >> 4) % Language::ALL.len()],
        ..Settings::default()
    };
    let files = BTreeMap::<String, String>::new();
    let analysis = Analysis::new(text, &settings, &files);
    for it in &analysis.diagnostics {
        let source = &analysis.loaded.sources[usize::from(it.range.file.0)];
        let range = usize::from(it.range.start)..usize::from(it.range.end);
        assert!(source.text.get(range).is_some(), "{it:?}");
    }
    let (_, prediction) = analysis.predict();
    for container in prediction.world.containers.values() {
        let _ = format!("{container:?}");
    }
    let _ = config(&analysis.loaded, dialect);
    let edits: Vec<_> = analysis
        .diagnostics
        .iter()
        .filter(|it| it.range.file.0 == 0)
        .filter_map(|it| it.fixes.first())
        .flat_map(|it| it.edits.iter().cloned())
        .collect();
    let (fixed, _) = apply_edits(text, &edits);
    let _ = Analysis::new(&fixed, &settings, &files);
});
