//! Creating one container, and putting it on its networks when it starts.
//!
//! Source: `_get_container_create_options`, `_get_links` and `connect_container_to_networks` of service.py.

use super::overrides::Override;
use super::progress::Failure;
use super::tool::{
    ENV_FILE_LABEL, HASH_LABEL, Held, OneOff, SLUG_LABEL, Scope, Tool, VERSION, VERSION_LABEL,
    name_without_project,
};
use indexmap::IndexMap;
use linkyard_core::op::{
    ContainerSpec, EndpointSpec, EnvArg, LinkArg, NetworkMode, RestartPolicy, labels,
};
use linkyard_core::plan::{self, SpecInput};
use linkyard_core::project::{NetworkModeRef, Service, container_name};
use linkyard_core::text::FileRange;
use linkyard_core::world::{Endpoint, EngineError, MountPointKind};
use std::collections::BTreeMap;

impl<'a> Tool<'a> {
    /// The name that the next container of a service gets.
    ///
    /// # Errors
    /// An external link of the service leads to that very name.
    pub fn next_name(&self, service: &Service, number: u32) -> Result<String, Failure> {
        let profile = self.project.analysis.profile;
        let name = container_name(self.project.name(), service, number, profile);
        let mut sources = service.external_links.iter().map(|it| &it.source.value);
        if service.container_name.is_none() && sources.any(|it| *it == name) {
            let own = &service.name.value;
            let text = format!("Service {own} has a self-referential external link: {name}");
            return Err(Failure {
                text: text.clone(),
                stops: Some(text),
            });
        }
        Ok(name)
    }

    /// The number that the next container of a service gets.
    pub fn next_number(&self, service: &str) -> u32 {
        let existing = self.of_service(service, Scope::All);
        let numbers = existing.iter().filter_map(|it| it.number);
        numbers.max().map_or(1, |it| it.saturating_add(1))
    }

    /// Creates container `number` of a service. What `previous` has in anonymous volumes goes on in it.
    ///
    /// # Errors
    /// The engine refuses it.
    pub fn create(
        &mut self,
        service: &'a Service,
        number: u32,
        previous: Option<&Held>,
    ) -> Result<Held, Failure> {
        let name = self.next_name(service, number)?;
        self.check_quotes(service)?;
        let mut spec = self.spec(service, number)?;
        let hash = self.config_hash(service);
        spec.labels.insert(HASH_LABEL.to_owned(), hash);
        spec.labels
            .insert(labels::NUMBER.to_owned(), number.to_string());
        if let Some(previous) = previous {
            self.keep_volumes(&mut spec, previous);
        }
        self.create_of(service, &name, spec)
    }

    /// A command that cannot be split into words is found out only now.
    fn check_quotes(&self, service: &Service) -> Result<(), Failure> {
        let own = &service.name.value;
        let is_broken = |key: &str| {
            let text = self.written(own, key);
            text.is_some_and(|it| shlex::split(it).is_none())
        };
        if is_broken("command") || is_broken("entrypoint") {
            return Err(Failure {
                text: "No closing quotation".to_owned(),
                stops: Some("ValueError: No closing quotation".to_owned()),
            });
        }
        Ok(())
    }

    /// Creates a one-off container of a service.
    ///
    /// # Errors
    /// The engine refuses it.
    pub fn create_one_off(
        &mut self,
        service: &'a Service,
        over: &Override,
    ) -> Result<Held, Failure> {
        let mut spec = self.spec(service, 0)?;
        let slug = self.slug();
        let short = slug.get(..12).unwrap_or(&slug);
        let project = self.project.name().trim_start_matches(['-', '_']);
        let own = &service.name.value;
        let name = match &over.name {
            Some(name) => name.clone(),
            None => format!("{project}_{own}_run_{short}"),
        };
        spec.labels.extend(over.labels.iter().cloned());
        spec.labels.extend([
            (labels::ONEOFF.to_owned(), "True".to_owned()),
            (SLUG_LABEL.to_owned(), slug.clone()),
        ]);
        if is_legacy(&spec) {
            spec.links = self.links(service, true);
        }
        spec.command = over.command.clone();
        if over.entrypoint.is_some() {
            spec.entrypoint = over.entrypoint.clone();
        }
        for entry in &over.environment {
            let name = entry.split('=').next();
            let known = spec
                .env
                .iter_mut()
                .find(|it| it.entry.split('=').next() == name);
            match known {
                Some(it) => it.entry = entry.clone(),
                None => spec.env.push(EnvArg {
                    entry: entry.clone(),
                    origin: None,
                }),
            }
        }
        spec.user = over.user.clone().or(spec.user);
        spec.working_dir = over.working_dir.clone().or(spec.working_dir);
        if let Some(ports) = &over.ports {
            spec.ports = ports.clone();
        }
        for volume in &over.volumes {
            if volume.contains(':') {
                spec.binds.push(volume.clone());
            } else {
                spec.volumes.push(volume.clone());
            }
        }
        spec.tty = over.tty;
        spec.stdin_open = over.stdin_open;
        spec.restart = RestartPolicy::No;
        self.create_of(service, &name, spec)
    }

