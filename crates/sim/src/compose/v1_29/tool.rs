//! One run of the tool: what it works on, what it has printed, and what it asks the engine again and again.

use crate::compose::project::ComposeProject;
use crate::machine::Machine;
use crate::output::Output;
use linkyard_core::op::labels;
use linkyard_core::plan;
use linkyard_core::project::Service;
use linkyard_core::world::{Container, EngineError, Time};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// The label with the version of the tool.
pub(super) const VERSION_LABEL: &str = "com.docker.compose.version";
/// The label with the hash of a container's settings.
pub(super) const HASH_LABEL: &str = "com.docker.compose.config-hash";
/// The label of a one-off container with the number that stands in its name.
pub(super) const SLUG_LABEL: &str = "com.docker.compose.slug";
/// The label with the env file that somebody named.
pub(super) const ENV_FILE_LABEL: &str = "com.docker.compose.project.environment_file";
/// The version that is imitated.
pub(super) const VERSION: &str = "1.29.2";

/// What is said at all: this and what is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// What happens on the way.
    Info,
    /// Warnings.
    Warning,
    /// What stops the tool.
    Error,
    /// Nothing.
    Critical,
}

impl Level {
    /// Reads `--log-level`. What `DEBUG` says besides is not simulated.
    pub fn parse(text: &str) -> Option<Level> {
        match text.to_uppercase().as_str() {
            "DEBUG" | "INFO" => Some(Level::Info),
            "WARNING" => Some(Level::Warning),
            "ERROR" => Some(Level::Error),
            "CRITICAL" => Some(Level::Critical),
            _ => None,
        }
    }
}

/// Why a command ends before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The tool says this and exits with 1.
    Error(String),
    /// It exits with this code; everything is said.
    Exit(i32),
}

impl From<EngineError> for Stop {
    fn from(err: EngineError) -> Stop {
        Stop::Error(err.to_string())
    }
}

/// Which containers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OneOff {
    /// No one-off containers.
    Exclude,
    /// All containers.
    Include,
    /// One-off containers alone.
    Only,
}

/// Whether stopped containers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Only those that run.
    Running,
    /// All.
    All,
}

/// A container as the tool holds it: its name may change meanwhile, its id does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Its id.
    pub id: String,
    /// Its name when it was asked for.
    pub name: String,
    /// Its service.
    pub service: String,
    /// Its number; `None` for a one-off container.
    pub number: Option<u32>,
}

/// A run of the tool.
pub(super) struct Tool<'a> {
    /// The machine.
    pub machine: &'a mut Machine,
    /// The project.
    pub project: &'a ComposeProject,
    /// What was printed.
    pub out: Output,
    /// Whether lines may be coloured and written over.
    pub is_ansi: bool,
    /// What is said.
    pub level: Level,
    /// Width of the longest line of progress so far, and the lines.
    pub(super) progress: (usize, Vec<String>),
    /// When the tool was called.
    pub begun: Time,
    /// What `config` prints, once somebody asked.
    pub(super) document: OnceCell<serde_json::Value>,
    /// Services in start order.
    order: Vec<String>,
}

