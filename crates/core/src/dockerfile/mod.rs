//! What a Dockerfile says of the image that it builds, as far as it can be known without building.
//!
//! Only what decides a prediction is read: `FROM`, `ARG`, `ENV`, `EXPOSE`, `USER`, `CMD`, `ENTRYPOINT`, `VOLUME`,
//! `WORKDIR`, `HEALTHCHECK`, `STOPSIGNAL` and `SHELL`. What a `RUN` changes inside the image is not seen.

mod lines;
mod project;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use project::images;
pub use project::path;

use crate::images::{FactsSource, ImageCatalog, ImageFacts, put_variable};
use crate::op::Healthcheck;
use crate::port::Port;
use crate::project::parse_duration;
use indexmap::IndexMap;
use lines::Instruction;
use std::collections::{BTreeMap, BTreeSet};
use words::Expander;

/// What a build is given besides the Dockerfile.
#[derive(Clone, Copy, Debug)]
pub struct BuildInput<'a> {
    /// `build.args`; `None` takes the value of `variables`.
    pub args: &'a IndexMap<String, Option<String>>,
    /// The shell's variables.
    pub variables: &'a BTreeMap<String, String>,
    /// `build.target`.
    pub target: Option<&'a str>,
    /// Facts of base images.
    pub images: &'a ImageCatalog,
    /// Whether BuildKit builds: an image `FROM scratch` then has a `PATH`.
    pub has_buildkit: bool,
}

/// The variable that BuildKit gives an image without a base.
///
/// Source: `emptyImage` of BuildKit's Dockerfile frontend.
const SCRATCH_PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The image that `text` builds; `None` if it has no `FROM`, or not the stage that is asked for.
pub fn image_facts(text: &str, input: &BuildInput<'_>) -> Option<ImageFacts> {
    let mut build = Build {
        input,
        escape: lines::escape(text),
        global_args: BTreeMap::new(),
        stages: Vec::new(),
    };
    for instruction in lines::instructions(text, build.escape) {
        build.take(&instruction);
    }
    let stage = match input.target {
        None => build.stages.pop()?,
        Some(target) => {
            let at = build.stage_index(target)?;
            build.stages.into_iter().nth(at)?
        }
    };
    Some(stage.facts)
}

struct Stage {
    name: String,
    facts: ImageFacts,
    /// Arguments and variables that a later line may use.
    args: BTreeMap<String, String>,
    shell: Vec<String>,
    /// Whether `CMD` was written in this stage: an `ENTRYPOINT` takes away only the base's.
    has_command: bool,
}

struct Build<'a> {
    input: &'a BuildInput<'a>,
    escape: char,
    /// Arguments before the first `FROM`.
    global_args: BTreeMap<String, String>,
    stages: Vec<Stage>,
}