    fn create_of(
        &mut self,
        service: &Service,
        name: &str,
        spec: ContainerSpec,
    ) -> Result<Held, Failure> {
        let own = &service.name.value;
        let created = self.machine.world.create(Some(name), spec);
        let created = created.map_err(|err| {
            Failure::new(format!("Cannot create container for service {own}: {err}"))
        })?;
        match self.container(&created.id) {
            Some(it) => Ok(Held::of(it)),
            None => Err(Failure::new(format!("No such container: {}", created.id))),
        }
    }

    /// What the engine is told of a container of a service.
    fn spec(&mut self, service: &'a Service, number: u32) -> Result<ContainerSpec, Failure> {
        let analysis = &self.project.analysis;
        let own = service.name.value.as_str();
        let input = SpecInput {
            project: &analysis.project,
            settings: &self.project.settings,
            profile: analysis.profile,
            containers: &BTreeMap::new(),
        };
        let mut spec = plan::container_spec(&input, service, number);
        self.choose_network(&mut spec, service);
        spec.links = if is_legacy(&spec) {
            self.links(service, false)
        } else {
            Vec::new()
        };
        spec.volumes_from = self.volumes_from(service)?;
        spec.labels = service.labels.clone();
        let files: Vec<String> = self
            .project
            .config_files
            .iter()
            .map(|it| clean(it))
            .collect();
        let ours = [
            (labels::PROJECT, self.project.name().to_owned()),
            (labels::SERVICE, own.to_owned()),
            (labels::ONEOFF, "False".to_owned()),
            (labels::WORKING_DIR, self.project.working_dir.clone()),
            (labels::CONFIG_FILES, files.join(",")),
            (VERSION_LABEL, VERSION.to_owned()),
        ];
        spec.labels
            .extend(ours.map(|(name, value)| (name.to_owned(), value)));
        if let Some(file) = &self.project.asked_env_file {
            spec.labels.insert(ENV_FILE_LABEL.to_owned(), clean(file));
        }
        spec.stop_signal = self.written(own, "stop_signal").map(str::to_owned);
        spec.stop_timeout = self.stop_grace_period(own);
        if let Some(policy) = self.policy_of_deploy(own) {
            spec.restart = policy;
        }
        Ok(spec)
    }

    /// The network that a container is created on: the first of its networks, or what its network mode says. It joins the
    /// others when it starts.
    fn choose_network(&mut self, spec: &mut ContainerSpec, service: &Service) {
        match service.network_mode.as_ref().map(|it| &it.value) {
            Some(NetworkModeRef::Service(name)) => {
                let running = self.of_service(name, Scope::Running);
                spec.network = match running.first() {
                    Some(it) => NetworkMode::Container {
                        container: it.name.clone(),
                    },
                    None => {
                        self.warn(&format!("Service {name} is trying to use reuse the network stack of another service that is not running."));
                        NetworkMode::DefaultBridge
                    }
                };
            }
            Some(_) => {}
            None => {
                let networks = self.networks_of(service);
                if let Some((name, mut endpoint)) = networks.into_iter().next() {
                    endpoint.links.clear();
                    spec.network = NetworkMode::User {
                        networks: IndexMap::from([(name, endpoint)]),
                    };
                }
            }
        }
    }

