//! `images`: the images that the examples start from. Each is used as it is where the engine has it, pulled
//! where a registry answers, and else made here from Debian packages under the same name.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::needs::apt;
use crate::process::{cache, command, root, run, succeeds};

const BASE: &str = "debian:bookworm-slim";

/// What users of official images do not miss either: manuals and translations.
const LEFT_OUT: [&str; 4] = [
    "/usr/share/man/*",
    "/usr/share/info/*",
    "/usr/share/locale/*",
    "/usr/share/doc/*",
];

/// Sees to it that the running engine has `debian:bookworm-slim`, `redis` and `postgres`.
///
/// # Errors
/// One is absent, no registry answers, and it could not be made.
pub fn ensure() -> Result<()> {
    provide(BASE, make_base)?;
    for name in ["redis", "postgres"] {
        let tag = format!("{name}:latest");
        provide(&tag, || {
            let folder = root().join("tests/images").join(name);
            run(docker(&["build", "--quiet", "--tag", &tag]).arg(folder))
        })?;
    }
    Ok(())
}

fn provide(image: &str, make: impl FnOnce() -> Result<()>) -> Result<()> {
    if succeeds(&mut docker(&["image", "inspect", image])) {
        return Ok(());
    }
    let Err(error) = run(&mut docker(&["pull", "--quiet", image])) else {
        return Ok(());
    };
    eprintln!("{error:#}: making {image} here from Debian packages, as a stand-in");
    make().with_context(|| format!("cannot make the image {image}"))
}

/// A docker command. BuildKit is a plug-in of the client: without the plug-in the client must be told to do
/// without it.
fn docker(args: &[&str]) -> Command {
    let mut res = command("docker", args);
    if args.first() == Some(&"build") && !succeeds(&mut command("docker", &["buildx", "version"])) {
        res.env("DOCKER_BUILDKIT", "0");
    }
    res
}

fn make_base() -> Result<()> {
    let tar = base_tar()?;
    run(&mut docker(&[
        "import",
        "--change",
        "CMD [\"bash\"]",
        &tar.to_string_lossy(),
        BASE,
    ]))
}

/// The root of a small Debian as a tar file, made once and kept in the cache.
fn base_tar() -> Result<PathBuf> {
    let folder = cache().join("images");
    let tar = folder.join("debian-bookworm-slim.tar");
    if tar.is_file() {
        return Ok(tar);
    }
    apt::mmdebstrap().ensure()?;
    fs::create_dir_all(&folder)?;
    let unfinished = folder.join("unfinished.tar");
    let mut make = command(
        "mmdebstrap",
        &["--quiet", "--variant=minbase", "--include=ca-certificates"],
    );
    for path in LEFT_OUT {
        make.arg(format!("--dpkgopt=path-exclude={path}"));
    }
    make.arg("--dpkgopt=path-include=/usr/share/doc/*/copyright");
    make.args([
        "--aptopt=Acquire::Languages \"none\"",
        "--aptopt=APT::Install-Recommends \"false\"",
    ]);
    make.arg("--customize-hook=rm -rf \"$1\"/var/lib/apt/lists/* \"$1\"/var/cache/apt/* \"$1/etc/resolv.conf\" \"$1/etc/hostname\"");
    make.arg("bookworm").arg(&unfinished);
    run(&mut make)?;
    fs::rename(&unfinished, &tar)?;
    Ok(tar)
}
