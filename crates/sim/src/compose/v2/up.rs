//! `up`.
//!
//! Source: `cmd/compose/up.go`, `pkg/compose/up.go`.

use super::attach::{Follower, Printer};
use super::commands::{check_create_flags, create_options, unsupported};
use super::containers::{Oneoff, Seen, Which};
use super::load::LoadOptions;
use super::model::{Along, Model};
use super::start::StartOptions;
use super::{Compose, Failure};
use crate::args::Parsed;
use linkyard_core::world::Stream;

/// Milliseconds without any output after which nobody looks on any longer.
const QUIET_MS: u64 = 60_000;

/// Nobody looks on longer than this.
const PATIENCE_MS: u64 = 10 * 60_000;

/// What ends an attached `up` for all when one container ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cascade {
    /// Nothing.
    Ignore,
    /// Any end.
    Stop,
    /// An end with another code than 0.
    Fail,
}

impl Compose<'_> {
    /// `up`. Gives its exit code.
    ///
    /// # Errors
    /// Flags that exclude each other, a refusal of the engine, or something that is waited for fails.
    pub(super) fn up(&mut self, args: &Parsed) -> Result<i32, Failure> {
        let cascade = check_flags(args)?;
        let services = args.words.clone();
        let mut model = self.project(&services, LoadOptions::default())?;
        if args.is_on("remove-orphans")
            && model
                .variables
                .get("COMPOSE_IGNORE_ORPHANS")
                .is_some_and(|it| super::globals::is_true(it))
        {
            return Err(Failure::new(
                "cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans",
            ));
        }
        if !args.values("attach").is_empty() && args.is_on("attach-dependencies") {
            return Err(Failure::new(
                "cannot combine --attach and --attach-dependencies",
            ));
        }
        if model.services.is_empty() && !self.globals.all_resources {
            return Err(Failure::new("no service selected"));
        }
        if args.is_on("watch") {
            return Err(unsupported("up --watch"));
        }
        let options = create_options(self, args, &mut model)?;
        if args.is_on("no-deps") {
            model.select(&services, Along::Nobody)?;
        }
        if let Some(it) = args.value("exit-code-from").filter(|it| !it.is_empty()) {
            model.service(it)?;
        }
        if args.is_on("no-start") {
            self.progress("Creating", |it| it.create(&mut model, &options))?;
            return Ok(0);
        }
        let start = StartOptions {
            wait: args.is_on("wait"),
            wait_timeout: args
                .number("wait-timeout")
                .and_then(|it| u64::try_from(it).ok())
                .unwrap_or(0),
        };
        if args.is_on("detach") || args.is_on("wait") {
            self.progress("Running", |it| {
                it.create(&mut model, &options)?;
                it.start(&model, &start)
            })?;
            return Ok(0);
        }
        let attached = attached_services(&model, args)?;
        self.progress("Running", |it| it.create(&mut model, &options))?;
        if self.globals.dry_run {
            self.output.out(
                "end of 'compose up' output, interactive run is not supported in dry-run mode\n",
            );
            return Ok(0);
        }
        self.run_attached(&model, args, &attached, cascade)
    }

    fn run_attached(
        &mut self,
        model: &Model,
        args: &Parsed,
        attached: &[String],
        cascade: Cascade,
    ) -> Result<i32, Failure> {
        let name = model.name.clone();
        let watched = if args.words.is_empty() {
            attached.to_vec()
        } else {
            args.words.clone()
        };
        let alive = self.containers(&name, Oneoff::Exclude, Which::All, &watched);
        let mut containers = self.containers(&name, Oneoff::Exclude, Which::All, attached);
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        let separator = self.separator();
        if !containers.is_empty() {
            let names: Vec<&str> = containers
                .iter()
                .map(|it| it.short_name(separator))
                .collect();
            self.output
                .out(format!("Attaching to {}\n", names.join(", ")));
        }
        let printer = Printer::new(!args.is_on("no-log-prefix"));
        let mut follower = self.follower(printer, &name, &containers, &alive, &watched);
        self.start_quietly(model)?;
        let exit_code_from = args.value("exit-code-from").filter(|it| !it.is_empty());
        let mut code = 0;
        let mut is_stopping = false;
        let begun = self.machine.world.now();
        loop {
            let n_ended = follower.ended.len();
            self.show_news(&mut follower);
            for (id, ended) in follower.ended.iter().skip(n_ended) {
                let counts = match cascade {
                    Cascade::Ignore => false,
                    Cascade::Stop => true,
                    Cascade::Fail => *ended != 0,
                };
                if counts && !is_stopping {
                    is_stopping = true;
                    code = *ended;
                }
                if let Some(service) = exit_code_from
                    && self.service_of(id, &alive).as_deref() == Some(service)
                {
                    code = *ended;
                }
            }
            if is_stopping {
                self.abort(
                    model,
                    &args.words,
                    &mut follower,
                    exit_code_from,
                    &alive,
                    &mut code,
                )?;
            }
            if follower.alive.is_empty() || is_stopping {
                break;
            }
            let now = self.machine.world.now();
            let is_quiet = now.since(follower.last) > QUIET_MS || now.since(begun) > PATIENCE_MS;
            let next = self.machine.world.next_event().filter(|_| !is_quiet);
            let Some(next) = next else {
                return self.interrupt_up(model, &args.words);
            };
            let wait = next.since(now).clamp(1, QUIET_MS);
            self.machine.world.advance(wait);
        }
        match i32::try_from(code).unwrap_or(1) {
            0 => Ok(0),
            code => Err(Failure::status(code)),
        }
    }

    /// Stops everything because one container ended.
    fn abort(
        &mut self,
        model: &Model,
        services: &[String],
        follower: &mut Follower,
        exit_code_from: Option<&str>,
        alive: &[Seen],
        code: &mut i64,
    ) -> Result<(), Failure> {
        self.output
            .err("\x1b[31m\x1b[1mAborting on container exit...\x1b[0m\n");
        let n_ended = follower.ended.len();
        self.stop_chosen(model, services)?;
        self.show_news(follower);
        for (id, ended) in follower.ended.iter().skip(n_ended) {
            if let Some(service) = exit_code_from
                && self.service_of(id, alive).as_deref() == Some(service)
            {
                *code = *ended;
            }
        }
        Ok(())
    }

    /// Starts without a word: an attached `up` shows the output of the containers instead.
    fn start_quietly(&mut self, model: &Model) -> Result<(), Failure> {
        let progress = self.globals.progress;
        self.globals.progress = super::globals::Progress::Quiet;
        let outcome = self.start(model, &StartOptions::default());
        self.globals.progress = progress;
        outcome
    }

    /// Nothing more happens: as if somebody pressed Ctrl-C.
    fn interrupt_up(&mut self, model: &Model, services: &[String]) -> Result<i32, Failure> {
        self.output.write(
            Stream::Out,
            "Gracefully Stopping... press Ctrl+C again to force\n",
        );
        self.stop_chosen(model, services)?;
        Err(Failure::status(130))
    }

    /// Stops these services, all if none is named.
    fn stop_chosen(&mut self, model: &Model, services: &[String]) -> Result<(), Failure> {
        if services.is_empty() {
            self.stop_services(model, &model.names(), None)
        } else {
            self.stop_services(model, services, None)
        }
    }

    fn service_of(&self, id: &str, seen: &[Seen]) -> Option<String> {
        let it = seen.iter().find(|it| it.id == id)?;
        Some(it.service().to_owned())
    }
}

