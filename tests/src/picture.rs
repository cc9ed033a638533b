//! Diagnostics and worlds as text, for snapshots that are read by people.

use linkyard_core::analysis::Analysis;
use linkyard_core::plan::{Prediction, StepOutcome};
use linkyard_core::text::{FileRange, TextSize};
use linkyard_core::world::{Certainty, Container, EnvOrigin, HostsOrigin};
use std::fmt::Write as _;

/// Every finding with its place, labels, help and fixes.
pub fn diagnostics(analysis: &Analysis) -> String {
    let mut res = String::new();
    for it in &analysis.diagnostics {
        line(
            &mut res,
            format_args!(
                "{} {}[{} {}] {}",
                place(analysis, it.range),
                it.severity.as_str(),
                it.code,
                it.name,
                it.message
            ),
        );
        for label in &it.labels {
            line(
                &mut res,
                format_args!(
                    "    label {} {}",
                    place(analysis, label.range),
                    label.message
                ),
            );
        }
        if let Some(help) = &it.help {
            line(&mut res, format_args!("    help  {help}"));
        }
        for fix in &it.fixes {
            line(
                &mut res,
                format_args!("    fix   {} ({:?})", fix.title, fix.applicability),
            );
        }
    }
    if res.is_empty() {
        res.push_str("nothing to report\n");
    }
    res
}

/// Every container with its environment and hosts, each line with where it comes from, and what went wrong.
pub fn world(analysis: &Analysis, prediction: &Prediction) -> String {
    let mut res = String::new();
    line(
        &mut res,
        format_args!(
            "engine {}, compose {}",
            analysis.profile.engine, analysis.profile.dialect
        ),
    );
    for (index, outcome) in prediction.outcomes.iter().enumerate() {
        match outcome {
            StepOutcome::Done => {}
            StepOutcome::Failed { message } => line(
                &mut res,
                format_args!("step {} failed: {message}", index + 1),
            ),
            StepOutcome::Skipped { because } => {
                line(
                    &mut res,
                    format_args!("step {} skipped because of step {because}", index + 1),
                );
            }
        }
    }
    for (name, network) in &prediction.world.networks {
        let subnet = network
            .pool
            .as_ref()
            .map(|it| it.subnet())
            .unwrap_or_default();
        line(&mut res, format_args!("network {name} {subnet}"));
    }
    for name in prediction.world.volumes.keys() {
        line(&mut res, format_args!("volume {name}"));
    }
    for it in prediction.world.containers.values() {
        container(&mut res, analysis, it);
    }
    res
}

fn container(res: &mut String, analysis: &Analysis, it: &Container) {
    let ordinal = it
        .started
        .map(|it| format!(", started as number {it}"))
        .unwrap_or_default();
    line(
        res,
        format_args!("\ncontainer {} is {}{ordinal}", it.name, it.state.as_str()),
    );
    for link in &it.links {
        line(res, format_args!("  link {}:{}", link.source, link.alias));
    }
    for (network, endpoint) in &it.endpoints {
        let address = endpoint.address.as_deref().unwrap_or("no address");
        line(
            res,
            format_args!("  on {network}: {address} {}", endpoint.aliases.join(" ")),
        );
        for link in &endpoint.links {
            line(res, format_args!("    link {link}"));
        }
    }
    for port in &it.published {
        line(res, format_args!("  publishes {port}"));
    }
    line(res, format_args!("  environment"));
    for var in it.env() {
        let from = match &var.origin {
            EnvOrigin::Engine => "engine".to_owned(),
            EnvOrigin::Link { alias, range, .. } => format!("link {alias}{}", at(analysis, *range)),
            EnvOrigin::File { range } => format!("file{}", at(analysis, *range)),
            EnvOrigin::Image { image } => format!("image {image}"),
            EnvOrigin::Observed => "observed".to_owned(),
        };
        line(
            res,
            format_args!(
                "    {}={}  <- {from}{}",
                var.name,
                var.value,
                doubt(&var.certainty)
            ),
        );
    }
    line(res, format_args!("  hosts"));
    for it in &it.hosts {
        let from = match &it.origin {
            HostsOrigin::Engine => "engine".to_owned(),
            HostsOrigin::ExtraHost { range } => format!("extra_hosts{}", at(analysis, *range)),
            HostsOrigin::Link { alias, range, .. } => {
                format!("link {alias}{}", at(analysis, *range))
            }
            HostsOrigin::Own { network } => format!("own address on {network}"),
            HostsOrigin::Observed => "observed".to_owned(),
        };
        line(
            res,
            format_args!(
                "    {} {}  <- {from}{}",
                it.address,
                it.names,
                doubt(&it.certainty)
            ),
        );
    }
    for gap in &it.gaps {
        line(
            res,
            format_args!("  missing: {}, because {}", gap.missing, gap.why.sentence()),
        );
    }
}

fn doubt(certainty: &Certainty) -> &'static str {
    match certainty {
        Certainty::Known => "",
        Certainty::Assumed(_) => ", assumed",
        Certainty::Unknown(_) => ", unknown",
    }
}

fn at(analysis: &Analysis, range: Option<FileRange>) -> String {
    range
        .map(|it| format!(" {}", place(analysis, it)))
        .unwrap_or_default()
}

/// `LINE:COLUMN`, both from 1; in another file than the compose file with that file's name and the offset.
fn place(analysis: &Analysis, range: FileRange) -> String {
    if range.file != linkyard_core::text::FileId::COMPOSE {
        let name = analysis
            .loaded
            .sources
            .get(usize::from(range.file.0))
            .map(|it| it.path.as_str())
            .unwrap_or_default();
        return format!("{name}@{}", u32::from(range.start));
    }
    let start: TextSize = range.start;
    let place = analysis.lines.line_col(start);
    format!("{}:{}", place.line + 1, place.col + 1)
}

fn line(res: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(res, "{text}");
}
