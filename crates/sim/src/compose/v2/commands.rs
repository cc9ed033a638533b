//! From the words of a command to what it does.

use super::create::{CreateOptions, Recreate};
use super::ground::ImageOptions;
use super::load::LoadOptions;
use super::model::{Along, Model};
use super::nearest::with_nearest_flag;
use super::start::StartOptions;
use super::stop::DownOptions;
use super::{Compose, Failure, flags, help};
use crate::args::{self, ArgsError, Parsed};
use crate::docker::nearest;
use linkyard_core::world::Removal;

/// What a command says when it is asked for something that the simulated engine does not have.
pub(super) fn unsupported(what: &str) -> Failure {
    Failure::new(format!(
        "docker compose {what} is not supported by the simulated engine"
    ))
}

/// Runs the command that `words` begin with. Gives its exit code.
///
/// # Errors
/// It fails, or there is no such command.
pub(super) fn dispatch(compose: &mut Compose<'_>, words: &[String]) -> Result<i32, Failure> {
    let Some((command, words)) = words.split_first() else {
        return Ok(0);
    };
    let Some(text) = help::of(command) else {
        return Err(unknown_command(command));
    };
    let words = respelled(compose, command, words);
    let table = flags::of(command);
    let args = args::parse(&table, flags::grammar(command), &words)
        .map_err(|ArgsError(text)| Failure::new(with_nearest_flag(text, &table)))?;
    if args.is_on("help") {
        compose.output.out(text);
        return Ok(0);
    }
    let world =
        (args.is_on("dry-run") && !compose.globals.dry_run).then(|| compose.machine.world.clone());
    compose.globals.dry_run |= args.is_on("dry-run");
    check_count(command, &args)?;
    let outcome = run(compose, command, &args);
    if let Some(world) = world {
        compose.machine.world = world;
    }
    outcome
}

fn unknown_command(command: &str) -> Failure {
    let mut text = format!("unknown docker command: \"compose {command}\"");
    if let Some(it) = nearest(command, help::COMMANDS.iter().copied()) {
        text.push_str(&format!("\nDid you mean docker compose {it}?"));
    }
    Failure {
        text,
        code: 1,
        help: help::ROOT.to_owned(),
        is_status: false,
    }
}

/// Words with the flags that have several spellings in their usual one.
fn respelled(compose: &mut Compose<'_>, command: &str, words: &[String]) -> Vec<String> {
    let mut res = Vec::with_capacity(words.len());
    let mut warnings = Vec::new();
    let mut is_over = false;
    for word in words {
        is_over |= word == "--" || (matches!(command, "run" | "exec") && !word.starts_with('-'));
        let flag = word.strip_prefix("--").filter(|_| !is_over);
        let (name, rest) = match flag.map(|it| it.split_once('=').unwrap_or((it, ""))) {
            Some((name, _)) => (name, word.split_once('=').map(|it| it.1)),
            None => ("", None),
        };
        match flags::spelling(command, name) {
            Some(usual) => {
                match name {
                    "y" => warnings.push("--y is deprecated, please use --yes instead"),
                    "volume" => warnings.push("--volume is deprecated, please use --volumes"),
                    _ => {}
                }
                res.push(match rest {
                    Some(value) => format!("--{usual}={value}"),
                    None => format!("--{usual}"),
                });
            }
            None => res.push(word.clone()),
        }
    }
    for it in warnings {
        compose.warn(it);
    }
    res
}

fn check_count(command: &str, args: &Parsed) -> Result<(), Failure> {
    let n = args.words.len();
    let least = match command {
        "exec" | "port" => 2,
        "run" | "scale" => 1,
        _ => 0,
    };
    if n < least {
        return Err(Failure::new(format!(
            "requires at least {least} arg(s), only received {n}"
        )));
    }
    let usage = |line: &str, what: &str| {
        Failure::new(format!(
            "docker: 'docker compose {command}' requires {what}\n\nUsage:  docker compose {line}\n\nSee 'docker compose {command} --help' for more information"
        ))
    };
    match command {
        "wait" if n < 1 => Err(usage(
            "wait SERVICE [SERVICE...] [OPTIONS]",
            "at least 1 argument",
        )),
        "ls" | "version" if n > 0 => {
            let word = args.words.first().map(String::as_str).unwrap_or_default();
            Err(Failure::new(format!(
                "unknown command \"{word}\" for \"docker compose {command}\""
            )))
        }
        _ => Ok(()),
    }
}

