//! `up`: launches on the engine what the plan says, and compares with the prediction.

use super::refusal;
use crate::Outcome;
use crate::args::{Shared, UpArgs};
use crate::output;
use crate::problem::Problem;
use crate::project_input::{ProjectInput, require_service};
use crate::render::drift;
use crate::session::{Session, names_outside};
use linkyard_agent::Report;
use linkyard_core::analysis::Analysis;
use linkyard_core::op::Op;
use linkyard_core::plan::{Plan, RiskKind, StepOutcome, predict, risks};
use linkyard_core::world::World;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal};

/// Runs the command.
///
/// # Errors
/// The file cannot be read or has errors, or the engine does not answer.
pub fn run(args: &UpArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &args.scale)?;
    if args.dry_run {
        let analysis = launchable(&mut input, args, None)?;
        return dry_run(&analysis, args);
    }
    // A file that cannot be launched is told before an engine is asked for.
    launchable(&mut input, args, None)?;
    let session = Session::connect()?;
    let mut analysis = launchable(&mut input, args, Some(&session))?;
    let mut world = observe(&session, &analysis)?;
    let mut plan = analysis.plan_up(&world, &args.only);
    if !agreed_to_risks(&plan, &input, args.yes)? {
        return Ok(Outcome::Bad);
    }

    // Pulls and builds come first, because only an image that is there tells its ports and variables.
    let images = steps_of_images(&plan);
    if !images.steps.is_empty() {
        let report = session.execute(&images, &world, &input.folder);
        if !report.is_done() {
            return tell(&images, &report, &analysis, &session);
        }
    }
    let wanted: BTreeSet<String> = plan
        .steps
        .iter()
        .filter_map(|it| image_of(&it.op))
        .collect();
    let existing = world.containers.values().map(|it| it.spec.image.clone());
    input
        .settings
        .images
        .extend(session.image_facts(&wanted.into_iter().chain(existing).collect())?);
    analysis = launchable(&mut input, args, Some(&session))?;
    world = observe(&session, &analysis)?;
    world.images = input.settings.images.clone();
    plan = analysis.plan_up(&world, &args.only);
    if plan.steps.is_empty() {
        output::print("everything is up already, as the file says\n")?;
        return Ok(Outcome::Good);
    }
    let report = session.execute(&plan, &world, &input.folder);
    tell(&plan, &report, &analysis, &session)
}

/// The analysis for the engine of `session`.
fn launchable(
    input: &mut ProjectInput,
    args: &UpArgs,
    session: Option<&Session>,
) -> Result<Analysis, Problem> {
    let analysis = input.analyse(session.map(|it| it.generation))?;
    if !analysis.is_launchable() {
        return Err(refusal(input, &analysis));
    }
    for service in &args.only {
        require_service(&analysis, service)?;
    }
    Ok(analysis)
}

fn observe(session: &Session, analysis: &Analysis) -> Result<World, Problem> {
    let project = &analysis.project;
    let mut world = session.observe(
        &project.name,
        analysis.profile.dialect,
        &names_outside(project),
    )?;
    // What the user asked to imitate is what the prediction follows; a difference from the real engine is then drift.
    world.profile = analysis.profile;
    Ok(world)
}

/// The pulls and builds of `plan`. They wait for nothing.
fn steps_of_images(plan: &Plan) -> Plan {
    let is_of_image = |op: &Op| matches!(op, Op::PullImage { .. } | Op::BuildImage { .. });
    let steps = plan
        .steps
        .iter()
        .filter(|it| is_of_image(&it.op))
        .cloned()
        .collect();
    Plan {
        steps,
        ..plan.clone()
    }
}

fn image_of(op: &Op) -> Option<String> {
    match op {
        Op::CreateContainer { spec, .. } => Some(spec.image.clone()),
        _ => None,
    }
}

/// Prints what the plan could do to this machine. On a terminal, the grave things are asked about.
fn agreed_to_risks(plan: &Plan, input: &ProjectInput, yes: bool) -> Result<bool, Problem> {
    let is_grave = |kind: RiskKind| {
        !matches!(
            kind,
            RiskKind::OpenPort | RiskKind::ForeignNetwork | RiskKind::ForeignVolumes
        )
    };
    let found = risks(plan, &input.settings.working_dir);
    let told: BTreeSet<String> = found.iter().map(ToString::to_string).collect();
    for it in &told {
        output::eprint(&format!("note: {it}\n"));
    }
    let asks = !yes && std::io::stdin().is_terminal() && output::stderr_is_terminal();
    if !asks || !found.iter().any(|it| is_grave(it.kind)) {
        return Ok(true);
    }
    output::eprint("Go on? [y/N] ");
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|err| {
            Problem::usage("your answer cannot be read")
                .because(err.to_string())
                .help("add `--yes`")
        })?;
    let agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes");
    if !agreed {
        output::eprint("nothing was done\n");
    }
    Ok(agreed)
}

