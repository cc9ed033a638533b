//! The environment of a container's first process.
//!
//! The engine lays defaults, link blocks and `Config.Env` over each other; then runc removes double names and adds `HOME`.
//! Source: `CreateDaemonEnvironment` and `ReplaceOrAppendEnvValues` of the engine, `init_linux.go` and `env.go` of runc.

use super::{Certainty, Container, DEFAULT_BRIDGE, Gap, Pin, Why, World};
use crate::links::{self, LinkRule, SourceVariables};
use crate::op::EnvArg;
use crate::profile::{DuplicateVariable, LinkEnv};
use crate::text::FileRange;
use compact_str::CompactString;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the engine puts into every environment.
pub(super) const DEFAULT_PATH: &str =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// One variable of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvVar {
    /// Its name.
    pub name: CompactString,
    /// Its value, with placeholders in angle brackets for what is unknown.
    pub value: CompactString,
    /// How sure the value is.
    pub certainty: Certainty,
    /// Where it comes from.
    pub origin: EnvOrigin,
}

/// Where a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnvOrigin {
    /// The engine sets it in every container: `PATH`, `HOSTNAME`, `TERM`, `HOME`.
    Engine,
    /// A link.
    Link {
        /// Source container. Shared by the dozens of variables of its link.
        source: Arc<str>,
        /// Alias.
        alias: Arc<str>,
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
    let mut res = user.to_vec();
    if image.is_empty() {
        return res;
    }
    let taken: BTreeSet<&str> = user.iter().map(|it| name_of(&it.entry)).collect();
    let added = image.iter().filter(|it| !taken.contains(name_of(it)));
    res.extend(added.map(|it| EnvArg {
        entry: it.clone(),
        origin: None,
    }));
    res
}

/// The name of an entry `K=V` or `K`.
fn name_of(entry: &str) -> &str {
    entry.split_once('=').map_or(entry, |(name, _)| name)
}

