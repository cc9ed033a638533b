//! # duplicate-key
//!
//! A mapping has a key twice.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::syntax::SyntaxErrorKind;

pub(super) static RULE: Rule = Rule {
    code: "Y002",
    name: "duplicate-key",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a key that stands twice in a mapping",
        fr: "une clé qui figure deux fois dans une table",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Only one of the two can count. docker-compose 1.29 takes the last one silently, so that what stands above is lost; Compose 2 refuses the file.",
        fr: "Une seule des deux peut compter. docker-compose 1.29 prend la dernière sans rien dire, de sorte que ce qui est écrit au-dessus est perdu ; Compose 2 refuse le fichier.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    ports: [\"8080:80\"]\n    ports: [\"8443:443\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    ports: [\"8080:80\", \"8443:443\"]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for error in &cx.tree.errors {
        let SyntaxErrorKind::DuplicateKey { key } = &error.kind else {
            continue;
        };
        let (severity, help) = match cx.profile.dialect {
            Dialect::V1_29 => (
                Severity::Warning,
                say!(
                    language,
                    "docker-compose takes the last one and says nothing; put both under one key, or take one out",
                    "docker-compose prend la dernière sans rien dire ; mettez les deux sous une seule clé, ou enlevez-en une"
                ),
            ),
            Dialect::V2 => (
                Severity::Error,
                say!(
                    language,
                    "put both under one key, or take one out",
                    "mettez les deux sous une seule clé, ou enlevez-en une"
                ),
            ),
        };
        let finding = findings
            .add(
                compose_range(error.range),
                say!(
                    language,
                    "key `{key}` stands twice",
                    "la clé `{key}` figure deux fois"
                ),
            )
            .severity(severity)
            .help(help);
        if let Some(related) = error.related {
            finding.label(
                compose_range(related),
                say!(language, "first here", "la première est ici"),
            );
        }
    }
}
