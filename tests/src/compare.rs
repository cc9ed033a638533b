//! Compares a predicted world with a real engine, byte for byte.
//!
//! Trusts nothing of `linkyard_core::drift`. Four things only the engine can choose, and only they are given way:
//! ids are put in where the prediction has placeholders; the links of a container may be walked from any of them on,
//! in its environment and in its hosts independently; of several networks the own lines come in any order;
//! and addresses are taken as observed where a case says so.

use crate::images;
use crate::probe::{Observed, ObservedEngine};
use linkyard_core::world::{Container, Pin, World};
use similar::TextDiff;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// With so many links or fewer, the engine's order is a rotation of the one in which they were registered.
/// Go keeps a map of that size in one bucket and walks it from a random place on.
const MAX_ROTATED_LINKS: usize = 8;

/// How the world looks when the engine has chosen what the pins say.
pub type Predict<'a> = dyn Fn(&BTreeMap<String, Pin>) -> World + 'a;

/// Whether addresses must be as predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// They must: everything starts in a known order on an engine with nothing else on it.
    AsPredicted,
    /// They may be any, but must be the same everywhere.
    AsObserved,
}

/// Compares. `Ok` holds how many bytes of environments and hosts were the same.
///
/// # Errors
/// Everything that differs, as a text for people.
pub fn compare(
    predict: &Predict<'_>,
    observed: &ObservedEngine,
    addresses: Addresses,
) -> Result<usize, String> {
    let pins = match addresses {
        Addresses::AsPredicted => BTreeMap::new(),
        Addresses::AsObserved => observed
            .containers
            .iter()
            .map(|(name, it)| {
                (
                    name.clone(),
                    Pin {
                        addresses: it.addresses.clone(),
                        ..Pin::default()
                    },
                )
            })
            .collect(),
    };
    let world = predict(&pins);
    let rotations = rotations(predict, &world, observed, pins);
    let mut findings = Findings::default();
    engine_objects(&world, observed, addresses, &mut findings);
    let mut n_bytes = 0;
    for (name, container) in &world.containers {
        let Some(real) = observed.containers.get(name) else {
            continue;
        };
        settings(container, real, &mut findings);
        if !container.state.is_up() {
            continue;
        }
        let candidates: Vec<&Container> = rotations
            .iter()
            .filter_map(|it| it.containers.get(name))
            .collect();
        let is_unordered = container.links.len() > MAX_ROTATED_LINKS;
        let texts = |text: &dyn Fn(&Container) -> String| -> Vec<String> {
            candidates
                .iter()
                .map(|it| with_chosen_values(&text(it), observed, &world))
                .collect()
        };
        let env: String = real.env.iter().map(|it| format!("{it}\n")).collect();
        findings.text(
            name,
            "environment of process 1",
            texts(&|it| it.env_text()),
            &env,
            is_unordered,
        );
        let hosts = if container
            .gaps
            .iter()
            .any(|it| it.missing == "all of /etc/hosts")
        {
            // The container has the host's own file, and the prediction says that it cannot know it.
            vec![std::fs::read_to_string("/etc/hosts").unwrap_or_default()]
        } else {
            texts(&|it| it.hosts_text())
        };
        findings.text(name, "/etc/hosts", hosts, &real.hosts, is_unordered);
        for gap in container
            .gaps
            .iter()
            .filter(|it| it.missing != "all of /etc/hosts")
        {
            findings.push(format!(
                "{name}: the prediction lacks {}, though every fact was given",
                gap.missing
            ));
        }
        n_bytes += env.len() + real.hosts.len();
    }
    if findings.0.is_empty() {
        Ok(n_bytes)
    } else {
        Err(findings.0.join("\n"))
    }
}

