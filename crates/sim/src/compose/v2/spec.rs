//! What the engine is told when a container of a service is created.
//!
//! Source: `getCreateConfigs` in `pkg/compose/create.go` and `getLinks` in `pkg/compose/convergence.go`.

use super::containers::{Oneoff, Seen, Which};
use super::hash::{self, Resolved};
use super::model::{Model, Svc};
use super::{COMPOSE_VERSION, Compose, Failure, labels};
use indexmap::IndexMap;
use linkyard_core::document::{Node, Value};
use linkyard_core::op::{ContainerSpec, EndpointSpec, LinkArg, NetworkMode, RestartPolicy};
use linkyard_core::project::{MountKind, NetworkModeRef, Service, ServiceNetwork};
use std::collections::BTreeMap;

/// How a container differs from others of its service.
#[derive(Clone, Debug, Default)]
pub(super) struct SpecOptions {
    /// Its number; `None` for one-off containers, which links call -1.
    pub(super) number: Option<u32>,
    pub(super) auto_remove: bool,
    /// Whether it answers to the names of its service on networks.
    pub(super) uses_aliases: bool,
    /// Labels over the usual ones.
    pub(super) labels: BTreeMap<String, String>,
    /// The container whose anonymous volumes it takes over.
    pub(super) inherits: Option<String>,
}

