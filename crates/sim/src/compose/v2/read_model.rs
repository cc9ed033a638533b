//! From the document of a project to the model of Compose 2.

use super::model::{Model, Net, Svc, Vol, depends_on};
use super::{hash, labels};
use linkyard_core::analysis::Settings;
use linkyard_core::document::{Entry, Map, Node, Value};
use linkyard_core::load::Loaded;
use linkyard_core::op::NetworkSpec;
use linkyard_core::project::Project;
use std::collections::BTreeMap;

pub(super) fn model(
    loaded: &Loaded,
    project: &Project,
    settings: &Settings,
    everything: &Option<Node>,
    paths: &[String],
    env_files: &[String],
) -> Model {
    let graph = linkyard_core::graph::Graph::new(project);
    let ranks: BTreeMap<&str, usize> = graph
        .order
        .iter()
        .enumerate()
        .map(|(rank, &it)| (graph.name(it), rank))
        .collect();
    let mut res = Model {
        name: project.name.clone(),
        working_dir: settings.working_dir.clone(),
        config_files: paths.to_vec(),
        env_files: env_files.to_vec(),
        document: Some(loaded.document.clone()),
        ..Model::default()
    };
    let section = |node: &Node, key: &str| -> Map {
        node.get(key)
            .and_then(Node::as_map)
            .cloned()
            .unwrap_or(Map::EMPTY)
    };
    for entry in &section(&loaded.document, "services") {
        let Some(document) = entry.value.as_map() else {
            continue;
        };
        let mut service = svc(&entry.key, document);
        service.service = project
            .services
            .get(entry.key.as_str())
            .cloned()
            .map(Box::new);
        service.rank = ranks.get(entry.key.as_str()).copied().unwrap_or_default();
        res.services.insert(entry.key.to_string(), service);
    }
    if let Some(everything) = everything {
        for entry in &section(everything, "services") {
            if let Some(document) = entry.value.as_map()
                && !res.services.contains_key(entry.key.as_str())
            {
                res.disabled
                    .insert(entry.key.to_string(), svc(&entry.key, document));
            }
        }
    }
    for entry in &section(&loaded.document, "networks") {
        let declared = project
            .networks
            .get(entry.key.as_str())
            .cloned()
            .unwrap_or_default();
        let (name, written, labels) = object(&res.name, entry, labels::NETWORK, &declared.labels);
        let spec = NetworkSpec {
            driver: declared.driver,
            driver_opts: declared.driver_opts,
            subnet: declared.subnet,
            internal: declared.internal,
            attachable: declared.attachable,
            labels,
        };
        res.networks.insert(
            entry.key.to_string(),
            Net {
                name,
                external: declared.external,
                spec,
                text: written,
            },
        );
    }
    for entry in &section(&loaded.document, "volumes") {
        let declared = project
            .volumes
            .get(entry.key.as_str())
            .cloned()
            .unwrap_or_default();
        let (name, written, labels) = object(&res.name, entry, labels::VOLUME, &declared.labels);
        res.volumes.insert(
            entry.key.to_string(),
            Vol {
                name,
                external: declared.external,
                labels,
                text: written,
            },
        );
    }
    res
}

/// What networks and volumes have in common: the full name, the text that counts for changes, and the labels.
fn object(
    project: &str,
    entry: &Entry,
    kind: &str,
    own_labels: &BTreeMap<String, String>,
) -> (String, String, BTreeMap<String, String>) {
    let written_name = entry.value.get("name").and_then(Node::as_str);
    let name = written_name.map_or_else(|| format!("{project}_{}", entry.key), str::to_owned);
    let mut text = String::new();
    hash::write(&entry.value, &mut text);
    let mut labels = own_labels.clone();
    labels.insert(kind.to_owned(), entry.key.to_string());
    labels.insert(labels::PROJECT.to_owned(), project.to_owned());
    labels.insert(
        labels::VERSION.to_owned(),
        super::COMPOSE_VERSION.to_owned(),
    );
    (name, text, labels)
}

fn svc(name: &str, document: &Map) -> Svc {
    let text = |key: &str| document.get(key).and_then(Node::as_str);
    let int = |node: Option<&Node>| match node?.value {
        Value::Int(it) => Some(it),
        _ => None,
    };
    let replicas = document.get("deploy").and_then(|it| it.get("replicas"));
    let profiles = document.get("profiles").and_then(Node::as_list);
    Svc {
        name: name.to_owned(),
        service: None,
        image: text("image").unwrap_or_default().to_owned(),
        depends_on: depends_on(document),
        scale: int(document.get("scale")).or(int(replicas)),
        rank: 0,
        profiles: profiles
            .into_iter()
            .flatten()
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect(),
        pull_policy: text("pull_policy").unwrap_or_default().to_owned(),
        image_id: None,
        document: document.clone(),
    }
}
