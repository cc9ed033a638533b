//! Reads an engine into a [`World`]: no guess is made, and what cannot be read is named.

use crate::engine::{Engine, EngineProblem, EngineResult, FoundContainer};
use futures_util::future::join_all;
use linkyard_core::images::{ImageCatalog, canonical_reference};
use linkyard_core::links;
use linkyard_core::op::{NetworkMode, labels};
use linkyard_core::profile::{self, Dialect, Profile};
use linkyard_core::world::{
    Certainty, Container, DEFAULT_BRIDGE, EnvOrigin, EnvVar, Gap, HostsLine, HostsOrigin,
    ProcessEnv, Volume, Why, World,
};
use linkyard_wire::WorldAnswer;
use std::collections::{BTreeMap, BTreeSet};

/// What to look at.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The project: everything with its label is read.
    pub project: &'a str,
    /// The compose tool that plans are made for.
    pub dialect: Dialect,
    /// Containers, networks and volumes outside the project that matter to it: sources of external links, external networks
    /// and volumes. They are looked up by name, and nothing is run inside them.
    pub also: &'a [String],
}

/// How many containers are read at a time.
const AT_A_TIME: usize = 8;

/// What the engine holds of a project.
///
/// Of the containers, those of the project come with their environment and their `/etc/hosts`, read from inside. Of images,
/// the world has the facts of those that these containers were made from: add what else you know before planning from it.
///
/// # Errors
/// The engine does not answer. What only concerns one container is a note, and a gap in that container.
pub async fn observe<E: Engine>(engine: &E, scope: &Scope<'_>) -> EngineResult<WorldAnswer> {
    let version = engine.version().await?;
    let generation =
        profile::Engine::of_version(&version).ok_or_else(|| EngineProblem::Unreadable {
            what: "the engine's version".to_owned(),
            why: format!("`{version}` is not one"),
        })?;
    let objects = engine.project_objects(scope.project).await?;
    let mut found = containers(engine, &objects.containers, scope.also).await?;
    let mut notes = Vec::new();
    read_insides(engine, &mut found, scope.project, &mut notes).await;

    let mut world = World::new(
        Profile {
            engine: generation,
            dialect: scope.dialect,
        },
        ImageCatalog::new(),
    );
    world.present_images = engine
        .present_images()
        .await?
        .iter()
        .map(|it| canonical_reference(it))
        .collect();
    add_networks(
        engine,
        &mut world,
        objects.networks.iter().chain(scope.also),
        &found,
    )
    .await?;
    for name in objects.volumes.iter().chain(scope.also) {
        if let Some(labels) = engine.labels(crate::engine::Object::Volume(name)).await? {
            world.volumes.insert(name.clone(), Volume { labels });
        }
    }
    let images: BTreeSet<&String> = found
        .iter()
        .filter(|it| is_own(it, scope.project))
        .map(|it| &it.container.spec.image)
        .collect();
    let images: Vec<String> = images.into_iter().cloned().collect();
    match ImageCatalog::from_inspect(&image_facts(engine, &images).await?) {
        Ok(catalog) => world.images = catalog,
        Err(message) => notes.push(message),
    }
    number_starts(&mut found);
    world.containers = found
        .into_iter()
        .map(|it| (it.container.name.clone(), it.container))
        .collect();
    world.reindex();
    Ok(WorldAnswer { world, notes })
}

/// What `docker image inspect` says of those `images` that the engine has, as one JSON list.
///
/// # Errors
/// The engine does not answer.
pub async fn image_facts<E: Engine>(engine: &E, images: &[String]) -> EngineResult<String> {
    let facts = engine.image_facts(images).await?;
    serde_json::to_string(&facts).map_err(|err| EngineProblem::Unreadable {
        what: "the facts of the images".to_owned(),
        why: err.to_string(),
    })
}

