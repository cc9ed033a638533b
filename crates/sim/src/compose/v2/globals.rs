//! The flags that stand before the command.

use super::nearest::with_nearest_flag;
use super::{Failure, help};
use crate::args::{self, ArgsError, Flag, Grammar, int, list, switch, text};
use std::collections::BTreeMap;

/// What the flags before the command say.
#[derive(Clone, Debug, Default)]
pub(super) struct Globals {
    pub(super) project_name: Option<String>,
    pub(super) files: Vec<String>,
    pub(super) profiles: Vec<String>,
    pub(super) env_files: Vec<String>,
    pub(super) project_directory: Option<String>,
    pub(super) compatibility: bool,
    pub(super) progress: Progress,
    pub(super) dry_run: bool,
    pub(super) all_resources: bool,
}

/// How progress is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Progress {
    #[default]
    Auto,
    Plain,
    Tty,
    Quiet,
    Json,
}

/// The flags, and the command with its words.
pub(super) struct ParsedGlobals {
    pub(super) globals: Globals,
    pub(super) words: Vec<String>,
}

const FLAGS: &[Flag] = &[
    switch("all-resources", None, ""),
    text("ansi", None, ""),
    switch("compatibility", None, ""),
    switch("dry-run", None, ""),
    list("env-file", None, ""),
    list("file", Some('f'), ""),
    switch("no-ansi", None, ""),
    int("parallel", None, ""),
    list("profile", None, ""),
    text("progress", None, ""),
    text("project-directory", None, ""),
    text("project-name", Some('p'), ""),
    switch("verbose", None, ""),
    switch("version", Some('v'), ""),
    text("workdir", None, ""),
];

/// Reads the flags before the command.
///
/// # Errors
/// A flag that is none, a value that is none, or no command at all: then the help text is part of the failure.
pub(super) fn parse(
    words: &[String],
    variables: &BTreeMap<String, String>,
) -> Result<ParsedGlobals, Failure> {
    let parsed = args::parse(FLAGS, Grammar::UpToFirstWord, words)
        .map_err(|ArgsError(text)| Failure::new(with_nearest_flag(text, FLAGS)))?;
    let variable = |name: &str| {
        variables
            .get(name)
            .filter(|it| !it.is_empty())
            .map(String::as_str)
    };
    if parsed.is_on("help") || parsed.words.is_empty() {
        return Err(Failure {
            text: String::new(),
            code: 0,
            help: help::ROOT.to_owned(),
            is_status: false,
        });
    }
    let ansi = parsed
        .value("ansi")
        .or(variable("COMPOSE_ANSI"))
        .unwrap_or("auto");
    let ansi = if parsed.is_on("no-ansi") {
        "never"
    } else {
        ansi
    };
    let progress = match parsed
        .value("progress")
        .or(variable("COMPOSE_PROGRESS"))
        .unwrap_or("")
    {
        "" | "auto" => match ansi {
            "never" => Progress::Plain,
            "always" => Progress::Tty,
            _ => Progress::Auto,
        },
        "tty" if ansi == "never" => {
            return Err(Failure::new(
                "can't use --progress tty while ANSI support is disabled",
            ));
        }
        "tty" => Progress::Tty,
        "plain" if ansi == "always" => {
            return Err(Failure::new(
                "can't use --progress plain while ANSI support is forced",
            ));
        }
        "plain" => Progress::Plain,
        "quiet" | "none" => Progress::Quiet,
        "json" => Progress::Json,
        other => {
            return Err(Failure::new(format!(
                "unsupported --progress value \"{other}\""
            )));
        }
    };
    let mut env_files = parsed.values("env-file").to_vec();
    if env_files.is_empty() {
        let listed = variable("COMPOSE_ENV_FILES").unwrap_or_default();
        env_files.extend(
            listed
                .split(',')
                .filter(|it| !it.is_empty())
                .map(str::to_owned),
        );
    }
    let directory = parsed
        .value("project-directory")
        .or(parsed.value("workdir"));
    let globals = Globals {
        project_name: parsed
            .value("project-name")
            .filter(|it| !it.is_empty())
            .map(str::to_owned),
        files: parsed.values("file").to_vec(),
        profiles: parsed.values("profile").to_vec(),
        env_files,
        project_directory: directory.filter(|it| !it.is_empty()).map(str::to_owned),
        compatibility: parsed.is_on("compatibility")
            || variable("COMPOSE_COMPATIBILITY").is_some_and(is_true),
        progress,
        dry_run: parsed.is_on("dry-run"),
        all_resources: parsed.is_on("all-resources"),
    };
    Ok(ParsedGlobals {
        globals,
        words: parsed.words,
    })
}

/// Whether the tool takes the value of a variable for yes.
pub(super) fn is_true(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "1" | "t" | "true" | "y" | "yes"
    )
}
