//! # unquoted-port
//!
//! A port with a colon that is not in quotes. YAML 1.1, by which docker-compose 1.29 and other programs read, takes `22:22` for a
//! number of base 60. Those that are harmless are told together, once for the file.

use crate::diagnostics::{Applicability, Severity};
use crate::language::{Words, say};
use crate::rules::compose_range;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::{Node, Resolved, Scalar, ScalarStyle, YamlVersion};
use crate::text::{TextEdit, TextRange};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "P010",
    name: "unquoted-port",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "a port that is not in quotes",
        fr: "un port sans guillemets",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "YAML 1.1 counts numbers with colons in base 60, as hours and minutes: `22:22` is 1342. docker-compose 1.29 and many other programs read files so; only ports that end in 60 or more escape it, by luck. Quotes settle it.",
        fr: "YAML 1.1 compte en base 60 les nombres à deux-points, comme des heures et des minutes : `22:22` vaut 1342. docker-compose 1.29 et bien d'autres programmes lisent ainsi ; seuls les ports qui finissent par 60 ou plus y échappent, par chance. Des guillemets règlent l'affaire.",
    },
    wrong: "services:\n  ssh:\n    image: example/ssh:1\n    ports:\n      - 22:22\n",
    right: "services:\n  ssh:\n    image: example/ssh:1\n    ports:\n      - \"22:22\"\n",
    profile: None,
    fix: Some(Words {
        en: "Puts quotes around the ports. Unsafe only where the tool in force reads a number today: the value changes then, to what was meant.",
        fr: "Met les ports entre guillemets. À vérifier seulement là où l'outil en vigueur lit aujourd'hui un nombre : la valeur devient alors ce qui était voulu.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let mut harmless: Vec<&Node> = Vec::new();
    let mut told = BTreeSet::new();
    for service in cx.services() {
        let service = service.value.as_mapping();
        let ports = service.and_then(|it| it.get("ports")?.value.as_sequence());
        for port in ports.into_iter().flatten() {
            let Some(scalar) = port.as_scalar().filter(|it| is_open(it)) else {
                continue;
            };
            // An alias has the text of its anchor, and another place; services may share lines.
            let stands_here = cx.slice(port.range) == scalar.text;
            if !stands_here || !told.insert(port.range.start()) {
                continue;
            }
            match scalar.resolve(YamlVersion::V1_1) {
                Resolved::Int(number) => tell_number(cx, findings, port, &scalar.text, number),
                _ => harmless.push(port),
            }
        }
    }
    tell_harmless(cx, findings, &harmless);
}

/// Without quotes, and digits and colons alone.
fn is_open(scalar: &Scalar) -> bool {
    scalar.style == ScalarStyle::Plain
        && scalar.text.contains(':')
        && scalar
            .text
            .bytes()
            .all(|it| it.is_ascii_digit() || it == b':')
}

fn quotes(node: &Node) -> [TextEdit; 2] {
    [node.range.start(), node.range.end()].map(|at| TextEdit {
        range: TextRange::empty(at),
        insert: "\"".to_owned(),
    })
}

/// A port that some programs take for a number.
fn tell_number(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    port: &Node,
    text: &str,
    number: i64,
) {
    let language = cx.language();
    let is_number_here = cx.profile.yaml() == YamlVersion::V1_1;
    let message = if is_number_here {
        say!(
            language,
            "`{text}` is the number {number} here: hours and minutes, in base 60",
            "`{text}` est ici le nombre {number} : des heures et des minutes, en base 60"
        )
    } else {
        say!(
            language,
            "`{text}` is the number {number} to docker-compose 1.29 and to other programs",
            "`{text}` est le nombre {number} pour docker-compose 1.29 et pour d'autres programmes"
        )
    };
    let (severity, applicability) = if is_number_here {
        (Severity::Warning, Applicability::Unsafe)
    } else {
        (Severity::Hint, Applicability::Safe)
    };
    findings
        .add(compose_range(port.range), message)
        .severity(severity)
        .help(say!(
            language,
            "put it in quotes",
            "mettez-le entre guillemets"
        ))
        .fix(
            say!(language, "Put it in quotes", "Mettre entre guillemets"),
            applicability,
            quotes(port).into(),
        );
}

fn tell_harmless(cx: &RuleContext<'_>, findings: &mut Findings, ports: &[&Node]) {
    let language = cx.language();
    let Some(first) = ports.first() else {
        return;
    };
    let text = first.as_str().unwrap_or_default();
    findings
        .add(
            compose_range(first.range),
            say!(
                language,
                "`{text}` is a text only thanks to its last number, which is 60 or more",
                "`{text}` n'est un texte que grâce à son dernier nombre, de 60 ou plus"
            ),
        )
        .help(say!(
            language,
            "put all ports in quotes: `22:22` would be a number",
            "mettez tous les ports entre guillemets : `22:22` serait un nombre"
        ))
        .fix(
            say!(
                language,
                "Put the ports of the file in quotes",
                "Mettre les ports du fichier entre guillemets"
            ),
            Applicability::Safe,
            ports.iter().flat_map(|it| quotes(it)).collect(),
        );
}
