//! # old-external
//!
//! `external: {name: …}`, the form that both words now stand side by side for.
//!
//! Fix: Writes `external: true` and `name` side by side, which says the same.

use crate::diagnostics::Applicability;
use crate::fault::ToolMessage;
use crate::language::{Words, say};
use crate::load::Format;
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::syntax::Node;
use crate::text::{TextEdit, TextRange};

pub(super) static RULE: Rule = Rule {
    code: "D003",
    name: "old-external",
    family: Family::Deprecated,
    level: Level::Warning,
    summary: Words {
        en: "the old form of `external`, with the name under it",
        fr: "l'ancienne forme de `external`, avec le nom en dessous",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Current Compose warns of it: \"external.name is deprecated. Please set name and external: true\". The new form says the same, and every tool since docker-compose 1.20 reads it.",
        fr: "Compose actuel en avertit : \"external.name is deprecated. Please set name and external: true\". La nouvelle forme dit la même chose, et tous les outils depuis docker-compose 1.20 la lisent.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    networks: [front]\nnetworks:\n  front:\n    external:\n      name: shared\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    networks: [front]\nnetworks:\n  front:\n    external: true\n    name: shared\n",
    profile: None,
    fix: Some(Words {
        en: "Writes `external: true` and `name` side by side, which says the same.",
        fr: "Écrit `external: true` et `name` côte à côte, ce qui dit la même chose.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let root = cx.tree.root.as_ref().and_then(Node::as_mapping);
    let sections = root.into_iter().flatten().filter(|it| {
        matches!(
            it.key.text.as_str(),
            "networks" | "volumes" | "configs" | "secrets"
        )
    });
    for section in sections.filter(|_| cx.project.format == Format::Compose) {
        for entry in section.value.as_mapping().into_iter().flatten() {
            let Some(resource) = entry.value.as_mapping().filter(|_| !entry.merged) else {
                continue;
            };
            let external = resource.get("external");
            let name = external.and_then(|it| it.value.as_mapping()?.get("name"));
            let (Some(external), Some(name)) = (external, name) else {
                continue;
            };
            let place = format!("{}.{}", section.key.text, entry.key.text);
            let finding = findings
                .add(
                    compose_range(external.key.range),
                    say!(
                        language,
                        "`external` with a name under it is the old form",
                        "`external` avec un nom en dessous est l'ancienne forme"
                    ),
                )
                .help(say!(
                    language,
                    "write `external: true` and `name` side by side",
                    "écrivez `external: true` et `name` côte à côte"
                ));
            let finding = if cx.profile.dialect == Dialect::V2 {
                finding.change(|it| {
                    it.tool = Some(ToolMessage {
                        text: format!(
                            "{place}: external.name is deprecated. Please set name and external: true"
                        ),
                        is_refusal: false,
                    });
                })
            } else {
                finding
            };
            let is_alone = external
                .value
                .as_mapping()
                .is_some_and(|it| it.entries.len() == 1);
            if is_alone && resource.get("name").is_none() && !external.merged && !name.merged {
                let value = cx.slice(name.value.range);
                let between = if cx.slice(entry.value.range).starts_with('{') {
                    ", ".to_owned()
                } else {
                    format!("\n{}", " ".repeat(column(cx.text, external.key.range)))
                };
                let edit = TextEdit {
                    range: external.range,
                    insert: format!("external: true{between}name: {value}"),
                };
                finding.fix(
                    say!(language, "Write the new form", "Écrire la nouvelle forme"),
                    Applicability::Safe,
                    vec![edit],
                );
            }
        }
    }
}

/// How many bytes stand before a place in its line.
fn column(text: &str, range: TextRange) -> usize {
    let start = usize::from(range.start());
    let before = text.get(..start).unwrap_or_default();
    start - before.rfind('\n').map_or(0, |it| it + 1)
}
