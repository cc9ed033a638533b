//! `stop`, `start`, `restart`, `kill`, `pause`, `unpause`, `rm` and `down`.
//!
//! Source: project.py and main.py of docker-compose 1.29.2.

use super::converge::items;
use super::docopt::Args;
use super::progress::Item;
use super::tool::{Held, OneOff, Scope, Stop, Tool};
use super::up::timeout_of;
use linkyard_core::images::canonical_reference;
use linkyard_core::plan::image_of;
use linkyard_core::world::{EngineError, Removal, Signal};

impl Tool<'_> {
    /// `stop`.
    ///
    /// # Errors
    /// No such service.
    pub fn stop(&mut self, args: &Args) -> Result<(), Stop> {
        let timeout = timeout_of(args)?;
        self.stop_all(&args.words, OneOff::Exclude, timeout)
    }

    /// Stops containers that run, dependents first.
    ///
    /// # Errors
    /// No such service.
    pub fn stop_all(
        &mut self,
        names: &[String],
        one_off: OneOff,
        timeout: Option<u32>,
    ) -> Result<(), Stop> {
        let containers = self.containers(names, Scope::Running, one_off)?;
        let items: Vec<Item> = containers
            .iter()
            .map(|own| {
                let others = containers.iter().enumerate();
                let needs_own = |it: &Held| self.needs(&it.service).contains(&own.service.as_str());
                Item {
                    name: own.name.clone(),
                    after: others
                        .filter(|(_, it)| needs_own(it))
                        .map(|it| it.0)
                        .collect(),
                    turn: 0,
                }
            })
            .collect();
        self.each(Some("Stopping"), &items, |tool, at| {
            let Some(held) = containers.get(at) else {
                return Ok(());
            };
            let timeout = tool.stop_timeout(&held.service, timeout);
            let name = tool.name_of(&held.id)?;
            tool.machine.world.stop_container(&name, Some(timeout))?;
            Ok(())
        });
        Ok(())
    }

    /// `start`: the containers that are there, each after those of the services it needs.
    ///
    /// # Errors
    /// No such service, or no container.
    pub fn start(&mut self, args: &Args) -> Result<(), Stop> {
        let services = self.wanted(&args.words, false)?;
        let place_of = |name: &str| services.iter().position(|it| it.name.value == name);
        let items: Vec<Item> = services
            .iter()
            .map(|it| Item {
                name: it.name.value.clone(),
                after: self
                    .needs(&it.name.value)
                    .into_iter()
                    .filter_map(place_of)
                    .collect(),
                turn: 0,
            })
            .collect();
        let start = |tool: &mut Tool<'_>, at: usize| {
            let Some(service) = services.get(at) else {
                return Ok(0);
            };
            let containers = tool.of_service(&service.name.value, Scope::All);
            for held in containers.iter() {
                if !tool.is_running(held) {
                    tool.start_container(held, service)?;
                }
            }
            Ok(containers.len())
        };
        // One that ends at once is still there when the tool looks.
        let runs = |tool: &Tool<'_>, at: usize| {
            let service = services.get(at).map(|it| it.name.value.as_str());
            let all = tool.of_service(service.unwrap_or_default(), Scope::All);
            let mut found = all.iter().filter_map(|it| tool.container(&it.id));
            found.any(|it| it.state.is_up() || it.life.started >= Some(tool.begun))
        };
        let outcome = self.each_checked(Some("Starting"), &items, start, runs);
        let n_containers: usize = outcome.results.iter().sum();
        if n_containers == 0 {
            self.error("No containers to start");
            return Err(Stop::Exit(1));
        }
        Ok(())
    }

    /// `restart`: all at once, so that what is linked to runs again in time nearly always. Here the sources go first.
    ///
    /// # Errors
    /// No such service, or no container.
    pub fn restart(&mut self, args: &Args) -> Result<(), Stop> {
        let timeout = timeout_of(args)?;
        let services = self.wanted(&args.words, false)?;
        let names: Vec<String> = services.iter().map(|it| it.name.value.clone()).collect();
        let containers = self.containers(&names, Scope::All, OneOff::Exclude)?;
        let mut items = items(&containers);
        for (item, held) in items.iter_mut().zip(&containers) {
            let place = names.iter().position(|it| *it == held.service);
            item.turn = place.unwrap_or(usize::MAX);
        }
        self.each(Some("Restarting"), &items, |tool, at| {
            let Some(held) = containers.get(at) else {
                return Ok(());
            };
            let timeout = tool.stop_timeout(&held.service, timeout);
            let name = tool.name_of(&held.id)?;
            let world = &mut tool.machine.world;
            // The engine names the container as it was called: by its id.
            let outcome = world.restart_container(&name, Some(timeout));
            outcome.map_err(|err| match err {
                EngineError::CannotRestart { why, .. } => EngineError::CannotRestart {
                    name: held.id.clone(),
                    why,
                },
                other => other,
            })?;
            Ok(())
        });
        if containers.is_empty() {
            self.error("No containers to restart");
            return Err(Stop::Exit(1));
        }
        Ok(())
    }

    /// `kill`.
    ///
    /// # Errors
    /// No such service, or no such signal.
    pub fn kill(&mut self, args: &Args) -> Result<(), Stop> {
        let containers = self.containers(&args.words, Scope::Running, OneOff::Exclude)?;
        let word = args.value("-s").unwrap_or("SIGKILL").to_owned();
        let signal = Signal::parse(&word);
        self.each(Some("Killing"), &items(&containers), |tool, at| {
            let Some(held) = containers.get(at) else {
                return Ok(());
            };
            let name = tool.name_of(&held.id)?;
            let Some(signal) = signal else {
                return Err(super::progress::Failure::new(format!(
                    "Invalid signal: {word}"
                )));
            };
            let outcome = tool.machine.world.kill(&name, signal);
            outcome.map_err(|err| by_id(err, &held.id))?;
            Ok(())
        });
        Ok(())
    }

    /// `pause`.
    ///
    /// # Errors
    /// No such service, or no container.
    pub fn pause(&mut self, args: &Args) -> Result<(), Stop> {
        let mut containers = self.containers(&args.words, Scope::Running, OneOff::Exclude)?;
        containers.reverse();
        self.each(Some("Pausing"), &items(&containers), |tool, at| {
            let Some(held) = containers.get(at) else {
                return Ok(());
            };
            let name = tool.name_of(&held.id)?;
            tool.machine.world.pause(&name)?;
            Ok(())
        });
        if containers.is_empty() {
            self.error("No containers to pause");
            return Err(Stop::Exit(1));
        }
        Ok(())
    }

    /// `unpause`.
    ///
    /// # Errors
    /// No such service, or no container.
    pub fn unpause(&mut self, args: &Args) -> Result<(), Stop> {
        let containers = self.containers(&args.words, Scope::Running, OneOff::Exclude)?;
        self.each(Some("Unpausing"), &items(&containers), |tool, at| {
            let Some(held) = containers.get(at) else {
                return Ok(());
            };
            let name = tool.name_of(&held.id)?;
            tool.machine.world.unpause(&name)?;
            Ok(())
        });
        if containers.is_empty() {
            self.error("No containers to unpause");
            return Err(Stop::Exit(1));
        }
        Ok(())
    }

    /// `rm`.
    ///
    /// # Errors
    /// No such service.
    pub fn rm(&mut self, args: &Args) -> Result<(), Stop> {
        if args.has("--all") {
            self.warn(
                "--all flag is obsolete. This is now the default behavior of `docker-compose rm`",
            );
        }
        if args.has("--stop") {
            self.stop_all(&args.words, OneOff::Include, None)?;
        }
        let mut stopped = self.containers(&args.words, Scope::All, OneOff::Include)?;
        stopped.retain(|it| !self.is_running(it));
        if stopped.is_empty() {
            self.out.out("No stopped containers\n");
            return Ok(());
        }
        self.out
            .out(format!("Going to remove {}\n", names_of(&stopped)));
        if !args.has("--force") {
            // Nobody can answer here, and no answer is a no.
            self.out.out("Are you sure? [yN] ");
            return Ok(());
        }
        self.remove_stopped(&args.words, args.has("-v"))
    }

    /// Removes the containers that do not run, one-off ones too.
    fn remove_stopped(&mut self, names: &[String], with_volumes: bool) -> Result<(), Stop> {
        let mut stopped = self.containers(names, Scope::All, OneOff::Include)?;
        stopped.retain(|it| !self.is_running(it));
        let removal = Removal {
            force: false,
            volumes: with_volumes,
        };
        self.each(Some("Removing"), &items(&stopped), |tool, at| {
            let Some(held) = stopped.get(at) else {
                return Ok(());
            };
            let name = tool.name_of(&held.id)?;
            tool.machine.world.remove(&name, removal)?;
            Ok(())
        });
        Ok(())
    }

    /// `down`.
    ///
    /// # Errors
    /// A network or a volume is in use.
    pub fn down(&mut self, args: &Args) -> Result<(), Stop> {
        let ignores_orphans = self.is_set("COMPOSE_IGNORE_ORPHANS");
        if ignores_orphans && args.has("--remove-orphans") {
            return Err(Stop::Error(
                "COMPOSE_IGNORE_ORPHANS and --remove-orphans cannot be combined.".to_owned(),
            ));
        }
        let images = args.value("--rmi");
        if images.is_some_and(|it| !["all", "local", "none", ""].contains(&it)) {
            return Err(Stop::Error(
                "--rmi flag must be one of: all, local".to_owned(),
            ));
        }
        let timeout = timeout_of(args)?;
        let with_volumes = args.has("--volumes");
        self.stop_all(&[], OneOff::Include, timeout)?;
        if !ignores_orphans {
            self.tell_orphans(args.has("--remove-orphans"))?;
        }
        self.remove_stopped(&[], with_volumes)?;
        self.remove_networks()?;
        if with_volumes {
            self.remove_volumes()?;
        }
        match images {
            Some("all") => self.remove_images(false),
            Some("local") => self.remove_images(true),
            _ => {}
        }
        Ok(())
    }

    fn remove_images(&mut self, only_built: bool) {
        let analysis = &self.project.analysis;
        for service in self.services() {
            if only_built && service.image.is_some() {
                continue;
            }
            let image = image_of(&analysis.project, service, analysis.profile);
            self.info(&format!("Removing image {image}"));
            match self.machine.world.remove_image(&image, false) {
                Ok(()) => {}
                Err(EngineError::NoSuchImage { .. }) => {
                    self.warn(&format!("Image {image} not found."));
                }
                Err(err) => {
                    let own = &service.name.value;
                    let path = canonical_reference(&image);
                    self.error(&format!("Failed to remove image for service {own}: 409 Client Error for http+docker://localhost/v1.41/images/{path}?force=False&noprune=False: Conflict (\"{err}\")"));
                }
            }
        }
    }
}

/// The names of containers in one line.
pub(super) fn names_of(containers: &[Held]) -> String {
    let names: Vec<&str> = containers.iter().map(|it| it.name.as_str()).collect();
    names.join(", ")
}

/// The engine names a container as it was called: by its id.
fn by_id(err: EngineError, id: &str) -> EngineError {
    match err {
        EngineError::KillNotRunning {
            small_letters,
            id: own,
            ..
        } => EngineError::KillNotRunning {
            small_letters,
            name: id.to_owned(),
            id: own,
        },
        other => other,
    }
}