fn check_flags(args: &Parsed) -> Result<Cascade, Failure> {
    let on = |it: &str| args.is_on(it);
    let fails = on("abort-on-container-failure");
    let from = args
        .value("exit-code-from")
        .is_some_and(|it| !it.is_empty());
    let stops = on("abort-on-container-exit") || (from && !fails);
    let attaches = !args.values("attach").is_empty();
    if stops && fails {
        return Err(Failure::new(
            "--abort-on-container-failure cannot be combined with --abort-on-container-exit",
        ));
    }
    if on("wait") && (on("attach-dependencies") || stops || attaches) {
        return Err(Failure::new(
            "--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies",
        ));
    }
    if on("build") && on("no-build") {
        return Err(Failure::new("--build and --no-build are incompatible"));
    }
    let is_detached = on("detach") || on("wait");
    if is_detached && (on("attach-dependencies") || stops || fails || attaches || on("watch")) {
        let flag = if on("wait") { "--wait" } else { "--detach" };
        return Err(Failure::new(format!(
            "{flag} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch"
        )));
    }
    check_create_flags(args)?;
    if on("no-build") && on("watch") {
        return Err(Failure::new("--no-build and --watch are incompatible"));
    }
    Ok(match (stops, fails) {
        (true, _) => Cascade::Stop,
        (_, true) => Cascade::Fail,
        _ => Cascade::Ignore,
    })
}

/// The services whose output is shown.
fn attached_services(model: &Model, args: &Parsed) -> Result<Vec<String>, Failure> {
    let asked = args.values("attach");
    let mut res: Vec<String> = if asked.is_empty() {
        let along = if args.is_on("attach-dependencies") {
            Along::Dependencies
        } else {
            Along::Nobody
        };
        let names = if args.words.is_empty() {
            model.names()
        } else {
            args.words.clone()
        };
        model
            .closure(&names, along)?
            .into_iter()
            .filter(|it| model.services.get(it).is_some_and(|it| it.is_attached()))
            .collect()
    } else {
        let unknown: Vec<&str> = asked
            .iter()
            .filter(|it| !model.services.contains_key(*it))
            .map(String::as_str)
            .collect();
        if !unknown.is_empty() {
            return Err(Failure::new(format!(
                "cannot attach to services not included in up: {}",
                unknown.join(", ")
            )));
        }
        asked.to_vec()
    };
    res.retain(|it| !args.values("no-attach").contains(it));
    Ok(res)
}