impl<'a> Tool<'a> {
    pub fn new(machine: &'a mut Machine, project: &'a ComposeProject, is_ansi: bool) -> Tool<'a> {
        let order = project.analysis.start_order();
        Tool {
            begun: machine.world.now(),
            machine,
            order: order.into_iter().map(str::to_owned).collect(),
            project,
            out: Output::new(),
            is_ansi,
            level: Level::Info,
            progress: (0, Vec::new()),
            document: OnceCell::new(),
        }
    }

    /// Says something on the way.
    pub fn info(&mut self, text: &str) {
        if self.level <= Level::Info {
            self.out.err(format!("{text}\n"));
        }
    }

    /// Warns.
    pub fn warn(&mut self, text: &str) {
        if self.level > Level::Warning {
            return;
        }
        let prefix = if self.is_ansi {
            "\x1b[33mWARNING\x1b[0m: "
        } else {
            ""
        };
        self.out.err(format!("{prefix}{text}\n"));
    }

    /// Says what is wrong.
    pub fn error(&mut self, text: &str) {
        if self.level <= Level::Error {
            self.out.err(error_line(text, self.is_ansi));
        }
    }

    /// The services in start order.
    pub fn services(&self) -> Vec<&'a Service> {
        let all = &self.project.analysis.project.services;
        self.order.iter().filter_map(|it| all.get(it)).collect()
    }

    /// A service.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn service(&self, name: &str) -> Result<&'a Service, Stop> {
        let all = &self.project.analysis.project.services;
        all.get(name).ok_or_else(|| no_such_service(name))
    }

    /// The services of these names in start order, or all whose profiles are active; with what they need if asked for.
    ///
    /// # Errors
    /// No such service, or a profile is not active that is needed.
    pub fn wanted(&self, names: &[String], with_needs: bool) -> Result<Vec<&'a Service>, Stop> {
        let mut profiles: Vec<String> = self.project.profiles.clone();
        for name in names {
            self.service(name)?;
        }
        let all = self.services();
        let chosen: Vec<&Service> = if names.is_empty() {
            let active = all.into_iter().filter(|it| is_enabled(it, &profiles));
            active.collect()
        } else {
            all.into_iter()
                .filter(|it| names.contains(&it.name.value))
                .collect()
        };
        if !names.is_empty() {
            let of_chosen = chosen.iter().flat_map(|it| &it.profiles);
            profiles.extend(of_chosen.map(|it| it.value.clone()));
        }
        if !with_needs {
            return Ok(chosen);
        }
        let mut res: Vec<&Service> = Vec::new();
        for service in chosen {
            let needed = self.all_needs(&service.name.value);
            for need in self.services() {
                if !needed.contains(need.name.value.as_str()) {
                    continue;
                }
                if !is_enabled(need, &profiles) {
                    let (need, own) = (&need.name.value, &service.name.value);
                    return Err(Stop::Error(format!(
                        "Service \"{need}\" was pulled in as a dependency of service \"{own}\" but is not enabled by the active profiles. You may fix this by adding a common profile to \"{need}\" and \"{own}\"."
                    )));
                }
                push_new(&mut res, need);
            }
            push_new(&mut res, service);
        }
        Ok(res)
    }

    /// Everything that a service needs, however far.
    fn all_needs(&self, service: &str) -> BTreeSet<&'a str> {
        let mut res = BTreeSet::new();
        let mut open = self.needs(service);
        while let Some(name) = open.pop() {
            if res.insert(name) {
                open.extend(self.needs(name));
            }
        }
        res
    }

    /// What a service needs, in the order of the tool: links, `volumes_from`, the network stack, `depends_on`.
    pub fn needs(&self, service: &str) -> Vec<&'a str> {
        let graph = &self.project.analysis.graph;
        let place = graph.services.iter().position(|it| it == service);
        let Some(index) = place.and_then(|it| u32::try_from(it).ok()) else {
            return Vec::new();
        };
        let edges = graph.dependencies(linkyard_core::graph::ServiceIndex(index));
        let mut res: Vec<&str> = Vec::new();
        for edge in edges {
            let name = graph.name(edge.dependency);
            if !res.contains(&name) {
                res.push(name);
            }
        }
        res
    }

    /// Containers of the project and of these services, or of all that the file has; newest first.
    ///
    /// # Errors
    /// No such service.
    pub fn containers(
        &self,
        names: &[String],
        scope: Scope,
        one_off: OneOff,
    ) -> Result<Vec<Held>, Stop> {
        for name in names {
            self.service(name)?;
        }
        let all = self.of_project(scope, one_off);
        let is_wanted = |it: &Held| {
            if names.is_empty() {
                self.service(&it.service).is_ok()
            } else {
                names.contains(&it.service)
            }
        };
        Ok(all.into_iter().filter(is_wanted).collect())
    }

    /// All containers of the project, newest first.
    pub fn of_project(&self, scope: Scope, one_off: OneOff) -> Vec<Held> {
        let project = self.project.name();
        let containers = self.machine.world.containers.values().rev();
        let ours = containers.filter(|it| label(it, labels::PROJECT) == Some(project));
        ours.filter(|it| match one_off {
            OneOff::Include => true,
            OneOff::Exclude => label(it, labels::ONEOFF) == Some("False"),
            OneOff::Only => label(it, labels::ONEOFF) == Some("True"),
        })
        .filter(|it| scope == Scope::All || it.state.is_up())
        .map(Held::of)
        .collect()
    }

    /// The containers of a service, newest first.
    pub fn of_service(&self, service: &str, scope: Scope) -> Vec<Held> {
        let mut res = self.of_project(scope, OneOff::Exclude);
        res.retain(|it| it.service == service);
        res
    }

    /// A container as it is now.
    pub fn container(&self, id: &str) -> Option<&Container> {
        let containers = &self.machine.world.containers;
        containers.values().find(|it| it.id == id)
    }

    /// The name of a container now.
    ///
    /// # Errors
    /// It is gone.
    pub fn name_of(&self, id: &str) -> Result<String, EngineError> {
        let found = self.container(id).map(|it| it.name.clone());
        found.ok_or_else(|| EngineError::NoSuchContainer {
            name: id.to_owned(),
        })
    }

    /// Whether a container runs, is frozen or is being started again.
    pub fn is_running(&self, held: &Held) -> bool {
        self.container(&held.id).is_some_and(|it| it.state.is_up())
    }

    /// How many containers a service is to have.
    pub fn scale_of(&self, service: &Service) -> u32 {
        plan::n_wanted(service, &std::collections::BTreeMap::new())
    }

    /// A value of a service as the file has it, for what the model leaves out.
    pub fn written(&self, service: &str, key: &str) -> Option<&'a str> {
        self.node(service, key)?.as_str()
    }

    /// A part of a service as the file has it.
    pub fn node(&self, service: &str, key: &str) -> Option<&'a linkyard_core::document::Node> {
        let document = &self.project.analysis.loaded.document;
        document.get("services")?.get(service)?.get(key)
    }

    /// Whether a variable of the shell or of the env file means yes.
    pub fn is_set(&self, variable: &str) -> bool {
        match self.project.variables.get(variable).map(String::as_str) {
            None | Some("" | "0") => false,
            Some(it) => !it.eq_ignore_ascii_case("false"),
        }
    }
}

