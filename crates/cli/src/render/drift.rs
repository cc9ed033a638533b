//! The comparison of a launch with its prediction, in a few lines.

use linkyard_core::drift::{Aspect, Drift, DriftRow, Verdict};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// "As predicted: …", or the rows that differ.
pub fn summary(drift: &Drift) -> String {
    if drift.rows.is_empty() {
        return "nothing was compared\n".to_owned();
    }
    let (unread, differences): (Vec<&DriftRow>, Vec<&DriftRow>) = drift
        .differences()
        .partition(|it| it.verdict == Verdict::NotReadable);
    let matching: Vec<&DriftRow> = drift
        .rows
        .iter()
        .filter(|it| it.verdict.is_match())
        .collect();
    let mut res = String::new();
    if !differences.is_empty() {
        let _ = writeln!(
            res,
            "not as predicted: {}",
            plural(differences.len(), "difference")
        );
        res.push_str(&table(&differences));
    }
    if !matching.is_empty() {
        let _ = writeln!(res, "as predicted: {}", counts(&matching));
    }
    for it in unread {
        let _ = writeln!(
            res,
            "not compared, because it could not be read: {} of {}",
            it.key, it.container
        );
    }
    let n_chosen = drift
        .rows
        .iter()
        .filter(|it| it.verdict == Verdict::RunTimeValue)
        .count();
    if n_chosen > 0 {
        let _ = writeln!(
            res,
            "({n_chosen} of these hold ids, addresses or ports that only the engine could choose)"
        );
    }
    res
}

/// `2 containers, 31 variables, 12 hosts lines, 1 port`.
fn counts(rows: &[&DriftRow]) -> String {
    let containers: BTreeSet<&str> = rows.iter().map(|it| it.container.as_str()).collect();
    let of = |aspect| rows.iter().filter(|it| it.aspect == aspect).count();
    let parts = [
        (containers.len(), "container"),
        (of(Aspect::Env), "variable"),
        (of(Aspect::Hosts), "hosts line"),
        (of(Aspect::Ports), "port"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| plural(n, word))
        .collect();
    parts.join(", ")
}

/// `1 port`, `2 ports`.
pub fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

fn table(rows: &[&DriftRow]) -> String {
    let aspect = |it: &DriftRow| match it.aspect {
        Aspect::State => "state".to_owned(),
        Aspect::Env => format!("variable {}", it.key),
        Aspect::Hosts => format!("hosts line {}", it.key),
        Aspect::Order => format!("order of {}", it.key),
        Aspect::Ports => format!("port {}", it.key),
    };
    let mut res = String::new();
    for it in rows {
        let value =
            |value: &Option<String>| value.clone().unwrap_or_else(|| "(not there)".to_owned());
        let _ = writeln!(res, "  {}: {}", it.container, aspect(it));
        let _ = writeln!(res, "    predicted  {}", value(&it.predicted));
        let _ = writeln!(res, "    observed   {}", value(&it.observed));
    }
    res
}
