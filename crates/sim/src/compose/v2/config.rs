//! `config`.
//!
//! Source: `cmd/compose/config.go`.

use super::commands::unsupported;
use super::hash::{Resolved, image_name, service_hash};
use super::load::LoadOptions;
use super::model::{Along, Model};
use super::yaml::to_yaml;
use super::{Compose, Failure};
use crate::args::Parsed;
use linkyard_core::load::{Format, Loaded};
use linkyard_core::profile::Dialect;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

impl Compose<'_> {
    /// `config`. Gives its exit code.
    ///
    /// # Errors
    /// The files are refused, or no such service.
    pub(super) fn config(&mut self, args: &Parsed) -> Result<i32, Failure> {
        for flag in [
            "environment",
            "lock-image-digests",
            "no-consistency",
            "no-env-resolution",
            "no-interpolate",
            "no-normalize",
            "no-path-resolution",
            "resolve-image-digests",
            "variables",
        ] {
            if args.is_on(flag) {
                return Err(unsupported(&format!("config --{flag}")));
            }
        }
        if args.value("output").is_some_and(|it| !it.is_empty()) {
            return Err(unsupported("config --output"));
        }
        if args.is_on("services") {
            let model = self.project(&[], LoadOptions::default())?;
            let names: Vec<String> = model.in_order().iter().map(|it| it.name.clone()).collect();
            self.lines_out(names);
        } else if args.is_on("volumes") {
            let model = self.project(&[], LoadOptions::default())?;
            self.lines_out(model.volumes.keys().cloned());
        } else if args.is_on("networks") {
            let model = self.project(&[], LoadOptions::default())?;
            self.lines_out(model.networks.keys().cloned());
        } else if args.is_on("models") {
            self.project(&[], LoadOptions::default())?;
        } else if let Some(wanted) = args.value("hash").filter(|it| !it.is_empty()) {
            let model = self.project(&[], LoadOptions::default())?;
            self.hashes(&model, wanted)?;
        } else if args.is_on("profiles") {
            let model = self.project(&args.words, LoadOptions::default())?;
            let all = model.services.values().chain(model.disabled.values());
            let names: BTreeSet<String> = all.flat_map(|it| it.profiles.clone()).collect();
            self.lines_out(names);
        } else if args.is_on("images") {
            let model = self.project(&args.words, LoadOptions::default())?;
            let separator = self.separator();
            let names: Vec<String> = model
                .services
                .values()
                .map(|it| image_name(&model, it, separator))
                .collect();
            self.lines_out(names);
        } else {
            self.whole_config(args)?;
        }
        Ok(0)
    }

    fn lines_out(&mut self, lines: impl IntoIterator<Item = String>) {
        for it in lines {
            self.output.out(format!("{it}\n"));
        }
    }

    fn hashes(&mut self, model: &Model, wanted: &str) -> Result<(), Failure> {
        let mut names: Vec<String> = if wanted == "*" {
            model.names()
        } else {
            wanted.split(',').map(str::to_owned).collect()
        };
        names.sort();
        for name in names {
            let service = model.service(&name)?;
            let hash = service_hash(service, &Resolved::default());
            self.output.out(format!("{name} {hash}\n"));
        }
        Ok(())
    }

    fn whole_config(&mut self, args: &Parsed) -> Result<(), Failure> {
        let model = self.project(&args.words, LoadOptions::default())?;
        let kept = if args.words.is_empty() {
            None
        } else {
            Some(model.closure(&args.words, Along::Dependencies)?)
        };
        if args.is_on("quiet") {
            return Ok(());
        }
        let Some(mut document) = model.document.clone() else {
            return Ok(());
        };
        if let Some(kept) = kept
            && let Some(services) = document
                .as_map_mut()
                .and_then(|it| it.get_mut("services"))
                .and_then(linkyard_core::document::Node::as_map_mut)
        {
            services.retain(|it| kept.contains(it.key.as_str()));
        }
        let loaded = Loaded {
            listed: None,
            document,
            format: Format::Compose,
            sources: Vec::new(),
            faults: Vec::new(),
        };
        let value = linkyard_core::config::config(&loaded, Dialect::V2);
        let text = match args.value("format").unwrap_or("yaml") {
            "" | "yaml" => to_yaml(&value),
            "json" => {
                let text = serde_json::to_string_pretty(&as_go_has_it(value)).unwrap_or_default();
                text.replace('<', "\\u003c")
                    .replace('>', "\\u003e")
                    .replace('&', "\\u0026")
            }
            other => return Err(Failure::new(format!("unsupported format \"{other}\""))),
        };
        self.output.out(text);
        Ok(())
    }
}

/// The document as Go's JSON has it: sections by name, and what a service does not say about its command is `null`.
fn as_go_has_it(value: Value) -> Value {
    /// Keys that stand before `command`, and further ones that stand before `entrypoint`.
    const BEFORE_COMMAND: &[&str] = &[
        "profiles",
        "annotations",
        "attach",
        "build",
        "develop",
        "blkio_config",
        "cap_add",
        "cap_drop",
        "cgroup_parent",
        "cgroup",
        "cpu_count",
        "cpu_percent",
        "cpu_period",
        "cpu_quota",
        "cpu_rt_period",
        "cpu_rt_runtime",
        "cpus",
        "cpuset",
        "cpu_shares",
    ];
    const BEFORE_ENTRYPOINT: &[&str] = &[
        "command",
        "configs",
        "container_name",
        "credential_spec",
        "depends_on",
        "deploy",
        "device_cgroup_rules",
        "devices",
        "dns",
        "dns_opt",
        "dns_search",
        "dockerfile",
        "domainname",
    ];
    let Value::Object(mut sections) = value else {
        return value;
    };
    for (name, section) in &mut sections {
        let Value::Object(entries) = section else {
            continue;
        };
        for entry in entries.values_mut() {
            let Value::Object(fields) = entry else {
                continue;
            };
            match name.as_str() {
                "services" => {
                    put_null(fields, "command", BEFORE_COMMAND);
                    let before: Vec<&str> = BEFORE_COMMAND
                        .iter()
                        .chain(BEFORE_ENTRYPOINT)
                        .copied()
                        .collect();
                    put_null(fields, "entrypoint", &before);
                }
                "networks" if !fields.contains_key("ipam") => {
                    let place = ["name", "driver", "driver_opts"]
                        .iter()
                        .filter(|it| fields.contains_key(**it))
                        .count();
                    fields.shift_insert(place, "ipam".to_owned(), Value::Object(Map::new()));
                }
                _ => {}
            }
        }
    }
    sections.sort_keys();
    Value::Object(sections)
}

/// Puts a key without a value behind those that stand before it.
fn put_null(fields: &mut Map<String, Value>, key: &str, before: &[&str]) {
    if fields.contains_key(key) {
        return;
    }
    let place = fields
        .keys()
        .take_while(|it| before.contains(&it.as_str()))
        .count();
    fields.shift_insert(place, key.to_owned(), Value::Null);
}
