//! The project that a command works on: as its files have it, or as the labels of its containers tell.

use super::Failure;
use super::containers::{Seen, label};
use super::labels;
use linkyard_core::document::{Map, Node, Value};
use linkyard_core::op::NetworkSpec;
use linkyard_core::project::Service;
use std::collections::{BTreeMap, BTreeSet};

/// A project.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) working_dir: String,
    /// Absolute paths of its files.
    pub(super) config_files: Vec<String>,
    /// `--env-file`, absolute.
    pub(super) env_files: Vec<String>,
    /// Services that take part.
    pub(super) services: BTreeMap<String, Svc>,
    /// Services that were left out: no active profile, or not selected.
    pub(super) disabled: BTreeMap<String, Svc>,
    pub(super) networks: BTreeMap<String, Net>,
    pub(super) volumes: BTreeMap<String, Vol>,
    /// What variables stand for.
    pub(super) variables: BTreeMap<String, String>,
    /// The document with every section, for `config`.
    pub(super) document: Option<Node>,
}

/// A service.
#[derive(Clone, Debug, Default)]
pub(super) struct Svc {
    pub(super) name: String,
    /// As it is lowered; `None` when it is only known from its containers.
    pub(super) service: Option<Box<Service>>,
    /// As it is loaded.
    pub(super) document: Map,
    pub(super) image: String,
    pub(super) depends_on: BTreeMap<String, Dep>,
    /// `scale`, `deploy.replicas` or `--scale`.
    pub(super) scale: Option<i64>,
    /// Place in the start order of the whole file.
    pub(super) rank: usize,
    pub(super) profiles: Vec<String>,
    pub(super) pull_policy: String,
    /// Id of its image, once that is known to be here.
    pub(super) image_id: Option<String>,
}

impl Svc {
    /// How many containers it is to have.
    pub(super) fn n_wanted(&self) -> i64 {
        self.scale.unwrap_or(1)
    }

    /// Text of a key.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.document.get(key)?.as_str()
    }

    /// Whether `up` and `logs` show what it writes, if nobody says otherwise.
    pub(super) fn is_attached(&self) -> bool {
        !matches!(
            self.document.get("attach").map(|it| &it.value),
            Some(Value::Bool(false))
        )
    }

    /// Whether it is built.
    pub(super) fn is_built(&self) -> bool {
        self.service.as_ref().is_some_and(|it| it.build.is_some())
    }
}

/// What a service waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dep {
    pub(super) condition: String,
    pub(super) restart: bool,
    pub(super) required: bool,
}

/// A network of the project.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    pub(super) name: String,
    pub(super) external: bool,
    pub(super) spec: NetworkSpec,
    /// What its hash is made of.
    pub(super) text: String,
}

/// A volume of the project.
#[derive(Clone, Debug, Default)]
pub(super) struct Vol {
    pub(super) name: String,
    pub(super) external: bool,
    pub(super) labels: BTreeMap<String, String>,
    /// What its hash is made of.
    pub(super) text: String,
}

/// Who else is taken along with selected services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Along {
    Dependencies,
    Dependents,
    Nobody,
}