/// The plan on the simulated engine.
fn dry_run(analysis: &Analysis, args: &UpArgs) -> Result<Outcome, Problem> {
    let world = analysis.empty_world();
    let plan = analysis.plan_up(&world, &args.only);
    let prediction = predict(&plan, world);
    let mut text = plan.to_string();
    let failures = failures(&plan, &prediction.outcomes);
    let _ = if failures.is_empty() {
        writeln!(
            text,
            "dry run: all {} steps succeed on the simulated Engine {}; nothing was done",
            plan.steps.len(),
            analysis.profile.engine
        )
    } else {
        writeln!(
            text,
            "{failures}dry run on the simulated Engine {}: nothing was done",
            analysis.profile.engine
        )
    };
    output::print(&text)?;
    Ok(if failures.is_empty() {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}

/// The failed and the skipped steps, one a line.
pub fn failures(plan: &Plan, outcomes: &[StepOutcome]) -> String {
    let mut res = String::new();
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        let _ = match outcome {
            StepOutcome::Done => Ok(()),
            StepOutcome::Failed { message } => {
                writeln!(res, "failed:  step {} {}: {message}", step.id, step.op)
            }
            StepOutcome::Skipped { because } => {
                writeln!(
                    res,
                    "skipped: step {} {}, because step {because} is not done",
                    step.id, step.op
                )
            }
        };
    }
    res
}

/// The failed steps, and how many were skipped: each of these has been shown with its reason while it happened.
pub fn failures_in_short(plan: &Plan, outcomes: &[StepOutcome]) -> String {
    let mut res = String::new();
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        if let StepOutcome::Failed { message } = outcome {
            let _ = writeln!(res, "failed:  {}: {message}", step.op);
        }
    }
    let n_skipped = outcomes
        .iter()
        .filter(|it| matches!(it, StepOutcome::Skipped { .. }))
        .count();
    if n_skipped > 0 {
        let _ = writeln!(
            res,
            "skipped: {} that had to wait for it",
            drift::plural(n_skipped, "step")
        );
    }
    res
}

/// How it went, and what to do next.
fn tell(
    plan: &Plan,
    report: &Report,
    analysis: &Analysis,
    session: &Session,
) -> Result<Outcome, Problem> {
    let mut text = String::new();
    for note in &report.notes {
        output::eprint(&format!("note: {note}\n"));
    }
    if report.is_done() {
        text.push_str(&drift::summary(&report.drift));
        let _ = writeln!(
            text,
            "project `{}` is up on Docker Engine {}",
            analysis.project.name, session.version
        );
        text.push_str(&next_commands(analysis, &report.world));
    } else {
        text.push_str(&failures_in_short(plan, &report.outcomes));
        for it in &report.leftovers {
            let _ = writeln!(text, "left:    {it}");
        }
        let _ = writeln!(
            text,
            "next: repair the cause and run `linkyard up` again, or `linkyard down` to remove what was made"
        );
    }
    output::print(&text)?;
    Ok(if report.is_done() {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}

/// Addresses to open, and the commands that most people want now.
fn next_commands(analysis: &Analysis, world: &World) -> String {
    let mut res = String::new();
    let mut seen = BTreeSet::new();
    for container in world.containers.values() {
        for port in &container.published {
            let host = match port.host_ip.as_str() {
                "" | "0.0.0.0" | "::" => "127.0.0.1",
                other => other,
            };
            if let Some(number) = port.host_port
                && seen.insert((host.to_owned(), number.first))
            {
                let _ = writeln!(
                    res,
                    "  {host}:{} leads to {} of {}",
                    number.first, port.container, container.name
                );
            }
        }
    }
    let service = analysis
        .start_order()
        .last()
        .copied()
        .unwrap_or_default()
        .to_owned();
    let _ = writeln!(
        res,
        "next: `linkyard ps`, `linkyard env {service}`, `linkyard down`"
    );
    res
}
