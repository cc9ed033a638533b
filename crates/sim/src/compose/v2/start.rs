//! Starting containers, and waiting for what they need.
//!
//! Source: `pkg/compose/start.go` and `waitDependencies` in `pkg/compose/convergence.go`.

use super::containers::{Oneoff, Seen, Which};
use super::model::{Dep, Model, Svc};
use super::progress::Kind;
use super::{Compose, Failure};
use linkyard_core::document::{Node, Value};
use linkyard_core::world::{Container, ContainerState, Health};
use std::collections::BTreeMap;

/// The condition of `--wait`: healthy where there is a check, else running.
const RUNNING_OR_HEALTHY: &str = "running_or_healthy";

/// Milliseconds between two looks at what is waited for.
const TICK_MS: u64 = 500;

/// Nobody waits longer than this: then it is as if they pressed Ctrl-C.
const PATIENCE_MS: u64 = 30 * 60_000;

/// How services are started.
#[derive(Clone, Debug, Default)]
pub(super) struct StartOptions {
    /// `--wait`.
    pub(super) wait: bool,
    /// `--wait-timeout` in seconds; 0 is none.
    pub(super) wait_timeout: u64,
}

/// How far waiting for one dependency is.
enum Verdict {
    Pending,
    Fine,
    Skipped,
    Failed(Failure),
}