    /// The networks of a service by full name, in the order in which its containers join them.
    pub fn networks_of(&self, service: &Service) -> Vec<(String, EndpointSpec)> {
        let project = &self.project.analysis.project;
        if service.network_mode.is_some() || project.format == linkyard_core::load::Format::V1 {
            return Vec::new();
        }
        let own = &service.name.value;
        let priority = |key: &str| {
            let node = self.node(own, "networks").and_then(|it| it.get(key));
            let node = node.and_then(|it| it.get("priority"));
            match node.map(|it| &it.value) {
                Some(linkyard_core::document::Value::Int(it)) => *it,
                _ => 0,
            }
        };
        let mut res: Vec<(i64, String, EndpointSpec)> = Vec::new();
        for network in plan::service_networks(service) {
            let mut aliases = vec![own.clone()];
            for alias in network.aliases {
                if !aliases.contains(&alias) {
                    aliases.push(alias);
                }
            }
            let endpoint = EndpointSpec {
                aliases,
                links: Vec::new(),
                ipv4_address: network.ipv4_address,
            };
            let name = plan::full_network_name(project, &network.name);
            res.push((-priority(&network.name), name, endpoint));
        }
        res.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        res.into_iter().map(|it| (it.1, it.2)).collect()
    }

    /// The links of a service as they are expanded now: over its sources' running containers, newest first.
    pub fn links(&self, service: &Service, to_self: bool) -> Vec<LinkArg> {
        let mut by_alias: BTreeMap<String, (String, Option<FileRange>)> = BTreeMap::new();
        let mut add = |source: &str, alias: &str, range: Option<FileRange>| {
            for held in self.of_service(source, Scope::Running) {
                let Some(container) = self.container(&held.id) else {
                    continue;
                };
                let short = name_without_project(container);
                for name in [alias, &held.name, &short] {
                    by_alias.insert(name.to_owned(), (held.name.clone(), range));
                }
            }
        };
        for link in &service.links {
            add(&link.source.value, link.alias(), Some(link.range));
        }
        if to_self {
            add(&service.name.value, &service.name.value, None);
        }
        for link in &service.external_links {
            let source = link.source.value.clone();
            by_alias.insert(link.alias().to_owned(), (source, Some(link.range)));
        }
        let links = by_alias.into_iter();
        let mut res: Vec<LinkArg> = links
            .map(|(alias, (source, origin))| LinkArg {
                source,
                alias,
                origin,
            })
            .collect();
        res.sort_by(|a, b| (&a.source, &a.alias).cmp(&(&b.source, &b.alias)));
        res
    }

    fn volumes_from(&mut self, service: &'a Service) -> Result<Vec<String>, Failure> {
        let mut res = Vec::new();
        for from in &service.volumes_from {
            let source = from.source.value.as_str();
            let own = self.service(source).ok().filter(|_| !from.is_container);
            let id = match own {
                None => source.to_owned(),
                Some(own) => match self.of_service(source, Scope::All).first() {
                    Some(it) => it.id.clone(),
                    None => {
                        let number = self.next_number(source);
                        let name = self.next_name(own, number)?;
                        self.info(&format!("Creating {name}"));
                        self.create(own, number, None)?.id
                    }
                },
            };
            res.push(format!("{id}:{}", from.mode));
        }
        Ok(res)
    }

    /// Binds the anonymous volumes of an older container at the same paths.
    fn keep_volumes(&self, spec: &mut ContainerSpec, previous: &Held) {
        let Some(old) = self.container(&previous.id) else {
            return;
        };
        let facts = self.machine.world.images.get(&old.spec.image);
        let of_image = facts.into_iter().flat_map(|it| it.volumes.iter());
        let mut kept = false;
        for path in spec.volumes.clone().iter().chain(of_image) {
            let is_bound = |it: &String| it.split(':').nth(1) == Some(path);
            let mount = old.life.mounts.iter().find(|it| it.target == *path);
            let Some(mount) = mount.filter(|it| it.kind != MountPointKind::Bind) else {
                continue;
            };
            // What the file mounts there itself is replaced too.
            spec.binds.retain(|it| !is_bound(it));
            spec.binds.push(format!("{}:{path}:rw", mount.source));
            kept = true;
        }
        if kept {
            spec.env.push(EnvArg {
                entry: format!("affinity:container=={}", previous.id),
                origin: None,
            });
        }
    }

