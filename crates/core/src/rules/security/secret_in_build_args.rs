//! # secret-in-build-args
//!
//! A secret among the arguments of a build: they stay in the history of the image.

use super::secrets;
use crate::document::Value;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::FileRange;

pub(super) static RULE: Rule = Rule {
    code: "S011",
    name: "secret-in-build-args",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a secret among the arguments of a build",
        fr: "un secret parmi les arguments d'un build",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Arguments of a build are kept in the history of the image: `docker history` shows them to everybody who has the image, even when they came from a variable.",
        fr: "Les arguments d'un build restent dans l'historique de l'image : `docker history` les montre à quiconque a l'image, même s'ils viennent d'une variable.",
    },
    wrong: "services:\n  app:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: ${NPM_TOKEN:-}\n",
    right: "services:\n  app:\n    build:\n      context: .\n      secrets:\n        - npm_token\nsecrets:\n  npm_token:\n    environment: NPM_TOKEN\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for (_, service) in cx.loaded_services() {
        let args = service.get("build").and_then(|it| it.get("args"));
        match args.map(|it| &it.value) {
            Some(Value::Map(map)) => {
                for it in map {
                    tell(cx, findings, &it.key, it.range());
                }
            }
            Some(Value::List(list)) => {
                for it in list {
                    let name = it.as_str().and_then(|it| it.split('=').next());
                    tell(cx, findings, name.unwrap_or_default(), it.range);
                }
            }
            _ => {}
        }
    }
}

fn tell(cx: &RuleContext<'_>, findings: &mut Findings, name: &str, range: FileRange) {
    let language = cx.language();
    if secrets::names_secret(name) {
        findings
            .add(
                range,
                say!(
                    language,
                    "`{name}` stays in the history of the image",
                    "`{name}` reste dans l'historique de l'image"
                ),
            )
            .help(say!(
                language,
                "hand it over with `build.secrets`, and read it in the Dockerfile with `RUN --mount=type=secret`",
                "transmettez-le avec `build.secrets` et lisez-le dans le Dockerfile avec `RUN --mount=type=secret`"
            ));
    }
}
