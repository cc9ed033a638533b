//! # invalid-yaml
//!
//! The text is not YAML. What could be read around the fault is shown all the same.

use crate::language::{Language, Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::syntax::SyntaxErrorKind;

pub(super) static RULE: Rule = Rule {
    code: "Y001",
    name: "invalid-yaml",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "text that is not YAML",
        fr: "du texte qui n'est pas du YAML",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Compose files are YAML, and a tool that cannot read the text stops before it looks at anything else, often with a message about a line further down. Here the cause itself is marked, and what can be read around it is still checked.",
        fr: "Les fichiers compose sont du YAML, et un outil qui ne peut pas lire le texte s'arrête avant de regarder le reste, souvent avec un message sur une ligne plus bas. Ici, c'est la cause qui est marquée, et ce qui se lit autour est tout de même vérifié.",
    },
    wrong: "services:\n  web:\n    image: \"nginx:1.27\n",
    right: "services:\n  web:\n    image: \"nginx:1.27\"\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for error in &cx.tree.errors {
        if matches!(error.kind, SyntaxErrorKind::DuplicateKey { .. }) {
            continue;
        }
        let finding = findings
            .add(compose_range(error.range), error.kind.message(language))
            .help(error.kind.help(language));
        if let Some(related) = error.related {
            finding.label(compose_range(related), label(&error.kind, language));
        }
    }
}

/// What the other place has to do with it.
fn label(kind: &SyntaxErrorKind, language: Language) -> String {
    match kind {
        SyntaxErrorKind::MismatchedBracket { .. } | SyntaxErrorKind::Unexpected { .. } => {
            say!(language, "opened here", "ouvert ici")
        }
        SyntaxErrorKind::TextAfterQuote => {
            say!(
                language,
                "the quoted text is here",
                "le texte entre guillemets est ici"
            )
        }
        SyntaxErrorKind::BadIndentation => say!(
            language,
            "it would belong to this",
            "elle appartiendrait à ceci"
        ),
        _ => say!(language, "see here", "voyez ici"),
    }
}
