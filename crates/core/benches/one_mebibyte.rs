//! A file of 1 MiB: what the YAML parser alone takes, and what the whole way from text to findings takes. Run with
//! `cargo bench -p linkyard-core --bench one_mebibyte`.
//!
//! The aim is that the whole way takes at most twice what the parser does.

use divan::Bencher;
use granit_parser::Parser;
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::syntax;
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

/// Services as real projects have them, under `services` or at the top, until the text is 1 MiB long.
fn text(dialect: Dialect) -> String {
    let (mut res, indent) = match dialect {
        Dialect::V1_29 => (String::new(), ""),
        Dialect::V2 => ("services:\n".to_owned(), "  "),
    };
    let mut index = 0;
    while res.len() < 1 << 20 {
        let lines = format!(
            "service{index}:\n  # Number {index} of many.\n  image: registry.example.org/team/service:{index}.1\n  \
             command: [\"serve\", \"--number\", \"{index}\"]\n  restart: unless-stopped\n  hostname: host{index}\n  \
             environment:\n    LANG: C.UTF-8\n    INDEX: \"{index}\"\n    UPSTREAM: http://upstream.example.org:8080/path\n  \
             expose:\n  - \"8080\"\n  volumes:\n  - ./data/{index}:/data:ro\n  - ./config/{index}.yml:/etc/service/config.yml:ro\n  \
             labels:\n    org.example.tier: backend\n    org.example.owner: \"team {index}\"\n"
        );
        for line in lines.lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(res, "{indent}{line}");
        }
        if index % 10 > 0 {
            let source = index - 1;
            let _ = writeln!(res, "{indent}  links:\n{indent}  - service{source}:db");
        }
        index += 1;
    }
    res
}

const DIALECTS: [Dialect; 2] = [Dialect::V1_29, Dialect::V2];

#[divan::bench(args = DIALECTS)]
fn yaml_parser_alone(bencher: Bencher<'_, '_>, dialect: Dialect) {
    let text = text(dialect);
    bencher.bench(|| Parser::new_from_str(divan::black_box(&text)).count());
}

#[divan::bench(args = DIALECTS)]
fn text_to_tree(bencher: Bencher<'_, '_>, dialect: Dialect) {
    let text = text(dialect);
    bencher.bench(|| syntax::parse(divan::black_box(&text)).comments.len());
}

#[divan::bench(args = DIALECTS)]
fn text_to_diagnostics(bencher: Bencher<'_, '_>, dialect: Dialect) {
    let text = text(dialect);
    let settings = Settings {
        profile: Some(Profile {
            engine: Engine::V20_10,
            dialect,
        }),
        ..Settings::default()
    };
    let files = BTreeMap::<String, String>::new();
    bencher.bench(|| {
        let analysis = Analysis::new(divan::black_box(&text), &settings, &files);
        analysis.diagnostics.len()
    });
}
