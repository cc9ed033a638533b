//! The networks, volumes, secrets and configs of all files: of two with one name the later counts, whole.
//!
//! Source: `load_mapping` of config.py.

use super::files::ComposeFile;
use super::python;
use crate::document::{Map, Node, Value};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;

impl Loader<'_> {
    /// The entries of one section; `entity` is the word that messages have for one.
    pub(super) fn resources(
        &mut self,
        files: &[ComposeFile],
        section: &str,
        entity: &'static str,
    ) -> Map {
        let mut res = Map::new();
        let maps = files
            .iter()
            .filter_map(|it| it.document.get(section)?.as_map());
        for entry in maps.flatten() {
            let mut entry = entry.clone();
            let name = entry.key.to_string();
            if entry.value.is_null() {
                entry.value.value = Value::Map(Map::new());
            }
            if let Some(resource) = entry.value.as_map_mut() {
                self.finish_resource(resource, &name, entity);
            }
            res.put(entry);
        }
        res
    }

    fn finish_resource(&mut self, resource: &mut Map, name: &str, entity: &'static str) {
        if let Some(external) = resource.get("external")
            && python::is_true(&external.value)
        {
            let external = external.clone();
            self.check_external(resource, name, entity);
            match &external.value {
                Value::Map(old) => {
                    let name = old.get("name").cloned();
                    let name = name.unwrap_or_else(|| Node::new(Value::Null, external.range));
                    resource.set("name", name);
                }
                _ => {
                    let has_name = resource
                        .get("name")
                        .is_some_and(|it| python::is_true(&it.value));
                    if !has_name {
                        resource.set("name", Node::new(Value::str(name), external.range));
                    }
                }
            }
        }
        if let Some(external) = resource.get("external").map(|it| it.value.clone())
            && resource.contains_key("name")
            && let Some(node) = resource.get_mut("external")
        {
            node.value = Value::Bool(python::is_true(&external));
        }
        if let Some(labels) = resource.get_mut("labels") {
            super::prepare::to_labels(labels);
        }
        if let Some(file) = resource.get_mut("file")
            && let Value::Str(path) = &file.value
        {
            let folder = self.settings.working_dir.clone();
            file.value = Value::str(&self.expand_path(&folder, path));
        }
        if let Some(options) = resource.get_mut("driver_opts").and_then(Node::as_map_mut) {
            super::prepare::to_texts(options);
        }
        if entity == "Volume" {
            self.expand_device(resource);
        }
    }

    /// A bind of the `local` driver has an absolute path. Source: `format_device_option` of config.py.
    fn expand_device(&self, volume: &mut Map) {
        let driver = volume.get("driver");
        if driver.is_some_and(|it| it.as_str() != Some("local")) {
            return;
        }
        let Some(options) = volume.get_mut("driver_opts").and_then(Node::as_map_mut) else {
            return;
        };
        let is_bind = options.get("o").and_then(Node::as_str) == Some("bind");
        if let Some(device) = options.get_mut("device").filter(|_| is_bind)
            && let Value::Str(path) = &device.value
            && !path.is_empty()
        {
            device.value = Value::str(&self.expand_path(&self.settings.working_dir, path));
        }
    }

    fn check_external(&mut self, resource: &Map, name: &str, entity: &'static str) {
        let may_stand = |key: &str| {
            matches!(key, "external" | "name") || (entity == "Network" && key == "driver")
        };
        let Some(wrong) = resource.iter().find(|it| !may_stand(&it.key)) else {
            return;
        };
        let others = resource.iter().filter(|it| it.key != "external");
        let others: Vec<&str> = others.map(|it| it.key.as_str()).collect();
        let said = format!(
            "{entity} {name} declared as external but specifies additional attributes ({}).",
            others.join(", ")
        );
        let refusal = Refusal::ExternalWithSettings {
            name: name.to_owned(),
            key: wrong.key.to_string(),
        };
        let related = resource.entry("external").map(|it| it.key_range);
        let fault = self.fault(wrong.key_range, FaultKind::Refused(refusal));
        fault.said(said);
        if let Some(related) = related {
            fault.related(related);
        }
    }
}
