//! # yaml-versions
//!
//! A value without quotes that one tool reads as a text and the other as a number or a truth value.
//!
//! Fix: Puts the value in quotes; unsafe where the tool at hand reads no text now.

use crate::diagnostics::Applicability;
use crate::language::{Language, Words, say};
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::syntax::{Node, NodeValue, Resolved, ScalarStyle, YamlVersion, is_surely_text};
use crate::text::{TextEdit, TextSize};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "Y003",
    name: "yaml-versions",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a value that the two tools read differently",
        fr: "une valeur que les deux outils lisent différemment",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "docker-compose 1.29 reads YAML 1.1, where `yes` and `off` are truth values and `22:22` is a number of base 60; Compose 2 reads YAML 1.2, where `0o17` is a number. In quotes a value is a text to both.",
        fr: "docker-compose 1.29 lit YAML 1.1, où `yes` et `off` sont des valeurs de vérité et `22:22` un nombre en base 60 ; Compose 2 lit YAML 1.2, où `0o17` est un nombre. Entre guillemets, une valeur est un texte pour les deux.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    labels:\n      compressed: off\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    labels:\n      compressed: \"off\"\n",
    profile: None,
    fix: Some(Words {
        en: "Puts the value in quotes; unsafe where the tool at hand reads no text now.",
        fr: "Met la valeur entre guillemets ; à relire là où l'outil choisi ne lit pas un texte aujourd'hui.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    if let Some(root) = &cx.tree.root {
        look(cx, findings, root, &mut seen);
    }
}

fn look(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    node: &Node,
    seen: &mut BTreeSet<(TextSize, TextSize)>,
) {
    match &node.value {
        NodeValue::Null => {}
        NodeValue::Sequence(items) => {
            for it in items {
                look(cx, findings, it, seen);
            }
        }
        NodeValue::Mapping(mapping) => {
            // Ports have a rule of their own.
            let others = mapping
                .iter()
                .filter(|it| !it.merged && it.key.text != "ports");
            for it in others {
                look(cx, findings, &it.value, seen);
            }
        }
        // What an alias brings stands elsewhere and is looked at there.
        NodeValue::Scalar(scalar) => {
            let is_own = scalar.style == ScalarStyle::Plain
                && !is_surely_text(&scalar.text)
                && cx.slice(node.range) == scalar.text;
            if is_own {
                scalar_of(cx, findings, node, &scalar.text, seen);
            }
        }
    }
}

fn scalar_of(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    node: &Node,
    text: &str,
    seen: &mut BTreeSet<(TextSize, TextSize)>,
) {
    let language = cx.language();
    let (mine, theirs, other) = match cx.profile.dialect {
        Dialect::V1_29 => (YamlVersion::V1_1, YamlVersion::V1_2, "Compose 2"),
        Dialect::V2 => (YamlVersion::V1_2, YamlVersion::V1_1, "docker-compose 1.29"),
    };
    let (Some(mine), Some(theirs)) = (node.resolve(mine), node.resolve(theirs)) else {
        return;
    };
    if is_same(mine, theirs) || !seen.insert((node.range.start(), node.range.end())) {
        return;
    }
    let read = reading(language, theirs, text);
    let finding = findings
        .add(
            compose_range(node.range),
            say!(
                language,
                "{other} reads `{text}` as {read}",
                "{other} lit `{text}` comme {read}"
            ),
        )
        .help(say!(
            language,
            "put it in quotes, so that every tool reads a text",
            "mettez-la entre guillemets : tous les outils lisent alors un texte"
        ));
    // A text stays what it is to the tool at hand.
    let applicability = if mine == Resolved::Str {
        Applicability::Safe
    } else {
        Applicability::Unsafe
    };
    if !text.contains(['"', '\\']) {
        let edit = TextEdit {
            range: node.range,
            insert: format!("\"{text}\""),
        };
        finding.fix(
            say!(
                language,
                "Put `{text}` in quotes",
                "Mettre `{text}` entre guillemets"
            ),
            applicability,
            vec![edit],
        );
    }
}

/// Whether two readings come to the same.
fn is_same(a: Resolved, b: Resolved) -> bool {
    match (a, b) {
        (Resolved::Float(a), Resolved::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
        // A date that only one of them takes for one is a text to both all the same.
        (Resolved::Timestamp | Resolved::Str, Resolved::Timestamp | Resolved::Str) => true,
        (a, b) => a == b,
    }
}

fn reading(language: Language, resolved: Resolved, text: &str) -> String {
    match resolved {
        Resolved::Null => say!(language, "nothing", "vide"),
        Resolved::Bool(it) => format!("`{it}`"),
        Resolved::Int(it) => say!(language, "the number {it}", "le nombre {it}"),
        Resolved::Float(it) => say!(language, "the number {it}", "le nombre {it}"),
        Resolved::Timestamp => say!(language, "a date", "une date"),
        Resolved::Str => say!(language, "the text `{text}`", "le texte `{text}`"),
    }
}
