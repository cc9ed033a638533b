//! `run`: one more container of a service, for one command.
//!
//! Source: `cmd/compose/run.go`, `pkg/compose/run.go`.

use super::commands::{create_options, unsupported};
use super::containers::{Oneoff, Which};
use super::globals::Progress;
use super::hash::{digest, image_id, image_name};
use super::load::LoadOptions;
use super::model::{Along, Model, Svc};
use super::spec::SpecOptions;
use super::start::StartOptions;
use super::{Compose, Failure, labels};
use crate::args::Parsed;
use linkyard_core::op::{EnvArg, RestartPolicy};
use linkyard_core::project::{parse_binding, parse_env_file};
use linkyard_core::text::Spanned;
use linkyard_core::world::{ContainerState, Stream};
use std::collections::BTreeMap;

impl Compose<'_> {
    /// `run`. Gives the exit code of the container.
    ///
    /// # Errors
    /// Flags that exclude each other, no such service, or the engine's refusal.
    pub(super) fn run_oneoff(&mut self, args: &Parsed) -> Result<i32, Failure> {
        let Some((service, command)) = args.words.split_first() else {
            return Ok(0);
        };
        if !args.values("publish").is_empty() && args.is_on("service-ports") {
            return Err(Failure::new(
                "--service-ports and --publish are incompatible",
            ));
        }
        if args.is_given("tty") && args.is_given("no-TTY") {
            return Err(Failure::new("--tty and --no-TTY can't be used together"));
        }
        for flag in ["cap-add", "cap-drop"] {
            if !args.values(flag).is_empty() {
                return Err(unsupported(&format!("run --{flag}")));
            }
        }
        let names = [service.clone()];
        let mut model = self.project(&names, LoadOptions::default())?;
        if args.is_on("no-deps") {
            model.select(&names, Along::Nobody)?;
        }
        model.service(service)?;
        self.apply_flags(&mut model, service, command, args)?;
        let mut options = create_options(self, args, &mut model)?;
        options.services = Vec::new();
        options.inherit = false;
        let labels = own_labels(args)?;
        let mut needs = model.clone();
        needs.disable(service);
        let progress = self.globals.progress;
        if args.is_on("quiet") {
            self.globals.progress = Progress::Quiet;
        }
        self.progress("Creating", |it| it.create(&mut needs, &options))?;
        if !needs.services.is_empty() {
            self.progress("Running", |it| it.start(&needs, &StartOptions::default()))?;
        }
        let outcome = self.run_container(&mut model, service, &labels, args);
        self.globals.progress = progress;
        outcome
    }

    fn run_container(
        &mut self,
        model: &mut Model,
        service: &str,
        own: &BTreeMap<String, String>,
        args: &Parsed,
    ) -> Result<i32, Failure> {
        self.own_image(model, service)?;
        let model = &*model;
        let written = model.service(service)?.clone();
        let all = self.containers(&model.name, Oneoff::Include, Which::All, &[]);
        if !args.is_on("no-deps") {
            self.wait_for(model, service, &written.depends_on, &all, 0)?;
        }
        let mut observed: BTreeMap<String, Vec<super::containers::Seen>> = BTreeMap::new();
        for it in all.into_iter().filter(|it| !it.is_oneoff()) {
            observed
                .entry(it.service().to_owned())
                .or_default()
                .push(it);
        }
        let resolved = self.resolve(&written, &observed)?;
        let slug = self.slug(&model.name);
        let name = match args.value("name").filter(|it| !it.is_empty()) {
            Some(it) => it.to_owned(),
            None => {
                let separator = self.separator();
                let short = slug.get(..12).unwrap_or(&slug);
                format!(
                    "{}{separator}{service}{separator}run{separator}{short}",
                    model.name
                )
            }
        };
        let mut written = written;
        if let Some(it) = written.service.as_mut() {
            let range = it.name.range;
            it.container_name = Some(Spanned {
                value: name.clone(),
                range,
            });
        }
        let mut all_labels = own.clone();
        all_labels.insert(labels::SLUG.to_owned(), slug);
        all_labels.insert(labels::ONEOFF.to_owned(), "True".to_owned());
        let options = SpecOptions {
            number: None,
            auto_remove: args.is_on("rm"),
            uses_aliases: args.is_on("use-aliases"),
            labels: all_labels,
            inherits: None,
        };
        let mut spec = self.container_spec(model, &written, &resolved, &options)?;
        spec.restart = RestartPolicy::No;
        let tty = spec.tty;
        let id = self.machine_create(&name, spec)?;
        if self.globals.dry_run {
            return Ok(0);
        }
        if let Err(err) = self.machine.world.start_container(&name) {
            let mut failure = Failure::from(err);
            if args.is_on("detach") {
                failure
                    .text
                    .push_str(&format!("\nError: failed to start containers: {id}"));
            }
            return Err(failure);
        }
        if args.is_on("detach") {
            self.output.out(format!("{id}\n"));
            return Ok(0);
        }
        let code = self.watch_to_the_end(&id, tty, args.is_on("quiet"));
        match code {
            0 => Ok(0),
            code => Err(Failure::status(code)),
        }
    }

    /// Shows what the container writes until it ends. Gives its exit code.
    fn watch_to_the_end(&mut self, id: &str, tty: bool, quiet: bool) -> i32 {
        const PATIENCE_MS: u64 = 60 * 60_000;
        let begun = self.machine.world.now();
        let mut n_shown = 0;
        let mut code = 0;
        loop {
            let all = self.machine.world.containers.values();
            let container = all.into_iter().find(|it| it.id == id).cloned();
            let Some(container) = container else {
                // It removed itself: the engine still knows what it wrote last.
                let departed = self.machine.world.last_removed();
                let log = departed
                    .filter(|it| it.id == id)
                    .map(|it| it.life.log.clone());
                for entry in log.unwrap_or_default().iter().skip(n_shown) {
                    let stream = if tty { Stream::Out } else { entry.stream };
                    if !(quiet && stream == Stream::Out) {
                        self.output.write(stream, &entry.text);
                    }
                }
                return self.code_of_event(id).unwrap_or(code);
            };
            for entry in container.life.log.iter().skip(n_shown) {
                let stream = if tty { Stream::Out } else { entry.stream };
                if !(quiet && stream == Stream::Out) {
                    self.output.write(stream, &entry.text);
                }
            }
            n_shown = container.life.log.len();
            code = i32::try_from(container.life.exit_code).unwrap_or(1);
            if matches!(container.state, ContainerState::Exited { .. }) {
                return code;
            }
            let now = self.machine.world.now();
            let next = self.machine.world.next_event();
            let Some(next) = next.filter(|_| now.since(begun) < PATIENCE_MS) else {
                // Ctrl-C goes to the process; one that does not care is killed by the second.
                let _ = self.machine.world.stop_container(&container.name, Some(10));
                return 130;
            };
            self.machine.world.advance(next.since(now).max(1));
        }
    }

    /// The exit code that the engine told when a container ended.
    fn code_of_event(&self, id: &str) -> Option<i32> {
        let simulation = self.machine.world.simulation.as_ref()?;
        let died = simulation
            .events
            .iter()
            .rev()
            .find(|it| it.actor == id && it.action == "die")?;
        died.attributes.get("exitCode")?.parse().ok()
    }

    /// Notes the image of the service, which its dependencies did not need.
    fn own_image(&mut self, model: &mut Model, service: &str) -> Result<(), Failure> {
        let mut only = model.clone();
        only.select(&[service.to_owned()], Along::Nobody)?;
        let images = super::ground::ImageOptions {
            build: Some(vec![service.to_owned()]),
        };
        self.ensure_images(&mut only, &images)?;
        let separator = self.separator();
        let image = image_name(model, model.service(service)?, separator);
        let id = image_id(&self.machine.world, &image);
        if let Some(it) = model.services.get_mut(service) {
            it.image_id = Some(id);
        }
        Ok(())
    }

    /// The random part of a name, different each time.
    fn slug(&self, project: &str) -> String {
        let simulation = self.machine.world.simulation.as_ref();
        let n_events = simulation.map_or(0, |it| it.events.len());
        digest(&format!(
            "{project} {n_events} {}",
            self.machine.world.now().0
        ))
    }

    /// What the flags change in the service.
    fn apply_flags(
        &mut self,
        model: &mut Model,
        service: &str,
        command: &[String],
        args: &Parsed,
    ) -> Result<(), Failure> {
        let env = self.environment_of(args.values("env"));
        let mut from_files = Vec::new();
        for file in args.values("env-from-file") {
            let path = super::load::join(&self.machine.working_dir, file);
            let relative = path
                .strip_prefix(&format!("{}/", self.machine.working_dir))
                .unwrap_or(&path);
            let text =
                self.machine.files.get(relative).ok_or_else(|| {
                    Failure::new(format!("open {file}: no such file or directory"))
                })?;
            let (entries, _) = parse_env_file(text, &self.machine.variables);
            from_files.extend(
                entries
                    .into_iter()
                    .filter_map(|it| Some(format!("{}={}", it.name, it.value?))),
            );
        }
        let is_terminal = self.machine.is_terminal;
        let Some(Svc {
            service: Some(it), ..
        }) = model.services.get_mut(service)
        else {
            return Ok(());
        };
        let range = it.name.range;
        let spanned = |value: String| Some(Spanned { value, range });
        let interactive = args.value("interactive") != Some("false");
        it.tty = match (args.value("tty"), args.value("no-TTY")) {
            (Some(tty), _) => tty == "true" && is_terminal,
            (None, Some(no_tty)) => no_tty == "false",
            (None, None) => is_terminal,
        };
        it.stdin_open = interactive;
        if !args.is_on("service-ports") {
            it.ports.clear();
            for text in args.values("publish") {
                let bindings = parse_binding(text).map_err(|_| {
                    let inside = text.rsplit(':').next().unwrap_or_default();
                    Failure::new(format!("invalid containerPort: {inside}"))
                })?;
                it.ports
                    .extend(bindings.into_iter().map(|value| Spanned { value, range }));
            }
        }
        if !args.values("volume").is_empty() {
            return Err(unsupported("run --volume"));
        }
        if !command.is_empty() {
            it.command = Some(Spanned {
                value: command.to_vec(),
                range,
            });
        }
        if let Some(user) = args.value("user").filter(|it| !it.is_empty()) {
            it.user = spanned(user.to_owned());
        }
        if let Some(folder) = args.value("workdir").filter(|it| !it.is_empty()) {
            it.working_dir = spanned(folder.to_owned());
        }
        if let Some(entrypoint) = args.value("entrypoint") {
            let words = shlex::split(entrypoint)
                .ok_or_else(|| Failure::new("invalid command line string"))?;
            it.entrypoint = Some(Spanned {
                value: words,
                range,
            });
            if command.is_empty() {
                it.command = Some(Spanned {
                    value: Vec::new(),
                    range,
                });
            }
        }
        for entry in env.iter().chain(&from_files) {
            let Some((key, _)) = entry.split_once('=') else {
                continue;
            };
            let arg = EnvArg {
                entry: entry.clone(),
                origin: None,
            };
            let same = |it: &&mut EnvArg| it.entry.split('=').next() == Some(key);
            match it.environment.iter_mut().find(same) {
                Some(old) => *old = arg,
                None => it.environment.push(arg),
            }
        }
        Ok(())
    }
}

/// `-l`.
fn own_labels(args: &Parsed) -> Result<BTreeMap<String, String>, Failure> {
    args.values("label")
        .iter()
        .map(|it| {
            let (key, value) = it
                .split_once('=')
                .ok_or_else(|| Failure::new("label must be set as KEY=VALUE"))?;
            Ok((key.to_owned(), value.to_owned()))
        })
        .collect()
}