/// The world once for every place at which the engine may start to walk links.
fn rotations(
    predict: &Predict<'_>,
    world: &World,
    observed: &ObservedEngine,
    pins: BTreeMap<String, Pin>,
) -> Vec<World> {
    let n_links = world
        .containers
        .values()
        .map(|it| it.links.len().min(MAX_ROTATED_LINKS))
        .max()
        .unwrap_or(0);
    (0..n_links.max(1))
        .map(|start| {
            let mut pins = pins.clone();
            for (name, container) in &world.containers {
                let mut aliases: Vec<String> =
                    container.links.iter().map(|it| it.alias.clone()).collect();
                if !aliases.is_empty() {
                    let n_aliases = aliases.len();
                    aliases.rotate_left(start % n_aliases);
                }
                let pin = pins.entry(name.clone()).or_default();
                pin.env_link_order = aliases.clone();
                pin.hosts_link_order = aliases;
                pin.hosts_network_order = observed
                    .containers
                    .get(name)
                    .map(networks_in_hosts)
                    .unwrap_or_default();
            }
            predict(&pins)
        })
        .collect()
}

/// The networks of a container in the order of its own lines, which the engine draws at random.
fn networks_in_hosts(real: &Observed) -> Vec<String> {
    let place = |address: &str| {
        real.hosts
            .lines()
            .position(|it| it.split('\t').next() == Some(address))
    };
    let mut res: Vec<(Option<usize>, &String)> = real
        .addresses
        .iter()
        .map(|(name, it)| (place(it), name))
        .collect();
    res.sort_unstable();
    res.into_iter().map(|(_, name)| name.clone()).collect()
}

/// Puts in what only the engine and the image can say: ids, the host's name, home directories.
fn with_chosen_values(text: &str, observed: &ObservedEngine, world: &World) -> String {
    let mut res = text.to_owned();
    for (name, container) in &world.containers {
        if let Some(real) = observed.containers.get(name) {
            res = res.replace(
                &format!("<{name}.id>"),
                real.id.get(..12).unwrap_or_default(),
            );
        }
        res = res.replace(&format!("<{name}.hostname>"), &observed.hostname);
        let user = container.spec.user.as_deref().unwrap_or_default();
        res = res.replace(&format!("<{name}.home>"), images::home_of(user));
    }
    res
}

fn engine_objects(
    world: &World,
    observed: &ObservedEngine,
    addresses: Addresses,
    findings: &mut Findings,
) {
    let names = |it: &BTreeMap<String, Observed>| it.keys().cloned().collect::<BTreeSet<_>>();
    findings.sets(
        "containers",
        world.containers.keys().cloned().collect(),
        names(&observed.containers),
    );
    if addresses == Addresses::AsObserved {
        return;
    }
    let networks = world
        .networks
        .iter()
        .filter(|(name, _)| *name != linkyard_core::world::DEFAULT_BRIDGE);
    let networks = networks.map(|(name, it)| {
        format!(
            "{name} {}",
            it.pool
                .as_ref()
                .map(linkyard_core::world::Pool::subnet)
                .unwrap_or_default()
        )
    });
    let real = observed
        .networks
        .iter()
        .map(|(name, subnet)| format!("{name} {subnet}"));
    findings.sets("networks", networks.collect(), real.collect());
    findings.sets(
        "volumes",
        world.volumes.keys().cloned().collect(),
        observed.volumes.clone(),
    );
}

fn settings(container: &Container, real: &Observed, findings: &mut Findings) {
    let name = &container.name;
    if container.state.as_str() != real.state {
        findings.push(format!(
            "{name}: predicted {}, is {}",
            container.state.as_str(),
            real.state
        ));
    }
    let config_env: Vec<&str> = container
        .config_env
        .iter()
        .map(|it| it.entry.as_str())
        .collect();
    let config_real: Vec<&str> = real.config_env.iter().map(String::as_str).collect();
    if config_env != config_real {
        findings.push(format!(
            "{name}: Config.Env predicted {config_env:?}, is {config_real:?}"
        ));
    }
    let exposed = container.exposed.iter().map(ToString::to_string).collect();
    findings.sets(
        &format!("{name}: exposed ports"),
        exposed,
        real.exposed.clone(),
    );
    let mut links: BTreeSet<String> = container
        .links
        .iter()
        .map(|it| format!("{}:{}", it.source, it.alias))
        .collect();
    for (network, endpoint) in &container.endpoints {
        links.extend(endpoint.links.iter().map(|it| format!("{network} {it}")));
    }
    findings.sets(&format!("{name}: links"), links, real.links.clone());
}

