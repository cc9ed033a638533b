//! `extends`: a service laid over another one, of the same file or of another.
//!
//! Source: `ServiceExtendsResolver` of config.py.

use super::files::ComposeFile;
use super::paths::{file_name, folder_of};
use crate::document::{Map, Node, Value};
use crate::fault::{FaultKind, Refusal};
use crate::load::Loader;
use crate::text::FileRange;

/// More services than anybody chains by hand: past it a chain is cut, so that no stack overflows.
const MOST_LEVELS: usize = 100;

/// A service with what is needed to extend it.
struct Extending<'a> {
    /// The file that it stands in, absolute.
    path: &'a str,
    name: &'a str,
    service: &'a Map,
}

impl Loader<'_> {
    /// The service with the ones that it extends below it; itself if it extends none.
    pub(super) fn extended_service(
        &mut self,
        name: &str,
        mut service: Map,
        first: &ComposeFile,
    ) -> Map {
        if !service.contains_key("extends") {
            return service;
        }
        let path = self.absolute_path(&self.settings.file_name.clone());
        let extending = Extending {
            path: &path,
            name,
            service: &service,
        };
        match self.lay_over_base(&extending, first, &mut Vec::new()) {
            Some(res) => res,
            None => {
                self.broken.insert(name.to_owned());
                service.remove("extends");
                service
            }
        }
    }

    /// The compose file as the tool names it: absolute where the project folder is known.
    fn absolute_path(&self, path: &str) -> String {
        let folder = &self.settings.working_dir;
        if folder.is_empty() || path.starts_with(['/', '<']) {
            path.to_owned()
        } else {
            super::paths::normal(&format!("{folder}/{}", file_name(path))).into_owned()
        }
    }

    fn lay_over_base(
        &mut self,
        extending: &Extending<'_>,
        first: &ComposeFile,
        chain: &mut Vec<(String, String)>,
    ) -> Option<Map> {
        let signature = (extending.path.to_owned(), extending.name.to_owned());
        let extends = extending.service.get("extends");
        if chain.contains(&signature) || chain.len() >= MOST_LEVELS {
            // A circle is met once from each of its services, and told the first time.
            let first_path = self.absolute_path(&self.settings.file_name.clone());
            let is_told = chain
                .iter()
                .any(|(path, name)| *path == first_path && self.broken.contains(name));
            if is_told {
                return None;
            }
            let trail = chain.iter().chain([&signature]);
            let trail: Vec<String> = trail
                .map(|(file, name)| format!("{name} in {file}"))
                .collect();
            let said = format!("Circular reference:\n  {}", trail.join("\n  extends "));
            let service = extending.name.to_owned();
            let range = extends.map_or_else(crate::document::nowhere, |it| it.range);
            self.fault(range, FaultKind::Refused(Refusal::ExtendsCycle { service }))
                .said(said);
            return None;
        }
        let Some(extends) = extends else {
            return Some(extending.service.clone());
        };
        let (base, file) = match &extends.value {
            Value::Str(base) => (base.as_str(), None),
            Value::Map(map) => (
                map.get("service").and_then(Node::as_str)?,
                map.get("file").and_then(Node::as_str),
            ),
            _ => return None,
        };
        let first_path = self.absolute_path(&self.settings.file_name.clone());
        let folder = if extending.path == first_path {
            self.settings.working_dir.clone()
        } else {
            folder_of(extending.path).to_owned()
        };
        let path = match file {
            Some(file) => self.expand_path(&folder, file),
            None => extending.path.to_owned(),
        };
        let found = if path == first_path {
            let services = first.document.get("services").and_then(Node::as_map);
            services.and_then(|it| it.get(base)).cloned()
        } else {
            self.service_of_file(&path, base, extends.range, first)?
        };
        let Some(found) = found else {
            let said = format!("Cannot extend service '{base}' in {path}: Service not found");
            let refusal = Refusal::ExtendsUnknown {
                service: extending.name.to_owned(),
                base: base.to_owned(),
            };
            self.fault(extends.range, FaultKind::Refused(refusal))
                .said(said);
            return None;
        };
        let empty = Map::EMPTY;
        let below = Extending {
            path: &path,
            name: base,
            service: found.as_map().unwrap_or(&empty),
        };
        chain.push(signature);
        let below = self.lay_over_base(&below, first, chain);
        chain.pop();
        let mut below = below?;
        let folder = if path == first_path {
            self.settings.working_dir.clone()
        } else {
            folder_of(&path).to_owned()
        };
        self.prepare(&mut below, &folder);
        self.check_extendable(&mut below, base, &path, extends.range);
        Some(self.merge_services(&below, extending.service, first.is_v1))
    }

    /// A service of another file, which is read and checked whole; the outer `None` if that fails.
    fn service_of_file(
        &mut self,
        path: &str,
        base: &str,
        range: FileRange,
        first: &ComposeFile,
    ) -> Option<Option<Node>> {
        if !self.extended.contains_key(path) {
            let document = self.file_to_extend(path, range, first);
            self.extended.insert(path.to_owned(), document);
        }
        let document = self.extended.get(path)?.as_ref()?;
        Some(
            document
                .get("services")
                .and_then(|it| it.get(base))
                .cloned(),
        )
    }

    fn file_to_extend(
        &mut self,
        path: &str,
        range: FileRange,
        first: &ComposeFile,
    ) -> Option<Node> {
        let asked = self.asked_path(path).to_owned();
        match self.open_yaml(&asked) {
            Ok((_, document)) => {
                let whole = document.range;
                let mut file = self.take_file(document, path.to_owned())?;
                if !self.is_mergeable(first, &file) {
                    return None;
                }
                self.interpolate_file(&mut file);
                self.check_format(&mut file);
                Some(Node::new(Value::Map(file.document), whole))
            }
            Err(error) => {
                self.unreadable_file(range, path, &asked, error);
                None
            }
        }
    }

    /// What ties a base to others may not be extended. Source: `validate_extended_service_dict`.
    fn check_extendable(&mut self, base: &mut Map, name: &str, path: &str, range: FileRange) {
        let starts = |key: &str, prefix: &str| {
            base.get(key)
                .and_then(Node::as_str)
                .and_then(|it| it.strip_prefix(prefix))
                .is_some_and(|it| !it.is_empty())
        };
        let mut forbidden = Vec::new();
        for key in ["links", "volumes_from"] {
            if base.contains_key(key) {
                forbidden.push((key, format!("'{key}'")));
            }
        }
        if starts("net", "container:") {
            forbidden.push(("net", "'net: container'".to_owned()));
        }
        if starts("network_mode", "service:") {
            forbidden.push(("network_mode", "'network_mode: service'".to_owned()));
        }
        if base.contains_key("depends_on") {
            forbidden.push(("depends_on", "'depends_on'".to_owned()));
        }
        for (key, shown) in forbidden {
            let said = format!(
                "Cannot extend service '{name}' in {path}: services with {shown} cannot be extended"
            );
            let refusal = Refusal::ExtendsForbidden {
                base: name.to_owned(),
                key: key.to_owned(),
            };
            let related = base.remove(key).map(|it| it.key_range);
            let fault = self.fault(range, FaultKind::Refused(refusal));
            fault.said(said);
            if let Some(related) = related {
                fault.related(related);
            }
        }
    }
}