    /// Starts a container of a service, after having put it on its networks.
    ///
    /// # Errors
    /// The engine refuses it.
    pub fn start_container(&mut self, held: &Held, service: &Service) -> Result<(), Failure> {
        self.join_networks(held, service, true)?;
        self.start_joined(held, service)
    }

    /// Starts a container that is on its networks.
    ///
    /// # Errors
    /// The engine refuses it.
    pub fn start_joined(&mut self, held: &Held, service: &Service) -> Result<(), Failure> {
        let own = &service.name.value;
        let name = self.name_of(&held.id)?;
        let outcome = self.machine.world.start_container(&name);
        outcome.map_err(|err| {
            let text = err.to_string();
            if text.contains("driver failed programming external connectivity") {
                self.warn("Host is already in use by another container");
            }
            Failure::new(format!("Cannot start service {own}: {text}"))
        })
    }

    /// Puts a container on the networks of its service. One that has run is on them, with the links of then.
    ///
    /// # Errors
    /// The engine refuses it.
    pub fn join_networks(
        &mut self,
        held: &Held,
        service: &Service,
        with_aliases: bool,
    ) -> Result<(), EngineError> {
        for (network, mut endpoint) in self.networks_of(service) {
            let name = self.name_of(&held.id)?;
            let container = self.container(&held.id);
            let is_joined = container.is_some_and(|it| it.endpoints.contains_key(&network));
            if is_joined {
                if container.is_some_and(|it| it.started.is_some()) {
                    continue;
                }
                if self.machine.world.networks.contains_key(&network) {
                    self.machine.world.disconnect(&network, &name)?;
                }
            }
            endpoint.links = self.links(service, false);
            if !with_aliases {
                endpoint.aliases.clear();
            }
            if self.machine.world.networks.contains_key(&network) {
                self.machine.world.connect(&network, &name, &endpoint)?;
            } else {
                self.expect_network(&name, &network, &endpoint);
            }
            self.note_network(&held.id, network, endpoint);
        }
        Ok(())
    }

    /// The engine does not look whether a network is there when a container that does not run is put on it.
    fn expect_network(&mut self, name: &str, network: &str, spec: &EndpointSpec) {
        let Some(container) = self.machine.world.containers.get_mut(name) else {
            return;
        };
        let links = spec.links.iter();
        let endpoint = Endpoint {
            address: None,
            aliases: spec.aliases.clone(),
            links: links
                .map(|it| format!("{}:{}", it.source, it.alias))
                .collect(),
        };
        container.endpoints.shift_remove(network);
        container.endpoints.insert(network.to_owned(), endpoint);
    }

    /// A fixed address counts again at each start: it is read from what the engine was told.
    fn note_network(&mut self, id: &str, network: String, endpoint: EndpointSpec) {
        let mut containers = self.machine.world.containers.values_mut();
        let Some(container) = containers.find(|it| it.id == id) else {
            return;
        };
        if let NetworkMode::User { networks } =
            &mut std::sync::Arc::make_mut(&mut container.spec).network
        {
            networks.insert(network, endpoint);
        }
    }

    /// Whether containers of a service have legacy links.
    pub fn has_linked_containers(&self, service: &str) -> bool {
        let running = self.of_service(service, Scope::Running);
        let mut found = running.iter().filter_map(|it| self.container(&it.id));
        found.any(|it| !it.links.is_empty())
    }

    /// Hexadecimal digits that no container of the project has in its name, and that are no number.
    fn slug(&self) -> String {
        let n_events = self.machine.world.simulation.as_ref();
        let n_events = n_events.map_or(0, |it| it.events.len()) as u64;
        let n_containers = self.of_project(Scope::All, OneOff::Include).len() as u64;
        (0..)
            .map(|n: u64| super::hash::hex(&format!("{n_events} {n_containers} {n}")))
            .find(|it| {
                let short = it.get(..12).unwrap_or_default();
                short.contains(|it: char| !it.is_ascii_digit())
            })
            .unwrap_or_default()
    }
}

/// Whether links of such a container are legacy ones.
pub(super) fn is_legacy(spec: &ContainerSpec) -> bool {
    !matches!(spec.network, NetworkMode::User { .. })
}

/// A path without `./` before it.
fn clean(path: &str) -> String {
    path.strip_prefix("./").unwrap_or(path).to_owned()
}
