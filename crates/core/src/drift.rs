//! Where reality differs from the prediction.
//!
//! What only the engine can choose (ids, addresses, the first link it walks) is read off the observed world as [`Pin`]s.
//! The same plan is predicted again with them; after that every byte must match.

use crate::links;
use crate::plan::{Plan, predict};
use crate::port::PortBinding;
use crate::sort::SortOnce;
use crate::world::{Certainty, Container, EnvVar, HostsOrigin, Pin, World};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Whether the container is there and runs.
    State,
    /// A variable.
    Env,
    /// A line of `/etc/hosts`.
    Hosts,
    /// Order of the variables or of the lines.
    Order,
    /// A published port.
    Ports,
}

/// How predicted and observed relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The same, and known beforehand.
    Same,
    /// As predicted once the engine had chosen an id, an address or a port.
    RunTimeValue,
    /// Both are there and differ.
    Differs,
    /// Predicted, and not there.
    OnlyPredicted,
    /// There, and not predicted.
    OnlyObserved,
    /// Could not be read.
    NotReadable,
}

impl Verdict {
    /// Whether reality is as predicted.
    pub fn is_match(self) -> bool {
        matches!(self, Verdict::Same | Verdict::RunTimeValue)
    }
}

/// One compared thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftRow {
    /// The container.
    pub container: String,
    /// What kind of thing.
    pub aspect: Aspect,
    /// Which one: the variable's name, the line's names, the port.
    pub key: String,
    /// What was predicted, before the run.
    pub predicted: Option<String>,
    /// What is there.
    pub observed: Option<String>,
    /// How they relate.
    pub verdict: Verdict,
}

/// The comparison of a prediction with an engine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Every compared thing, container by container.
    pub rows: Vec<DriftRow>,
}

impl Drift {
    /// Whether everything is as predicted.
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|it| it.verdict.is_match())
    }

    /// The rows that differ.
    pub fn differences(&self) -> impl Iterator<Item = &DriftRow> {
        self.rows.iter().filter(|it| !it.verdict.is_match())
    }
}

/// What only the engine could choose, read off an observed world, by container name.
pub fn pins(observed: &World) -> BTreeMap<String, Pin> {
    observed
        .containers
        .values()
        .map(|it| (it.name.clone(), pin(it)))
        .collect()
}

fn pin(container: &Container) -> Pin {
    let addresses = container
        .endpoints
        .iter()
        .filter_map(|(network, endpoint)| Some((network.clone(), endpoint.address.clone()?)))
        .collect();
    let env = container.env();
    let home = env
        .iter()
        .find(|it| it.name == "HOME")
        .map(|it| it.value.to_string());
    let aliases: Vec<&str> = container.links.iter().map(|it| it.alias.as_str()).collect();
    let env_places = aliases.iter().map(|alias| {
        let (name, end) = (
            format!("{}_NAME", links::prefix(alias)),
            format!("/{alias}"),
        );
        let place = |is_it: &dyn Fn(&EnvVar) -> bool| env.iter().position(is_it);
        // A variable that the user has set too keeps its place in the link's block.
        place(&|it| it.name == name && it.value.ends_with(&end))
            .or_else(|| place(&|it| it.name == name))
    });
    let hosts_places = aliases.iter().map(|alias| {
        let is_link = |names: &str| names.split(' ').next() == Some(*alias) && names.contains(' ');
        container.hosts.iter().position(|it| is_link(&it.names))
    });
    let networks: Vec<&str> = container.endpoints.keys().map(String::as_str).collect();
    let network_places = container.endpoints.values().map(|endpoint| {
        let address = endpoint.address.as_deref()?;
        container.hosts.iter().rposition(|it| it.address == address)
    });
    Pin {
        id: Some(container.id.clone()),
        addresses,
        hosts_network_order: by_place(&networks, network_places),
        home,
        env_link_order: by_place(&aliases, env_places),
        hosts_link_order: by_place(&aliases, hosts_places),
    }
}

fn by_place(aliases: &[&str], places: impl Iterator<Item = Option<usize>>) -> Vec<String> {
    let mut found: Vec<(usize, &str)> = places
        .zip(aliases)
        .filter_map(|(place, alias)| Some((place?, *alias)))
        .collect();
    found.order();
    found
        .into_iter()
        .map(|(_, alias)| alias.to_owned())
        .collect()
}

