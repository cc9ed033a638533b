//! A script on a real engine.

use super::scripts::Script;
use super::{Picture, mask};
use crate::engine::{Engine, Isolation};
use crate::images;
use anyhow::{Context, Result, bail};
use linkyard_core::images::ImageCatalog;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long what was started may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(3);

/// A real engine with a project folder.
pub struct Real<'a> {
    engine: &'a Engine,
    /// The folder in which commands run.
    pub folder: PathBuf,
    /// Facts of the images that the script uses.
    pub catalog: ImageCatalog,
    /// Names of the images.
    pub images: Vec<String>,
    /// Folder with the `docker` client that belongs to the engine, to be searched first.
    client_folder: Option<PathBuf>,
    /// What containers looked like after the last command, by name: their addresses.
    pub addresses: BTreeMap<String, BTreeMap<String, String>>,
    /// Root of the engine's own file system, as seen from here.
    root: PathBuf,
    is_compose: bool,
}

impl<'a> Real<'a> {
    /// Prepares the folder and the images.
    ///
    /// # Errors
    /// No private engine can be had here, or it refuses an image.
    pub fn new(engine: &'a Engine, script: &Script) -> Result<Real<'a>> {
        if engine.isolation != Isolation::Private {
            bail!(
                "comparing with a real engine step by step needs one of its own, and only root may start one\n  to run it: sudo -E cargo xtask test --only differential"
            );
        }
        let catalog = images::ensure(engine, &script.images)?;
        if let Some(program) = std::env::var_os("LINKYARD_COMPOSE_2") {
            // Where clients look for their plugins.
            let folder = engine.dir().join(".docker/cli-plugins");
            std::fs::create_dir_all(&folder)?;
            std::os::unix::fs::symlink(program, folder.join("docker-compose"))?;
        }
        let folder = engine.dir().join("proj");
        std::fs::create_dir_all(&folder)?;
        for (path, text) in &script.files {
            std::fs::write(folder.join(path), text)?;
        }
        Ok(Real {
            engine,
            folder,
            catalog,
            images: script.images.values().map(|it| images::tag(it)).collect(),
            client_folder: client_of_engine(),
            addresses: BTreeMap::new(),
            root: engine.root()?,
            is_compose: script.is_compose(),
        })
    }

    /// What the client calls its version.
    ///
    /// # Errors
    /// There is none.
    pub fn client_version(&self) -> Result<String> {
        let mut command = self.engine.command("sh");
        self.find_client(&mut command);
        let out = command
            .args(["-c", "docker version --format '{{.Client.Version}}'"])
            .output()?;
        Ok(String::from_utf8(out.stdout)?.trim().to_owned())
    }

    /// What the engine's machine calls itself.
    ///
    /// # Errors
    /// The engine does not answer.
    pub fn hostname(&self) -> Result<String> {
        let name = self.engine.docker(&["info", "--format", "{{.Name}}"])?;
        Ok(name.trim().to_owned())
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        self.engine
    }

    fn find_client(&self, command: &mut std::process::Command) {
        if let Some(folder) = &self.client_folder {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let all = [folder.clone()]
                .into_iter()
                .chain(std::env::split_paths(&path));
            if let Ok(path) = std::env::join_paths(all) {
                command.env("PATH", path);
            }
        }
    }

    /// Runs one line and looks at everything.
    ///
    /// # Errors
    /// The shell cannot be started, or the engine does not answer any more.
    pub fn run(&mut self, line: &str) -> Result<Picture> {
        let mut command = self.engine.command("sh");
        self.find_client(&mut command);
        let out = command
            .current_dir(&self.folder)
            .env("COLUMNS", "200")
            .env_remove("COMPOSE_PROJECT_NAME")
            .args(["-c", line])
            .stdin(std::process::Stdio::null())
            .output()
            .with_context(|| format!("cannot run `{line}`"))?;
        let (stdout, stderr) = (
            String::from_utf8_lossy(&out.stdout).into_owned(),
            String::from_utf8_lossy(&out.stderr).into_owned(),
        );
        Ok(Picture {
            code: out.status.code().unwrap_or(-1),
            stdout: masked_output(line, &stdout, self.is_compose),
            stderr: masked_output(line, &stderr, self.is_compose),
            engine: self.observe()?,
        })
    }

    /// Looks again until the engine is as predicted, or patience ends.
    ///
    /// # Errors
    /// The engine does not answer any more.
    pub fn settle(&mut self, mut observed: Picture, predicted: &Picture) -> Result<Picture> {
        let deadline = Instant::now() + PATIENCE;
        while observed.engine != predicted.engine && Instant::now() < deadline {
            observed.engine = self.observe()?;
        }
        Ok(observed)
    }

    fn observe(&mut self) -> Result<String> {
        self.addresses.clear();
        let mut res = String::new();
        let ids = self
            .engine
            .docker(&["ps", "--all", "--quiet", "--no-trunc"])?;
        let mut args = vec!["inspect", "--type", "container"];
        args.extend(ids.split_whitespace());
        if args.len() > 3 {
            let inspected: Vec<Value> = serde_json::from_str(&self.engine.docker(&args)?)?;
            let mut texts: Vec<(String, String)> = Vec::new();
            for it in &inspected {
                let name = text(&it["Name"]).trim_start_matches('/').to_owned();
                texts.push((name.clone(), self.container(&name, it)));
            }
            texts.sort();
            for (_, it) in texts {
                res.push_str(&it);
            }
        }
        let networks = self.engine.docker(&[
            "network",
            "ls",
            "--filter",
            "type=custom",
            "--format",
            "{{.Name}}",
        ])?;
        let mut names: Vec<&str> = networks.split_whitespace().collect();
        names.sort_unstable();
        for name in names {
            let subnet = self.engine.docker(&[
                "network",
                "inspect",
                "--format",
                "{{range .IPAM.Config}}{{.Subnet}}{{end}}",
                name,
            ])?;
            line(&mut res, format_args!("network {name} {}", subnet.trim()));
        }
        let volumes = self.engine.docker(&["volume", "ls", "--quiet"])?;
        let mut volumes: Vec<String> = volumes.split_whitespace().map(mask::text).collect();
        volumes.sort();
        for name in volumes {
            line(&mut res, format_args!("volume {name}"));
        }
        Ok(res)
    }

    fn container(&mut self, name: &str, it: &Value) -> String {
        let mut res = String::new();
        let state = &it["State"];
        line(
            &mut res,
            format_args!(
                "container {} {} exit {} error {:?}",
                mask::text(name),
                text(&state["Status"]),
                state["ExitCode"],
                mask::text(text(&state["Error"]))
            ),
        );
        line(
            &mut res,
            format_args!("  image {}", text(&it["Config"]["Image"])),
        );
        let mut links: Vec<String> = strings(&it["HostConfig"]["Links"])
            .iter()
            .filter(|it| it.starts_with('/'))
            .map(|link| {
                let (source, alias) = link.split_once(':').unwrap_or((link, ""));
                let alias = alias.strip_prefix(&format!("/{name}/")).unwrap_or(alias);
                mask::text(&format!("{}:{alias}", source.trim_start_matches('/')))
            })
            .collect();
        links.sort();
        line(&mut res, format_args!("  links {}", links.join(" ")));
        let mut networks = Vec::new();
        let mut addresses = BTreeMap::new();
        for (network, endpoint) in it["NetworkSettings"]["Networks"]
            .as_object()
            .into_iter()
            .flatten()
        {
            // These two stand there though they are no networks of containers.
            if network == "host" || network == "none" {
                continue;
            }
            let address = text(&endpoint["IPAddress"]);
            if !address.is_empty() {
                addresses.insert(network.clone(), address.to_owned());
            }
            let mut aliases: Vec<String> = strings(&endpoint["Aliases"])
                .iter()
                .map(|it| mask::text(it))
                .filter(|it| it != "<id>")
                .collect();
            aliases.sort();
            // One without an alias has its own name for alias.
            let mut links: Vec<String> = strings(&endpoint["Links"])
                .iter()
                .map(|it| match it.contains(':') {
                    true => mask::text(it),
                    false => mask::text(&format!("{it}:{it}")),
                })
                .collect();
            links.sort();
            networks.push(format!(
                "  network {network} [{address}] aliases [{}] links [{}]\n",
                aliases.join(" "),
                links.join(" ")
            ));
        }
        networks.sort();
        res.extend(networks);
        self.addresses.insert(name.to_owned(), addresses);
        let mut ports = Vec::new();
        for (port, bindings) in it["NetworkSettings"]["Ports"]
            .as_object()
            .into_iter()
            .flatten()
        {
            for binding in bindings.as_array().into_iter().flatten() {
                let host_ip = text(&binding["HostIp"]);
                // Newer engines list IPv6 apart.
                if host_ip != "::" {
                    ports.push(format!("{host_ip}:{}->{port}", text(&binding["HostPort"])));
                }
            }
        }
        ports.sort();
        line(&mut res, format_args!("  ports {}", ports.join(" ")));
        let mut mounts: Vec<String> = it["Mounts"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| {
                let source = match text(&it["Type"]) {
                    "volume" => mask::text(text(&it["Name"])),
                    _ => text(&it["Source"]).to_owned(),
                };
                format!("{source}:{}", text(&it["Destination"]))
            })
            .collect();
        mounts.sort();
        line(&mut res, format_args!("  mounts {}", mounts.join(" ")));
        if text(&state["Status"]) == "running" {
            let env = self.read(&format!("proc/{}/environ", state["Pid"]));
            line(&mut res, format_args!("  env"));
            res.push_str(&indented(&env.replace('\0', "\n")));
            let hosts = self.read(text(&it["HostsPath"]).trim_start_matches('/'));
            line(&mut res, format_args!("  hosts"));
            res.push_str(&indented(&hosts));
        }
        res
    }

    /// A file as the engine's own processes see it.
    fn read(&self, path: &str) -> String {
        std::fs::read(self.root.join(path))
            .map(|it| String::from_utf8_lossy(&it).into_owned())
            .unwrap_or_default()
    }
}

/// The folder of the client that was installed with the `dockerd` that is found first.
fn client_of_engine() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let daemon = std::env::split_paths(&path)
        .map(|it| it.join("dockerd"))
        .find(|it| it.is_file())?;
    let folder = daemon.parent().and_then(Path::parent)?.join("bin");
    folder.join("docker").is_file().then_some(folder)
}

/// What a command printed, without chance: lines come sorted where containers are handled side by side.
pub fn masked_output(line: &str, text: &str, is_compose: bool) -> String {
    let masked = mask::text(text);
    let prints_environment = line.contains(" env") || line.contains("/etc/hosts");
    if is_compose || prints_environment {
        mask::sorted_lines(&masked)
    } else {
        masked
    }
}

/// Sorted lines, masked and indented: the order of link blocks is drawn at random, and other tests look at it, as they
/// do at the tabs that the host's own file need not have.
pub fn indented(text: &str) -> String {
    let masked = mask::text(text).replace('\t', " ");
    let sorted = mask::sorted_lines(&masked);
    sorted
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
        .map(|it| format!("    {it}\n"))
        .collect()
}

pub(super) fn line(res: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(res, "{text}");
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
