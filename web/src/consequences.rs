//! What changes when a switch is turned: two predicted worlds of one file, compared in a sentence.

use linkyard_core::profile::Profile;
use linkyard_core::world::World;
use std::collections::BTreeMap;

/// The difference between two predictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequences {
    /// The sentence.
    pub sentence: String,
}

impl Consequences {
    /// What turning the switch from `before` to `after` did to the containers, matched by service and number.
    pub fn between(before: &World, after: &World) -> Consequences {
        let mut n_gone = 0;
        let mut n_new = 0;
        let mut n_changed = 0;
        let mut n_hosts = 0;
        let mut n_renamed = 0;
        for new in after.containers.values() {
            let same = |it: &&linkyard_core::world::Container| {
                it.spec.service == new.spec.service && it.spec.number == new.spec.number
            };
            let Some(old) = before.containers.values().find(same) else {
                continue;
            };
            n_renamed += usize::from(old.name != new.name);
            let mut old_env: BTreeMap<_, _> = old
                .env()
                .into_iter()
                .map(|it| (it.name, it.value))
                .collect();
            for var in new.env() {
                match old_env.remove(&var.name) {
                    None => n_new += 1,
                    Some(it) if it != var.value => n_changed += 1,
                    Some(_) => {}
                }
            }
            n_gone += old_env.len();
            let is_new = |it: &&linkyard_core::world::HostsLine| {
                old.hosts
                    .iter()
                    .all(|other| other.address != it.address || other.names != it.names)
            };
            n_hosts += new.hosts.iter().filter(is_new).count();
        }
        let mut parts = Vec::new();
        let mut push = |n: usize, one: &str, many: &str| match n {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            n => parts.push(format!("{n} {many}")),
        };
        push(n_gone, "variable vanishes", "variables vanish");
        push(n_new, "variable appears", "variables appear");
        push(
            n_changed,
            "variable changes its value",
            "variables change their values",
        );
        push(n_hosts, "hosts line differs", "hosts lines differ");
        push(
            n_renamed,
            "container has another name",
            "containers have other names",
        );
        let what = if parts.is_empty() {
            "nothing changes for this file".to_owned()
        } else {
            parts.join(", ")
        };
        let sentence = format!("{}: {what}.", turn(before.profile, after.profile));
        Consequences { sentence }
    }
}

/// What was turned.
fn turn(before: Profile, after: Profile) -> String {
    let engine = (before.engine != after.engine)
        .then(|| format!("Engine {} instead of {}", after.engine, before.engine));
    let dialect = (before.dialect != after.dialect)
        .then(|| format!("Compose {} instead of {}", after.dialect, before.dialect));
    [engine, dialect]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}
