//! Small images for tests, made on the spot from busybox: no registry is asked.
//!
//! An image is written as the Dockerfile instructions that it differs by, and its tag is made from them,
//! so the same text is the same image.

use crate::engine::Engine;
use anyhow::{Context, Result, bail};
use linkyard_core::images::ImageCatalog;
use serde_json::Value;
use siphasher::sip::SipHasher13;
use std::collections::BTreeMap;
use std::hash::Hasher;
use std::io::Write;
use std::process::Stdio;

/// Repository of all test images.
const REPOSITORY: &str = "linkyard-probe";

/// Runs until it is told to stop, which it obeys at once.
const COMMAND: &str =
    r#"CMD ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"]"#;

/// The users of every test image: name, number, home.
const USERS: [(&str, u32, &str); 2] = [("root", 0, "/root"), ("me", 1000, "/home/me")];

/// Programs of busybox that the images have under their own names.
const APPLETS: [&str; 6] = ["cat", "env", "hostname", "sh", "sleep", "true"];

/// The home directory that a process of `user` gets in a test image. `user` is written as in `USER`.
pub fn home_of(user: &str) -> &'static str {
    let user = user.split(':').next().unwrap_or_default();
    let user = if user.is_empty() { "root" } else { user };
    let found = USERS
        .iter()
        .find(|(name, number, _)| *name == user || number.to_string() == user);
    found.map_or("/", |(_, _, home)| home)
}

/// The tag of the image that differs from the plain one by `instructions`.
pub fn tag(instructions: &[String]) -> String {
    let mut hasher = SipHasher13::new();
    for it in [COMMAND]
        .into_iter()
        .chain(instructions.iter().map(String::as_str))
    {
        hasher.write(it.as_bytes());
        hasher.write_u8(0);
    }
    format!("{REPOSITORY}:{:016x}", hasher.finish())
}

/// Makes the images that the engine lacks, and gives the facts of all of them.
///
/// # Errors
/// busybox is missing, or the engine refuses an instruction.
pub fn ensure(engine: &Engine, images: &BTreeMap<String, Vec<String>>) -> Result<ImageCatalog> {
    let mut catalog = ImageCatalog::new();
    for instructions in images.values() {
        let tag = tag(instructions);
        if engine.docker(&["image", "inspect", &tag]).is_err() {
            import(engine, &tag, instructions)?;
        }
        let inspected = engine.docker(&["image", "inspect", &tag])?;
        let mut inspected: Value = serde_json::from_str(&inspected)?;
        let user = inspected[0]["Config"]["User"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        inspected[0]["LinkyardHome"] = home_of(&user).into();
        let programs: Vec<&str> = APPLETS.into_iter().chain(["busybox"]).collect();
        inspected[0]["LinkyardPrograms"] = programs.into();
        catalog.extend(
            ImageCatalog::from_inspect(&inspected.to_string()).map_err(anyhow::Error::msg)?,
        );
    }
    Ok(catalog)
}

fn import(engine: &Engine, tag: &str, instructions: &[String]) -> Result<()> {
    let mut command = engine.command("docker");
    command.args(["import", "--change", COMMAND]);
    for it in instructions {
        command.args(["--change", it]);
    }
    let mut child = command
        .args(["-", tag])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run docker")?;
    child
        .stdin
        .take()
        .context("docker import has no input")?
        .write_all(&root_file_system()?)?;
    let out = child.wait_with_output()?;
    if !out.status.success() {
        bail!(
            "cannot make {tag}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
    }
    Ok(())
}

fn root_file_system() -> Result<Vec<u8>> {
    let busybox = ["/usr/bin/busybox", "/bin/busybox"]
        .iter()
        .find_map(|it| std::fs::read(it).ok())
        .context("busybox is missing\n  to get it: apt-get install busybox-static")?;
    let mut tar = tar::Builder::new(Vec::new());
    let mut add = |path: &str, mode: u32, content: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_mode(mode);
        header.set_size(content.len() as u64);
        tar.append_data(&mut header, path, content)
    };
    add("bin/busybox", 0o755, &busybox)?;
    let passwd =
        USERS.map(|(name, number, home)| format!("{name}:x:{number}:{number}::{home}:/bin/sh\n"));
    add("etc/passwd", 0o644, passwd.concat().as_bytes())?;
    let group = USERS.map(|(name, number, _)| format!("{name}:x:{number}:\n"));
    add("etc/group", 0o644, group.concat().as_bytes())?;
    for applet in APPLETS {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, format!("bin/{applet}"), "busybox")?;
    }
    Ok(tar.into_inner()?)
}
