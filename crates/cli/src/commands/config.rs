//! `config`: the canonical model.

use super::{note_errors, to_json};
use crate::Outcome;
use crate::args::{ConfigArgs, ConfigFormat, Shared};
use crate::output;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use linkyard_core::config::config;
use linkyard_core::diagnostics::Severity;

/// Runs the command.
///
/// # Errors
/// The input cannot be read, or has no model.
pub fn run(args: &ConfigArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let mut input = ProjectInput::read(shared, &[])?;
    let analysis = input.analyse(None)?;
    note_errors(&input, &analysis)?;
    let text = if args.services {
        analysis
            .project
            .services
            .keys()
            .map(|it| format!("{it}\n"))
            .collect()
    } else {
        let document = config(&analysis.loaded, analysis.profile.dialect);
        match args.format {
            ConfigFormat::Json => to_json(&document)?,
            ConfigFormat::Yaml => serde_saphyr::to_string(&document).map_err(|err| {
                Problem::failed("the model cannot be written as YAML")
                    .because(err.to_string())
                    .help("this is a fault of linkyard: please report it with the compose file; `--format json` may do")
            })?,
        }
    };
    output::print(&text)?;
    let is_bad = analysis
        .diagnostics
        .iter()
        .any(|it| it.severity == Severity::Error);
    Ok(if is_bad { Outcome::Bad } else { Outcome::Good })
}
