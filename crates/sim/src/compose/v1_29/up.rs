//! `up`, `create` and `scale`.

use super::config::{MOST_CONTAINERS, too_many};
use super::converge::{How, Strategy};
use super::docopt::Args;
use super::progress::{Failure, Item, Outcome, go_on};
use super::tool::{Held, Scope, Stop, Tool};
use linkyard_core::op::Condition;
use linkyard_core::project::Service;
use linkyard_core::world::{ContainerState, Health};
use std::collections::BTreeMap;

/// Whether images are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Build {
    /// Those that are missing.
    Missing,
    /// All.
    All,
    /// None.
    Nothing,
}

/// Virtual milliseconds that the tool waits for a condition before somebody presses Ctrl-C.
const PATIENCE_MS: u64 = 600_000;

impl<'a> Tool<'a> {
    /// `up`.
    ///
    /// # Errors
    /// It fails.
    pub fn up(&mut self, args: &Args) -> Result<(), Stop> {
        let names = &args.words;
        let is_detached = args.has("--detach");
        let mut stops_together = args.has("--abort-on-container-exit");
        if let Some(service) = args.value("--exit-code-from") {
            if !stops_together {
                self.warn("using --exit-code-from implies --abort-on-container-exit");
                stops_together = true;
            }
            if self.service(service).is_err() {
                self.error(&format!(
                    "No service named \"{service}\" was found in your compose file."
                ));
                return Err(Stop::Exit(2));
            }
        }
        let timeout = timeout_of(args)?;
        if is_detached && (stops_together || args.has("--attach-dependencies")) {
            return Err(Stop::Error(
                "-d cannot be combined with --abort-on-container-exit or --attach-dependencies."
                    .to_owned(),
            ));
        }
        let ignores_orphans = self.is_set("COMPOSE_IGNORE_ORPHANS");
        if ignores_orphans && args.has("--remove-orphans") {
            return Err(Stop::Error(
                "COMPOSE_IGNORE_ORPHANS and --remove-orphans cannot be combined.".to_owned(),
            ));
        }
        if args.has("--no-start") {
            let excluded = [
                ("--detach", is_detached),
                ("--abort-on-container-exit", stops_together),
                ("--exit-code-from", args.has("--exit-code-from")),
                ("--attach-dependencies", args.has("--attach-dependencies")),
            ];
            if let Some((name, _)) = excluded.into_iter().find(|it| it.1) {
                return Err(Stop::Error(format!(
                    "--no-start and {name} cannot be combined."
                )));
            }
        }
        let how = How {
            strategy: strategy_of(args)?,
            recreates_dependents: args.has("--always-recreate-deps"),
            timeout,
            no_start: args.has("--no-start"),
            renews_volumes: args.has("--renew-anon-volumes"),
            scale: scale_of(args.list("--scale"))?,
            ..How::default()
        };
        let build = build_of(args)?;
        self.make_resources()?;
        if !ignores_orphans {
            self.tell_orphans(args.has("--remove-orphans"))?;
        }
        let services = self.wanted(names, !args.has("--no-deps"))?;
        let before = self.log_lengths();
        let containers = self.launch(&services, build, args.has("--quiet-pull"), &how)?;
        if is_detached || how.no_start {
            return Ok(());
        }
        self.attach(args, containers, &before, timeout, stops_together)
    }

