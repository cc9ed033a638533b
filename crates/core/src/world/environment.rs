//! The environment of a container's first process.
//!
//! The engine lays defaults, link blocks and `Config.Env` over each other; then runc removes double names and adds `HOME`.
//! Source: `CreateDaemonEnvironment` and `ReplaceOrAppendEnvValues` of the engine, `init_linux.go` and `env.go` of runc.

use super::{Certainty, Container, DEFAULT_BRIDGE, Gap, Pin, Why, World};
use crate::images::ImageFacts;
use crate::links::{self, LinkRule, SourceVariables};
use crate::op::EnvArg;
use crate::profile::{DuplicateVariable, LinkEnv};
use crate::sort::SortOnce;
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

/// The environment of a first process: as read from inside, or as everything that decides it.
///
/// A link brings dozens of variables, and a large project has thousands of links; but people look at one container at a
/// time. So a prediction keeps what the engine knew at the start, and [`Container::env`] writes it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessEnv {
    /// Read from inside. Empty before the first start, and where it could not be read.
    Observed(Vec<EnvVar>),
    /// Predicted.
    Predicted(EnvInputs),
}

/// What decides a predicted environment, besides the settings of the container itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvInputs {
    /// The container's name when it started: it stands in its link variables.
    recipient: String,
    defaults: Vec<EnvVar>,
    links: Vec<LinkBlock>,
    home: EnvVar,
    doubles: DuplicateVariable,
}

/// One link as the engine saw it when the recipient started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LinkBlock {
    source: Arc<str>,
    alias: Arc<str>,
    range: Option<FileRange>,
    address_certainty: Certainty,
    variables: Arc<SourceVariables>,
}

impl LinkBlock {
    fn vars(&self, recipient: &str) -> impl Iterator<Item = EnvVar> {
        self.variables
            .of_link(recipient, &self.alias)
            .map(|it| EnvVar {
                certainty: if it.rule.holds_address() && it.value.contains('.') {
                    self.address_certainty.clone()
                } else {
                    Certainty::Known
                },
                origin: EnvOrigin::Link {
                    source: Arc::clone(&self.source),
                    alias: Arc::clone(&self.alias),
                    rule: it.rule,
                    range: self.range,
                },
                name: it.name,
                value: it.value,
            })
    }
}

impl ProcessEnv {
    /// The variables in the engine's order.
    pub(super) fn vars(&self, container: &Container) -> Vec<EnvVar> {
        let inputs = match self {
            ProcessEnv::Observed(vars) => return vars.clone(),
            ProcessEnv::Predicted(inputs) => inputs,
        };
        let mut res = inputs.defaults.clone();
        res.extend(
            inputs
                .links
                .iter()
                .flat_map(|it| it.vars(&inputs.recipient)),
        );
        lay_over(&mut res, container);
        let mut res = without_doubles(res, inputs.doubles);
        add_home(inputs, &mut res);
        res
    }
}

/// Works out the environment that `container` gets if it starts now, and what is missing from it.
pub(super) fn environment(world: &World, container: &Container) -> (ProcessEnv, Vec<Gap>) {
    let pin = world.pins.get(&container.name);
    let mut gaps = Vec::new();
    let mut links = Vec::with_capacity(container.links.len());
    let order = pin.map(|it| it.env_link_order.as_slice());
    let mut source = None;
    for link in ordered_links(container, order.unwrap_or_default()) {
        // The aliases of one source mostly stand together, and differ in little.
        if source
            .as_ref()
            .is_none_or(|it: &Source<'_>| it.container.name != link.source)
        {
            source = Source::new(world, container, &link.source);
        }
        if let Some(source) = &source {
            links.push(source.block(link));
            source.tell_gaps(&link.alias, &mut gaps);
        }
    }
    let facts = world.images.get(&container.spec.image);
    if facts.is_none_or(|it| !it.is_env_complete) {
        gaps.push(Gap {
            missing: "variables of the image".to_owned(),
            why: Why::ImageNotInspected(container.spec.image.clone()),
        });
    }
    let inputs = EnvInputs {
        recipient: container.name.clone(),
        defaults: defaults(world, container),
        links,
        home: home(container, facts.map(Arc::as_ref), pin),
        doubles: world.profile.duplicate_variable(),
    };
    (ProcessEnv::Predicted(inputs), gaps)
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
        crate::op::NetworkMode::Host
            if container.spec.hostname.is_none() && world.simulation.is_some() =>
        {
            let hostname = world.simulation.as_ref().map(|it| it.hostname.as_str());
            var("HOSTNAME", hostname.unwrap_or_default(), Certainty::Known)
        }
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
    res.order_by_key(|it| {
        order
            .iter()
            .position(|alias| *alias == it.alias)
            .unwrap_or(usize::MAX)
    });
    res
}

/// What all links of a recipient to one source have in common.
struct Source<'a> {
    container: &'a Container,
    name: Arc<str>,
    address_certainty: Certainty,
    variables: Arc<SourceVariables>,
    /// Why ports may be missing, and why copied variables may be.
    missing_ports: Option<Why>,
    missing_env: Option<Why>,
}