impl Held {
    /// What the tool keeps of a container.
    pub fn of(container: &Container) -> Held {
        let is_oneoff = label(container, labels::ONEOFF) == Some("True");
        let number = label(container, labels::NUMBER).and_then(|it| it.parse().ok());
        Held {
            id: container.id.clone(),
            name: container.name.clone(),
            service: label(container, labels::SERVICE)
                .unwrap_or_default()
                .to_owned(),
            number: number.filter(|_| !is_oneoff),
        }
    }
}

/// The name of a container as logs and links have it: without the project.
pub(super) fn name_without_project(container: &Container) -> String {
    let project = label(container, labels::PROJECT).unwrap_or_default();
    let service = label(container, labels::SERVICE).unwrap_or_default();
    if !container.name.starts_with(&format!("{project}_{service}")) {
        return container.name.clone();
    }
    let slug = label(container, SLUG_LABEL).and_then(|it| it.get(..12));
    match Held::of(container).number {
        Some(number) => format!("{service}_{number}"),
        None => format!("{service}_{}", slug.unwrap_or("None")),
    }
}

/// A label of a container.
pub(super) fn label<'c>(container: &'c Container, name: &str) -> Option<&'c str> {
    container.spec.labels.get(name).map(String::as_str)
}

pub(super) fn no_such_service(name: &str) -> Stop {
    Stop::Error(format!("No such service: {name}"))
}

/// A line that says what is wrong.
pub(super) fn error_line(text: &str, is_ansi: bool) -> String {
    let prefix = if is_ansi {
        "\x1b[31mERROR\x1b[0m: "
    } else {
        ""
    };
    format!("{prefix}{text}\n")
}

fn is_enabled(service: &Service, profiles: &[String]) -> bool {
    service.profiles.is_empty()
        || service
            .profiles
            .iter()
            .any(|it| profiles.contains(&it.value))
}

fn push_new<'s>(list: &mut Vec<&'s Service>, service: &'s Service) {
    if !list.iter().any(|it| it.name.value == service.name.value) {
        list.push(service);
    }
}