impl Build<'_> {
    fn stage_index(&self, name: &str) -> Option<usize> {
        let by_name = self
            .stages
            .iter()
            .rposition(|it| !it.name.is_empty() && it.name.eq_ignore_ascii_case(name));
        by_name.or_else(|| name.parse().ok().filter(|it| *it < self.stages.len()))
    }

    fn take(&mut self, instruction: &Instruction) {
        let rest = instruction.rest.as_str();
        match (instruction.name.as_str(), self.stages.is_empty()) {
            ("FROM", _) => self.from(rest),
            ("ARG", true) => {
                let expander = Expander::new(&self.global_args, self.escape);
                for (name, default) in arguments(rest, &expander) {
                    if let Some(value) = self.argument(&name, default) {
                        self.global_args.insert(name, value);
                    }
                }
            }
            (_, true) => {}
            (name, false) => self.in_stage(name, rest),
        }
    }

    /// The value of a build argument: what the build is given, else the default.
    fn argument(&self, name: &str, default: Option<String>) -> Option<String> {
        match self.input.args.get(name) {
            Some(Some(given)) => Some(given.clone()),
            Some(None) => self.input.variables.get(name).cloned().or(default),
            None => default,
        }
    }

    fn from(&mut self, rest: &str) {
        let words: Vec<&str> = rest
            .split_whitespace()
            .filter(|it| !it.starts_with("--"))
            .collect();
        let (base, name) = match words.as_slice() {
            [base, as_word, name, ..] if as_word.eq_ignore_ascii_case("as") => (*base, *name),
            [base, ..] => (*base, ""),
            [] => return,
        };
        let base = Expander::new(&self.global_args, self.escape).text(base);
        let facts = match self.stage_index(&base).and_then(|it| self.stages.get(it)) {
            Some(stage) => stage.facts.clone(),
            None => self.base_facts(&base),
        };
        self.stages.push(Stage {
            name: name.to_owned(),
            args: facts
                .env
                .iter()
                .filter_map(|it| it.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            facts,
            shell: vec!["/bin/sh".to_owned(), "-c".to_owned()],
            has_command: false,
        });
    }

    fn base_facts(&self, base: &str) -> ImageFacts {
        let is_scratch = base == "scratch";
        let known = self
            .input
            .images
            .get(base)
            .map(|it| ImageFacts::clone(it))
            .filter(|_| !is_scratch);
        let mut res = known.unwrap_or(ImageFacts {
            source: FactsSource::Dockerfile,
            taken: None,
            exposed: BTreeSet::new(),
            is_exposed_complete: is_scratch,
            env: Vec::new(),
            is_env_complete: is_scratch,
            user: String::new(),
            working_dir: String::new(),
            command: Vec::new(),
            entrypoint: Vec::new(),
            volumes: BTreeSet::new(),
            healthcheck: None,
            stop_signal: None,
            home: None,
            programs: None,
        });
        if is_scratch && self.input.has_buildkit {
            res.env.push(SCRATCH_PATH.to_owned());
        }
        res.source = FactsSource::Dockerfile;
        res.taken = None;
        res
    }

    fn in_stage(&mut self, name: &str, rest: &str) {
        let escape = self.escape;
        if name == "ARG" {
            self.stage_argument(rest);
            return;
        }
        let Some(stage) = self.stages.last_mut() else {
            return;
        };
        let expander = Expander::new(&stage.args, escape);
        match name {
            "ENV" => {
                let pairs = words::pairs(rest, &expander);
                for (name, value) in pairs {
                    put_variable(&mut stage.facts.env, &name, &value);
                    stage.args.insert(name, value);
                }
            }
            "EXPOSE" => {
                let words = expander.text(rest);
                let ports = words.split_whitespace().flat_map(ports_of);
                stage.facts.exposed.extend(ports);
            }
            "USER" => {
                stage.facts.user = expander.text(rest.trim());
                // The base's home belonged to another user.
                stage.facts.home = None;
            }
            "VOLUME" => {
                let volumes = match json_words(rest) {
                    Some(words) => words,
                    None => rest.split_whitespace().map(str::to_owned).collect(),
                };
                let volumes = volumes.iter().map(|it| expander.text(it));
                stage.facts.volumes.extend(volumes);
            }
            "SHELL" => {
                if let Some(words) = json_words(rest) {
                    stage.shell = words;
                }
            }
            "CMD" => {
                stage.facts.command = command(rest, &stage.shell);
                stage.has_command = true;
            }
            "ENTRYPOINT" => {
                stage.facts.entrypoint = command(rest, &stage.shell);
                if !stage.has_command {
                    stage.facts.command.clear();
                }
            }
            "HEALTHCHECK" => {
                stage.facts.healthcheck = healthcheck(rest);
            }
            "WORKDIR" => {
                let folder = expander.text(rest.trim());
                let old = stage.facts.working_dir.trim_end_matches('/');
                stage.facts.working_dir = if folder.starts_with('/') {
                    folder
                } else {
                    format!("{old}/{folder}")
                };
            }
            "STOPSIGNAL" => stage.facts.stop_signal = Some(expander.text(rest.trim())),
            _ => {}
        }
    }

    fn stage_argument(&mut self, rest: &str) {
        let Some(stage) = self.stages.last() else {
            return;
        };
        let expander = Expander::new(&stage.args, self.escape);
        let mut found = Vec::new();
        for (name, default) in arguments(rest, &expander) {
            let default = default.or_else(|| self.global_args.get(&name).cloned());
            // A variable of the image beats an argument of its name.
            let is_env = stage.facts.env.iter().any(|it| is_named(it, &name));
            if let Some(value) = self.argument(&name, default).filter(|_| !is_env) {
                found.push((name, value));
            }
        }
        if let Some(stage) = self.stages.last_mut() {
            stage.args.extend(found);
        }
    }
}

fn is_named(entry: &str, name: &str) -> bool {
    entry.split_once('=').is_some_and(|(it, _)| it == name)
}

/// `NAME` or `NAME=DEFAULT`, several in a line.
fn arguments(rest: &str, expander: &Expander<'_>) -> Vec<(String, Option<String>)> {
    words::split(rest, expander.escape())
        .iter()
        .map(|it| match it.split_once('=') {
            Some((name, default)) => (name.to_owned(), Some(expander.text(default))),
            None => (it.clone(), None),
        })
        .collect()
}

/// The ports of `80`, `80/udp` or `8000-8002/tcp`.
fn ports_of(word: &str) -> Vec<Port> {
    let (numbers, protocol) = word.split_once('/').unwrap_or((word, "tcp"));
    let Ok(protocol) = protocol.to_ascii_lowercase().parse() else {
        return Vec::new();
    };
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    match (first.parse::<u16>(), last.parse::<u16>()) {
        (Ok(first), Ok(last)) => (first..=last).map(|it| Port::new(it, protocol)).collect(),
        _ => Vec::new(),
    }
}

/// `None` for `NONE`.
fn healthcheck(rest: &str) -> Option<Healthcheck> {
    let mut res = Healthcheck::default();
    let mut rest = rest.trim();
    while let Some(tail) = rest.strip_prefix("--") {
        let (flag, tail) = tail.split_once(char::is_whitespace)?;
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        let nanoseconds = || parse_duration(value).unwrap_or_default();
        match name {
            "interval" => res.interval = nanoseconds(),
            "timeout" => res.timeout = nanoseconds(),
            "start-period" => res.start_period = nanoseconds(),
            "retries" => res.retries = value.parse().unwrap_or_default(),
            _ => {}
        }
        rest = tail.trim_start();
    }
    let (first, tail) = rest.split_once(char::is_whitespace)?;
    if !first.eq_ignore_ascii_case("CMD") {
        return None;
    }
    let words = json_words(tail);
    let kind = if words.is_some() { "CMD" } else { "CMD-SHELL" };
    res.test.push(kind.to_owned());
    res.test
        .extend(words.unwrap_or_else(|| vec![tail.trim().to_owned()]));
    Some(res)
}

fn json_words(rest: &str) -> Option<Vec<String>> {
    serde_json::from_str(rest.trim()).ok()
}

/// A list of words as it is, or a line for the shell.
fn command(rest: &str, shell: &[String]) -> Vec<String> {
    json_words(rest).unwrap_or_else(|| {
        let line = rest.trim().to_owned();
        shell.iter().cloned().chain([line]).collect()
    })
}