/// The containers of the project, those named in `also`, and those that any of them needs, in the order of creation.
async fn containers<E: Engine>(
    engine: &E,
    own: &[String],
    also: &[String],
) -> EngineResult<Vec<FoundContainer>> {
    let mut found: BTreeMap<String, FoundContainer> = BTreeMap::new();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let mut wanted: Vec<String> = own.iter().chain(also).cloned().collect();
    while !wanted.is_empty() {
        wanted.retain(|it| asked.insert(it.clone()));
        for some in wanted.chunks(AT_A_TIME) {
            for res in join_all(some.iter().map(|it| engine.inspect_container(it))).await {
                if let Some(it) = res? {
                    found.insert(it.container.name.clone(), it);
                }
            }
        }
        wanted = found.values().flat_map(|it| needs(&it.container)).collect();
        wanted.retain(|it| !asked.contains(it));
    }
    let ids: BTreeMap<String, String> = found
        .values()
        .map(|it| (it.container.name.clone(), it.container.id.clone()))
        .collect();
    let mut res: Vec<FoundContainer> = found.into_values().collect();
    for link in res.iter_mut().flat_map(|it| &mut it.container.links) {
        link.source_id = ids.get(&link.source).cloned().unwrap_or_default();
    }
    res.sort_by(|a, b| a.created_at.cmp(&b.created_at));
    Ok(res)
}

/// Names of the containers that a container's links, network and volumes lead to.
fn needs(container: &Container) -> Vec<String> {
    let spec = &container.spec;
    let links = container.links.iter().map(|it| it.source.clone());
    let volumes = spec
        .volumes_from
        .iter()
        .filter_map(|it| it.split(':').next().map(str::to_owned));
    let mut res: Vec<String> = links.chain(volumes).collect();
    if let NetworkMode::Container { container } = &spec.network {
        res.push(container.clone());
    }
    res
}

fn is_own(found: &FoundContainer, project: &str) -> bool {
    found
        .container
        .spec
        .labels
        .get(labels::PROJECT)
        .is_some_and(|it| it == project)
}

/// Reads environment and hosts of the project's own containers.
async fn read_insides<E: Engine>(
    engine: &E,
    found: &mut [FoundContainer],
    project: &str,
    notes: &mut Vec<String>,
) {
    let is_readable = |it: &FoundContainer| is_own(it, project) && it.started_at.is_some();
    for some in found.chunks_mut(AT_A_TIME) {
        let insides = join_all(some.iter().map(async |it| match is_readable(it) {
            true => Some(read_inside(engine, it).await),
            false => None,
        }))
        .await;
        for (it, inside) in some.iter_mut().zip(insides) {
            let Some(inside) = inside else { continue };
            it.container.process_env = ProcessEnv::Observed(inside.env);
            it.container.hosts = inside.hosts;
            it.container.gaps = inside.gaps;
            notes.extend(inside.notes);
        }
    }
}

#[derive(Default)]
struct Inside {
    env: Vec<EnvVar>,
    hosts: Vec<HostsLine>,
    gaps: Vec<Gap>,
    notes: Vec<String>,
}

async fn read_inside<E: Engine>(engine: &E, found: &FoundContainer) -> Inside {
    let name = &found.container.name;
    let mut res = Inside::default();
    match engine.read_hosts(found).await {
        Ok(text) => res.hosts = hosts_lines(&text),
        Err(problem) => res.miss("/etc/hosts", &problem.to_string()),
    }
    if !found.container.state.is_up() {
        res.gaps.push(Gap {
            missing: "environment".to_owned(),
            why: Why::NotReadable(format!("container `{name}` does not run")),
        });
        return res;
    }
    match engine.read_environment(found).await {
        Ok(bytes) => {
            let env = variables(&bytes);
            let added = own_additions(&found.container, &env);
            // A program that changes its title, as Redis does, writes it over the memory where its environment was.
            let what = if env.is_empty() {
                Some("overwritten its own environment".to_owned())
            } else if added.is_empty() {
                None
            } else {
                Some(format!("set {} itself", added.join(", ")))
            };
            res.env = match what {
                None => env,
                Some(what) => match engine.compute_environment(found).await {
                    Ok(bytes) => {
                        res.notes.push(format!(
                            "the first process of `{name}` has {what}; shown is what the engine gives to a process of it"
                        ));
                        variables(&bytes)
                    }
                    Err(problem) if env.is_empty() => {
                        res.miss("environment", &problem.to_string());
                        env
                    }
                    Err(_) => env,
                },
            };
        }
        Err(problem) => res.miss("environment", &problem.to_string()),
    }
    res
}

