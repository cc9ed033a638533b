//! What a plan could do to the user's machine: to be seen and accepted before a plan that came from a page is carried out.

use super::{Plan, StepId};
use crate::op::{NetworkMode, Op};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that a plan could do to the machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Risk {
    /// The step that does it.
    pub step: StepId,
    /// What.
    pub kind: RiskKind,
    /// Where: a path, a port, a container.
    pub subject: String,
}

/// The kinds of risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskKind {
    /// A container may do everything that the host can.
    Privileged,
    /// A container talks to the Docker engine, and so can do everything.
    DockerSocket,
    /// A container sees a folder outside the project.
    HostPath,
    /// A build reads a folder outside the project.
    BuildOutside,
    /// A container uses the host's network.
    HostNetwork,
    /// A container shares the network of one that is not of this project.
    ForeignNetwork,
    /// A container mounts the volumes of one that is not of this project.
    ForeignVolumes,
    /// A port can be reached from other machines.
    OpenPort,
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = &self.subject;
        match self.kind {
            RiskKind::Privileged => write!(
                f,
                "container {subject} is privileged: it may do everything that this machine can"
            ),
            RiskKind::DockerSocket => write!(
                f,
                "container {subject} gets the Docker socket and so controls this machine"
            ),
            RiskKind::HostPath => write!(
                f,
                "a container can use {subject}, which is outside the project folder"
            ),
            RiskKind::BuildOutside => write!(
                f,
                "a build reads {subject}, which is outside the project folder"
            ),
            RiskKind::HostNetwork => {
                write!(f, "container {subject} uses this machine's own network")
            }
            RiskKind::ForeignNetwork => write!(
                f,
                "a container joins the network of {subject}, which is not of this project"
            ),
            RiskKind::ForeignVolumes => write!(
                f,
                "a container mounts the volumes of {subject}, which is not of this project"
            ),
            RiskKind::OpenPort => write!(f, "port {subject} can be reached from other machines"),
        }
    }
}

/// The risks of `plan`, in its order. `project_dir` is the folder that its containers may use freely.
pub fn risks(plan: &Plan, project_dir: &str) -> Vec<Risk> {
    let mut res = Vec::new();
    let created: Vec<&str> = plan
        .steps
        .iter()
        .filter_map(|it| match &it.op {
            Op::CreateContainer { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for step in &plan.steps {
        let mut push = |kind, subject: &str| {
            res.push(Risk {
                step: step.id,
                kind,
                subject: subject.to_owned(),
            })
        };
        match &step.op {
            Op::BuildImage { build, .. } => {
                let is_address = build.is_remote();
                let path = crate::project::host_path(&build.context, project_dir, "");
                if is_address || !is_inside(&path, project_dir) {
                    push(RiskKind::BuildOutside, &build.context);
                }
            }
            Op::CreateContainer { name, spec } => {
                if spec.privileged {
                    push(RiskKind::Privileged, name);
                }
                for bind in &spec.binds {
                    let source = bind.split(':').next().unwrap_or_default();
                    if source.ends_with("docker.sock") {
                        push(RiskKind::DockerSocket, name);
                    } else if source.starts_with(['/', '.', '~']) && !is_inside(source, project_dir)
                    {
                        push(RiskKind::HostPath, source);
                    }
                }
                let is_foreign = |it: &str| {
                    // A container of this project has its name prefix or is made by this plan.
                    !created.contains(&it) && !it.starts_with(plan.project.as_str())
                };
                match &spec.network {
                    NetworkMode::Host => push(RiskKind::HostNetwork, name),
                    NetworkMode::Container { container } if is_foreign(container) => {
                        push(RiskKind::ForeignNetwork, container);
                    }
                    _ => {}
                }
                for from in &spec.volumes_from {
                    let container = from.split(':').next().unwrap_or_default();
                    if is_foreign(container) {
                        push(RiskKind::ForeignVolumes, container);
                    }
                }
                for port in &spec.ports {
                    let is_local = port.host_ip.starts_with("127.") || port.host_ip == "::1";
                    if !is_local {
                        push(RiskKind::OpenPort, &port.to_string());
                    }
                }
            }
            _ => {}
        }
    }
    res
}

fn is_inside(path: &str, folder: &str) -> bool {
    let has_way_out = path.split('/').any(|it| it == "..");
    let rest = path.strip_prefix(folder.trim_end_matches('/'));
    !folder.is_empty()
        && !has_way_out
        && rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
}
