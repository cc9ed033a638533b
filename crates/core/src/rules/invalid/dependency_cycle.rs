//! # dependency-cycle
//!
//! Services that wait for each other in a circle: none of them can be the first.
//! The finding shows the path, with a label on each edge.

use crate::graph::EdgeKind;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "G002",
    name: "dependency-cycle",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "services that wait for each other in a circle",
        fr: "",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words { en: "", fr: "" },
    wrong: "",
    right: "",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for cycle in &cx.graph.cycles {
        let Some(first) = cycle.edges.first() else {
            continue;
        };
        let mut path: Vec<&str> = cycle
            .edges
            .iter()
            .map(|it| cx.graph.name(it.dependent))
            .collect();
        path.push(cx.graph.name(first.dependent));
        let mut finding = findings.add(
            first.range,
            format!("services wait for each other: {}", path.join(" → ")),
        );
        for edge in &cycle.edges {
            let (from, to) = (
                cx.graph.name(edge.dependent),
                cx.graph.name(edge.dependency),
            );
            let text = match &edge.kind {
                EdgeKind::Link { .. } => format!("`{from}` links to `{to}`"),
                EdgeKind::DependsOn { .. } => format!("`{from}` depends on `{to}`"),
                EdgeKind::VolumesFrom => format!("`{from}` takes volumes from `{to}`"),
                EdgeKind::NetworkOf => format!("`{from}` uses the network of `{to}`"),
            };
            finding = finding.label(edge.range, text);
        }
        finding.help("take one of these edges out");
    }
}
