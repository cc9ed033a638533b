//! The environment of a container's first process.
//!
//! The engine lays defaults, link blocks and `Config.Env` over each other; then runc removes double names and adds `HOME`.
//! Source: `CreateDaemonEnvironment` and `ReplaceOrAppendEnvValues` of the engine, `init_linux.go` and `env.go` of runc.

use super::{Certainty, Container, DEFAULT_BRIDGE, Gap, Pin, Why, World};
use crate::links::{self, LinkInput, LinkRule};
use crate::op::EnvArg;
use crate::profile::{DuplicateVariable, LinkEnv};
use crate::text::FileRange;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the engine puts into every environment.
pub(super) const DEFAULT_PATH: &str =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// One variable of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value, with placeholders in angle brackets for what is unknown.
    pub value: String,
    /// How sure the value is.
    pub certainty: Certainty,
    /// Where it comes from.
    pub origin: EnvOrigin,
}

/// Where a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum EnvOrigin {
    /// The engine sets it in every container: `PATH`, `HOSTNAME`, `TERM`, `HOME`.
    Engine,
    /// A link.
    Link {
        /// Source container.
        source: String,
        /// Alias.
        alias: String,
        /// Which rule.
        rule: LinkRule,
        /// The text that wrote the link.
        range: Option<FileRange>,
    },
    /// `environment` or an env file.
    File {
        /// The text.
        range: Option<FileRange>,
    },
    /// The image's `ENV`.
    Image {
        /// Its reference.
        image: String,
    },
    /// Read from inside a running container.
    Observed,
}

/// `Config.Env`: the user's entries, then those of the image whose name no entry of the user has.
pub(super) fn config_env(user: &[EnvArg], image: &[String]) -> Vec<EnvArg> {
    let name = |entry: &str| {
        entry
            .split_once('=')
            .map_or(entry, |(name, _)| name)
            .to_owned()
    };
    let mut res = user.to_vec();
    if image.is_empty() {
        return res;
    }
    let taken: std::collections::BTreeSet<String> = user.iter().map(|it| name(&it.entry)).collect();
    let added = image.iter().filter(|it| !taken.contains(&name(it)));
    res.extend(added.map(|it| EnvArg {
        entry: it.clone(),
        origin: None,
    }));
    res
}

/// Computes the environment that `container` gets if it starts now, and what is missing from it.
pub(super) fn environment(world: &World, container: &Container) -> (Vec<EnvVar>, Vec<Gap>) {
    let pin = world.pins.get(&container.name);
    let mut gaps = Vec::new();
    let mut raw = defaults(world, container);
    for link in ordered_links(
        container,
        pin.map(|it| it.env_link_order.as_slice())
            .unwrap_or_default(),
    ) {
        link_block(world, container, link, &mut raw, &mut gaps);
    }
    lay_over(&mut raw, container);
    let image = &container.spec.image;
    if world.images.get(image).is_none_or(|it| it.env.is_none()) {
        gaps.push(Gap {
            missing: "variables of the image".to_owned(),
            why: Why::ImageNotInspected(image.clone()),
        });
    }
    let mut res = without_doubles(raw, world.profile.duplicate_variable());
    add_home(world, container, pin, &mut res);
    (res, gaps)
}

fn defaults(world: &World, container: &Container) -> Vec<EnvVar> {
    let var = |name: &str, value: &str, certainty| EnvVar {
        name: name.to_owned(),
        value: value.to_owned(),
        certainty,
        origin: EnvOrigin::Engine,
    };
    let mut res = vec![var("PATH", DEFAULT_PATH, Certainty::Known)];
    res.push(match &container.spec.network {
        crate::op::NetworkMode::Host if container.spec.hostname.is_none() => {
            let value = format!("<{}.hostname>", container.name);
            var(
                "HOSTNAME",
                &value,
                Certainty::Unknown(Why::TakenFromTheHost),
            )
        }
        crate::op::NetworkMode::Container { container: owner } => {
            let owner = world.containers.get(owner);
            let hostname = owner.map_or(container.short_id(), Container::hostname);
            var("HOSTNAME", hostname, id_certainty(hostname))
        }
        _ => var(
            "HOSTNAME",
            container.hostname(),
            id_certainty(container.hostname()),
        ),
    });
    if container.spec.tty {
        res.push(var("TERM", "xterm", Certainty::Known));
    }
    res
}

pub(super) fn id_certainty(hostname: &str) -> Certainty {
    if hostname.starts_with('<') {
        Certainty::Unknown(Why::IdDrawnAtCreation)
    } else {
        Certainty::Known
    }
}

/// The links in the order `order`, or as registered where it says nothing.
///
/// The engine walks its links from a random one on; a prediction walks them as registered, a comparison as observed.
pub(super) fn ordered_links<'a>(
    container: &'a Container,
    order: &[String],
) -> Vec<&'a super::RegisteredLink> {
    let mut res: Vec<&super::RegisteredLink> = container.links.iter().collect();
    res.sort_by_key(|it| {
        order
            .iter()
            .position(|alias| *alias == it.alias)
            .unwrap_or(usize::MAX)
    });
    res
}

