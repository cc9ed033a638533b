//! `ls`, `images`, `port`, `pull`, `version` and `volumes`.

use super::containers::{Oneoff, Which, label, seen};
use super::hash::image_id;
use super::model::Model;
use super::progress::Kind;
use super::ps::{go_json, listed_ports};
use super::text::{ago, columns, human_size};
use super::{COMPOSE_VERSION, Compose, Failure, labels};
use crate::args::Parsed;
use linkyard_core::images::canonical_reference;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

impl Compose<'_> {
    /// `ls`.
    ///
    /// # Errors
    /// A filter or format that is none.
    pub(super) fn list_projects(&mut self, args: &Parsed) -> Result<(), Failure> {
        let mut wanted = Vec::new();
        for filter in args.values("filter") {
            match filter.split_once('=') {
                Some(("name", it)) => wanted.push(it.to_owned()),
                Some((key, _)) => {
                    return Err(Failure::new(format!("invalid filter '{key}'")));
                }
                None => {
                    return Err(Failure::new(format!(
                        "invalid argument \"{filter}\" for \"--filter\" flag: invalid filter '{filter}' (expected name=value)"
                    )));
                }
            }
        }
        let all = args.is_on("all");
        let containers = seen(&self.machine.world, |it| {
            it.labels.contains_key(labels::PROJECT)
                && it.labels.contains_key(labels::CONFIG_HASH)
                && (all || it.state.is_up())
        });
        let mut projects: BTreeMap<&str, (BTreeMap<&str, usize>, Vec<&str>)> = BTreeMap::new();
        for it in &containers {
            let entry = projects.entry(it.project()).or_default();
            *entry.0.entry(it.state_word()).or_default() += 1;
            for file in label(&it.labels, labels::CONFIG_FILES).split(',') {
                if !entry.1.contains(&file) {
                    entry.1.push(file);
                }
            }
        }
        projects.retain(|name, _| {
            wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str()))
        });
        if args.is_on("quiet") {
            let text: String = projects.keys().map(|it| format!("{it}\n")).collect();
            self.output.out(text);
            return Ok(());
        }
        let rows: Vec<[String; 3]> = projects
            .iter()
            .map(|(name, (states, files))| {
                let states: Vec<String> = states
                    .iter()
                    .map(|(word, n)| format!("{word}({n})"))
                    .collect();
                [(*name).to_owned(), states.join(", "), files.join(",")]
            })
            .collect();
        let keys = ["Name", "Status", "ConfigFiles"];
        let header = ["NAME", "STATUS", "CONFIG FILES"];
        self.print(&rows, &keys, &header, args)
    }

    /// Rows as a table, or as JSON.
    fn print<const N: usize>(
        &mut self,
        rows: &[[String; N]],
        keys: &[&str; N],
        header: &[&str; N],
        args: &Parsed,
    ) -> Result<(), Failure> {
        match args
            .value("format")
            .unwrap_or("table")
            .to_lowercase()
            .as_str()
        {
            "" | "table" | "pretty" => {
                let mut cells = vec![header.map(str::to_owned).to_vec()];
                cells.extend(rows.iter().map(|it| it.to_vec()));
                self.output.out(columns(&cells, 20, 3));
                Ok(())
            }
            "json" => {
                let rows: Vec<Value> = rows
                    .iter()
                    .map(|row| {
                        let pairs = keys.iter().zip(row);
                        let map: Map<String, Value> = pairs
                            .map(|(key, it)| ((*key).to_owned(), Value::from(it.clone())))
                            .collect();
                        Value::Object(map)
                    })
                    .collect();
                self.output
                    .out(format!("{}\n", go_json(&Value::Array(rows))));
                Ok(())
            }
            _ => {
                let format = args.value("format").unwrap_or_default();
                Err(Failure::new(format!(
                    "format value \"{format}\" could not be parsed: parsing failed"
                )))
            }
        }
    }

    /// `images`.
    ///
    /// # Errors
    /// There is no project.
    pub(super) fn images(&mut self, args: &Parsed) -> Result<(), Failure> {
        let project = self.project_name()?;
        let mut containers = seen(&self.machine.world, |it| {
            it.project() == project
                && (args.words.is_empty() || args.words.iter().any(|name| name == it.service()))
        });
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        let world = &self.machine.world;
        let simulation = world.simulation.as_ref();
        let mut rows = Vec::new();
        let mut ids = Vec::new();
        for it in &containers {
            let canonical = canonical_reference(&it.image);
            let id = image_id(world, &it.image);
            let id = id.trim_start_matches("sha256:").to_owned();
            let (repository, tag) = canonical.rsplit_once(':').unwrap_or((&canonical, ""));
            let came = simulation.and_then(|it| it.image_times.get(&canonical).copied());
            let created = ago(world.now(), came.unwrap_or_default());
            if !ids.contains(&id) {
                ids.push(id.clone());
            }
            rows.push([
                it.name.clone(),
                repository.to_owned(),
                tag.to_owned(),
                "linux/amd64".to_owned(),
                id.get(..12).unwrap_or(&id).to_owned(),
                human_size(image_size(&canonical)),
                created,
            ]);
        }
        if args.is_on("quiet") {
            let text: String = ids.iter().map(|it| format!("{it}\n")).collect();
            self.output.out(text);
            return Ok(());
        }
        if args.value("format") == Some("json") {
            return Err(super::commands::unsupported("images --format json"));
        }
        let header = [
            "CONTAINER",
            "REPOSITORY",
            "TAG",
            "PLATFORM",
            "IMAGE ID",
            "SIZE",
            "CREATED",
        ];
        self.print(&rows, &header, &header, args)
    }

    /// `port`.
    ///
    /// # Errors
    /// The service does not run, or has no such port.
    pub(super) fn port(&mut self, args: &Parsed) -> Result<(), Failure> {
        let (Some(service), Some(text)) = (args.words.first(), args.words.get(1)) else {
            return Ok(());
        };
        let number: u16 = text.parse().map_err(|_| {
            let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
            let why = if is_number {
                "value out of range"
            } else {
                "invalid syntax"
            };
            Failure::new(format!("strconv.ParseUint: parsing \"{text}\": {why}"))
        })?;
        let protocol = args.value("protocol").unwrap_or("tcp").to_lowercase();
        let name = self.project_name()?;
        let index = args.number("index").unwrap_or(0);
        let seen = self.specified(&name, Oneoff::Include, Which::Running, service, index)?;
        let container = self.machine.world.container(&seen.name)?;
        let ports = listed_ports(container);
        let found = ports
            .iter()
            .find(|it| it.inside == number && it.protocol.as_str() == protocol);
        match found {
            Some(it) => {
                self.output.out(format!("{}:{}\n", it.ip, it.outside));
                Ok(())
            }
            None => {
                let all: Vec<String> = ports
                    .iter()
                    .map(|it| format!("{}/{}", it.outside, it.protocol.as_str()))
                    .collect();
                Err(Failure::new(format!(
                    "no port {number}/{protocol} for container {}: {}",
                    seen.name,
                    all.join(", ")
                )))
            }
        }
    }

    /// `pull`.
    ///
    /// # Errors
    /// An image cannot be had.
    pub(super) fn pull_images(
        &mut self,
        model: &Model,
        ignore_buildable: bool,
        ignore_failures: bool,
    ) -> Result<(), Failure> {
        let mut pulled: BTreeMap<String, String> = BTreeMap::new();
        let mut must_build = Vec::new();
        let mut failures = Vec::new();
        let services: Vec<super::model::Svc> = model.in_order().into_iter().cloned().collect();
        for service in &services {
            let skipped = if service.image.is_empty() {
                Some("Skipped - No image to be pulled".to_owned())
            } else if matches!(service.pull_policy.as_str(), "never" | "build") {
                Some("Skipped".to_owned())
            } else if matches!(service.pull_policy.as_str(), "missing" | "if_not_present")
                && self.machine.world.has_image(&service.image)
                && !canonical_reference(&service.image).ends_with(":latest")
            {
                Some("Skipped - Image is already present locally".to_owned())
            } else if service.is_built() && ignore_buildable {
                Some("Skipped - Image can be built".to_owned())
            } else {
                pulled
                    .get(&service.image)
                    .map(|it| format!("Skipped - Image is already being pulled by {it}"))
            };
            if let Some(text) = skipped {
                self.event_with_text(&service.name, Kind::Done, &text, "");
                continue;
            }
            pulled.insert(service.image.clone(), service.name.clone());
            if let Err(failure) = self.pull_service(model, service) {
                if service.is_built() {
                    must_build.push(service.name.clone());
                }
                failures.push(failure);
            }
        }
        if !must_build.is_empty() {
            self.output.err(format!(
                "WARNING: Some service image(s) must be built from source by running:\n    docker compose build {}\n",
                must_build.join(" ")
            ));
        }
        if ignore_failures || failures.is_empty() {
            return Ok(());
        }
        let texts: Vec<String> = failures.into_iter().map(|it| it.text).collect();
        Err(Failure::new(texts.join("\n")))
    }

    /// `version`.
    pub(super) fn version(&mut self, args: &Parsed) {
        let text = if args.is_on("short") {
            format!("{COMPOSE_VERSION}\n")
        } else if args.value("format") == Some("json") {
            format!("{{\"version\":\"v{COMPOSE_VERSION}\"}}\n")
        } else {
            format!("Docker Compose version v{COMPOSE_VERSION}\n")
        };
        self.output.out(text);
    }

    /// `volumes`.
    ///
    /// # Errors
    /// No such service.
    pub(super) fn volumes(&mut self, args: &Parsed) -> Result<(), Failure> {
        let (model, name) = self.project_or_name(&args.words)?;
        if let Some(model) = &model
            && let Some(it) = args
                .words
                .iter()
                .find(|it| !model.services.contains_key(*it))
        {
            return Err(Failure::new(format!("no such service: {it}")));
        }
        let used: BTreeSet<String> = self
            .containers(&name, Oneoff::Include, Which::Running, &args.words)
            .iter()
            .filter_map(|it| self.machine.world.containers.get(&it.name))
            .flat_map(|it| &it.spec.binds)
            .filter_map(|it| it.split(':').next().map(str::to_owned))
            .collect();
        let volumes: Vec<String> = self
            .machine
            .world
            .volumes
            .iter()
            .filter(|(_, it)| label(&it.labels, labels::PROJECT) == name)
            .map(|(name, _)| name.clone())
            .filter(|it| args.words.is_empty() || used.contains(it))
            .collect();
        if args.is_on("quiet") {
            let text: String = volumes.iter().map(|it| format!("{it}\n")).collect();
            self.output.out(text);
            return Ok(());
        }
        let format = args.value("format").unwrap_or("table");
        if !matches!(format, "" | "table") {
            return Err(super::commands::unsupported(&format!(
                "volumes --format {format}"
            )));
        }
        let mut rows = vec![vec!["DRIVER".to_owned(), "VOLUME NAME".to_owned()]];
        rows.extend(volumes.into_iter().map(|it| vec!["local".to_owned(), it]));
        self.output.out(columns(&rows, 10, 3));
        Ok(())
    }
}

/// A size that an image may have: nobody has measured it.
fn image_size(canonical: &str) -> u64 {
    let sum: u64 = canonical.bytes().map(u64::from).sum();
    2_000_000 + sum % 97 * 1_500_000
}