#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn push(&mut self, text: String) {
        self.0.push(text);
    }

    fn sets(&mut self, what: &str, predicted: BTreeSet<String>, real: BTreeSet<String>) {
        if predicted != real {
            self.push(format!(
                "{what}: predicted {predicted:?}, there are {real:?}"
            ));
        }
    }

    /// `real` must be one of the candidates; else the nearest one is shown beside it.
    fn text(
        &mut self,
        container: &str,
        what: &str,
        mut candidates: Vec<String>,
        real: &str,
        is_unordered: bool,
    ) {
        let mut real = real.to_owned();
        if is_unordered {
            candidates = candidates.iter().map(|it| sorted_lines(it)).collect();
            real = sorted_lines(&real);
        }
        if candidates.contains(&real) {
            return;
        }
        let nearest = candidates.iter().max_by(|a, b| {
            let ratio = |it: &str| TextDiff::from_lines(it, &real).ratio();
            ratio(a).total_cmp(&ratio(b))
        });
        let nearest = nearest.map(String::as_str).unwrap_or_default();
        let mut text = format!("{container}: {what} (- predicted, + observed)\n");
        for change in TextDiff::from_lines(nearest, &real).iter_all_changes() {
            // Writing to a string cannot fail.
            let _ = write!(text, "    {}{change}", change.tag());
        }
        self.push(text);
    }
}