impl Inside {
    fn miss(&mut self, what: &str, why: &str) {
        self.gaps.push(Gap {
            missing: what.to_owned(),
            why: Why::NotReadable(why.to_owned()),
        });
        self.notes.push(why.to_owned());
    }
}

/// Variables that neither the engine nor the container's settings can have set. A start script that replaces itself by the
/// real program leaves such ones (`PWD`, `SHLVL`), and then the order is the shell's too.
fn own_additions(container: &Container, env: &[EnvVar]) -> Vec<String> {
    let set: BTreeSet<&str> = container
        .config_env
        .iter()
        .map(|it| {
            it.entry
                .split_once('=')
                .map_or(it.entry.as_str(), |(name, _)| name)
        })
        .chain(["PATH", "HOSTNAME", "TERM", "HOME"])
        .collect();
    let prefixes: Vec<String> = container
        .links
        .iter()
        .map(|it| format!("{}_", links::prefix(&it.alias)))
        .collect();
    env.iter()
        .filter(|it| {
            !set.contains(it.name.as_str())
                && !prefixes.iter().any(|prefix| it.name.starts_with(prefix))
        })
        .map(|it| it.name.to_string())
        .collect()
}

/// Splits what the kernel shows of a process's environment.
fn variables(bytes: &[u8]) -> Vec<EnvVar> {
    bytes
        .split(|it| *it == 0)
        .filter(|it| !it.is_empty())
        .map(|it| {
            let entry = String::from_utf8_lossy(it);
            let (name, value) = entry.split_once('=').unwrap_or((&entry, ""));
            EnvVar {
                name: name.into(),
                value: value.into(),
                certainty: Certainty::Known,
                origin: EnvOrigin::Observed,
            }
        })
        .collect()
}

/// Splits the text of `/etc/hosts`. The engine writes a tab after the address; a host's own file may have blanks instead.
fn hosts_lines(text: &str) -> Vec<HostsLine> {
    text.lines()
        .filter(|it| !it.trim().is_empty())
        .map(|line| {
            let (address, names) = line
                .split_once('\t')
                .or_else(|| {
                    line.split_once(char::is_whitespace)
                        .map(|(address, names)| (address, names.trim_start()))
                })
                .unwrap_or((line, ""));
            HostsLine {
                address: address.to_owned(),
                names: names.to_owned(),
                certainty: Certainty::Known,
                origin: HostsOrigin::Observed,
            }
        })
        .collect()
}

/// The default bridge, the networks of the project, and all that its containers sit on.
async fn add_networks<'a, E: Engine>(
    engine: &E,
    world: &mut World,
    named: impl Iterator<Item = &'a String>,
    found: &[FoundContainer],
) -> EngineResult<()> {
    let mut names: BTreeSet<String> = named.cloned().collect();
    for it in found {
        names.extend(it.container.endpoints.keys().cloned());
        if let NetworkMode::User { networks } = &it.container.spec.network {
            names.extend(networks.keys().cloned());
        }
    }
    names.remove(DEFAULT_BRIDGE);
    for name in std::iter::once(DEFAULT_BRIDGE.to_owned()).chain(names) {
        let Some(found) = engine.inspect_network(&name).await? else {
            continue;
        };
        let mut network = found.network;
        if let Some(pool) = &mut network.pool {
            // Containers of others hold addresses too.
            for address in found.users.iter().filter_map(|(_, it)| it.parse().ok()) {
                pool.take_exactly(address);
            }
        }
        world.networks.insert(name, network);
    }
    Ok(())
}

/// Numbers the containers by the time of their last start.
fn number_starts(found: &mut [FoundContainer]) {
    let mut order: Vec<(String, usize)> = found
        .iter()
        .enumerate()
        .filter_map(|(index, it)| Some((it.started_at.clone()?, index)))
        .collect();
    order.sort();
    for (number, (_, index)) in (1..).zip(order) {
        if let Some(it) = found.get_mut(index) {
            it.container.started = Some(number);
        }
    }
}