fn link_block(
    world: &World,
    recipient: &Container,
    link: &super::RegisteredLink,
    raw: &mut Vec<EnvVar>,
    gaps: &mut Vec<Gap>,
) {
    let style = world.profile.link_env();
    let Some(source) = world.containers.get(&link.source) else {
        return;
    };
    if style == LinkEnv::None || !recipient.endpoints.contains_key(DEFAULT_BRIDGE) {
        return;
    }
    let address = source.bridge_address().unwrap_or_default();
    let ports: Vec<_> = source.exposed.iter().copied().collect();
    let env: Vec<&str> = source
        .config_env
        .iter()
        .map(|it| it.entry.as_str())
        .collect();
    let input = LinkInput {
        recipient: &recipient.name,
        alias: &link.alias,
        address,
        ports: &ports,
        env: &env,
    };
    let is_pinned = world.pins.contains_key(&source.name);
    raw.extend(links::variables(style, input).into_iter().map(|it| {
        let holds_address = it.rule != LinkRule::Name
            && it.rule != LinkRule::CopiedVariable
            && it.value.contains('.');
        EnvVar {
            certainty: if holds_address && !is_pinned {
                Certainty::Assumed(Why::AddressGivenAtStart)
            } else {
                Certainty::Known
            },
            origin: EnvOrigin::Link {
                source: link.source.clone(),
                alias: link.alias.clone(),
                rule: it.rule,
                range: link.origin,
            },
            name: it.name,
            value: it.value,
        }
    }));
    let prefix = links::prefix(&link.alias);
    let facts = world.images.get(&source.spec.image);
    let why = || Why::ImageNotInspected(source.spec.image.clone());
    if facts.is_none() {
        gaps.push(Gap {
            missing: format!("{prefix}_PORT*"),
            why: why(),
        });
    }
    if facts.is_none_or(|it| it.env.is_none()) {
        gaps.push(Gap {
            missing: format!("{prefix}_ENV_*"),
            why: why(),
        });
    }
}

/// Lays `Config.Env` over the list: a name that is there keeps its place, a new one is appended,
/// an entry without `=` takes the last one of its name away.
fn lay_over(raw: &mut Vec<EnvVar>, container: &Container) {
    // The engine looks names up as they stood before it began: an entry that it appended itself is not found again.
    let places: BTreeMap<String, usize> = raw
        .iter()
        .enumerate()
        .map(|(i, it)| (it.name.clone(), i))
        .collect();
    let mut removed = vec![false; raw.len()];
    let n_user = container.spec.env.len();
    for (index, arg) in container.config_env.iter().enumerate() {
        let Some((name, value)) = arg.entry.split_once('=') else {
            if let Some(it) = places.get(&arg.entry).and_then(|&it| removed.get_mut(it)) {
                *it = true;
            }
            continue;
        };
        let origin = if index < n_user {
            EnvOrigin::File { range: arg.origin }
        } else {
            EnvOrigin::Image {
                image: container.spec.image.clone(),
            }
        };
        let var = EnvVar {
            name: name.to_owned(),
            value: value.to_owned(),
            certainty: Certainty::Known,
            origin,
        };
        match places.get(name) {
            Some(&place) => {
                if let (Some(it), Some(gone)) = (raw.get_mut(place), removed.get_mut(place)) {
                    *it = var;
                    *gone = false;
                }
            }
            None => raw.push(var),
        }
    }
    let mut removed = removed.into_iter();
    raw.retain(|_| !removed.next().unwrap_or(false));
}

/// A process sees each name once. Which place it keeps is runc's choice; the last value counts.
fn without_doubles(raw: Vec<EnvVar>, keeps: DuplicateVariable) -> Vec<EnvVar> {
    let mut res: IndexMap<String, EnvVar> = IndexMap::with_capacity(raw.len());
    match keeps {
        DuplicateVariable::KeepsFirstPlace => {
            for var in raw {
                res.insert(var.name.clone(), var);
            }
            res.into_values().collect()
        }
        DuplicateVariable::KeepsLastPlace => {
            for var in raw.into_iter().rev() {
                res.entry(var.name.clone()).or_insert(var);
            }
            res.into_values().rev().collect()
        }
    }
}

/// runc adds `HOME` of the user's line in `/etc/passwd` when there is none, and replaces an empty one:
/// in its place up to runc 1.2, at the end from 1.3 on.
fn add_home(world: &World, container: &Container, pin: Option<&Pin>, env: &mut Vec<EnvVar>) {
    let existing = env.iter().position(|it| it.name == "HOME");
    if existing
        .and_then(|it| env.get(it))
        .is_some_and(|it| !it.value.is_empty())
    {
        return;
    }
    let facts = world.images.get(&container.spec.image);
    let user = container
        .spec
        .user
        .as_deref()
        .or(facts.map(|it| it.user.as_str()))
        .unwrap_or_default();
    let is_root = matches!(user.split(':').next(), None | Some("" | "0" | "root"));
    let in_image = facts
        .filter(|_| container.spec.user.is_none())
        .and_then(|it| it.home.clone());
    let (value, certainty) = match pin.and_then(|it| it.home.clone()).or(in_image) {
        Some(home) => (home, Certainty::Known),
        None if is_root => (
            "/root".to_owned(),
            Certainty::Assumed(Why::HomeIsInTheImage),
        ),
        None => (
            format!("<{}.home>", container.name),
            Certainty::Unknown(Why::HomeIsInTheImage),
        ),
    };
    let home = EnvVar {
        name: "HOME".to_owned(),
        value,
        certainty,
        origin: EnvOrigin::Engine,
    };
    match existing {
        Some(place) if world.profile.duplicate_variable() == DuplicateVariable::KeepsFirstPlace => {
            if let Some(it) = env.get_mut(place) {
                *it = home;
            }
        }
        Some(place) => {
            env.remove(place);
            env.push(home);
        }
        None => env.push(home),
    }
}
