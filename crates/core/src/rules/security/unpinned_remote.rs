//! # unpinned-remote
//!
//! A build or an included file that is fetched from elsewhere at every start, and not held to one commit.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::rules::compose_range;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::syntax::Node;
use crate::text::FileRange;

pub(super) static RULE: Rule = Rule {
    code: "S018",
    name: "unpinned-remote",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a remote build or file that is not held to one commit",
        fr: "un build ou un fichier distant qui n'est pas fixé à un commit",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "What a branch or a tag points to can change, and then the same file builds and runs something else. Whoever may push there decides what runs here; over `http://` and `git://`, so does whoever sits in between.",
        fr: "Ce que désigne une branche ou une étiquette peut changer, et le même fichier construit et lance alors autre chose. Qui peut pousser là-bas décide de ce qui tourne ici ; avec `http://` et `git://`, qui se trouve sur le chemin aussi.",
    },
    wrong: "services:\n  app:\n    build: https://github.com/example/app.git#main\n",
    right: "services:\n  app:\n    build: https://github.com/example/app.git#0123456789abcdef0123456789abcdef01234567\n",
    profile: None,
    fix: None,
};

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|it| it.is_ascii_hexdigit())
}

/// Whether a Git address names one commit: `#COMMIT`, `#COMMIT:folder`, `?commit=COMMIT`.
fn is_pinned(address: &str) -> bool {
    let fragment = address.split_once('#').map(|(_, it)| it);
    let commit = fragment.and_then(|it| it.split(':').next());
    commit.is_some_and(is_commit)
        || address
            .split(['?', '&', '#'])
            .filter_map(|it| {
                it.strip_prefix("commit=")
                    .or_else(|| it.strip_prefix("checksum="))
            })
            .any(is_commit)
}

fn is_remote(address: &str) -> bool {
    let address = address.trim();
    [
        "https://",
        "http://",
        "git://",
        "ssh://",
        "git@",
        "github.com/",
    ]
    .iter()
    .any(|it| address.starts_with(it))
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for (_, service) in cx.loaded_services() {
        let Some(build) = service.get("build") else {
            continue;
        };
        let context = match build.as_str() {
            Some(context) => Some((context, build.range)),
            None => build
                .get("context")
                .and_then(|it| Some((it.as_str()?, it.range))),
        };
        if let Some((context, range)) = context {
            tell(cx, findings, context, range);
        }
    }
    let root = cx.tree.root.as_ref().and_then(Node::as_mapping);
    let include = root.and_then(|it| it.get("include"));
    let include = include.and_then(|it| it.value.as_sequence());
    for it in include.into_iter().flatten() {
        let path = match it.as_mapping() {
            Some(long) => long.get("path").map(|it| &it.value),
            None => Some(it),
        };
        if let Some((path, range)) = path.and_then(|it| Some((it.as_str()?, it.range))) {
            tell(cx, findings, path, compose_range(range));
        }
    }
}

fn tell(cx: &RuleContext<'_>, findings: &mut Findings, address: &str, range: FileRange) {
    let language = cx.language();
    if !is_remote(address) || is_pinned(address) {
        return;
    }
    let is_open = address.starts_with("http://") || address.starts_with("git://");
    let message = if is_open {
        say!(
            language,
            "what this address gives can be replaced on the way",
            "ce que donne cette adresse peut être remplacé en chemin"
        )
    } else {
        say!(
            language,
            "what this address gives can change from one day to the next",
            "ce que donne cette adresse peut changer d'un jour à l'autre"
        )
    };
    let finding = findings.add(range, message).help(say!(
        language,
        "use `https://`, and end it with `#` and the full number of a commit",
        "utilisez `https://`, et terminez par `#` et le numéro complet d'un commit"
    ));
    if is_open {
        finding.severity(Severity::Warning);
    }
}