impl Model {
    /// Names of the services that take part, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        self.services.keys().cloned().collect()
    }

    /// The services, each after what it needs.
    pub(super) fn in_order(&self) -> Vec<&Svc> {
        let mut res: Vec<&Svc> = self.services.values().collect();
        res.sort_by_key(|it| it.rank);
        res
    }

    /// A service that takes part.
    ///
    /// # Errors
    /// There is none of this name.
    pub(super) fn service(&self, name: &str) -> Result<&Svc, Failure> {
        self.services.get(name).ok_or_else(|| {
            let why = if self.disabled.contains_key(name) {
                "service disabled"
            } else {
                "not found"
            };
            Failure::new(format!("no such service: {name}: {why}"))
        })
    }

    /// The services named and those that are taken along.
    ///
    /// # Errors
    /// One is not there.
    pub(super) fn closure(
        &self,
        names: &[String],
        along: Along,
    ) -> Result<BTreeSet<String>, Failure> {
        let mut res = BTreeSet::new();
        let mut open: Vec<(String, bool)> = names.iter().map(|it| (it.clone(), true)).collect();
        open.reverse();
        while let Some((name, required)) = open.pop() {
            let Some(service) = self.services.get(&name) else {
                if required {
                    return Err(Failure::new(format!("no such service: {name}")));
                }
                continue;
            };
            if !res.insert(name.clone()) {
                continue;
            }
            match along {
                Along::Dependencies => open.extend(
                    service
                        .depends_on
                        .iter()
                        .map(|(name, it)| (name.clone(), it.required)),
                ),
                Along::Dependents => open.extend(
                    self.services
                        .values()
                        .filter(|it| it.depends_on.contains_key(&name))
                        .map(|it| (it.name.clone(), true)),
                ),
                Along::Nobody => {}
            }
        }
        Ok(res)
    }

    /// Leaves only the services named and those that are taken along; all, if none is named.
    ///
    /// # Errors
    /// One is not there.
    pub(super) fn select(&mut self, names: &[String], along: Along) -> Result<(), Failure> {
        if names.is_empty() {
            return Ok(());
        }
        let kept = self.closure(names, along)?;
        let (services, left_out): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.services)
                .into_iter()
                .partition(|(name, _)| kept.contains(name));
        self.services = services;
        self.disabled.extend(left_out);
        for service in self.services.values_mut() {
            service.depends_on.retain(|name, _| kept.contains(name));
        }
        Ok(())
    }

    /// Leaves one service out, and whatever waits for it.
    pub(super) fn disable(&mut self, name: &str) {
        for service in self.services.values_mut() {
            service.depends_on.remove(name);
        }
        if let Some(it) = self.services.remove(name) {
            self.disabled.insert(name.to_owned(), it);
        }
    }

    /// Leaves out networks and volumes that no service uses.
    pub(super) fn drop_unused(&mut self) {
        let mut networks = BTreeSet::new();
        let mut volumes = BTreeSet::new();
        for service in self.services.values() {
            let used = service.document.get("networks").and_then(Node::as_map);
            networks.extend(used.into_iter().flatten().map(|it| it.key.to_string()));
            let mounts = service.document.get("volumes").and_then(Node::as_list);
            for mount in mounts.into_iter().flatten() {
                if mount.get("type").and_then(Node::as_str) == Some("volume") {
                    let source = mount.get("source").and_then(Node::as_str);
                    volumes.extend(source.map(str::to_owned));
                }
            }
        }
        self.networks.retain(|key, _| networks.contains(key));
        self.volumes.retain(|key, _| volumes.contains(key));
    }

    /// Whether a container belongs to no service of the project.
    pub(super) fn is_orphan(&self, it: &Seen) -> bool {
        if it.is_oneoff() {
            return it.state_word() == "exited" || it.state_word() == "dead";
        }
        let service = it.service();
        !self.services.contains_key(service) && !self.disabled.contains_key(service)
    }

    /// The project as the labels of its containers tell.
    ///
    /// # Errors
    /// It has no container, or none of a service that is asked for.
    pub(super) fn of_containers(
        name: &str,
        containers: &[Seen],
        services: &[String],
    ) -> Result<Model, Failure> {
        let mut res = Model {
            name: name.to_owned(),
            ..Model::default()
        };
        if containers.is_empty() {
            return Err(Failure::new(format!(
                "no container found for project \"{name}\": not found"
            )));
        }
        for it in containers {
            let service = match it.labels.get(labels::SERVICE) {
                Some(service) => service.clone(),
                None => it.name.clone(),
            };
            let entry = res.services.entry(service.clone()).or_insert_with(|| Svc {
                name: service,
                image: it.image.clone(),
                depends_on: dependencies(label(&it.labels, labels::DEPENDS_ON)),
                ..Svc::default()
            });
            entry.scale = Some(entry.scale.unwrap_or(0) + 1);
        }
        if let Some(name) = services.iter().find(|it| !res.services.contains_key(*it)) {
            return Err(Failure::new(format!(
                "no such service: \"{name}\": not found"
            )));
        }
        res.rank_by_need();
        res.select(services, Along::Dependencies)?;
        Ok(res)
    }

    /// Finds a start order where no file gives one: by need, else by name.
    fn rank_by_need(&mut self) {
        let mut ranks: BTreeMap<String, usize> = BTreeMap::new();
        while ranks.len() < self.services.len() {
            let is_ready = |it: &&Svc| {
                !ranks.contains_key(&it.name)
                    && it
                        .depends_on
                        .keys()
                        .all(|name| ranks.contains_key(name) || !self.services.contains_key(name))
            };
            let next = self.services.values().find(is_ready);
            // Labels of a cycle cannot come from the tool; then any order is as good.
            let next = next.or_else(|| {
                self.services
                    .values()
                    .find(|it| !ranks.contains_key(&it.name))
            });
            let Some(next) = next else { break };
            ranks.insert(next.name.clone(), ranks.len());
        }
        for service in self.services.values_mut() {
            service.rank = ranks.get(&service.name).copied().unwrap_or_default();
        }
    }
}

/// Reads the label that tells what a service waits for.
fn dependencies(label: &str) -> BTreeMap<String, Dep> {
    let mut res = BTreeMap::new();
    for entry in label.split(',').filter(|it| !it.is_empty()) {
        let mut parts = entry.split(':');
        let name = parts.next().unwrap_or_default();
        let condition = parts.next().unwrap_or("running_or_healthy");
        let restart = parts.next().is_none_or(|it| it == "true");
        res.insert(
            name.to_owned(),
            Dep {
                condition: condition.to_owned(),
                restart,
                required: true,
            },
        );
    }
    res
}

/// What `depends_on` of a loaded service says.
pub(super) fn depends_on(service: &Map) -> BTreeMap<String, Dep> {
    let Some(map) = service.get("depends_on").and_then(Node::as_map) else {
        return BTreeMap::new();
    };
    let is = |node: &Node, key: &str| {
        node.get(key).and_then(|it| match it.value {
            Value::Bool(it) => Some(it),
            _ => None,
        })
    };
    map.iter()
        .map(|it| {
            let dep = Dep {
                condition: it
                    .value
                    .get("condition")
                    .and_then(Node::as_str)
                    .unwrap_or("service_started")
                    .to_owned(),
                restart: is(&it.value, "restart").unwrap_or(false),
                required: is(&it.value, "required").unwrap_or(true),
            };
            (it.key.to_string(), dep)
        })
        .collect()
}