fn run(compose: &mut Compose<'_>, command: &str, args: &Parsed) -> Result<i32, Failure> {
    let words = args.words.as_slice();
    match command {
        "build" => build(compose, args)?,
        "config" => return compose.config(args),
        "create" => create(compose, args)?,
        "down" => down(compose, args)?,
        "events" => compose.show_events(args)?,
        "exec" => return compose.exec(args),
        "images" => compose.images(args)?,
        "kill" => {
            let (model, name) = compose.project_or_name(words)?;
            let signal = args.value("signal").unwrap_or("SIGKILL");
            let orphans = args.is_on("remove-orphans") || compose.removes_orphans();
            compose.progress("Killing", |it| {
                it.kill(model, &name, words, signal, orphans)
            })?;
        }
        "logs" => return compose.logs(args),
        "ls" => compose.list_projects(args)?,
        "pause" | "unpause" => {
            let (model, name) = compose.project_or_name(words)?;
            let thaw = command == "unpause";
            let title = if thaw { "Running" } else { "Pausing" };
            compose.progress(title, |it| it.freeze(model, &name, words, thaw))?;
        }
        "port" => compose.port(args)?,
        "ps" => compose.ps(args)?,
        "pull" => pull(compose, args)?,
        "restart" => {
            let (model, name) = compose.whole_project_or_name(words)?;
            compose.progress("Restarting", |it| {
                it.restart(model, &name, words, timeout(args), args.is_on("no-deps"))
            })?;
        }
        "rm" => {
            let (model, name) = compose.project_or_name(words)?;
            let removal = Removal {
                force: args.is_on("force"),
                volumes: args.is_on("volumes"),
            };
            compose.remove_stopped(model, &name, words, args.is_on("stop"), removal)?;
        }
        "run" => return compose.run_oneoff(args),
        "scale" => scale(compose, args)?,
        "start" => {
            let (model, name) = compose.project_or_name(words)?;
            let model = match model {
                Some(it) => it,
                None => compose.model_of_containers(&name, words)?,
            };
            compose.progress("Running", |it| it.start(&model, &StartOptions::default()))?;
        }
        "stop" => {
            let (model, name) = compose.project_or_name(words)?;
            compose.progress("Stopping", |it| it.stop(model, &name, words, timeout(args)))?;
        }
        "top" => compose.top(args)?,
        "up" => return compose.up(args),
        "version" => compose.version(args),
        "volumes" => compose.volumes(args)?,
        "wait" => return compose.wait(args),
        _ => return Err(unsupported(command)),
    }
    Ok(0)
}

/// `-t`, if it was given.
pub(super) fn timeout(args: &Parsed) -> Option<u32> {
    let seconds = args.number("timeout")?;
    // A negative time waits without end; nobody here waits that long.
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}

impl Compose<'_> {
    /// Whether a variable asks to remove orphans.
    pub(super) fn removes_orphans(&self) -> bool {
        self.variable("COMPOSE_REMOVE_ORPHANS")
            .is_some_and(|it| super::globals::is_true(&it))
    }
}

fn create(compose: &mut Compose<'_>, args: &Parsed) -> Result<(), Failure> {
    check_create_flags(args)?;
    let mut model = compose.project(&args.words, LoadOptions::default())?;
    let options = create_options(compose, args, &mut model)?;
    compose.progress("Creating", |it| it.create(&mut model, &options))
}

/// Refuses flags of `create` and `up` that exclude each other.
pub(super) fn check_create_flags(args: &Parsed) -> Result<(), Failure> {
    let both = |a: &str, b: &str| args.is_on(a) && args.is_on(b);
    if both("build", "no-build") {
        return Err(Failure::new("--build and --no-build are incompatible"));
    }
    if both("renew-anon-volumes", "no-recreate") {
        return Err(Failure::new(
            "--no-recreate and --renew-anon-volumes are incompatible",
        ));
    }
    if both("force-recreate", "no-recreate") {
        return Err(Failure::new(
            "--force-recreate and --no-recreate are incompatible",
        ));
    }
    if both("always-recreate-deps", "no-recreate") {
        return Err(Failure::new(
            "--always-recreate-deps and --no-recreate are incompatible",
        ));
    }
    Ok(())
}

