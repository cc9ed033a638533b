//! # missing-dockerfile
//!
//! A service is to be built, and its Dockerfile is not there. Only told where the project folder is known.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "R002",
    name: "missing-dockerfile",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a Dockerfile that is not there",
        fr: "un Dockerfile qui n'existe pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Unless the image is there already, the build stops with \"failed to read dockerfile\". The path starts from the build context, not from the compose file.",
        fr: "Sauf si l'image existe déjà, la construction s'arrête avec \"failed to read dockerfile\". Le chemin part du contexte de construction, pas du fichier compose.",
    },
    wrong: "services:\n  web:\n    build:\n      context: .\n      dockerfile: Dockerfile.prod\n",
    right: "services:\n  web:\n    build:\n      context: .\n      dockerfile: there.Dockerfile\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let Some(build) = service.build.as_ref().filter(|it| !it.value.is_remote()) else {
            continue;
        };
        let written = cx.loaded_service(&service.name.value);
        let is_inline = written
            .and_then(|it| it.get("build")?.get("dockerfile_inline"))
            .is_some();
        let dockerfile = build.value.dockerfile.as_deref().unwrap_or("Dockerfile");
        if is_inline || dockerfile.starts_with('/') {
            continue;
        }
        let context = build.value.context.trim_end_matches('/');
        let Some(path) = cx.path_in_project(&format!("{context}/{dockerfile}")) else {
            continue;
        };
        if !cx.is_missing(&path) {
            continue;
        }
        let name = &service.name.value;
        findings
            .add(
                build.range,
                say!(
                    language,
                    "`{name}` cannot be built: `{path}` does not exist",
                    "`{name}` ne peut pas être construit : `{path}` n'existe pas",
                ),
            )
            .help(say!(
                language,
                "create it, or correct `context` and `dockerfile`; the second starts from the first",
                "créez-le, ou corrigez `context` et `dockerfile` ; le second part du premier"
            ));
    }
}