fn sorted_lines(text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.sort_unstable();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::DockerCommand;
    use expect_test::{Expect, expect};
    use linkyard_core::images::ImageCatalog;
    use linkyard_core::profile::{Dialect, Engine, Profile};

    /// Compares what a script should do with `real`, a world that was tampered with and stands for an engine.
    fn check(script: &str, tamper: &dyn Fn(&mut ObservedEngine), want: Expect) {
        let predict = |pins: &BTreeMap<String, Pin>| {
            let mut catalog = ImageCatalog::new();
            let facts =
                r#"[{"Id":"sha256:1","RepoTags":["img"],"Config":{"ExposedPorts":{"80/tcp":{}}}}]"#;
            catalog.extend(ImageCatalog::from_inspect(facts).unwrap());
            let mut world = World::new(
                Profile {
                    engine: Engine::V20_10,
                    dialect: Dialect::V1_29,
                },
                catalog,
            );
            world.pins = pins.clone();
            for line in script.lines() {
                let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
                for op in DockerCommand::parse_words(&words)
                    .unwrap()
                    .ops(&[])
                    .unwrap()
                {
                    world.apply(&op).unwrap();
                }
            }
            world
        };
        // An engine that does exactly what is predicted, but draws the id 0123….
        let world = predict(&BTreeMap::new());
        let id = "0123456789ab".repeat(5);
        let mut real = ObservedEngine {
            hostname: "host".to_owned(),
            containers: world
                .containers
                .iter()
                .map(|(name, it)| {
                    let text = |text: String| {
                        world.containers.keys().fold(text, |res, name| {
                            res.replace(&format!("<{name}.id>"), &id[..12])
                        })
                    };
                    let observed = Observed {
                        id: id.clone(),
                        state: it.state.as_str().to_owned(),
                        config_env: it.config_env.iter().map(|it| it.entry.clone()).collect(),
                        exposed: it.exposed.iter().map(ToString::to_string).collect(),
                        links: it
                            .links
                            .iter()
                            .map(|it| format!("{}:{}", it.source, it.alias))
                            .collect(),
                        addresses: BTreeMap::new(),
                        env: text(it.env_text()).lines().map(str::to_owned).collect(),
                        hosts: text(it.hosts_text()),
                    };
                    (name.clone(), observed)
                })
                .collect(),
            networks: BTreeMap::new(),
            volumes: BTreeSet::new(),
        };
        tamper(&mut real);
        let outcome = compare(&predict, &real, Addresses::AsPredicted);
        want.assert_eq(&outcome.map_or_else(|it| it, |_| "the same".to_owned()));
    }

    const TWO_LINKS: &str =
        "run -d --name one img\nrun -d --name two img\nrun -d --name web --link one --link two img";

    #[test]
    fn an_engine_that_does_what_is_predicted_passes() {
        check(TWO_LINKS, &|_| {}, expect!["the same"]);
    }

    #[test]
    fn one_wrong_byte_is_shown_in_its_place() {
        let tamper = |real: &mut ObservedEngine| {
            let env = &mut real.containers.get_mut("two").unwrap().env;
            env[0].push('x');
        };
        check(
            TWO_LINKS,
            &tamper,
            expect![[r#"
            two: environment of process 1 (- predicted, + observed)
                -PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                +PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/binx
                 HOSTNAME=0123456789ab
                 HOME=/root
        "#]],
        );
    }

    #[test]
    fn hosts_lines_of_links_may_be_rotated_but_not_an_own_line() {
        let swap = |real: &mut ObservedEngine, first: usize| {
            let hosts = &mut real.containers.get_mut("web").unwrap().hosts;
            let mut lines: Vec<&str> = hosts.split_inclusive('\n').collect();
            lines.swap(first, first + 1);
            *hosts = lines.concat();
        };
        check(TWO_LINKS, &|real| swap(real, 6), expect!["the same"]);
        check(
            TWO_LINKS,
            &|real| swap(real, 7),
            expect![[r#"
            web: /etc/hosts (- predicted, + observed)
                 127.0.0.1	localhost
                 ::1	localhost ip6-localhost ip6-loopback
                 fe00::0	ip6-localnet
                 ff00::0	ip6-mcastprefix
                 ff02::1	ip6-allnodes
                 ff02::2	ip6-allrouters
                -172.17.0.3	two 0123456789ab
                 172.17.0.2	one 0123456789ab
                 172.17.0.4	0123456789ab
                +172.17.0.3	two 0123456789ab
        "#]],
        );
    }

    #[test]
    fn a_container_that_is_missing_a_link_that_is_missing_and_a_variable_too_many_are_found() {
        let tamper = |real: &mut ObservedEngine| {
            real.containers.remove("one");
            let web = real.containers.get_mut("web").unwrap();
            web.links.remove("two:two");
            web.env.push("MORE=1".to_owned());
            web.hosts.clear();
        };
        check(
            "run -d --name one img\nrun -d --name two img\nrun -d --name web --link two img",
            &tamper,
            expect![[r#"
                containers: predicted {"one", "two", "web"}, there are {"two", "web"}
                web: links: predicted {"two:two"}, there are {}
                web: environment of process 1 (- predicted, + observed)
                     PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                     HOSTNAME=0123456789ab
                     TWO_PORT=tcp://172.17.0.3:80
                     TWO_PORT_80_TCP=tcp://172.17.0.3:80
                     TWO_PORT_80_TCP_ADDR=172.17.0.3
                     TWO_PORT_80_TCP_PORT=80
                     TWO_PORT_80_TCP_PROTO=tcp
                     TWO_NAME=/web/two
                     HOME=/root
                    +MORE=1

                web: /etc/hosts (- predicted, + observed)
                    -127.0.0.1	localhost
                    -::1	localhost ip6-localhost ip6-loopback
                    -fe00::0	ip6-localnet
                    -ff00::0	ip6-mcastprefix
                    -ff02::1	ip6-allnodes
                    -ff02::2	ip6-allrouters
                    -172.17.0.3	two 0123456789ab
                    -172.17.0.4	0123456789ab
            "#]],
        );
    }
}
