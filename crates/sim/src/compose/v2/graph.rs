//! Doing something for every service, in the order in which they need each other.

use super::model::Model;
use super::{Compose, Failure};
use std::collections::BTreeMap;

impl Compose<'_> {
    /// Calls `visit` for every service of the project, each after what it needs. After a failure those that would have
    /// begun at the same time are still visited, and no others.
    ///
    /// # Errors
    /// The first failure, or a service that is needed and is not there.
    pub(super) fn for_each_service(
        &mut self,
        model: &Model,
        mut visit: impl FnMut(&mut Self, &str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        check_needs(model)?;
        let depths = depths(model);
        let depth = |name: &str| depths.get(name).copied().unwrap_or_default();
        let mut failed: Option<(usize, Failure)> = None;
        for service in model.in_order() {
            let name = service.name.as_str();
            if failed.as_ref().is_some_and(|(at, _)| depth(name) > *at) {
                continue;
            }
            if let Err(failure) = visit(self, name) {
                failed.get_or_insert((depth(name), failure));
            }
        }
        failed.map_or(Ok(()), |(_, failure)| Err(failure))
    }

    /// Calls `visit` for the services that nobody needs, then for those that only these need, and so on: what is stopped
    /// at the same time.
    ///
    /// # Errors
    /// The first failure, or a service that is needed and is not there.
    pub(super) fn for_each_wave(
        &mut self,
        model: &Model,
        mut visit: impl FnMut(&mut Self, &[String]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        check_needs(model)?;
        let mut heights: BTreeMap<&str, usize> = BTreeMap::new();
        let order = model.in_order();
        for service in order.iter().rev() {
            let dependents = order
                .iter()
                .filter(|it| it.depends_on.contains_key(&service.name));
            let height = dependents
                .filter_map(|it| heights.get(it.name.as_str()))
                .map(|it| it + 1)
                .max()
                .unwrap_or(0);
            heights.insert(&service.name, height);
        }
        let mut waves: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for service in order.iter().rev() {
            let height = heights.get(service.name.as_str()).copied();
            let wave = waves.entry(height.unwrap_or_default()).or_default();
            wave.push(service.name.clone());
        }
        for wave in waves.values() {
            visit(self, wave)?;
        }
        Ok(())
    }
}

fn check_needs(model: &Model) -> Result<(), Failure> {
    for service in model.services.values() {
        for (name, dep) in &service.depends_on {
            if model.services.contains_key(name) || !dep.required {
                continue;
            }
            return Err(Failure::new(match model.disabled.get(name) {
                Some(it) => format!(
                    "service {name} is required by {} but is disabled. Can be enabled by profiles [{}]",
                    service.name,
                    it.profiles.join(" ")
                ),
                None => format!("could not find {name}: not found"),
            }));
        }
    }
    Ok(())
}

/// How many others must be visited before each, one after the other.
fn depths(model: &Model) -> BTreeMap<&str, usize> {
    let mut res: BTreeMap<&str, usize> = BTreeMap::new();
    for service in model.in_order() {
        let needs = service.depends_on.keys();
        let depth = needs
            .filter_map(|it| res.get(it.as_str()))
            .map(|it| it + 1)
            .max()
            .unwrap_or(0);
        res.insert(&service.name, depth);
    }
    res
}
