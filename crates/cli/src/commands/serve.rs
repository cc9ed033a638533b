//! `serve`: page and agent on this machine.

use crate::Outcome;
use crate::args::{ServeArgs, Shared};
use crate::compose_files::has_project;
use crate::output;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use crate::session::runtime;
use linkyard_agent::{ProjectSource, ServeError, ServeOptions, serve};
use std::process::{Command, Stdio};
use tracing_subscriber::EnvFilter;

/// Runs the command until Ctrl+C.
///
/// # Errors
/// The address cannot be used, or a named file cannot be read.
pub fn run(args: &ServeArgs, shared: &Shared) -> Result<Outcome, Problem> {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("LINKYARD_LOG").unwrap_or_else(|_| EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    // Without a compose file the page opens on its own example.
    let project = if has_project(shared) {
        Some(project(shared)?)
    } else {
        None
    };
    let folder = match &project {
        Some(it) => it.folder.clone(),
        None => std::env::current_dir().map_err(|err| {
            Problem::usage("the current folder cannot be read").because(err.to_string())
        })?,
    };
    let opens = !args.no_open;
    let options = ServeOptions {
        project,
        on_ready: Some(Box::new(move |ready| {
            // The address is what scripts wait for; if nobody reads it, serving goes on.
            let _ = output::print(&format!("{}\n", ready.url));
            output::eprint(
                "open this address; it holds the token that lets the page use Docker. Ctrl+C ends\n",
            );
            if opens {
                open_browser(&ready.url);
            }
        })),
        ..ServeOptions::default()
    };
    runtime()?
        .block_on(serve(args.listen, folder, options))
        .map_err(|err| match err {
            ServeError::Listen { .. } => Problem::failed(err.to_string()),
            _ => Problem::usage(err.to_string()),
        })?;
    Ok(Outcome::Good)
}

fn project(shared: &Shared) -> Result<ProjectSource, Problem> {
    let mut input = ProjectInput::read(shared, &[])?;
    let Some(path) = &input.path else {
        return Err(Problem::usage("the page cannot show standard input")
            .because("it reads the file again whenever it is opened")
            .help("name a file with `-f FILE`"));
    };
    let file = path.canonicalize().map_err(|err| {
        Problem::usage(format!("`{}` cannot be found", path.display())).because(err.to_string())
    })?;
    let project = input.analyse(None)?.project.name;
    Ok(ProjectSource {
        folder: input.folder,
        file,
        project,
    })
}

/// Opens the page in the user's browser, where there is a screen. The address is printed in any case.
fn open_browser(url: &str) {
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|it| std::env::var_os(it).is_some_and(|it| !it.is_empty()));
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut it = Command::new("rundll32");
        it.arg("url.dll,FileProtocolHandler");
        it
    } else if has_screen {
        Command::new("xdg-open")
    } else {
        return;
    };
    let started = command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(err) = started {
        output::eprint(&format!("note: the browser cannot be opened: {err}\n"));
    }
}