/// Computes the environment that `container` gets if it starts now, and what is missing from it.
pub(super) fn environment(world: &World, container: &Container) -> (Vec<EnvVar>, Vec<Gap>) {
    let pin = world.pins.get(&container.name);
    let mut gaps = Vec::new();
    let mut raw = defaults(world, container);
    let order = pin.map(|it| it.env_link_order.as_slice());
    let mut block = None;
    for link in ordered_links(container, order.unwrap_or_default()) {
        // The aliases of one source mostly stand together, and differ in little.
        if block
            .as_ref()
            .is_none_or(|it: &SourceBlock<'_>| it.container.name != link.source)
        {
            block = SourceBlock::new(world, container, &link.source);
        }
        if let Some(block) = &block {
            // All aliases of a container mostly bring as much as the first one.
            if raw.capacity() < raw.len() + block.variables.len() {
                raw.reserve(
                    block.variables.len() * container.links.len() + container.config_env.len(),
                );
            }
            block.write(container, link, &mut raw, &mut gaps);
        }
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
        name: name.into(),
        value: value.into(),
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

/// What all links of a recipient to one source have in common.
struct SourceBlock<'a> {
    container: &'a Container,
    name: Arc<str>,
    address_certainty: Certainty,
    variables: SourceVariables,
    /// Why ports may be missing, and why copied variables may be.
    missing_ports: Option<Why>,
    missing_env: Option<Why>,
}

impl<'a> SourceBlock<'a> {
    fn new(world: &'a World, recipient: &Container, source: &str) -> Option<SourceBlock<'a>> {
        let container = world.containers.get(source)?;
        let style = world.profile.link_env();
        if style == LinkEnv::None || !recipient.endpoints.contains_key(DEFAULT_BRIDGE) {
            return None;
        }
        let is_pinned = world.pins.contains_key(&container.name);
        let facts = world.images.get(&container.spec.image);
        let why = || Why::ImageNotInspected(container.spec.image.clone());
        Some(SourceBlock {
            container,
            name: Arc::from(source),
            address_certainty: if is_pinned {
                Certainty::Known
            } else {
                Certainty::Assumed(Why::AddressGivenAtStart)
            },
            variables: SourceVariables::new(
                style,
                container.bridge_address().unwrap_or_default(),
                container.exposed.iter().copied(),
                container.config_env.iter().map(|it| it.entry.as_str()),
            ),
            missing_ports: facts.is_none().then(why),
            missing_env: facts.is_none_or(|it| it.env.is_none()).then(why),
        })
    }

    fn write(
        &self,
        recipient: &Container,
        link: &super::RegisteredLink,
        raw: &mut Vec<EnvVar>,
        gaps: &mut Vec<Gap>,
    ) {
        let alias: Arc<str> = Arc::from(link.alias.as_str());
        raw.extend(
            self.variables
                .of_link(&recipient.name, &link.alias)
                .map(|it| EnvVar {
                    certainty: if it.rule.holds_address() && it.value.contains('.') {
                        self.address_certainty.clone()
                    } else {
                        Certainty::Known
                    },
                    origin: EnvOrigin::Link {
                        source: Arc::clone(&self.name),
                        alias: Arc::clone(&alias),
                        rule: it.rule,
                        range: link.origin,
                    },
                    name: it.name,
                    value: it.value,
                }),
        );
        let prefix = links::prefix(&link.alias);
        if let Some(why) = &self.missing_ports {
            gaps.push(Gap {
                missing: prefix.clone() + "_PORT*",
                why: why.clone(),
            });
        }
        if let Some(why) = &self.missing_env {
            gaps.push(Gap {
                missing: prefix + "_ENV_*",
                why: why.clone(),
            });
        }
    }
}

/// Lays `Config.Env` over the list: a name that is there keeps its place, a new one is appended,
/// an entry without `=` takes the last one of its name away.
fn lay_over(raw: &mut Vec<EnvVar>, container: &Container) {
    // The engine looks names up as they stood before it began: an entry that it appended itself is not found again.
    let wanted: BTreeSet<&str> = container
        .config_env
        .iter()
        .map(|it| name_of(&it.entry))
        .collect();
    // Most names have another length than any of these few, and then need no look-up.
    let lengths = wanted
        .iter()
        .fold(0u64, |acc, it| acc | 1 << (it.len() & 63));
    let places: BTreeMap<&str, usize> = raw
        .iter()
        .enumerate()
        .filter(|(_, it)| lengths >> (it.name.len() & 63) & 1 == 1)
        .filter_map(|(place, it)| Some((*wanted.get(it.name.as_str())?, place)))
        .collect();
    let mut removed = vec![false; raw.len()];
    let n_user = container.spec.env.len();
    for (index, arg) in container.config_env.iter().enumerate() {
        let Some((name, value)) = arg.entry.split_once('=') else {
            if let Some(it) = places
                .get(arg.entry.as_str())
                .and_then(|&it| removed.get_mut(it))
            {
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
            name: name.into(),
            value: value.into(),
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
fn without_doubles(mut raw: Vec<EnvVar>, keeps: DuplicateVariable) -> Vec<EnvVar> {
    let mut last: IndexMap<&str, usize, FxBuildHasher> =
        IndexMap::with_capacity_and_hasher(raw.len(), FxBuildHasher);
    for (place, var) in raw.iter().enumerate() {
        last.insert(&var.name, place);
    }
    if last.len() == raw.len() {
        return raw;
    }
    // The map keeps the order of the first places and knows the last ones.
    let mut places: Vec<usize> = last.into_values().collect();
    if keeps == DuplicateVariable::KeepsLastPlace {
        places.sort_unstable();
    }
    let mut vars: Vec<Option<EnvVar>> = raw.drain(..).map(Some).collect();
    places
        .into_iter()
        .filter_map(|it| vars.get_mut(it)?.take())
        .collect()
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
        name: "HOME".into(),
        value: value.into(),
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