impl Compose<'_> {
    /// Starts every service of a project that does not run, each after what it needs.
    ///
    /// # Errors
    /// The engine refuses a start, or something that is waited for fails.
    pub(super) fn start(&mut self, model: &Model, options: &StartOptions) -> Result<(), Failure> {
        let containers = self.containers_of_start(model);
        self.for_each_service(model, |compose, name| {
            let Some(service) = model.services.get(name) else {
                return Ok(());
            };
            compose.start_service(model, service, &containers, options.wait_timeout)
        })?;
        if !options.wait {
            return Ok(());
        }
        let depends: BTreeMap<String, Dep> = model
            .services
            .keys()
            .map(|name| {
                let completes = |it: &Svc| {
                    it.depends_on
                        .get(name)
                        .is_some_and(|it| it.condition == "service_completed_successfully")
                };
                let condition = if model.services.values().any(completes) {
                    "service_completed_successfully"
                } else {
                    RUNNING_OR_HEALTHY
                };
                let dep = Dep {
                    condition: condition.to_owned(),
                    restart: false,
                    required: true,
                };
                (name.clone(), dep)
            })
            .collect();
        self.wait_for(
            model,
            &model.name,
            &depends,
            &containers,
            options.wait_timeout,
        )
    }

    /// The containers that a start looks at.
    fn containers_of_start(&self, model: &Model) -> Vec<Seen> {
        self.containers(&model.name, Oneoff::Exclude, Which::All, &[])
    }

    fn start_service(
        &mut self,
        model: &Model,
        service: &Svc,
        containers: &[Seen],
        timeout: u64,
    ) -> Result<(), Failure> {
        let replicas = service
            .document
            .get("deploy")
            .and_then(|it| it.get("replicas"));
        let is_scaled_away =
            matches!(replicas.map(|it| &it.value), Some(Value::Int(0))) && service.n_wanted() == 0;
        if is_scaled_away {
            return Ok(());
        }
        self.wait_for(
            model,
            &service.name,
            &service.depends_on,
            containers,
            timeout,
        )?;
        if containers.is_empty() {
            if service.n_wanted() == 0 {
                return Ok(());
            }
            return Err(Failure::new(format!(
                "service \"{}\" has no container to start",
                service.name
            )));
        }
        for container in containers.iter().filter(|it| it.service() == service.name) {
            if container.is_running() {
                continue;
            }
            let event = container.progress_name();
            self.event(&event, Kind::Working, "Starting");
            let name = self
                .name_of(&container.id)
                .unwrap_or_else(|| container.name.clone());
            self.machine.world.start_container(&name)?;
            self.hooks(&name, service, "post_start")?;
            self.event(&event, Kind::Done, "Started");
        }
        Ok(())
    }

    /// Runs the hooks of a service in one of its containers.
    fn hooks(&mut self, container: &str, service: &Svc, key: &str) -> Result<(), Failure> {
        let hooks = service.document.get(key).and_then(Node::as_list);
        let hooks: Vec<Node> = hooks.unwrap_or_default().to_vec();
        for hook in &hooks {
            let words = hook.get("command").and_then(Node::as_list);
            let command = words
                .into_iter()
                .flatten()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect();
            let spec = linkyard_core::world::ExecSpec {
                command,
                user: hook.get("user").and_then(Node::as_str).map(str::to_owned),
                working_dir: hook
                    .get("working_dir")
                    .and_then(Node::as_str)
                    .map(str::to_owned),
                ..Default::default()
            };
            let outcome = self.machine.world.exec(container, &spec)?;
            if let Some(code) = outcome.code.filter(|it| *it != 0) {
                return Err(Failure::new(format!(
                    "{} hook exited with status {code}",
                    service.name
                )));
            }
        }
        Ok(())
    }

    /// Waits for everything in `depends`, looking at it twice a second.
    ///
    /// # Errors
    /// Something fails that must not.
    pub(super) fn wait_for(
        &mut self,
        model: &Model,
        dependent: &str,
        depends: &BTreeMap<String, Dep>,
        containers: &[Seen],
        timeout: u64,
    ) -> Result<(), Failure> {
        let mut pending: Vec<(String, Dep, Vec<Seen>)> = Vec::new();
        for (name, dep) in depends {
            if dep.condition == "service_started" {
                continue;
            }
            match model.services.get(name) {
                None if model.disabled.contains_key(name) => continue,
                None => return Err(Failure::new(format!("no such service: {name}: not found"))),
                Some(it) if it.n_wanted() == 0 => continue,
                Some(_) => {}
            }
            let waiting_for: Vec<Seen> = containers
                .iter()
                .filter(|it| it.service() == name && !it.is_oneoff())
                .cloned()
                .collect();
            self.events(&waiting_for, Kind::Working, "Waiting");
            if waiting_for.is_empty() {
                let text = format!("{dependent} is missing dependency {name}");
                if dep.required {
                    return Err(Failure::new(text));
                }
                self.warn(&text);
                continue;
            }
            pending.push((name.clone(), dep.clone(), waiting_for));
        }
        let begun = self.machine.world.now();
        let mut failed = None;
        while !pending.is_empty() {
            let waited = self.machine.world.now().since(begun);
            if timeout > 0 && waited + TICK_MS > timeout * 1_000 {
                // The tool stops looking and says nothing.
                break;
            }
            if waited > PATIENCE_MS {
                return Err(self.interrupted());
            }
            self.machine.world.advance(TICK_MS);
            let mut left = Vec::new();
            for (name, dep, waiting_for) in pending {
                match self.verdict(&name, &dep, &waiting_for) {
                    Verdict::Pending => left.push((name, dep, waiting_for)),
                    Verdict::Fine | Verdict::Skipped => {}
                    Verdict::Failed(failure) => {
                        failed.get_or_insert(failure);
                    }
                }
            }
            pending = left;
        }
        match failed {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    /// How a command ends that would wait for ever: as after Ctrl-C.
    pub(super) fn interrupted(&mut self) -> Failure {
        Failure::status(130)
    }

    fn events(&mut self, containers: &[Seen], kind: Kind, status: &str) {
        for it in containers {
            self.event(&it.progress_name(), kind, status);
        }
    }

    fn verdict(&mut self, name: &str, dep: &Dep, waiting_for: &[Seen]) -> Verdict {
        match dep.condition.as_str() {
            RUNNING_OR_HEALTHY => match self.is_healthy(waiting_for, true) {
                Ok(false) => Verdict::Pending,
                Ok(true) => {
                    self.events(waiting_for, Kind::Done, "Healthy");
                    Verdict::Fine
                }
                Err(why) if !dep.required => self.skip(
                    waiting_for,
                    &format!("optional dependency \"{name}\" is not running or is unhealthy"),
                    &format!(": {why}"),
                ),
                Err(why) => Verdict::Failed(Failure::new(why)),
            },
            "service_healthy" => match self.is_healthy(waiting_for, false) {
                Ok(false) => Verdict::Pending,
                Ok(true) => {
                    self.events(waiting_for, Kind::Done, "Healthy");
                    Verdict::Fine
                }
                Err(why) if !dep.required => self.skip(
                    waiting_for,
                    &format!("optional dependency \"{name}\" failed to start"),
                    &format!(": {why}"),
                ),
                Err(why) => {
                    self.events(waiting_for, Kind::Error, "Error");
                    Verdict::Failed(Failure::new(format!("dependency failed to start: {why}")))
                }
            },
            "service_completed_successfully" => match self.exit_code(waiting_for) {
                None => Verdict::Pending,
                Some(0) => {
                    self.events(waiting_for, Kind::Done, "Exited");
                    Verdict::Fine
                }
                Some(code) => {
                    let text = format!("\"{name}\" didn't complete successfully: exit {code}");
                    if dep.required {
                        let text = format!("service {text}");
                        self.events(waiting_for, Kind::Error, &text);
                        Verdict::Failed(Failure::new(text))
                    } else {
                        self.skip(waiting_for, &format!("optional dependency {text}"), "")
                    }
                }
            },
            other => {
                let text = format!("unsupported depends_on condition: {other}");
                self.warn(&text);
                Verdict::Fine
            }
        }
    }

    fn skip(&mut self, waiting_for: &[Seen], reason: &str, why: &str) -> Verdict {
        self.events(waiting_for, Kind::Warning, &format!("Skipped: {reason}"));
        self.warn(&format!("{reason}{why}"));
        Verdict::Skipped
    }

    /// Whether all of them are healthy.
    ///
    /// # Errors
    /// One of them never will be.
    fn is_healthy(&self, waiting_for: &[Seen], or_running: bool) -> Result<bool, String> {
        for seen in waiting_for {
            let all = self.machine.world.containers.values();
            let Some(container) = all.into_iter().find(|it| it.id == seen.id) else {
                return Err(format!(
                    "Error response from daemon: No such container: {}",
                    seen.id
                ));
            };
            let name = &container.name;
            if let ContainerState::Exited { .. } = container.state {
                return Err(format!(
                    "container {name} exited ({})",
                    container.life.exit_code
                ));
            }
            let has_check = self.has_healthcheck(container);
            if !has_check && or_running {
                return Ok(container.state == ContainerState::Running);
            }
            match container.health {
                Some(Health::Healthy) => {}
                Some(Health::Unhealthy) => return Err(format!("container {name} is unhealthy")),
                Some(Health::Starting) => return Ok(false),
                None if has_check => return Ok(false),
                None => return Err(format!("container {name} has no healthcheck configured")),
            }
        }
        Ok(true)
    }

    /// Whether a container has a check of its own or of its image.
    fn has_healthcheck(&self, container: &Container) -> bool {
        match &container.spec.healthcheck {
            Some(it) if !it.test.is_empty() => it.test.first().is_some_and(|it| it != "NONE"),
            _ => {
                let facts = self.machine.world.images.get(&container.spec.image);
                facts.is_some_and(|it| it.has_healthcheck())
            }
        }
    }

    /// The code of the first that has ended.
    fn exit_code(&self, waiting_for: &[Seen]) -> Option<i64> {
        waiting_for.iter().find_map(|seen| {
            let mut all = self.machine.world.containers.values();
            let container = all.find(|it| it.id == seen.id)?;
            matches!(container.state, ContainerState::Exited { .. })
                .then_some(container.life.exit_code)
        })
    }
}
