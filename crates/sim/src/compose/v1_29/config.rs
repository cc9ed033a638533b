//! `config`: the project as the tool holds it.

use super::docopt::Args;
use super::tool::{Stop, Tool};
use super::yaml;
use linkyard_core::config;
use linkyard_core::profile::Dialect;
use std::collections::BTreeSet;

/// The most containers of a service: more than these are a slip of the finger.
pub(super) const MOST_CONTAINERS: u32 = 1_000;

impl Tool<'_> {
    /// `config`.
    ///
    /// # Errors
    /// No such service.
    pub fn config(&mut self, args: &Args) -> Result<(), Stop> {
        if args.has("--resolve-image-digests") || args.has("--no-interpolate") {
            return Err(Stop::Error(
                "config --resolve-image-digests and --no-interpolate are not simulated".to_owned(),
            ));
        }
        if args.has("--quiet") {
            return Ok(());
        }
        let project = &self.project.analysis.project;
        if args.has("--profiles") {
            let services = project.services.values();
            let profiles: BTreeSet<&str> = services
                .flat_map(|it| it.profiles.iter().map(|it| it.value.as_str()))
                .collect();
            let profiles: Vec<&str> = profiles.into_iter().collect();
            self.out.out(format!("{}\n", profiles.join("\n")));
            return Ok(());
        }
        if args.has("--services") {
            let names: Vec<&str> = self
                .services()
                .into_iter()
                .map(|it| it.name.value.as_str())
                .collect();
            self.out.out(format!("{}\n", names.join("\n")));
            return Ok(());
        }
        if args.has("--volumes") {
            let names: Vec<&str> = project.volumes.keys().map(String::as_str).collect();
            self.out.out(format!("{}\n", names.join("\n")));
            return Ok(());
        }
        if let Some(list) = args.value("--hash") {
            let names: Vec<String> = match list {
                "*" => Vec::new(),
                list => list.split(',').map(str::to_owned).collect(),
            };
            for service in self.wanted(&names, false)? {
                let hash = self.config_hash(service);
                self.out.out(format!("{} {hash}\n", service.name.value));
            }
            return Ok(());
        }
        let document = config::config(&self.project.analysis.loaded, Dialect::V1_29);
        self.out.out(format!("{}\n", yaml::write(&document)));
        Ok(())
    }

    /// Refuses a project with more containers than are simulated.
    ///
    /// # Errors
    /// A service wants too many.
    pub fn check_limits(&self) -> Result<(), Stop> {
        for service in self.services() {
            if self.scale_of(service) > MOST_CONTAINERS {
                return Err(too_many(&service.name.value));
            }
        }
        Ok(())
    }
}

/// More containers than are simulated.
pub(super) fn too_many(service: &str) -> Stop {
    Stop::Error(format!(
        "more than {MOST_CONTAINERS} containers of service {service} are not simulated"
    ))
}