impl Compose<'_> {
    /// The name of container `number` of a service.
    pub(super) fn container_name(&self, model: &Model, service: &Svc, number: i64) -> String {
        if let Some(it) = service
            .service
            .as_ref()
            .and_then(|it| it.container_name.as_ref())
        {
            return it.value.clone();
        }
        let separator = self.separator();
        format!(
            "{}{separator}{}{separator}{number}",
            model.name, service.name
        )
    }

    /// Everything that the engine is told of one container.
    ///
    /// # Errors
    /// Its service is only known from its containers.
    pub(super) fn container_spec(
        &self,
        model: &Model,
        service: &Svc,
        resolved: &Resolved,
        options: &SpecOptions,
    ) -> Result<ContainerSpec, Failure> {
        let Some(written) = service.service.as_deref() else {
            return Err(Failure::new(format!("no such service: {}", service.name)));
        };
        let links = self.links(model, written, options);
        let network = self.network_mode(model, service, written, resolved, &links, options);
        let is_legacy = !matches!(network, NetworkMode::User { .. });
        let mut spec = ContainerSpec {
            service: service.name.clone(),
            number: options.number.unwrap_or(0),
            image: hash::image_name(model, service, self.separator()),
            command: written.command.as_ref().map(|it| it.value.clone()),
            entrypoint: written.entrypoint.as_ref().map(|it| it.value.clone()),
            env: written.environment.clone(),
            exposed: written.expose.iter().map(|it| it.value).collect(),
            ports: written.ports.iter().map(|it| it.value.clone()).collect(),
            links: if is_legacy { links } else { Vec::new() },
            extra_hosts: written.extra_hosts.clone(),
            network,
            hostname: written.hostname.as_ref().map(|it| it.value.clone()),
            domainname: written.domainname.as_ref().map(|it| it.value.clone()),
            user: written.user.as_ref().map(|it| it.value.clone()),
            working_dir: written.working_dir.as_ref().map(|it| it.value.clone()),
            restart: restart_policy(service, written),
            healthcheck: written.healthcheck.as_ref().map(|it| it.value.clone()),
            tty: written.tty,
            stdin_open: written.stdin_open,
            privileged: written.privileged.as_ref().is_some_and(|it| it.value),
            stop_signal: service.text("stop_signal").map(str::to_owned),
            stop_timeout: service.text("stop_grace_period").and_then(seconds),
            auto_remove: options.auto_remove,
            volumes_from: resolved.volumes_from.clone(),
            ..ContainerSpec::default()
        };
        self.mounts(model, written, options, &mut spec);
        spec.labels = self.container_labels(model, service, written, resolved, options);
        Ok(spec)
    }

    fn container_labels(
        &self,
        model: &Model,
        service: &Svc,
        written: &Service,
        resolved: &Resolved,
        options: &SpecOptions,
    ) -> BTreeMap<String, String> {
        let mut res = written.labels.clone();
        let mut put = |key: &str, value: String| res.insert(key.to_owned(), value);
        put(labels::PROJECT, model.name.clone());
        put(labels::SERVICE, service.name.clone());
        put(labels::VERSION, COMPOSE_VERSION.to_owned());
        put(labels::WORKING_DIR, model.working_dir.clone());
        put(labels::CONFIG_FILES, model.config_files.join(","));
        put(labels::ONEOFF, "False".to_owned());
        if !model.env_files.is_empty() {
            put(labels::ENVIRONMENT_FILE, model.env_files.join(","));
        }
        if let Some(id) = &service.image_id {
            put(labels::IMAGE, id.clone());
        }
        put(labels::CONFIG_HASH, hash::service_hash(service, resolved));
        if let Some(number) = options.number {
            put(labels::NUMBER, number.to_string());
        }
        let needs: Vec<String> = service
            .depends_on
            .iter()
            .map(|(name, it)| format!("{name}:{}:{}", it.condition, it.restart))
            .collect();
        put(labels::DEPENDS_ON, needs.join(","));
        res.extend(options.labels.clone());
        res
    }

    /// Each entry gives three aliases for each container of the source, newest first; the numbered ones carry the
    /// number of the container being created, not that of the source.
    fn links(&self, model: &Model, service: &Service, options: &SpecOptions) -> Vec<LinkArg> {
        let separator = self.separator();
        let number = options.number.map_or(-1, i64::from);
        let mut res = Vec::new();
        for link in &service.links {
            let source = &link.source.value;
            let services = [source.clone()];
            let containers = self.containers(&model.name, Oneoff::Exclude, Which::All, &services);
            for container in containers {
                for alias in [
                    link.alias().to_owned(),
                    format!("{source}{separator}{number}"),
                    format!("{}{separator}{source}{separator}{number}", model.name),
                ] {
                    res.push(LinkArg {
                        source: container.name.clone(),
                        alias,
                        origin: Some(link.range),
                    });
                }
            }
        }
        for link in &service.external_links {
            res.push(LinkArg {
                source: link.source.value.clone(),
                alias: link.alias().to_owned(),
                origin: Some(link.range),
            });
        }
        res
    }

    fn network_mode(
        &self,
        model: &Model,
        service: &Svc,
        written: &Service,
        resolved: &Resolved,
        links: &[LinkArg],
        options: &SpecOptions,
    ) -> NetworkMode {
        let mut aliases =
            vec![self.container_name(model, service, options.number.map_or(-1, i64::from))];
        if options.uses_aliases {
            aliases.push(service.name.clone());
        }
        let endpoint = |network: &ServiceNetwork| EndpointSpec {
            aliases: aliases
                .iter()
                .chain(network.aliases.iter().filter(|_| options.uses_aliases))
                .cloned()
                .collect(),
            links: links.to_vec(),
            ipv4_address: network.ipv4_address.clone(),
        };
        match written.network_mode.as_ref().map(|it| &it.value) {
            Some(NetworkModeRef::Bridge) => NetworkMode::DefaultBridge,
            Some(NetworkModeRef::Host) => NetworkMode::Host,
            Some(NetworkModeRef::None) => NetworkMode::None,
            Some(NetworkModeRef::Service(name) | NetworkModeRef::Container(name)) => {
                let id = resolved.network_mode.as_ref().unwrap_or(name);
                // The engine keeps the id and follows the name.
                let container = self.name_of(id).unwrap_or_else(|| id.clone());
                NetworkMode::Container { container }
            }
            Some(NetworkModeRef::Network(name)) => NetworkMode::User {
                networks: IndexMap::from([(name.clone(), EndpointSpec::default())]),
            },
            None => {
                let mut used = linkyard_core::plan::service_networks(written);
                used.sort_by_key(|it| {
                    (
                        std::cmp::Reverse(priority(service, &it.name)),
                        it.name.clone(),
                    )
                });
                let networks: IndexMap<String, EndpointSpec> = used
                    .iter()
                    .filter_map(|it| {
                        Some((model.networks.get(&it.name)?.name.clone(), endpoint(it)))
                    })
                    .collect();
                if networks.is_empty() {
                    NetworkMode::None
                } else {
                    NetworkMode::User { networks }
                }
            }
        }
    }

    fn mounts(
        &self,
        model: &Model,
        service: &Service,
        options: &SpecOptions,
        spec: &mut ContainerSpec,
    ) {
        let old = options
            .inherits
            .as_ref()
            .and_then(|it| self.machine.world.containers.get(it));
        let inherited = |path: &str| {
            let mut mounts = old?.life.mounts.iter();
            mounts
                .find(|it| it.target == path)
                .map(|it| it.source.clone())
        };
        let home = self
            .machine
            .variables
            .get("HOME")
            .cloned()
            .unwrap_or_default();
        for mount in &service.mounts {
            let mode = if mount.mode.is_empty() {
                "rw"
            } else {
                &mount.mode
            };
            let source = match mount.kind {
                MountKind::Bind => {
                    let path = match mount.source.strip_prefix('~') {
                        Some(rest) => format!("{home}{rest}"),
                        None => mount.source.clone(),
                    };
                    super::load::join(&model.working_dir, &path)
                }
                MountKind::Volume => match model.volumes.get(&mount.source) {
                    Some(it) => it.name.clone(),
                    None => mount.source.clone(),
                },
                MountKind::Anonymous => match inherited(&mount.target) {
                    Some(it) => it,
                    None => {
                        spec.volumes.push(mount.target.clone());
                        continue;
                    }
                },
                MountKind::Tmpfs => continue,
            };
            spec.binds.push(format!("{source}:{}:{mode}", mount.target));
        }
        let facts = self.machine.world.images.get(&spec.image);
        for path in facts.into_iter().flat_map(|it| &it.volumes) {
            let is_taken = |it: &String| it.split(':').nth(1) == Some(path);
            if let Some(name) = inherited(path)
                && !spec.binds.iter().any(is_taken)
            {
                spec.binds.push(format!("{name}:{path}:rw"));
            }
        }
    }

    /// The containers that references to other services mean.
    ///
    /// # Errors
    /// Such a service has no container.
    pub(super) fn resolve(
        &self,
        service: &Svc,
        observed: &BTreeMap<String, Vec<Seen>>,
    ) -> Result<Resolved, Failure> {
        let mut res = Resolved::default();
        let Some(written) = service.service.as_deref() else {
            return Ok(res);
        };
        let first = |name: &str| {
            let containers = observed.get(name).map(Vec::as_slice).unwrap_or_default();
            containers.iter().min_by(|a, b| a.name.cmp(&b.name))
        };
        for it in &written.volumes_from {
            let name = &it.source.value;
            if it.is_container {
                res.volumes_from.push(name.clone());
                continue;
            }
            let missing = || {
                Failure::new(format!(
                    "cannot share volume with service {name}: container missing"
                ))
            };
            res.volumes_from
                .push(first(name).ok_or_else(missing)?.id.clone());
        }
        match written.network_mode.as_ref().map(|it| &it.value) {
            Some(NetworkModeRef::Service(name)) => {
                let missing = || {
                    Failure::new(format!(
                        "cannot share network namespace with service {name}: container missing"
                    ))
                };
                res.network_mode = Some(first(name).ok_or_else(missing)?.id.clone());
            }
            Some(NetworkModeRef::Container(name)) => res.network_mode = Some(name.clone()),
            _ => {}
        }
        Ok(res)
    }
}

