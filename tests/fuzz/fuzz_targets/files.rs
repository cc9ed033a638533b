//! A project of several files: overrides, `extends`, `include`, env files, Dockerfiles. NUL separates the files.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::profile::{Dialect, Engine, Profile};
use std::collections::BTreeMap;

/// The names of the files after the first, which the seeds refer to.
const NAMES: [&str; 5] = ["override.yml", "base.yml", ".env", "web.env", "Dockerfile"];

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    if text.len() > 1 << 16 {
        return;
    }
    let mut parts = text.split('\0');
    let compose = parts.next().unwrap_or_default();
    let files: BTreeMap<String, String> = NAMES
        .iter()
        .zip(parts)
        .map(|(name, text)| ((*name).to_owned(), text.to_owned()))
        .collect();
    let settings = Settings {
        profile: Some(Profile {
            engine: Engine::V20_10,
            dialect: [Dialect::V1_29, Dialect::V2][usize::from(first & 1)],
        }),
        more_files: if first & 2 == 0 {
            Vec::new()
        } else {
            vec!["override.yml".to_owned()]
        },
        profiles: vec!["a".to_owned()],
        ..Settings::default()
    };
    let _ = Analysis::new(compose, &settings, &files).predict();
});
