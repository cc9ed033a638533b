//! # dependency-cycle
//!
//! Services that wait for each other in a circle. The finding shows the path, with a label on each edge.

use crate::graph::EdgeKind;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "G002",
    name: "dependency-cycle",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "services that wait for each other in a circle",
        fr: "des services qui s'attendent en cercle",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A service starts after those that it depends on, links to, takes volumes from or shares the network of. In a circle none can be the first, so both compose tools refuse the file before anything starts.",
        fr: "Un service démarre après ceux dont il dépend, auxquels il est lié, dont il prend les volumes ou partage le réseau. En cercle, aucun ne peut être le premier : les deux outils compose refusent le fichier avant de démarrer quoi que ce soit.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [api]\n  api:\n    image: node:22\n    depends_on: [web]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [api]\n  api:\n    image: node:22\n",
    profile: None,
    fix: None,
};

/// So many services of a circle are named and shown; nobody reads more.
const MOST_NAMED: usize = 20;

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
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
        let n_left_out = path.len().saturating_sub(MOST_NAMED);
        let way_back = path.split_off(path.len().saturating_sub(1));
        path.truncate(MOST_NAMED);
        let mut path = path.join(" → ");
        if n_left_out > 0 {
            path.push_str(&say!(
                language,
                " → ({n_left_out} more)",
                " → (encore {n_left_out})"
            ));
        }
        for name in way_back {
            path.push_str(" → ");
            path.push_str(name);
        }
        let mut finding = findings.add(
            first.range,
            say!(
                language,
                "services wait for each other: {path}",
                "des services s'attendent les uns les autres : {path}"
            ),
        );
        // The tools name the edge that closes the circle, so it is always among them.
        let n_edges = cycle.edges.len();
        let shown = |at: usize| at < MOST_NAMED || at + 1 == n_edges;
        for (_, edge) in cycle.edges.iter().enumerate().filter(|(at, _)| shown(*at)) {
            let (from, to) = (
                cx.graph.name(edge.dependent),
                cx.graph.name(edge.dependency),
            );
            let text = match &edge.kind {
                EdgeKind::Link { .. } => say!(
                    language,
                    "`{from}` links to `{to}`",
                    "`{from}` a un lien vers `{to}`"
                ),
                EdgeKind::DependsOn { .. } => say!(
                    language,
                    "`{from}` depends on `{to}`",
                    "`{from}` dépend de `{to}`"
                ),
                EdgeKind::VolumesFrom => say!(
                    language,
                    "`{from}` takes volumes from `{to}`",
                    "`{from}` prend les volumes de `{to}`"
                ),
                EdgeKind::NetworkOf => say!(
                    language,
                    "`{from}` uses the network of `{to}`",
                    "`{from}` utilise le réseau de `{to}`"
                ),
            };
            finding = finding.label(edge.range, text);
        }
        finding.help(say!(
            language,
            "take one of these edges out",
            "enlevez l'une de ces dépendances"
        ));
    }
}
