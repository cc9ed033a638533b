//! `docker …` command lines read as engine calls, so that the same line can run on a real engine and on the simulated one.
//!
//! Only what the cases need; clap refuses the rest by name.

use anyhow::{Context, Result, bail};
use clap::{Args, Parser};
use indexmap::IndexMap;
use linkyard_core::op::{
    ContainerSpec, EndpointSpec, EnvArg, ExtraHost, LinkArg, NetworkMode, NetworkSpec, Op,
    RestartPolicy,
};
use linkyard_core::port::{HostPort, Port, PortBinding};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One command.
#[derive(Parser, Debug)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub enum DockerCommand {
    /// Create and start a container.
    Run(ContainerArgs),
    /// Create a container.
    Create(ContainerArgs),
    /// Start a container.
    Start {
        /// Its name.
        name: String,
    },
    /// Stop a container.
    Stop {
        /// Its name.
        name: String,
    },
    /// Remove a container.
    Rm {
        /// Its name.
        name: String,
    },
    /// Networks.
    #[command(subcommand)]
    Network(NetworkCommand),
    /// Volumes.
    #[command(subcommand)]
    Volume(VolumeCommand),
}

/// `docker network …`
#[derive(Parser, Debug)]
pub enum NetworkCommand {
    /// Create a network.
    Create {
        /// In CIDR form.
        #[arg(long)]
        subnet: Option<String>,
        /// Its name.
        name: String,
    },
    /// Remove a network.
    Rm {
        /// Its name.
        name: String,
    },
}

/// `docker volume …`
#[derive(Parser, Debug)]
pub enum VolumeCommand {
    /// Create a volume.
    Create {
        /// Its name.
        name: String,
    },
    /// Remove a volume.
    Rm {
        /// Its name.
        name: String,
    },
}

/// What `docker run` and `docker create` take.
#[derive(Args, Debug)]
pub struct ContainerArgs {
    #[arg(long)]
    name: String,
    #[arg(short)]
    detach: bool,
    #[arg(short)]
    tty: bool,
    #[arg(long)]
    link: Vec<String>,
    #[arg(long)]
    expose: Vec<String>,
    #[arg(short)]
    publish: Vec<String>,
    #[arg(short, allow_hyphen_values = true)]
    env: Vec<String>,
    #[arg(long)]
    hostname: Option<String>,
    #[arg(long)]
    domainname: Option<String>,
    #[arg(long)]
    add_host: Vec<String>,
    #[arg(long)]
    network: Option<String>,
    #[arg(long)]
    network_alias: Vec<String>,
    #[arg(long)]
    ip: Option<String>,
    #[arg(short)]
    volume: Vec<String>,
    #[arg(long)]
    volumes_from: Vec<String>,
    #[arg(short)]
    user: Option<String>,
    image: String,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

impl DockerCommand {
    /// Reads the words after `docker`.
    ///
    /// # Errors
    /// What is not understood.
    pub fn parse_words(words: &[String]) -> Result<DockerCommand> {
        DockerCommand::try_parse_from(words)
            .with_context(|| format!("cannot read `docker {}`", words.join(" ")))
    }

    /// The container that the command makes, if it makes one.
    pub fn made_container(&self) -> Option<&str> {
        match self {
            DockerCommand::Run(it) | DockerCommand::Create(it) => Some(&it.name),
            _ => None,
        }
    }