/// Predicts `plan` from `start` twice, as before the run and with what the engine chose, and compares with `observed`.
pub fn compare(plan: &Plan, start: &World, observed: &World) -> Drift {
    let plain = predict(plan, start.clone()).world;
    let mut pinned = start.clone();
    pinned.pins = pins(observed);
    pinned.images.extend(observed.images.clone());
    let pinned = predict(plan, pinned).world;
    let mut rows = Vec::new();
    let is_ours =
        |it: &&Container| it.spec.labels.get(crate::op::labels::OWNER) == Some(&plan.project);
    for predicted in pinned.containers.values().filter(is_ours) {
        let before = plain.containers.get(&predicted.name);
        match observed.containers.get(&predicted.name) {
            Some(observed) => compare_container(before, predicted, observed, &mut rows),
            None => rows.push(DriftRow {
                container: predicted.name.clone(),
                aspect: Aspect::State,
                key: "state".to_owned(),
                predicted: Some(predicted.state.as_str().to_owned()),
                observed: None,
                verdict: Verdict::OnlyPredicted,
            }),
        }
    }
    for extra in observed
        .containers
        .values()
        .filter(is_ours)
        .filter(|it| !pinned.containers.contains_key(&it.name))
    {
        rows.push(DriftRow {
            container: extra.name.clone(),
            aspect: Aspect::State,
            key: "state".to_owned(),
            predicted: None,
            observed: Some(extra.state.as_str().to_owned()),
            verdict: Verdict::OnlyObserved,
        });
    }
    Drift { rows }
}

fn compare_container(
    before: Option<&Container>,
    predicted: &Container,
    observed: &Container,
    rows: &mut Vec<DriftRow>,
) {
    let row = |aspect,
               key: &str,
               predicted_text: Option<String>,
               observed_text: Option<String>,
               verdict| DriftRow {
        container: predicted.name.clone(),
        aspect,
        key: key.to_owned(),
        predicted: predicted_text,
        observed: observed_text,
        verdict,
    };
    let (want, have) = (predicted.state.as_str(), observed.state.as_str());
    let verdict = if want == have {
        Verdict::Same
    } else {
        Verdict::Differs
    };
    rows.push(row(
        Aspect::State,
        "state",
        Some(want.to_owned()),
        Some(have.to_owned()),
        verdict,
    ));
    if !predicted.state.is_up() || !observed.state.is_up() {
        return;
    }
    let before_env: BTreeMap<CompactString, CompactString> = before
        .into_iter()
        .flat_map(Container::env)
        .map(|it| (it.name, it.value))
        .collect();
    let before_env = |key: &str| before_env.get(key).map(ToString::to_string);
    let seen: Vec<(String, String)> = observed
        .env()
        .iter()
        .map(|it| (it.name.to_string(), it.value.to_string()))
        .collect();
    // What is unknown even now, such as the host's own name, is whatever it is.
    let by_name: BTreeMap<&str, &str> = seen
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let expected: Vec<(String, String)> = predicted
        .env()
        .iter()
        .map(|it| {
            let taken = by_name
                .get(it.name.as_str())
                .filter(|_| matches!(it.certainty, Certainty::Unknown(_)));
            (
                it.name.to_string(),
                taken.map_or(it.value.as_str(), |it| *it).to_owned(),
            )
        })
        .collect();
    compare_lines(Aspect::Env, &expected, &seen, &before_env, rows, &row);
    // Two lines may have the same names: an own line and an extra host, say. So the n-th of a name is compared with the n-th.
    let hosts = |it: &Container| {
        let mut n_seen: BTreeMap<String, usize> = BTreeMap::new();
        let keyed = it.hosts.iter().map(|line| {
            let n = n_seen.entry(line.names.clone()).or_default();
            *n += 1;
            let key = if *n == 1 {
                line.names.clone()
            } else {
                format!("{} ({n})", line.names)
            };
            (key, line.address.clone())
        });
        keyed.collect::<Vec<_>>()
    };
    let no_hosts = predicted
        .gaps
        .iter()
        .any(|it| it.why == crate::world::Why::TakenFromTheHost);
    if !no_hosts {
        let before_hosts = plain_hosts(before, predicted);
        let before_hosts = |key: &str| before_hosts.get(key).cloned();
        compare_lines(
            Aspect::Hosts,
            &hosts(predicted),
            &hosts(observed),
            &before_hosts,
            rows,
            &row,
        );
    }
    compare_ports(predicted, observed, rows, &row);
}

/// The lines predicted before the run, by the names they have after it: ids are in the names, so lines are matched by origin.
fn plain_hosts(before: Option<&Container>, predicted: &Container) -> BTreeMap<String, String> {
    let same = |a: &HostsOrigin, b: &HostsOrigin| match (a, b) {
        (HostsOrigin::Link { alias: a, .. }, HostsOrigin::Link { alias: b, .. }) => a == b,
        (HostsOrigin::Own { network: a }, HostsOrigin::Own { network: b }) => a == b,
        _ => false,
    };
    let mut res = BTreeMap::new();
    for line in &predicted.hosts {
        let mut lines = before.into_iter().flat_map(|it| &it.hosts);
        let old = lines.find(|it| {
            same(&it.origin, &line.origin) || (it.origin == line.origin && it.names == line.names)
        });
        if let Some(old) = old {
            // Where only names differ, the whole old line is what was predicted.
            let text = if old.names == line.names {
                old.address.clone()
            } else {
                format!("{} {}", old.address, old.names)
            };
            res.insert(line.names.clone(), text);
        }
    }
    res
}

