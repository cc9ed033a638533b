//! `extends`: a service laid over another one, of the same file or of another.
//!
//! Source: `loader/extends.go` of compose-go 2.9.1.

use super::documents::Role;
use super::{FileContext, Path, join, parent, reset};
use crate::document::{Map, Node, Value};
use crate::fault::{FaultKind, Refusal, Shape};
use crate::load::Loader;
use crate::text::FileRange;

/// More services than anybody chains by hand: past it a chain is cut, so that no stack overflows.
const MOST_LEVELS: usize = 100;

/// The services of one file, and what is needed to extend among them.
struct Services<'m> {
    map: &'m mut Map,
    marks: Vec<Path>,
}

impl Loader<'_> {
    /// Resolves every `extends` of the document.
    pub(super) fn apply_extends(&mut self, document: &mut Node, context: &FileContext) {
        self.check_services(document);
        let map = document
            .as_map_mut()
            .and_then(|it| it.get_mut("services"))
            .and_then(Node::as_map_mut);
        let Some(map) = map else {
            return;
        };
        let extending: Vec<String> = map
            .iter()
            .filter(|it| it.value.get("extends").is_some())
            .map(|it| it.key.to_string())
            .collect();
        let mut services = Services {
            map,
            marks: Vec::new(),
        };
        for name in extending {
            let mut chain = Vec::new();
            self.extend(&name, &mut services, context, &mut chain);
        }
    }

    /// Takes out what is no service: looking for `extends`, the tool stops there.
    fn check_services(&mut self, document: &mut Node) {
        let Some(root) = document.as_map_mut() else {
            return;
        };
        let Some(services) = root.get_mut("services") else {
            return;
        };
        let mut wrong = Vec::new();
        match &services.value {
            Value::Map(map) => {
                let entries = map
                    .iter()
                    .filter(|it| it.value.as_map().is_none() && !it.value.is_null());
                wrong.extend(entries.map(|it| (it.key.to_string(), it.value.clone())));
            }
            _ => wrong.push((String::new(), services.clone())),
        }
        for (name, node) in wrong {
            let (key, said) = if name.is_empty() {
                (
                    "services".to_owned(),
                    "services must be a mapping".to_owned(),
                )
            } else {
                let said = format!("services.{name} must be a mapping");
                (name.clone(), said)
            };
            let kind = FaultKind::WrongType {
                key,
                expected: vec![Shape::Mapping],
                found: node.value.kind(),
            };
            self.fault(node.range, kind).said(said);
            if name.is_empty() {
                root.remove("services");
            } else if let Some(map) = root.get_mut("services").and_then(Node::as_map_mut) {
                map.remove(&name);
            }
        }
    }

    /// Resolves `extends` of one service of `services` in place.
    fn extend(
        &mut self,
        name: &str,
        services: &mut Services<'_>,
        context: &FileContext,
        chain: &mut Vec<(String, String)>,
    ) {
        let Some(service) = services.map.get(name) else {
            return;
        };
        let Some(extends) = service.get("extends").cloned() else {
            return;
        };
        let range = extends.range;
        let (base, file) = match &extends.value {
            Value::Str(base) => (base.to_string(), None),
            Value::Map(map) => {
                let base = map.get("service").and_then(Node::as_str);
                let Some(base) = base else {
                    self.drop_extends(name, services);
                    let kind = FaultKind::MissingKey {
                        keys: vec!["service".to_owned()],
                        under: "extends".to_owned(),
                    };
                    let said = format!("extends.{name}.service is required");
                    self.fault(range, kind).said(said);
                    return;
                };
                let file = map.get("file").and_then(Node::as_str);
                (base.to_owned(), file.map(str::to_owned))
            }
            // What is no name is looked up as an empty one.
            _ => {
                self.drop_extends(name, services);
                let said = format!(
                    "cannot extend service \"{name}\" in {}: service \"\" not found",
                    context.path
                );
                self.unknown_base(name, "", range, said);
                return;
            }
        };
        let place = (
            file.clone().unwrap_or_else(|| context.path.clone()),
            name.to_owned(),
        );
        if chain.contains(&place) || chain.len() >= MOST_LEVELS {
            self.drop_extends(name, services);
            let mut said = String::from("Circular reference:");
            for (at, (file, service)) in chain.iter().chain([&place]).enumerate() {
                let verb = if at == 0 { "" } else { "extends " };
                said.push_str(&format!("\n  {verb}{service} in {file}"));
            }
            let service = name.to_owned();
            self.fault(range, FaultKind::Refused(Refusal::ExtendsCycle { service }))
                .said(said);
            return;
        }
        chain.push(place);
        let found = match &file {
            None => self.base_here(name, &base, services, context, chain, range),
            Some(file) => self.base_elsewhere(name, &base, file, context, chain, range),
        };
        chain.pop();
        self.drop_extends(name, services);
        let Some(mut merged) = found else {
            self.broken.insert(name.to_owned());
            return;
        };
        if let Some(place) = services.map.get_mut(name) {
            let own = std::mem::replace(place, Node::new(Value::Null, range));
            let own_range = own.range;
            let own_marks = marks_of(&own);
            reset::apply(&mut merged, &own_marks);
            for mark in &services.marks {
                if let [section, service, rest @ ..] = mark.as_slice()
                    && section == "services"
                    && service == name
                {
                    reset::apply(&mut merged, &[rest.to_vec()]);
                }
            }
            if let Some(map) = merged.as_map_mut() {
                map.remove("extends");
            }
            self.merge_service(&mut merged, own);
            merged.range = own_range;
            if let Some(place) = services.map.get_mut(name) {
                *place = merged;
            }
        }
    }

    fn drop_extends(&mut self, name: &str, services: &mut Services<'_>) {
        if let Some(map) = services.map.get_mut(name).and_then(Node::as_map_mut) {
            map.remove("extends");
        }
    }

    fn base_here(
        &mut self,
        name: &str,
        base: &str,
        services: &mut Services<'_>,
        context: &FileContext,
        chain: &mut Vec<(String, String)>,
        range: FileRange,
    ) -> Option<Node> {
        if !services.map.contains_key(base) {
            let said = format!(
                "cannot extend service \"{name}\" in {}: service \"{base}\" not found",
                context.path
            );
            self.unknown_base(name, base, range, said);
            return None;
        }
        self.extend(base, services, context, chain);
        services
            .map
            .get(base)
            .filter(|it| it.as_map().is_some())
            .cloned()
    }

    fn unknown_base(&mut self, name: &str, base: &str, range: FileRange, said: String) {
        let refusal = Refusal::ExtendsUnknown {
            service: name.to_owned(),
            base: base.to_owned(),
        };
        self.fault(range, FaultKind::Refused(refusal)).said(said);
    }

    fn base_elsewhere(
        &mut self,
        name: &str,
        base: &str,
        file: &str,
        context: &FileContext,
        chain: &mut Vec<(String, String)>,
        range: FileRange,
    ) -> Option<Node> {
        let path = join(&context.folder, file);
        let mut document = self.extended_file(&path, range, context)?;
        let marks = self.extended_marks.get(&path).cloned().unwrap_or_default();
        // The rest of the paths is put in front when the extending file is done.
        let folder = parent(file).to_owned();
        self.make_paths_absolute(&mut document, &folder);
        let services = document
            .as_map_mut()
            .and_then(|it| it.get_mut("services"))
            .and_then(Node::as_map_mut);
        let Some(map) = services else {
            let said = format!(
                "cannot extend service \"{name}\" in {}: no services section",
                self.absolute(&path)
            );
            self.unknown_base(name, base, range, said);
            return None;
        };
        if !map.contains_key(base) {
            let said = format!(
                "cannot extend service \"{name}\" in {}: service \"{base}\" not found in {file}",
                context.path
            );
            self.unknown_base(name, base, range, said);
            return None;
        }
        // Only what is extended is kept: the file may be large, and extended often.
        let mut services = Services { map, marks };
        let below = context.clone();
        self.extend(base, &mut services, &below, chain);
        services
            .map
            .get(base)
            .filter(|it| it.as_map().is_some())
            .cloned()
    }

    /// The services of another file in long form, without their own `extends` resolved.
    fn extended_file(
        &mut self,
        path: &str,
        range: FileRange,
        context: &FileContext,
    ) -> Option<Node> {
        if let Some(known) = self.extended.get(path) {
            return known.clone();
        }
        let res = match self.open_yaml(path) {
            Err(error) => {
                self.unreadable(range, path, error);
                None
            }
            Ok((file, _)) => {
                let context = FileContext {
                    path: self.absolute(path),
                    ..context.clone()
                };
                let documents = self.documents(file, &context.path, Role::Below);
                let mut model = Node::new(Value::Map(Map::new()), range);
                let mut marks = Vec::new();
                for mut document in documents {
                    if document.as_map().is_none() {
                        let found = document.value.kind();
                        self.fault(document.range, FaultKind::NotAMapping { found })
                            .said("top-level object must be a mapping");
                        return None;
                    }
                    self.check_keys(&mut document, &mut String::new());
                    self.interpolate_document(&mut document, &context);
                    // The tool keeps those of the last document.
                    marks = reset::take_marks(&mut document);
                    self.merge_documents(&mut model, document);
                    let wrong = super::unique::enforce(&mut model);
                    wrong.into_iter().for_each(|it| self.tell_wrong_item(it));
                    self.canonical(&mut model);
                    super::unique::enforce_on_long_forms(&mut model);
                }
                self.extended_marks.insert(path.to_owned(), marks);
                Some(model)
            }
        };
        self.extended.insert(path.to_owned(), res.clone());
        res
    }
}

/// The marked values of a service, by their path in it.
fn marks_of(service: &Node) -> Vec<Path> {
    let mut copy = service.clone();
    reset::take_marks(&mut copy)
}