/// What the flags of `create`, `up` and `run` say of creating.
pub(super) fn create_options(
    compose: &Compose<'_>,
    args: &Parsed,
    model: &mut Model,
) -> Result<CreateOptions, Failure> {
    if let Some(policy) = args.value("pull") {
        if !["always", "never", "build", "missing", "if_not_present"].contains(&policy) {
            return Err(Failure::new(format!("invalid --pull option \"{policy}\"")));
        }
        for service in model.services.values_mut() {
            service.pull_policy = policy.to_owned();
        }
    }
    if args.is_on("build") {
        for service in model.services.values_mut().filter(|it| it.is_built()) {
            service.pull_policy = "build".to_owned();
        }
    }
    for scale in args.values("scale") {
        let (name, number) = scale
            .split_once('=')
            .filter(|(_, it)| !it.contains('='))
            .ok_or_else(|| {
                Failure::new(format!(
                    "invalid --scale option \"{scale}\". Should be SERVICE=NUM"
                ))
            })?;
        let number: i64 = number.parse().map_err(|_| {
            Failure::new(format!(
                "strconv.Atoi: parsing \"{number}\": invalid syntax"
            ))
        })?;
        model.service(name)?;
        if let Some(it) = model.services.get_mut(name) {
            it.scale = Some(number);
        }
    }
    let ignore_orphans = model
        .variables
        .get("COMPOSE_IGNORE_ORPHANS")
        .is_some_and(|it| super::globals::is_true(it));
    let remove_orphans = if args.is_given("remove-orphans") {
        args.is_on("remove-orphans")
    } else {
        compose.removes_orphans()
    };
    let recreate = if args.is_on("no-recreate") {
        Recreate::Never
    } else if args.is_on("force-recreate") || args.is_on("renew-anon-volumes") {
        Recreate::Force
    } else {
        Recreate::Diverged
    };
    let recreate_dependencies = if args.is_on("no-recreate") {
        Recreate::Never
    } else if args.is_on("always-recreate-deps") {
        Recreate::Force
    } else {
        Recreate::Diverged
    };
    Ok(CreateOptions {
        images: ImageOptions {
            build: (!args.is_on("no-build")).then(Vec::new),
        },
        services: args.words.clone(),
        remove_orphans,
        ignore_orphans,
        recreate,
        recreate_dependencies,
        inherit: !args.is_on("renew-anon-volumes"),
        timeout: timeout(args),
        yes: args.is_on("yes"),
    })
}

fn build(compose: &mut Compose<'_>, args: &Parsed) -> Result<(), Failure> {
    for flag in ["check", "print", "push"] {
        if args.is_on(flag) {
            return Err(unsupported(&format!("build --{flag}")));
        }
    }
    let options = LoadOptions {
        keeps_all: true,
        ..LoadOptions::default()
    };
    let model = compose.project(&[], options)?;
    let mut services = args.words.clone();
    if args.is_on("with-dependencies") && !services.is_empty() {
        services = model
            .closure(&services, Along::Dependencies)?
            .into_iter()
            .collect();
    }
    for name in &services {
        if !model.services.contains_key(name) {
            return Err(Failure::new(format!("no such service: {name}")));
        }
    }
    compose.progress("Building", |it| it.build_images(&model, &services, true))
}

fn down(compose: &mut Compose<'_>, args: &Parsed) -> Result<(), Failure> {
    let images = args.value("rmi").filter(|it| !it.is_empty());
    if let Some(it) = images
        && it != "all"
        && it != "local"
    {
        return Err(Failure::new(format!("invalid value for --rmi: \"{it}\"")));
    }
    let (model, name) = compose.project_or_name(&args.words)?;
    let remove_orphans = if args.is_given("remove-orphans") {
        args.is_on("remove-orphans")
    } else {
        compose.removes_orphans()
    };
    let options = DownOptions {
        services: args.words.clone(),
        remove_orphans,
        volumes: args.is_on("volumes"),
        images: images.map(str::to_owned),
        timeout: timeout(args),
    };
    compose.progress("Running", |it| it.down(model, &name, &options))
}

fn pull(compose: &mut Compose<'_>, args: &Parsed) -> Result<(), Failure> {
    let mut model = compose.project(&args.words, LoadOptions::default())?;
    if !args.is_on("include-deps") {
        model.select(&args.words, Along::Nobody)?;
    }
    if let Some(policy) = args.value("policy").filter(|it| !it.is_empty()) {
        for it in model
            .services
            .values_mut()
            .filter(|it| !it.image.is_empty())
        {
            it.pull_policy = policy.to_owned();
        }
    }
    compose.progress("Pulling", |it| {
        it.pull_images(
            &model,
            args.is_on("ignore-buildable"),
            args.is_on("ignore-pull-failures"),
        )
    })
}

fn scale(compose: &mut Compose<'_>, args: &Parsed) -> Result<(), Failure> {
    let mut wanted = std::collections::BTreeMap::new();
    for word in &args.words {
        let parts = word
            .split_once('=')
            .filter(|(name, number)| !name.is_empty() && !number.is_empty());
        let (name, number) =
            parts.ok_or_else(|| Failure::new(format!("invalid scale specifier: {word}")))?;
        let number: i64 = number.parse().map_err(|_| {
            Failure::new(format!(
                "invalid scale specifier: can't parse replica value as int: {word}"
            ))
        })?;
        wanted.insert(name.to_owned(), number);
    }
    let services: Vec<String> = wanted.keys().cloned().collect();
    let options = LoadOptions {
        keeps_env_files: true,
        ..LoadOptions::default()
    };
    let mut model = compose.project(&services, options)?;
    if args.is_on("no-deps") {
        model.select(&services, Along::Nobody)?;
    }
    for (name, number) in wanted {
        model.service(&name)?;
        if let Some(it) = model.services.get_mut(&name) {
            it.scale = Some(number);
        }
    }
    let options = CreateOptions {
        services,
        ..CreateOptions::default()
    };
    compose.progress("Running", |it| {
        it.create(&mut model, &options)?;
        it.start(&model, &StartOptions::default())
    })
}
