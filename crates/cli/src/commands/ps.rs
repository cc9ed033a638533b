//! `ps`: the project's containers as the engine has them.

use super::target::Target;
use super::to_json;
use crate::Outcome;
use crate::args::{PsArgs, PsFormat, Shared};
use crate::output;
use crate::problem::Problem;
use crate::session::Session;
use indexmap::IndexMap;
use linkyard_core::op::labels;
use linkyard_core::port::PortBinding;
use linkyard_core::world::{Container, ContainerState, Health};
use serde::Serialize;
use std::fmt::Write as _;

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    service: &'a str,
    index: u32,
    image: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    health: Option<Health>,
    networks: IndexMap<&'a str, Option<&'a str>>,
    ports: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// The project is not known, or the engine does not answer.
pub fn run(args: &PsArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let target = Target::read(shared)?;
    let session = Session::connect()?;
    let world = session.observe(&target.project, target.dialect, &[])?;
    let of_project = |it: &&Container| {
        it.spec
            .labels
            .get(labels::PROJECT)
            .is_some_and(|it| *it == target.project)
    };
    let mut rows: Vec<Row<'_>> = world
        .containers
        .values()
        .filter(of_project)
        .filter(|it| args.all || it.state.is_up())
        .map(row)
        .collect();
    rows.sort_by(|a, b| (a.service, a.index).cmp(&(b.service, b.index)));
    let n_hidden = world.containers.values().filter(of_project).count() - rows.len();
    let text = match args.format {
        PsFormat::Json => to_json(&rows)?,
        PsFormat::Table if rows.is_empty() => {
            format!("no container of project `{}` runs\n", target.project)
        }
        PsFormat::Table => table(&rows),
    };
    output::print(&text)?;
    if n_hidden > 0 && args.format == PsFormat::Table {
        let more = if n_hidden == 1 {
            "1 container does".to_owned()
        } else {
            format!("{n_hidden} containers do")
        };
        output::eprint(&format!(
            "note: {more} not run; `linkyard ps --all` lists all\n"
        ));
    }
    Ok(Outcome::Good)
}

fn row(it: &Container) -> Row<'_> {
    let exit_code = match it.state {
        ContainerState::Exited { code } => code,
        _ => None,
    };
    Row {
        name: &it.name,
        service: &it.spec.service,
        index: it.spec.number,
        image: &it.spec.image,
        state: it.state.as_str(),
        exit_code,
        health: it.health,
        networks: it
            .endpoints
            .iter()
            .map(|(name, it)| (name.as_str(), it.address.as_deref()))
            .collect(),
        ports: it.published.iter().map(PortBinding::to_string).collect(),
    }
}

fn table(rows: &[Row<'_>]) -> String {
    let mut cells =
        vec![["NAME", "SERVICE", "IMAGE", "STATE", "ADDRESS", "PORTS"].map(str::to_owned)];
    for it in rows {
        let mut state = it.state.to_owned();
        if let Some(code) = it.exit_code {
            let _ = write!(state, " ({code})");
        }
        match it.health {
            Some(Health::Starting) => state.push_str(" (health: starting)"),
            Some(Health::Healthy) => state.push_str(" (healthy)"),
            Some(Health::Unhealthy) => state.push_str(" (unhealthy)"),
            None => {}
        }
        let addresses: Vec<&str> = it.networks.values().filter_map(|it| *it).collect();
        cells.push([
            it.name.to_owned(),
            it.service.to_owned(),
            it.image.to_owned(),
            state,
            addresses.join(", "),
            it.ports.join(", "),
        ]);
    }
    let mut widths = [0; 6];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut res = String::new();
    for row in &cells {
        let line: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let _ = writeln!(res, "{}", line.join("   ").trim_end());
    }
    res
}
