//! # refused
//!
//! Each part is well-formed, and the compose tool refuses the whole nevertheless: a name that nothing has, keys that
//! exclude each other, services or files that lead back to themselves.

use crate::fault::{FaultKind, Refusal};
use crate::files::ReadError;
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M019",
    name: "refused",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "parts that do not go together, which the compose tool refuses",
        fr: "",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words { en: "", fr: "" },
    wrong: "",
    right: "",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        let FaultKind::Refused(refusal) = &fault.kind else {
            continue;
        };
        let (message, help) = words(refusal);
        let mut finding = findings.add_fault(fault, message);
        if let Some(related) = fault.related {
            finding = finding.label(related, "the other one is here");
        }
        if !help.is_empty() {
            finding.help(help);
        }
    }
}

/// What is wrong, and what to do.
fn words(refusal: &Refusal) -> (String, String) {
    match refusal {
        Refusal::ExtendsUnknown { service, base } => (
            format!("`{service}` extends `{base}`, which is not there"),
            "correct the name, or the `file` that it is looked for in".to_owned(),
        ),
        Refusal::ExtendsCycle { service } => (
            format!("`{service}` extends itself, by way of others"),
            "take one `extends` out of the circle".to_owned(),
        ),
        Refusal::ExtendsForbidden { base, key } => (
            format!("`{base}` cannot be extended, because it has `{key}`"),
            format!("move `{key}` to the services that extend it; Compose 2 has no such limit"),
        ),
        Refusal::File { path, error } => match error {
            ReadError::NotFound => (
                format!("file `{path}` does not exist"),
                "create it, or correct the path".to_owned(),
            ),
            ReadError::NotAllowed => (
                format!("file `{path}` lies outside the project folder and is not read here"),
                "look at the project with the command line, which may read it".to_owned(),
            ),
            ReadError::NotText => (
                format!("file `{path}` is not UTF-8 text"),
                "save it as UTF-8".to_owned(),
            ),
            ReadError::Other(reason) => (
                format!("file `{path}` cannot be read: {reason}"),
                "make it readable".to_owned(),
            ),
        },
        Refusal::IncludeCycle { path } => (
            format!("`{path}` includes itself, by way of others"),
            "take one `include` out of the circle".to_owned(),
        ),
        Refusal::IncludeConflict { section, name } => (
            format!("`{name}` in `{section}` is also in an included file, and differs"),
            "rename one of the two, or change it in an override file of the include".to_owned(),
        ),
        Refusal::CannotOverride { path } => (
            format!("`{path}` cannot be laid over a value of another type"),
            "write it in the form that the first file has".to_owned(),
        ),
        Refusal::Undefined {
            service,
            what,
            name,
        } => (
            format!("`{service}` needs {what} `{name}`, which the file does not have"),
            format!("declare `{name}`, or correct the name"),
        ),
        Refusal::Exclusive {
            place,
            first,
            second,
        } => (
            format!("`{first}` and `{second}` exclude each other in `{place}`"),
            "keep one of them".to_owned(),
        ),
        Refusal::Distinct {
            service,
            first,
            second,
        } => (
            format!("`{first}` and `{second}` of `{service}` say different things"),
            "keep one of them".to_owned(),
        ),
        Refusal::MountTwice { service, target } => (
            format!("`{service}` mounts two things at `{target}`"),
            "keep one of them".to_owned(),
        ),
        Refusal::NameWithScale { service } => (
            format!("`{service}` has a `container_name` and more than one container"),
            "take `container_name` out, or run one container".to_owned(),
        ),
        Refusal::ContainerName { name } => (
            format!("two services call their container `{name}`"),
            "give each its own name".to_owned(),
        ),
        Refusal::NoImage => (
            "the service has neither an image nor a build context".to_owned(),
            "add `image: NAME` or `build: FOLDER`".to_owned(),
        ),
        Refusal::NoName => (
            "the project has no name".to_owned(),
            "give one with `-p NAME`, or write one under `name`".to_owned(),
        ),
        Refusal::Cycle => (
            "services wait for each other in a circle".to_owned(),
            "take one of the dependencies out".to_owned(),
        ),
        Refusal::HealthcheckTest => (
            "a list in `test` must begin with `CMD`, `CMD-SHELL` or `NONE`".to_owned(),
            "put `CMD` before the program".to_owned(),
        ),
        Refusal::NoContent { what, name } => (
            format!("{what} `{name}` does not say where its content comes from"),
            "add `file`, or `environment`".to_owned(),
        ),
        Refusal::ExternalWithSettings { name, key } => (
            format!("`{name}` is external, so `{key}` has no effect and is refused"),
            format!("take `{key}` or `external` out"),
        ),
        Refusal::NamedVolume { name } => (
            format!("volume `{name}` is used, and not declared"),
            format!("add it under the top-level `volumes`: `{name}: {{}}`"),
        ),
        Refusal::Version { text } => (
            format!("`{text}` is no version of the format"),
            "take `version` out, or write one such as `\"3.8\"`".to_owned(),
        ),
        Refusal::VersionMismatch => (
            "this file is of another version than the first one".to_owned(),
            "give all files the same `version`".to_owned(),
        ),
        Refusal::Other { text } => (text.clone(), String::new()),
    }
}