impl<'a> Source<'a> {
    fn new(world: &'a World, recipient: &Container, source: &str) -> Option<Source<'a>> {
        let container = world.containers.get(source)?;
        let style = world.profile.link_env();
        if style == LinkEnv::None || !recipient.endpoints.contains_key(DEFAULT_BRIDGE) {
            return None;
        }
        let is_pinned = world.pins.contains_key(&container.name);
        let facts = world.images.get(&container.spec.image);
        let why = || Why::ImageNotInspected(container.spec.image.clone());
        let variables = SourceVariables::new(
            style,
            container.bridge_address().unwrap_or_default(),
            container.exposed.iter().copied(),
            container.config_env.iter().map(|it| it.entry.as_str()),
        );
        Some(Source {
            container,
            name: Arc::from(source),
            address_certainty: if is_pinned {
                Certainty::Known
            } else {
                Certainty::Assumed(Why::AddressGivenAtStart)
            },
            variables: Arc::new(variables),
            missing_ports: facts.is_none_or(|it| !it.is_exposed_complete).then(why),
            missing_env: facts.is_none_or(|it| !it.is_env_complete).then(why),
        })
    }

    fn block(&self, link: &super::RegisteredLink) -> LinkBlock {
        LinkBlock {
            source: Arc::clone(&self.name),
            alias: Arc::from(link.alias.as_str()),
            range: link.origin,
            address_certainty: self.address_certainty.clone(),
            variables: Arc::clone(&self.variables),
        }
    }

    fn tell_gaps(&self, alias: &str, gaps: &mut Vec<Gap>) {
        if self.missing_ports.is_none() && self.missing_env.is_none() {
            return;
        }
        let prefix = links::prefix(alias);
        let mut tell = |suffix: &str, why: &Option<Why>| {
            if let Some(why) = why {
                let missing = [&prefix, suffix].concat();
                gaps.push(Gap {
                    missing,
                    why: why.clone(),
                });
            }
        };
        tell("_PORT*", &self.missing_ports);
        tell("_ENV_*", &self.missing_env);
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
        places.order();
    }
    let mut vars: Vec<Option<EnvVar>> = raw.drain(..).map(Some).collect();
    places
        .into_iter()
        .filter_map(|it| vars.get_mut(it)?.take())
        .collect()
}

/// `HOME` as the user's line in the image's `/etc/passwd` has it.
fn home(container: &Container, facts: Option<&ImageFacts>, pin: Option<&Pin>) -> EnvVar {
    let user = container
        .spec
        .user
        .as_deref()
        .or(facts.map(|it| it.user.as_str()));
    let is_root = matches!(
        user.unwrap_or_default().split(':').next(),
        None | Some("" | "0" | "root")
    );
    let in_image = facts
        .filter(|_| container.spec.user.is_none())
        .and_then(|it| it.home.clone());
    let (value, certainty) = match pin.and_then(|it| it.home.clone()).or(in_image) {
        Some(home) => (home, Certainty::Known),
        None if is_root => (
            "/root".to_owned(),
            Certainty::Assumed(Why::HomeIsInTheImage),
        ),
        None => {
            let placeholder = format!("<{}.home>", container.name);
            (placeholder, Certainty::Unknown(Why::HomeIsInTheImage))
        }
    };
    EnvVar {
        name: "HOME".into(),
        value: value.into(),
        certainty,
        origin: EnvOrigin::Engine,
    }
}

/// runc adds `HOME` when there is none, and replaces an empty one: in its place up to runc 1.2, at the end from 1.3 on.
fn add_home(inputs: &EnvInputs, env: &mut Vec<EnvVar>) {
    let home = inputs.home.clone();
    match env.iter().position(|it| it.name == "HOME") {
        None => env.push(home),
        Some(place) if env.get(place).is_some_and(|it| !it.value.is_empty()) => {}
        Some(place) if inputs.doubles == DuplicateVariable::KeepsFirstPlace => {
            if let Some(it) = env.get_mut(place) {
                *it = home;
            }
        }
        Some(place) => {
            env.remove(place);
            env.push(home);
        }
    }
}
