//! # started-not-healthy
//!
//! A service that starts as soon as its dependency has started, though the dependency says when it is ready.
//! Those that start before the same one are told together.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::op::{Condition, Healthcheck};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::Node;
use crate::text::{FileRange, Spanned, TextEdit, TextRange, TextSize};
use indexmap::IndexMap;

pub(super) static RULE: Rule = Rule {
    code: "X005",
    name: "started-not-healthy",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a service that does not wait for the health check of its dependency",
        fr: "un service qui n'attend pas le contrôle de santé de sa dépendance",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A container has started long before the program in it answers. The health check tells when it does; unless the dependent waits for it, its first connections fail.",
        fr: "Un conteneur a démarré bien avant que le programme qu'il contient ne réponde. Le contrôle de santé dit quand c'est le cas ; si le dépendant ne l'attend pas, ses premières connexions échouent.",
    },
    wrong: "services:\n  app:\n    image: example/app:1\n    depends_on: [db]\n  db:\n    image: postgres:16\n    healthcheck:\n      test: [CMD, pg_isready]\n",
    right: "services:\n  app:\n    image: example/app:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:16\n    healthcheck:\n      test: [CMD, pg_isready]\n",
    profile: None,
    fix: Some(Words {
        en: "Writes `condition: service_healthy`, and the other dependencies in the same form; unsafe, because the dependent then starts later, or not at all.",
        fr: "Écrit `condition: service_healthy`, et les autres dépendances sous la même forme ; à relire, car le dépendant démarre alors plus tard, ou pas du tout.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    // Dependents by dependency, in file order.
    let mut early: IndexMap<&str, Vec<(&str, FileRange)>> = IndexMap::new();
    for service in cx.project.services.values() {
        for it in &service.depends_on {
            if it.condition == Condition::Started {
                let dependents = early.entry(it.service.value.as_str()).or_default();
                dependents.push((&service.name.value, it.service.range));
            }
        }
    }
    for (of, dependents) in early {
        let dependency = cx.project.services.get(of);
        let health = dependency.and_then(|it| it.healthcheck.as_ref());
        let is_check =
            |it: &&Spanned<Healthcheck>| it.value.test.first().is_some_and(|it| it != "NONE");
        let (Some(health), Some(((name, range), others))) =
            (health.filter(is_check), dependents.split_first())
        else {
            continue;
        };
        let mut finding = findings
            .add(
                *range,
                say!(
                    language,
                    "`{name}` starts before `{of}` is ready",
                    "`{name}` démarre avant que `{of}` ne soit prêt"
                ),
            )
            .label(
                health.range,
                say!(language, "this tells when it is", "ceci dit quand il l'est"),
            )
            .help(say!(
                language,
                "wait for it: `{of}: {{condition: service_healthy}}` under `depends_on`",
                "attendez-le : `{of}: {{condition: service_healthy}}` sous `depends_on`"
            ));
        for (other, range) in others {
            finding = finding.label(
                *range,
                say!(language, "so does `{other}`", "`{other}` aussi"),
            );
        }
        let edits: Vec<TextEdit> = dependents
            .iter()
            .filter_map(|(dependent, _)| wait(cx, dependent, of))
            .collect();
        if !edits.is_empty() {
            finding.fix(
                say!(
                    language,
                    "Wait until `{of}` is healthy",
                    "Attendre que `{of}` soit sain"
                ),
                Applicability::Unsafe,
                edits,
            );
        }
    }
}

/// The `depends_on` of a service with `healthy` awaited, where it is written in a simple way.
fn wait(cx: &RuleContext<'_>, dependent: &str, healthy: &str) -> Option<TextEdit> {
    let service = cx.services().iter().find(|it| it.key.text == dependent)?;
    let entry = service
        .value
        .as_mapping()?
        .get("depends_on")
        .filter(|it| !it.merged)?;
    if !entry.range.contains_range(entry.value.range) {
        return None;
    }
    if let Some(mapping) = entry.value.as_mapping() {
        let condition = mapping.get(healthy)?.value.as_mapping()?.get("condition")?;
        return Some(TextEdit {
            range: condition.value.range,
            insert: "service_healthy".to_owned(),
        });
    }
    let items: Vec<&str> = entry
        .value
        .as_sequence()?
        .iter()
        .filter_map(Node::as_str)
        .collect();
    let written = cx.slice(entry.value.range);
    if written.contains('#') || !items.contains(&healthy) {
        return None;
    }
    let condition = |it: &str| {
        if it == healthy {
            "service_healthy"
        } else {
            "service_started"
        }
    };
    let is_flow = written.starts_with('[');
    let insert = if is_flow {
        let items: Vec<String> = items
            .iter()
            .map(|it| format!("{it}: {{condition: {}}}", condition(it)))
            .collect();
        format!("{{{}}}", items.join(", "))
    } else {
        let start = usize::from(entry.key.range.start());
        let before = cx.text.get(..start)?;
        let indent = " ".repeat(start - before.rfind('\n').map_or(0, |it| it + 1));
        let items: Vec<String> = items
            .iter()
            .map(|it| {
                format!(
                    "\n{indent}  {it}:\n{indent}    condition: {}",
                    condition(it)
                )
            })
            .collect();
        items.concat()
    };
    let range = if is_flow {
        entry.value.range
    } else {
        // From the colon on, so that the indentation is ours.
        TextRange::new(
            entry.key.range.end() + TextSize::new(1),
            entry.value.range.end(),
        )
    };
    Some(TextEdit { range, insert })
}
