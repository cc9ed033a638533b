//! A script on the simulated engine.

use super::real::{Real, indented, line, masked_output};
use super::scripts::Script;
use super::{Picture, mask};
use crate::images;
use anyhow::{Context, Result};
use linkyard_core::profile::Profile;
use linkyard_core::world::{Container, ContainerState};
use linkyard_sim::{DockerCli, Machine, host_shell};

/// The simulated machine, set up as the real one is.
pub struct Simulated {
    machine: Machine,
    is_compose: bool,
    has_ties: bool,
}

impl Simulated {
    /// Prepares it.
    ///
    /// # Errors
    /// The real engine does not say its version.
    pub fn new(real: &Real<'_>, script: &Script) -> Result<Simulated> {
        let profile = Profile {
            engine: real.engine().generation()?,
            dialect: script.dialect(),
        };
        let mut machine = Machine::new(profile, real.catalog.clone());
        let client = real.client_version()?;
        machine.docker_cli =
            DockerCli::of_version(&client).with_context(|| format!("client version `{client}`"))?;
        machine.working_dir = real.folder.to_string_lossy().into_owned();
        machine.files = script.files.clone();
        if let Some(simulation) = &mut machine.world.simulation {
            simulation.hostname = real.hostname()?;
            simulation.hosts = std::fs::read_to_string("/etc/hosts")?;
        }
        for image in &real.images {
            machine.world.add_image(image);
        }
        Ok(Simulated {
            machine,
            is_compose: script.is_compose(),
            has_ties: script.has_ties,
        })
    }

    /// Runs one line and looks at everything. Where containers start side by side, they get the addresses that the
    /// real ones got.
    pub fn run(&mut self, text: &str, real: &Real<'_>) -> Picture {
        if self.has_ties {
            for (name, addresses) in &real.addresses {
                let pin = self.machine.world.pins.entry(name.clone()).or_default();
                pin.addresses.clone_from(addresses);
            }
        }
        let output = host_shell::run_line(&mut self.machine, text);
        Picture {
            code: output.code,
            stdout: masked_output(text, &output.stdout(), self.is_compose),
            stderr: masked_output(text, &output.stderr(), self.is_compose),
            engine: self.observe(),
        }
    }

    fn observe(&self) -> String {
        let world = &self.machine.world;
        let mut res = String::new();
        let mut containers: Vec<&Container> = world.containers.values().collect();
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        for it in containers {
            self.container(&mut res, it);
        }
        let mut networks: Vec<_> = world
            .networks
            .iter()
            .filter(|(name, _)| *name != linkyard_core::world::DEFAULT_BRIDGE)
            .collect();
        networks.sort_by(|a, b| a.0.cmp(b.0));
        for (name, network) in networks {
            let subnet = network.pool.as_ref().map(|it| it.subnet());
            line(
                &mut res,
                format_args!("network {name} {}", subnet.unwrap_or_default()),
            );
        }
        let mut volumes: Vec<String> = world.volumes.keys().map(|it| mask::text(it)).collect();
        volumes.sort();
        for name in volumes {
            line(&mut res, format_args!("volume {name}"));
        }
        res
    }

    fn container(&self, res: &mut String, it: &Container) {
        line(
            res,
            format_args!(
                "container {} {} exit {} error {:?}",
                mask::text(&it.name),
                it.state.as_str(),
                it.life.exit_code,
                mask::text(&it.life.error)
            ),
        );
        line(res, format_args!("  image {}", it.spec.image));
        let mut links: Vec<String> = it
            .links
            .iter()
            .map(|it| mask::text(&format!("{}:{}", it.source, it.alias)))
            .collect();
        links.sort();
        line(res, format_args!("  links {}", links.join(" ")));
        let mut networks = Vec::new();
        for (network, endpoint) in &it.endpoints {
            let mut aliases: Vec<String> =
                endpoint.aliases.iter().map(|it| mask::text(it)).collect();
            aliases.sort();
            let mut links: Vec<String> = endpoint.links.iter().map(|it| mask::text(it)).collect();
            links.sort();
            networks.push(format!(
                "  network {network} [{}] aliases [{}] links [{}]\n",
                endpoint.address.as_deref().unwrap_or_default(),
                aliases.join(" "),
                links.join(" ")
            ));
        }
        networks.sort();
        res.extend(networks);
        let mut ports: Vec<String> = it
            .published
            .iter()
            .map(|it| {
                let host_ip = if it.host_ip.is_empty() {
                    "0.0.0.0"
                } else {
                    &it.host_ip
                };
                let port = it.host_port.map(|it| it.first.to_string());
                format!("{host_ip}:{}->{}", port.unwrap_or_default(), it.container)
            })
            .collect();
        ports.sort();
        line(res, format_args!("  ports {}", ports.join(" ")));
        let mut mounts: Vec<String> = it
            .life
            .mounts
            .iter()
            .map(|it| format!("{}:{}", mask::text(&it.source), it.target))
            .collect();
        mounts.sort();
        line(res, format_args!("  mounts {}", mounts.join(" ")));
        if it.state == ContainerState::Running {
            line(res, format_args!("  env"));
            res.push_str(&indented(&self.with_chosen_values(it, &it.env_text())));
            line(res, format_args!("  hosts"));
            res.push_str(&indented(&self.with_chosen_values(it, &it.hosts_text())));
        }
    }

    /// Puts in what only the image can say.
    fn with_chosen_values(&self, it: &Container, text: &str) -> String {
        let user = it.spec.user.as_deref().unwrap_or_default();
        text.replace(&format!("<{}.home>", it.name), images::home_of(user))
    }
}
