//! Writing to standard output and error, in colour where that is wanted.

use crate::args::ColorWhen;
use crate::problem::Problem;
use annotate_snippets::Renderer;
use anstream::ColorChoice;
use std::io::{IsTerminal, Write};

/// Applies `--color` to everything printed from now on. NO_COLOR counts unless `--color` says otherwise.
pub fn set_color(when: Option<ColorWhen>) {
    match when {
        None | Some(ColorWhen::Auto) => {}
        Some(ColorWhen::Always) => ColorChoice::Always.write_global(),
        Some(ColorWhen::Never) => ColorChoice::Never.write_global(),
    }
}

/// Writes `text` to standard output.
///
/// # Errors
/// It cannot be written. A reader that went away (`| head`) ends the program quietly.
pub fn print(text: &str) -> Result<(), Problem> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Problem::Output)
}

/// Writes `text` to standard error. What cannot be written there cannot be reported either.
pub fn eprint(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.as_bytes());
}

/// Whether somebody looks at standard error.
pub fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// How findings and problems are drawn; the streams strip the colours where they are not wanted.
pub fn renderer() -> Renderer {
    Renderer::styled()
}