    /// The engine calls that the command makes.
    ///
    /// `sent_env` is `Config.Env` of the container it made: the client sends the variables of several `-e` in an order
    /// that it draws at random.
    ///
    /// # Errors
    /// A value that is not understood.
    pub fn ops(&self, sent_env: &[String]) -> Result<Vec<Op>> {
        let name = |it: &String| it.clone();
        Ok(match self {
            DockerCommand::Run(it) => vec![
                Op::CreateContainer {
                    name: it.name.clone(),
                    spec: Arc::new(it.spec(sent_env)?),
                },
                Op::StartContainer {
                    container: it.name.clone(),
                },
            ],
            DockerCommand::Create(it) => {
                vec![Op::CreateContainer {
                    name: it.name.clone(),
                    spec: Arc::new(it.spec(sent_env)?),
                }]
            }
            DockerCommand::Start { name: it } => vec![Op::StartContainer {
                container: name(it),
            }],
            DockerCommand::Stop { name: it } => vec![Op::StopContainer {
                container: name(it),
            }],
            DockerCommand::Rm { name: it } => vec![Op::RemoveContainer {
                container: name(it),
            }],
            DockerCommand::Network(NetworkCommand::Create { subnet, name: it }) => {
                vec![Op::CreateNetwork {
                    name: name(it),
                    spec: NetworkSpec {
                        subnet: subnet.clone(),
                        ..NetworkSpec::default()
                    },
                }]
            }
            DockerCommand::Network(NetworkCommand::Rm { name: it }) => {
                vec![Op::RemoveNetwork { name: name(it) }]
            }
            DockerCommand::Volume(VolumeCommand::Create { name: it }) => {
                vec![Op::CreateVolume {
                    name: name(it),
                    labels: BTreeMap::new(),
                }]
            }
            DockerCommand::Volume(VolumeCommand::Rm { name: it }) => {
                vec![Op::RemoveVolume { name: name(it) }]
            }
        })
    }
}

impl ContainerArgs {
    fn spec(&self, sent_env: &[String]) -> Result<ContainerSpec> {
        let mut env = self.env.clone();
        env.sort_by_key(|entry| {
            sent_env
                .iter()
                .position(|it| it == entry)
                .unwrap_or(usize::MAX)
        });
        let links: Vec<LinkArg> = self.link.iter().map(|it| link(it)).collect();
        let ports = self
            .publish
            .iter()
            .map(|it| binding(it))
            .collect::<Result<Vec<_>>>()?;
        let mut exposed = BTreeSet::new();
        for it in &self.expose {
            exposed.extend(port_range(it)?);
        }
        exposed.extend(ports.iter().map(|it| it.container));
        let network = match self.network.as_deref() {
            None | Some("bridge" | "default") => NetworkMode::DefaultBridge,
            Some("host") => NetworkMode::Host,
            Some("none") => NetworkMode::None,
            Some(name) => match name.strip_prefix("container:") {
                Some(container) => NetworkMode::Container {
                    container: container.to_owned(),
                },
                None => NetworkMode::User {
                    networks: IndexMap::from([(
                        name.to_owned(),
                        EndpointSpec {
                            aliases: self.network_alias.clone(),
                            links: links.clone(),
                            ipv4_address: self.ip.clone(),
                        },
                    )]),
                },
            },
        };
        let extra_hosts = self
            .add_host
            .iter()
            .map(|it| {
                let (host, address) = it
                    .split_once(':')
                    .with_context(|| format!("--add-host {it}"))?;
                Ok(ExtraHost {
                    host: host.to_owned(),
                    address: address.to_owned(),
                    origin: None,
                })
            })
            .collect::<Result<_>>()?;
        Ok(ContainerSpec {
            service: String::new(),
            number: 1,
            image: self.image.clone(),
            command: (!self.command.is_empty()).then(|| self.command.clone()),
            entrypoint: None,
            env: env
                .into_iter()
                .map(|entry| EnvArg {
                    entry,
                    origin: None,
                })
                .collect(),
            exposed,
            ports,
            links: if matches!(network, NetworkMode::User { .. }) {
                Vec::new()
            } else {
                links
            },
            extra_hosts,
            network,
            hostname: self.hostname.clone(),
            domainname: self.domainname.clone(),
            user: self.user.clone(),
            working_dir: None,
            binds: self.volume.clone(),
            volumes: Vec::new(),
            volumes_from: self.volumes_from.clone(),
            restart: RestartPolicy::No,
            healthcheck: None,
            labels: BTreeMap::new(),
            tty: self.tty,
            stdin_open: false,
            privileged: false,
            ..ContainerSpec::default()
        })
    }
}

fn link(text: &str) -> LinkArg {
    let (source, alias) = text.split_once(':').unwrap_or((text, text));
    LinkArg {
        source: source.to_owned(),
        alias: alias.to_owned(),
        origin: None,
    }
}

/// `80`, `8000-8002`, `53/udp`.
fn port_range(text: &str) -> Result<Vec<Port>> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let protocol = protocol
        .parse()
        .ok()
        .with_context(|| format!("protocol of {text}"))?;
    Ok((first.parse()?..=last.parse()?)
        .map(|it| Port::new(it, protocol))
        .collect())
}

/// `80`, `8080:80`, `127.0.0.1:8080:80/udp`.
fn binding(text: &str) -> Result<PortBinding> {
    let mut parts: Vec<&str> = text.split(':').collect();
    let container = parts
        .pop()
        .and_then(|it| it.parse().ok())
        .with_context(|| format!("-p {text}"))?;
    let host_port = match parts.pop() {
        None | Some("") => None,
        Some(it) => Some(HostPort::one(
            it.parse().with_context(|| format!("-p {text}"))?,
        )),
    };
    let host_ip = parts.pop().unwrap_or_default().to_owned();
    if !parts.is_empty() {
        bail!("-p {text} has too many parts");
    }
    Ok(PortBinding {
        container,
        host_ip,
        host_port,
    })
}
