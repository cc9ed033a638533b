//! Things that come as Debian packages.

use anyhow::{Result, bail};

use super::Need;
use crate::process::{command, is_root, on_path, output, run, succeeds};

/// A need that Debian packages meet.
pub fn packages<'a>(
    name: &str,
    packages: &'a [&'a str],
    found: impl Fn() -> bool + 'a,
) -> Need<'a> {
    Need {
        name: name.to_owned(),
        found: Box::new(found),
        install: Box::new(move || install(packages)),
        by_hand: format!(
            "sudo apt-get install -y --no-install-recommends {}",
            packages.join(" ")
        ),
    }
}

/// The client of Docker, and the Engine where none runs yet.
pub fn docker() -> Need<'static> {
    packages("the Docker Engine", &["docker.io", "iptables"], || {
        let engine = on_path("dockerd").is_some() && on_path("iptables").is_some();
        on_path("docker").is_some() && (engine || succeeds(&mut command("docker", &["info"])))
    })
}

/// The last docker-compose written in Python, which the oracle tests compare with.
pub fn compose_v1() -> Need<'static> {
    packages("docker-compose 1.29.2", &["docker-compose"], || {
        output(&mut command("docker-compose", &["version", "--short"]))
            .is_ok_and(|it| it == "1.29.2")
    })
}

/// A shell and its tools in one file, of which test images are made.
pub fn busybox() -> Need<'static> {
    packages("a static busybox", &["busybox-static"], || {
        // The package `busybox` puts a file of the same name in the same place, but that one is linked dynamically.
        succeeds(&mut command("dpkg", &["-s", "busybox-static"])) && on_path("busybox").is_some()
    })
}

/// Makes the root of a Debian image without a registry.
pub fn mmdebstrap() -> Need<'static> {
    packages("mmdebstrap", &["mmdebstrap"], || {
        on_path("mmdebstrap").is_some()
    })
}

/// The browser of the browser tests.
pub fn chromium() -> Need<'static> {
    packages("Chromium", &["chromium", "chromium-driver"], || {
        on_path("chromium").is_some()
    })
}

/// Node.js runs wasm-opt and the browser tests; 18 is the oldest that will do, and what Debian 12 has.
pub fn node() -> Need<'static> {
    packages("Node.js 18 or later, with npm", &["nodejs", "npm"], || {
        let version = output(&mut command("node", &["--version"])).unwrap_or_default();
        on_path("npm").is_some() && major(&version).is_some_and(|it| it >= 18)
    })
}

/// The 18 of `v18.20.4`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn install(packages: &[&str]) -> Result<()> {
    if on_path("apt-get").is_none() {
        bail!("this machine has no apt-get");
    }
    if !is_root() {
        bail!("only root may install packages");
    }
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(packages);
    let apt =
        |words: &[&str]| run(command("apt-get", words).env("DEBIAN_FRONTEND", "noninteractive"));
    // A fresh machine has no package lists, one in use has old ones: both are mended by an update.
    apt(&words).or_else(|_| {
        apt(&["update"])?;
        apt(&words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node() {
        assert_eq!(major("v18.20.4"), Some(18));
        assert_eq!(major("v22.12.0-nightly"), Some(22));
        assert_eq!(major(""), None);
    }

    #[test]
    fn the_command_to_type_has_every_package() {
        assert_eq!(
            docker().by_hand,
            "sudo apt-get install -y --no-install-recommends docker.io iptables"
        );
    }
}
