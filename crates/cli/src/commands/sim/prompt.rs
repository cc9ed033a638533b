//! The prompt: lines are typed, edited and called back.

use super::ground::Ground;
use super::{outcome, show};
use crate::Outcome;
use crate::args::SimFormat;
use crate::output;
use crate::problem::Problem;
use linkyard_sim::host_shell;
use linkyard_sim::session::Session;
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

/// Reads lines until somebody leaves.
///
/// # Errors
/// The terminal cannot be read.
pub fn run(mut ground: Ground, format: SimFormat) -> Result<Outcome, Problem> {
    let profile = ground.start.profile;
    ground.start.is_terminal = format == SimFormat::Text;
    let mut session = Session::at(ground.start);
    let cannot_edit =
        |err: ReadlineError| Problem::usage("the terminal cannot be read").because(err.to_string());
    let mut editor = DefaultEditor::new().map_err(cannot_edit)?;
    output::eprint(&format!(
        "A simulated Engine {} with Compose {}: nothing here touches your Docker or your files.\n\
         `linkyard help` says what Docker has no words for; Ctrl-D leaves.\n",
        profile.engine, profile.dialect
    ));
    let mut code = 0;
    let mut open = String::new();
    loop {
        let prompt = if open.is_empty() { "$ " } else { "> " };
        let line = match editor.readline(prompt) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => {
                open.clear();
                continue;
            }
            Err(ReadlineError::Eof) => break,
            Err(err) => return Err(cannot_edit(err)),
        };
        open.push_str(&line);
        if host_shell::goes_on(&open) {
            open.push('\n');
            continue;
        }
        let line = std::mem::take(&mut open);
        if line.trim().is_empty() {
            continue;
        }
        let _ = editor.add_history_entry(line.as_str());
        if matches!(line.trim(), "exit" | "logout" | "quit") {
            break;
        }
        let before = session.current();
        let answer = session.run(&line);
        code = answer.code;
        match format {
            SimFormat::Text => output::print(&answer.text())?,
            SimFormat::Json => show(&session, &ground.project, &line, &answer, before, format)?,
        }
    }
    Ok(outcome(code))
}