type MakeRow<'a> = &'a dyn Fn(Aspect, &str, Option<String>, Option<String>, Verdict) -> DriftRow;

fn compare_lines(
    aspect: Aspect,
    predicted: &[(String, String)],
    observed: &[(String, String)],
    before: &dyn Fn(&str) -> Option<String>,
    rows: &mut Vec<DriftRow>,
    row: MakeRow<'_>,
) {
    if observed.is_empty() && !predicted.is_empty() {
        let what = if aspect == Aspect::Env {
            "environment"
        } else {
            "/etc/hosts"
        };
        rows.push(row(aspect, what, None, None, Verdict::NotReadable));
        return;
    }
    let seen: BTreeMap<&str, &str> = observed
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let mut is_complete = predicted.len() == observed.len();
    for (key, value) in predicted {
        let old = before(key);
        let (text, verdict) = match seen.get(key.as_str()) {
            None => (None, Verdict::OnlyPredicted),
            Some(it) if it != value => (Some(*it), Verdict::Differs),
            Some(it) if old.as_deref() == Some(*it) => (Some(*it), Verdict::Same),
            Some(it) => (Some(*it), Verdict::RunTimeValue),
        };
        is_complete &= text.is_some();
        let shown = if verdict.is_match() {
            old
        } else {
            Some(value.clone())
        };
        rows.push(row(aspect, key, shown, text.map(str::to_owned), verdict));
    }
    let wanted: std::collections::BTreeSet<&str> =
        predicted.iter().map(|(key, _)| key.as_str()).collect();
    for (key, value) in observed
        .iter()
        .filter(|(key, _)| !wanted.contains(key.as_str()))
    {
        rows.push(row(
            aspect,
            key,
            None,
            Some(value.clone()),
            Verdict::OnlyObserved,
        ));
    }
    if is_complete {
        let keys = |it: &[(String, String)]| {
            it.iter()
                .map(|(key, _)| key.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (want, have) = (keys(predicted), keys(observed));
        if want != have {
            let what = if aspect == Aspect::Env {
                "variables"
            } else {
                "hosts lines"
            };
            rows.push(row(
                Aspect::Order,
                what,
                Some(want),
                Some(have),
                Verdict::Differs,
            ));
        }
    }
}

fn compare_ports(
    predicted: &Container,
    observed: &Container,
    rows: &mut Vec<DriftRow>,
    row: MakeRow<'_>,
) {
    for want in &predicted.published {
        // Of a range the engine does not always take the first free port.
        let bindings = predicted
            .spec
            .ports
            .iter()
            .filter(|it| it.container == want.container);
        let ranges: Vec<_> = bindings.filter_map(|it| it.host_port).collect();
        let fits = |it: &&PortBinding| {
            it.container == want.container
                && it.host_port.is_some_and(|port| {
                    ranges.is_empty()
                        || ranges
                            .iter()
                            .any(|it| (it.first..=it.last).contains(&port.first))
                })
        };
        let exact = observed
            .published
            .iter()
            .find(|it| it.container == want.container && it.host_port == want.host_port);
        let have = exact.or_else(|| observed.published.iter().find(fits));
        let verdict = match have {
            None => Verdict::OnlyPredicted,
            Some(have) if have.host_port == want.host_port => Verdict::Same,
            Some(_) => Verdict::RunTimeValue,
        };
        let key = want.container.to_string();
        rows.push(row(
            Aspect::Ports,
            &key,
            Some(want.to_string()),
            have.map(ToString::to_string),
            verdict,
        ));
    }
    for have in &observed.published {
        if !predicted
            .published
            .iter()
            .any(|it| it.container == have.container)
        {
            let key = have.container.to_string();
            rows.push(row(
                Aspect::Ports,
                &key,
                None,
                Some(have.to_string()),
                Verdict::OnlyObserved,
            ));
        }
    }
}

/// How many things of each aspect were compared, for a line such as "2 containers, 24 variables, 9 hosts lines".
pub fn counts(drift: &Drift) -> BTreeMap<Aspect, usize> {
    let mut res = BTreeMap::new();
    for row in &drift.rows {
        *res.entry(row.aspect).or_default() += 1;
    }
    res
}