fn priority(service: &Svc, network: &str) -> i64 {
    let networks = service.document.get("networks");
    let priority = networks.and_then(|it| it.get(network)?.get("priority"));
    match priority.map(|it| &it.value) {
        Some(Value::Int(it)) => *it,
        _ => 0,
    }
}

/// `deploy.restart_policy` beats `restart`.
fn restart_policy(service: &Svc, written: &Service) -> RestartPolicy {
    let policy = service
        .document
        .get("deploy")
        .and_then(|it| it.get("restart_policy"));
    let Some(policy) = policy else {
        return written
            .restart
            .as_ref()
            .map_or(RestartPolicy::No, |it| it.value);
    };
    let attempts = match policy.get("max_attempts").map(|it| &it.value) {
        Some(Value::Int(it)) => u32::try_from(*it).unwrap_or_default(),
        _ => 0,
    };
    match policy.get("condition").and_then(Node::as_str) {
        Some("on-failure") => RestartPolicy::OnFailure {
            max_retries: attempts,
        },
        Some("any" | "always") => RestartPolicy::Always,
        Some("unless-stopped") => RestartPolicy::UnlessStopped,
        _ => RestartPolicy::No,
    }
}

/// Whole seconds of a duration such as `1m30s`.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let mut total = 0f64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits: String = rest
            .chars()
            .take_while(|it| it.is_ascii_digit() || *it == '.')
            .collect();
        rest = rest.strip_prefix(digits.as_str())?;
        let unit: String = rest.chars().take_while(|it| it.is_alphabetic()).collect();
        rest = rest.strip_prefix(unit.as_str())?;
        let number: f64 = digits.parse().ok()?;
        total += number
            * match unit.as_str() {
                "h" => 3_600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 0.001,
                "us" | "µs" => 0.000_001,
                "ns" => 0.000_000_001,
                _ => return None,
            };
    }
    // Go cuts what is below a second.
    Some(total as u32)
}
