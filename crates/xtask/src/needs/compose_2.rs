//! Docker Compose 2, from a later Debian release than the one this machine runs.
//!
//! Its package is downloaded with lists of its own and unpacked into the cache folder: the system's package sources
//! are left alone, and so is a `docker-compose` that the system has.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Need;
use crate::process::{cache, command, on_path, output, run};

/// The version that the loader imitates.
const VERSION: &str = "2.40.3";
const PACKAGE: &str = "docker-compose=2.40.3-3";
const SOURCE: &str = "deb http://deb.debian.org/debian forky main\n";
/// Where the package has the program.
const PROGRAM: &str = "usr/libexec/docker/cli-plugins/docker-compose";

/// Gives the program's file: what `LINKYARD_COMPOSE_2` names, else the one in the cache folder, got where it lacks.
///
/// # Errors
/// It could not be got; the error says what to type.
pub fn ensure() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("LINKYARD_COMPOSE_2") {
        return Ok(named.into());
    }
    let folder = cache().join("compose-2");
    let program = folder.join(PROGRAM);
    let need = Need {
        name: format!("Docker Compose {VERSION}"),
        found: Box::new(|| is_right(&program)),
        install: Box::new(|| install(&folder)),
        by_hand: format!(
            "get the program docker-compose {VERSION}, and name its file: export LINKYARD_COMPOSE_2=FILE"
        ),
    };
    need.ensure()?;
    drop(need);
    Ok(program)
}

fn is_right(program: &Path) -> bool {
    let asked = &mut command(&program.to_string_lossy(), &["version", "--short"]);
    program.is_file() && output(asked).is_ok_and(|it| it.starts_with(VERSION))
}

fn install(folder: &Path) -> Result<()> {
    if on_path("apt-get").is_none() || on_path("dpkg-deb").is_none() {
        bail!("this machine has no apt-get");
    }
    let apt_folder = folder.join("apt");
    for part in ["lists/partial", "archives/partial"] {
        fs::create_dir_all(apt_folder.join(part))
            .with_context(|| format!("cannot make {}", apt_folder.display()))?;
    }
    let sources = apt_folder.join("sources.list");
    fs::write(&sources, SOURCE)?;
    let options: Vec<String> = [
        ("Dir::Etc::sourcelist", sources.as_path()),
        ("Dir::Etc::sourceparts", Path::new("-")),
        ("Dir::State::lists", &apt_folder.join("lists")),
        ("Dir::Cache", &apt_folder),
    ]
    .iter()
    .flat_map(|(key, value)| ["-o".to_owned(), format!("{key}={}", value.display())])
    // Else apt, run as root, hands the download to a user who may not look into the cache folder.
    .chain(["-o".to_owned(), "APT::Sandbox::User=root".to_owned()])
    .collect();
    run(command("apt-get", &["update"]).args(&options))?;
    let mut download = command("apt-get", &["download", PACKAGE]);
    run(download.args(&options).current_dir(&apt_folder))?;
    let package = fs::read_dir(&apt_folder)?
        .flatten()
        .map(|it| it.path())
        .find(|it| it.extension().is_some_and(|it| it == "deb"))
        .context("apt-get downloaded no package")?;
    run(command("dpkg-deb", &["-x"]).arg(&package).arg(folder))?;
    // The lists are some hundred times what is kept.
    Ok(fs::remove_dir_all(&apt_folder)?)
}