    /// Images, plans, and then service by service.
    ///
    /// # Errors
    /// Something failed; it is told for each container.
    pub fn launch(
        &mut self,
        services: &[&'a Service],
        build: Build,
        is_quiet: bool,
        how: &How,
    ) -> Result<Vec<Held>, Stop> {
        for service in services {
            self.remove_duplicates(service)?;
        }
        for service in services {
            self.ensure_image(service, build, is_quiet)?;
        }
        let plans = self.plans(services, how);
        let place_of = |name: &str| services.iter().position(|it| it.name.value == name);
        let items: Vec<Item> = services
            .iter()
            .map(|service| Item {
                name: service.name.value.clone(),
                after: self
                    .needs(&service.name.value)
                    .into_iter()
                    .filter_map(place_of)
                    .collect(),
                turn: 0,
            })
            .collect();
        let outcome: Outcome<Vec<Held>> = self.each(None, &items, |tool, at| {
            let Some(service) = services.get(at) else {
                return Ok(Vec::new());
            };
            let among = |it: &str| place_of(it).is_some();
            tool.await_conditions(service, among)?;
            match plans.get(&service.name.value) {
                Some(plan) => tool.carry_out(service, plan, how),
                None => Ok(Vec::new()),
            }
        });
        let outcome = go_on(outcome)?;
        if !outcome.errors.is_empty() {
            return Err(Stop::Error(
                "Encountered errors while bringing up the project.".to_owned(),
            ));
        }
        Ok(outcome.results.into_iter().flatten().collect())
    }

    /// Waits until what a service depends on is as it wants it.
    fn await_conditions(
        &mut self,
        service: &Service,
        is_launched: impl Fn(&str) -> bool,
    ) -> Result<(), Failure> {
        let deadline = self.machine.world.now().plus(PATIENCE_MS);
        for dependency in &service.depends_on {
            let name = dependency.service.value.as_str();
            if !is_launched(name) {
                continue;
            }
            while !self.is_ready(name, dependency.condition)? {
                if self.machine.world.now() >= deadline {
                    return Err(Failure {
                        text: "Aborting.".to_owned(),
                        stops: Some("Aborting.".to_owned()),
                    });
                }
                self.machine.world.advance(100);
            }
        }
        Ok(())
    }

    fn is_ready(&self, service: &str, condition: Condition) -> Result<bool, Failure> {
        let mut res = true;
        match condition {
            Condition::Started => {}
            Condition::Healthy => {
                for held in self.of_service(service, Scope::Running) {
                    match self.container(&held.id).and_then(|it| it.health) {
                        None => {
                            return Err(Failure::new(format!(
                                "Service \"{service}\" is missing a healthcheck configuration"
                            )));
                        }
                        Some(Health::Starting) => res = false,
                        Some(Health::Unhealthy) => {
                            let short = held.id.get(..12).unwrap_or_default();
                            return Err(Failure::new(format!(
                                "Container \"{short}\" is unhealthy."
                            )));
                        }
                        Some(Health::Healthy) => {}
                    }
                }
            }
            Condition::CompletedSuccessfully => {
                for held in self.of_service(service, Scope::All) {
                    let Some(container) = self.container(&held.id) else {
                        continue;
                    };
                    match container.state {
                        ContainerState::Exited { .. } => {
                            let code = container.life.exit_code;
                            if code != 0 {
                                let short = held.id.get(..12).unwrap_or_default();
                                return Err(Failure::new(format!(
                                    "Container \"{short}\" exited with code {code}."
                                )));
                            }
                        }
                        _ => res = false,
                    }
                }
            }
        }
        Ok(res)
    }

    /// `create`.
    ///
    /// # Errors
    /// It fails.
    pub fn create_command(&mut self, args: &Args) -> Result<(), Stop> {
        self.warn(
            "The create command is deprecated. Use the up command with the --no-start flag instead.",
        );
        let how = How {
            strategy: strategy_of(args)?,
            no_start: true,
            ..How::default()
        };
        let build = build_of(args)?;
        let services = self.wanted(&args.words, true)?;
        for service in &services {
            self.remove_duplicates(service)?;
        }
        for service in &services {
            self.ensure_image(service, build, false)?;
        }
        let plans = self.plans(&services, &how);
        for service in services {
            let Some(plan) = plans.get(&service.name.value) else {
                continue;
            };
            self.carry_out(service, plan, &how)
                .map_err(Failure::into_stop)?;
        }
        Ok(())
    }

    /// `scale`.
    ///
    /// # Errors
    /// It fails.
    pub fn scale_command(&mut self, args: &Args) -> Result<(), Stop> {
        let how = How {
            timeout: timeout_of(args)?,
            ..How::default()
        };
        self.warn(
            "The scale command is deprecated. Use the up command with the --scale flag instead.",
        );
        let mut wanted: Vec<(String, u32)> = Vec::new();
        for word in &args.words {
            let map = scale_of(std::slice::from_ref(word))?;
            for (name, n) in map {
                wanted.retain(|it| it.0 != name);
                wanted.push((name, n));
            }
        }
        for (name, n) in wanted {
            let service = self.service(&name)?;
            self.scale_service(service, n, &how)
                .map_err(Failure::into_stop)?;
        }
        Ok(())
    }

    fn scale_service(
        &mut self,
        service: &'a Service,
        wanted: u32,
        how: &How,
    ) -> Result<(), Failure> {
        let own = service.name.value.as_str();
        self.warn_of_scale(service, wanted);
        let mut running = self.of_service(own, Scope::Running);
        running.sort_by_key(|it| it.number);
        let n_running = u32::try_from(running.len()).unwrap_or(u32::MAX);
        if wanted == n_running {
            self.info("Desired container number already achieved");
            return Ok(());
        }
        if wanted < n_running {
            let surplus = running.split_off(wanted as usize);
            self.take_down(service, &surplus, how.timeout);
            return Ok(());
        }
        let mut all = self.of_service(own, Scope::All);
        let stopped: Vec<Held> = all
            .iter()
            .filter(|it| !self.is_running(it))
            .cloned()
            .collect();
        for held in stopped {
            if self.have_diverged(service, std::slice::from_ref(&held)) {
                let name = self.name_of(&held.id)?;
                self.machine.world.remove(&name, Default::default())?;
                all.retain(|it| it.id != held.id);
            }
        }
        all.sort_by_key(|it| it.number);
        self.start_all(service, all, Some(wanted), how)?;
        Ok(())
    }
}

/// `--force-recreate` and its kin.
///
/// # Errors
/// They contradict each other.
fn strategy_of(args: &Args) -> Result<Strategy, Stop> {
    let (never, always) = (args.has("--no-recreate"), args.has("--force-recreate"));
    let renews = args.has("--renew-anon-volumes");
    if never && always {
        return Err(Stop::Error(
            "--force-recreate and --no-recreate cannot be combined.".to_owned(),
        ));
    }
    if never && renews {
        return Err(Stop::Error(
            "--no-recreate and --renew-anon-volumes cannot be combined.".to_owned(),
        ));
    }
    Ok(if always || renews {
        Strategy::Always
    } else if never {
        Strategy::Never
    } else {
        Strategy::Changed
    })
}

fn build_of(args: &Args) -> Result<Build, Stop> {
    match (args.has("--build"), args.has("--no-build")) {
        (true, true) => Err(Stop::Error(
            "--build and --no-build can not be combined.".to_owned(),
        )),
        (true, false) => Ok(Build::All),
        (false, true) => Ok(Build::Nothing),
        (false, false) => Ok(Build::Missing),
    }
}

/// `-t`.
///
/// # Errors
/// It is no number.
pub(super) fn timeout_of(args: &Args) -> Result<Option<u32>, Stop> {
    let Some(text) = args.value("--timeout") else {
        return Ok(None);
    };
    let number: Result<i64, _> = text.trim().parse();
    match number {
        // The engine takes a negative one for no limit; nothing here waits for ever.
        Ok(it) => Ok(Some(u32::try_from(it).unwrap_or(u32::MAX))),
        Err(_) => Err(Stop::Error(format!(
            "ValueError: invalid literal for int() with base 10: '{text}'"
        ))),
    }
}

/// `SERVICE=NUM`.
///
/// # Errors
/// One is of another form.
fn scale_of(words: &[String]) -> Result<BTreeMap<String, u32>, Stop> {
    let mut res = BTreeMap::new();
    for word in words {
        let Some((service, number)) = word.split_once('=') else {
            return Err(Stop::Error(
                "Arguments to scale should be in the form service=num".to_owned(),
            ));
        };
        let Ok(number) = number.trim().parse::<i64>() else {
            return Err(Stop::Error(format!(
                "Number of containers for service \"{service}\" is not a number"
            )));
        };
        let number = u32::try_from(number).unwrap_or(0);
        if number > MOST_CONTAINERS {
            return Err(too_many(service));
        }
        res.insert(service.to_owned(), number);
    }
    Ok(res)
}
