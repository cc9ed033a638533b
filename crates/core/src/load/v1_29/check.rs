//! What only a whole service shows, and the names that it needs.
//!
//! Source: `validate_service` of config.py and validation.py.

use super::ServiceContext;
use super::prepare::is_address;
use super::python;
use crate::document::{Map, Node, Value};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;
use crate::schema::repr;
use crate::text::FileRange;

impl Loader<'_> {
    pub(super) fn check_service(&mut self, service: &Map, context: &ServiceContext<'_>) {
        self.check_origin(service, context);
        self.check_build_folder(service);
        self.check_amounts(service, context);
        self.check_mode(service, "ipc", "the IPC namespace", context);
        self.check_network_mode(service, context);
        self.check_mode(service, "pid", "the PID namespace", context);
        self.check_names(service, context);
        self.check_healthcheck(service, context);
        let credentials = service.get("credential_spec").and_then(Node::as_map);
        if let Some(credentials) = credentials
            && !credentials.is_empty()
            && !credentials.contains_key("registry")
            && !credentials.contains_key("file")
        {
            let said = format!(
                "Service '{}' is missing 'credential_spec.file' or credential_spec.registry'",
                context.name
            );
            let range = place(service, "credential_spec", context);
            self.refuse(range, said);
        }
        let has_image = service
            .get("image")
            .is_some_and(|it| python::is_true(&it.value));
        let is_broken = self.broken.contains(context.name);
        if !has_image && !is_broken && context.name.contains(|it: char| it.is_ascii_uppercase()) {
            let said = format!(
                "Service '{}' contains uppercase characters which are not valid as part of an image name. Either use a lowercase service name or use the `image` field to set a custom name for the service image.",
                context.name
            );
            let service = context.name.to_owned();
            let refusal = Refusal::CapitalsInImage { service };
            self.fault(context.range, FaultKind::Refused(refusal))
                .said(said);
        }
    }

    /// Records something for which there are no other words than the tool's.
    pub(super) fn refuse(&mut self, range: FileRange, said: String) {
        let refusal = Refusal::Other { text: said.clone() };
        self.fault(range, FaultKind::Refused(refusal)).said(said);
    }

    /// Source: `process_service_constraint_errors`.
    fn check_origin(&mut self, service: &Map, context: &ServiceContext<'_>) {
        const PREFIX: &str = "The Compose file is invalid because:\n";
        let name = context.name;
        let build = service.entry("build");
        let dockerfile = service.entry("dockerfile");
        if let (true, Some(image)) = (context.is_v1, service.entry("image")) {
            for (other, what) in [
                (build, "build path specified"),
                (dockerfile, "alternate Dockerfile"),
            ] {
                let Some(other) = other else {
                    continue;
                };
                let said = format!(
                    "{PREFIX}Service {name} has both an image and {what}. A service can either be built to image or use an existing image, not both."
                );
                let refusal = Refusal::Exclusive {
                    place: name.to_owned(),
                    first: "image".to_owned(),
                    second: other.key.to_string(),
                };
                self.fault(other.value.range, FaultKind::Refused(refusal))
                    .said(said)
                    .related(image.value.range);
                return;
            }
            return;
        }
        let has_context =
            |it: &Node| context.is_v1 || it.as_map().is_none_or(|it| it.contains_key("context"));
        let is_given = service.contains_key("image") || build.is_some();
        let is_whole = build.is_none_or(|it| has_context(&it.value));
        if (is_given && is_whole) || self.broken.contains(name) {
            return;
        }
        let said = format!(
            "{PREFIX}Service {name} has neither an image nor a build context specified. At least one must be provided."
        );
        let range = build
            .filter(|_| is_given)
            .map_or(context.range, |it| it.key_range);
        self.fault(range, FaultKind::Refused(Refusal::NoImage))
            .said(said);
    }

    /// Source: `validate_paths`.
    fn check_build_folder(&mut self, service: &Map) {
        let Some(build) = service.get("build") else {
            return;
        };
        let node = match &build.value {
            Value::Str(_) => Some(build),
            _ => build.get("context"),
        };
        let Some((path, range)) = node.and_then(|it| Some((it.as_str()?, it.range))) else {
            return;
        };
        if is_address(path) || self.files.exists(self.asked_path(path)) != Some(false) {
            return;
        }
        let said = format!(
            "build path {path} either does not exist, is not accessible, or is not a valid URL."
        );
        let path = path.to_owned();
        self.fault(range, FaultKind::Refused(Refusal::BuildFolder { path }))
            .said(said);
    }

    fn check_amounts(&mut self, service: &Map, context: &ServiceContext<'_>) {
        if let Some(cpus) = service.get("cpus")
            && let Value::Float(amount) = &cpus.value
        {
            let nano = amount * 1_000_000_000.0;
            if nano != nano.trunc() {
                let said = "cpus must have nine or less digits after decimal point";
                self.refuse(cpus.range, said.to_owned());
            }
        }
        let Some(ulimits) = service.get("ulimits") else {
            return;
        };
        for limit in ulimits.as_map().into_iter().flatten() {
            let (Some(soft), Some(hard)) = (limit.value.get("soft"), limit.value.get("hard"))
            else {
                continue;
            };
            let (Value::Int(least), Value::Int(most)) = (&soft.value, &hard.value) else {
                continue;
            };
            if least > most {
                let said = format!(
                    "Service '{}' has invalid ulimit '{}'. 'soft' value can not be greater than 'hard' value ",
                    context.name,
                    repr(ulimits)
                );
                self.refuse(limit.value.range, said);
            }
        }
    }

    fn check_network_mode(&mut self, service: &Map, context: &ServiceContext<'_>) {
        let Some(mode) = service
            .get("network_mode")
            .filter(|it| python::is_true(&it.value))
        else {
            return;
        };
        if let Some(networks) = service.entry("networks") {
            let refusal = Refusal::Exclusive {
                place: context.name.to_owned(),
                first: "network_mode".to_owned(),
                second: "networks".to_owned(),
            };
            self.fault(mode.range, FaultKind::Refused(refusal))
                .said("'network_mode' and 'networks' cannot be combined")
                .related(networks.key_range);
        }
        self.check_mode(service, "network_mode", "the network stack", context);
    }

    /// `service:NAME` needs the service.
    fn check_mode(&mut self, service: &Map, key: &str, what: &str, context: &ServiceContext<'_>) {
        let Some(node) = service.get(key) else {
            return;
        };
        let named = node.as_str().and_then(|it| it.strip_prefix("service:"));
        let Some(named) = named.filter(|it| !it.is_empty() && !context.names.contains(*it)) else {
            return;
        };
        let said = format!(
            "Service '{}' uses {what} of service '{named}' which is undefined.",
            context.name
        );
        self.undefined(node.range, named, said, context);
    }

    fn check_names(&mut self, service: &Map, context: &ServiceContext<'_>) {
        let name = context.name;
        let dependencies = service.get("depends_on").and_then(Node::as_map);
        for entry in dependencies.into_iter().flatten() {
            if !context.names.contains(entry.key.as_str()) {
                let key = &entry.key;
                let said =
                    format!("Service '{name}' depends on service '{key}' which is undefined.");
                self.undefined(entry.key_range, key, said, context);
            }
        }
        let links = service.get("links").and_then(Node::as_list);
        for link in links.unwrap_or_default() {
            let text = link.as_str().unwrap_or_default();
            let source = text.split(':').next().unwrap_or_default();
            if !context.names.contains(source) {
                let said =
                    format!("Service '{name}' has a link to service '{text}' which is undefined.");
                self.undefined(link.range, source, said, context);
            }
        }
    }

    fn undefined(
        &mut self,
        range: FileRange,
        missing: &str,
        said: String,
        context: &ServiceContext<'_>,
    ) {
        let refusal = Refusal::Undefined {
            service: context.name.to_owned(),
            what: "service",
            name: missing.to_owned(),
        };
        self.fault(range, FaultKind::Refused(refusal)).said(said);
    }

    /// Source: `validate_healthcheck`.
    fn check_healthcheck(&mut self, service: &Map, context: &ServiceContext<'_>) {
        let Some(check) = service.get("healthcheck").and_then(Node::as_map) else {
            return;
        };
        let Some(test) = check.get("test") else {
            return;
        };
        let Some(words) = test.as_list() else {
            return;
        };
        let range = test.range;
        let prefix = format!(
            "Service \"{}\" defines an invalid healthcheck:",
            context.name
        );
        match words
            .first()
            .map(|it| (it.as_str().unwrap_or_default(), it.range))
        {
            None => {
                self.refuse(range, format!("{prefix} \"test\" is an empty list"));
            }
            Some(("NONE", _)) if check.len() > 1 => {
                let said =
                    format!("{prefix} \"disable: true\" cannot be combined with other options");
                self.refuse(range, said);
            }
            Some(("NONE" | "CMD" | "CMD-SHELL", _)) => {}
            Some((_, first)) => {
                let said = format!(
                    "{prefix} when \"test\" is a list the first item must be either NONE, CMD or CMD-SHELL"
                );
                self.fault(first, FaultKind::Refused(Refusal::HealthcheckTest))
                    .said(said);
            }
        }
    }
}

/// The place of a key of the service.
fn place(service: &Map, key: &str, context: &ServiceContext<'_>) -> FileRange {
    service.entry(key).map_or(context.range, |it| it.key_range)
}
