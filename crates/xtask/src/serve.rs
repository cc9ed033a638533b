//! `serve`: page, binary and engine in place, then becomes `linkyard serve`.

use std::os::unix::process::CommandExt as _;

use anyhow::{Context, Result};

use crate::needs::engine::Engine;
use crate::process::command;
use crate::web;
use crate::workspace::Workspace;

/// How to serve.
#[derive(clap::Args)]
pub struct Args {
    /// Where to listen: an address of this machine, and a port.
    #[arg(long, default_value = "127.0.0.1:7878")]
    listen: String,
    /// Build the page quickly and large.
    #[arg(long)]
    dev: bool,
    /// Further arguments for `linkyard serve`.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Does not return where all goes well: this process becomes the server.
///
/// # Errors
/// The page or the binary cannot be built, or the binary cannot be started.
pub fn serve(args: &Args) -> Result<()> {
    web::build(!args.dev)?;
    let binary = Workspace::load()?.build_linkyard(false)?;
    match Engine::ensure() {
        Ok(engine) => engine.hand_over(),
        // The page shows and plays files without one; only launching them needs it.
        Err(error) => {
            eprintln!("serving without a Docker Engine, nothing can be launched: {error:#}")
        }
    }
    let mut server = command(
        &binary.to_string_lossy(),
        &["serve", "--listen", &args.listen],
    );
    server.args(&args.rest);
    Err(server.exec()).with_context(|| format!("cannot start {}", binary.display()))
}
